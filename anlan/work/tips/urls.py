"""Addresses of tips. `r/` is open to people without an account."""

from django.urls import path

from anlan.work.tips import views

urlpatterns = [
    path("r/<uuid:code>/", views.new, name="tip_new"),
    path("r/t/<str:token>/", views.told, name="tip_told"),
    path("tips/", views.listing, name="tips"),
    path("tips/<int:pk>/reach/", views.reach, name="tip_reach"),
]

"""Addresses of the exchange with the city's platform."""

from django.urls import path

from anlan.work.platform import views

urlpatterns = [
    path("platform/", views.board, name="platform"),
    path("platform/<int:pk>/", views.one, name="platform_one"),
    path("platform/now/", views.now, name="platform_now"),
    path("platform/catch-up/", views.catch_up, name="platform_catch_up"),
]

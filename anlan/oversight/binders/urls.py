"""Addresses of binders."""

from django.urls import path

from anlan.oversight.binders import views

urlpatterns = [
    path("binders/", views.listing, name="binders"),
    path("binders/new/", views.new, name="binder_new"),
    path("binders/<int:pk>/", views.show, name="binder"),
    path("binders/<int:pk>/file.zip", views.download, name="binder_file"),
]

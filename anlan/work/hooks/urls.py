"""Addresses of hooks."""

from django.urls import path

from anlan.work.hooks import views

urlpatterns = [
    path("units/<int:pk>/hooks/", views.hooks, name="hooks"),
    path("units/<int:pk>/hooks/new/", views.new, name="hook_new"),
    path("hooks/<int:pk>/", views.hook, name="hook"),
    path("hooks/<int:pk>/edit/", views.edit, name="hook_edit"),
    path("hooks/<int:pk>/secret/", views.secret, name="hook_secret"),
    path("hooks/<int:pk>/pause/", views.pause, name="hook_pause"),
    path("hooks/<int:pk>/end/", views.end, name="hook_end"),
    path("hooks/<int:pk>/try/", views.trial, name="hook_try"),
    path("hooks/deliveries/<uuid:pk>/again/", views.again, name="hook_again"),
]

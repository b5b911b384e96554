"""Addresses of what people are told."""

from django.urls import path

from anlan.kernel.outbox import views

urlpatterns = [
    path("urgent/", views.urgent, name="urgent"),
    path("urgent/<int:pk>/", views.urgent_open, name="urgent_open"),
]

"""Addresses of one's own keys."""

from django.urls import path

from anlan.registers.keys import views

urlpatterns = [
    path("me/keys/", views.keys, name="keys"),
    path("me/keys/new/", views.new_token, name="token_new"),
    path("me/keys/<int:pk>/revoke/", views.revoke_token, name="token_revoke"),
    path("people/<int:pk>/factors/", views.reset_factors, name="factors_reset"),
]

"""Signing in and out, one's password, one's sessions: allauth's pages, without those that an assigned account has no use for."""

from allauth.account import views as account
from allauth.usersessions import views as sessions
from django.urls import path

from anlan.shell import home

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/none/", home.no_password, name="account_set_password"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
]

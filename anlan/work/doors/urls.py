"""Addresses of short doors."""

from django.urls import path

from anlan.work.doors import views

urlpatterns = [
    path("s/<str:code>/", views.short, name="short"),
    path("calendar/mine/<str:code>.ics", views.feed, name="feed"),
    path("me/keys/calendar/", views.feed_make, name="feed_make"),
    path("me/keys/calendar/revoke/", views.feed_revoke, name="feed_revoke"),
]

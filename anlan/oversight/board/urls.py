"""Addresses of the board."""

from django.urls import path

from anlan.oversight.board import views, wall_views

urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/units/", views.units, name="board_units"),
    path("wall/", wall_views.wall, name="wall"),
    path("wall/screens/", wall_views.screens, name="wall_screens"),
    path("wall/screens/new/", wall_views.connect, name="wall_connect"),
    path("wall/screens/<int:pk>/revoke/", wall_views.revoke, name="wall_revoke"),
]

"""Addresses of the board."""

from django.urls import path

from anlan.oversight.board import views

urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/units/", views.units, name="board_units"),
]

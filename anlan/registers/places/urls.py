"""Addresses of the register of places. `/p/<code>/` stands in the QR code at the door: it stays as it is for ever."""

from django.urls import path

from anlan.registers.places import views

urlpatterns = [
    path("p/<uuid:code>/", views.by_code, name="place_by_code"),
    path("places/", views.listing, name="places"),
    path("places/new/", views.new, name="place_new"),
    path("places/codes/", views.codes, name="place_codes"),
    path("places/places.xlsx", views.excel, name="places_excel"),
    path("places/<int:pk>/", views.show, name="place"),
    path("places/<int:pk>/edit/", views.edit, name="place_edit"),
    path("places/<int:pk>/code.svg", views.code_svg, name="place_code"),
    path("places/controls/<int:pk>/ask/", views.ask_to_lift, name="control_ask"),
    path("places/controls/<int:pk>/lift/", views.lift, name="control_lift"),
]

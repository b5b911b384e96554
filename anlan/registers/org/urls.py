from django.urls import path

from anlan.registers.org import changing, views

urlpatterns = [
    path("units/", views.units, name="units"),
    path("units/export.xlsx", views.units_export, name="units_export"),
    path("units/template.xlsx", views.units_template, name="units_template"),
    path("units/import/", views.units_import, name="units_import"),
    path("units/exceptions/", views.exceptions, name="unit_exceptions"),
    path("units/new/", changing.new, name="unit_new"),
    path("units/<int:pk>/", views.unit, name="unit"),
    path("units/<int:pk>/edit/", changing.edit, name="unit_edit"),
    path("units/<int:pk>/move/", changing.move, name="unit_move"),
    path("units/<int:pk>/close/", changing.close, name="unit_close"),
    path("units/<int:pk>/reopen/", changing.reopen, name="unit_reopen"),
    path("units/<int:pk>/supervisor/", changing.supervise, name="unit_supervise"),
    path("units/supervision/<int:pk>/end/", changing.end_supervision, name="unit_supervision_end"),
    path("units/<int:pk>/outside/", changing.link, name="unit_link"),
    path("units/outside/<int:pk>/end/", changing.unlink, name="unit_unlink"),
]

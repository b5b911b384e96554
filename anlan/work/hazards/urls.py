"""Addresses of hazards."""

from django.urls import path

from anlan.work.hazards import again_views, foreign_views, register_views, views

urlpatterns = [
    path("hazards/", views.listing, name="hazards"),
    path("hazards/report/", views.report, name="hazard_report"),
    path("hazards/report/places/", views.find_places, name="hazard_places"),
    path("hazards/reported/<int:pk>/", views.reported, name="hazard_reported"),
    path("hazards/on-site/<uuid:code>/", views.on_site, name="hazard_on_site"),
    path("hazards/<int:pk>/number/", views.external_number, name="hazard_number"),
    path("hazards/ledger.xlsx", register_views.excel, name="hazards_excel"),
    path("hazards/ledger/template.xlsx", register_views.template, name="hazards_template"),
    path("hazards/ledger/import/", register_views.import_page, name="hazards_import"),
    path("hazards/ledger/mapping/", register_views.mapping, name="hazards_mapping"),
    path("hazards/templates/", foreign_views.template, name="hazards_foreign"),
    path("hazards/numbers/", foreign_views.numbers, name="hazards_numbers"),
    path("hazards/again/", again_views.again, name="hazards_again"),
    path("hazards/criteria/", register_views.criteria, name="hazard_criteria"),
    path("hazards/criteria/template.xlsx", register_views.criteria_template, name="hazard_criteria_template"),
    path("hazards/criteria/import/", register_views.criteria_import, name="hazard_criteria_import"),
    path("hazards/rules/", register_views.rule_list, name="hazard_rules"),
    path("hazards/rules/<str:rule_id>/", register_views.rule, name="hazard_rule"),
]

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from anlan.registers.calendar import views


class DayConverter(StringConverter):
    """A date in an address: 2026-12-28. Whether there is such a day, the view finds out."""

    regex = r"\d{4}-\d{2}-\d{2}"


register_converter(DayConverter, "day")

urlpatterns = [
    path("calendar/", views.year, name="calendar"),
    path("calendar/try/", views.try_phrase, name="calendar_try"),
    path("calendar/day/<day:day>/", views.day, name="calendar_day"),
    path("calendar/term/", views.term, name="calendar_term"),
    path("calendar/term/<int:term_id>/drop/", views.drop_term, name="calendar_term_drop"),
    path("calendar/days/", views.days, name="calendar_days"),
    path("calendar/days/template.xlsx", views.days_template, name="calendar_days_template"),
    path("calendar/days/<int:year>.xlsx", views.days_export, name="calendar_days_export"),
    path("calendar/readings/", views.readings, name="calendar_readings"),
    path("calendar/readings/<str:key>/", views.reading, name="calendar_reading"),
]

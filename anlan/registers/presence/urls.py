from django.urls import path

from anlan.registers.presence import views

urlpatterns = [
    path("times/", views.times, name="times"),
    path("times/leave/", views.leave, name="times_leave"),
    path("times/lesson/", views.lesson, name="times_lesson"),
    path("times/nights/", views.nights, name="times_nights"),
    path("times/<int:pk>/drop/", views.drop, name="times_drop"),
    path("times/unit/", views.unit, name="times_unit"),
    path("times/import/", views.take_in, name="times_import"),
    path("times/empty.xlsx", views.empty, name="times_empty"),
    path("times/lessons.xlsx", views.export, name="times_export"),
]

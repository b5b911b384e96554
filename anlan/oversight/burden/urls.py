from django.urls import path

from anlan.oversight.burden import views

urlpatterns = [
    path("burden/", views.burden, name="burden"),
    path("burden/sheet.xlsx", views.sheet, name="burden_sheet"),
]

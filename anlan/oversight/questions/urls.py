from django.urls import path

from anlan.oversight.questions import views

urlpatterns = [
    path("questions/", views.questions, name="questions"),
    path("questions/sheet.xlsx", views.sheet, name="question_sheet"),
    path("questions/keep/", views.keep, name="question_keep"),
    path("questions/<int:pk>/", views.again, name="question"),
    path("questions/<int:pk>/drop/", views.drop, name="question_drop"),
]

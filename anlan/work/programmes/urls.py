from django.urls import path

from anlan.work.programmes import views

urlpatterns = [
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/new/", views.new, name="programme_new"),
    path("programmes/lay/", views.lay, name="programme_lay"),
    path("programmes/<int:pk>/", views.show, name="programme"),
    path("programmes/<int:pk>/edit/", views.edit, name="programme_edit"),
    path("programmes/<int:pk>/end/", views.end, name="programme_end"),
    path("programmes/<int:pk>/report.xlsx", views.sheet, name="programme_sheet"),
    path("programmes/<int:pk>/report.docx", views.document, name="programme_document"),
]

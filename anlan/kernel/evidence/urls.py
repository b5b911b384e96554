from django.urls import path

from anlan.kernel.evidence import views

urlpatterns = [
    path("evidence/<int:pk>/original", views.original, name="evidence_original"),
    path("evidence/<int:pk>/<slug:size>", views.picture, name="evidence_picture"),
]

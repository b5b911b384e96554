from django.urls import path

from anlan.kernel.web import views

urlpatterns = [
    path("sw.js", views.service_worker, name="service_worker"),
    path("offline/", views.offline, name="offline"),
    path("manifest.webmanifest", views.webmanifest, name="webmanifest"),
]

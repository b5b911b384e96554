from django.urls import path

from anlan.work.asks import views

urlpatterns = [
    path("asks/limit/", views.limit, name="ask_limit"),
    path("asks/<slug:source>/<int:pk>/release/", views.release, name="ask_release"),
]

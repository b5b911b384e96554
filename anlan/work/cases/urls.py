"""Addresses of the case: inbox, list, page, steps."""

from django.urls import path

from anlan.work.cases import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/urge/", views.urge_several, name="inbox_urge"),
    path("cases/", views.listing, name="cases"),
    path("cases/<int:pk>/", views.show, name="case"),
    path("cases/<int:pk>/step/<slug:verb>/", views.step, name="case_step"),
    path("cases/<int:pk>/assign/", views.assign, name="case_assign"),
    path("cases/<int:pk>/urge/", views.urge, name="case_urge"),
    path("cases/<int:pk>/note/", views.note, name="case_note"),
    path("cases/<int:pk>/time/", views.ask_time, name="case_ask_time"),
    path("cases/<int:pk>/time/<int:request_pk>/", views.decide_time, name="case_decide_time"),
    path("search/", views.search, name="search"),
]

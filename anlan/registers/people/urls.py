from django.urls import path

from anlan.registers.people import chain_views, posts, views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/export.xlsx", views.people_export, name="people_export"),
    path("people/template.xlsx", views.people_template, name="people_template"),
    path("people/import/", views.people_import, name="people_import"),
    path("people/new/", views.enrol, name="person_new"),
    path("people/appoint/", posts.appoint, name="person_appoint"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/edit/", views.edit, name="person_edit"),
    path("people/<int:pk>/password/", views.reset, name="person_reset"),
    path("people/<int:pk>/leave/", views.leave, name="person_leave"),
    path("people/<int:pk>/back/", views.come_back, name="person_back"),
    path("people/<int:pk>/contact/", views.contact, name="person_contact"),
    path("people/<int:pk>/post/", posts.give, name="person_give"),
    path("posts/<int:pk>/", posts.edit, name="post_edit"),
    path("posts/<int:pk>/close/", posts.close, name="post_close"),
    path("grants/<int:pk>/end/", posts.end, name="grant_end"),
    path("grants/<int:pk>/stand-in/", posts.stand_in, name="grant_stand_in"),
    path("chain/", chain_views.chain, name="chain"),
    path("chain/export.xlsx", chain_views.export, name="chain_export"),
    path("chain/fill/", chain_views.fill, name="chain_fill"),
    path("chain/unname/", chain_views.unname, name="chain_unname"),
]

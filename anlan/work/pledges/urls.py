from django.urls import path

from anlan.work.pledges import views

urlpatterns = [
    path("pledges/", views.covers, name="pledges"),
    path("pledges/sheet.xlsx", views.export, name="pledge_export"),
    path("pledges/batches/", views.batches, name="pledge_batches"),
    path("pledges/new/", views.new, name="pledge_new"),
    path("pledges/batches/<int:pk>/", views.batch_page, name="pledge_batch"),
    path("pledges/batches/<int:pk>/edit/", views.edit, name="pledge_edit"),
    path("pledges/batches/<int:pk>/send/", views.send, name="pledge_send"),
    path("pledges/batches/<int:pk>/drop/", views.drop, name="pledge_drop"),
    path("pledges/batches/<int:pk>/renew/", views.renew, name="pledge_renew"),
    path("pledges/batches/<int:pk>/withdraw/", views.withdraw, name="pledge_withdraw"),
    path("pledges/<int:pk>/letter.docx", views.paper, name="pledge_paper"),
]

from django.urls import path

from anlan.work.instructions import views

urlpatterns = [
    path("instructions/", views.instructions, name="instructions"),
    path("instructions/new/", views.new, name="instruction_new"),
    path("instructions/<int:pk>/", views.show, name="instruction"),
    path("instructions/<int:pk>/tasks/", views.hand_out, name="instruction_hand_out"),
]

from django.urls import path

from anlan.registers.channels import own_views, views

urlpatterns = [
    path("me/ways/", own_views.ways, name="ways"),
    path("me/ways/<int:pk>/unbind/", own_views.unbind, name="unbind"),
    path("enter/<int:service>/", own_views.enter, name="enter"),
    path("enter/<int:service>/back/", own_views.back, name="enter_back"),
    path("enter/<int:service>/bind/", own_views.bind, name="enter_bind"),
    path("channels/", views.channels, name="channels"),
    path("channels/deliveries/", views.deliveries, name="deliveries"),
    path("channels/deliveries/<slug:channel>/again/", views.deliveries_again, name="deliveries_again"),
    path("channels/new/<slug:kind>/", views.service_new, name="channel_new"),
    path("channels/<int:pk>/", views.service_edit, name="channel_edit"),
    path("channels/<int:pk>/try/", views.service_try, name="channel_try"),
    path("channels/<int:pk>/people/", views.directory, name="channel_directory"),
    path("channels/<int:pk>/people/read/", views.directory_read, name="directory_read"),
    path("channels/readings/<int:pk>/decide/", views.directory_decide, name="directory_decide"),
    path("channels/proposals/<int:pk>/bind/", views.directory_bind, name="directory_bind"),
    path("channels/robots/new/", views.robot_new, name="robot_new"),
    path("channels/robots/<int:pk>/", views.robot_edit, name="robot_edit"),
    path("channels/robots/<int:pk>/try/", views.robot_try, name="robot_try"),
    path("channels/robots/<int:pk>/drop/", views.robot_drop, name="robot_drop"),
]

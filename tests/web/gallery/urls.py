from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tests.web.gallery.views import page


def nowhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("search/", nowhere, name="search"),
    path("switch/", nowhere, name="switch_post"),
    path("demo/", nowhere, name="demo_sign_in"),
    path("login/", nowhere, name="account_login"),
    path("logout/", nowhere, name="account_logout"),
    path("password/", nowhere, name="account_change_password"),
    path("me/", nowhere, name="me"),
    path("sessions/", nowhere, name="usersessions_list"),
    path("<slug:name>/", page, name="gallery"),
]

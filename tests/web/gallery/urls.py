from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tests.web.gallery.views import page


def nowhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("do/search/", nowhere, name="search"),
    path("do/switch/", nowhere, name="switch_post"),
    path("do/demo/", nowhere, name="demo_sign_in"),
    path("do/login/", nowhere, name="account_login"),
    path("do/logout/", nowhere, name="account_logout"),
    path("do/password/", nowhere, name="account_change_password"),
    path("do/me/", nowhere, name="me"),
    path("do/sessions/", nowhere, name="usersessions_list"),
    path("<slug:name>/", page, name="gallery"),
]

"""Addresses. Each app brings its own; every view bears a policy mark (a check walks this list at start)."""

from django.urls import include, path
from django.views.i18n import set_language

from anlan.shell import health, home
from anlan.shell.api import api

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("language/", set_language, name="set_language"),
    path("demo/sign-in/", home.demo_sign_in, name="demo_sign_in"),
    path("post/", home.switch_post, name="switch_post"),
    path("me/", home.me, name="me"),
    path("api/", api.urls),
    path("account/", include("anlan.shell.account_urls")),
    path("", include("anlan.kernel.web.urls")),
    path("", include("anlan.kernel.outbox.urls")),
    path("", include("anlan.registers.org.urls")),
    path("", include("anlan.registers.people.urls")),
    path("", include("anlan.registers.keys.urls")),
    path("", include("anlan.registers.calendar.urls")),
    path("", include("anlan.registers.presence.urls")),
    path("", include("anlan.registers.channels.urls")),
    path("", include("anlan.kernel.evidence.urls")),
    path("", include("anlan.registers.places.urls")),
    path("", include("anlan.work.hazards.urls")),
    path("", include("anlan.work.tips.urls")),
    path("", include("anlan.work.platform.urls")),
    path("", include("anlan.work.cases.urls")),
    path("", include("anlan.work.doors.urls")),
    path("", include("anlan.work.hooks.urls")),
    path("", include("anlan.work.notices.urls")),
    path("", include("anlan.work.returns.urls")),
    path("", include("anlan.work.instructions.urls")),
    path("", include("anlan.work.programmes.urls")),
    path("", include("anlan.work.checks.urls")),
    path("", include("anlan.work.asks.urls")),
    path("", include("anlan.work.pledges.urls")),
    path("", include("anlan.oversight.board.urls")),
    path("", include("anlan.oversight.burden.urls")),
    path("", include("anlan.oversight.questions.urls")),
    path("", include("anlan.oversight.binders.urls")),
]

handler400 = "anlan.shell.errors.bad_request"
handler404 = "anlan.shell.errors.not_found"
handler403 = "anlan.shell.errors.forbidden"
handler500 = "anlan.shell.errors.broken"

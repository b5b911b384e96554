"""Start-up checks: nothing goes on the air unmarked, unscoped or with too much power."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import Error, Tags, register
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from anlan.kernel.scope import WEB, WORKER, RowPolicy
from anlan.kernel.signing_key import is_public

FOREIGN_VIEWS = ("allauth.", "django.views.static", "django.contrib.staticfiles", "ninja.", "django.views.i18n")
FOREIGN_TABLES = ("django_", "auth_", "account_", "axes_", "mfa_", "usersessions_", "procrastinate_", "socialaccount_")


def routes(resolver: Any = None, prefix: str = "") -> list[tuple[str, Any]]:
    """Every (route, view) of the URLconf, nested ones included."""
    resolver = resolver or get_resolver()
    found: list[tuple[str, Any]] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += routes(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            found.append((prefix + str(entry.pattern), entry))
    return found


@register(Tags.urls)
def every_route_is_marked(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A view without @may or @public (with its reason) does not start."""
    errors = []
    for route, entry in routes():
        view = getattr(entry.callback, "func", entry.callback)
        if getattr(view, "policy", None) or str(getattr(view, "__module__", "")).startswith(FOREIGN_VIEWS):
            continue
        name = f"{getattr(view, '__module__', '?')}.{getattr(view, '__qualname__', view)}"
        errors.append(Error(f"route '{route}' ({name}) bears neither @may nor @public", id="anlan.E001"))
    return errors


@register(Tags.models)
def every_table_has_a_policy(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A table of ours has a RowPolicy or a stated exemption."""
    errors = []
    for model in apps.get_models():
        table = model._meta.db_table
        if table.startswith(FOREIGN_TABLES) or model._meta.proxy:
            continue
        if any(isinstance(c, RowPolicy) for c in model._meta.constraints) or getattr(model, "scope_exempt", None):
            continue
        errors.append(Error(f"table {table} has no RowPolicy and no stated exemption", obj=model, id="anlan.E002"))
    return errors


@register(Tags.security, deploy=True)
def the_logins_are_weak_enough(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The logins that serve are neither superuser nor owner of tables nor past the policies, whoever asks: migrations and this
    check are the owner's."""
    found = [sentence for login in (WEB, WORKER) for sentence in excess_of_power(login)]
    return [Error(sentence, id="anlan.E003") for sentence in found]


@register(Tags.security, deploy=True)
def the_signing_key_is_ones_own(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The web, the stream and the worker refuse to start with the key of the source; better to hear of it before."""
    return [Error("the signing key is the one of the source: set ANLAN_SECRET_KEY", id="anlan.E004")] if is_public() else []


def excess_of_power(login: str = "") -> list[str]:
    """Sentences on what a login (the current one) may do and one that serves must not; empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolname, "
            "exists (select 1 from pg_class where relowner = r.oid and relkind = 'r' and relnamespace = 'public'::regnamespace), "
            "has_function_privilege(rolname, 'set_config(text,text,boolean)', 'execute') "
            "from pg_roles r where rolname = coalesce(nullif(%s, ''), current_user)",
            [login],
        )
        row = cursor.fetchone()
    if row is None:
        return [f"the database has no login {login}: see deploy/README.md, part 1"]
    superuser, bypass, name, owns, widens = row
    found = []
    if superuser:
        found.append(f"{name} is a superuser")
    if bypass:
        found.append(f"{name} bypasses row-level security")
    if owns:
        found.append(f"{name} owns tables")
    if widens:
        found.append(f"{name} may call set_config(), with which an injected SELECT could widen its scope")
    return found

"""Pages and API."""

import os

from django.core.wsgi import get_wsgi_application

from anlan.kernel.signing_key import refuse_public

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.shell.settings")
refuse_public()
application = get_wsgi_application()


def _refuse_too_much_power() -> None:
    """A server that could read past the policies does not go on the air."""
    from anlan.kernel.checks import excess_of_power

    if found := excess_of_power():
        raise SystemExit("anlan will not serve with this database login: " + "; ".join(found))


_refuse_too_much_power()

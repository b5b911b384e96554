from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Manifest of the shell: settings, addresses, frame of the pages, signing in, the API's mount."""

    name = "anlan.shell"
    label = "shell"
    default_auto_field = "django.db.models.BigAutoField"

from datetime import timedelta

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Manifest of the shell: settings, addresses, frame of the pages, signing in, the API's mount."""

    name = "anlan.shell"
    label = "shell"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import Job, add_job, add_rules
        from anlan.shell import pruning

        add_job(Job("shell.prune", pruning.prune, every=timedelta(days=1), order=95))
        add_rules("shell/pruning.py", pruning.rules)

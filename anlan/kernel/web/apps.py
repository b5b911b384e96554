"""The web floor of the kernel: templates, tags, static files. No tables of its own."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "anlan.kernel.web"
    label = "web"
    verbose_name = "Screens"

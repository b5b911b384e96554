"""The rehearsal city as a part of the program: it adds commands and nothing else."""

from __future__ import annotations

from django.apps import AppConfig


class SimConfig(AppConfig):
    """Manifest of the rehearsal: `anlan demo` and `anlan rehearse`. No table, no page, no job."""

    name = "sim"
    label = "sim"

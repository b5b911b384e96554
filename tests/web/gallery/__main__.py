"""Serves the gallery on 127.0.0.1 for eyes: `python -m tests.web.gallery 8123`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.web.gallery.settings"
port = sys.argv[1] if len(sys.argv) > 1 else "8123"
execute_from_command_line(["gallery", "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{port}"])

#!/usr/bin/env python
"""The same as `python -m anlan`, under the name Django's tools expect."""

import sys

from anlan.shell.launch.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

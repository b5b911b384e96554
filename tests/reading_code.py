"""The project's own source, as trees and files, for tests of its build."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {"node_modules", "static", "__pycache__"}
FLOORS = ("kernel", "registers", "work", "streams", "oversight")
WRITES = {"create", "bulk_create", "update", "delete", "get_or_create", "update_or_create", "bulk_update"}


@dataclass(frozen=True)
class Source:
    """One Python file: its module and its tree."""

    path: Path
    module: str
    tree: ast.Module
    text: str

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Everything in the tree, walked once for all tests."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def calls(self) -> tuple[tuple[ast.Call, str], ...]:
        """Every call with what is called, as it is written."""
        return tuple((node, ast.unparse(node.func)) for node in self.nodes if isinstance(node, ast.Call))

    @property
    def place(self) -> str:
        """Path as written in a report."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def words(self) -> set[str]:
        """Folders and file name without its ending: `actions` for actions.py and for a file in actions/."""
        return {*self.path.relative_to(ROOT).parts[:-1], self.path.stem}


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Python files of the folders, without migrations and what is built."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if not NOT_OURS & set(parts) and "migrations" not in parts:
                found.append(_source(path))
    return tuple(found)


@cache
def _source(path: Path) -> Source:
    """Read and parsed once, whichever folders are asked for."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    text = path.read_text("utf-8")
    return Source(path, module, ast.parse(text), text)


@cache
def apps() -> tuple[str, ...]:
    """Modules of the apps, such as anlan.work.cases."""
    return tuple(
        f"anlan.{floor}.{folder.name}"
        for floor in FLOORS
        if (ROOT / "anlan" / floor).is_dir()
        for folder in sorted((ROOT / "anlan" / floor).iterdir())
        if (folder / "apps.py").exists()
    )


def app_of(module: str) -> str:
    """The app a module belongs to; '' for the bare kernel, the shell, sim."""
    return next((app for app in apps() if module == app or module.startswith(app + ".")), "")


def imports(source: Source) -> Iterator[tuple[str, str]]:
    """(module or module.name imported, name under which it is known here)."""
    package = source.module if source.path.name == "__init__.py" else source.module.rpartition(".")[0]
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, alias.asname or alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base]).strip(".")
            for alias in node.names:
                yield f"{base}.{alias.name}", alias.asname or alias.name


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Names of a function's decorators: `action` also for `@action.action`."""
    named = (d.func if isinstance(d, ast.Call) else d for d in function.decorator_list)
    return {d.attr if isinstance(d, ast.Attribute) else d.id for d in named if isinstance(d, ast.Attribute | ast.Name)}


@cache
def committed() -> tuple[Path, ...]:
    """Files of the repository as git knows them, and those not yet added; none where there is no git."""
    command = ["git", "-c", "core.quotepath=off", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())

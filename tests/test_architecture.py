"""How the house is built, judged from its source. Lists of exceptions may only shrink: a test fails when one is no longer needed."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TypeGuard

import pytest

from tests.reading_code import ROOT, WRITES, Source, app_of, committed, decorators, functions, imports, sources

pytestmark = pytest.mark.xdist_group("architecture")  # one process reads the source
FILE_LINES, FUNCTION_LINES, LARGEST_FILE = 400, 60, 1_500_000
PRODUCT = ("anlan",)
EVERYTHING = ("anlan", "sim", "bench", "tests")


def only_these(found: set[str], allowed: set[str]) -> None:
    """Nothing but the exceptions, and no exception that is not needed any more."""
    assert not found - allowed, sorted(found - allowed)
    assert not allowed - found, f"no longer needed as exceptions: {sorted(allowed - found)}"


# ── who imports whom ───────────────────────────────────────────────────────────────────────────────────────────────────

DOORS = {"actions", "queries", "rules", "models"}  # models for types and for reading; writing goes through actions, see below
# What the case lends to the kinds that stand on it: standing, deadlines and messages are parts of its queries and actions with a
# file of their own.
# Of keys everybody borrows the counters of attempts and the box for secrets.
LENT = {
    "anlan.work.cases": {"standing", "deadlines", "telling", "placing", "many"},
    "anlan.kernel.evidence": {"store", "files"},
    "anlan.registers.people": {"chain", "gaps"},  # who answers, and who hears that it changed
    "anlan.registers.keys": {"attempts", "sealing"},
}
OTHER_DOORS = {
    "anlan.registers.people.forms -> anlan.registers.org.forms",
    "anlan.registers.people.posts -> anlan.registers.org.forms",
    "anlan.work.hazards.views -> anlan.work.cases.page",
    "anlan.work.notices.screens.matrix -> anlan.work.cases.page",
}


def foreign_imports(source: Source) -> set[tuple[str, str]]:
    """(app, what follows it) for every import from another app of registers and above."""
    mine, found = app_of(source.module), set()
    for name, _known in imports(source):
        other = app_of(name)
        if other and other != mine and not other.startswith("anlan.kernel."):
            found.add((other, name.removeprefix(other + ".").split(".")[0]))
    return found


def test_across_apps_only_actions_queries_rules_and_models_are_imported() -> None:
    found = set()
    for source in sources(*PRODUCT):
        if not app_of(source.module):
            continue  # the shell and the kernel are judged by the import contracts
        for other, part in foreign_imports(source):
            if part not in DOORS | LENT.get(other, set()):
                found.add(f"{source.module} -> {other}.{part}")
    only_these(found, OTHER_DOORS)


def root_name(node: ast.expr) -> str:
    """`Case` of `Case.objects.filter(…).update`."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def is_write(node: ast.AST) -> TypeGuard[ast.Call]:
    """A call such as `Case.objects.filter(…).update(…)`."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ".objects" in ast.unparse(node.func)
    )


# set-based work on tens of thousands of rows, in the same transaction as the kind's own
WRITTEN_FROM_OUTSIDE = {
    "anlan/shell/home.py: Person.update",  # the post in use, a setting of one's own
    "anlan/work/notices/actions/dossiers.py: Case.update",
    "anlan/work/notices/actions/dossiers.py: Party.bulk_create",
    "anlan/work/notices/actions/proving.py: Party.bulk_create",
}


def test_nobody_writes_the_rows_of_another_app() -> None:
    found = set()
    for source in sources("anlan", "sim"):
        mine = app_of(source.module)
        theirs = {known for name, known in imports(source) if ".models." in name and app_of(name) not in ("", mine)}
        for node in source.nodes:
            if is_write(node) and root_name(node.func) in theirs:
                found.add(f"{source.place}: {root_name(node.func)}.{ast.unparse(node.func).rpartition('.')[2]}")
    only_these(found, WRITTEN_FROM_OUTSIDE)


LOOKING = {"views", "forms", "urls", "api", "queries", "rules", "screens", "page"}


def test_what_looks_does_not_write() -> None:
    found = set()
    for source in sources(*PRODUCT):
        if not source.words & LOOKING or source.words & {"actions"}:
            continue
        for node in source.nodes:
            if is_write(node):
                found.add(f"{source.place}: {ast.unparse(node.func)[:80]}")
    only_these(found, set())


def test_the_product_knows_neither_the_rehearsal_nor_the_benches_nor_the_tests() -> None:
    found = {f"{s.place}: {name}" for s in sources(*PRODUCT) for name, _ in imports(s) if name.split(".")[0] in ("sim", "bench", "tests")}
    only_these(found, set())


# ── time ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

CLOCKS = re.compile(r"\b(timezone\.(now|localdate|localtime)|datetime\.(now|utcnow|today)|date\.today|time\.time)$")
# who may ask the one door for the moment: the edges, where an argument `at` begins its way
ASKS_FOR_NOW = {
    "anlan/kernel/ledger/management/commands/erase.py",
    "anlan/kernel/management/commands/worker.py",
    "anlan/registers/channels/tasks.py",
    "anlan/shell/context.py",
    "anlan/shell/management/commands/begin.py",
    "anlan/shell/management/commands/clock.py",
    "anlan/shell/middleware.py",
    "anlan/work/hazards/forms.py",
    "anlan/work/notices/tasks.py",
}


def test_only_the_clock_reads_the_clock() -> None:
    found = set()
    for source in sources("anlan", "sim"):
        if source.place == "anlan/kernel/clock.py" or source.place.startswith("anlan/shell/launch/"):
            continue
        found |= {f"{source.place}: {called}" for _node, called in source.calls if CLOCKS.search(called)}
        for node in source.nodes:
            if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
                found.add(f"{source.place}: {node.arg}")
    only_these(found, set())


def test_only_the_edges_ask_for_the_moment() -> None:
    found = set()
    for source in sources(*PRODUCT):
        if any(called in ("clock.now", "clock_now") for _node, called in source.calls):
            found.add(source.place)
        if any(name == "anlan.kernel.clock.now" for name, _ in imports(source)):
            found.add(source.place)
    only_these(found - {"anlan/kernel/clock.py"}, ASKS_FOR_NOW)


def test_no_sql_of_the_product_reads_the_databases_clock() -> None:
    """`written` of the ledger is the one exception: the database's own time, so that back-dating shows."""
    found = set()
    pattern = re.compile(r"\b(now\(\)|current_timestamp|current_date|statement_timestamp\(\)|clock_timestamp\(\))", re.IGNORECASE)
    for path in sorted((ROOT / "anlan").rglob("*.sql")):
        found |= {f"{path.relative_to(ROOT).as_posix()}: {hit.lower()}" for hit in pattern.findall(path.read_text("utf-8"))}
    for source in sources(*PRODUCT):
        for node in source.nodes:
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.search(r"\b(select|update|insert|delete)\b", node.value)
            ):
                found |= {f"{source.place}: {hit.lower()}" for hit in pattern.findall(node.value)}
    only_these(found, {f"anlan/kernel/ledger/migrations/sql/{name}.sql: clock_timestamp()" for name in ("ledger", "anchors")})


# ── actions ────────────────────────────────────────────────────────────────────────────────────────────────────────────

# actions beside `actions`: files that grew out of one, named for what they hold
ACTION_FILES: set[str] = set()


def actions() -> list[tuple[Source, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return [(source, f) for source in sources(*PRODUCT) for f in functions(source) if decorators(f) & {"action"}]


def test_every_action_takes_by_and_at_by_name_only() -> None:
    found = actions()
    assert len(found) > 30
    wrong = [f"{s.place}: {f.name}" for s, f in found if not {"by", "at"} <= {a.arg for a in f.args.kwonlyargs}]
    assert not wrong


def test_every_action_says_what_it_does() -> None:
    assert not [f"{s.place}: {f.name}" for s, f in actions() if not ast.get_docstring(f)]


def test_no_view_is_an_action_and_no_action_knows_a_request() -> None:
    for source, function in actions():
        assert not source.words & {"views", "forms", "urls", "api"}, source.place
        asked = [ast.unparse(a.annotation) for a in [*function.args.args, *function.args.kwonlyargs] if a.annotation]
        assert "HttpRequest" not in " ".join(asked), f"{source.place}: {function.name}"


# ── words and sizes ────────────────────────────────────────────────────────────────────────────────────────────────────


def without_docstring(source: Source) -> set[str]:
    """Public functions at the top of a module that say nothing; an operation of the API says it in its summary."""
    return {
        f"{source.place}: {node.name}"
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and not any("summary=" in ast.unparse(d) for d in node.decorator_list)
    }


def test_every_public_function_says_what_it_does() -> None:
    looked_at = sources("anlan/kernel", "anlan/registers", "anlan/work", "anlan/oversight")
    only_these(set().union(*(without_docstring(s) for s in looked_at)), UNSAID)


UNSAID: set[str] = set()


def test_every_module_says_what_it_holds() -> None:
    silent = {s.place for s in sources(*PRODUCT) if s.tree.body and not ast.get_docstring(s.tree)}
    only_these({place for place in silent if not place.endswith(("/apps.py", "/urls.py"))}, set())


LONG_FILES: set[str] = set()
LONG_FUNCTIONS = {"anlan/work/cases/actions.py: advance"}


def test_files_are_short() -> None:
    only_these({s.place for s in sources(*EVERYTHING) if s.lines > FILE_LINES}, LONG_FILES)


def test_files_of_the_front_end_are_short() -> None:
    front = [p for end in ("ts", "css", "html") for p in (ROOT / "anlan").rglob(f"*.{end}") if "static" not in p.parts]
    assert not [p.relative_to(ROOT).as_posix() for p in front if len(p.read_text("utf-8").splitlines()) > FILE_LINES]


def test_functions_are_short() -> None:
    long = {
        f"{source.place}: {f.name}"
        for source in sources("anlan", "sim", "bench")  # a journey among the tests is one story, however long
        for f in functions(source)
        if (f.end_lineno or 0) - f.lineno + 1 > FUNCTION_LINES
    }
    only_these(long, LONG_FUNCTIONS)


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

PAGES = [p for p in sorted((ROOT / "anlan").rglob("*.html")) if "templates" in p.parts]
# pieces that a library or a widget asks for by this name, and the frame itself
WHOLE_OTHERWISE = re.compile(r"templates/(base\.html|allauth/elements/\w+\.html)$")
INLINE = re.compile(r"<[^>]*\sstyle\s*=|<style\b|<script(?![^>]*\bsrc=)|<[^>]*\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
EXTENDS = re.compile(r"{%\s*extends\s+[\"']([^\"']+)[\"']")


def extends_base(path: Path) -> bool:
    """Whether the page is built on base.html, perhaps over another one."""
    found = EXTENDS.search(path.read_text("utf-8"))
    if not found:
        return False
    above = found.group(1)
    parents = [p for p in PAGES if p.as_posix().endswith(f"templates/{above}")]
    return above == "base.html" or any(extends_base(p) for p in parents)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: "/".join(p.parts[p.parts.index("templates") + 1 :]))
def test_a_page_is_built_on_the_frame_or_is_a_fragment_by_name(path: Path) -> None:
    if not path.name.startswith("_") and not WHOLE_OTHERWISE.search(path.as_posix()):
        assert extends_base(path)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: "/".join(p.parts[p.parts.index("templates") + 1 :]))
def test_a_page_holds_no_style_no_script_and_no_handler(path: Path) -> None:
    assert not INLINE.findall(re.sub(r"{%.*?%}|{{.*?}}", "…", path.read_text("utf-8")))


def test_only_constants_are_marked_as_safe_html() -> None:
    """Markup is put together by format_html and templates, which escape."""
    found = set()
    for source in sources(*PRODUCT):
        for node, called in source.calls:
            marks = called.split(".")[-1] in ("mark_safe", "SafeString", "Markup")
            if marks and not all(isinstance(argument, ast.Constant) for argument in node.args):
                found.add(f"{source.place}: {ast.unparse(node)[:80]}")
    only_these(found, JOINED)


# thousands of signs of a map, where format_html for each is slow; names are escaped there, the rest are numbers
JOINED = {"anlan/oversight/board/drawing.py: mark_safe(''.join(drawn))"}


# ── the repository ─────────────────────────────────────────────────────────────────────────────────────────────────────

REGISTRY = re.compile(
    r"(pypi\.(org|python|tuna)|pythonhosted\.org|registry\.(npmjs|npmmirror|yarnpkg)|npmmirror\.com|mirrors?\.(aliyun|tuna|ustc|huaweicloud)"
    r"|/artifactory/|index-url|extra-index)",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w.$}<>-])/(work|root|home|tmp|Users)/\w")
INTRUDERS = "tests/intruders/"  # what an attacker types may name any file
HERE = {"tests/test_architecture.py"}


def texts() -> list[tuple[str, str]]:
    """(place, text) of every committed file that is text."""
    found = []
    for path in committed():
        place = path.relative_to(ROOT).as_posix()
        if place not in HERE and path.stat().st_size < 2_000_000:
            try:
                found.append((place, path.read_text("utf-8")))
            except UnicodeDecodeError:
                continue
    if not found:
        pytest.skip("not a git repository")
    return found


def test_no_file_names_a_registry() -> None:
    found = {f"{place}: {hit.group(0)}" for place, text in texts() for hit in [REGISTRY.search(text)] if hit}
    only_these(found, {"script/lock: index-url"})  # the option that keeps addresses out of the lock files


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    looked_at = [(place, text) for place, text in texts() if not place.startswith(INTRUDERS)]
    only_these({f"{place}: {hit.group(0)}" for place, text in looked_at for hit in [MACHINE_PATH.search(text)] if hit}, set())


def test_no_file_is_large() -> None:
    assert not [p.relative_to(ROOT).as_posix() for p in committed() if p.stat().st_size > LARGEST_FILE]


def test_text_files_end_with_one_line_feed_and_know_no_carriage_return() -> None:
    kept_as_found = (".txt", ".svg")
    wrong = [p for p, text in texts() if text and not p.endswith(kept_as_found) and ("\r\n" in text or not text.endswith("\n"))]
    assert not wrong

"""The arrows of the design: who may import whom, and who may look at the clock, the environment, the terminal.

Every import counts: at the top, inside a function, for typing only.
"""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import legdiary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PACKAGE = Path(legdiary.__file__).parent
STDLIB = sys.stdlib_module_names


class Layer(NamedTuple):
    """What a layer may import beside itself and the standard library."""

    ours: frozenset[str]
    libraries: frozenset[str]


def layer(ours: str = "", libraries: str = "") -> Layer:
    return Layer(frozenset(ours.split()), frozenset(libraries.split()))


ANYTHING = "*"
#: A new module or package is given its line here, on purpose.
LAYERS = {
    "__init__": layer(),
    "errors": layer(),
    "util": layer("errors"),
    "domain": layer("errors util", "dateutil"),
    "humanize": layer("domain errors"),
    "wording": layer("domain errors"),
    "question_texts": layer("errors util"),
    "store": layer("domain errors util"),
    "formats": layer("domain errors humanize util wording __init__", "python_calamine xlsxwriter"),
    "app": layer("domain store formats errors util __init__"),
    "render": layer("app domain errors humanize util wording question_texts __init__", "jinja2 markupsafe typst"),
    "settings": layer("domain errors util", "platformdirs tomlkit tzlocal"),
    "cli": layer("app domain errors humanize util render settings wording question_texts tui __init__", ANYTHING),
    "tui": layer("app domain errors humanize util render wording question_texts __init__", "rich textual"),
    "__main__": layer("cli errors settings __init__"),
}
#: They state the tables, the statements and the upgrades with SQLModel and Alembic. The program runs the SQL that is
#: made of them and never loads them: nothing else may import one, nor those libraries.
STATED = {
    "legdiary.store.schema.tables": "sqlmodel sqlalchemy",
    "legdiary.store.schema.queries": "sqlalchemy",
    "legdiary.store.schema.sync_queries": "sqlalchemy",
    "legdiary.store.schema.sync_tables": "sqlmodel sqlalchemy",
    "legdiary.store.schema.expressions": "sqlalchemy",
    "legdiary.store.schema.filling_queries": "sqlalchemy",
    "legdiary.store.schema.told_queries": "sqlalchemy",
    "legdiary.store.schema.path_queries": "sqlalchemy",
    "legdiary.store.schema.check_queries": "sqlalchemy",
    "legdiary.store.schema.sound_rows": "sqlalchemy",
    "legdiary.store.schema.line_queries": "sqlalchemy",
    "legdiary.store.schema.migrations": "alembic sqlalchemy",
}
#: They reach a database that a person named, by libraries of an extra that they load only then.
BY_URL = {"legdiary.store.places.database": "sqlalchemy psycopg"}
ENGINES = {"sqlmodel", "sqlalchemy", "alembic", "pydantic"}
#: They alone may know what time it is, and what runs around the program.
AT_THE_EDGE = ("cli", "__main__", "settings")
CLOCKS = {
    "datetime.datetime": {"now", "utcnow", "today"},
    "datetime.date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "monotonic", "strftime", "ctime"},
}
SURROUNDINGS = {
    "os": {"environ", "environb", "getenv", "getenvb", "putenv", "getlogin", "get_terminal_size", "isatty"},
    "sys": {"stdin", "stdout", "stderr", "argv", "__stdin__", "__stdout__", "__stderr__"},
    "shutil": {"get_terminal_size"},
}
BUILTINS = {"print", "input"}
#: No network, no telemetry; and no log in which a note could end up.
NOWHERE = {"socket", "ssl", "http", "ftplib", "smtplib", "imaplib", "poplib", "xmlrpc", "asyncio", "logging", "syslog"}
NOWHERE_WITHIN = {"urllib.request", "urllib.error"}


class Import(NamedTuple):
    module: str
    line: int


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


def layer_of(module: str) -> str:
    """`legdiary.store.diary` → `store`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def nodes_of(tree: ast.AST) -> list[ast.AST]:
    """All of a tree; several rules walk it."""
    return list(ast.walk(tree))


def imports_of(path: Path, tree: ast.Module) -> Iterator[Import]:
    for node in nodes_of(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively; write the whole name"
            assert node.module is not None
            whole = node.module == "legdiary"  # `from legdiary import store` names a layer, not a thing in it
            for alias in node.names:
                yield Import(f"{node.module}.{alias.name}" if whole else node.module, node.lineno)


def wrong_arrows(module: str, imported: Iterator[Import]) -> list[str]:
    home = layer_of(module)
    allowed = LAYERS[home]
    libraries = allowed.libraries | set((STATED | BY_URL).get(module, "").split())
    wrong = []
    for each in imported:
        top = each.module.partition(".")[0]
        if top == "legdiary":
            target = layer_of(each.module)
            target = target if target in LAYERS else "__init__"  # `from legdiary import __version__`
            fine = target == home or target in allowed.ours
            fine = fine and (each.module not in STATED or module in STATED)
        else:
            fine = top in STDLIB or top in libraries or (ANYTHING in libraries and top not in ENGINES)
        if not fine:
            wrong.append(f"{module}:{each.line} imports {each.module}")
    return wrong


def qualified(node: ast.expr, names: dict[str, str]) -> str | None:
    """`datetime.now` → `datetime.datetime.now`, as far as the module's imports say."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        inner = qualified(node.value, names)
        return f"{inner}.{node.attr}" if inner else None
    return None


def looks_outside(module: str, tree: ast.Module) -> list[str]:
    names: dict[str, str] = {}
    for node in nodes_of(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            names |= {(a.asname or a.name): f"{node.module}.{a.name}" for a in node.names}
    forbidden = {f"{owner}.{thing}" for owner, things in (CLOCKS | SURROUNDINGS).items() for thing in things}
    found = []
    for node in nodes_of(tree):
        if isinstance(node, ast.Name | ast.Attribute) and qualified(node, names) in forbidden:
            found.append(f"{module}:{node.lineno} uses {qualified(node, names)}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BUILTINS:
            found.append(f"{module}:{node.lineno} calls {node.func.id}")
    return sorted(set(found))


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_every_arrow_points_the_right_way(path: Path) -> None:
    module = name_of(path)
    assert layer_of(module) in LAYERS, f"{module} is in no layer: give it a line in LAYERS"
    assert wrong_arrows(module, imports_of(path, tree_of(path))) == []


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_only_the_edge_looks_at_the_clock_and_the_surroundings(path: Path) -> None:
    module = name_of(path)
    if layer_of(module) not in AT_THE_EDGE:
        assert looks_outside(module, tree_of(path)) == []


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_nothing_reaches_for_the_network_or_a_log(path: Path) -> None:
    reached = {each.module for each in imports_of(path, tree_of(path))}
    assert not {name for name in reached if name.partition(".")[0] in NOWHERE or name in NOWHERE_WITHIN}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_what_is_not_finished_has_one_place(path: Path) -> None:
    """A temporary file of another making would be left by a kill, and named by nobody; one without a name is not."""
    makers = {"mkdtemp", "mkstemp", "NamedTemporaryFile", "TemporaryDirectory"}
    nodes = nodes_of(tree_of(path))
    named = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    named |= {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert not makers & named


def own_documents(source: str) -> list[int]:
    """The lines on which a front end answers with a JSON document that it makes itself."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "answer"
        for given in node.args[1:]
        if any(isinstance(part, ast.DictComp) or (isinstance(part, ast.Dict) and part.keys) for part in ast.walk(given))
    ]


def test_every_json_document_is_made_in_one_package() -> None:
    found = {
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in (PACKAGE / "cli").rglob("*.py")
        for line in own_documents(path.read_text(encoding="utf-8"))
    }
    assert found == set(), "a document belongs to render/json"


def test_a_document_of_a_front_end_is_found() -> None:
    assert own_documents('session.answer(text, lambda: {"version": 1}, as_json=json)') == [1]
    assert own_documents("session.answer(text, lambda: documents.stored(None, entry, {}), as_json=json)") == []


def test_every_dataclass_has_slots() -> None:
    for path in modules():
        for node in nodes_of(tree_of(path)):
            for mark in node.decorator_list if isinstance(node, ast.ClassDef) else ():
                assert not (isinstance(mark, ast.Name) and mark.id == "dataclass"), path
                if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "dataclass":
                    assert "slots" in {each.arg for each in mark.keywords}, (path, mark.lineno)


def test_the_table_has_no_way_around() -> None:
    for one in ("store", "formats"):
        assert not LAYERS[one].ours & {"store", "formats", "render", "app"}
    for name, each in LAYERS.items():
        assert "cli" not in each.ours or name == "__main__"
        assert "tui" not in each.ours or name == "cli"
        assert "settings" not in each.ours or name in AT_THE_EDGE
    assert not [name for name, each in LAYERS.items() if each.libraries & ENGINES]
    for front_end in ("cli", "tui", "__main__"):
        assert not LAYERS[front_end].ours & {"store", "formats"}
    assert LAYERS["domain"] == layer("errors util", "dateutil")


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        (
            "legdiary.domain.x",
            "from legdiary.store.rows import KINDS",
            ["legdiary.domain.x:1 imports legdiary.store.rows"],
        ),
        ("legdiary.domain.x", "def f():\n    import sqlmodel", ["legdiary.domain.x:2 imports sqlmodel"]),
        ("legdiary.domain.x", "from legdiary import store", ["legdiary.domain.x:1 imports legdiary.store"]),
        ("legdiary.render.x", "import legdiary.store.rows", ["legdiary.render.x:1 imports legdiary.store.rows"]),
        ("legdiary.store.x", "from legdiary.formats import plees", ["legdiary.store.x:1 imports legdiary.formats"]),
        ("legdiary.formats.x", "from legdiary.cli import main", ["legdiary.formats.x:1 imports legdiary.cli"]),
        ("legdiary.domain.x", "import json\nfrom dateutil import rrule\nfrom legdiary.errors import BadValue", []),
        ("legdiary.cli.x", "from legdiary import __version__\nimport typer", []),
        ("legdiary.cli.x", "import pydantic", ["legdiary.cli.x:1 imports pydantic"]),
        ("legdiary.store.x", "import sqlalchemy", ["legdiary.store.x:1 imports sqlalchemy"]),
        (
            "legdiary.store.x",
            "from legdiary.store.schema.tables import METADATA",
            ["legdiary.store.x:1 imports legdiary.store.schema.tables"],
        ),
        ("legdiary.store.places.database", "def f():\n    from sqlalchemy import select", []),
        ("legdiary.store.places.folder", "import psycopg", ["legdiary.store.places.folder:1 imports psycopg"]),
        ("legdiary.store.schema.queries", "from legdiary.store.schema.tables import table\nimport sqlalchemy", []),
    ],
)
def test_a_wrong_arrow_is_found(module: str, source: str, wrong: list[str]) -> None:
    assert wrong_arrows(module, imports_of(Path("x.py"), ast.parse(source))) == wrong


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndatetime.now()",
        "from datetime import datetime as d\nd.now(None)",
        "import datetime\nclock = datetime.datetime.utcnow",
        "from datetime import date\ndate.today()",
        "import datetime as dt\ndt.date.today()",
        "import time\ntime.time()",
        "from time import time\ntime()",
        "from time import time as now\nx = now",
        "import os\nos.environ.get('X')",
        "from os import environ\nenviron['X']",
        "import os.path\nos.getenv('X')",
        "import sys\nsys.stdout.write('x')",
        "from sys import stdin\nstdin.read()",
        "print('x')",
        "x = input()",
    ],
)
def test_a_look_outside_is_found(source: str) -> None:
    assert len(looks_outside("x", ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import time\ntime(5, 0)",
        "def f(present):\n    return present.now",
        "import os\nos.fsync(1)",
        "import sys\nsys.exit(1)",
        "'datetime.now()'",
    ],
)
def test_what_is_not_a_look_outside(source: str) -> None:
    assert looks_outside("x", ast.parse(source)) == []


# ---------------------------------------------------------------------- circles, and front ends that reach past app


@cache
def graph() -> dict[str, set[str]]:
    """The modules, each with those of ours that it imports, wherever it does."""
    known = {name_of(path) for path in modules()}
    return {name_of(path): set(_ours(path, known)) for path in modules()}


def _ours(path: Path, known: set[str]) -> Iterator[str]:
    for node in nodes_of(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in known or node.module in known:
                    yield whole if whole in known else node.module


def circles(of: Mapping[str, set[str]]) -> list[list[str]]:
    """The circles of a graph: all that lead to each other, each group once, sorted."""
    reached = {name: _reached(of, name) for name in of}
    groups = {
        tuple(sorted(other for other in reached[name] if name in reached[other]))
        for name in of
        if name in reached[name]
    }
    return sorted(map(list, groups))


def _reached(of: Mapping[str, set[str]], start: str) -> set[str]:
    """All that `start` leads to over others; itself too, where it leads back."""
    found: set[str] = set()
    ahead = [name for name in of[start] if name != start]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += of[name] - {name}
    return found


def rooms(of: Mapping[str, set[str]], depth: int) -> dict[str, set[str]]:
    """The same graph, of packages: `legdiary.domain.taper.plan` is in `domain`, or at depth 2 in `domain.taper`."""

    def room(name: str) -> str:
        return ".".join(name.split(".")[1:][:depth])

    within = {name for name in of if len(name.split(".")) > depth + 1}
    found: dict[str, set[str]] = {}
    for name in within:
        inside = {room(target) for target in of[name] if target in within}
        found.setdefault(room(name), set()).update(inside - {room(name)})
    return found


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circles(graph()) == []


@pytest.mark.parametrize("depth", [1, 2])
def test_no_packages_import_each_other_in_a_circle(depth: int) -> None:
    assert circles(rooms(graph(), depth)) == []


def test_a_circle_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == [["b", "c"]]
    assert circles({"a": {"b"}, "b": set(), "c": {"a", "b"}}) == []
    assert circles({"a": {"b"}, "b": {"a", "c"}, "c": {"d"}, "d": {"c"}}) == [["a", "b"], ["c", "d"]]
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [["a", "b", "c"]]
    assert rooms({"legdiary.a.x": {"legdiary.b.y"}, "legdiary.b.y": {"legdiary.a.z"}, "legdiary.a.z": set()}, 1) == {
        "a": {"b"}, "b": {"a"},
    }  # fmt: skip

"""Modules that load when they are first asked. Real processes: what this one has loaded it cannot load again."""

from __future__ import annotations

import subprocess
import sys

import pytest

from legdiary.lazy_imports import POSTPONED

pytestmark = pytest.mark.usefixtures("unmeasured")
_BEGIN = """
import sys
from legdiary.lazy_imports import load_all, postpone, waiting
"""


def said_by(code: str, *, begin: str = _BEGIN) -> str:
    """What a program prints."""
    done = subprocess.run([sys.executable, "-c", begin + code], check=True, capture_output=True, text=True, timeout=60)
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("asking", "said"),
    [
        ("print(textwrap.dedent('  legs'))", "legs"),
        ("from textwrap import dedent\nprint(dedent('  legs'))", "legs"),
        ("print(textwrap.__name__, textwrap.__spec__.name, 'textwrap' in waiting())", "textwrap textwrap True"),
        ("import textwrap as again\nprint(again is textwrap, waiting())", "True ['textwrap']"),
        ("textwrap.dedent('')\nprint(waiting(), type(textwrap) is type(sys))", "[] True"),
        ("print(hasattr(textwrap, 'nothing'), hasattr(textwrap, 'dedent'))", "False True"),
    ],
)  # fmt: skip
def test_a_module_loads_at_the_first_look_inside_and_not_before(asking: str, said: str) -> None:
    assert said_by(f"postpone(['textwrap'])\nimport textwrap\n{asking}") == said


def test_a_function_that_is_imported_by_name_loads_its_module_when_it_is_called() -> None:
    said = said_by(
        "postpone(['difflib'])\nfrom difflib import get_close_matches as near\n"
        "print(waiting(), 'heapq' in sys.modules)\n"
        "print(near('nigth', ['night', 'week'], n=1), waiting())\nprint(near('weak', ['night', 'week']))"
    )
    assert said.splitlines() == ["['difflib'] False", "['night'] []", "['week']"]


def test_a_package_may_wait_too() -> None:
    said = said_by(
        "postpone(['json'])\nimport json\nprint(waiting())\nfrom json import decoder\nprint(json.dumps([1]))"
    )
    assert said.splitlines() == ["['json']", "[1]"]


def test_what_is_loaded_already_and_what_is_not_there_stay_so() -> None:
    said = said_by(
        "import textwrap\npostpone(['textwrap', 'no_such_module'])\nprint(waiting())\n"
        "try:\n    import no_such_module\nexcept ModuleNotFoundError as error:\n    print(error)"
    )
    assert said.splitlines() == ["[]", "No module named 'no_such_module'"]


def test_a_module_whose_compiled_half_is_missing_is_missing_as_before() -> None:
    said = said_by(
        "sys.modules['_bz2'] = None\npostpone(['bz2', 'lzma'])\nprint(waiting())\n"
        "try:\n    import bz2\nexcept ImportError as error:\n    print(type(error).__name__)"
    )
    assert said.splitlines() == ["['lzma']", "ModuleNotFoundError"]


def test_a_module_that_fails_is_not_left_behind_half_made(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("modules")
    (folder / "halfway.py").write_text("begun = True\nraise ValueError('in the middle')\n")
    said = said_by(
        f"sys.path.insert(0, {str(folder)!r})\npostpone(['halfway'])\nimport halfway\n"
        "try:\n    halfway.begun\nexcept ValueError as error:\n    print(error, 'halfway' in sys.modules)"
    )
    assert said == "in the middle False"


def test_what_waits_can_be_loaded_before_threads_begin() -> None:
    said = said_by("postpone()\nprint(sorted(waiting()))\nload_all()\nprint(waiting())", begin=f"{_BEGIN}")
    before, after = said.splitlines()
    assert set(before[1:-1].replace("'", "").split(", ")) <= set(POSTPONED)
    assert "subprocess" in before
    assert after == "[]"


def test_other_programs_can_still_be_started_after_a_command() -> None:
    said = said_by(
        "sys.argv = ['legdiary', 'night', '--help']\nfrom legdiary.__main__ import main\nmain()\n"
        "import subprocess\nprint(subprocess.run([sys.executable, '-c', 'print(6)'], capture_output=True).stdout)"
    )
    assert said.endswith(r"b'6\n'")

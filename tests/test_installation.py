"""The commands that add an extra or bring a newer version, for every way of installing; and those of the README."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from legdiary.util.installation import Tool, find_installation

if TYPE_CHECKING:
    from legdiary.util.installation import Installation

ROOT = Path(__file__).parents[1]
RECEIPT = """[tool]
requirements = [{requirements}]
entrypoints = [
    {{ name = "legdiary", install-path = "/home/you/.local/bin/legdiary", from = "legdiary" }},
]
"""


def environment(folder: Path, note: str | None = None, text: str = "{}") -> Path:
    folder.mkdir(parents=True)
    if note is not None:
        (folder / note).write_text(text, encoding="utf-8")
    return folder


def uv(tmp_path: Path, *requirements: str) -> Installation:
    """A tool's environment of uv, with what its receipt says of requirements."""
    receipt = RECEIPT.format(requirements=", ".join(requirements))
    prefix = environment(tmp_path / "uv" / "tools" / "legdiary", "uv-receipt.toml", receipt)
    return find_installation(prefix, "/x/bin/python", has_pip=False)


def test_pipx_is_told_the_library_since_it_notes_a_second_legdiary_as_the_source(tmp_path: Path) -> None:
    prefix = environment(tmp_path / "somewhere" / "legdiary", "pipx_metadata.json")
    found = find_installation(prefix, "/x/bin/python", has_pip=False)
    assert found.tool is Tool.PIPX
    assert found.adding("view") == "pipx inject legdiary 'textual>=8.2'"
    assert found.adding("encrypt") == "pipx inject legdiary 'pyrage>=1.2.1'"
    assert found.upgrading() == "pipx upgrade legdiary"


def test_pipx_is_known_by_its_folder_too_and_an_environment_by_its_name(tmp_path: Path) -> None:
    found = find_installation(tmp_path / "pipx" / "venvs" / "legdiary-new", "/x/bin/python", has_pip=True)
    assert found.adding("pdf") == "pipx inject legdiary-new 'typst>=0.14.9'"
    assert found.upgrading() == "pipx upgrade legdiary-new"
    assert find_installation(tmp_path / "venvs" / "legdiary", "/x/bin/python", has_pip=True).tool is Tool.PIP


def test_uv_is_told_everything_again_and_where_legdiary_came_from(tmp_path: Path) -> None:
    (tmp_path / "my copy").mkdir()
    found = uv(
        tmp_path, f'{{ name = "legdiary", extras = ["pdf"], directory = "{tmp_path}/my copy" }}',
        '{ name = "pyrage", specifier = ">=1.2.1" }',
    )  # fmt: skip
    assert found.tool is Tool.UV_TOOL
    assert shlex.split(found.adding("view")) == [
        "uv", "tool", "install", "--with", "pyrage>=1.2.1", "--with", "textual>=8.2", f"{tmp_path}/my copy[pdf]",
    ]  # fmt: skip
    assert found.upgrading() == "uv tool upgrade legdiary"


@pytest.mark.parametrize(
    ("requirement", "program"),
    [
        ('{ name = "legdiary", editable = "FOLDER" }', ["--editable", "FOLDER"]),
        ('{ name = "legdiary", specifier = "==0.1" }', ["legdiary==0.1"]),
        ('{ name = "legdiary" }', ["legdiary"]),
    ],
)
def test_uv_and_other_sources(tmp_path: Path, requirement: str, program: list[str]) -> None:
    found = uv(tmp_path, requirement.replace("FOLDER", str(tmp_path)))
    words = ["uv", "tool", "install", "--with", "textual>=8.2", *program]
    assert shlex.split(found.adding("view")) == [word.replace("FOLDER", str(tmp_path)) for word in words]


@pytest.mark.parametrize(
    "requirement",
    [
        '{ name = "legdiary", directory = "/there/is/none" }',
        '{ name = "legdiary", git = "ssh://somewhere/legdiary" }',
        '{ name = "another" }',
        '{ name = "legdiary" }, { name = "legdiary" }',
        "3",
        "",
    ],
)
def test_where_uv_has_no_source_any_more_its_environment_is_filled(tmp_path: Path, requirement: str) -> None:
    assert uv(tmp_path, requirement).adding("view") == "uv pip install --python /x/bin/python 'textual>=8.2'"


def test_an_environment_of_ones_own_is_filled_by_its_own_pip(tmp_path: Path) -> None:
    found = find_installation(tmp_path, "/home/you/my venv/bin/python", has_pip=True, source=Path("/home/you/legdiary"))
    assert found.adding("view") == "'/home/you/my venv/bin/python' -m pip install 'legdiary[view]'"
    assert found.upgrading() == "'/home/you/my venv/bin/python' -m pip install --upgrade /home/you/legdiary"
    bare = find_installation(tmp_path, "/x/bin/python", has_pip=False, source=Path("/home/you/legdiary"))
    assert bare.adding("view") == "uv pip install --python /x/bin/python 'textual>=8.2'"
    assert bare.upgrading() == "uv pip install --python /x/bin/python --upgrade /home/you/legdiary"


def test_a_line_for_windows(tmp_path: Path) -> None:
    plain = find_installation(tmp_path, r"C:\Users\you\venv\Scripts\python.exe", has_pip=True, windows=True)
    assert plain.adding("view") == r'C:\Users\you\venv\Scripts\python.exe -m pip install "legdiary[view]"'
    blank = find_installation(tmp_path, r"C:\My venv\Scripts\python.exe", has_pip=True, windows=True)
    assert blank.adding("pdf") == r'& "C:\My venv\Scripts\python.exe" -m pip install "legdiary[pdf]"'

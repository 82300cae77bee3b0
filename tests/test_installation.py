"""The commands that add an extra or bring a newer version, for every way of installing; and those of the README."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from legdiary.cli.command_line.commands import TREE
from legdiary.util import installation
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


def test_an_extra_of_two_libraries_names_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = (
        "Requires-Dist: python-calamine>=0.6; extra == 'tables'\nRequires-Dist: xlsxwriter>=3.2.5; extra == 'tables'\n"
    )
    monkeypatch.setattr(installation, "_packaged", lambda _: asked)
    pipx = find_installation(tmp_path / "pipx" / "venvs" / "legdiary", "/x/bin/python", has_pip=True)
    assert pipx.adding("tables") == "pipx inject legdiary 'python-calamine>=0.6' 'xlsxwriter>=3.2.5'"
    added = shlex.split(uv(tmp_path, '{ name = "legdiary" }').adding("tables"))
    assert added[3:7] == ["--with", "python-calamine>=0.6", "--with", "xlsxwriter>=3.2.5"]


@pytest.mark.parametrize("extra", ["view", "pdf", "tables", "encrypt", "database"])
def test_the_libraries_of_an_extra_can_be_told(extra: str) -> None:
    """One for some systems only would not be found in what the installed package says, and be left out."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert [each for each in extras[extra] if ";" in each or each.startswith("legdiary")] == []


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


# ---------------------------------------------------------------------- the README


def readme_command(mark: str) -> str:
    """The one line of the block below a mark of the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(rf"<!-- {mark} -->\n```sh\n(.*)\n```\n", text)
    return str(block)


def test_the_readme_begins_with_the_ways_that_outlive_the_terminal() -> None:
    first = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    assert first.split("#")[0].strip() == "pipx install ."
    assert "uv tool install ." in first


@pytest.mark.parametrize("mark", ["run-command", "test-command"])
def test_the_commands_of_the_readme_can_be_typed(mark: str) -> None:
    """Each makes an environment, installs this very copy with an extra that there is, and then runs something."""
    command = readme_command(mark)
    made, *rest = command.split(" && ")
    assert made == "python3 -m venv .venv"
    (installing,) = [each for each in rest if "pip install" in each]
    target = re.fullmatch(r"(?:\.venv/bin/)?pip install (?:-e )?'?\.(?:\[(\w+)\])?'?", installing)
    assert target
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert target[1] is None or target[1] in project["optional-dependencies"]
    last = shlex.split(rest[-1])
    if mark == "run-command":
        assert rest[0] == ". .venv/bin/activate"
        assert last[0] in project["scripts"]
        assert last[1] in TREE
    else:
        assert last == [".venv/bin/python", "-m", "pytest"]


def test_the_container_gets_every_file_that_its_build_needs() -> None:
    """What is copied is what the ignore file lets through, and the build's own files are among it."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    copied = {word for line in re.findall(r"^COPY (?!--)(.*)$", text, re.MULTILINE) for word in line.split()[:-1]}
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == allowed
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, wheel = settings["project"], settings["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {project["readme"], *project["license-files"], *wheel["packages"], *wheel["shared-data"]}
    assert all(any(f"{each}/".startswith(f"{there}/") for there in copied) for each in needed)
    assert "\nUSER diary\n" in text
    (extras,) = re.findall(r"\[([a-z,]+)\]", text)
    assert set(extras.split(",")) == {"view", "pdf", "encrypt"} <= set(project["optional-dependencies"])
    bases = set(re.findall(r"^FROM (\S+)", text, re.MULTILINE))
    assert all("/" not in base and "." not in base.partition(":")[0] for base in bases), "a name, no host"

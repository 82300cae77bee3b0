"""The way in which legdiary was installed, and the commands that add an extra to it or bring a newer version.

pipx and uv keep the program in an environment of their own, where plain pip is missing or its work is lost with the
next upgrade. Both are told the library and not `legdiary[EXTRA]`: pipx notes that name as the source of the program,
and uv forgets the folder from which it was installed; either way the next upgrade would look for legdiary elsewhere.

The metadata of the package is read as files: `importlib.metadata` loads what could reach a network.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from legdiary.util.safe_files import read_plain

NAME = "legdiary"
_PIPX_NOTE, _UV_NOTE = "pipx_metadata.json", "uv-receipt.toml"
_PIPX_HOME = ("pipx", "venvs")
_MOST_BYTES = 1_000_000
_PLAIN_WORD = re.compile(r"[A-Za-z0-9_./:\\+@%-]+")


class Tool(StrEnum):
    """A program that installs legdiary."""

    PIPX = "pipx"
    UV_TOOL = "uv tool"
    UV_PIP = "uv pip"
    PIP = "pip"


class Installation(NamedTuple):
    """An environment that legdiary was installed in.

    Attributes:
        tool: the program that can add something to it.
        prefix: its folder.
        python: its interpreter.
        source: the folder from which legdiary was installed; None if there is none any more.
        windows: commands are written for Windows.
    """

    tool: Tool
    prefix: Path
    python: str
    source: Path | None = None
    windows: bool = False

    def adding(self, extra: str) -> str:
        """Return the command that adds an extra.

        Args:
            extra: its name.
        """
        libraries = _libraries_of(extra)
        if self.tool is Tool.PIPX:
            return self._line("pipx", "inject", self.prefix.name, *libraries)
        if self.tool is Tool.UV_TOOL and (kept := _kept_by_uv(self.prefix)) is not None:
            added = [word for each in libraries for word in ("--with", each)]
            return self._line("uv", "tool", "install", *kept.others, *added, *kept.program)
        if self.tool in (Tool.UV_TOOL, Tool.UV_PIP):
            return self._line("uv", "pip", "install", "--python", self.python, *libraries)
        return self._line(self.python, "-m", "pip", "install", f"{NAME}[{extra}]")

    def upgrading(self) -> str:
        """Return the command that installs a newer version, from the same place as before."""
        if self.tool is Tool.PIPX:
            return self._line("pipx", "upgrade", self.prefix.name)
        if self.tool is Tool.UV_TOOL:
            return self._line("uv", "tool", "upgrade", self.prefix.name)
        pip = ("uv", "pip", "install", "--python", self.python) if self.tool is Tool.UV_PIP else (
            self.python, "-m", "pip", "install",
        )  # fmt: skip
        return self._line(*pip, "--upgrade", str(self.source or NAME))

    def _line(self, *words: str) -> str:
        """Return a command as it can be pasted into the shell of its system."""
        if not self.windows:
            return shlex.join(words)
        # Double quotes mean the same to cmd and to PowerShell, which reads a quoted first word as text without the "&".
        line = " ".join(word if _PLAIN_WORD.fullmatch(word) else f'"{word}"' for word in words)
        return f"& {line}" if line.startswith('"') else line


class _KeptByUv(NamedTuple):
    """The parts of a `uv tool install` command, all named each time, since uv keeps nothing that is not named."""

    others: tuple[str, ...]
    program: tuple[str, ...]


def this_installation() -> Installation:
    """Return the environment that this interpreter runs in."""
    return find_installation(
        Path(sys.prefix), sys.executable or "python3", has_pip=find_spec("pip") is not None, source=_source(),
        windows=os.name == "nt",
    )  # fmt: skip


def find_installation(
    prefix: Path, python: str, *, has_pip: bool, source: Path | None = None, windows: bool = False
) -> Installation:
    """Return the installation in an environment, told by the notes that pipx and uv leave in it.

    Args:
        prefix: the folder of the environment.
        python: its interpreter.
        has_pip: pip can be run by it.
        source: the folder from which legdiary was installed.
        windows: it is on Windows.
    """
    below = tuple(part.lower() for part in prefix.parts[-3:-1])
    if (prefix / _PIPX_NOTE).is_file() or below == _PIPX_HOME:
        tool = Tool.PIPX
    elif (prefix / _UV_NOTE).is_file():
        tool = Tool.UV_TOOL
    else:
        tool = Tool.PIP if has_pip else Tool.UV_PIP
    return Installation(tool, prefix, python, source, windows)


def _libraries_of(extra: str) -> list[str]:
    """Return the libraries of an extra with their lowest versions, as the installed package says."""
    asked = re.compile(
        rf"""^Requires-Dist: ([^;\n]+?) *; *extra *== *['"]{re.escape(extra)}['"] *$""", re.MULTILINE
    )  # fmt: skip
    return asked.findall(_packaged("METADATA")) or [f"{NAME}[{extra}]"]


def _source() -> Path | None:
    """Return the folder from which legdiary was installed; None if it is gone, or came from elsewhere."""
    from urllib.parse import unquote, urlsplit

    try:
        address = urlsplit(json.loads(_packaged("direct_url.json"))["url"])
    except (ValueError, LookupError, TypeError):
        return None
    path = unquote(address.path)
    folder = Path(path.removeprefix("/") if os.name == "nt" else path)
    return folder if address.scheme == "file" and folder.is_dir() else None


def _packaged(name: str) -> str:
    """Return the text of a file that describes the installed package; empty if there is none."""
    for folder in map(Path, sys.path):
        for noted in sorted(folder.glob(f"{NAME}-*.dist-info/{name}")):
            return read_plain(noted, _MOST_BYTES).decode("utf-8", "replace")
    return ""


def _kept_by_uv(prefix: Path) -> _KeptByUv | None:
    """Return what uv installed into a tool's environment; None if its note says something that is not known here."""
    import tomllib

    try:
        receipt = tomllib.loads(read_plain(prefix / _UV_NOTE, _MOST_BYTES).decode("utf-8"))
        required = [_as_typed(each) for each in receipt["tool"]["requirements"]]
        names = [each["name"] for each in receipt["tool"]["requirements"]]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    if None in required or names.count(NAME) != 1:
        return None
    at = names.index(NAME)
    program = required.pop(at)
    others = tuple(word for each in required if each for word in ("--with", *each))
    return None if program is None else _KeptByUv(others, program)


def _as_typed(requirement: dict[str, Any]) -> tuple[str, ...] | None:
    """Return a requirement of uv's note as it is typed; None if it cannot be, as when its folder is gone."""
    known = {"name", "extras", "specifier", "directory", "editable"}
    if not set(requirement) <= known:
        return None
    extras = f"[{','.join(requirement['extras'])}]" if requirement.get("extras") else ""
    for key in ("directory", "editable"):
        if key in requirement:
            if not Path(requirement[key]).is_dir() or (key == "editable" and requirement["name"] != NAME):
                return None
            return (*(("--editable",) if key == "editable" else ()), f"{requirement[key]}{extras}")
    return (f"{requirement['name']}{extras}{requirement.get('specifier', '')}",)

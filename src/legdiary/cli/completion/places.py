"""The files of completion in each shell of this person, and the shell that is meant where none is named."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from legdiary.app.shell_setup import ShellPlaces
from legdiary.cli.completion.flag_values import SHELLS
from legdiary.cli.paths import user_folder
from legdiary.settings import home_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

_POWERSHELL_NAMES = frozenset({"pwsh", "powershell"})
_PROFILE = "Microsoft.PowerShell_profile.ps1"
#: A login shell of bash reads the first of these that is there, and the Terminal of macOS begins login shells.
_LOGIN = (".bash_profile", ".bash_login", ".profile")


def places_of(shell: str, environ: Mapping[str, str]) -> ShellPlaces:
    """Return the files of completion in a shell.

    Args:
        shell: its name.
        environ: the environment.
    """
    home = home_folder()
    folder = user_folder("data", environ) / "completion"
    if shell == "fish":
        return ShellPlaces(shell, _config_home(environ, home) / "fish" / "completions" / "legdiary.fish")
    if shell == "powershell":
        script = folder / "legdiary.ps1"
        named = f"'{doubled(str(script))}'"
        by_hand = "legdiary completion powershell | Out-String | iex"
        return ShellPlaces(
            shell, script, _powershell_profile(environ, home), f"if (Test-Path -LiteralPath {named}) {{ . {named} }}",
            by_hand,
        )  # fmt: skip
    by_hand = f'eval "$(legdiary completion {shell})"'
    if shell == "zsh":
        script = folder / "_legdiary"
        named = _below_home(script, home)
        lines = (
            f"if [ -r {named} ]; then\n"
            "    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }\n"
            f"    . {named}\nfi"
        )
        return ShellPlaces(shell, script, _folder_named(environ.get("ZDOTDIR"), home) / ".zshrc", lines, by_hand)
    script = folder / "legdiary.bash"
    named = _below_home(script, home)
    return ShellPlaces(
        shell, script, home / _bash_startup(home), f"if [ -r {named} ]; then . {named}; fi", by_hand
    )  # fmt: skip


def shell_in_use(environ: Mapping[str, str]) -> str | None:
    """Return the shell of this person, by SHELL; None if it is none of those that have a script."""
    if _system() == "win32":
        return "powershell"
    return shell_named(Path(environ.get("SHELL", "")).name)


def shell_named(typed: str) -> str | None:
    """Return the shell of a typed name; None if it has no script."""
    name = typed.strip().lower()
    if name in _POWERSHELL_NAMES:
        return "powershell"
    return name if name in SHELLS else None


def _bash_startup(home: Path) -> str:
    if _system() != "darwin":
        return ".bashrc"
    return next((name for name in _LOGIN if os.path.lexists(home / name)), _LOGIN[0])


def _powershell_profile(environ: Mapping[str, str], home: Path) -> Path:
    if _system() != "win32":
        return _config_home(environ, home) / "powershell" / _PROFILE
    import platformdirs

    newer = shutil.which("pwsh") is not None
    return Path(platformdirs.user_documents_dir()) / ("PowerShell" if newer else "WindowsPowerShell") / _PROFILE


def _config_home(environ: Mapping[str, str], home: Path) -> Path:
    return _folder_named(environ.get("XDG_CONFIG_HOME"), home / ".config")


def _folder_named(typed: str | None, otherwise: Path) -> Path:
    return Path(typed) if typed and Path(typed).is_absolute() else otherwise


def _below_home(path: Path, home: Path) -> str:
    """Return a path as a shell reads it, from `$HOME` on, so that a startup file can be taken to another computer."""
    return f'"$HOME"/{quote(str(path.relative_to(home)))}' if path.is_relative_to(home) else quote(str(path))


def doubled(text: str) -> str:
    """Return a text as PowerShell reads it between single quotes; it takes the curved ones for quotes as well."""
    return "".join(c * 2 if c in "'\u2018\u2019\u201a\u201b" else c for c in text)


def _system() -> str:
    return sys.platform

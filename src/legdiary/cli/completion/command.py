"""`completion`: a script for a shell, made from the tree of commands and their flags; printed, set up or taken back.

The script holds everything that does not depend on the diary (commands, flags, forms, words for a night). For names and
numbers from the diary it runs `legdiary --complete KIND PREFIX` (`cli.completion.live_answers`), which adds little to
the start of the interpreter.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from legdiary.app.log.typed_fields import MissingValue
from legdiary.app.shell_setup import LeftAlone, set_up, take_back
from legdiary.cli.completion.bash_zsh import bash_script, zsh_script
from legdiary.cli.completion.command_tree import commands
from legdiary.cli.completion.fish import fish_script
from legdiary.cli.completion.flag_values import SHELLS
from legdiary.cli.completion.places import places_of, shell_in_use, shell_named
from legdiary.cli.completion.powershell import powershell_script
from legdiary.errors import BadValue, quote_typed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Annotated

    import typer

    from legdiary.app.shell_setup import ShellChange
    from legdiary.cli.command_line.options import JsonOption
    from legdiary.cli.session import Session

_SCRIPTS = {"bash": bash_script, "zsh": zsh_script, "fish": fish_script, "powershell": powershell_script}


class UnknownShell(BadValue):
    """A shell for which there is no script."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"there is no completion for {quote_typed(typed)!r}; write one of: {', '.join(SHELLS)}",
            "legdiary completion --help",
        )


class InstallOrUninstall(BadValue):
    """Completion set up and removed in one command."""

    def __init__(self) -> None:
        super().__init__("--install and --uninstall are opposites; write one of them", "legdiary completion --help")


def completion(
    ctx: typer.Context,
    shell: Annotated[
        str | None, typer.Argument(metavar="[SHELL]", help=f"{', '.join(SHELLS[:-1])} or {SHELLS[-1]}.")
    ] = None,
    install: Annotated[
        bool, typer.Option("--install", help="Set it up for this shell. Repeat after an upgrade.")
    ] = False,
    uninstall: Annotated[bool, typer.Option("--uninstall", help="Remove it; without SHELL, from every shell.")] = False,
    json: JsonOption = False,
) -> None:
    """Complete commands, options, names and entry numbers with the Tab key. Without an option, print the script.

    --install writes the script, and a few lines between two marks into the shell's startup file (fish needs none).
    It names each file. --uninstall removes them again. Without SHELL, --install uses yours.

    \b
    By hand, add one line to the shell's startup file:
    bash: eval "$(legdiary completion bash)"
    zsh: eval "$(legdiary completion zsh)"
    fish: legdiary completion fish | source
    powershell: legdiary completion powershell | Out-String | iex
    """  # noqa: D301 - the mark itself: help keeps these lines as they are, to be copied
    session: Session = ctx.obj
    if install and uninstall:
        raise InstallOrUninstall
    named = None if shell is None else shell_named(shell)
    if shell is not None and named is None:
        raise UnknownShell(shell)
    if uninstall:
        _take_back(session, SHELLS if named is None else (named,), as_json=json)
        return
    if install:
        named = named or shell_in_use(os.environ)
    if named is None:
        raise MissingValue(f"the shell ({', '.join(SHELLS)})", "legdiary completion --help")
    if install:
        change = set_up(places_of(named, os.environ), script(named), session.note_made)
        _answer(session, (change,), is_set=True, as_json=json)
        return
    from legdiary.render.json.program import shell_script
    from legdiary.render.terminal.layout import Span
    from legdiary.render.terminal.styles import COMMAND

    text = script(named)
    session.answer(
        [[Span(each, COMMAND)] for each in text.splitlines()], lambda: shell_script(named, text), as_json=json
    )


def _take_back(session: Session, shells: Sequence[str], *, as_json: bool) -> None:
    """Take completion back from shells; what one of them refuses is said, and the others are done."""
    changes: list[ShellChange] = []
    refused: list[LeftAlone] = []
    for each in shells:
        try:
            changes.append(take_back(places_of(each, os.environ), session.note_made))
        except LeftAlone as error:
            refused.append(error)
    done = [change for change in changes if change.files]
    if refused and not done:
        raise refused[0]
    for each_refused in refused:
        session.warn(each_refused.message)
    _answer(session, done, is_set=False, as_json=as_json)


def _answer(session: Session, changes: Sequence[ShellChange], *, is_set: bool, as_json: bool) -> None:
    from legdiary.render.json.program import shell_changes
    from legdiary.render.terminal.answers.shell_setup import shell_text

    session.answer(
        shell_text(changes, session.page, is_set=is_set), lambda: shell_changes(changes, is_set=is_set), as_json=as_json
    )


def script(shell: str) -> str:
    """Return the script of one shell."""
    return _SCRIPTS[shell](commands(), f"# Made by `legdiary completion {shell}`; make it again after an upgrade.")

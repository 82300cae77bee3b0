"""`completion`: a script for bash, zsh or fish, made from the tree of commands and their flags.

The script holds everything that does not depend on the diary (commands, flags, forms, words for a night). For names and
numbers from the diary it runs `legdiary --complete KIND PREFIX` (`cli.completion.live_answers`), which adds little to
the start of the interpreter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.app.log.typed_fields import MissingValue
from legdiary.cli.completion.bash_zsh import bash_script, zsh_script
from legdiary.cli.completion.command_tree import commands
from legdiary.cli.completion.fish import fish_script
from legdiary.cli.completion.flag_values import SHELLS
from legdiary.errors import BadValue, quote_typed

if TYPE_CHECKING:
    from legdiary.cli.session import Session

_SCRIPTS = {"bash": bash_script, "zsh": zsh_script, "fish": fish_script}


class UnknownShell(BadValue):
    """A shell for which there is no script."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"there is no completion for {quote_typed(typed)!r}; write one of: {', '.join(SHELLS)}",
            "legdiary completion --help",
        )


def completion(
    ctx: typer.Context,
    shell: Annotated[str | None, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")] = None,
) -> None:
    """Print a completion script: commands, flags, forms, names, nights and entry numbers.

    \b
    bash: mkdir -p ~/.local/share/bash-completion/completions && \\
        legdiary completion bash \\
        > ~/.local/share/bash-completion/completions/legdiary
    zsh: legdiary completion zsh > a folder of $fpath, as _legdiary
    fish: legdiary completion fish > ~/.config/fish/completions/legdiary.fish
    """  # noqa: D301 - the mark itself: help keeps these lines as they are, to be copied
    session: Session = ctx.obj
    if shell is None:
        raise MissingValue("the shell (bash, zsh or fish)", "legdiary completion --help")
    if shell not in SHELLS:
        raise UnknownShell(shell)
    from legdiary.render.terminal.layout import Span
    from legdiary.render.terminal.styles import COMMAND

    session.answer([[Span(each, COMMAND)] for each in script(shell).splitlines()], dict, as_json=False)


def script(shell: str) -> str:
    """Return the script of one shell."""
    return _SCRIPTS[shell](commands(), f"# Made by `legdiary completion {shell}`; make it again after an upgrade.")

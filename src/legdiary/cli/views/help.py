"""`help` and `log`: what people type who look for the help of a command, or for what can be logged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.cli.command_line.commands import TREE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.commands import Spec


def help_on(
    ctx: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="COMMAND", help="sleep, taper new, …")] = None,
) -> None:
    """How a command is used; the same as COMMAND --help. `help me` is help-me."""
    shown: Any = ctx.find_root()
    if words == ["me"]:
        from legdiary.cli.views.help_me import help_me

        help_me(ctx)
        return
    specs: Mapping[str, Spec] = TREE
    for place, word in enumerate(words or ()):
        if word not in specs:
            from legdiary.cli.command_line.usage import unknown_command

            raise unknown_command(shown, specs, (words or [])[place:])
        command = shown.command.get_command(shown, word)
        shown = command.make_context(word, [], parent=shown, resilient_parsing=True)
        specs = specs[word].inside or {}
    show_help(shown)


def show_help(ctx: typer.Context) -> None:
    """Print the help of a command or a group."""
    from typer import echo

    echo(ctx.get_help(), color=ctx.color)

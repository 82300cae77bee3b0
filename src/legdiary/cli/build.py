"""The building of commands from their specs: only the one that is called, when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from legdiary.cli.commands import LOGGED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from legdiary.cli.commands import Spec
    from legdiary.cli.session import Session

_SINGLE: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}
#: The columns of a line of help, without its margin.
_HELP_WIDTH = 76
_HELP_NAMES: dict[str, Any] = {"help_option_names": ["--help", "-h"]}


class LazyCommand(TyperCommand):
    """A command whose help suits the stream; Typer by itself writes UTF-8 to a stream that shows only ASCII."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Read the words behind the command.

        Raises:
            LegdiaryError: there are more than it takes.
        """
        passes_on, ctx.allow_extra_args = ctx.allow_extra_args, True
        try:
            left = super().parse_args(ctx, [*args])
        except Exception as error:
            _name_context(error, ctx)
            raise
        if left and not passes_on and not ctx.resilient_parsing:
            from legdiary.cli.usage import words_left_over

            raise words_left_over(ctx, args, left)
        return left

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        """Return the help."""
        return _text_for_streams(ctx, super().get_help(ctx))


class LazyGroup(TyperGroup):
    """A group that knows its commands by name, and builds only the one that is called."""

    specs: Mapping[str, Spec]

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Read the words up to the command."""
        try:
            return super().parse_args(ctx, args)
        except Exception as error:
            _name_context(error, ctx)
            raise

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]
        """Return the command that is called, its name and the words behind it; `log kratom` is `kratom`.

        Raises:
            LegdiaryError: there is no such command.
        """
        if ctx.parent is None and args[0] == "log" and args[1:2] and args[1] in LOGGED:
            args = args[1:]
        if args[0] not in self.specs and not args[0].startswith("-"):
            from legdiary.cli.usage import unknown_command

            raise unknown_command(ctx, self.specs, args)
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        """Return the help."""
        return _text_for_streams(ctx, super().get_help(ctx))

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Return the names of the commands that are listed."""
        del ctx
        return [name for name, spec in self.specs.items() if not spec.hidden]

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        """Return the command, built when it is first called; None if there is none of this name."""
        del ctx
        if cmd_name not in self.specs:
            return None
        if self.commands.get(cmd_name) is None:
            self.commands[cmd_name] = build(cmd_name, self.specs[cmd_name])
        return self.commands[cmd_name]

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Write the commands under their headings, from the tree alone: no command is loaded for it."""
        del ctx
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, spec in self.specs.items():
            if not spec.hidden:
                sections.setdefault(spec.section, []).append((name, spec.summary))
        for heading, rows in sections.items():
            with formatter.section(heading):
                formatter.write_dl(rows)


def _name_context(error: Exception, ctx: typer.Context) -> None:
    """Tell an error of the framework which command it is about, where it does not know."""
    if hasattr(error, "option_name") and getattr(error, "ctx", None) is None:
        error.ctx = ctx  # type: ignore[attr-defined]


def build(name: str, spec: Spec) -> Any:
    """Return the click command of a spec."""
    epilog = _example(spec.example)
    if spec.inside is not None:
        return build_group(name, spec.inside, f"{spec.summary}.", epilog, _load(spec.where))
    single = typer.Typer(**_SINGLE)
    settings = _HELP_NAMES | ({"ignore_unknown_options": True, "allow_extra_args": True} if spec.passes_on else {})
    single.command(name, cls=LazyCommand, epilog=epilog, context_settings=settings, add_help_option=not spec.passes_on)(
        _load(spec.where)
    )
    return typer.main.get_command(single)


def _load(where: str | None) -> Any:
    """Return the function of a command; None for a group that does nothing by itself."""
    if where is None:
        return None
    module, _, function = where.partition(":")
    return getattr(import_module(f"legdiary.cli.{module}"), function)


def _text_for_streams(ctx: typer.Context, text: str) -> str:
    """Return the text as the run's streams can show it; unchanged without a run."""
    session: Session | None = ctx.obj
    return text if session is None else session.replace_unprintable(text)


def _example(typed: str) -> str:
    """Return an example for the foot of a help, with a line break only where it can still be copied as it stands."""
    line = f"Example: {typed}"
    if len(line) > _HELP_WIDTH:
        import textwrap

        line = " \\\n  ".join(textwrap.wrap(line, _HELP_WIDTH - 4, break_on_hyphens=False, break_long_words=False))
    return f"\b\n{line}"  # the mark keeps Typer from wrapping the lines


def build_group(name: str, specs: Mapping[str, Spec], summary: str, epilog: str, alone: Any = None) -> Any:
    """Return a lazy group of commands.

    Args:
        name: its name.
        specs: its commands.
        summary: its line of help.
        epilog: the foot of its help.
        alone: what it does without a command; None if it shows its help then.
    """
    group = typer.Typer(cls=LazyGroup, **_SINGLE)
    group.callback(
        help=summary, epilog=epilog, no_args_is_help=alone is None, invoke_without_command=alone is not None,
        context_settings=_HELP_NAMES,
    )(alone or _nothing)  # fmt: skip
    built = typer.main.get_command(group)
    built.name = name
    built.specs = specs  # type: ignore[attr-defined]
    return built


def _nothing() -> None:
    """A group does nothing by itself."""

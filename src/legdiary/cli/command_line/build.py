"""The building of commands from their specs: only the one that is called, when it is called."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from legdiary.cli.command_line import options
from legdiary.cli.command_line.commands import LOGGED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from legdiary.cli.command_line.commands import Spec
    from legdiary.cli.session import Session

_SINGLE: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}
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
            from legdiary.cli.command_line.usage import words_left_over

            raise words_left_over(ctx, args, left)
        return left

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Call the command."""
        ctx.obj.note_options(ctx.params)
        return super().invoke(ctx)

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        """Return the help."""
        return _text_for_streams(ctx, super().get_help(ctx))

    def format_options(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Write the options, grouped by subject where they are many."""
        from legdiary.cli.command_line import help_text

        help_text.write_options(ctx, self.get_params(ctx), formatter)

    def format_epilog(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Write the worked example."""
        del ctx
        from legdiary.cli.command_line import help_text

        help_text.write_example(self.epilog or "", formatter)


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
            from legdiary.cli.command_line.usage import unknown_command

            raise unknown_command(ctx, self.specs, args)
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        """Return the help."""
        return _text_for_streams(ctx, super().get_help(ctx))

    def format_options(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Write the options, and below them the commands."""
        from legdiary.cli.command_line import help_text

        help_text.write_options(ctx, self.get_params(ctx), formatter)
        self.format_commands(ctx, formatter)

    def format_epilog(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Write the worked example."""
        del ctx
        from legdiary.cli.command_line import help_text

        help_text.write_example(self.epilog or "", formatter)

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
        from legdiary.cli.command_line import help_text

        for heading, rows in sections.items():
            help_text.write_rows(heading if len(sections) > 1 else "Commands", rows, formatter)


def _name_context(error: Exception, ctx: typer.Context) -> None:
    """Tell an error of the framework which command it is about, where it does not know."""
    if hasattr(error, "option_name") and getattr(error, "ctx", None) is None:
        error.ctx = ctx  # type: ignore[attr-defined]


def build(name: str, spec: Spec) -> Any:
    """Return the click command of a spec."""
    if spec.inside is not None:
        return build_group(name, spec.inside, f"{spec.summary}.", spec.example, load(spec.where))
    single = typer.Typer(**_SINGLE)
    settings = _HELP_NAMES | ({"ignore_unknown_options": True, "allow_extra_args": True} if spec.passes_on else {})
    single.command(
        name, cls=LazyCommand, epilog=spec.example, context_settings=settings, add_help_option=not spec.passes_on
    )(load(spec.where))
    return typer.main.get_command(single)


def load(where: str | None) -> Any:
    """Return the function of a command, its annotations evaluated; None for a group that does nothing by itself."""
    if where is None:
        return None
    module, _, name = where.partition(":")
    function = getattr(import_module(f"legdiary.cli.{module}"), name)
    declare(function)
    return function


def declare(function: Any) -> None:
    """Evaluate the annotations of a command: its module imports Typer and the options for types only."""
    if all(isinstance(each, str) for each in function.__annotations__.values()):
        names = {"typer": typer, "Annotated": Annotated, **vars(options)}
        function.__annotations__ = inspect.get_annotations(function, locals=names, eval_str=True)


def _text_for_streams(ctx: typer.Context, text: str) -> str:
    """Return the text as the run's streams can show it, in colour where it may be; unchanged without a run."""
    session: Session | None = ctx.obj
    if session is None:
        return text
    shown = session.replace_unprintable(text)
    if not session.terminal.coloured:
        return shown
    from legdiary.cli.command_line import help_text

    ctx.color = True  # else Typer takes the colour out where FORCE_COLOR asks for it in a pipe
    return help_text.painted(shown, session.terminal.theme)


def build_group(name: str, specs: Mapping[str, Spec], summary: str, example: str, alone: Any = None) -> Any:
    """Return a lazy group of commands.

    Args:
        name: its name.
        specs: its commands.
        summary: its line of help.
        example: a worked example, at the foot of its help.
        alone: what it does without a command; None if it shows its help then.
    """
    group = typer.Typer(cls=LazyGroup, **_SINGLE)
    group.callback(
        help=summary, epilog=example, no_args_is_help=alone is None, invoke_without_command=alone is not None,
        context_settings=_HELP_NAMES,
    )(alone or _nothing)  # fmt: skip
    built = typer.main.get_command(group)
    built.name = name
    built.specs = specs  # type: ignore[attr-defined]
    return built


def _nothing() -> None:
    """A group does nothing by itself."""

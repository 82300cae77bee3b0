"""Command lines that cannot be read, in our words: this module is loaded only for such an error.

A suggestion is made of the words typed alone. Where they may be a person's own (a note, a name), none of them is
repeated: not in the message, and not in the suggestion.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from legdiary.cli.command_line.commands import LOOKING_BACK, TREE, spec_of
from legdiary.domain.input.spelling_suggestions import nearest_all
from legdiary.errors import BadValue, LegdiaryError, quote_typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import typer

    from legdiary.cli.command_line.commands import Spec

_PROGRAM = "legdiary"
#: Flag that people type for a night or a time → its name in this program.
CALLED_HERE = {"--date": "--night", "--day": "--night", "--on": "--night", "--when": "--night", "--time": "--at"}
#: Commands without names that a person made up, which must not appear in a suggestion.
_WITHOUT_NAMES = frozenset({"night", "sleep", "kratom", "dose", "magnesium", "mag"})
_FREE_TEXT = ("--note", "--product", "--of")
_TAKE_A_NIGHT = frozenset({"week", "show"})
_CHANGE = frozenset({"edit", "delete"})


class UnknownCommand(BadValue):
    """An unknown command."""

    def __init__(self, typed: str, group: str, near: Sequence[str], hint: str) -> None:
        where = f"{group} has no command" if group else "there is no command"
        meant = f"; did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"{where} {quote_typed(typed)!r}{meant}", hint)


class NameWithoutCommand(BadValue):
    """The name of a factor, a symptom, a medicine or a measure in place of a command."""

    def __init__(self, typed: str, what: str, hint: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} is a {what}, not a command", hint)


class UnknownOption(BadValue):
    """An option that the command does not have."""

    def __init__(self, command: str, name: str, near: str | None, hint: str) -> None:
        meant = f"; did you mean {near}?" if near else ""
        super().__init__(f"{command} has no option {quote_typed(name)}{meant}", hint)


class OptionCalledOtherwise(BadValue):
    """An option that has another name in this program."""

    def __init__(self, name: str, here: str, hint: str) -> None:
        super().__init__(f"there is no option {name}; use {here}", hint)


class NegativeNumber(BadValue):
    """A number below 0, which looks like an option."""

    def __init__(self, typed: str, command: str, accepted: str, hint: str) -> None:
        super().__init__(
            f"{quote_typed(typed)} is neither an option nor a value that {command} takes; {accepted}", hint
        )


class OptionNeedsValue(BadValue):
    """An option without its value."""

    def __init__(self, name: str, metavar: str, hint: str) -> None:
        super().__init__(f"{name} needs a value after it: {metavar}", hint)


class OptionTakesNoValue(BadValue):
    """A value for an option that takes none."""

    def __init__(self, name: str, hint: str) -> None:
        super().__init__(f"{name} takes no value; write it alone", hint)


class WordsLeftOver(BadValue):
    """More words than the command takes.

    Args:
        command: the command.
        takes: the names of its values.
        words: the words left over; None where they may be a person's own.
        flag: the option behind which they belong, if that is clear.
        hint: the command that helps.
    """

    def __init__(self, command: str, takes: Sequence[str], words: str | None, flag: str | None, hint: str) -> None:
        values = f"only {' and '.join(takes)}" if takes else "no value"
        if flag is not None:
            message = f"{words!r} needs {flag} before it"
        elif words is None:
            message = f"{command} takes {values}; a value of several words goes in quotes"
        else:
            message = f"{command} takes {values}; {words!r} is left over"
        super().__init__(message, hint)


class WordsAfterNote(BadValue):
    """A note of several words without quotes. None of them is repeated."""

    def __init__(self, hint: str) -> None:
        super().__init__(
            "there are words after --note that belong to no option; put a note of several words in quotes", hint
        )


def remember_diary(ctx: typer.Context) -> None:
    """Keep the diary that `--diary` names, which suggestions repeat: the root's options are read, but not stored."""
    session = ctx.obj
    if session is not None and session.diary_option is None:
        session.diary_option = ctx.find_root().params.get("diary")


# ---------------------------------------------------------------------- a word that is no command


def unknown_command(ctx: typer.Context, specs: Mapping[str, Spec], words: Sequence[str]) -> LegdiaryError:
    """Return the error for a word that is no command.

    Args:
        ctx: the group's context.
        specs: the group's commands.
        words: that word, and what was typed behind it.
    """
    remember_diary(ctx)
    typed, *rest = words
    path = _path(ctx)
    if not path and (what := _kind_of_name(typed)) is not None:
        with_note = _has_free_text(rest)
        return NameWithoutCommand(typed, what, _line([what, "--help"] if with_note or not rest else [what, *words]))
    near = nearest_all(typed.lower(), specs)
    hint = _line([*path, "--help"])
    if len(near) == 1:
        repeats = (rest and near[0] in _WITHOUT_NAMES) or (
            specs[near[0]].section == LOOKING_BACK and near[0] not in _CHANGE
        )
        if path or not repeats or _has_free_text(rest):
            hint = _line([*path, near[0], "--help"])
        else:
            hint = _line([near[0], *rest])
    return UnknownCommand(typed, " ".join(path), near, hint)


def _kind_of_name(typed: str) -> str | None:
    """Return the command of a known name: factor, symptom, medicine or measure; None of anything else."""
    from legdiary.domain.entries.name_vocabulary import VOCABULARIES

    return next((each.what for each in VOCABULARIES.values() if each.find(typed) is not None), None)


# ---------------------------------------------------------------------- words that are left over


def words_left_over(ctx: typer.Context, arguments: Sequence[str], extra: Sequence[str]) -> LegdiaryError:
    """Return the error for more words than a command takes.

    Args:
        ctx: the command's context.
        arguments: every word typed behind the command.
        extra: the words left over.
    """
    remember_diary(ctx)
    path = _path(ctx)
    hint = _line([*path, "--help"])
    if is_note_without_quotes(arguments):
        return WordsAfterNote(hint)
    command = " ".join(path[:1] if path[0] == "edit" else path)
    params: Sequence[Any] = ctx.command.params
    takes = [(each.metavar or each.name).strip("[]") for each in params if each.param_type_name == "argument"]
    if path[0] not in _WITHOUT_NAMES and takes and (spec_of(path[:1]) or TREE["edit"]).section != LOOKING_BACK:
        return WordsLeftOver(command, takes, None, None, hint)
    if path[0] == "edit":
        return WordsLeftOver(command, takes, None, None, hint)
    flags = [flag for each in params for flag in each.opts]
    flag, value = _flag_of(ctx, extra, flags)
    if flag is not None and not _has_free_text(arguments) and path[0] in _WITHOUT_NAMES:
        kept = _without(arguments, extra)
        return WordsLeftOver(command, takes, value, flag, _line([*path, *kept, flag, value]))
    return WordsLeftOver(command, takes, quote_typed(" ".join(extra)), None, hint)


def _flag_of(ctx: typer.Context, extra: Sequence[str], flags: Iterable[str]) -> tuple[str | None, str]:
    """Return the option that the words left over belong behind, a time or a night, and the value; None if neither."""
    from legdiary.domain.time.parse import parse_night, parse_when

    def read_night(text: str) -> object:
        return parse_night(text, ctx.obj.present)

    value = " ".join(extra).removeprefix("at ").removeprefix("on ")
    readers: Mapping[str, Callable[[str], object]] = {"--at": parse_when, "--night": read_night}
    for flag, read in readers.items():
        if flag in flags:
            try:
                read(value)
            except LegdiaryError:
                continue
            return flag, value
    return None, value


def _without(words: Sequence[str], extra: Sequence[str]) -> list[str]:
    """Return the words without those left over, each taken out once, from the end."""
    kept = [*words]
    for each in reversed(extra):
        place = len(kept) - 1 - kept[::-1].index(each)
        del kept[place]
    return kept


def is_note_without_quotes(arguments: Sequence[str]) -> bool:
    """Return whether the words that cannot be read may be the rest of a note: then they are not repeated."""
    rest = arguments[arguments.index("--note") + 2 :] if "--note" in arguments else []
    return bool(rest) and not rest[0].startswith("-")


# ---------------------------------------------------------------------- what the framework refuses


def reworded(error: Exception, arguments: list[str]) -> LegdiaryError:
    """Return an error of the framework in our words. Its class is private to Typer; its shape is public."""
    context: typer.Context | None = getattr(error, "ctx", None)
    path = _path(context) if context is not None else _command_typed(arguments)
    if context is not None:
        remember_diary(context)
    hint = _line([*path, "--help"])
    name = str(getattr(error, "option_name", ""))
    if is_note_without_quotes(arguments):
        return WordsAfterNote(hint)
    if not name:
        return BadValue("this command line cannot be read", hint)
    if context is not None and type(error).__name__ == "NoSuchOption":
        return _unknown_option(context, name, path, arguments)
    if any(word.startswith(f"{name}=") for word in arguments):
        return OptionTakesNoValue(name, hint)
    params: Sequence[Any] = context.command.params if context is not None else ()
    metavar = next((each.metavar for each in params if name in each.opts and each.metavar), "VALUE")
    return OptionNeedsValue(name, metavar, hint)


def _unknown_option(context: typer.Context, name: str, path: list[str], arguments: list[str]) -> LegdiaryError:
    hint = _line([*path, "--help"])
    command = " ".join(path) or _PROGRAM
    if name[:1] == "-" and name[1:2].isdecimal():
        typed = next((word for word in arguments if word.startswith(name)), name)
        accepted, command = "values are 0 or more", path[-1] if path else _PROGRAM
        if (whole := _range_with_blank(typed, path, arguments)) is not None:
            accepted, hint = "write a bed–wake range without a blank before the dash", whole
        if command in _TAKE_A_NIGHT and typed[1:].isdecimal():
            accepted = f"for an earlier night write {quote_typed(typed[1:])} ago"
            hint = f"{_PROGRAM} {command} {quote_typed(typed[1:])} ago"
        return NegativeNumber(typed, command, accepted, hint)
    flags = [flag for parameter in context.command.params for flag in parameter.opts if flag.startswith("--")]
    here = CALLED_HERE.get(name)
    if here in flags and (again := _with_flag(name, here or "", path, arguments)):
        return OptionCalledOtherwise(name, here or "", again)
    near = nearest_all(name, flags)
    if len(near) != 1:
        return UnknownOption(command, name, " or ".join(near) or None, hint)
    return UnknownOption(command, name, near[0], _with_flag(name, near[0], path, arguments) or hint)


def _range_with_blank(typed: str, path: list[str], arguments: list[str]) -> str | None:
    """Return `sleep 22:45-06:10` for `sleep 22:45 -06:10`; None for anything else."""
    from legdiary.domain.time.parse import clock_parts

    place = arguments.index(typed) if typed in arguments else 0
    before = arguments[place - 1] if place else ""
    if path != ["sleep"] or _has_free_text(arguments) or clock_parts(before) is None or clock_parts(typed[1:]) is None:
        return None
    words = [*arguments[: place - 1], before + typed, *arguments[place + 1 :]]
    return _line(words[words.index("sleep") :])


def _with_flag(name: str, here: str, path: list[str], arguments: list[str]) -> str | None:
    """Return the same command line with the flag `name` called `here`; None if own words of the person would show."""
    if _has_free_text(arguments) or not path or path[0] not in _WITHOUT_NAMES or path[0] not in arguments:
        return None
    typed = arguments[arguments.index(path[0]) :]
    return _line([here + word.removeprefix(name) if word.partition("=")[0] == name else word for word in typed])


def _has_free_text(arguments: Sequence[str]) -> bool:
    return any(word.startswith(_FREE_TEXT) for word in arguments)


def _path(context: typer.Context) -> list[str]:
    """Return the words of a command; for one that `edit` called `edit` with the number of the entry."""
    from legdiary.cli.shared_answers import edited_entry_id

    number = edited_entry_id(context)
    return context.command_path.split()[1:] if number is None else ["edit", f"{number}"]


def _command_typed(arguments: list[str]) -> list[str]:
    """Return the words of the command, for an error that does not name it."""
    typed = [word for word in arguments if not word.startswith("-")]
    first = next((place for place, word in enumerate(typed) if word in TREE), len(typed))
    inside = TREE[typed[first]].inside or {} if first < len(typed) else {}
    return typed[first : first + (2 if inside.keys() & typed[first + 1 : first + 2] else 1)]


def _line(words: Sequence[str]) -> str:
    return shlex.join([_PROGRAM, *words])

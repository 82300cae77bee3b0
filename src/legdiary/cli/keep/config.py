"""`config`: shows, explains and changes the settings."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from legdiary import settings
from legdiary.cli.options import JsonOption
from legdiary.errors import BadValue, LegdiaryError
from legdiary.figures import MISSING

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.cli.session import Session
    from legdiary.render.terminal.layout import Line, Page
    from legdiary.settings import Setting

OPTION, ENVIRONMENT, FILE, DEFAULT = "option", "environment", "file", "default"
_SOURCES = {
    OPTION: "Set by --diary.",
    ENVIRONMENT: "Set by the variable {}.",
    FILE: "Set in the file.",
    DEFAULT: "Not set.",
}


class ValueOrUnset(BadValue):
    """`--unset` beside a value, or without a setting's name."""

    def __init__(self, key: str | None) -> None:
        super().__init__(
            "--unset takes one setting out of the file, and no value beside it",
            f"legdiary config {key} --unset" if key in settings.SPEC else "legdiary config",
        )


class InForce(NamedTuple):
    """The present state of one setting.

    Attributes:
        key: its name.
        setting: its specification.
        value: its value as text; None if the computer has none either.
        source: the source of the value: option, environment, file or default.
        in_file: the value in the file, even if it is overridden; None if the file has none.
        instead_of_file: the names of the option and the variable that override the file now.
    """

    key: str
    setting: Setting
    value: str | None
    source: str
    in_file: str | None
    instead_of_file: tuple[str, ...]


def config(
    ctx: typer.Context,
    key: Annotated[str | None, typer.Argument(metavar="[KEY]", help="One setting; without it, all.")] = None,
    value: Annotated[str | None, typer.Argument(metavar="[VALUE]", help="What it is from now on.")] = None,
    unset: Annotated[bool, typer.Option("--unset", help="Take it out of the file: the default again.")] = False,
    json: JsonOption = False,
) -> None:
    """The settings: meaning, value, default and source; or one of them, changed. Comments in the file stay."""
    session: Session = ctx.obj
    if unset and (key is None or value is not None):
        raise ValueOrUnset(key)
    path = session.settings_path
    changed = key is not None and (unset or value is not None)
    if key is not None and changed:
        settings.change(path, key, None if unset else value, session.has_made)
    elif key is not None and key not in settings.SPEC:
        raise settings.UnknownSetting(key)
    else:
        settings.load(path)  # a wrong file is refused here, with key and file
    shown = [_state_of(session, name) for name in settings.SPEC if key in {None, name}]
    session.answer(
        _config_text(path, shown, session.page, changed=changed),
        lambda: {"file": str(path), "settings": [_json(each) for each in shown]},
        as_json=json,
    )


def _state_of(session: Session, key: str) -> InForce:
    spec = settings.SPEC[key]
    held = settings.read(session.settings_path).get(key, "")
    typed = os.environ.get(spec.environment, "") if spec.environment else ""
    option = session.diary_option if key == "diary" else None
    before = tuple(name for name, value in (("--diary", option), (spec.environment or "", typed)) if value)
    in_file = f"{held}" if held != "" else None
    if option:
        return InForce(key, spec, option, OPTION, in_file, before)
    if typed:
        # In TZ, `UTC-14` is ahead of UTC, so the zone that it stands for is shown.
        value = (_computer_value(session, key) or typed) if key == "timezone" else typed
        return InForce(key, spec, value, ENVIRONMENT, in_file, before)
    if in_file is not None:
        settings.checked(key, held, session.settings_path)
        return InForce(key, spec, in_file, FILE, in_file, before)
    return InForce(key, spec, spec.default or _computer_value(session, key), DEFAULT, in_file, before)


def _computer_value(session: Session, key: str) -> str | None:
    """Return the computer's value for a setting that nobody set; None if another broken setting prevents that."""
    with suppress(LegdiaryError):
        if key == "diary":
            return f"{session.diary_path}"
        if key == "timezone":
            return session.present.zone.name
    return None


def _config_text(path: Path, shown: list[InForce], page: Page, *, changed: bool) -> list[Line]:
    from legdiary.domain.input.text import for_terminal
    from legdiary.render.terminal.layout import COMMAND, STRONG, Span, wrapped

    lines: list[Line] = []
    for each in shown:
        value = MISSING if each.value is None else for_terminal(each.value)
        lines += [[Span(each.key, STRONG), Span(f" = {value}", COMMAND)]]
        about = f"{each.setting.meaning.replace('`', '')} {_SOURCES[each.source].format(each.setting.environment)}"
        lines += wrapped(f"{about} Default: {each.setting.default_told}.", page.width, indent="    ")
        if each.instead_of_file and (each.in_file is not None or changed):
            lines += _override_lines(each, page, changed=changed)
    return [*lines, [Span("Kept in "), Span(for_terminal(str(path)), COMMAND)]]


def _override_lines(each: InForce, page: Page, *, changed: bool) -> list[Line]:
    """Return the lines about an overridden value in the file, lest a stored value seems to be lost."""
    from legdiary.domain.input.text import for_terminal
    from legdiary.render.terminal.layout import COMMAND, Span, wrapped

    indent = "    "
    if each.in_file is None:
        return [[Span(f"{indent}Taken out of the file.")]]
    where = "Stored in the file" if changed else "In the file"
    return [
        [Span(f"{indent}{where}: "), Span(for_terminal(each.in_file), COMMAND)],
        *wrapped(f"That is in force without {' and '.join(each.instead_of_file)}.", page.width, indent=indent),
    ]


def _json(each: InForce) -> dict[str, str | int | None]:
    def told(text: str | None) -> str | int | None:
        return int(text) if text and each.setting.is_number else text or None

    return {
        "key": each.key,
        "value": told(each.value),
        "source": each.source,
        "in_file": told(each.in_file),
        "default": told(each.setting.default),
        "meaning": each.setting.meaning.replace("`", ""),
        "environment": each.setting.environment,
    }

"""`config`: the settings, explained and changed. `help-me`: when to seek help."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from legdiary import settings
from legdiary.cli.options import JsonOption
from legdiary.errors import BadValue, LegdiaryError, Refused
from legdiary.render.words import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.cli.session import Session
    from legdiary.render.layout import Line, Page
    from legdiary.settings import Setting

OPTION, ENVIRONMENT, FILE, DEFAULT = "option", "environment", "file", "default"
_SOURCES = {
    OPTION: "Set by --diary.",
    ENVIRONMENT: "Set by the variable {}.",
    FILE: "Set in the file.",
    DEFAULT: "Not set.",
}


class SettingsNotWritable(Refused):
    """A settings file that cannot be replaced."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"the settings file {path} cannot be written: {why}")


class NothingToUnset(Refused):
    """A setting to take out that the settings file does not have."""

    def __init__(self, key: str, path: Path) -> None:
        super().__init__(f"{key} is not in {path}, so there is nothing to take out", f"legdiary config {key}")


class ValueOrUnset(BadValue):
    """`--unset` beside a value, or without a setting's name."""

    def __init__(self, key: str | None) -> None:
        super().__init__(
            "--unset takes one setting out of the file, and no value beside it",
            f"legdiary config {key} --unset" if key in settings.SPEC else "legdiary config",
        )


# ---------------------------------------------------------------------- config


class InForce(NamedTuple):
    """One setting as it stands.

    Attributes:
        value: in words, or None where the default is the computer's business.
        source: option, environment, file or default.
        in_file: what the file has, in force or not; None where it has nothing.
        instead_of_file: what comes before the file here, by name.
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
        _write(path, key, None if unset else value, session.has_made)
    elif key is not None and key not in settings.SPEC:
        raise settings.UnknownSetting(key)
    else:
        settings.load(path)  # refused here, with key and file, where anything in it is wrong
    shown = [_in_force(session, name) for name in settings.SPEC if key in {None, name}]
    session.answer(
        _config_text(path, shown, session.page, changed=changed),
        lambda: {"file": str(path), "settings": [_json(each) for each in shown]},
        as_json=json,
    )


def _in_force(session: Session, key: str) -> InForce:
    spec = settings.SPEC[key]
    held = settings.read(session.settings_path).get(key, "")
    typed = os.environ.get(spec.environment, "") if spec.environment else ""
    option = session.diary_option if key == "diary" else None
    before = tuple(name for name, value in (("--diary", option), (spec.environment or "", typed)) if value)
    in_file = f"{held}" if held != "" else None
    if option:
        return InForce(key, spec, option, OPTION, in_file, before)
    if typed:
        # TZ has rules of its own, in which `UTC-14` is ahead of UTC: what it comes to is shown.
        value = (_computed(session, key) or typed) if key == "timezone" else typed
        return InForce(key, spec, value, ENVIRONMENT, in_file, before)
    if in_file is not None:
        settings.checked(key, held, session.settings_path)
        return InForce(key, spec, in_file, FILE, in_file, before)
    return InForce(key, spec, spec.default or _computed(session, key), DEFAULT, in_file, before)


def _computed(session: Session, key: str) -> str | None:
    """What the computer says where nobody set it; None where another setting stands in the way."""
    with suppress(LegdiaryError):
        if key == "diary":
            return f"{session.diary_path}"
        if key == "timezone":
            return session.present.zone.name
    return None


def _config_text(path: Path, shown: list[InForce], page: Page, *, changed: bool) -> list[Line]:
    from legdiary.domain.text import for_terminal
    from legdiary.render.layout import COMMAND, STRONG, Span, wrapped

    lines: list[Line] = []
    for each in shown:
        value = MISSING if each.value is None else for_terminal(each.value)
        lines += [[Span(each.key, STRONG), Span(f" = {value}", COMMAND)]]
        about = f"{each.setting.meaning.replace('`', '')} {_SOURCES[each.source].format(each.setting.environment)}"
        lines += wrapped(f"{about} Default: {each.setting.default_told}.", page.width, indent="    ")
        if each.instead_of_file and (each.in_file is not None or changed):
            lines += _beside_the_file(each, page, changed=changed)
    return [*lines, [Span("Kept in "), Span(for_terminal(str(path)), COMMAND)]]


def _beside_the_file(each: InForce, page: Page, *, changed: bool) -> list[Line]:
    """What the file has where something else comes before it, so that nobody takes a value stored for one lost."""
    from legdiary.domain.text import for_terminal
    from legdiary.render.layout import COMMAND, Span, wrapped

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


def _write(path: Path, key: str, typed: str | None, made: Callable[[], None]) -> None:
    """Put one value into the file, or take it out; all else in it stays as it is."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    held = settings.read(path)  # refused here, with the reason, where the file is no TOML
    if typed is None and key not in held:
        raise NothingToUnset(key, path) if key in settings.SPEC else settings.UnknownSetting(key)
    try:
        document = tomlkit.parse(settings.text(path))
        if typed is None:
            del document[key]
        else:
            document[key] = _to_keep(key, typed)
        text = tomlkit.dumps(document)
    except (TOMLKitError, RecursionError) as error:
        raise settings.BrokenSettings(path, "it is not valid TOML", is_toml=False) from error
    _replace(path, text, made)


def _to_keep(key: str, typed: str) -> Any:
    """The value as the file holds it; a path as a whole one, so that it is the same file from everywhere."""
    if key == "diary" and typed:
        typed = os.path.abspath(settings.path_of(typed))  # noqa: PTH100 - links stay links
    value = settings.checked(key, typed)
    return value if settings.SPEC[key].is_number else value if isinstance(value, str) else typed


def _replace(path: Path, text: str, made: Callable[[], None]) -> None:
    """The file anew; a link stays a link."""
    from legdiary.unfinished import replace_file

    try:
        replace_file(Path(os.path.realpath(path)), text.encode("utf-8"), made)
    except OSError as error:
        raise SettingsNotWritable(path, error.strerror or type(error).__name__) from error


# ---------------------------------------------------------------------- help-me


def help_me(
    ctx: typer.Context,
    country: Annotated[
        str | None, typer.Option("--country", metavar="CODE", help="us, uk, de, … Default: the setting.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """When to seek help, urgent first, and whom to call. The same for everybody, whatever the diary holds."""
    session: Session = ctx.obj
    from legdiary.domain.seek_help import find_country, numbers
    from legdiary.render.help_me_text import help_me_json, help_me_text

    code = None
    if country is not None:
        code = find_country(country)
    else:
        with suppress(LegdiaryError):  # this page is shown whatever the state of the settings
            code = session.settings.country
    session.answer(help_me_text(numbers(), code, session.page), lambda: help_me_json(numbers(), code), as_json=json)

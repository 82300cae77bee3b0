"""`config`: shows, explains and changes the settings."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from legdiary import settings
from legdiary.app.config import DEFAULT, ENVIRONMENT, FILE, OPTION, InForce
from legdiary.errors import BadValue, LegdiaryError

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import JsonOption
    from legdiary.cli.session import Session


class ValueOrUnset(BadValue):
    """`--unset` beside a value, or without a setting's name."""

    def __init__(self, key: str | None) -> None:
        super().__init__(
            "--unset removes one setting; leave out the value",
            f"legdiary config {key} --unset" if key in settings.SPEC else "legdiary config",
        )


def config(
    ctx: typer.Context,
    key: Annotated[str | None, typer.Argument(metavar="[KEY]", help="One setting. Default: all.")] = None,
    value: Annotated[str | None, typer.Argument(metavar="[VALUE]", help="The new value.")] = None,
    unset: Annotated[bool, typer.Option("--unset", help="Go back to the default.")] = False,
    json: JsonOption = False,
) -> None:
    """Show the settings, with meaning, value, default and source; or change one. Comments in the file stay."""
    session: Session = ctx.obj
    from legdiary.render.json.program import settings_in_force
    from legdiary.render.terminal.answers.config import config_text

    if unset and (key is None or value is not None):
        raise ValueOrUnset(key)
    path = session.settings_path
    changed = key is not None and (unset or value is not None)
    if key is not None and changed:
        settings.change(path, key, None if unset else value, session.note_made)
    elif key is not None and key not in settings.SPEC:
        raise settings.UnknownSetting(key)
    else:
        settings.load(path)  # a wrong file is refused here, with key and file
    shown = [_state_of(session, name) for name in settings.SPEC if key in {None, name}]
    session.answer(
        config_text(path, shown, session.page, changed=changed), lambda: settings_in_force(path, shown), as_json=json
    )


def _state_of(session: Session, key: str) -> InForce:
    spec = settings.SPEC[key]
    held = settings.read_values(session.settings_path).get(key, "")
    typed = os.environ.get(spec.environment, "") if spec.environment else ""
    option = session.diary_option if key == "diary" else None
    in_file = f"{held}" if held != "" else None
    value: str | None
    if option:
        value, source = option, OPTION
    elif typed:
        # In TZ, `UTC-14` is ahead of UTC, so the zone that it stands for is shown.
        value, source = (_computer_value(session, key) or typed) if key == "timezone" else typed, ENVIRONMENT
    elif in_file is not None:
        settings.check_value(key, held, session.settings_path)
        value, source = in_file, FILE
    else:
        value, source = spec.default or _computer_value(session, key), DEFAULT
    return InForce(
        key,
        spec.meaning.replace("`", ""),
        value,
        source,
        in_file,
        tuple(name for name, said in (("--diary", option), (spec.environment or "", typed)) if said),
        spec.default,
        spec.default_text,
        spec.environment,
        spec.is_number,
    )


def _computer_value(session: Session, key: str) -> str | None:
    """Return the computer's value for a setting that nobody set; None if another broken setting prevents that."""
    with suppress(LegdiaryError):
        if key == "diary":
            return f"{session.diary_path}"
        if key == "timezone":
            return session.present.zone.name
    return None

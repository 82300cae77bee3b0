"""`night`; and how what is written once a night is stored, which `sleep` is as well."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legdiary.app.log.filing import given, read_note
from legdiary.cli.options import (
    ConfirmOption,
    JsonOption,
    NightOption,
    NoteOption,
    convert,
    night_named,
    recalled,
    score,
)
from legdiary.domain.entries import SCORE_MOST, Night, NothingGiven
from legdiary.errors import Refused
from legdiary.render import answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from legdiary.cli.session import Session
    from legdiary.store.diary import Change

#: The flag's name → the field it writes, for `--clear`.
NIGHT_FIELDS = {
    "severity": "severity", "missed": "missed", "falling-asleep": "falling_asleep", "overnight": "overnight",
    "day-resting": "day_resting", "day-active": "day_active", "onset": "onset_min", "where": "body_parts",
    "feel": "sensations", "note": "note",
}  # fmt: skip
ClearOption = Annotated[list[str] | None, typer.Option("--clear", metavar="FIELD", help="Empty a field, such as note.")]


class NothingToClear(Refused):
    """`--clear` for a night of which nothing is logged."""

    def __init__(self, kind: str, night: date) -> None:
        super().__init__(f"there is no {kind} entry for the night of {night}, so there is nothing to clear")


class ScoreThere(Refused):
    """A reason why there is no score, for a night that has one."""

    def __init__(self, night: date, severity: int) -> None:
        super().__init__(
            f"the night of {night} has a score already: severity {severity}; add --clear severity to take it away"
        )


def night(
    ctx: typer.Context,
    severity: Annotated[str | None, typer.Argument(metavar="SEVERITY", help="RLS severity, 0 (none) to 10.")] = None,
    falling_asleep: Annotated[str | None, typer.Option(metavar="0-10", help="When falling asleep.")] = None,
    overnight: Annotated[str | None, typer.Option(metavar="0-10", help="During the night.")] = None,
    day_resting: Annotated[str | None, typer.Option(metavar="0-10", help="By day, at rest.")] = None,
    day_active: Annotated[str | None, typer.Option(metavar="0-10", help="By day, when active.")] = None,
    onset: Annotated[str | None, typer.Option(metavar="HH:MM", help="When it began.")] = None,
    where: Annotated[str | None, typer.Option(metavar="PARTS", help="legs,arms,left calf, …")] = None,
    feel: Annotated[str | None, typer.Option(metavar="WORDS", help="crawling,pulling, …")] = None,
    note: NoteOption = None,
    missed: Annotated[
        str | None, typer.Option(metavar="REASON", help="No score: asleep, away, forgot or other.")
    ] = None,
    clear: ClearOption = None,
    night_word: NightOption = None,
    as_json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """How restless the legs were in one night. Again for the same night: only what is given changes."""
    session: Session = ctx.obj
    fields = given(
        severity=convert(severity, score("severity", 0, SCORE_MOST)),
        falling_asleep=convert(falling_asleep, score("falling asleep", 0, SCORE_MOST)),
        overnight=convert(overnight, score("overnight", 0, SCORE_MOST)),
        day_resting=convert(day_resting, score("day resting", 0, SCORE_MOST)),
        day_active=convert(day_active, score("day active", 0, SCORE_MOST)),
        onset_min=convert(onset, _minutes_of_day),
        note=read_note(note),
    ) | _words(missed, where, feel)
    emptied = cleared(clear, NIGHT_FIELDS, Night)
    if "severity" in fields and "missed" not in fields:
        emptied["missed"] = None  # a score takes the place of the reason why there was none
    need_something(session, fields, clear, night_word, "a severity from 0 to 10, or --missed REASON", "night")

    def rated(of: date, old: Night | None) -> Night:
        stays = "missed" in fields and "severity" not in fields | emptied
        if stays and old is not None and old.severity is not None:
            raise ScoreThere(old.night_of, old.severity)
        return replace(old or Night(of), night_of=of, **emptied, **fields)

    write_once(
        session,
        "night",
        night_word,
        rated,
        only_clears=not fields,
        as_json=as_json,
    )


def _words(missed: str | None, where: str | None, feel: str | None) -> dict[str, Any]:
    """The fields that take words of a list; the lists load where one is given."""
    if missed is None and where is None and feel is None:
        return {}
    from legdiary.domain.vocabulary import parse_body_parts, parse_missed, parse_sensations

    return given(
        missed=convert(missed, parse_missed),
        body_parts=convert(where, parse_body_parts),
        sensations=convert(feel, parse_sensations),
    )


def _minutes_of_day(typed: str) -> int:
    from legdiary.domain.words import parse_clock

    clock = parse_clock(typed)
    return clock.hour * 60 + clock.minute


def cleared(names: list[str] | None, fields: dict[str, str], of: type) -> dict[str, Any]:
    """The fields that --clear names, as they are when nothing was said.

    Raises:
        UnknownWord: no such field.
    """
    emptied: dict[str, Any] = {}
    for name in names or ():
        key = name.strip().lower().replace("_", "-")
        if key not in fields:
            from legdiary.domain.vocabulary import UnknownWord

            raise UnknownWord("field", key, tuple(fields))
        emptied[fields[key]] = of.__dataclass_fields__[fields[key]].default  # type: ignore[attr-defined]
    return emptied


def need_something(
    session: Session,
    fields: object,
    clear: list[str] | None,
    night_word: str | None,
    accepted: str,
    command: str,
) -> None:
    """Refuse a command that says nothing to store.

    Raises:
        NothingGiven: no field, nothing to clear, and no other night for an entry that is edited.
    """
    moving = session.editing is not None and night_word is not None
    if not fields and not clear and not moving:
        made = command if session.editing is None else f"edit {session.editing}"
        raise NothingGiven(accepted, f"legdiary {made} --help")


def write_once(
    session: Session,
    kind: str,
    night_word: str | None,
    make: Callable[[date, Any], Any],
    *,
    only_clears: bool,
    as_json: bool,
    check_night: Callable[[date], None] = lambda _: None,
) -> None:
    """Store what there is once a night, and answer which night was written.

    Args:
        session: the run.
        kind: the kind of entry.
        night_word: the night, as typed.
        make: the night and what is there (None at first) → the entry, filed under that night.
        only_clears: nothing is given but fields to empty.
        as_json: how it is answered.
        check_night: raises where the night cannot be written yet.
    """

    def build(of: date, old: Any) -> Any:
        if old is None and only_clears:
            raise NothingToClear(kind, of)
        return make(of, old)

    typed_night = night_named(session, night_word)
    night = typed_night or session.present.default_night
    if session.editing is None and session.nothing_there:
        build(night, None)  # refused before a diary is begun for nothing
    check_night(night)
    with session.writing() as diary:
        if session.editing is not None:
            change = diary.edit(session.editing, lambda old: build(typed_night or old.night_of, old), session.present)
        else:
            change = diary.write_night(
                kind,
                night,
                lambda old: build(night, old),
                session.present,
                recalled=lambda entry: recalled(session, night, getattr(entry, "wake", None)),
            )
    _answer(session, change, as_json=as_json)


def _answer(session: Session, change: Change, *, as_json: bool) -> None:
    old, new = change.old, change.new
    if new is not None:
        text = answers.change_lines(old, new, {})
        session.answer(text, lambda: answers.storing_json(old, new, {}), as_json=as_json)

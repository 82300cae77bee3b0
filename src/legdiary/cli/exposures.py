"""`factor`, `symptom`, `medicine`, `measure`: what else may matter.

A name of several words needs no quotes: `symptom fast heartbeat 2`, `medicine iron 1 tablet`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legdiary import wording
from legdiary.app.log.filing import MissingValue, given, read_note
from legdiary.cli.options import (
    AtOption,
    ConfirmOption,
    JsonOption,
    NightOption,
    NoteOption,
    close_takings,
    convert,
    edited_moment,
    moment_at,
    moment_of_taking,
    night_named,
    past_day,
    recalled,
    score,
)
from legdiary.domain.entries import NothingGiven
from legdiary.domain.exposure_names import FACTORS, MEDICINES, SYMPTOMS, find_name
from legdiary.domain.exposures import (
    GRADE_MOST,
    Factor,
    Measure,
    Medicine,
    Symptom,
    check_factor_beside,
    check_measure_beside,
    check_medicine_beside,
)
from legdiary.domain.medicine_amounts import is_medicine_amount, parse_medicine_amount
from legdiary.domain.medicines import MEDICINE_CLASSES
from legdiary.domain.moments import A_DAY
from legdiary.domain.scales import find_measure, known_measure, parse_by, parse_value
from legdiary.domain.text import check_name
from legdiary.render import answers, as_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from legdiary.cli.session import Session
    from legdiary.domain.entries import Stored
    from legdiary.domain.exposure_names import Vocabulary
    from legdiary.domain.scales import Scale
    from legdiary.store.diary import Change, Diary

NewOption = Annotated[bool, typer.Option("--new", help="Keep a name of your own.")]
_MOST_NAME_WORDS = 3


def factor(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="caffeine, alcohol, heat, walking, …")
    ] = None,
    amount: Annotated[str | None, typer.Option(metavar="TEXT", help="How much: '2 cups'.")] = None,
    at: AtOption = None,
    night_word: NightOption = None,
    helped: Annotated[str | None, typer.Option(metavar="0-3", help="0 not at all to 3 very much.")] = None,
    note: NoteOption = None,
    new: NewOption = False,
    confirm: ConfirmOption = False,
    json: JsonOption = False,
) -> None:
    """What may matter for a night. --at is optional.

    Without --night it is filed under the diary day under way. With --helped it is about the night that was: last night
    until 15:00, tonight from then on, as with `night`.
    """
    session: Session = ctx.obj
    typed = _joined(name)
    night = night_named(session, night_word, of_day=True)
    fields = given(
        amount=convert(amount, lambda text: check_name(text, "amount")),
        helped=convert(helped, score("helped", 0, GRADE_MOST)),
        note=read_note(note),
    )
    if session.editing is not None:
        _edit_factor(session, typed, at, night, fields, new=new, confirm=confirm, json=json)
        return
    if typed is None:
        raise MissingValue("the factor's name", "legdiary factor --help")
    moment = convert(at, lambda text: moment_at(session, text, night, confirm=confirm))
    # Whether something helped is known of a night that was, not of the one to come.
    default = session.present.default_night if helped is not None else session.present.today
    day = session.present.day_of(moment) if moment else night or default
    _check_before_beginning(session, FACTORS, typed, new=new)

    def add(yes: bool) -> None:
        with session.writing() as diary:
            made = Factor(day, find_name(FACTORS, typed, diary.names("factor"), new=new), moment, **fields)
            stored = diary.add(
                made,
                session.present,
                recalled=recalled(session, day),
                check=lambda inside: check_factor_beside(made, inside.on("factor", day), confirmed=yes),
            )
        _answer(session, stored, None, json=json)

    session.confirmed(add, already=confirm)


def _edit_factor(
    session: Session, typed: str | None, at: str | None, night: date | None, fields: dict[str, Any],
    *, new: bool, confirm: bool, json: bool,
) -> None:  # fmt: skip
    if typed is None and at is None and night is None and not fields:
        raise NothingGiven(
            "a name, --amount, --at, --night, --helped or --note", f"legdiary edit {session.editing} --help"
        )

    def build(diary: Diary, old: Factor, *, confirmed: bool) -> Factor:
        moment = edited_moment(session, old.at, old.night_of, at, night, confirmed=confirmed)
        day = session.present.day_of(moment) if moment and (at or night) else night or old.night_of
        return replace(old, night_of=day, at=moment, **_renamed(diary, FACTORS, typed, new=new), **fields)

    session.confirmed(lambda yes: _edit(session, partial(build, confirmed=yes), json=json), already=confirm)


def symptom(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="NAME 0-3", help="nausea 2, low mood 1; 0 none to 3 much.")
    ] = None,
    night_word: NightOption = None,
    new: NewOption = False,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """How much of a symptom there was in a night. Again for the same night: it changes.

    Without --night: last night until 15:00, tonight from then on, as with `night`.
    """
    session: Session = ctx.obj
    name, typed_grade = _name_and_grade(words or [], alone=session.editing is not None)
    grade = convert(typed_grade, score("grade", 0, GRADE_MOST))
    night = night_named(session, night_word)
    if session.editing is not None:
        _edit_symptom(session, name, grade, night, new=new, json=json)
        return
    if name is None:
        raise MissingValue("the symptom's name", "legdiary symptom --help")
    if grade is None:
        raise MissingValue("the grade, 0 to 3,", "legdiary symptom --help")
    _check_before_beginning(session, SYMPTOMS, name, new=new)
    day = night or session.present.default_night
    with session.writing() as diary:
        found = find_name(SYMPTOMS, name, diary.names("symptom"), new=new)
        change = diary.write_night(
            "symptom",
            day,
            lambda old: Symptom(day, found, grade) if old is None else replace(old, grade=grade),
            session.present,
            recalled=lambda _: recalled(session, day),
            name=found,
        )
    _answer_change(session, change, json=json)


def _edit_symptom(
    session: Session, name: str | None, grade: int | None, night: date | None, *, new: bool, json: bool
) -> None:
    if name is None and grade is None and night is None:
        raise NothingGiven("a grade from 0 to 3, a name or --night", f"legdiary edit {session.editing} --help")

    def build(diary: Diary, old: Symptom) -> Symptom:
        named = _renamed(diary, SYMPTOMS, name, new=new)
        return replace(old, **named, **given(grade=grade, night_of=night))

    _edit(session, build, json=json)


def medicine(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="NAME AMOUNT", help="gabapentin 300mg, iron 1 tablet, …")
    ] = None,
    at: AtOption = None,
    night_word: NightOption = None,
    new: NewOption = False,
    confirm: ConfirmOption = False,
    json: JsonOption = False,
) -> None:
    """A medicine taken. Says where magnesium was closer to it than labels ask for."""
    session: Session = ctx.obj
    name, typed_amount = _name_and_amount(words or [])
    amount = convert(typed_amount, parse_medicine_amount)
    night = night_named(session, night_word, of_day=True)
    if session.editing is not None:
        _edit_medicine(session, name, amount, at, night, new=new, confirm=confirm, json=json)
        return
    if name is None:
        raise MissingValue("the medicine's name", "legdiary medicine --help")
    _check_before_beginning(session, MEDICINES, name, new=new)
    if amount is None:
        raise MissingValue("the amount", "legdiary medicine --help")
    moment = moment_of_taking(session, at, night, "medicine", confirm=confirm)
    day = session.present.day_of(moment)

    def add(yes: bool) -> None:
        with session.writing() as diary:
            used = diary.names("medicine")
            made = Medicine(day, moment, find_name(MEDICINES, name, used, new=new), amount)
            stored = diary.add(
                made,
                session.present,
                recalled=recalled(session, day),
                check=lambda inside: check_medicine_beside(made, inside.on("medicine", day), confirmed=yes),
            )
            is_own = made.name not in MEDICINE_CLASSES and made.name not in used
            _answer_medicine(session, diary, stored, None, is_own=is_own, json=json)

    session.confirmed(add, already=confirm)


def _edit_medicine(
    session: Session, name: str | None, amount: str | None, at: str | None, night: date | None,
    *, new: bool, confirm: bool, json: bool,
) -> None:  # fmt: skip
    if name is None and amount is None and at is None and night is None:
        raise NothingGiven("an amount, a name, --at or --night", f"legdiary edit {session.editing} --help")
    with session.writing() as diary:

        def build(old: Medicine, *, confirmed: bool) -> Medicine:
            moment = edited_moment(session, old.at, old.night_of, at, night, confirmed=confirmed) or old.at
            day = session.present.day_of(moment) if at or night else old.night_of
            named = _renamed(diary, MEDICINES, name, new=new)
            return replace(old, night_of=day, at=moment, **named, **given(amount=amount))

        change = session.confirmed(
            lambda yes: diary.edit(session.editing or 0, partial(build, confirmed=yes), session.present),
            already=confirm,
        )
        if change.new is not None:
            _answer_medicine(session, diary, change.new, change.old, is_own=False, json=json)


def _answer_medicine(
    session: Session, diary: Diary, stored: Stored, old: Stored | None, *, is_own: bool, json: bool
) -> None:
    day = stored.entry.night_of
    around = [each.entry for each in diary.between("magnesium", day - A_DAY, day + 2 * A_DAY)]
    close = close_takings(around, [stored.entry])
    lines = [
        answers.change_lines(old, stored, {}),
        *answers.spacing_lines(close, stored.entry, session.present.now),
        *([f"  {wording.OWN_MEDICINE}"] if is_own else []),
    ]
    session.answer(
        "\n".join(lines),
        lambda: answers.storing_json(old, stored, {}) | {"spacing": as_json.spacing(close)},
        as_json=json,
    )


def measure(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="NAME VALUE", help="irls 22, ferritin 48ng/mL, tsat 18%, …")
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="When it was taken. Default: today.")] = None,
    by: Annotated[str | None, typer.Option(metavar="WHO", help="self or clinician.")] = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """A total or a laboratory value with its date. Of questionnaires only totals are kept, never an item."""
    session: Session = ctx.obj
    scale, typed = _scale_and_value(words or [])
    day = convert(on, lambda text: past_day(session, text))
    fields = given(by=convert(by, parse_by))
    if session.editing is not None:
        _edit_measure(session, scale, typed, fields | given(taken_on=day), json=json)
        return
    if scale is None:
        raise MissingValue("what was measured", "legdiary measure --help")
    if typed is None:
        raise MissingValue("the value", "legdiary measure --help")
    value_milli, unit = parse_value(scale, typed)
    taken_on = day or session.present.today
    made = Measure(taken_on, scale.name, value_milli, unit, **fields)
    with session.writing() as diary:
        stored = diary.add(
            made, session.present, check=lambda inside: check_measure_beside(made, inside.on("measure", taken_on))
        )
    _answer(session, stored, None, json=json)


def _edit_measure(
    session: Session, scale: Scale | None, typed: str | None, fields: dict[str, Any], *, json: bool
) -> None:
    if scale is None and typed is None and not fields:
        raise NothingGiven("a value, --on or --by", f"legdiary edit {session.editing} --help")

    def build(_: Diary, old: Measure) -> Measure:
        if scale is None and typed is None:
            return replace(old, **fields)
        of = scale or find_measure(old.name)
        if typed is None:
            raise MissingValue("the value", f"legdiary edit {session.editing} --help")
        value_milli, unit = parse_value(of, typed)
        return replace(old, name=of.name, value_milli=value_milli, unit=unit, **fields)

    _edit(session, build, json=json)


# ---------------------------------------------------------------------- words and names


def _joined(words: list[str] | None) -> str | None:
    return " ".join(words) if words else None


def _name_and_grade(words: list[str], *, alone: bool) -> tuple[str | None, str | None]:
    """The name, and the grade that ends it; a grade may stand alone where an entry is changed."""
    if not words or (alone and len(words) == 1 and words[0].strip().isdecimal()):
        return None, words[0] if words else None
    whole = " ".join(words)
    if len(words) == 1 or SYMPTOMS.find(whole) is not None or (alone and not words[-1].strip().isdecimal()):
        return whole, None
    return " ".join(words[:-1]), words[-1]


def _name_and_amount(words: list[str]) -> tuple[str | None, str | None]:
    """The name, and the amount that ends it: one word, or a number and its unit."""
    whole = " ".join(words).split()
    for length in (2, 1):
        if is_medicine_amount(" ".join(whole[-length:])):
            return " ".join(whole[:-length]) or None, " ".join(whole[-length:])
    if len(whole) > 1 and MEDICINES.find(" ".join(whole)) is None:
        return " ".join(whole[:-1]), whole[-1]
    if whole and whole[0][0].isdecimal():
        return None, whole[0]
    return " ".join(whole) or None, None


def _scale_and_value(words: list[str]) -> tuple[Scale | None, str | None]:
    """What was measured, and its value: `ferritin 48 ng/mL`, `phq 9 12`; a value alone where an entry is changed."""
    whole = " ".join(words).split()
    if not whole or whole[0][0].isdecimal():
        return None, " ".join(whole) or None
    for length in range(min(_MOST_NAME_WORDS, len(whole)), 0, -1):
        scale = known_measure(" ".join(whole[:length]))
        if scale is not None:
            return scale, " ".join(whole[length:]) or None
    return find_measure(whole[0]), None


def _check_before_beginning(session: Session, vocabulary: Vocabulary, typed: str, *, new: bool) -> None:
    """Refuse a name that cannot be before a diary is begun for nothing."""
    if session.nothing_there:
        find_name(vocabulary, typed, (), new=new)


def _renamed(diary: Diary, vocabulary: Vocabulary, typed: str | None, *, new: bool) -> dict[str, Any]:
    if typed is None:
        return {}
    return {"name": find_name(vocabulary, typed, diary.names(vocabulary.what), new=new)}


# ---------------------------------------------------------------------- storing and answering


def _edit(session: Session, build: Callable[[Diary, Any], Any], *, json: bool) -> None:
    with session.writing() as diary:
        change = diary.edit(session.editing or 0, lambda old: build(diary, old), session.present)
    _answer_change(session, change, json=json)


def _answer_change(session: Session, change: Change, *, json: bool) -> None:
    if change.new is not None:
        _answer(session, change.new, change.old, json=json)


def _answer(session: Session, new: Stored, old: Stored | None, *, json: bool) -> None:
    session.answer(
        answers.change_lines(old, new, {}), lambda: answers.storing_json(old, new, {}), as_json=json
    )  # fmt: skip

"""`magnesium`: what was taken, and when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legdiary.app.log.filing import MissingValue
from legdiary.cli.options import (
    AtOption,
    ConfirmOption,
    JsonOption,
    NightOption,
    close_takings,
    convert,
    edited_moment,
    first_use,
    moment_of_taking,
    night_named,
    recalled,
)
from legdiary.domain.amounts import check_magnesium, parse_amount
from legdiary.domain.entries import Magnesium, NothingGiven
from legdiary.domain.intake import check_taking_beside
from legdiary.domain.moments import A_DAY
from legdiary.render import answers

if TYPE_CHECKING:
    from datetime import date

    from legdiary.cli.session import Session
    from legdiary.domain.entries import Stored
    from legdiary.store.diary import Diary


def magnesium(
    ctx: typer.Context,
    amount: Annotated[str | None, typer.Argument(metavar="AMOUNT", help="200mg, elemental unless --salt.")] = None,
    form: Annotated[
        str | None, typer.Option(metavar="FORM", help="glycinate, citrate, oxide, chloride, malate, …")
    ] = None,
    salt: Annotated[bool, typer.Option("--salt", help="The amount is of the salt; needs --form.")] = False,
    topical: Annotated[bool, typer.Option("--topical", help="On the skin; kept apart from the sum.")] = False,
    at: AtOption = None,
    night_word: NightOption = None,
    confirm: ConfirmOption = False,
    json: JsonOption = False,
) -> None:
    """Magnesium taken. The amount is elemental, as labels give it, unless --salt says otherwise."""
    session: Session = ctx.obj
    from legdiary.domain.magnesium import SaltNeedsForm, parse_form

    known = convert(form, parse_form)
    if session.editing is not None:
        _edit_taking(session, amount, known, at, night_word, salt=salt, topical=topical, confirm=confirm, json=json)
        return
    if amount is None:
        raise MissingValue("the amount", "legdiary magnesium --help")
    if salt and known is None:
        raise SaltNeedsForm
    night = night_named(session, night_word, of_day=True)
    moment = moment_of_taking(session, at, night, "magnesium 200mg", confirm=confirm)

    def take(yes: bool) -> None:
        parts = _magnesium(amount, known, salt=salt, confirmed=yes)
        day = session.present.day_of(moment)
        taking = Magnesium(day, moment, form=known, topical=topical, **parts)
        with session.writing() as diary:
            stored = diary.add(
                taking,
                session.present,
                recalled=recalled(session, day),
                check=lambda inside: check_taking_beside(taking, inside.on("magnesium", day), confirmed=yes),
            )
            _answer_taking(session, diary, stored, None, json=json)

    session.confirmed(take, already=confirm)


def _magnesium(typed: str, form: str | None, *, salt: bool, confirmed: bool) -> dict[str, Any]:
    """Elemental milligrams, and what they rest on."""
    from legdiary.domain.magnesium import COMPUTED_FROM_SALT, LABEL_ELEMENTAL, elemental_mg

    amount_mg = parse_amount(typed, in_mg=True)
    if salt and form is not None:
        elemental = check_magnesium(elemental_mg(amount_mg, form), typed, confirmed=confirmed)
        return {"elemental_mg": elemental, "basis": COMPUTED_FROM_SALT, "salt_mg": amount_mg}
    return {
        "elemental_mg": check_magnesium(amount_mg, typed, confirmed=confirmed),
        "basis": LABEL_ELEMENTAL,
        "salt_mg": None,
    }


def _edit_taking(
    session: Session, amount: str | None, form: str | None, at: str | None, night_word: str | None,
    *, salt: bool, topical: bool, confirm: bool, json: bool,
) -> None:  # fmt: skip
    night = night_named(session, night_word, of_day=True)
    if amount is None and form is None and at is None and night is None and not topical:
        raise NothingGiven("an amount, --form, --at, --night or --topical", f"legdiary edit {session.editing} --help")

    def change(diary: Diary, *, confirmed: bool) -> Any:
        def build(old: Magnesium) -> Magnesium:
            moment = edited_moment(session, old.at, old.night_of, at, night, confirmed=confirmed) or old.at
            day = session.present.day_of(moment) if at or night else old.night_of
            by_form = form or old.form
            if amount is not None:
                parts = _magnesium(amount, by_form, salt=salt or old.salt_mg is not None, confirmed=confirmed)
            elif form is not None and old.salt_mg is not None:
                parts = _magnesium(f"{old.salt_mg}mg", form, salt=True, confirmed=confirmed)
            else:
                parts = {}
            return replace(old, night_of=day, at=moment, form=by_form, topical=topical or old.topical, **parts)

        return diary.edit(session.editing or 0, build, session.present)

    with session.writing() as diary:
        made = session.confirmed(lambda yes: change(diary, confirmed=yes), already=confirm)
        _answer_taking(session, diary, made.new, made.old, json=json)


def _answer_taking(session: Session, diary: Diary, stored: Stored, old: Stored | None, *, json: bool) -> None:
    day = stored.entry.night_of
    takings = [each.entry for each in diary.on("magnesium", day)]
    total = sum(taking.elemental_mg for taking in takings if not taking.topical)
    before = total - _by_mouth(stored, day) + _by_mouth(old, day)
    around = diary.between("medicine", day - A_DAY, day + 2 * A_DAY) if not stored.entry.topical else []
    close = close_takings([stored.entry], [each.entry for each in around])
    lines = [
        answers.change_lines(old, stored, {}),
        answers.magnesium_line(day, total, before, stored.entry),
        *answers.spacing_lines(close, stored.entry, session.present.now),
    ]
    session.answer(
        "\n".join(lines),
        lambda: answers.storing_json(old, stored, {}) | answers.magnesium_json(day, total, close),
        as_json=json,
    )
    if old is None and diary.holds_one("magnesium"):
        first_use(session, "magnesium")


def _by_mouth(stored: Stored | None, day: date) -> int:
    """What one taking adds to the sum of a day."""
    if stored is None or stored.entry.topical or stored.entry.night_of != day:
        return 0
    amount: int = stored.entry.elemental_mg
    return amount

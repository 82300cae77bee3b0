"""`kratom`: what was taken, and when; or that a day was without."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from legdiary.cli.options import (
    AtOption,
    ConfirmOption,
    JsonOption,
    MissingValue,
    NightOption,
    NoteOption,
    edited_moment,
    first_use,
    given,
    moment_of_taking,
    night_named,
    recalled,
    written,
)
from legdiary.domain.amounts import check_kratom, parse_amount, parse_capsules
from legdiary.domain.doses import LEAF, SEVEN_OH, against_target, dose_days, is_apart, of_same_substance
from legdiary.domain.entries import Dose, NothingGiven
from legdiary.domain.intake import (
    USUAL_DAYS,
    CapsulesNeedProduct,
    NoneHasNoMoment,
    NoneHasNoProduct,
    NoneIsNoDose,
    UnknownProduct,
    above_usual,
    adding,
    batch_of,
    check_day_of_none,
    check_dose_beside,
    check_edited_dose,
    check_small_dose,
    comes_above_usual,
    is_no_product,
    naming,
)
from legdiary.domain.moments import A_DAY, Moment
from legdiary.domain.taper import step_in_force
from legdiary.render import answers
from legdiary.render.answers import DoseProduct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from legdiary.cli.session import Session
    from legdiary.domain.entries import Stored
    from legdiary.domain.products import Product
    from legdiary.store.diary import Diary

_NONE = "none"


def kratom(
    ctx: typer.Context,
    amount: Annotated[str | None, typer.Argument(metavar="AMOUNT", help="2.5g, 2500mg, 5caps, or none.")] = None,
    at: AtOption = None,
    night_word: NightOption = None,
    product: Annotated[
        str | None, typer.Option(metavar="NAME", help="A product added before, or none. Default: the setting's.")
    ] = None,
    note: NoteOption = None,
    confirm: ConfirmOption = False,
    json: JsonOption = False,
) -> None:
    """One dose of kratom; `kratom none` says that a day was without. Answers with the day against its target."""
    session: Session = ctx.obj
    kept_note = written(note)
    if session.editing is not None:
        _edit_dose(session, amount, at, night_word, product, kept_note, confirm=confirm, json=json)
    elif amount is None:
        raise MissingValue("the amount", "legdiary kratom --help")
    elif amount.strip().lower() == _NONE:
        if at is not None:
            raise NoneHasNoMoment
        if product is not None and not is_no_product(product):
            raise NoneHasNoProduct
        _say_none(session, night_word, kept_note, json=json)
    else:
        night = night_named(session, night_word, of_day=True)
        moment = moment_of_taking(session, at, night, "kratom", confirm=confirm)
        session.confirmed(
            lambda yes: _take(session, amount, moment, product, kept_note, confirmed=yes, json=json),
            already=confirm,
        )


class _Named(NamedTuple):
    """The product that a dose is said to be of.

    Attributes:
        name: its name; None for none.
        by_setting: whether the setting says so, and not the command.
        on_purpose: whether somebody said so at all, if only that there is none.
    """

    name: str | None
    by_setting: bool = False
    on_purpose: bool = True


def _named(session: Session, typed: str | None) -> _Named:
    name = typed if typed is not None else session.settings.product
    if name is None:
        return _Named(None, on_purpose=False)
    return _Named(None if is_no_product(name) else name, by_setting=typed is None)


def _amount(typed: str, named: _Named, day: date, diary: Diary, *, confirmed: bool) -> dict[str, Any]:
    """The amount in milligrams, and the product's batch where one is named that is there."""
    batch = batch_of(diary.products(), named.name, day) if named.name is not None else None
    if named.name is not None and batch is None and not named.by_setting:
        raise UnknownProduct(named.name, in_capsules=parse_capsules(typed) is not None)
    capsules = parse_capsules(typed)
    if capsules is None:
        amount_mg = parse_amount(typed)
    elif batch is None or batch.entry.capsule_mg is None:
        raise CapsulesNeedProduct(typed, named.name, batch.id if batch else None)
    else:
        amount_mg = capsules * batch.entry.capsule_mg
    return {
        "amount_mg": check_kratom(amount_mg, typed, confirmed=confirmed), "product_id": batch.id if batch else None
    }  # fmt: skip


def _check_small(dose: Dose, diary: Diary, today: date, *, but: int = 0) -> None:
    """Ask about a dose of leaf far below what is taken these days, whatever day it is of: the slip is made now."""
    if _kind(dose, diary) == LEAF:
        behind = today + A_DAY
        check_small_dose(dose.amount_mg, diary.amounts(behind - USUAL_DAYS * A_DAY, behind, but=but))


def _kind(dose: Dose, diary: Diary) -> str:
    return LEAF if dose.product_id is None else diary.entry(dose.product_id).entry.product_kind


def _take(
    session: Session,
    typed: str,
    moment: Moment,
    product: str | None,
    note: str | None,
    *,
    confirmed: bool,
    json: bool,
) -> None:
    day = session.present.day_of(moment)
    named = _named(session, product)
    if parse_capsules(typed) is None:
        check_kratom(parse_amount(typed), typed, confirmed=confirmed)
    if session.nothing_there:
        _check_first(typed, named, confirmed=confirmed)
    if named.name is None and parse_capsules(typed) is not None:
        raise CapsulesNeedProduct(typed)
    with session.writing() as diary:
        dose = Dose(day, at=moment, note=note, **_amount(typed, named, day, diary, confirmed=confirmed))

        def check(inside: Diary) -> tuple[int, ...]:
            if not confirmed:
                _check_small(dose, inside, session.present.today)
            seven_oh = _kind(dose, inside) == SEVEN_OH
            return check_dose_beside(dose, _beside(inside, dose), confirmed=confirmed, is_apart=seven_oh)

        stored = diary.add(dose, session.present, recalled=recalled(session, day), check=check)
        _answer_day(session, diary, stored, None, named=named, json=json)


def _beside(diary: Diary, dose: Dose, *, but: int | None = None) -> list[Stored]:
    """The other doses of the dose's day that are of its substance; the word `kratom none` is about leaf."""
    others = [stored for stored in diary.on("kratom", dose.night_of) if stored.id != but]
    numbers = {each.product_id for each in (dose, *(stored.entry for stored in others))} - {None}
    return of_same_substance(dose, others, {number: diary.entry(number).entry for number in numbers})


def _check_first(typed: str, named: _Named, *, confirmed: bool) -> None:
    """Refuse or ask about a first dose before a diary is begun for it."""
    in_capsules = parse_capsules(typed) is not None
    if named.name is not None and not named.by_setting:
        raise UnknownProduct(named.name, in_capsules=in_capsules)
    if in_capsules:
        raise CapsulesNeedProduct(typed)
    if not confirmed:
        check_small_dose(parse_amount(typed), ())


def _say_none(session: Session, night_word: str | None, note: str | None, *, json: bool) -> None:
    day = night_named(session, night_word, of_day=True) or session.present.today
    with session.writing() as diary:
        none = Dose(day, 0, note=note)
        stored = diary.add(
            none, session.present, recalled=recalled(session, day),
            check=lambda inside: check_day_of_none(day, _beside(inside, none)),
        )  # fmt: skip
        _answer_day(session, diary, stored, None, json=json)


def _edit_dose(
    session: Session, amount: str | None, at: str | None, night_word: str | None, product: str | None, note: str | None,
    *, confirm: bool, json: bool,
) -> None:  # fmt: skip
    night = night_named(session, night_word, of_day=True)
    if amount is None and at is None and night is None and product is None and note is None:
        raise NothingGiven("an amount, --at, --night, --product or --note", f"legdiary edit {session.editing} --help")

    def change(diary: Diary, *, confirmed: bool) -> Any:
        def build(old: Dose) -> Dose:
            if old.says_none and (amount or at or product):
                raise NoneIsNoDose(session.editing or 0)
            moment = edited_moment(session, old.at, old.night_of, at, night, confirmed=confirmed)
            day = session.present.day_of(moment) if moment and (at or night) else night or old.night_of
            typed = amount if amount is not None else f"{old.amount_mg}mg"
            parts = {}
            if amount is not None or product is not None:
                named = _Named(None) if product is None or is_no_product(product) else _Named(product)
                parts = _amount(typed, named, day, diary, confirmed=confirmed or amount is None)
            if product is None:
                parts.pop("product_id", None)
            new = replace(old, night_of=day, at=moment, **parts, **given(note=note))
            check_edited_dose(new, _beside(diary, new, but=session.editing))
            becomes_leaf = product is not None and _kind(old, diary) != LEAF
            if not confirmed and (amount is not None or becomes_leaf):
                _check_small(new, diary, session.present.today, but=session.editing or 0)
            return new

        return diary.edit(session.editing or 0, build, session.present)

    with session.writing() as diary:
        made = session.confirmed(lambda yes: change(diary, confirmed=yes), already=confirm)
        _answer_day(session, diary, made.new, made.old, json=json)


def _answer_day(
    session: Session, diary: Diary, stored: Stored, old: Stored | None, *, named: _Named | None = None, json: bool
) -> None:
    """The entry, what it is of, and its day against the target."""
    day = stored.entry.night_of
    # A change may name a batch that no dose is of any more.
    batches = diary.products(day, day + A_DAY) if old is None else diary.products()
    products = {each.id: each.entry for each in batches}
    seen = diary.on("kratom", day)
    days = dose_days((dose.entry for dose in seen), products, diary.lead(day))
    taken = against_target(days, day, step_in_force([each.entry for each in diary.plans(day)], day))
    doses = [dose for dose in seen if not is_apart(dose.entry, products)]
    known = diary.last_days(day, USUAL_DAYS)
    before_mg = (taken.total_mg or 0) - _leaf_mg(stored, day, products) + _leaf_mg(old, day, products)
    above, said = above_usual(known, day, taken.total_mg), comes_above_usual(known, day, taken.total_mg, before_mg)
    seven_oh = said is not None and diary.took_apart(day - said.days_without * A_DAY, day)
    of = _of(session, diary, stored, named) if named else None
    entry = f"{answers.change_lines(old, stored, products)}{answers.product_line(of)}"
    session.answer(
        f"{entry}\n{answers.day_line(day, taken, doses)}{answers.above_usual_line(said, seven_oh=seven_oh)}",
        lambda: (
            answers.storing_json(old, stored, products)
            | answers.product_json(of)
            | answers.day_json(day, taken, doses, above, said=said)
        ),
        as_json=json,
    )
    if old is None and not stored.entry.says_none:
        first_use(session, diary, "kratom")


def _of(session: Session, diary: Diary, stored: Stored, named: _Named) -> DoseProduct | None:
    """What is said of a new dose's product; None where the person has just said it, or has never had one."""
    if named.by_setting and named.name is not None:
        is_known = stored.entry.product_id is not None
        hint = None if is_known else adding(named.name)
        return DoseProduct(named.name, is_known, session.complete(hint) if hint else None)
    if named.on_purpose:
        return None
    behind = session.present.today + A_DAY
    last = diary.last_product(behind - USUAL_DAYS * A_DAY, behind)
    if last is None:
        return None
    hint = naming(stored.id, last)
    return DoseProduct(last, None, session.complete(hint) if hint else None)


def _leaf_mg(stored: Stored | None, day: date, products: Mapping[int, Product]) -> int:
    """What an entry adds to the leaf of a day."""
    if stored is None or stored.entry.night_of != day or is_apart(stored.entry, products):
        return 0
    return int(stored.entry.amount_mg)

"""Log a dose of kratom or a dose-free day; change either."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.app.log.typed_fields import (
    MissingValue,
    given_fields,
    intake_moment,
    moved,
    read_night,
    read_note,
    read_when,
)
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.entries.dose import LEAF, SEVEN_OH, Dose
from legdiary.domain.entries.dose_limits import check_kratom
from legdiary.domain.entries.dose_rules import (
    USUAL_DAYS,
    CapsulesNeedProduct,
    NoneHasNoMoment,
    NoneHasNoProduct,
    NoneIsNoDose,
    UnknownProduct,
    above_usual,
    batch_of,
    causes_above_usual,
    check_day_of_none,
    check_dose_beside,
    check_edited_dose,
    check_small_dose,
    is_no_product,
)
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.domain.input.amounts import parse_amount, parse_capsules
from legdiary.domain.reports.dose_totals import (
    compare_with_plans,
    dose_days,
    is_other_substance,
    planned_steps,
    select_same_substance,
)
from legdiary.domain.time.moments import A_DAY, is_recalled
from legdiary.errors import ENTRY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.dose_rules import Usual
    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.dose_totals import DoseDay
    from legdiary.domain.time.moments import Present
    from legdiary.domain.time.parse import When
    from legdiary.store.diary import Diary

_NONE = "none"


class DoseAmount(NamedTuple):
    """A typed amount: milligrams, or capsules of a product whose capsule weight is known."""

    typed: str
    mg: int | None
    capsules: int | None = None


def parse_dose_amount(typed: str) -> DoseAmount:
    """Read `2.5g`, `2500mg`, `5caps`.

    Raises:
        UnitMissing, NotAnAmount, FinerThanAMilligram, TwoReadings: it is anything else.
    """
    capsules = parse_capsules(typed)
    return DoseAmount(typed, parse_amount(typed) if capsules is None else None, capsules)


@dataclass(frozen=True, slots=True)
class LogDose:
    """A request for a new dose.

    Attributes:
        amount: the amount.
        at: the time; None is now.
        night: the diary day that was named with the time.
        product: the product's name, or `none`; None leaves it to the settings.
        note: a note in the person's own words.
    """

    amount: DoseAmount
    at: When | None = None
    night: date | None = None
    product: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LogWithout:
    """A request for a dose-free day; None is today."""

    night: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeDose:
    """A request to change a dose; None leaves a part unchanged. `product` may be `none`."""

    entry_id: int
    amount: DoseAmount | None = None
    at: When | None = None
    night: date | None = None
    product: str | None = None
    note: str | None = None


class ProductOfDose(NamedTuple):
    """The product of a new dose for which the request named none.

    Attributes:
        name: the product in the settings, else the one used last.
        is_known: the product in the settings is in the diary; None without a setting, and then no product is stored.
    """

    name: str
    is_known: bool | None


@dataclass(frozen=True, slots=True)
class DoseStored:
    """A stored dose, and its day.

    Attributes:
        new: the entry.
        old: the entry before the change; None for a new one.
        products: the products that it and its day name, by id.
        day: the diary day.
        taken: the day's total against its target.
        doses: the day's doses of leaf.
        above: the usual amount, if the day is above it.
        said: the same, if this entry brings the day above it.
        seven_oh: 7-OH is logged on the days without leaf before it.
        product: the product to mention.
        first: it is the first dose of the diary.
    """

    new: Stored
    old: Stored | None
    products: Mapping[int, Product]
    day: date
    taken: DoseDay
    doses: Sequence[Stored]
    above: Usual | None
    said: Usual | None
    seven_oh: bool
    product: ProductOfDose | None
    first: bool


Request = LogDose | LogWithout | ChangeDose


def read_dose(
    present: Present, amount: str | None, *, at: str | None = None, night: str | None = None,
    product: str | None = None, note: str | None = None, entry_id: int | None = None,
) -> Request:  # fmt: skip
    """Make the request from typed words: for a dose, a dose-free day or, with an entry's number, for a change.

    Raises:
        BadValue: something cannot be read, is missing, or does not fit the rest.
    """
    note = read_note(note)
    if entry_id is not None:
        of = read_night(present, night, of_day=True)
        if amount is None and at is None and of is None and product is None and note is None:
            raise NothingGiven("an amount, --at, --night, --product or --note", f"legdiary edit {entry_id} --help")
        read = parse_dose_amount(amount) if amount is not None else None
        return ChangeDose(entry_id, read, read_when(at), of, product, note)
    if amount is None:
        raise MissingValue("the amount", "legdiary kratom --help")
    if amount.strip().lower() == _NONE:
        if at is not None:
            raise NoneHasNoMoment
        if product is not None and not is_no_product(product):
            raise NoneHasNoProduct
        return LogWithout(read_night(present, night, of_day=True), note)
    of = read_night(present, night, of_day=True)
    return LogDose(parse_dose_amount(amount), read_when(at), of, product, note)


@return_questions
def store_dose(context: Context, request: Request, yes: Yes = NOTHING) -> DoseStored:
    """Carry out any request about a dose.

    Raises:
        LegdiaryError: it cannot be carried out; nothing is stored.
    """
    if isinstance(request, LogDose):
        return _log(context, request, yes)
    if isinstance(request, LogWithout):
        return _log_without(context, request, yes)
    return _change(context, request, yes)


class _NamedProduct(NamedTuple):
    """The product named for a dose.

    Attributes:
        name: its name; None for no product.
        by_setting: the settings name it, not the request.
        on_purpose: somebody decided on it, or on having none.
    """

    name: str | None
    by_setting: bool = False
    on_purpose: bool = True


def _named(context: Context, said: str | None) -> _NamedProduct:
    name = said if said is not None else context.product
    if name is None:
        return _NamedProduct(None, on_purpose=False)
    return _NamedProduct(None if is_no_product(name) else name, by_setting=said is None)


def _log(context: Context, request: LogDose, yes: Yes) -> DoseStored:
    present, amount, sure = context.present, request.amount, ENTRY in yes
    moment = intake_moment(present, request.at, request.night, "kratom", yes)
    day = present.day_of(moment)
    named = _named(context, request.product)
    if amount.mg is not None:
        check_kratom(amount.mg, amount.typed, confirmed=sure)
    if context.is_diary_missing:
        _check_first(amount, named, confirmed=sure)
    if named.name is None and amount.capsules is not None:
        raise CapsulesNeedProduct(amount.typed)
    with context.open_for_writing(yes) as diary:
        parts = _amount(amount, named, day, diary, confirmed=sure)
        dose = Dose(day, at=moment, note=request.note, **parts)

        def check(inside: Diary) -> tuple[int, ...]:
            if not sure:
                _check_small(dose, inside, present.today)
            seven_oh = _kind(dose, inside) == SEVEN_OH
            return check_dose_beside(dose, _others_that_day(inside, dose), confirmed=sure, is_apart=seven_oh)

        stored = diary.add(dose, present, recalled=is_recalled(present, day), check=check)
        return _stored(context, diary, stored, None, named)


def _log_without(context: Context, request: LogWithout, yes: Yes) -> DoseStored:
    present = context.present
    day = request.night or present.today
    with context.open_for_writing(yes) as diary:
        none = Dose(day, 0, note=request.note)
        stored = diary.add(
            none, present, recalled=is_recalled(present, day),
            check=lambda inside: check_day_of_none(day, _others_that_day(inside, none)),
        )  # fmt: skip
        return _stored(context, diary, stored, None, None)


def _change(context: Context, request: ChangeDose, yes: Yes) -> DoseStored:
    present, amount, sure = context.present, request.amount, ENTRY in yes

    with context.open_for_writing(yes) as diary:

        def build(old: Dose) -> Dose:
            if old.says_none and (amount or request.at or request.product):
                raise NoneIsNoDose(request.entry_id)
            filed = moved(present, old, request.at, request.night, yes)
            parts = {}
            if amount is not None or request.product is not None:
                product = request.product
                named = _NamedProduct(None if product is None or is_no_product(product) else product)
                of = amount or DoseAmount(f"{old.mg}mg", old.mg)
                parts = _amount(of, named, filed["night_of"], diary, confirmed=sure or amount is None)
            if request.product is None:
                parts.pop("product_id", None)
            new = replace(old, **filed, **parts, **given_fields(note=request.note))
            check_edited_dose(new, _others_that_day(diary, new, but=request.entry_id))
            becomes_leaf = request.product is not None and _kind(old, diary) != LEAF
            if not sure and (amount is not None or becomes_leaf):
                _check_small(new, diary, present.today, but=request.entry_id)
            return new

        change = diary.edit(request.entry_id, build, present)
        return _stored(context, diary, change.stored, change.old, None)


def _amount(amount: DoseAmount, named: _NamedProduct, day: date, diary: Diary, *, confirmed: bool) -> dict[str, Any]:
    """Return the amount in milligrams, and the id of the named product's batch if there is one."""
    batch = batch_of(diary.products(), named.name, day) if named.name is not None else None
    if named.name is not None and batch is None and not named.by_setting:
        raise UnknownProduct(named.name, in_capsules=amount.capsules is not None)
    if amount.mg is not None:
        amount_mg = amount.mg
    elif batch is None or batch.entry.capsule_mg is None:
        raise CapsulesNeedProduct(amount.typed, named.name, batch.id if batch else None)
    else:
        amount_mg = (amount.capsules or 0) * batch.entry.capsule_mg
    checked = check_kratom(amount_mg, amount.typed, confirmed=confirmed)
    return {"amount_mg": checked, "product_id": batch.id if batch else None}


def _check_small(dose: Dose, diary: Diary, today: date, *, but: int = 0) -> None:
    """Ask about a dose of leaf far below the usual amount of these days, because a slip is made now, for any day."""
    if _kind(dose, diary) == LEAF:
        behind = today + A_DAY
        check_small_dose(dose.mg, diary.amounts(behind - USUAL_DAYS * A_DAY, behind, but=but))


def _kind(dose: Dose, diary: Diary) -> str:
    return LEAF if dose.product_id is None else diary.entry(dose.product_id).entry.product_kind


def _others_that_day(diary: Diary, dose: Dose, *, but: int | None = None) -> list[Stored]:
    """Return the other doses of the same substance on the dose's day; `kratom none` is about leaf."""
    others = [stored for stored in diary.entries_on("kratom", dose.night_of) if stored.id != but]
    numbers = {each.product_id for each in (dose, *(stored.entry for stored in others))} - {None}
    return select_same_substance(dose, others, {number: diary.entry(number).entry for number in numbers})


def _check_first(amount: DoseAmount, named: _NamedProduct, *, confirmed: bool) -> None:
    """Refuse or ask about a first dose before a diary is begun for it."""
    if named.name is not None and not named.by_setting:
        raise UnknownProduct(named.name, in_capsules=amount.mg is None)
    if amount.mg is None:
        raise CapsulesNeedProduct(amount.typed)
    if not confirmed:
        check_small_dose(amount.mg, ())


# ---------------------------------------------------------------------- results


def _stored(
    context: Context, diary: Diary, stored: Stored, old: Stored | None, named: _NamedProduct | None
) -> DoseStored:
    """Return the stored dose, its product, and its day against the target."""
    day = stored.entry.night_of
    # A change may name a batch that no dose names any more.
    batches = diary.products(day, day + A_DAY) if old is None else diary.products()
    products = {each.id: each.entry for each in batches}
    seen = diary.entries_on("kratom", day)
    days = dose_days((dose.entry for dose in seen), products, diary.preceding_doses(day))
    steps = planned_steps([each.entry for each in diary.plans(day)], day)
    if any(step.substance != LEAF for step in steps):
        from legdiary.app.log.planned_medicines import planned_medicine_days

        taken = compare_with_plans(days, day, steps, planned_medicine_days(diary, day, steps))
    else:
        taken = compare_with_plans(days, day, steps)
    known = diary.last_days(day, USUAL_DAYS)
    before_mg = (taken.total_mg or 0) - _leaf_mg(stored, day, products) + _leaf_mg(old, day, products)
    said = causes_above_usual(known, day, taken.total_mg, before_mg)
    return DoseStored(
        new=stored,
        old=old,
        products=products,
        day=day,
        taken=taken,
        doses=[dose for dose in seen if not is_other_substance(dose.entry, products)],
        above=above_usual(known, day, taken.total_mg),
        said=said,
        seven_oh=said is not None and diary.has_other_substance(day - said.days_without * A_DAY, day),
        product=_product_of(context.present, diary, stored, named) if named else None,
        first=old is None and not stored.entry.says_none and diary.has_one_entry("kratom"),
    )


def _product_of(present: Present, diary: Diary, stored: Stored, named: _NamedProduct) -> ProductOfDose | None:
    """Return the product to mention after a new dose; None if the person named it, or never named any."""
    if named.by_setting and named.name is not None:
        return ProductOfDose(named.name, is_known=stored.entry.product_id is not None)
    if named.on_purpose:
        return None
    behind = present.today + A_DAY
    last = diary.last_product(behind - USUAL_DAYS * A_DAY, behind)
    return None if last is None else ProductOfDose(last, is_known=None)


def _leaf_mg(stored: Stored | None, day: date, products: Mapping[int, Product]) -> int:
    """Return the leaf that an entry adds to a day, in milligrams."""
    if stored is None or stored.entry.night_of != day or is_other_substance(stored.entry, products):
        return 0
    return int(stored.entry.mg)

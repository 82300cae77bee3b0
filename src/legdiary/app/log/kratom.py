"""Log a dose of kratom, or of any other substance of a product, or a dose-free day; change either."""

from __future__ import annotations

from legdiary.app.log.typed_fields import (
    MissingValue,
    given_fields,
    intake_moment,
    moved,
    read_night,
    read_note,
    read_score,
    read_when,
)
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.entries.dose import LEAF, UG_PER_MG, Dose, micrograms
from legdiary.domain.entries.dose_limits import HELPED_MOST, check_kratom
from legdiary.domain.entries.dose_rules import (
    USUAL_DAYS,
    CapsulesNeedProduct,
    DoseNeedsProduct,
    NoneHasNoMoment,
    NoneHasNoProduct,
    NoneHelpedNobody,
    NoneIsNoDose,
    NoneNeedsSubstance,
    OfIsAboutNone,
    UnknownProduct,
    above_usual,
    amount_fields,
    batch_of,
    causes_above_usual,
    check_day_of_none,
    check_dose_beside,
    check_edited_dose,
    check_small_dose,
    is_no_product,
)
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.domain.input.amounts import FinerThanAMilligram, UnitMissing, format_mg, parse_amount
from legdiary.domain.input.units import weight_unit
from legdiary.domain.reports.dose_totals import (
    compare_with_plans,
    dose_days,
    is_other_substance,
    planned_steps,
    substance_of,
)
from legdiary.domain.time.moments import A_DAY, is_recalled
from legdiary.errors import ENTRY, BadValue
from legdiary.util.values import NamedTuple, dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from typing import Any

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.dose_rules import Usual
    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.input.amounts import Pieces
    from legdiary.domain.reports.dose_totals import DoseDay
    from legdiary.domain.time.moments import Present
    from legdiary.domain.time.parse import When
    from legdiary.store.diary import Diary

#: The commands: `kratom` logs leaf where no product says otherwise, `dose` only what a product names.
KRATOM, DOSE = "kratom", "dose"
_NONE = "none"


class DoseAmount(NamedTuple):
    """A typed amount; what it means depends on the substance, which the product tells.

    Attributes:
        typed: the words.
        mg: the whole milligrams that it is of leaf; None where only the substance can tell.
        pieces: the capsules or tablets; None where it is a weight.
    """

    typed: str
    mg: int | None
    pieces: Pieces | None = None

    @property
    def in_grams(self) -> bool:
        """True where it was typed in grams."""
        return weight_unit(self.typed) == "g"

    def micrograms(self, substance: str, batch: Stored | None) -> int:
        """Return the amount of a substance in micrograms.

        Args:
            substance: its word.
            batch: the product, which tells what a capsule or tablet weighs.

        Raises:
            CapsulesNeedProduct: that is not known.
            BadValue: it cannot be read as an amount of the substance, or is finer than it is kept.
        """
        if self.pieces is None:
            if substance == LEAF and self.mg is not None:
                return UG_PER_MG * self.mg
            from legdiary.domain.input.amounts import parse_exact

            return parse_exact(self.typed, leaf=substance == LEAF)
        weight_ug = None if batch is None else batch.entry.capsule_micrograms
        if batch is None or weight_ug is None:
            unit = "grams" if substance == LEAF else "milligrams"
            known = (None, None) if batch is None else (batch.entry.name, batch.id)
            raise CapsulesNeedProduct(self.typed, *known, what=self.pieces.what, unit=unit)
        ug = self.pieces.micrograms(weight_ug)
        if ug is None:
            raise FinerThanAMilligram(self.typed, unit="microgram")
        return ug


def parse_dose_amount(typed: str, *, exact: bool = False) -> DoseAmount:
    """Read `2.5g`, `2500mg`, `5caps`, `7.5mg`, `0.5 tab`.

    Args:
        typed: the words.
        exact: they are of another substance than leaf, and an error suggests milligrams.

    Raises:
        NotAnAmount, TwoReadings: it can be no amount of any substance.
    """
    lowered = typed.lower()
    if "cap" in lowered or "tab" in lowered:
        from legdiary.domain.input.amounts import parse_pieces

        pieces = parse_pieces(typed)
        if pieces is not None:
            return DoseAmount(typed, None, pieces)
    try:
        return DoseAmount(typed, parse_amount(typed))
    except UnitMissing:
        return DoseAmount(typed, None)  # the substance tells which unit to suggest
    except BadValue as of_leaf:
        from legdiary.domain.input.amounts import parse_exact

        try:
            parse_exact(typed, leaf=False)
        except BadValue as of_others:
            raise (of_others if exact else of_leaf) from None
        return DoseAmount(typed, None)


@dataclass(frozen=True, slots=True)
class LogDose:
    """A request for a new dose.

    Attributes:
        amount: the amount.
        at: the time; None is now.
        night: the diary day that was named with the time.
        product: the product's name, or `none`; None leaves it to the settings.
        note: a note in the person's own words.
        helped: how much it helped the legs, 0 to 3.
        needs_product: refuse it without a product, by which it would count as leaf.
    """

    amount: DoseAmount
    at: When | None = None
    night: date | None = None
    product: str | None = None
    note: str | None = None
    helped: int | None = None
    needs_product: bool = False


@dataclass(frozen=True, slots=True)
class LogWithout:
    """A request for a dose-free day.

    Attributes:
        night: the day; None is today.
        note: a note in the person's own words.
        of: the substance, as typed; None is leaf.
    """

    night: date | None = None
    note: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeDose:
    """A request to change a dose; None leaves a part unchanged. `product` may be `none`."""

    entry_id: int
    amount: DoseAmount | None = None
    at: When | None = None
    night: date | None = None
    product: str | None = None
    note: str | None = None
    helped: int | None = None


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
        substance: the word of the entry's substance.
        above: the usual amount of leaf, if the day is above it.
        said: the usual amount of the entry's substance, if this entry brings the day above it.
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
    substance: str
    above: Usual | None
    said: Usual | None
    seven_oh: bool
    product: ProductOfDose | None
    first: bool


Request = LogDose | LogWithout | ChangeDose


def read_dose(
    present: Present, amount: str | None, *, at: str | None = None, night: str | None = None,
    product: str | None = None, note: str | None = None, of: str | None = None, helped: str | None = None,
    entry_id: int | None = None, command: str = KRATOM,
) -> Request:  # fmt: skip
    """Make the request from typed words: for a dose, a dose-free day or, with an entry's number, for a change.

    Args:
        present: the clock.
        amount: the amount, or `none`.
        at: the time.
        night: the day.
        product: the product's name, or `none`.
        note: a note.
        of: the substance that a day was without.
        helped: how much the dose helped.
        entry_id: the number of the entry to change.
        command: `kratom`; or `dose`, which never means leaf unless a product says so.

    Raises:
        BadValue: something cannot be read, is missing, or does not fit the rest.
    """
    note = read_note(note)
    is_exact = command != KRATOM
    score = read_score(helped, "helped", 0, HELPED_MOST)
    if entry_id is not None:
        night_of = read_night(present, night, of_day=True)
        if of is not None:
            raise OfIsAboutNone
        if not given_fields(a=amount, b=at, c=night_of, d=product, e=note, f=score):
            raise NothingGiven(
                "an amount, --at, --night, --product, --helped or --note", f"legdiary edit {entry_id} --help"
            )
        read = parse_dose_amount(amount, exact=is_exact) if amount is not None else None
        return ChangeDose(entry_id, read, read_when(at), night_of, product, note, score)
    if amount is None:
        raise MissingValue("the amount", f"legdiary {command} --help")
    if amount.strip().lower() == _NONE:
        _check_none(command, at, product, of, score)
        return LogWithout(read_night(present, night, of_day=True), note, of)
    if of is not None:
        raise OfIsAboutNone
    night_of = read_night(present, night, of_day=True)
    read = parse_dose_amount(amount, exact=is_exact)
    return LogDose(read, read_when(at), night_of, product, note, score, needs_product=is_exact)


def _check_none(command: str, at: str | None, product: str | None, of: str | None, helped: int | None) -> None:
    """Refuse what does not fit a dose-free day."""
    if of is None and command != KRATOM:
        raise NoneNeedsSubstance
    if at is not None:
        raise NoneHasNoMoment(command)
    if product is not None and not is_no_product(product):
        raise NoneHasNoProduct(command, of=of is not None)
    if helped is not None:
        raise NoneHelpedNobody(command)


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
    moment = intake_moment(present, request.at, request.night, DOSE if request.needs_product else KRATOM, yes)
    day = present.day_of(moment)
    named = _named(context, request.product)
    if named.name is None:
        if request.needs_product:
            raise DoseNeedsProduct
        _read_amount(amount, None, LEAF, confirmed=sure)
    if context.is_diary_missing:
        _check_first(request, named, confirmed=sure)
    with context.open_for_writing(yes) as diary:
        batch = _batch(diary, named, day, amount, is_needed=request.needs_product)
        substance = _substance(batch)
        if request.needs_product and named.by_setting and substance == LEAF:
            raise DoseNeedsProduct  # the setting is about doses of leaf
        dose = Dose(
            day, at=moment, note=request.note, helped=request.helped, product_id=batch.id if batch else None,
            **_read_amount(amount, batch, substance, confirmed=sure),
        )  # fmt: skip

        def check(inside: Diary) -> tuple[int, ...]:
            if not sure:
                _check_usual(dose, substance, inside, present.today, in_grams=amount.in_grams)
            return check_dose_beside(
                dose, _others_that_day(inside, dose, substance), confirmed=sure, name=_name(substance)
            )

        stored = diary.add(dose, present, recalled=is_recalled(present, day), check=check)
        return _stored(context, diary, stored, None, named)


def _log_without(context: Context, request: LogWithout, yes: Yes) -> DoseStored:
    present = context.present
    day = request.night or present.today
    if request.of is not None and context.is_diary_missing:
        _find_kind(request.of, ())
    with context.open_for_writing(yes) as diary:
        from legdiary.app.kinds_in_use import kinds_in_use

        substance = LEAF if request.of is None else _find_kind(request.of, kinds_in_use(diary))
        none = Dose(day, 0, note=request.note, none_of=None if substance == LEAF else substance)
        stored = diary.add(
            none, present, recalled=is_recalled(present, day),
            check=lambda inside: check_day_of_none(day, _others_that_day(inside, none, substance), _name(substance)),
        )  # fmt: skip
        return _stored(context, diary, stored, None, None)


def _find_kind(typed: str, used: Collection[str]) -> str:
    from legdiary.domain.entries.product_kinds import find_product_kind

    return find_product_kind(typed, used, can_add=False)


def _change(context: Context, request: ChangeDose, yes: Yes) -> DoseStored:
    present, amount, sure = context.present, request.amount, ENTRY in yes

    with context.open_for_writing(yes) as diary:

        def build(old: Dose) -> Dose:
            was = old.none_of or _substance(_batch_by_id(diary, old.product_id))
            if old.says_none and (amount or request.at or request.product or request.helped is not None):
                raise NoneIsNoDose(request.entry_id, _name(was))
            filed = moved(present, old, request.at, request.night, yes)
            parts: dict[str, Any] = {}
            substance = was
            if not old.says_none:
                batch = _changed_batch(diary, request, old, filed["night_of"])
                substance = _substance(batch)
                parts = _changed_amount(amount, old, batch, is_same=substance == was, confirmed=sure)
                parts["product_id"] = batch.id if batch else None
            new = replace(old, **filed, **parts, **given_fields(note=request.note, helped=request.helped))
            check_edited_dose(new, _others_that_day(diary, new, substance, but=request.entry_id), _name(substance))
            if not sure and (amount is not None or substance != was):
                in_grams = amount.in_grams if amount is not None else was == LEAF
                _check_usual(new, substance, diary, present.today, in_grams=in_grams, but=request.entry_id)
            return new

        change = diary.edit(request.entry_id, build, present)
        return _stored(context, diary, change.stored, change.old, None)


def _changed_batch(diary: Diary, request: ChangeDose, old: Dose, day: date) -> Stored | None:
    """Return the product of a changed dose: the named one, or the one that it has."""
    if request.product is None:
        return _batch_by_id(diary, old.product_id)
    named = _NamedProduct(None if is_no_product(request.product) else request.product)
    return _batch(diary, named, day, request.amount)


def _changed_amount(
    amount: DoseAmount | None, old: Dose, batch: Stored | None, *, is_same: bool, confirmed: bool
) -> dict[str, Any]:
    """Return the fields of a changed amount in the unit of the dose's substance; none where they stay as they are.

    Args:
        amount: the typed amount; None where only something else was typed.
        old: the dose before.
        batch: its product after the change.
        is_same: the substance is the same as before.
        confirmed: the person has said yes.
    """
    substance = _substance(batch)
    if amount is None:
        return {} if is_same else amount_fields(old.ug, f"{format_mg(old.ug)}mg", substance)
    fields = _read_amount(amount, batch, substance, confirmed=confirmed)
    return {} if is_same and micrograms(**fields) == old.ug else fields


def _batch_by_id(diary: Diary, product_id: int | None) -> Stored | None:
    return None if product_id is None else diary.entry(product_id)


def _substance(batch: Stored | None) -> str:
    kind: str = LEAF if batch is None else batch.entry.product_kind
    return kind


def _name(substance: str) -> str | None:
    """Return the name of a substance for a refusal; None for leaf."""
    if substance == LEAF:
        return None
    from legdiary.domain.entries.other_doses import plain_name

    return plain_name(substance)


def _batch(
    diary: Diary, named: _NamedProduct, day: date, amount: DoseAmount | None, *, is_needed: bool = False
) -> Stored | None:
    """Return the batch of the named product in use on a day; None without one.

    Raises:
        UnknownProduct: it was named for this dose, and was never added.
    """
    if named.name is None:
        return None
    batch = batch_of(diary.products(), named.name, day)
    if batch is None and (is_needed or not named.by_setting):
        raise _unknown(named.name, amount)
    return batch


def _unknown(name: str, amount: DoseAmount | None) -> UnknownProduct:
    pieces = amount.pieces if amount is not None else None
    return UnknownProduct(name, in_pieces=None if pieces is None else pieces.what)


def _read_amount(amount: DoseAmount, batch: Stored | None, substance: str, *, confirmed: bool) -> dict[str, Any]:
    """Return the fields of a typed amount in the unit of its substance, if it can be one dose."""
    ug = amount.micrograms(substance, batch)
    fields = amount_fields(ug, amount.typed, substance)
    if substance == LEAF:
        check_kratom(ug // UG_PER_MG, amount.typed, confirmed=confirmed)
    else:
        from legdiary.domain.entries.other_doses import check_amount

        check_amount(ug, amount.typed, substance)
    return fields


def _check_usual(
    dose: Dose, substance: str, diary: Diary, today: date, *, in_grams: bool = False, but: int = 0
) -> None:
    """Ask about a dose far from the usual amount of these days, because a slip is made now, for any day."""
    behind = today + A_DAY
    since = behind - USUAL_DAYS * A_DAY
    if substance == LEAF:
        check_small_dose(dose.mg, diary.amounts(since, behind, but=but))
        return
    from legdiary.domain.entries.other_doses import check_usual

    usual_ug = diary.amounts_of(substance, since, behind, but=but)
    planned_ug: Sequence[int] = ()
    if not usual_ug:
        from legdiary.app.log.planned_medicines import planned_targets

        planned_ug = planned_targets(diary, substance, dose.night_of)
    check_usual(substance, dose.ug, usual_ug, planned_ug, in_grams=in_grams)


def _others_that_day(diary: Diary, dose: Dose, substance: str, *, but: int | None = None) -> list[Stored]:
    """Return the other doses of the same substance on the dose's day, and its dose-free mark."""
    others = [stored for stored in diary.entries_on("kratom", dose.night_of) if stored.id != but]
    numbers = {stored.entry.product_id for stored in others} - {None}
    products = {number: diary.entry(number).entry for number in numbers}
    return [stored for stored in others if substance_of(stored.entry, products) == substance]


def _check_first(request: LogDose, named: _NamedProduct, *, confirmed: bool) -> None:
    """Refuse or ask about a first dose before a diary is begun for it."""
    amount = request.amount
    if named.name is not None and (request.needs_product or not named.by_setting):
        raise _unknown(named.name, amount)
    read = _read_amount(amount, None, LEAF, confirmed=confirmed)
    if not confirmed:
        check_small_dose(read["amount_mg"] or 0, ())


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
    substance = substance_of(stored.entry, products)
    if substance == LEAF:
        said = causes_above_usual(known, day, taken.total_mg, before_mg)
    else:
        said = _said_of_other(substance, diary, stored, old, [dose.entry for dose in seen], products)
    return DoseStored(
        new=stored,
        old=old,
        products=products,
        day=day,
        taken=taken,
        doses=[dose for dose in seen if not is_other_substance(dose.entry, products)],
        substance=substance,
        above=above_usual(known, day, taken.total_mg),
        said=said,
        seven_oh=said is not None
        and substance == LEAF
        and diary.has_other_substance(day - said.days_without * A_DAY, day),
        product=_product_of(context.present, diary, stored, named) if named else None,
        first=old is None and not stored.entry.says_none and diary.has_one_entry("kratom"),
    )


def _said_of_other(
    substance: str, diary: Diary, stored: Stored, old: Stored | None, doses: Sequence[Dose],
    products: Mapping[int, Product],
) -> Usual | None:  # fmt: skip
    """Return the usual amount of another substance than leaf, if this entry brings its day above it."""
    day = stored.entry.night_of
    total_ug = sum(dose.ug for dose in doses if substance_of(dose, products) == substance)
    was_here = old is not None and old.entry.night_of == day and substance_of(old.entry, products) == substance
    before_ug = total_ug - stored.entry.ug + (old.entry.ug if old is not None and was_here else 0)
    return causes_above_usual(diary.last_days_of(substance, day, USUAL_DAYS), day, total_ug, before_ug)


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

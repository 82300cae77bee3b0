"""The answers of the commands that store: the entry, its night, and the totals of its day."""

from __future__ import annotations

from legdiary import humanize
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.stored_entry import field_differences
from legdiary.domain.input.amounts import format_grams
from legdiary.domain.time.moments import MINUTE
from legdiary.humanize import user_text
from legdiary.render.terminal.entry_line import describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from legdiary.app.delete_undo import Changes
    from legdiary.app.log.dispatch import Result
    from legdiary.app.log.kratom import DoseStored
    from legdiary.app.log.magnesium import MagnesiumStored
    from legdiary.app.log.medicine import MedicineStored
    from legdiary.domain.entries.dose_rules import Usual
    from legdiary.domain.entries.factors_and_medicines import Medicine
    from legdiary.domain.entries.interactions import Conflict
    from legdiary.domain.entries.magnesium import Magnesium
    from legdiary.domain.entries.products import Names
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.dose_totals import DoseDay
    from legdiary.domain.time.moments import Moment

_MINUTES_AN_HOUR = 60
#: Larger changes (an undone import) are shown as counts, since nobody reads hundreds of lines.
_MOST_LINES = 12


def title(stored: Stored, names: Names) -> str:
    """Return the heading of an entry: `Night of Sat 21 Nov 2026`; a dose of no leaf is headed by its substance."""
    night = getattr(stored.entry, "night_of", None)
    told = KINDS[stored.entry.kind].title.format(night=humanize.long_day(night) if night else "")
    if stored.entry.kind != "kratom" or (stored.entry.product_id is None and stored.entry.none_of is None):
        return told
    from legdiary.domain.reports.dose_totals import substance_of

    word = substance_of(stored.entry, names)
    if word == LEAF:
        return told
    from legdiary.domain.entries.substances import Substance

    name = user_text(Substance(word).name)
    return f"{name[:1].upper()}{name[1:]}, {told.partition(', ')[2]}"


def stored_line(stored: Stored, names: Names) -> str:
    """Return a new entry in one line."""
    recalled = "  (recalled: entered more than 36 h after waking)" if stored.recalled else ""
    return f"{title(stored, names)}: {describe(stored.entry, names)}.  #{stored.id}{recalled}"


def changed_line(old: Stored, new: Stored, names: Names) -> str:
    """Return a changed entry in one line, old → new."""
    from legdiary.render.terminal.answers.ledger_changes import field_changes, plan_changes

    if new.entry.kind == "plan":
        return f"{title(new, names)}: {plan_changes(old.entry, new.entry)}.  #{new.id}"
    told = field_changes(field_differences(old.entry, new.entry), names, is_apart=_is_apart(new, names))
    name = getattr(new.entry, "name", None)  # of several entries a night, it says which one changed
    if told and name is not None and name == old.entry.name:
        told = f"{user_text(name)}, {told}"
    return f"{title(new, names)}: {told}.  #{new.id}" if told else f"{title(new, names)}: nothing changed.  #{new.id}"


def _is_apart(stored: Stored, names: Names) -> bool:
    from legdiary.domain.reports.dose_totals import is_other_substance

    return stored.entry.kind == "kratom" and is_other_substance(stored.entry, names)


def change_lines(old: Stored | None, new: Stored | None, names: Names) -> str:
    """Return one change in one line: an entry added, changed or deleted."""
    if old is not None and new is not None:
        return changed_line(old, new, names)
    if new is not None:
        return stored_line(new, names)
    return f"{title(old, names)}: {describe(old.entry, names)}.  #{old.id} deleted" if old else ""


def shows_leaf(taken: DoseDay) -> bool:
    """Return whether a day's lines begin with leaf: it is logged or planned, or no other product is."""
    if taken.total_mg is not None or taken.target_mg is not None or not taken.apart:
        return True
    from legdiary.domain.entries.substances import is_medicine

    return all(is_medicine(each.substance) for each in taken.apart)


def day_lines(day: date, taken: DoseDay, doses: Sequence[Stored]) -> list[str]:
    """Return a line for each substance of the day: its total against its target; for leaf its doses so far as well."""
    apart = [humanize.other_substance_line(each) for each in taken.apart]
    return [*_leaf_lines(day, taken, doses), *apart] if shows_leaf(taken) else apart


def _leaf_lines(day: date, taken: DoseDay, doses: Sequence[Stored]) -> list[str]:
    if not taken.total_mg:
        leaf = " leaf" if taken.apart else ""
        without = "no leaf is logged" if taken.total_mg is None else f"a day without kratom{leaf}"
        target = "" if taken.target_mg is None else f" Target {format_grams(taken.target_mg)}."
        return [f"{humanize.day(day)}: {without}.{target}"]
    total = format_grams(taken.total_mg)
    target = "" if taken.target_mg is None else f", target {format_grams(taken.target_mg)}{_target_gap(taken)}"
    each = " · ".join(
        f"{humanize.clock_of_day(dose.entry.at, day)} {format_grams(dose.entry.mg)}" for dose in doses if dose.entry.at
    )
    planned = f" ({taken.target_doses} planned)" if taken.target_doses else ""
    count = humanize.plural(taken.doses or 0, "dose")
    return [f"{humanize.day(day)}: {total} in {count}{planned}{target}.", *([each] if each else [])]


def _target_gap(taken: DoseDay) -> str:
    if taken.total_mg is None or taken.target_mg is None:
        return ""
    rest = taken.target_mg - taken.total_mg
    if rest == 0:
        return " (on it)"
    return f" ({format_grams(rest)} below)" if rest > 0 else f" ({format_grams(-rest)} above)"


def dose_text(made: DoseStored, complete: Callable[[str], str]) -> str:
    """Return the answer to a stored dose: the entry, its product, and its day against the target.

    Args:
        made: the stored dose.
        complete: returns a suggested command as it must be typed for the diary of this run.
    """
    return "\n".join([change_lines(made.old, made.new, made.products), *_below_dose(made, complete)])


def _below_dose(made: DoseStored, complete: Callable[[str], str]) -> list[str]:
    total, *more = day_lines(made.day, made.taken, made.doses)
    below = [*more, *_above_usual(made.said, made.substance, seven_oh=made.seven_oh)]
    return [*_product_lines(made, complete), total, *(f"  {each}" for each in below)]


def stored_text(made: Result, now: Moment, complete: Callable[[str], str]) -> str:
    """Return the answer to any stored entry: the entry in the first line, and `below_entry`."""
    from legdiary.app.log.kratom import DoseStored

    names = made.products if isinstance(made, DoseStored) else {}
    return "\n".join([change_lines(made.old, made.new, names), *below_entry(made, now, complete)])


def below_entry(made: Result, now: Moment, complete: Callable[[str], str]) -> list[str]:
    """Return the lines below a stored entry: its product, its day, and what was taken too close to it.

    Args:
        made: the stored entry.
        now: the present moment.
        complete: returns a suggested command as it must be typed for the diary of this run.
    """
    from legdiary.app.log.kratom import DoseStored
    from legdiary.app.log.magnesium import MagnesiumStored
    from legdiary.app.log.medicine import MedicineStored

    if isinstance(made, DoseStored):
        return _below_dose(made, complete)
    if isinstance(made, MagnesiumStored):
        return _below_magnesium(made, now)
    return _below_medicine(made, now) if isinstance(made, MedicineStored) else []


def _product_lines(made: DoseStored, complete: Callable[[str], str]) -> list[str]:
    """Return the line about the product of a dose; none where a product was typed."""
    of = made.product
    if of is None:
        return []
    name = user_text(of.name)
    if of.is_known:
        return [f"  Its product comes from your settings: {name}."]
    from legdiary.domain.entries.dose_rules import add_product_command, name_product_command

    hint = name_product_command(made.new.id, of.name) if of.is_known is None else add_product_command(of.name)
    why = f"The last one was {name}." if of.is_known is None else f"Your settings name {name}, not added here yet."
    return [f"  No product is stored. {why}{f' To add it: {complete(hint)}' if hint else ''}"]


def medicine_text(made: MedicineStored, now: Moment) -> str:
    """Return the answer to a stored medicine: its day against its plan, and any magnesium that was too close to it."""
    return "\n".join([change_lines(made.old, made.new, {}), *_below_medicine(made, now)])


def _below_medicine(made: MedicineStored, now: Moment) -> list[str]:
    lines = []
    if made.taken is not None:
        lines.append(f"  {humanize.other_substance_line(made.taken)}")
    lines += spacing_lines(made.close, made.new.entry, now)
    if made.is_own:
        from legdiary.wording import OWN_MEDICINE

        lines.append(f"  {OWN_MEDICINE}")
    return lines


def magnesium_text(made: MagnesiumStored, now: Moment) -> str:
    """Return the answer to stored magnesium: the total of its day, and any medicines that were too close to it."""
    return "\n".join([change_lines(made.old, made.new, {}), *_below_magnesium(made, now)])


def _below_magnesium(made: MagnesiumStored, now: Moment) -> list[str]:
    taking: Magnesium = made.new.entry
    return [*_magnesium_lines(made, taking), *spacing_lines(made.close, taking, now)]


def _magnesium_lines(made: MagnesiumStored, taking: Magnesium) -> list[str]:
    """Return the day's elemental total, the limit if this passes it, and the salt that a bare form counts as."""
    from legdiary.domain.entries.magnesium import COMPUTED_FROM_SALT, SALTS, fraction, is_above_limit

    told = [f"{humanize.day(made.day)}: {made.total_mg} mg elemental by mouth."]
    if is_above_limit(made.total_mg) and not is_above_limit(made.before_mg):  # so that it is said once a day
        from legdiary.wording import MAGNESIUM_LINE

        told.append(f"  {MAGNESIUM_LINE}")
    if taking.basis == COMPUTED_FROM_SALT and taking.form is not None:
        share = humanize.number(100 * fraction(taking.form), 1)
        told.append(f"  Counted as {SALTS[taking.form].words}, {share} % magnesium.")
    return told


def spacing_lines(found: Sequence[Conflict], logged: Magnesium | Medicine, now: Moment) -> list[str]:
    """Return a line for each medicine that was too close to the logged entry, by its nearest taking."""
    nearest: dict[str, Conflict] = {}
    for each in sorted(found, key=lambda each: each.gap_min):
        nearest.setdefault(each.medicine.name, each)
    return [_spacing_line(each, logged, now) for each in nearest.values()]


def _above_usual(above: Usual | None, substance: str, *, seven_oh: bool) -> list[str]:
    """Return the sentence for a day above the usual amount; none for another.

    Args:
        above: the usual amount that the day is compared with.
        substance: the word of the substance.
        seven_oh: 7-OH is logged on the days without leaf before it.
    """
    if above is None:
        return []
    from legdiary import wording
    from legdiary.domain.entries.dose_rules import LONG_WITHOUT_DAYS

    median = "" if above.median is None else format_grams(round(above.median))
    what = None
    if substance != LEAF:
        from legdiary.domain.entries.substances import Substance, format_of

        median = "" if above.median is None else format_of(substance, round(above.median))
        what = user_text(Substance(substance).name)
    days, is_zero = above.days, not above.median
    if above.is_above and above.is_recent:
        told = wording.above_usual(median, days, is_zero=is_zero, of=what)
    elif above.days_without >= LONG_WITHOUT_DAYS:
        last = humanize.long_day(above.last_dose) if above.last_dose else None
        told = wording.after_days_without(
            above.days_without, last, days, median, is_recent=above.is_recent, seven_oh=seven_oh, of=what
        )
    else:
        told = wording.above_last_known(median, days, humanize.long_day(above.first), is_zero=is_zero, of=what)
    return [told]


def _spacing_line(of: Conflict, logged: Magnesium | Medicine, now: Moment) -> str:
    of_magnesium = logged.kind == of.taking.kind
    other, earlier = (of.medicine.name, not of.magnesium_first) if of_magnesium else ("magnesium", of.magnesium_first)
    just_now = abs(now.utc_s - logged.at.utc_s) < MINUTE
    when = "ago" if earlier and just_now else "earlier" if earlier else "later"
    gap = of.gap_min
    asked = humanize.hour_range(of.asked.least, of.asked.most)
    first, second = ("magnesium", of.medicine.name) if of.magnesium_first else (of.medicine.name, "magnesium")
    between = f"between magnesium and {of.medicine.name}" if of.rule.either_way else f"from {first} to {second}"
    said = f"{_long_minutes(gap)} {when}" if gap else "in the same minute"
    from legdiary import wording

    return f"  {wording.spacing(user_text(other), said, asked, user_text(between))}"


def _long_minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, _MINUTES_AN_HOUR)
    return humanize.plural(minutes, "minute") if not hours else f"{hours} h {rest:02d} min" if rest else f"{hours} h"


def changes_text(made: Changes, prefix: str = "") -> str:
    """Return one change of the diary, a line for each entry after a prefix; a large change as counts by kind."""
    if len(made.changes) > _MOST_LINES:
        return f"{prefix}{_counts_by_kind(made)}"
    return "\n".join(prefix + change_lines(each.old, each.new, made.products) for each in made.changes)


def _counts_by_kind(made: Changes) -> str:
    """Return a large change as counts by kind: `880 entries taken away: 586 kratom, 135 night, …`."""
    told = []
    for what, chosen in (
        ("taken away", [each for each in made.changes if each.new is None]),
        ("brought back", [each for each in made.changes if each.old is None]),
        ("changed back", [each for each in made.changes if each.old is not None and each.new is not None]),
    ):
        counts: dict[str, int] = {}
        for each in chosen:
            counts[each.kind] = counts.get(each.kind, 0) + 1
        if counts:
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items(), key=lambda of: (-of[1], of)))
            told.append(f"{humanize.plural(len(chosen), 'entry', 'entries')} {what}: {kinds}")
    return "; ".join(told) + "."

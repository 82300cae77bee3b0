"""Dates, times, numbers and typed text as people read them. English names, whatever the locale."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.input.amounts import format_g
from legdiary.errors import plural as plural  # noqa: PLC0414 - renderers have it at hand as `words.plural`

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from legdiary.domain.reports.dose_totals import OtherSubstanceDay
    from legdiary.domain.reports.other_substances import OtherSubstanceTotals
    from legdiary.domain.taper.plan import Hold, Step
    from legdiary.domain.time.moments import Moment

#: The sign for a value that is not known.
MISSING = "–"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MINUTES_AN_HOUR = 60
_HALF_A_DAY_S = 12 * 60 * 60
_HOURS_A_DAY, _HOURS_TOLD = 24, 72
_UG_PER_MG = 1000
_ALMOST_ALL, _ALL = 99.5, 100


def user_text(text: str) -> str:
    """Return text that a person typed, made harmless for a terminal."""
    if text.isascii() and text.isprintable():  # most text: spares loading the module below
        return text
    from legdiary.domain.input.text import for_terminal

    return for_terminal(text)


def weekday(on: date) -> str:
    """Return `Sat`."""
    return _WEEKDAYS[on.weekday()]


def month(on: date) -> str:
    """Return `Nov`."""
    return _MONTHS[on.month - 1]


def short_day(on: date) -> str:
    """Return `21 Nov`."""
    return f"{on.day} {month(on)}"


def short_date(on: date) -> str:
    """Return `21 Nov 2026`."""
    return f"{short_day(on)} {on.year}"


def weekday_number(on: date) -> str:
    """Return `Sat 21`."""
    return f"{weekday(on)} {on.day}"


def day(on: date) -> str:
    """Return `Sat 21 Nov`."""
    return f"{weekday(on)} {short_day(on)}"


def long_day(on: date) -> str:
    """Return `Sat 21 Nov 2026`."""
    return f"{weekday(on)} {short_date(on)}"


def day_range(first: date, last: date, *, with_year: bool = True) -> str:
    """Return `16–22 Nov 2026`, `28 Sep–4 Oct 2026`, `29 Dec 2026–4 Jan 2027`, `22 Nov 2026`; both days included."""
    end = short_date(last) if with_year else short_day(last)
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    return f"{short_date(first) if with_year and first.year != last.year else short_day(first)}–{end}"


def change_time(utc_ms: int, offset_min: int) -> datetime:
    """Return the moment at which a line of the ledger was written, on the clock of that time."""
    return datetime.fromtimestamp(utc_ms / 1000, timezone(timedelta(minutes=offset_min)))


def clock_of(moment: Moment) -> str:
    """Return `23:40`, in the zone of the moment."""
    return f"{moment.local:%H:%M}"


def clock_of_day(moment: Moment, day: date) -> str:
    """Return `23:40`; with its weekday, `02:30 (Sun)`, if it lies after midnight of the diary day."""
    lived = moment.local.date()
    return clock_of(moment) if lived == day else f"{clock_of(moment)} ({weekday(lived)})"


def clock_before(moment: Moment, now: Moment) -> str:
    """Return `18:40` of a moment of today or of the last 12 hours, `yesterday 18:40`, or `Thu 19 Nov 18:40`."""
    days = (now.local.date() - moment.local.date()).days
    if days <= 0 or now.utc_s - moment.utc_s <= _HALF_A_DAY_S:
        return clock_of(moment)
    if days == 1:
        return f"yesterday {clock_of(moment)}"
    return f"{day(moment.local.date())} {clock_of(moment)}"


def clock(minutes: float | None) -> str:
    """Return minutes as `6:40`; `–` where not known."""
    if minutes is None:
        return MISSING
    whole = int(minutes + 0.5)
    return f"{whole // _MINUTES_AN_HOUR}:{whole % _MINUTES_AN_HOUR:02d}"


def number(value: float | None, places: int = 1) -> str:
    """Return a number with at most so many decimals, rounded half up, without trailing zeros; `–` where not known.

    Only zero itself is `0`: a small value that would round to it is `<0.1`.
    """
    if value is None:
        return MISSING
    least = 10**-places
    if value and abs(value) < least / 2:
        return f"<{least:.{places}f}" if value > 0 else f">-{least:.{places}f}"
    text = f"{math.floor(value * 10**places + 0.5) / 10**places:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def grams(amount_mg: float | None) -> str:
    """Return milligrams as grams without the unit; `–` where not known, `0` for zero."""
    if amount_mg is None:
        return MISSING
    return format_g(int(amount_mg)) if float(amount_mg).is_integer() else number(amount_mg / 1000, 3)


def substance(word: str) -> str:
    """Return the name of a substance as people read it: `7-oh` → `7-OH`, `medicine:gabapentin` → `gabapentin`."""
    from legdiary.domain.entries.substances import Substance

    return user_text(Substance(word).name)


def substance_amount(ug: float | None, unit: str = "mg") -> str:
    """Return micrograms of a substance other than leaf: `7.5 mg`, `75 µg`; `–` where not known."""
    if ug is None:
        return MISSING
    return f"{number(ug, 1)} µg" if unit == "mcg" else f"{number(ug / _UG_PER_MG, 4)} mg"


def substance_number(ug: float | None, unit: str = "mg") -> str:
    """Return the same without its unit: `7.5`; `–` where not known."""
    return substance_amount(ug, unit).partition(" ")[0]


def unit_name(unit: str) -> str:
    """Return `mg`, `µg`."""
    return "µg" if unit == "mcg" else unit


def planned_amount(word: str, amount: float | None, unit: str | None = None) -> str:
    """Return an amount of a plan, in its smallest unit, with the unit people read: `2.5 g` of leaf, `7.5 mg`."""
    if word == LEAF:
        return MISSING if amount is None else f"{grams(amount)} g"
    return substance_amount(amount, unit or "mg")


def planned_number(word: str, amount: float | None, unit: str | None = None) -> str:
    """Return the same without its unit."""
    return grams(amount) if word == LEAF else substance_number(amount, unit or "mg")


def plan_unit(word: str, unit: str | None = None) -> str:
    """Return the unit of a plan of a substance: `g` of leaf, `mg`, `µg`."""
    return "g" if word == LEAF else unit_name(unit or "mg")


def other_substance_doses(of: OtherSubstanceDay) -> str:
    """Return `40 mg in 2 doses`, `dose-free`, `1 tablet, not in mg` or `not logged`."""
    if of.doses is None:
        return "not logged"
    if not of.doses:
        return "dose-free"
    if of.uncounted:
        return f"{user_text(', '.join(of.uncounted))}, not in mg"
    return f"{substance_amount(of.total_ug, of.unit)} in {plural(of.doses, 'dose')}"


def other_substance_period_doses(of: OtherSubstanceTotals) -> str:
    """Return `on 7 days, 20 to 40 mg a day`; the days that were logged as without are told apart."""
    least, most = substance_amount(of.least_ug, of.unit), substance_amount(of.most_ug, of.unit)
    amounts = most if least == most else f"{least.partition(' ')[0]} to {most}"
    a_day = f", {amounts} a day" if of.most_ug is not None else ""
    without = f"; dose-free on {plural(of.without, 'day')}" if of.without else ""
    return f"on {plural(of.taken, 'day')}{a_day}{without}"


def other_substance_line(of: OtherSubstanceDay) -> str:
    """Return `7-OH: 40 mg in 2 doses`; beside a target `7-OH: 40 mg in 2 doses, target 38 mg (2 mg above).`."""
    told = other_substance_doses(of)
    if of.target_ug is None:
        return f"{substance(of.substance)}: {told}"
    name, target = substance(of.substance), substance_amount(of.target_ug, of.unit)
    if of.total_ug is None or not of.doses:
        return f"{name}: {told}. Target {target}."
    planned = f" ({of.target_doses} planned)" if of.target_doses else ""
    return f"{name}: {told}{planned}, target {target} ({_target_gap(of.total_ug, of.target_ug, of.unit)})."


def _target_gap(total_ug: int, target_ug: int, unit: str) -> str:
    if total_ug == target_ug:
        return "on it"
    way = "above" if total_ug > target_ug else "below"
    return f"{substance_amount(abs(total_ug - target_ug), unit)} {way}"


def other_substance_period_line(of: OtherSubstanceTotals) -> str:
    """Return `7-OH: on 7 days, 20 to 40 mg a day`."""
    return f"{substance(of.substance)}: {other_substance_period_doses(of)}"


def step(of: Step, word: str = LEAF, unit: str | None = None) -> str:
    """Return `2026-11-20 2.5 g`, `2026-06-22 50.5 mg`.

    Args:
        of: the step.
        word: the substance of its plan.
        unit: mcg where a medicine is told in micrograms; else None.
    """
    return f"{of.starts_on} {planned_amount(word, of.target, unit)}"


def hold(of: Hold) -> str:
    """Return `held 5d from 2026-11-20`."""
    return f"held {of.days}d from {of.placed_on}"


def percent(value: float | None) -> str:
    """Return `74 %`; `–` where not known. Only 100 itself is `100 %`: less that would round to it is `>99 %`."""
    if value is not None and _ALMOST_ALL <= value < _ALL:
        return ">99 %"
    return MISSING if value is None else f"{number(value, 0)} %"


def hours(minutes: float | None) -> str:
    """Return minutes as hours with one decimal: `9.5`; `–` where not known."""
    return MISSING if minutes is None else number(minutes / _MINUTES_AN_HOUR, 1)


def time_ago(minutes: int, days: int) -> str:
    """Return `just now`, `2 h 30 min ago`; from a day on whole hours, `26 h ago`, from three days on `4 days ago`.

    Args:
        minutes: the minutes since.
        days: the diary days since.
    """
    if not minutes:
        return "just now"
    hours_whole, rest = divmod(minutes, _MINUTES_AN_HOUR)
    if hours_whole >= _HOURS_TOLD:
        return f"{plural(days, 'day')} ago"
    if hours_whole >= _HOURS_A_DAY:
        return f"{hours_whole} h ago"
    told = [f"{hours_whole} h"] if hours_whole else []
    told += [f"{rest} min"] if rest else []
    return f"{' '.join(told)} ago"


def hour_range(least: int, most: int) -> str:
    """Return `2 h`, `3–4 h`."""
    return f"{least} h" if least == most else f"{least}–{most} h"

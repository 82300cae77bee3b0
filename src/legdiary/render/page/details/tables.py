"""The tables of the clinician's page besides the nights: measures, magnesium, exposures, medicines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.magnesium import COMPUTED_FROM_SALT
from legdiary.domain.entries.measure_scales import MEASURES, MILLI, POINTS, format_value
from legdiary.domain.reports.measures import comparable_kind, irls_band, iron_line
from legdiary.humanize import MISSING, user_text
from legdiary.render.page.figure_marks import figure
from legdiary.render.page.sheet import Column, ColumnGroup, Grid, Row
from legdiary.render.terminal.report.full_report import steady_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.entries.factors_and_medicines import Measure, Medicine
    from legdiary.domain.entries.interactions import Conflict
    from legdiary.domain.entries.magnesium import Magnesium
    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.report_sections import Exposure
    from legdiary.domain.stats.descriptive import Level, Middle

_DAYS_A_WEEK = 7
_MOST_VALUES = 6
_IRLS = "irls"


def _grid(caption: str, *columns: Column, rows: Iterable[Row]) -> Grid | None:
    made = tuple(rows)
    return Grid(caption, (ColumnGroup("", columns),), made) if made else None


# ---------------------------------------------------------------------- totals and laboratory values


def measures_grid(measures: Sequence[Measure]) -> Grid | None:
    """Return a row for each measure, unit and rater: its latest values with their dates."""
    found: dict[tuple[str, str, str], list[Measure]] = {}
    for each in sorted(measures, key=lambda measure: measure.taken_on):
        found.setdefault(comparable_kind(each), []).append(each)
    places = {name: place for place, name in enumerate(MEASURES)}
    return _grid(
        "The latest values, each with its date.",
        Column("What", right=False),
        Column("Value and date", right=False),
        Column(
            "Line or band", "a guideline's threshold or the scale's range, and where the latest value lies", right=False
        ),
        rows=(
            Row(_label(name, by), (_values(values), _guideline_side(values[-1])))
            for (name, _, by), values in sorted(
                found.items(), key=lambda of: (places.get(of[0][0], len(places)), of[0])
            )
        ),
    )


#: The measures that stand on the first sheet: totals of questionnaires, and iron.
_FIRST = ("irls", "sows", "cows", "ferritin", "tsat")
_LATEST = 3


def totals_line(measures: Sequence[Measure]) -> str:
    """Return totals and iron for the first sheet: first and latest values with their dates; empty without any."""
    found: dict[tuple[str, str, str], list[Measure]] = {}
    for each in sorted(measures, key=lambda measure: measure.taken_on):
        if each.name in _FIRST:
            found.setdefault(comparable_kind(each), []).append(each)
    ordered = sorted(found.items(), key=lambda of: (_FIRST.index(of[0][0]), of[0]))
    return "; ".join(_total(name, by, values) for (name, _, by), values in ordered)


def _total(name: str, by: str, values: Sequence[Measure]) -> str:
    latest = values[-1]
    told = " → ".join([
        *(format_value(each.value_milli, POINTS) for each in values[: -_LATEST][:1]),
        *(["…"] if len(values) > 1 + _LATEST else ()),
        *(format_value(each.value_milli, POINTS) for each in values[-_LATEST:-1]),
        format_value(latest.value_milli, latest.unit),
    ])  # fmt: skip
    days = humanize.short_day(latest.taken_on)
    if len(values) > 1:
        days = humanize.day_range(values[0].taken_on, latest.taken_on, with_year=False)
    line = iron_line(latest)
    guideline = f", {line[1]} the guideline's {line[0]}" if line else ""
    label = _label(name, by if latest.unit == POINTS else "")
    return f"{label} {user_text(told)} ({days}{guideline})"


def _label(name: str, by: str) -> str:
    scale = MEASURES.get(name)
    label = user_text(name) if scale is None else scale.label[:1].upper() + scale.label[1:]
    return f"{label}, by {user_text(by)}" if by else label


def _values(measures: Sequence[Measure]) -> str:
    shown = measures[-_MOST_VALUES:]
    earlier = len(measures) - len(shown)
    told = [f"({earlier} earlier not shown)"] if earlier else []
    return "\n".join([*told, *(_value(each) for each in shown)])


def _value(of: Measure) -> str:
    conditions = f" ({', '.join(of.conditions)})" if of.conditions else ""
    return f"{user_text(format_value(of.value_milli, of.unit))} on {humanize.short_date(of.taken_on)}{conditions}"


def _guideline_side(latest: Measure) -> str:
    """Return on which side of the guideline's threshold, or in which range, the latest value lies."""
    found = iron_line(latest)
    if found is not None:
        named, side = found
        return f"latest {side} {named}"
    return f"{irls_band(latest.value_milli // MILLI)} range (IRLS)" if latest.name == _IRLS else ""


# ---------------------------------------------------------------------- magnesium


def magnesium_lines(report: Report, takings: Sequence[Magnesium], medicines: Sequence[Medicine]) -> tuple[str, ...]:
    """Return elemental milligrams a day, the data behind them, the limit, and spacing."""
    found, middle = report.magnesium, report.overall.magnesium_mg
    topical = humanize.plural(len({each.night_of for each in takings if each.topical}), "day")
    possible = humanize.plural(report.overall.possible, "day")
    lines = []
    if found.days_logged:
        lines += [
            f"{_amount(middle)} of {possible}. {_basis(takings)}",
            (
                f"{wording.MAGNESIUM_LINE} Days above it: "
                f"{figure(str(found.days_above_limit), 'magnesium.days_above_limit')} of "
                f"{figure(str(found.days_logged), 'magnesium.days_logged')}."
            ),
            *steady_words(report),
        ]
    else:
        lines.append("No magnesium by mouth is logged.")
    if any(each.topical for each in takings):
        lines.append(f"On the skin on {topical}. {wording.TOPICAL_APART}")
        lines += [] if found.days_logged else steady_words(report)
    if report.conflicts or (found.days_logged and medicines):
        lines.append(_spacing(report.conflicts))
    return tuple(lines)


def _amount(of: Middle) -> str:
    """Return `200 mg elemental a day, median of 90`; under five days only the number that are logged."""
    if of.median is None:
        return f"Magnesium by mouth is logged on {of.n}"
    median = figure(humanize.number(of.median), "overall.magnesium_mg.median")
    return f"{median} mg elemental a day, median of {figure(str(of.n), 'overall.magnesium_mg.n')}"


def _basis(takings: Sequence[Magnesium]) -> str:
    forms: dict[str, int] = {}
    times = computed = 0
    for each in takings:
        if each.topical:
            continue
        times += 1
        computed += each.basis == COMPUTED_FROM_SALT
        if each.form:
            forms[each.form] = forms.get(each.form, 0) + 1
    named = ", ".join(
        f"{user_text(form)} {count}" for form, count in sorted(forms.items(), key=lambda of: (-of[1], of))
    )
    basis = (
        f"Basis: the label's elemental figure {humanize.plural(times - computed, 'time')}, "
        f"computed from the salt {humanize.plural(computed, 'time')}."
    )
    return f"{basis} Forms: {named}." if named else basis


def _spacing(conflicts: Sequence[Conflict]) -> str:
    if not conflicts:
        return "Spacing to the medicines logged: never closer than their sources ask for."
    found: dict[str, int] = {}
    for each in conflicts:
        found[each.medicine.name] = found.get(each.medicine.name, 0) + 1
    told = ", ".join(f"{user_text(name)} {_times(count)}" for name, count in sorted(found.items()))
    return f"Magnesium was taken closer to a medicine than its source asks for: {told}."


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


# ---------------------------------------------------------------------- exposures


def exposures_grid(report: Report) -> Grid | None:
    """Return nights a week with each factor, and severity with and without it if both have enough nights."""
    looked_at = sum(each.useless_as_far is not None for each in report.exposures)
    return _grid(
        "Factors logged. With and without need 7 nights each. By chance: how many factors that do nothing would differ "
        "as much.",
        Column("What", right=False),
        Column("a week", "nights a week"),
        Column("nights"),
        Column("legs with", "median severity on nights with it"),
        Column("without", "median severity on nights without it"),
        Column("by chance", "how many useless factors would differ as much"),
        rows=(
            Row(user_text(each.name), _exposure_cells(each, f"exposures.{number}", looked_at))
            for number, each in sorted(
                enumerate(report.exposures), key=lambda exposure: (-exposure[1].nights, exposure[1].name)
            )
        ),
    )


def _exposure_cells(of: Exposure, path: str, looked_at: int) -> tuple[str, ...]:
    useless = MISSING
    if of.useless_as_far is not None:
        shown = figure(humanize.number(of.useless_as_far), f"{path}.useless_as_far")
        useless = f"{shown} of {figure(str(looked_at), 'factors_looked_at')}"
    return (
        figure(humanize.number(of.per_week), f"{path}.per_week"),
        figure(str(of.nights), f"{path}.nights"),
        _median_with_n(of.with_it, f"{path}.severity_with"),
        _median_with_n(of.without_it, f"{path}.severity_without"),
        useless,
    )


def _median_with_n(of: Level | None, path: str) -> str:
    """Return `5 (n 43)`."""
    if of is None:
        return MISSING
    return f"{figure(humanize.number(of.median), f'{path}.median')} (n {figure(str(of.n), f'{path}.n')})"

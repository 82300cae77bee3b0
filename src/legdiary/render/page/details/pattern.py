"""Changes that clinicians ask about in restless legs, as observations: earlier, elsewhere, sooner after a dose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.reports.night_record import nights_within, onset_clock
from legdiary.domain.stats.descriptive import Middle
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.humanize import MISSING, user_text
from legdiary.render.page.dates import is_long
from legdiary.render.page.details.steps import full_group_name
from legdiary.render.page.figure_marks import figure
from legdiary.render.page.sheet import Column, ColumnGroup, Grid, Part, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.stretches import Stretch
    from legdiary.domain.reports.summary.pattern import PatternBlock, PatternChange, SpreadBeyondLegs
    from legdiary.domain.stats.descriptive import Spread

_PATH = "summary.pattern"
_MOST_PARTS = 8


def pattern_part(report: Report) -> Part:
    """Return the block, with the dates of both stretches and the nights that each figure rests on."""
    of = report.summary.pattern
    parts = _body_parts(report.records)
    lines = (f"{wording.BODY_PARTS_NAMED} {parts}.", *_by_group(report)) if parts else ()
    if of.before is None or of.now is None or not of.is_known:
        return Part("pattern", wording.PATTERN_TITLE, lines=lines, empty=wording.PATTERN_UNKNOWN)
    return Part(
        "pattern",
        wording.PATTERN_TITLE,
        lines=lines,
        grids=(_grid(report, of, of.before, of.now),),
        notes=(wording.PATTERN_RULE, wording.ONSET_IS_OBSERVED),
    )


def _grid(report: Report, of: PatternBlock, before: Stretch, now: Stretch) -> Grid:
    changes = (
        (of.onset, "onset", "Legs begin", _clock),
        (of.relief, "relief_min", "Last dose to legs", _hours),
        (of.daytime[0], "day_resting", "By day, resting, 0–10", humanize.number),
        (of.daytime[1], "day_active", "By day, active, 0–10", humanize.number),
    )
    rows = [_row(change, key, name, shown) for change, key, name, shown in changes]
    rows.insert(1, _spread(of.spread))
    return Grid(
        wording.PATTERN_CAPTION,
        (
            ColumnGroup(
                "",
                (
                    Column("What", right=False),
                    Column(_days(report, before), right=False),
                    Column(_days(report, now), right=False),
                    Column("Observed", right=False),
                ),
            ),
        ),
        tuple(rows),
    )


def _days(report: Report, of: Stretch) -> str:
    return humanize.day_range(of.from_night, of.before_night - A_DAY, with_year=is_long(report))


def _row(of: PatternChange, key: str, name: str, shown: Callable[[float | None], str]) -> Row:
    path = f"{_PATH}.{key}"

    def cell(side: Spread, which: str) -> str:
        value = figure(shown(side.median), f"{path}.{which}.median")
        return f"{value} (n {figure(str(side.n), f'{path}.{which}.n')})"

    return Row(name, (cell(of.before, "before"), cell(of.now, "now"), wording.pattern_seen(of.name, of.seen)))


def _spread(of: SpreadBeyondLegs) -> Row:
    path = f"{_PATH}.beyond_legs"
    before, now = (
        f"{figure(str(side.nights), f'{path}.{which}.nights')} of {figure(str(side.n), f'{path}.{which}.n')}"
        for side, which in ((of.before, "before"), (of.now, "now"))
    )
    first = f", first on {humanize.short_day(of.first_on)}" if of.first_on and of.seen == "seen" else ""
    return Row("Nights beyond the legs", (before, now, f"{wording.pattern_seen('spread', of.seen)}{first}"))


def _clock(minutes: float | None) -> str:
    began = onset_clock(Middle(0, minutes))
    return MISSING if began is None else format_clock(began)


def _hours(minutes: float | None) -> str:
    return MISSING if minutes is None else f"{humanize.clock(minutes)} h"


def _by_group(report: Report) -> Iterator[str]:
    """Yield the body parts named in each group, in one line."""
    told = [
        f"{full_group_name(group)} {parts}"
        for group in report.groups
        if (parts := _body_parts(nights_within(report.records, group.from_day, group.before_day)))
    ]
    if len(told) > 1:
        yield f"By {report.by}: {'; '.join(told)}."


def _body_parts(records: Sequence[NightRecord]) -> str:
    """Return the body parts named, each with its nights: `calves 80, feet 20`."""
    found: dict[str, int] = {}
    for record in records:
        for part in record.rating.body_parts if record.rating is not None else ():
            found[part] = found.get(part, 0) + 1
    ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))[:_MOST_PARTS]
    return ", ".join(f"{user_text(part)} {nights}" for part, nights in ordered)

"""One night on a terminal: its entries, and the figures that follow from them."""

from __future__ import annotations

from legdiary import humanize
from legdiary.domain.entries.magnesium import is_above_limit
from legdiary.humanize import MISSING
from legdiary.render.terminal.layout import Span, line, value_span, wrapped
from legdiary.render.terminal.report.sleep_bounds import AT_LEAST, sleep_time
from legdiary.render.terminal.styles import HEADING, HINT, NOT_LOGGED
from legdiary.render.terminal.views.entry_list import entry_lines
from legdiary.wording import MAGNESIUM_LINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.entries.products import Names
    from legdiary.domain.entries.sleep import Sleep
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.dose_totals import OtherSubstanceDay
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.sync.unsettled import Unsettled
    from legdiary.render.terminal.layout import Line, Page


def show_text(
    record: NightRecord, entries: Sequence[Stored], names: Names, unsettled: Unsettled | None, page: Page
) -> list[Line]:
    """Return the night's entries, each with what devices say differently of it, then the figures that follow."""
    lines: list[Line] = [[Span(f"Night of {humanize.long_day(record.night_of)}", HEADING)]]
    if not entries:
        return [*lines, line(Span("  nothing is logged", NOT_LOGGED))]
    width = max(len(str(stored.id)) for stored in entries)
    for stored in entries:
        lines += entry_lines(stored, names, page, width, unsettled)
    if unsettled is not None:
        from legdiary.render.terminal.unsettled import some_waiting_lines

        lines += some_waiting_lines(unsettled, page)
    rows = _figures(record)
    if rows:
        label_width = max(len(label) for label, _ in rows)
        lines += [
            [],
            *(line(Span(f"  {label:<{label_width}}  ", HINT), value_span(Span(text))) for label, text in rows),
        ]
    return lines + _limit(record, page)


def _figures(record: NightRecord) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    figures = record.figures
    if figures is not None:
        rows += [
            ("sleep (TST)", sleep_time(figures)),
            ("in bed (TIB)", humanize.clock(figures.tib_min)),
            ("to fall asleep (SOL)", humanize.clock(figures.sol_min)),
            ("awake (WASO)", _time_awake(record.sleep)),
            ("on your feet", humanize.clock(figures.pacing_min)),
            ("efficiency (SE, DSE)", humanize.percent(figures.se_dse_pct)),
            ("efficiency (SE, TIB)", humanize.percent(figures.se_tib_pct)),
        ]
        if record.sleep is not None and record.sleep.unslept_least_min is not None:
            rows.insert(-3, ("awake or falling asleep", f"{AT_LEAST}{humanize.clock(record.sleep.unslept_least_min)}"))
    kratom = record.kratom
    if kratom.total_mg is not None or kratom.target_mg is not None:
        target = "" if kratom.target_mg is None else f" / {humanize.grams(kratom.target_mg)} g"
        total = MISSING if kratom.total_mg is None else f"{humanize.grams(kratom.total_mg)} g"
        rows += [
            ("kratom" + (" / target" if target else ""), total + target),
            ("doses", humanize.number(kratom.doses)),
            (
                "longest gap",
                f"{humanize.hours(kratom.longest_gap_min)} h" if kratom.longest_gap_min is not None else MISSING,
            ),
        ]
    for each in kratom.apart:
        rows += _other_substance(each)
    if kratom.mitragynine_ug is not None:
        rows.append(("mitragynine", _mitragynine(kratom.mitragynine_ug)))
    if record.magnesium_mg is not None:
        rows.append(("magnesium", f"{record.magnesium_mg} mg elemental"))
    return rows


def _other_substance(of: OtherSubstanceDay) -> list[tuple[str, str]]:
    """Return the rows of a substance other than leaf; its gap and what it held of mitragynine where they are known."""
    name = humanize.substance(of.substance)
    told = humanize.other_substance_doses(of)
    if of.target_ug is None:
        rows = [(humanize.substance(of.substance), told)]
    else:
        rows = [(f"{name} / target", f"{told} / {humanize.substance_amount(of.target_ug, of.unit)}")]
        if of.longest_gap_min is not None:
            rows.append((f"longest gap, {name}", f"{humanize.hours(of.longest_gap_min)} h"))
    if of.mitragynine_ug is not None:
        rows.append((f"mitragynine, {name}", _mitragynine(of.mitragynine_ug)))
    return rows


def _mitragynine(of: tuple[int, int]) -> str:
    low, high = (humanize.number(ug / 1000, 1) for ug in of)
    return f"{low if low == high else f'{low}–{high}'} mg, by laboratory figures"


def _time_awake(sleep: Sleep | None) -> str:
    """Return the time awake: `0:55`, or `≥1:30` if only a lower limit is known."""
    if sleep is None or sleep.awake_least_min is None:
        return humanize.clock(sleep.awake_min if sleep else None)
    return f"{AT_LEAST}{humanize.clock(sleep.awake_least_min)}"


def _limit(record: NightRecord, page: Page) -> list[Line]:
    """Return the limit for magnesium, on a day above it."""
    if not is_above_limit(record.magnesium_mg or 0):
        return []
    return [[], *wrapped(MAGNESIUM_LINE, page.width)]

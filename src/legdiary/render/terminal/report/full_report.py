"""The report on a terminal: the legs and the sleep by groups of nights, and the limits of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.measure_scales import HEART_RATE, MEASURES, format_value, plain_number
from legdiary.domain.stats.descriptive import is_too_few
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import user_text
from legdiary.render.terminal.layout import Column, Span, bar, fits, heading, line, table, wrapped
from legdiary.render.terminal.report.comparisons import block_lines, comparison_lines, stretch_lines
from legdiary.render.terminal.report.events import event_words
from legdiary.render.terminal.report.group_amounts import (
    also_in_force,
    group_amount,
    is_of_kratom,
    leaf_words,
    settling_words,
    taken_words,
    target_cell,
)
from legdiary.render.terminal.report.phrases import (
    label,
    legs_median,
    level_words,
    onset,
    share,
    trend_lines,
    under_plan_names,
)
from legdiary.render.terminal.report.sleep_bounds import bounds_of_report, median_slept, nights_slept
from legdiary.render.terminal.styles import HEADING, HINT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from legdiary.domain.reports.measures import MeasureLine
    from legdiary.domain.reports.report import Group, Report
    from legdiary.domain.reports.report_sections import AfterCuts
    from legdiary.render.terminal.layout import Line, Page

_BAR = 20
#: Changes that follow only from the days on which something is logged, which a note explains.
_CHANGES_OF_USE = {"begun", "resumed", "changed", "stopped"}
_SCORE_MOST = 10


def report_text(report: Report, page: Page, chart: Sequence[Line] = ()) -> list[Line]:
    """Return the whole report; the chart stands between the trend and the table."""
    last = report.before_night - A_DAY
    lines: list[Line] = [[Span(f"Report {humanize.day_range(report.from_night, last)}", HEADING)]]
    lines += _severity(report, page)
    lines += [[], *chart] if chart else []
    lines += stretch_lines(report, page)
    lines += [[], *_groups(report, page)]
    lines += wrapped(also_in_force(report.also_in_force), page.width) if report.also_in_force else []
    lines += comparison_lines(report, page)
    lines += block_lines(report, page)
    lines += _after_cuts(report, page)
    lines += _coin_cuts(report, page)
    lines += _unusual_nights(report, page)
    lines += _exposures(report, page)
    lines += _leaf_lines(report, page)
    lines += _apart_lines(report, page)
    lines += _symptoms(report, page)
    lines += _measures(report, page)
    lines += _magnesium(report, page)
    lines += _events(report, page)
    return lines + _limits(report, page)


# ---------------------------------------------------------------------- severity and its trend


def _severity(report: Report, page: Page) -> list[Line]:
    lines = wrapped(_severity_sentence(report), page.width)
    for text in trend_lines(report):
        lines += wrapped(text, page.width)
    told = report.trend.strength is not None
    return lines + (wrapped(wording.ONLY_A_LINE, page.width, style=HINT) if told else [])


def _severity_sentence(report: Report) -> str:
    level = report.overall.severity
    nights = f"{level.n} of {humanize.plural(report.overall.possible, 'night')}"
    if level.median is not None:
        return f"Severity: {level_words(level)} over {nights}."
    scores = ", ".join(str(record.severity) for record in report.records if record.severity is not None)
    return f"Severity on {nights}{f': {scores}' if scores else ''}."


# ---------------------------------------------------------------------- the table


_COLUMNS = (
    Column("", right=False),
    Column("from", right=False),
    Column("target"),
    Column("taken"),
    Column("doses"),
    Column("longest\ngap, h"),
    Column("nights"),
    Column("legs", right=False),
    Column("≥7"),
    Column("sleep"),
    Column("eff."),
)
#: Heading of a column → its meaning, shown below a table that has it.
_MEANS = {"≥7": wording.SEVEN_OR_MORE_MEANS, "eff.": wording.EFFICIENCY_MEANS}
#: The columns that the table never goes without.
_FEWEST_COLUMNS = 9


def _dates(group: Group) -> str:
    last = group.before_day - A_DAY
    return f"{humanize.short_day(group.from_day)}–{humanize.short_day(last)}"


def _groups(report: Report, page: Page) -> list[Line]:
    """Return the groups as a table; where long amounts leave no room for it, without its last columns, or as blocks."""
    if not page.narrow:
        for columns in range(len(_COLUMNS), _FEWEST_COLUMNS - 1, -1):
            lines = _wide_lines(report, page, columns)
            if fits(lines, page):
                return lines
    return _narrow_lines(report, page)


def _wide_lines(report: Report, page: Page, columns: int) -> list[Line]:
    rows = [_wide_row(report, group)[:columns] for group in report.groups]
    drawn = table(_COLUMNS[:columns], rows, gap=" ")
    heads = len(drawn) - len(rows)
    lines = [*drawn[:heads], *under_plan_names(report.groups, drawn[heads:])]
    headings = {column.heading for column in _COLUMNS[:columns]}
    legend = [means for heading, means in _MEANS.items() if heading in headings]
    if any(group.settling for group in report.groups):
        more = (
            Column("", right=False),
            Column("settling legs, n", right=False),
            Column("settled legs, n", right=False),
            Column("SOL"),
            Column("WASO"),
            Column("pacing"),
            Column("eff. TIB"),
            Column("began"),
            Column("Mg mg"),
        )
        head, *body = table(more, [_settled_row(group) for group in report.groups], gap=" ")
        lines += [[], head, *under_plan_names(report.groups, body)]
        legend.append(wording.SETTLED_MEANS)
    legend += [_no_median(report), wording.TABLE_RESTS_ON]
    return lines + wrapped(" ".join(filter(None, legend)), page.width, style=HINT) + _bounds(report, page)


def _no_median(report: Report) -> str:
    """Return the note that explains missing medians; empty if no group has too few nights."""
    shown = [of.counts for group in report.groups for of in (group.figures, group.settling, group.settled) if of]
    return wording.NO_MEDIAN if any(is_too_few(n) for counts in shown for n in counts) else ""


def _wide_row(report: Report, group: Group) -> list[Span]:
    of, taken = group.figures, group.taken
    cells = (
        group.short,
        humanize.short_day(group.from_day),
        target_cell(report, group),
        group_amount(report, group, taken.total.median),
        humanize.number(taken.doses.median),
        humanize.hours(taken.longest_gap_min),
        f"{of.severity.n}/{of.possible}",
        legs_median(of.severity),
        share(of.severity),
        median_slept(of),
        humanize.percent(of.se_dse_pct.median),
    )
    return [Span(cell) for cell in cells]


def _settled_row(group: Group) -> list[Span]:
    settling, settled, of = group.settling, group.settled, group.figures
    cells = (
        group.short,
        f"{legs_median(settling.severity)}, {settling.severity.n}" if settling else "",
        f"{legs_median(settled.severity)}, {settled.severity.n}",
        humanize.clock(of.sol_min.median),
        humanize.clock(of.waso_min.median),
        humanize.clock(of.pacing_min.median),
        humanize.percent(of.se_tib_pct.median),
        onset(of),
        humanize.number(of.magnesium_mg.median),
    )
    return [Span(cell) for cell in cells]


def _narrow_lines(report: Report, page: Page) -> list[Line]:
    lines: list[Line] = []
    heads = [line(Span(group.short, HEADING), f"  {_dates(group)}") for group in report.groups]
    headed = iter(under_plan_names(report.groups, heads))
    for group, head in zip(report.groups, heads, strict=True):
        while (above := next(headed)) is not head:
            lines.append(above)
        of = group.figures
        lines.append(head)
        facts = [
            f"legs {legs_median(of.severity)}, {of.severity.n}/{humanize.plural(of.possible, 'night')}",
            taken_words(group),
            f"doses {humanize.number(group.taken.doses.median)}, n {group.taken.doses.n}",
            f"sleep {median_slept(of)}, n {nights_slept(of)}",
            f"eff. {humanize.percent(of.se_dse_pct.median)}, n {of.se_dse_pct.n}",
        ]
        if group.settling is not None:
            facts.append(f"settled {legs_median(group.settled.severity)}, n {group.settled.severity.n}")
        for fact in facts:
            lines += wrapped(fact, page.width, indent="  ")
    return lines + wrapped(_no_median(report), page.width, style=HINT) + _bounds(report, page)


def _bounds(report: Report, page: Page) -> list[Line]:
    return wrapped(bounds_of_report(report), page.width, style=HINT)


# ---------------------------------------------------------------------- after each cut, against the baseline


def _after_cuts(report: Report, page: Page) -> list[Line]:
    cuts = report.after_cuts
    if not cuts.cuts and report.by != "step":
        return []
    lines = heading("After each cut")
    if not cuts.days:
        lines += wrapped(wording.cuts_needed(cuts.cuts, cuts.needed), page.width) + _cuts_by_reason(cuts, page)
        return lines + (wrapped(wording.CUTS_AFTER_GOOD_NIGHTS, page.width, style=HINT) if cuts.by_reason else [])
    width = min(_BAR, page.width - 24)
    for each in cuts.days:
        middle = each.severity.median
        if middle is None:
            drawn, spread = " ".join(map(str, each.scores)), ""
        else:
            drawn = bar(round(2 * middle), 2 * _SCORE_MOST, width, page.glyphs)
            spread = f"{humanize.number(each.severity.q1)}–{humanize.number(each.severity.q3)}"
        lines.append(
            line(
                f"  {each.day:+3d}  {humanize.number(middle):>3} ",
                Span(drawn.ljust(width)),
                f" {spread:<7} ",
                Span(f"n {each.severity.n}", HINT),
            )
        )
    overlap = ""
    if cuts.closest_days is not None and cuts.closest_days <= cuts.days[-1].day:
        overlap = f" {wording.cuts_overlap(cuts.closest_days)}"
    few = " Under 5 nights: each score, earliest cut first." if any(is_too_few(d.severity.n) for d in cuts.days) else ""
    return (
        lines
        + _cuts_by_reason(cuts, page)
        + wrapped(
            f"Median severity by days since a cut, over {humanize.plural(cuts.cuts, 'cut')}; 0 is the cut's day. "
            f"{wording.HALF_OF_NIGHTS}{few}{overlap} {wording.CUTS_AFTER_GOOD_NIGHTS}",
            page.width,
            style=HINT,
        )
    )


def _cuts_by_reason(cuts: AfterCuts, page: Page) -> list[Line]:
    """Return a line for the cuts of each reason; none where no reason was given."""
    return [
        each
        for told in cuts.by_reason
        for each in wrapped(
            wording.cuts_of_reason(
                told.why, told.cuts, (humanize.number(told.before.median), told.before.n),
                (humanize.number(told.after.median), told.after.n),
            ),
            page.width,
            indent="  ",
        )
    ]  # fmt: skip


def _coin_cuts(report: Report, page: Page) -> list[Line]:
    """Return the answer of each plan whose coin chose the weeks of its cuts."""
    lines: list[Line] = []
    for of in report.coin_cuts:
        lines += heading("Weeks that a coin chose")
        name = f"Plan “{user_text(of.plan)}”: "
        if not of.is_over:
            told = wording.coin_not_over(of.over, of.pairs)
        elif of.test is None:
            told = wording.too_few_pairs(of.scored)
        else:
            cuts = f"{humanize.plural(of.test.k, 'cut')} whose week a coin chose"
            told = wording.coin_answer(cuts, "the week after a cut", of.test, ("point", 1), ("worse", "better"))
        if of.is_over and of.over > of.scored:
            told += f" {wording.pairs_left_out(of.over - of.scored)}"
        if of.given_up:
            told += f" {wording.pairs_given_up(of.given_up)}"
        lines += wrapped(name + told, page.width)
    return lines


def _unusual_nights(report: Report, page: Page) -> list[Line]:
    found = report.unusual
    if found is None:
        return []
    lower, upper = max(0.0, found.lower), min(float(_SCORE_MOST), found.upper)
    return heading("Against the baseline") + wrapped(
        f"Unusual for your baseline ({humanize.number(lower)} to {humanize.number(upper)}, "
        f"from {humanize.plural(found.baseline_nights, 'night')}): "
        f"{humanize.plural(len(found.above), 'night')} above, {len(found.below)} below, of "
        f"{humanize.plural(found.later_nights, 'later night')}. {wording.outside_by_chance(*found.expected)}",
        page.width,
    )


def _exposures(report: Report, page: Page) -> list[Line]:
    if not report.exposures:
        return []
    lines = heading("Logged beside the nights")
    looked_at = sum(each.useless_as_far is not None for each in report.exposures)
    for each in report.exposures:
        a_week = humanize.plural(humanize.number(each.per_week), "night")
        often = f"{a_week} a week ({humanize.plural(each.nights, 'night')})"
        text = f"{user_text(each.name)}: {often}"
        if each.with_it is not None and each.without_it is not None:
            text += (
                f"; severity {humanize.number(each.with_it.median)} with (n {each.with_it.n}), "
                f"{humanize.number(each.without_it.median)} without (n {each.without_it.n})"
            )
        if each.useless_as_far is not None:
            text += f"; {wording.useless_factors(each.useless_as_far, looked_at)}"
        lines += wrapped(text, page.width, indent="  ")
    return lines + (wrapped(wording.FACTORS_BY_CHANCE, page.width, style=HINT) if looked_at else [])


def _leaf_lines(report: Report, page: Page) -> list[Line]:
    """Return the leaf of the groups that are about another substance."""
    groups = [group for group in report.groups if group.substance != LEAF and group.figures.kratom_mg.n]
    lines = heading("Kratom leaf") if groups else []
    for group in groups:
        lines += wrapped(f"{label(group)}: {leaf_words(group)}", page.width, indent="  ")
    return lines


def _apart_lines(report: Report, page: Page) -> list[Line]:
    """Return the other substances, group by group, where the table does not count them."""
    lines: list[Line] = []
    for whole in report.overall.apart:
        groups = [group for group in report.groups if group.substance != whole.substance]
        if not groups:
            continue
        lines += heading(humanize.other_substance_period_line(whole))
        for group in groups:
            for each in group.figures.apart:
                if each.substance == whole.substance and (each.taken or each.without):
                    told = humanize.other_substance_period_doses(each)
                    lines += wrapped(f"{label(group)}: {told}", page.width, indent="  ")
        lines += wrapped(wording.APART, page.width, style=HINT)
    return lines


def _symptoms(report: Report, page: Page) -> list[Line]:
    if not report.symptoms:
        return []
    lines = heading("Symptoms, median grade 0–3 and nights logged")
    for row in report.symptoms:
        told = [
            f"{label(group)} {humanize.number(middle.median)} (n {middle.n})"
            for group, middle in zip(report.groups, row.by_group, strict=True)
            if middle.n
        ]
        lines += wrapped(f"{user_text(row.name)}: {', '.join(told)}", page.width, indent="  ")
    return lines


def _measures(report: Report, page: Page) -> list[Line]:
    if not report.measures:
        return []
    lines = heading(measures_heading({each.measure.name for each in report.measures}))
    for each in report.measures:
        lines += wrapped(measure_words(each), page.width, indent="  ")
    return lines


def measures_heading(names: Collection[str]) -> str:
    """Return the heading over measures of these names."""
    if HEART_RATE in names:
        return "Totals, laboratory values and heart rate"
    return "Totals and laboratory values"


def measure_words(of: MeasureLine) -> str:
    """Return a measure with its date, its band or line, and the meaning of its change."""
    measure = of.measure
    scale = MEASURES.get(measure.name)
    beside = ", ".join([*([user_text(measure.by)] if measure.by else []), *measure.conditions])
    by = f" ({beside})" if beside else ""
    text = f"{humanize.short_date(measure.taken_on)}: {scale.label if scale else user_text(measure.name)} "
    text += f"{user_text(format_value(measure.value_milli, measure.unit))}{by}"
    if of.band is not None:
        text += f", {of.band}"
    if of.line is not None:
        text += f", {of.line[1]} the guideline's threshold of {of.line[0]}"
    if of.change_milli is not None and of.since is not None:
        before = "another on that day" if of.since == measure.taken_on else f"on {humanize.short_date(of.since)}"
        text += f"; {_change(of.change_milli)} {before}"
        if scale is not None and scale.is_total and measure.by is None:
            text += ", rater not logged for either"
    if of.reached and of.change_milli:
        text += f": {wording.irls_change([(s.name, humanize.number(s.points), yes) for s, yes in of.reached])}"
    return f"{text}."


def _change(milli: int) -> str:
    """Return `4 higher than`, `the same as`."""
    if not milli:
        return "the same as"
    return f"{plain_number(abs(milli))} {'higher' if milli > 0 else 'lower'} than"


def steady_words(report: Report) -> list[str]:
    """Return how steadily magnesium was taken, a sentence for each route."""
    told = []
    for route, found in report.magnesium.steady:
        if found is None:
            told.append(wording.not_steady(route))
            continue
        stretch = humanize.day_range(found.from_day, found.before_day - A_DAY)
        told.append(
            wording.steady_magnesium(
                route,
                humanize.number(found.amount_mg),
                found.counted,
                found.days,
                stretch,
                report.magnesium.steady_needed,
            )
        )
    return told


def _magnesium(report: Report, page: Page) -> list[Line]:
    found = report.magnesium
    if not found.days_logged and not report.conflicts:
        return _topical_lines(report, page)
    close = []
    if report.conflicts:
        sources = "; ".join(dict.fromkeys(conflict.rule.source for conflict in report.conflicts))
        times = humanize.plural(len(report.conflicts), "time")
        close = [f"Closer to a medicine than its label asks for: {times} ({sources})."]
    if not found.days_logged:  # magnesium of the evening before the range, close to a medicine within it
        return heading("Magnesium") + wrapped(" ".join(close), page.width)
    median = report.overall.magnesium_mg.median
    days = humanize.plural(found.days_logged, "day")
    taken = f"{days} logged" if median is None else f"Median {humanize.number(median)} mg elemental a day over {days}"
    above = f"{taken}; {found.days_above_limit} of them above {found.limit_mg} mg."
    sentences = [above, wording.MAGNESIUM_LINE, *steady_words(report), *close]
    return heading("Magnesium") + wrapped(" ".join(sentences), page.width)


def _topical_lines(report: Report, page: Page) -> list[Line]:
    days = report.magnesium.days_topical
    if not days:
        return []
    text = f"On the skin on {humanize.plural(days, 'day')}. {wording.TOPICAL_APART} {' '.join(steady_words(report))}"
    return heading("Magnesium") + wrapped(text, page.width)


def _events(report: Report, page: Page) -> list[Line]:
    if not report.events:
        return []
    lines = heading("Other changes")
    for event in report.events:
        lines += wrapped(event_words(event), page.width, indent="  ")
    if any(event.change in _CHANGES_OF_USE for event in report.events):
        lines += wrapped(wording.EVENTS_ARE_LOGGED, page.width, style=HINT)
    return lines


def _limits(report: Report, page: Page) -> list[Line]:
    lines: list[Line] = [[]]
    if report.by == "step":
        lines += wrapped(settling_words(report), page.width, style=HINT)
        if is_of_kratom(report):
            lines += wrapped(wording.RISE_IS_COMMON, page.width, style=HINT)
    if report.overall.recalled:
        lines += wrapped(
            f"{humanize.plural(report.overall.recalled, 'night')} entered more than 36 h after waking.",
            page.width,
            style=HINT,
        )
    return lines + wrapped(wording.REPORT_LIMITS, page.width, style=HINT)

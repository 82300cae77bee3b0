"""The five months by step, week and month, through several windows, and beside the plans: each report beside the
calculation (see `test_five_months_nights`).
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from five_months import A_DAY, NEW_YORK, READ_AT
from five_months_reckoning import (
    AUTUMN,
    BASELINE,
    EVENTS,
    PHASES,
    WINTER,
    Phase,
    close_pairs,
    figures,
    median,
    months,
    nap,
    quantile,
    weeks,
    within,
)
from five_months_views import (
    BY_DAY,
    EVERY,
    FIRST,
    LAST,
    OVER,
    at_most_words,
    at_seven,
    cells,
    check_bounded,
    check_level,
    clock,
    grams,
    halves,
    hours,
    legs,
    look,
    look_json,
    near,
    num,
    onset,
    pct,
    plan_of,
    short,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from five_months_reckoning import (
        Figures,
        Night,
    )

# ---------------------------------------------------------------------- reports

#: The flags of a report, and its first and last night.
REPORTS: dict[str, tuple[str, date, date]] = {
    "taper": ("--taper", FIRST, LAST),
    "8w": ("--last 8w", LAST - 55 * A_DAY, LAST),
    "autumn": ("--from 2025-11-05 --to 2025-12-21", date(2025, 11, 5), date(2025, 12, 21)),
    "both": ("--from 2025-11-20 --to 2026-01-28", date(2025, 11, 20), date(2026, 1, 28)),
    "9d": ("--last 9d", LAST - 8 * A_DAY, LAST),
    "edges": ("--from 2026-02-11 --to 2026-03-08", date(2026, 2, 11), date(2026, 3, 8)),
}


def groups(by: str, first: date, last: date) -> list[Phase]:
    """What a report is divided into."""
    if by == "step":
        cut = [phase._replace(first=max(phase.first, first), last=min(phase.last, last)) for phase in PHASES]
        return [phase for phase in cut if phase.first <= phase.last]
    cuts = weeks(first, last) if by == "week" else months(first, last)
    return [Phase(f"week of {a}" if by == "week" else f"{a:%Y-%m}", a, b) for a, b in cuts]


def check_figures(told: Mapping[str, Any], of: Figures) -> None:
    """Figures as `report --json` has them."""
    assert told["nights"] == of.nights
    assert near(told["longest_gap_h"], None if of.gap is None else Fraction(of.gap, 60), 0.005)
    check_level(told["severity"], of.severity)
    for key, right in (
        ("tst_min", of.total), ("sol_min", of.latency), ("waso_min", of.awake), ("pacing_min", of.pacing),
        ("se_dse_pct", of.efficiency), ("se_tib_pct", of.efficiency_in_bed), ("magnesium_mg", of.magnesium),
    ):  # fmt: skip
        assert told[key]["n"] == right[0], key
        assert near(told[key]["median"], right[1], 0.000001), key
    assert (told["onset"], told["onset_n"]) == (onset(of), of.onset[0])
    assert told["recalled"] == of.recalled
    check_bounded(told["bounded"], of)


class TestAReport:
    @pytest.mark.parametrize("name", REPORTS)
    @pytest.mark.parametrize("by", ["step", "week", "month"])
    def test_as_json(self, name: str, by: str) -> None:
        flags, first, last = REPORTS[name]
        told = look_json("report", *flags.split(), "--by", by)
        assert (told["from"], told["to"], told["by"]) == (first.isoformat(), last.isoformat(), by)
        check_figures(told["overall"], figures(within(OVER, first, last)))
        expected = groups(by, first, last)
        assert [(each["from"], each["to"]) for each in told["groups"]] == [
            (phase.first.isoformat(), phase.last.isoformat()) for phase in expected
        ]
        before: list[Night] | None = None
        for each, phase in zip(told["groups"], expected, strict=True):
            settling, settled = halves(phase, by)
            check_group(each, phase, settling, settled)
            if before is not None:
                check_versus(each["versus_previous"], before, settled)
            before = settled
        check_beside(told, within(OVER, first, last), first, last)

    @pytest.mark.parametrize("name", REPORTS)
    @pytest.mark.parametrize("by", ["step", "week", "month"])
    def test_as_text(self, name: str, by: str) -> None:
        flags, first, last = REPORTS[name]
        rows = look("report", "--full", *flags.split(), "--by", by).splitlines()
        of = figures(within(OVER, first, last))
        told = " ".join(rows[1:3])
        share = f", {at_seven(of.severity)} at 7 or more"
        assert f"median {legs(of.severity)}{share} over {of.severity.n} of {of.nights} nights." in told
        some = groups(by, first, last)
        begins = next(number for number, row in enumerate(rows) if "target" in row.split() and "longest" in row)
        assert rows[begins].split() == [
            "from", "target", "taken", "doses", "longest", "nights", "legs", "≥7", "sleep", "eff.",
        ]  # fmt: skip
        begins += 1
        assert rows[begins].split() == ["gap,", "h"]
        expected = under_plans(some, by, lambda phase: [wide_cells(phase, by)])
        assert [words_of(row) for row in rows[begins + 1 : begins + 1 + len(expected)]] == expected
        if by == "step" and any(phase.target is not None for phase in some):
            begins += len(expected) + 2
            header = "settling legs, n settled legs, n SOL WASO pacing eff. TIB began Mg mg"
            assert rows[begins].split() == header.split()
            expected = under_plans(some, by, lambda phase: [settled_cells(phase)])
            assert [words_of(row.replace(",", "")) for row in rows[begins + 1 : begins + 1 + len(expected)]] == expected

    @pytest.mark.parametrize("name", REPORTS)
    def test_on_a_phone(self, name: str) -> None:
        flags, first, last = REPORTS[name]
        rows = look("report", "--full", *flags.split(), "--by", "step", columns=40).splitlines()
        some = groups("step", first, last)
        heads = ("Plan “", f"{label(some[0], 'step')}  ")
        begins = next(number for number, row in enumerate(rows) if row.startswith(heads))
        told = rows[begins : rows.index("", begins)]
        expected = under_plans(some, "step", lambda phase: [line.split() for line in phone_lines(phase)])
        assert [row.split() for row in told[: len(expected)]] == expected

    @pytest.mark.parametrize("name", REPORTS)
    def test_sleep_known_only_at_most(self, name: str) -> None:
        flags, first, last = REPORTS[name]
        text = " ".join(look("report", "--full", *flags.split(), "--by", "month").split())
        of = figures(within(OVER, first, last))
        told = f"Sleep is known only at most (≤) on {of.at_most[0]} {'night' if of.at_most[0] == 1 else 'nights'}"
        assert told in text
        assert (f"{told}: {at_most_words(of)}; " in text) is (of.at_most[0] >= 5)
        for phase in groups("month", first, last):
            month = figures(within(OVER, phase.first, phase.last))
            row = f"{phase.name} ≤{clock(month.at_most[1])} of {clock(month.in_bed_at_most[1])}, n {month.at_most[0]}"
            assert (row in text) is (month.at_most[0] >= 5 and of.at_most[0] >= 5)

    @pytest.mark.parametrize("by", ["step", "week", "month"])
    def test_one_group_and_the_one_before(self, by: str) -> None:
        text = " ".join(look("report", "--full", "--taper", "--by", by).split())
        median_words = r"Median (\S+) → (\S+) over (\d+) of (\d+) nights; (\d+) nights? missing\."
        found = re.findall(median_words + r" NAP (\S+) \(n (\d+) and (\d+)\)", text)
        sides = [halves(phase, by)[1] for phase in groups(by, FIRST, LAST)]
        expected = []
        for before, after in itertools.pairwise(sides):
            share, (was, now) = nap(before, after), (figures(before).severity, figures(after).severity)
            if share is not None:
                medians, nights_of = (num(was.median), num(now.median)), (now.n, len(after), now.missing)
                expected.append(tuple(map(str, (*medians, *nights_of, num(share, 2), was.n, now.n))))
        assert found == expected
        left_out = len(sides) - 1 - len(expected)
        assert not left_out or f"{left_out} comparison" in text

    @pytest.mark.parametrize("name", REPORTS)
    def test_totals_and_laboratory_values(self, name: str) -> None:
        flags, first, last = REPORTS[name]
        told = look_json("report", *flags.split())["measures"]
        found = [
            (each["taken_on"], each["name"], each["value"], each["by"], each["since"], each["change"]) for each in told
        ]
        # By hand: by rater, beside the one before of the same rater, however far before the range that lies.
        every = [
            ("2025-10-30", "ferritin", 48, None, None, None),
            ("2026-03-02", "ferritin", 76, None, "2025-10-30", 28),
            ("2025-10-25", "irls", 24, "self", None, None),
            ("2025-10-30", "irls", 22, "clinician", None, None),
            ("2026-01-10", "irls", 28, "self", "2025-10-25", 4),
            ("2026-03-10", "irls", 19, "clinician", "2025-10-30", -3),
            ("2025-10-30", "tsat", 18, None, None, None),
        ]
        assert found == [each for each in every if first <= date.fromisoformat(each[0]) <= last]

    def test_explained(self) -> None:
        text = look("report", "--taper", "--explain")
        sections = dict(re.findall(r"^(\S.*)\n((?:  .*\n)+)", text, re.MULTILINE))
        traced: list[tuple[str, Callable[[Night], object]]] = [
            ("severity", lambda night: night.severity is not None),
            ("sleep (TST)", lambda night: night.slept and night.slept.total is not None),
            ("awake (WASO)", lambda night: night.slept and night.slept.awake is not None),
            ("kratom", lambda night: night.leaf is not None),
            ("longest gap", lambda night: night.gap is not None),
            ("magnesium", lambda night: night.magnesium is not None),
            ("began", lambda night: night.onset is not None),
        ]
        for heading, known in traced:
            found = re.findall(r": n (\d+) of (\d+)", sections[heading])
            assert [(int(n), int(of)) for n, of in found] == [
                (sum(bool(known(night)) for night in some), len(some))
                for some in (within(OVER, phase.first, phase.last) for phase in PHASES)
            ], heading


def check_group(told: Mapping[str, Any], phase: Phase, settling: Sequence[Night], settled: Sequence[Night]) -> None:
    """A group, its settling nights and its settled ones."""
    of = figures(within(OVER, phase.first, phase.last))
    check_figures(told, of)
    assert near(told["actual_median_g"], None if of.leaf[1] is None else of.leaf[1] / 1000)
    assert near(told["doses_per_day"], of.doses[1])
    assert told["days_logged"] == of.leaf[0]
    assert near(told["target_g"], None if phase.target is None else Fraction(phase.target, 1000))
    assert told["settling_days"] == len(settling)
    check_figures(told["settled"], figures(settled))
    if phase.target is not None:
        check_figures(told["settling"], figures(settling))


def check_versus(told: Mapping[str, Any], before: Sequence[Night], after: Sequence[Night]) -> None:
    """One group against the one before."""
    right = nap(before, after)
    assert near(told["nap"], right, 0.000001)
    if right is None:
        assert told["median_change"] is None
    else:
        was, now = (median(night.severity for night in side) for side in (before, after))
        assert was is not None
        assert now is not None
        assert near(told["median_change"], now - was)


def check_beside(told: Mapping[str, Any], some: Sequence[Night], first: date, last: date) -> None:
    """What stands beside the groups."""
    taken = [night.magnesium for night in some if night.magnesium is not None]
    assert told["magnesium"]["days_logged"] == len(taken)
    assert told["magnesium"]["days_above_limit"] == sum(amount > 350 for amount in taken)
    for each in told["exposures"]:
        with_it = [night for night in some if each["name"] in night.factors]
        without = [night for night in some if each["name"] not in night.factors]
        assert each["nights"] == len(with_it)
        assert near(each["per_week"], Fraction(7 * len(with_it), len(some)), 0.000001)
        enough = min(figures(side).severity.n for side in (with_it, without)) >= 7
        assert (each["severity_with"] is not None) is enough
        if enough:
            check_level(each["severity_with"], figures(with_it).severity)
            check_level(each["severity_without"], figures(without).severity)
    assert {each["name"] for each in told["exposures"]} == {name for night in some for name in night.factors}
    for row in told["symptoms"]:
        for graded, group in zip(row["groups"], told["groups"], strict=True):
            nights_of = within(some, date.fromisoformat(group["from"]), date.fromisoformat(group["to"]))
            assert graded["n"] == sum(row["name"] in night.symptoms for night in nights_of)
            grades = [night.symptoms.get(row["name"]) for night in nights_of]
            assert near(graded["median"], median(grades))
    close = [
        pill
        for taking, pill in close_pairs()
        if first <= diary_day(max(taking, pill)) <= last
    ]  # fmt: skip
    assert told["spacing_conflicts"] == len(told["spacing"]) == len(close)
    scored = [night.day for night in some if night.severity is not None]
    assert (told["trend"]["n"], told["trend"]["span_days"]) == (len(scored), (scored[-1] - scored[0]).days + 1)
    check_after_cuts(told["after_cuts"], some, first, last)
    check_unusual(told["unusual"], some)


def diary_day(moment: datetime) -> date:
    """In New York, where all of these were taken."""
    return (moment.astimezone(NEW_YORK) - timedelta(hours=5)).date()


def check_after_cuts(told: Mapping[str, Any], some: Sequence[Night], first: date, last: date) -> None:
    cuts = [
        step.first
        for step in (*AUTUMN, *WINTER)
        if step.before is not None and (step.target or 0) < step.before and first <= step.first <= last
    ]
    assert told["cuts"] == len(cuts)
    known = {night.day: night.severity for night in some}
    for each in told["days"]:
        around = [known.get(cut + each["day"] * A_DAY) for cut in cuts]
        scored = [score for score in around if score is not None]
        assert each["n"] == len(scored)
        assert each["scores"] == scored
        assert near(each["median"], median(scored))
        assert near(each["q1"], quantile(scored, Fraction(1, 4)))


def check_unusual(told: Mapping[str, Any] | None, some: Sequence[Night]) -> None:
    """The limits of the whole baseline, wherever a report begins."""
    baseline = [night for night in BY_DAY.values() if night.day <= BASELINE.last and night.severity is not None]
    assert told is not None
    scores = [Fraction(night.severity or 0) for night in baseline]
    moves = [
        abs(Fraction(b.severity or 0) - Fraction(a.severity or 0))
        for a, b in itertools.pairwise(baseline)
        if b.day - a.day == A_DAY
    ]
    mean = sum(scores, Fraction(0)) / len(scores)
    swing = Fraction("2.66") * sum(moves, Fraction(0)) / len(moves)
    assert told["baseline_nights"] == len(scores)
    assert near(told["lower"], mean - swing, 0.000001)
    assert near(told["upper"], mean + swing, 0.000001)
    later = [night for night in some if night.day > BASELINE.last and night.severity is not None]
    assert told["above"] == [night.day.isoformat() for night in later if (night.severity or 0) > mean + swing]
    assert told["below"] == [night.day.isoformat() for night in later if (night.severity or 0) < mean - swing]


def under_plans(some: Sequence[Phase], by: str, rows: Callable[[Phase], list[list[str]]]) -> list[list[str]]:
    """The rows of some groups; in a report of two plans each plan's name stands above its first step."""
    plans = [plan_of(phase) if by == "step" else None for phase in some]
    several = len({plan for plan in plans if plan}) > 1
    made: list[list[str]] = []
    above: str | None = None
    for phase, plan in zip(some, plans, strict=True):
        if several and plan and plan != above:
            above = plan
            made.append(["Plan", f"“{plan}”"])
        made += rows(phase)
    return made


def label(phase: Phase, by: str) -> str:
    if by == "week":
        return "week"
    return f"step {phase.name}" if by == "step" and phase.target is not None else phase.name


def wide_cells(phase: Phase, by: str) -> list[str]:
    of = figures(within(OVER, phase.first, phase.last))
    return cells(
        label(phase, by), short(phase.first), "" if phase.target is None else grams(phase.target), grams(of.leaf[1]),
        num(of.doses[1]), hours(of.gap), f"{of.severity.n}/{of.nights}", legs(of.severity),
        at_seven(of.severity), clock(of.total[1]), pct(of.efficiency[1]),
    )  # fmt: skip


def phone_lines(phase: Phase) -> list[str]:
    """A group at 40 columns."""
    of = figures(within(OVER, phase.first, phase.last))
    target = "" if phase.target is None else f" / {grams(phase.target)}"
    lines = [
        f"{label(phase, 'step')}  {short(phase.first)}–{short(phase.last)}",
        f"  legs {legs(of.severity)}, {of.severity.n}/{of.nights} nights",
        f"  kratom {grams(of.leaf[1])}{target} g, n {of.leaf[0]}",
        f"  doses {num(of.doses[1])}, n {of.doses[0]}",
        f"  sleep {clock(of.total[1])}, n {of.total[0]}",
        f"  eff. {pct(of.efficiency[1])}, n {of.efficiency[0]}",
    ]
    if phase.target is not None:
        settled = figures(halves(phase, "step")[1]).severity
        lines.append(f"  settled {legs(settled)}, n {settled.n}")
    return lines


def settled_cells(phase: Phase) -> list[str]:
    settling, settled = (figures(side) for side in halves(phase, "step"))
    of = figures(within(OVER, phase.first, phase.last))
    first = (legs(settling.severity), str(settling.severity.n)) if phase.target is not None else ("", "")
    return cells(
        label(phase, "step"), *first, legs(settled.severity), str(settled.severity.n), clock(of.latency[1]),
        clock(of.awake[1]), clock(of.pacing[1]), pct(of.efficiency_in_bed[1]), onset(of) or "–", num(of.magnesium[1]),
    )  # fmt: skip


# ---------------------------------------------------------------------- the plans


class TestThePlans:
    @pytest.mark.parametrize(
        ("now", "plan"), [("2025-12-20T10:30-05:00", AUTUMN), ("2026-02-10T10:30-05:00", WINTER), (READ_AT, WINTER)]
    )
    def test_as_json_and_text(self, now: str, plan: Sequence[Phase]) -> None:
        told = look_json("taper", "show", now=now)
        today = date.fromisoformat(now[:10])
        lived = [step for step in plan if step.first <= today]
        for each, step in zip(told["steps"], plan, strict=True):
            some = within(EVERY, step.first, min(step.last, today - A_DAY))
            of = figures(some)
            assert each["starts_on"] == step.first.isoformat()
            assert near(each["target_g"], Fraction(step.target or 0, 1000))
            cut = None if step.before is None else step.before - (step.target or 0)
            assert near(each["cut_g"], None if cut is None else Fraction(cut, 1000))
            share = None if cut is None or not step.before else Fraction(100 * cut, step.before)
            assert near(each["cut_pct"], share, 0.05)
            assert (each["days"], each["days_logged"]) == (len(some), of.leaf[0])
            assert near(each["actual_median_g"], None if of.leaf[1] is None else of.leaf[1] / 1000)
            assert near(each["actual_doses_per_day"], of.doses[1])
            assert near(each["longest_gap_h"], None if of.gap is None else Fraction(of.gap, 60), 0.005)
            assert [each[key] for key in ("days_on", "days_under", "days_over")] == list(on_target(some, step))
        rows = look("taper", "show", now=now).splitlines()
        begins = next(number for number, row in enumerate(rows) if row.lstrip().startswith("step "))
        wide = "/under/" in rows[begins]
        table = rows[begins + (2 if wide else 1) : rows.index("", begins)]  # the wide one has headings of two lines
        for row, step in zip(table, plan, strict=True):
            if step in lived and wide:
                assert words_of(row.replace(">", "")) == plan_cells(step, today)

    def test_the_chart_counts_the_days_of_the_steps(self) -> None:
        text = " ".join(look("taper", "show", "--chart").split())
        lived = [(within(OVER, step.first, step.last), step) for step in WINTER]
        on, under, over = (sum(counts) for counts in zip(*(on_target(*each) for each in lived), strict=True))
        days, logged = (sum(len(some) for some, _ in lived), sum(figures(some).leaf[0] for some, _ in lived))
        told = f"{days} days: {on} on target (within 0.1 g), {under} under, {over} over, {days - logged} not logged."
        assert told in text

    def test_what_the_batches_hold(self) -> None:
        # The first had 500 g from 5 November on, the second 250 g from 29 January; a batch never holds less than none.
        told = look_json("taper", "show")
        first = sum(night.leaf or 0 for night in EVERY if date(2025, 11, 5) <= night.day < date(2026, 1, 29))
        second = sum(night.leaf or 0 for night in EVERY if night.day >= date(2026, 1, 29))
        assert near(told["left_g"], Fraction(max(0, 500_000 - first) + max(0, 250_000 - second), 1000))


def on_target(some: Sequence[Night], step: Phase) -> tuple[int, int, int]:
    """Days within 0.1 g of the target, under it and over it."""
    off = [night.leaf - (step.target or 0) for night in some if night.leaf is not None]
    return sum(abs(each) <= 100 for each in off), sum(each < -100 for each in off), sum(each > 100 for each in off)


def plan_cells(step: Phase, today: date) -> list[str]:
    some = within(EVERY, step.first, min(step.last, today - A_DAY))
    of = figures(some)
    cut = "" if not step.before else num(Fraction(100 * (step.before - (step.target or 0)), step.before), 0)
    planned = f"/{step.doses}" if step.doses else ""
    return cells(
        step.name, f"{short(step.first)} {step.first.year}", grams(step.target), cut, grams(of.leaf[1]),
        f"{num(of.doses[1])}{planned}", hours(of.gap), f"{of.leaf[0]}/{of.nights}",
        "/".join(map(str, on_target(some, step))),
    )  # fmt: skip


# ---------------------------------------------------------------------- what else changed


class TestEvents:
    def test_the_table(self) -> None:
        rows = csv.DictReader(io.StringIO(look("export", "csv", "--table", "events", "--output", "-")))
        assert [(row["on"], row["kind"], row["name"], row["was"], row["now"]) for row in rows] == list(EVENTS)

    @pytest.mark.parametrize("name", REPORTS)
    def test_a_report_has_those_of_its_range(self, name: str) -> None:
        flags, first, last = REPORTS[name]
        some = [event for event in EVENTS if first <= date.fromisoformat(event[0]) <= last]
        told = look_json("report", *flags.split())
        assert [(each["on"], each["kind"], each["name"]) for each in told["marks"]] == [event[:3] for event in some]
        lines = look("report", "--full", *flags.split()).partition("\nOther changes\n")[2].splitlines()
        days = [match[1] for line in lines if (match := re.search(r"^  \S.* on (\d+ \w{3})$", line))]
        assert days[: len(some)] == [short(date.fromisoformat(event[0])) for event in some]

    @pytest.mark.parametrize("last", [date(2025, 11, 23), date(2026, 1, 4), date(2026, 2, 15)], ids=str)
    def test_a_week_has_those_of_its_fourteen_nights(self, last: date) -> None:
        some = [event for event in EVENTS if last - 13 * A_DAY <= date.fromisoformat(event[0]) <= last]
        told = look_json("week", last.isoformat())["marks"]
        assert [(each["on"], each["kind"], each["name"]) for each in told] == [event[:3] for event in some]

    def test_the_page_draws_each(self) -> None:
        text = " ".join(look("export", "html", "--output", "-").split())
        for day, *_ in EVENTS:
            assert f" on {short(date.fromisoformat(day))}" in text


# ---------------------------------------------------------------------- one window beside another


def test_a_gap_does_not_depend_on_the_window() -> None:
    for day in (date(2025, 12, 23), date(2025, 12, 29), date(2026, 1, 4), date(2026, 3, 8), date(2026, 3, 12)):
        asked = ["--from", day.isoformat(), "--to", day.isoformat()]
        told = look_json("report", *asked)["overall"]["longest_gap_h"]
        right = BY_DAY[day].gap
        assert near(told, None if right is None else Fraction(right, 60), 0.005), day


def test_adjoining_windows_hold_every_close_pair_once() -> None:
    windows = [("2025-10-20", "2026-01-22"), ("2026-01-23", "2026-02-10"), ("2026-02-11", "2026-03-21")]
    found = [look_json("report", "--from", a, "--to", b)["spacing_conflicts"] for a, b in windows]
    assert found == [2, 2, 1]

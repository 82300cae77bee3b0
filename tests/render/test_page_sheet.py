"""The clinician's page as a value: its figures are those of the report, its words describe and never judge."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from builders import NEW_YORK, day, dose, magnesium, moment, night, past_of, plan, product, sleep
from legdiary.app.page import PageInputs
from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.domain.entries.factors_and_medicines import Factor, Measure, Medicine
from legdiary.domain.entries.interactions import find_conflicts
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.report import build_report
from legdiary.domain.time.moments import load_zone
from legdiary.render.json.report.report import report as report_json
from legdiary.render.page.build_sheet import build_sheet
from legdiary.render.page.charts import NARROW, WIDE, onset_chart, severity_chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.reports.report import By, Report
    from legdiary.domain.taper.plan import Plan
    from legdiary.render.page.sheet import Sheet

LAST = "2026-11-21"
QUESTION = "Shall I go on while my legs get worse, and should my iron be checked?"
_FIELDS = {
    "night": "nights", "sleep": "sleeps", "kratom": "doses", "magnesium": "magnesium", "factor": "factors",
    "symptom": "symptoms", "medicine": "medicines", "measure": "measures",
}  # fmt: skip
NEVER = ("works", "caused", "proved", "safe", "improved because", "should", "recommend")


def logged(pairs: Iterable[tuple[Any, bool]], plans: Sequence[Plan] = (), products: Sequence[Any] = ()) -> Logged:
    groups: dict[str, Any] = {name: [] for name in _FIELDS.values()}
    for number, (entry, recalled) in enumerate(pairs, start=1):
        groups[_FIELDS[entry.kind]].append(Stored(number, entry, recalled))
    return Logged(plans=plans, products=dict(enumerate(products, start=1)), **groups)


@cache
def demo_logged() -> Logged:
    demo = make_demo_diary(day(LAST), load_zone(NEW_YORK))
    return logged(demo.by_night, demo.plans, demo.products)


def report_of(of: Logged, first: str, last: str, by: By = "step") -> Report:
    records = [record for record in night_records(of, day(first), day(last)) if record.night_of < day(last)]
    takings, taken = ([stored.entry for stored in each] for each in (of.magnesium, of.medicines))
    return build_report(records, of.plans, by, past_of(of), conflicts=find_conflicts(takings, taken))


def demo_report(by: By = "step") -> Report:
    return report_of(demo_logged(), "2026-07-05", "2026-11-22", by)


def beside(of: Logged, **fields: Any) -> PageInputs:
    takings, medicines = ([stored.entry for stored in each] for each in (of.magnesium, of.medicines))
    made: dict[str, Any] = {
        "plans": of.plans, "zone": NEW_YORK, "made_on": day("2026-11-22"), "magnesium": takings,
        "medicines": medicines, "measures": [stored.entry for stored in of.measures], "corrected": 0,
    }  # fmt: skip
    return PageInputs(**(made | fields))


def demo_sheet(by: By = "step", **fields: Any) -> Sheet:
    return build_sheet(demo_report(by), beside(demo_logged(), **fields))


@cache
def full_logged() -> Logged:
    """The demo, with everything that can be logged beside it."""
    demo = demo_logged()
    factors = [Factor(record.night_of, name) for record in demo_report().records for name in _factors_of(record)]
    evenings = [each.entry.at for each in demo.magnesium[::3]]
    medicines = [Medicine(at.local.date(), at, "gabapentin", "300 mg") for at in evenings]
    medicines += [Medicine(at.local.date(), at, "pramipexole", "0.125 mg") for at in evenings[:4]]
    measures = [
        Measure(day("2026-07-20"), "irls", 17_000, "points", "self"),
        Measure(day("2026-09-20"), "irls", 22_000, "points", "clinician"),
        Measure(day("2026-10-02"), "ferritin", 48_500, "ng/mL"),
        Measure(day("2026-10-02"), "tsat", 20_000, "%"),
    ]
    skin = magnesium("2026-11-20T22:00-05:00", 100, topical=True)
    return replace(
        demo,
        factors=[Stored(n, each) for n, each in enumerate(factors, start=5001)],
        medicines=[Stored(n, each) for n, each in enumerate(medicines, start=6001)],
        measures=[Stored(n, each) for n, each in enumerate(measures, start=7001)],
        magnesium=[*demo.magnesium, Stored(8001, skin)],
    )


def _factors_of(record: Any) -> list[str]:
    number = record.night_of.toordinal()
    return [name for name, every in (("caffeine", 3), ("alcohol", 11), ("antihistamine", 40)) if not number % every]


def full_sheet(**fields: Any) -> Sheet:
    of = full_logged()
    return build_sheet(report_of(of, "2026-07-05", "2026-11-22"), beside(of, question=QUESTION, **fields))


def every_text(value: Any) -> list[str]:
    """Every string of a sheet."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list):
        return [text for each in value for text in every_text(each)]
    fields = getattr(value, "__dataclass_fields__", {})
    return [text for name in fields for text in every_text(getattr(value, name))]


# ---------------------------------------------------------------------- the same figures as the JSON


def minutes(cell: str) -> int | None:
    if cell == "–":
        return None
    hours, rest = cell.split(":")
    return 60 * int(hours) + int(rest)


def figure(cell: str) -> float | None:
    return None if cell in {"–", ""} else float(cell.removesuffix(" %"))


def half_up(value: float | None, places: int = 0) -> float | None:
    return None if value is None else int(value * 10**places + 0.5) / 10**places


@pytest.mark.parametrize("by", ["step", "week", "month"])
def test_every_figure_is_that_of_the_json(by: By) -> None:
    report = demo_report(by)
    rows, groups = demo_sheet(by).steps.rows, report_json(report)["groups"]
    assert len(rows) == len(groups)
    for row, group in zip(rows, groups, strict=True):
        _, planned, taken, doses, gap, days, legs, bad, nights, tst, sol, waso, pacing, se, slept = row.cells
        level = group["severity"]
        assert figure(planned) == group["target_g"]
        assert figure(taken) == half_up(group["actual_median_g"], 3)
        assert figure(doses) == half_up(group["doses_per_day"], 1)
        assert gap == "–" or abs(float(gap) - group["longest_gap_h"]) <= 0.055
        assert days.endswith(f"/{group['nights']}")
        if level["n"] < 5:
            assert (legs, level["median"]) == ("–", None)
        else:
            assert legs.split(" ")[0] == f"{level['median']:g}"
            assert [float(q) for q in legs.partition("(")[2].rstrip(")").split("–")] == [
                half_up(level["q1"], 1), half_up(level["q3"], 1),
            ]  # fmt: skip
        assert figure(bad) == (None if level["n"] < 5 else half_up(100 * level["share_7_plus"]))
        assert nights == f"{level['n']}/{group['nights']}"
        assert minutes(tst) == half_up(group["tst_min"]["median"])
        for cell, name in ((sol, "sol_min"), (waso, "waso_min"), (pacing, "pacing_min"), (se, "se_dse_pct")):
            assert figure(cell) == half_up(group[name]["median"]), name
        assert slept == f"{group['tst_min']['n']}/{group['nights']}"


def test_onset_is_that_of_the_json() -> None:
    grid, groups = demo_sheet().onset, report_json(demo_report())["groups"]
    assert grid is not None
    assert [row.cells[0] for row in grid.rows] == [group["onset"] or "–" for group in groups]


def test_the_head_and_the_three_lines() -> None:
    sheet = demo_sheet(question=QUESTION)
    assert sheet.title == "Restless legs and kratom taper, 5 Jul–21 Nov 2026"
    assert sheet.facts[0] == "Severity on 129 of 140 nights"
    assert sheet.facts[1] == "Zone America/New_York"
    assert sheet.name is None
    assert sheet.question == QUESTION
    assert [line.label for line in sheet.headlines] == ["Taper", "Legs", "Sleep"]
    taper, legs, slept = sheet.headlines
    assert taper.says == "12 → 2.2 g a day planned, step 17 of 27; taken: 4 days logged, too few for a median."
    # Apart by less than 2 points; and of total sleep, by 30 minutes but with nights that overlap.
    assert legs.sign == "level"
    assert legs.says == (
        "About as restless as before the taper: median 4 → 5.5 of 10; "
        "higher by 1.5, as two such stretches often are by themselves."
    )
    assert "(12 scored, 11 in days 1–6 of a step) beside the 24 before the taper (24 scored)" in legs.more
    assert slept.sign == "level"
    assert slept.says == "Total sleep 6:00 → 5:30 h, median. About the same."


def test_the_name_only_where_it_is_asked_for() -> None:
    assert demo_sheet(name="J. D.").name == "J. D."


def test_the_trend_is_the_reports_sentence() -> None:
    sheet = demo_sheet()
    assert sheet.trend == (
        "Rising: the line through the nights ends 2.6 points higher than it began (between 0.2 and 4.9 higher). Bigger "
        "than the slow ups and downs of these nights."
    )
    further = " ".join(sheet.trend_limits)
    assert further.startswith("Total sleep, a further look: leaning down, not clear: the line ends 42 minutes shorter")
    assert "A straight line is all that is looked for" in further
    assert "docs/" not in sheet.trend + further


def test_before_at_its_hardest_and_now_stand_side_by_side() -> None:
    grid = demo_sheet().stretches
    assert grid is not None
    assert [column.heading for column in grid.columns] == [
        "What", "baseline, 5–28 Jul", "hardest 14, 22 Sep–5 Oct", "now, 8–21 Nov",
    ]  # fmt: skip
    assert {row.head: row.cells for row in grid.rows} == {
        "Legs": (
            "4 (3–4), 0 % at 7 or more (24 of 24)",
            "7 (5–7), 54 % at 7 or more (13 of 14)",
            "5.5 (5–6.3), 25 % at 7 or more (12 of 14)",
        ),
        "Began": ("21:15 (n 20)", "20:30 (n 10)", "21:00 (n 8)"),
        "Sleep": ("6:00 h, 80 % (n 21, 19)", "5:23 h, 73 % (n 10, 9)", "5:30 h, 74 % (n 12, 11)"),
        "Doses": ("5 a day, 12 g (n 24)", "4 a day, 5.75 g (n 14)", "4 a day, 2.5 g (n 13)"),
        "Symptoms": ("1.5 (n 20)", "4 (n 12)", "6.5 (n 12)"),
    }


def test_the_weekly_taper_is_compared_by_thirds_of_the_way_down() -> None:
    (said,) = demo_sheet().blocks
    assert said == (
        "Median of the legs over longer stretches, all nights, each against the one before: baseline 4 (n 24); "
        "the first third (12–8.7 g) 4 (n 23), about the same; the middle third (7.9–4.2 g) 5 (n 46), about the same; "
        "the last third (3.8–2.2 g) 6 (n 36), about the same."
    )


def test_what_stands_beside_the_nights() -> None:
    sheet = full_sheet()
    assert sheet.measures is not None
    assert {row.head: row.cells for row in sheet.measures.rows} == {
        "IRLS total, by clinician": ("22 on 20 Sep 2026", "latest in the band severe"),
        "IRLS total, by self": ("17 on 20 Jul 2026", "latest in the band moderate"),
        "Ferritin": ("48.5 ng/mL on 2 Oct 2026", "latest below 75 ng/mL"),
        "Transferrin saturation": ("20 % on 2 Oct 2026", "latest at 20 %"),
    }
    assert sheet.exposures is not None
    assert [row.head for row in sheet.exposures.rows] == ["caffeine", "alcohol", "antihistamine"]
    assert sheet.exposures.rows[2].cells[2:] == ("–", "–", "–")
    # Both were looked at, and neither differs: any two factors that do nothing would differ as much.
    assert [row.cells[-1] for row in sheet.exposures.rows[:2]] == ["2 of 2", "2 of 2"]
    assert sheet.medicines is not None
    assert [row.head for row in sheet.medicines.rows] == ["gabapentin", "pramipexole"]
    text = " ".join(sheet.magnesium)
    assert "200 mg elemental a day, median of 90 of 140 days." in text
    assert "On the skin on 1 day." in text
    assert "Closer to a medicine than its source asks for: gabapentin 30 times." in text
    # Magnesium and the medicines are first logged on 3 August, thirty days into the diary; pramipexole on four of them.
    assert [(tick.letter, tick.says) for tick in sheet.picture.ticks] == [
        ("A", "new batch (red leaf) on 5 Jul"),
        ("B", "plan begun (down to nothing) on 29 Jul"),
        ("C", "magnesium begun (by mouth, 300 mg citrate) on 3 Aug"),
        ("D", "new medicine (gabapentin) on 3 Aug"),
        ("E", "new medicine (pramipexole) on 3 Aug"),
        ("F", "medicine stopped (pramipexole) on 14 Aug"),
        ("G", "new batch (red leaf) on 18 Aug"),
        ("H", "magnesium changed (by mouth, 300 mg citrate → 200 mg glycinate) on 23 Aug"),
        ("I", "new batch (7-OH tablets) on 2 Oct"),
        ("J", "hold (7 d) on 20 Nov"),
        ("K", "magnesium begun (on the skin, 100 mg) on 20 Nov"),
    ]


def test_what_the_page_does_not_know() -> None:
    limits = " ".join(demo_sheet(corrected=3).limits)
    assert "Severity is missing on 11 of 140 nights: asleep 1, away 2, forgot 1, nothing entered 5, other 2." in limits
    assert "8 nights entered more than 36 h after waking" in limits
    assert "3 entries of this range were changed or taken away after being stored" in limits


@pytest.mark.parametrize("sheet", [demo_sheet(), full_sheet()], ids=["demo", "full"])
def test_no_word_that_judges(sheet: Sheet) -> None:
    said = [text.lower() for text in every_text(replace(sheet, question=None))]
    for word in NEVER:
        assert not [text for text in said if word in text.split()], word


# ---------------------------------------------------------------------- little, none, and after the end


def test_the_heading_over_measures_names_the_heart_rate_where_there_is_one() -> None:
    sheet = full_sheet(measures=[Measure(day("2026-10-02"), "heart-rate", 96_000, "/min")])
    assert sheet.measures_title == "Totals, laboratory values and heart rate"
    assert sheet.measures is not None
    assert [(row.head, *row.cells) for row in sheet.measures.rows] == [("Heart rate", "96/min on 2 Oct 2026", "")]
    assert full_sheet().measures_title == "Totals and laboratory values"


def little(*entries: Any, first: str, last: str, plans: Sequence[Plan] = (), by: By = "step") -> Sheet:
    of = logged(((entry, False) for entry in entries), plans)
    return build_sheet(report_of(of, first, last, by), beside(of))


def test_one_night_and_nothing_else() -> None:
    sheet = little(night("2026-11-20", 6), first="2026-11-20", last="2026-11-21", by="week")
    assert sheet.title == "Restless legs, 20 Nov 2026"
    assert [line.says for line in sheet.headlines] == [
        "No taper plan in this diary.",
        "Too few nights to compare: 7 with a score are needed on each side, 0 and 1 are there.",
        "Total sleep is not known.",
    ]
    assert (sheet.onset, sheet.measures, sheet.exposures, sheet.medicines) == (None, None, None, None)
    assert sheet.magnesium == ("No magnesium by mouth is logged.",)


def test_doses_alone() -> None:
    sheet = little(dose(), first="2026-11-20", last="2026-11-21", by="week")
    assert sheet.headlines[0].more == "Kratom: 1 day logged."
    assert sheet.headlines[1].more == "No night has a score."
    assert sheet.steps.rows[0].cells[5:9] == ("1/1", "–", "–", "0/1")


def test_a_plan_that_has_not_begun() -> None:
    coming = plan(("2026-12-01", 5000))
    sheet = little(night("2026-11-20", 6), first="2026-11-20", last="2026-11-21", plans=[coming])
    assert sheet.headlines[0].says == "Not begun: starts on Tue 1 Dec 2026 with 5 g a day."


def test_after_the_end_of_a_plan() -> None:
    over = plan(("2026-10-01", 5000), ("2026-10-08", 2000), ended_on=day("2026-10-15"))
    nights = [night(f"2026-10-{number:02d}", number % 5) for number in range(1, 31)]
    sheet = little(*nights, first="2026-10-01", last="2026-10-31", plans=[over])
    assert sheet.headlines[0].says == "Ended on Wed 14 Oct 2026; day 16 after it, of three months."
    assert [row.kind for row in sheet.steps.rows] == ["step", "step", "follow-up"]
    assert sheet.steps.rows[-1].last


def test_the_steps_of_two_plans_stand_below_their_names() -> None:
    winter = plan(("2026-10-01", 5000), ("2026-10-08", 2000), name="winter", ended_on=day("2026-10-15"))
    spring = plan(("2026-10-18", 4000), name="spring")
    nights = [night(f"2026-10-{number:02d}", 4) for number in range(1, 31)]
    sheet = little(*nights, first="2026-09-30", last="2026-10-31", plans=[winter, spring])
    assert [(row.kind, row.head) for row in sheet.steps.rows] == [
        ("baseline", "baseline"), ("plan", "Plan “winter”"), ("step", "1"), ("step", "2"), ("between", "between plans"),
        ("plan", "Plan “spring”"), ("step", "1"),
    ]  # fmt: skip
    assert "step 2 of “winter” (2 g) 4; days between “winter” and “spring” –; step 1 of “spring”" in sheet.picture.says
    # The last day between the two, seen from itself.
    sheet = little(*nights, first="2026-10-01", last="2026-10-18", plans=[winter, spring])
    assert sheet.headlines[0].says == (
        "Between two plans: ended on Wed 14 Oct 2026; “spring” starts on Sun 18 Oct 2026."
    )


def test_fewer_restless_nights_are_said_as_plainly() -> None:
    nights = [night(f"2026-10-{number:02d}", 8 if number < 15 else 3) for number in range(1, 29)]
    slept = [sleep(f"2026-10-{number:02d}", latency_min=20, awake_min=30) for number in range(1, 29)]
    sheet = little(*nights, *slept, first="2026-10-01", last="2026-10-29", by="week")
    assert (sheet.headlines[1].sign, sheet.headlines[1].says) == (
        "down", "Less restless than in the first 14 nights: median 8 → 3 of 10.",
    )  # fmt: skip
    assert sheet.headlines[2].sign == "level"


def test_7_oh_is_another_exposure() -> None:
    both = [(dose("2026-11-20T08:00-05:00", 2000), False), (dose(product_id=1), False)]
    of = replace(logged(both), products={1: product("shots", product_kind="7-oh")})
    sheet = build_sheet(report_of(of, "2026-11-20", "2026-11-21", "week"), beside(of))
    assert "Taken of 7-OH products on 1 day: another exposure, in no figure of this page." in sheet.limits


def test_what_was_typed_is_made_harmless() -> None:
    named = plan(("2026-11-01", 5000), name="down\u202egnp")
    taken = Medicine(day("2026-11-20"), moment("2026-11-20T20:00-05:00"), "pill\u200b", "1 tablet")
    of = logged([(night("2026-11-20", 6), False), (taken, False)], [named])
    sheet = build_sheet(
        report_of(of, "2026-11-20", "2026-11-21"),
        beside(of, question="one\ntwo\u2066", name="\u202ename", zone="\u200f"),
    )
    assert sheet.question == "one two\ufffd"
    for text in every_text(sheet):
        assert not set(text) & set("\u202e\u2066\u200b\u200f"), text


# ---------------------------------------------------------------------- the drawings


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_night_is_a_dot_or_a_gap_and_inside(width: int) -> None:
    sheet = full_sheet()
    chart, began = severity_chart(sheet.picture, width), onset_chart(sheet.picture, width)
    assert (len(chart.dots) + len(chart.hollow), len(chart.missing)) == (129, 11)
    # A line across its nights for every step but the last, which has four nights with a score so far.
    assert len(chart.medians) == len(sheet.steps.rows) - 1
    points = [*chart.dots, *chart.hollow, *chart.taken, *began.dots]
    places = [(point.x, point.y) for point in points] + [(mark.x, mark.y) for mark in chart.marks]
    assert all(0 <= x <= width and 0 <= y <= chart.frame.height for x, y in places)
    assert chart.line.count("M") - 1 <= len(chart.missing)
    assert all(0 <= label.at <= width for label in (*chart.frame.months, *chart.frame.band_labels))


def test_the_line_is_lifted_over_a_missing_night() -> None:
    nights = [night("2026-11-01", 5), night("2026-11-02", 6), night("2026-11-04", 7)]
    chart = severity_chart(little(*nights, first="2026-11-01", last="2026-11-05", by="week").picture, WIDE)
    assert chart.line.count("M") == 2
    assert chart.line.count("L") == 1
    assert chart.kratom_top is None


def test_marks_of_one_day_stand_below_each_other() -> None:
    marks = severity_chart(full_sheet().picture, NARROW).marks
    assert [mark.letter for mark in marks] == list("ABCDEFGHIJK")
    assert marks[2].x == marks[3].x == marks[4].x
    assert marks[2].y < marks[3].y < marks[4].y
    assert len({(mark.x, mark.y) for mark in marks}) == len(marks)


def test_ten_years_are_drawn_as_well() -> None:
    nights = [(night(str(day("2016-11-22").fromordinal(day("2016-11-22").toordinal() + n)), n % 11), False)
              for n in range(3650)]  # fmt: skip
    of = logged(nights)
    sheet = build_sheet(report_of(of, "2016-11-22", "2026-11-20", "month"), beside(of))
    labels = severity_chart(sheet.picture, NARROW).frame.months
    assert all(later.at - before.at >= 15 for before, later in pairwise(labels))
    assert sheet.steps.rows[0].cells[0] == "22–30 Nov 2016"

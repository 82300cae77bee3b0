"""The clinician's page as a value: its figures are those of the report, its words describe and never judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from builders import NEW_YORK, day, dose, magnesium, moment, night, past_of, plan, product, sleep, symptom, tablet
from legdiary.app.page import PageInputs, PageNote
from legdiary.app.reports import Material
from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.domain.entries.factors_and_medicines import Factor, Measure, Medicine
from legdiary.domain.entries.interactions import find_conflicts
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.day_pattern.typical_day import Taken
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.screen_report import NOTHING_EARLIER
from legdiary.domain.reports.timelines.helped import ratings_of
from legdiary.domain.time.moments import load_zone
from legdiary.render.page.build_sheet import build_sheet
from legdiary.render.page.charts.night_by_night import night_by_night
from legdiary.render.page.charts.shapes import WIDE
from legdiary.render.page.details.tables import totals_line
from legdiary.render.page.figure_marks import plain
from legdiary.render.page.first_sheet.paper import PRINTED_WIDTH, sheet_height, words_height

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.screen_report import By
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


def report_of(of: Logged, first: str, last: str, by: By | None = "step") -> Report:
    takings, taken = ([stored.entry for stored in each] for each in (of.magnesium, of.medicines))
    entries: dict[str, Any] = {name: _until(getattr(of, name), last) for name in _FIELDS.values()}
    return Material(
        day(first),
        day(last),
        night_records(Logged(plans=of.plans, products=of.products, **entries), day(first), day(last)),
        of.plans,
        past_of(of),
        NOTHING_EARLIER,
        of=None,
        measures=[stored.entry for stored in of.measures],
        close=find_conflicts(takings, taken),
        coin_cuts=(),
        timed=Taken([stored.entry for stored in of.doses], of.products, taken),
        ratings=tuple(ratings_of(of)),
    ).report(by)


def _until(entries: Sequence[Stored], last: str) -> list[Stored]:
    return [each for each in entries if not hasattr(each.entry, "night_of") or each.entry.night_of < day(last)]


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


# ---------------------------------------------------------------------- the first sheet, by hand


def cells(grid: Any) -> dict[str, tuple[str, ...]]:
    return {row.head: tuple(map(plain, row.cells)) for row in grid.rows}


def says(sheet: Sheet) -> list[str]:
    return [plain(line.says) for line in sheet.headlines]


def test_the_head_and_the_four_lines() -> None:
    sheet = demo_sheet(question=QUESTION)
    assert sheet.title == "Restless legs and kratom taper, 5 Jul–21 Nov 2026"
    assert sheet.made.startswith("22 Nov 2026, legdiary ")
    assert sheet.name is None
    assert sheet.question == QUESTION
    assert [(line.label, line.sign) for line in sheet.headlines] == [
        ("Taper", ""), ("Legs", ""), ("Sleep", ""), ("Symptoms", "up"),
    ]  # fmt: skip
    # Apart by less than 2 points; and of total sleep, by 30 minutes but with nights that overlap.
    assert says(sheet) == [
        "Target 2.2 g a day (began at 12 g), step 17 of 27",
        "4 at baseline, 5.5 now: about the same; over all nights rising",
        "6:00 h at baseline, 5:30 h now: about the same",
        "1.5 at baseline, 6.5 now: more",
    ]
    taper, legs, slept, symptoms = (plain(line.more) for line in sheet.headlines)
    assert taper == (
        "Taken: 4 of 4 days in this step logged, too few for a median. Plan “down to nothing” since 29 Jul 2026; this "
        "step since 18 Nov, day 4, 4 doses planned. Held (7 d) from 20 Nov. Next: 2 g on 2 Dec. The last "
        "step is 0 g from 3 Feb 2027."
    )
    assert legs == (
        "Medians of 24 and 12 nights. Higher by 1.5, a common difference between two such stretches. Rising: the line "
        "ends 2.6 points higher than it began (0.2 to 4.9), more than the slow ups and downs of these 129 nights."
    )
    assert "Leaning down, not clear: the line ends 42 minutes shorter; 101 min shorter to 18 min longer fits" in slept
    assert "Most often anxiety: on 11 of 12 days (at baseline 6 of 20 days)." in symptoms


def test_the_days_on_target_are_counted_and_those_well_over_named_without_blame() -> None:
    (bar,) = demo_sheet().targets
    assert plain(bar.says) == ("116 days with a target: 71 on target (within 0.1 g), 17 under, 23 over, 5 not logged.")
    assert bar.well_over == "Over by 0.5 g and 10 % or more: 30 Sep–6 Oct (median 6.5 g, target 4.6 g)."


def test_baseline_hardest_and_now_stand_side_by_side() -> None:
    sheet = demo_sheet(question="Why?")
    assert sheet.stretches_title == "Baseline, hardest stretch, now"
    assert sheet.stretches_rule.startswith(
        "Medians. Baseline: 5–28 Jul. Hardest: 22 Sep–5 Oct (target 5.7–4.6 g), the 14 nights in a row with the "
        "highest mean, at least 10 scored, outside baseline and now: chosen as the worst, so above its neighbours "
        "anyway. Now: 8–21 Nov (target 2.7–2.2 g), the latest 14."
    )
    legs, slept, symptoms = sheet.stretches
    assert [column.heading for column in legs.columns] == ["Legs, 0–10", "Base", "Hardest", "Now"]
    assert cells(legs)["nights with a score"] == ("24/24", "13/14", "12/14")
    assert cells(legs)["middle half"] == ("3–4", "5–7", "5–6.3")
    assert cells(legs)["nights at 7 or more"] == ("0 %", "54 %", "25 %")
    assert cells(legs)["began at"] == ("21:15", "20:30", "21:00")
    assert cells(slept)["total sleep, h:min"] == ("6:00", "5:23", "5:30")
    assert cells(slept)["kratom, g a day"] == ("12", "5.75", "2.5")
    assert cells(symptoms)["anxiety"] == ("6 (0)", "10 (1)", "11 (2)")
    assert len(symptoms.rows) == 1 + 9
    # The others stand among the details.
    (further,) = sheet.part("stretches-further").grids
    assert [row.head for row in further.rows] == [
        "days (grade 0–3)", "chills", "nausea", "diarrhoea", "daytime sleepiness",
    ]  # fmt: skip
    # The nights of a row stand beside it only where they are not those of the first.
    assert [row.small for row in legs.rows[:5]] == ["", "", "", "", "n 20·10·8"]


def test_the_name_only_where_it_is_asked_for() -> None:
    assert demo_sheet(name="J. D.").name == "J. D."


# ---------------------------------------------------------------------- the details


def test_the_trend_is_the_reports_sentence() -> None:
    part = demo_sheet().part("trend")
    assert part.lines[0] == (
        "Legs. Rising: the line through the nights ends 2.6 points higher than it began (between 0.2 and 4.9 higher). "
        "Bigger than the slow ups and downs of these nights."
    )
    assert part.lines[1].startswith("Total sleep, a further look: leaning down, not clear: the line ends 42 minutes")
    assert "Only a straight line is looked for" in " ".join(part.notes)
    assert part.notes[-1] == "11 of the latest 12 nights with a score are in days 1–6 of a step."
    assert "docs/" not in " ".join((*part.lines, *part.notes))


def test_the_weekly_taper_is_compared_by_thirds_of_the_way_down() -> None:
    (said,) = demo_sheet().part("steps").lines
    assert said == (
        "Median of the legs over longer stretches, all nights, each compared with the one before: baseline 4 (n 24); "
        "the first third (12–8.7 g) 4 (n 23), about the same; the middle third (7.9–4.2 g) 5 (n 46), about the same; "
        "the last third (3.8–2.2 g) 6 (n 36), about the same."
    )


def test_what_clinicians_ask_about_is_observed_with_its_dates_and_nights() -> None:
    part = demo_sheet().part("pattern")
    assert part.lines[0] == "Where, with the nights: calves 65, legs 36, feet 35, arms 9, trunk 7."
    assert part.lines[1].startswith("By step: baseline calves 12, legs 8, feet 5; 1 legs 3, calves 2, feet 2; ")
    (grid,) = part.grids
    assert [column.heading for column in grid.columns] == ["What", "5–28 Jul", "8–21 Nov", "Observed"]
    assert cells(grid)["Legs begin"] == ("21:15 (n 20)", "21:00 (n 8)", "not earlier")
    assert cells(grid)["Nights beyond the legs"] == ("0 of 20", "3 of 8", "new, first on 23 Sep")
    assert cells(grid)["By day, active, 0–10"] == ("1 (n 16)", "1 (n 6)", "too few nights")


def test_what_stands_beside_the_nights() -> None:
    sheet = full_sheet()
    (measures,) = sheet.part("measures").grids
    assert {row.head: row.cells for row in measures.rows} == {
        "IRLS total, by clinician": ("22 on 20 Sep 2026", "severe range (IRLS)"),
        "IRLS total, by self": ("17 on 20 Jul 2026", "moderate range (IRLS)"),
        "Ferritin": ("48.5 ng/mL on 2 Oct 2026", "latest below 75 ng/mL"),
        "Transferrin saturation": ("20 % on 2 Oct 2026", "latest at 20 %"),
    }
    exposures = sheet.part("factors").grids[0]
    assert [row.head for row in exposures.rows] == ["caffeine", "alcohol", "antihistamine"]
    assert exposures.rows[2].cells[2:] == ("–", "–", "–")
    # Both were looked at, and neither differs: any two factors that do nothing would differ as much.
    assert [plain(row.cells[-1]) for row in exposures.rows[:2]] == ["2 of 2", "2 of 2"]
    (courses,) = sheet.part("medicines").grids
    assert [(row.head, *map(plain, row.cells)) for row in courses.rows] == [
        ("magnesium, by mouth", "3–21 Aug", "300 mg citrate", "15", "changed"),
        ("", "23 Aug–21 Nov", "200 mg glycinate", "75", ""),
        ("gabapentin", "3 Aug–19 Nov", "300 mg", "30", ""),
        ("pramipexole", "3–13 Aug", "0.125 mg", "4", "stopped"),
        ("magnesium, on the skin", "20 Nov", "100 mg", "1", ""),
    ]
    text = plain(" ".join(sheet.part("medicines").lines))
    assert "200 mg elemental a day, median of 90 of 140 days." in text
    assert "On the skin on 1 day." in text
    assert "Magnesium was taken closer to a medicine than its source asks for: gabapentin 30 times." in text
    events = sheet.part("events").lines
    assert "new medicine (pramipexole) on 3 Aug" in events
    assert len(events) == len(sheet.picture.events) + len(sheet.picture.further_events) - 4


def test_what_helped_is_told_as_ratings_of_bad_nights() -> None:
    rated = [Factor(day(f"2026-11-{number:02d}"), "walking", helped=number % 4) for number in range(1, 8)]
    (grid,) = little(*rated, first="2026-11-01", last="2026-11-08", by="week").part("factors").grids[1:]
    # 1 2 3 0 1 2 3 in order 0 1 1 2 2 3 3.
    assert cells(grid) == {"walking": ("7", "2 (n 7)")}
    assert grid.caption == "Such things are used on bad nights, so no rating shows an effect."


def test_potency_by_product_with_mitragynine_where_a_laboratory_says_it() -> None:
    leaf = product("leaf", mitragynine_low_ug=13_000, mitragynine_high_ug=13_000)
    doses = [(dose(f"2026-11-{number:02d}T08:00-05:00", 2000, product_id=1), False) for number in range(1, 8)]
    of = replace(logged(doses), products={1: leaf})
    (grid,) = build_sheet(report_of(of, "2026-11-01", "2026-11-08", "week"), beside(of)).part("potency").grids
    # 2 g of 13 mg/g.
    assert cells(grid) == {
        "kratom leaf, g": ("2\xa0(n\xa07)",) * 2, "mitragynine in leaf, mg": ("26\xa0(n\xa07)",) * 2,
    }  # fmt: skip


def test_symptoms_by_step_stand_beside_each_other_as_far_as_they_have_room() -> None:
    (grid,) = demo_sheet().part("symptoms").grids
    assert [column.heading for column in grid.columns[:3]] == ["Step", "anxiety", "low mood"]
    assert (plain(grid.rows[0].cells[0]), len(grid.rows), len(grid.columns)) == ("6 (0)", 18, 1 + 13)
    many = [symptom(f"symptom number {number}", 1) for number in range(20)]
    grids = little(*many, first="2026-11-20", last="2026-11-21", by="week").part("symptoms").grids
    assert [len(grid.columns) for grid in grids] == [1 + 12, 1 + 8]
    assert grids[1].rows[0].head == "20 Nov"


def test_what_the_page_does_not_know() -> None:
    limits = " ".join(demo_sheet(corrected=3).part("limits").lines)
    assert "Severity is missing on 11 of 140 nights: asleep 1, away 2, forgot 1, nothing entered 5, other 2." in limits
    assert "8 nights entered more than 36 h after waking" in limits
    assert "3 entries of this range were changed or deleted after being stored" in limits
    assert "Time zone: America/New_York." in limits


def test_notes_only_where_they_are_asked_for() -> None:
    entries = (night("2026-11-20", 6, note="walked\tthe \u202ehall"), night("2026-11-19", 5))
    sheet = little(*entries, first="2026-11-19", last="2026-11-21", by="week")
    assert not sheet.has_notes
    assert "walked" not in " ".join(every_text(sheet))
    of = logged((entry, False) for entry in entries)
    note = PageNote(day("2026-11-20"), "night", "walked\tthe \u202ehall")
    asked = build_sheet(report_of(of, "2026-11-19", "2026-11-21", "week"), beside(of, notes=(note,)))
    assert [(row.head, *row.cells) for row in asked.part("notes").grids[0].rows] == [
        ("20 Nov", "night", "walked the \ufffdhall"),
    ]  # fmt: skip


@pytest.mark.parametrize("sheet", [demo_sheet(), full_sheet()], ids=["demo", "full"])
def test_no_word_that_judges(sheet: Sheet) -> None:
    foot = "a diary cannot show what caused a change"
    said = [text.lower().replace(foot, "") for text in every_text(replace(sheet, question=None))]
    for word in NEVER:
        assert not [text for text in said if word in text.split()], word


# ---------------------------------------------------------------------- little, none, and after the end


def test_the_heading_over_measures_names_the_heart_rate_where_there_is_one() -> None:
    sheet = full_sheet(measures=[Measure(day("2026-10-02"), "heart-rate", 96_000, "/min")])
    part = sheet.part("measures")
    assert part.title == "Totals, laboratory values and heart rate"
    assert [(row.head, *row.cells) for row in part.grids[0].rows] == [("Heart rate", "96/min on 2 Oct 2026", "")]
    assert full_sheet().part("measures").title == "Totals and laboratory values"


def little(*entries: Any, first: str, last: str, plans: Sequence[Plan] = (), by: By | None = "step") -> Sheet:
    of = logged(((entry, False) for entry in entries), plans)
    return build_sheet(report_of(of, first, last, by), beside(of))


def test_one_night_and_nothing_else() -> None:
    sheet = little(night("2026-11-20", 6), first="2026-11-20", last="2026-11-21", by="week")
    assert sheet.title == "Restless legs, 20 Nov 2026"
    assert says(sheet) == [
        "No taper plan in this diary",
        "Too few nights to compare: 7 with a score are needed on each side, 0 and 1 are there",
        "Total sleep is not known",
        "None is logged",
    ]
    assert (sheet.targets, sheet.typical) == ((), ())
    assert [part.empty for part in sheet.details if part.id == "measures"] == ["None logged."]
    assert sheet.part("medicines").lines == ("No magnesium by mouth is logged.",)


def test_doses_alone() -> None:
    sheet = little(dose(), first="2026-11-20", last="2026-11-21", by="week")
    assert sheet.headlines[0].more == "Kratom: logged on 1 day."
    (steps,) = sheet.part("steps").grids
    assert tuple(map(plain, steps.rows[0].cells[5:9])) == ("1/1", "–", "–", "0/1")


def test_a_plan_that_has_not_begun() -> None:
    coming = plan(("2026-12-01", 5000))
    sheet = little(night("2026-11-20", 6), first="2026-11-20", last="2026-11-21", plans=[coming])
    assert says(sheet)[0] == "The plan starts on Tue 1 Dec 2026 with 5 g a day"


def test_after_the_end_of_a_plan() -> None:
    over = plan(("2026-10-01", 5000), ("2026-10-08", 2000), ended_on=day("2026-10-15"))
    nights = [night(f"2026-10-{number:02d}", number % 5) for number in range(1, 31)]
    sheet = little(*nights, first="2026-10-01", last="2026-10-31", plans=[over])
    assert says(sheet)[0] == "The taper ended on Wed 14 Oct 2026: follow-up, day 16 of three months"
    assert plain(sheet.headlines[0].more).endswith("from 1 Oct 2026 on: 5 g to 2 g a day.")
    (steps,) = sheet.part("steps").grids
    assert [row.kind for row in steps.rows] == ["step", "step", "follow-up"]
    assert steps.rows[-1].last


def test_the_steps_of_two_plans_stand_below_their_names() -> None:
    winter = plan(("2026-10-01", 5000), ("2026-10-08", 2000), name="winter", ended_on=day("2026-10-15"))
    spring = plan(("2026-10-18", 4000), name="spring")
    nights = [night(f"2026-10-{number:02d}", 4) for number in range(1, 31)]
    sheet = little(*nights, first="2026-09-30", last="2026-10-31", plans=[winter, spring])
    (steps,) = sheet.part("steps").grids
    assert [(row.kind, row.head) for row in steps.rows] == [
        ("baseline", "baseline"), ("plan", "Plan “winter”"), ("step", "1"), ("step", "2"), ("between", "between plans"),
        ("plan", "Plan “spring”"), ("step", "1"),
    ]  # fmt: skip
    # The last day between the two, seen from itself.
    sheet = little(*nights, first="2026-10-01", last="2026-10-18", plans=[winter, spring])
    assert says(sheet)[0] == (
        "Between two plans: “winter” ended on Wed 14 Oct 2026; “spring” starts on Sun 18 Oct 2026"
    )


def test_7_oh_alone_is_told_in_milligrams() -> None:
    words = plan(("2026-10-01", 60_000), ("2026-10-15", 40_000), substance="7-oh", scale_ug=5000)
    shots = [(tablet(f"2026-10-{number:02d}T08:00-05:00", 42_000), False) for number in range(1, 31)]
    of = replace(logged(shots, [words]), products={1: product("shots", product_kind="7-oh")})
    sheet = build_sheet(report_of(of, "2026-10-01", "2026-10-31"), beside(of))
    assert sheet.title == "Restless legs and taper of 7-OH, 1–30 Oct 2026"
    assert says(sheet)[0] == "Target 40 mg of 7-OH a day (began at 60 mg), step 2 of 2"
    # 14 days of 42 mg are under 60, 16 within 5 mg of 40.
    (bar,) = sheet.targets
    assert plain(bar.says) == (
        "30 days with a target of 7-OH: 16 on target (within 5 mg), 14 under, 0 over, 0 not logged."
    )
    assert cells(sheet.stretches[1])["7-OH, mg a day"] == ("42", "42")


def test_fewer_restless_nights_are_said_as_plainly() -> None:
    nights = [night(f"2026-10-{number:02d}", 8 if number < 15 else 3) for number in range(1, 29)]
    slept = [sleep(f"2026-10-{number:02d}", latency_min=20, awake_min=30) for number in range(1, 29)]
    sheet = little(*nights, *slept, first="2026-10-01", last="2026-10-29", by="week")
    assert (sheet.headlines[1].sign, says(sheet)[1]) == ("down", "8 in the first 14 nights, 3 now: less restless")
    assert says(sheet)[2].endswith(" now: about the same")


def test_7_oh_is_another_exposure() -> None:
    both = [(dose("2026-11-20T08:00-05:00", 2000), False), (dose(product_id=1), False)]
    of = replace(logged(both), products={1: product("shots", product_kind="7-oh")})
    sheet = build_sheet(report_of(of, "2026-11-20", "2026-11-21", "week"), beside(of))
    assert (
        "7-OH products taken on 1 day: another substance, not in the table of steps; see Potency."
        in sheet.part("limits").lines
    )


def test_what_was_typed_is_made_harmless() -> None:
    named = plan(("2026-11-01", 5000), name="down\u202egnp")
    taken = Medicine(day("2026-11-20"), moment("2026-11-20T20:00-05:00"), "pill\u200b", "1 tablet")
    of = logged([(night("2026-11-20", 6), False), (taken, False)], [named])
    sheet = build_sheet(
        report_of(of, "2026-11-20", "2026-11-21"),
        beside(of, question="one\ntwo\u2066\ufdd0x\ufdd1", name="\u202ename", zone="\u200f"),
    )
    assert sheet.question == "one two\ufffd\ufffdx\ufffd"
    for text in every_text(sheet):
        assert not set(text) & set("\u202e\u2066\u200b\u200f"), text


# ---------------------------------------------------------------------- what has room on a sheet


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_what_has_no_room_gives_way_by_rule(paper: Any) -> None:
    """The question takes four lines of both papers; Letter is the shorter one."""
    asked = build_sheet(demo_report(), beside(demo_logged(), question="Why? " * 80), paper)
    usual = build_sheet(demo_report(), beside(demo_logged(), question="Why?"), paper)
    assert asked.heights.raster < usual.heights.raster or asked.heights.raster <= 58
    rows = [len(grid.rows) for grid in asked.stretches]
    assert rows <= [len(grid.rows) for grid in usual.stretches]
    # What a table on the first sheet lost stands among the details, below the row with its nights.
    further = {grid.caption: grid.rows[1:] for grid in asked.part("stretches-further").grids}
    for whole, kept in zip(asked.all_stretches, asked.stretches, strict=True):
        assert {*kept.rows, *further.get(whole.caption, ())} == {*whole.rows}
    assert words_height(asked) + drawn_height(asked) <= sheet_height(paper)


def drawn_height(sheet: Sheet) -> float:
    return night_by_night(sheet.picture, WIDE, sheet.heights).height * PRINTED_WIDTH / WIDE


def test_ten_years_have_a_row_a_month() -> None:
    first = day("2016-11-22")
    nights = [night(str(first + timedelta(days=number)), number % 11) for number in range(3650)]
    sheet = little(*nights, first="2016-11-22", last="2026-11-20", by="month")
    (steps,) = sheet.part("steps").grids
    assert (steps.rows[0].cells[0], len(steps.rows)) == ("22–30 Nov 2016", 121)
    assert len(night_by_night(sheet.picture, WIDE, sheet.heights).texts) < 60


def test_totals_tell_the_first_value_and_the_latest_three() -> None:
    totals = [(5, "2026-07-17"), (11, "2026-08-20"), (19, "2026-10-02"), (15, "2026-11-16"), (9, "2026-11-20")]
    sows = [Measure(day(on), "sows", value * 1000, "points", "self") for value, on in totals]
    assert totals_line(sows[:1]) == "SOWS total, by self 5 (17 Jul)"
    assert totals_line(sows[:4]) == "SOWS total, by self 5 → 11 → 19 → 15 (17 Jul–16 Nov)"
    assert totals_line(sows) == "SOWS total, by self 5 → … → 19 → 15 → 9 (17 Jul–20 Nov)"

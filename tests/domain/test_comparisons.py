"""Stretches of nights beside each other: by every measure, and by the blocks of a taper whose steps are too short."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from builders import day, dose, night, plan, sleep, symptom
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.comparisons import block_nights, measure_differences
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.report import build_report
from legdiary.domain.reports.stretches import Stretch, stretch_figures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.report import Report
    from legdiary.domain.taper.plan import Plan

FIRST = day("2026-06-01")


def stored(*entries: Any) -> list[Stored]:
    return [Stored(number, entry) for number, entry in enumerate(entries)]


def records_of(length: int, first: date = FIRST, **fields: Any) -> list[NightRecord]:
    return night_records(Logged(**fields), first, first + timedelta(days=length))


def on(number: int) -> str:
    return f"{FIRST + timedelta(days=number)}"


def test_two_weeks_by_every_measure() -> None:
    """Seven nights at 7 with five hours' sleep, then seven at 4 with six and a half; symptoms the same."""
    ratings = [night(on(n), 7 if n < 7 else 4) for n in range(14)]
    # In bed 23:00-07:00: 60 and 20 minutes to fall asleep, 120 and 70 awake: 300 and 390 minutes of 480.
    sleeps = [
        sleep(on(n), "23:00-07:00", tried="23:00", up="07:00", latency_min=60 if n < 7 else 20,
              awake_min=120 if n < 7 else 70)
        for n in range(14)
    ]  # fmt: skip
    symptoms = [symptom("nausea", 2, on(n)) for n in range(14)] + [symptom("sweating", 1, on(n)) for n in range(14)]
    records = records_of(14, nights=stored(*ratings), sleeps=stored(*sleeps), symptoms=stored(*symptoms))
    found = {each.measure: each.difference for each in measure_differences(records[:7], records[7:])}
    assert {name: (of.comparison.median_change, of.result) for name, of in found.items()} == {
        "severity": (-3, "lower"),
        "tst_min": (90, "higher"),
        "sol_min": (-40, "lower"),
        "waso_min": (-50, "lower"),
        "se_dse_pct": (18.75, "higher"),  # 300 and 390 of 480 minutes
        "symptoms": (0, "about the same"),  # 2 and 1 each night
    }


def test_a_night_without_a_symptom_logged_is_no_night_at_nought() -> None:
    records = records_of(14, symptoms=stored(*(symptom("nausea", 3, on(n)) for n in range(10))))
    assert [record.symptom_sum for record in records[8:12]] == [3, 3, None, None]
    (found,) = (each for each in measure_differences(records[:7], records[7:]) if each.measure == "symptoms")
    assert (found.difference.result, found.difference.comparison.n_after) == ("too few nights", 3)


#: Twelve weeks from 12 g to nothing, a gram a week.
WEEKLY = plan(*((f"{FIRST + timedelta(weeks=n)}", 12_000 - 1000 * n) for n in range(13)))


def weekly(scores: Sequence[int | None], plans: Sequence[Plan] = (WEEKLY,)) -> Report:
    """Nights from 18 May on, two weeks before the plan."""
    first = FIRST - timedelta(days=14)
    nights = [night(f"{first + timedelta(days=n)}", score) for n, score in enumerate(scores) if score is not None]
    return build_report(records_of(len(scores), first, nights=stored(*nights), plans=plans), plans, "step")


def test_a_weekly_taper_gets_a_comparison_for_every_third_and_says_how_many_nights_settle() -> None:
    # Baseline at 4; 12 to 9 g at 4, 8 to 5 g at 7, from 4 g on at 7.
    report = weekly([4] * 14 + [4] * 28 + [7] * 28 + [7] * 35)
    assert all(group.versus_previous is None or group.versus_previous.same is None for group in report.groups[1:])
    told = [
        (each.block.kind, each.possible, each.severity.median, each.settling.n, each.settled.n)
        for each in report.blocks
    ]
    assert told == [
        ("baseline", 14, 4, 0, 14),
        ("first third", 28, 4, 24, 4),
        ("middle third", 28, 7, 24, 4),
        ("last third", 35, 7, 30, 5),
    ]
    results = [each.versus_previous[0].difference for each in report.blocks[1:]]
    assert [(of.result, of.comparison.n_before, of.comparison.n_after) for of in results] == [
        ("about the same", 14, 28),
        ("higher", 28, 28),
        ("about the same", 28, 35),
    ]


def test_a_block_with_six_scores_is_not_compared() -> None:
    report = weekly([4] * 14 + [4] * 6 + [None] * 22 + [7] * 28)
    one, other = (each.versus_previous[0].difference.result for each in report.blocks[1:3])
    assert (one, other) == ("too few nights", "too few nights")
    assert report.blocks[1].severity.median == 4  # six scores: enough for a median, not for a comparison


def test_steps_of_three_weeks_need_no_blocks() -> None:
    slow = plan(*((f"{FIRST + timedelta(weeks=3 * n)}", 3000 - 1000 * n) for n in range(4)))
    assert weekly([4] * 90, [slow]).blocks == ()


def test_a_report_by_week_has_neither_blocks_nor_stretches() -> None:
    records = records_of(60, nights=stored(*(night(on(n), 5) for n in range(60))), plans=[WEEKLY])
    report = build_report(records, [WEEKLY], "week")
    assert (report.blocks, report.stretches) == ((), ())
    assert block_nights(records, [WEEKLY]) != ()


def test_before_at_its_hardest_and_now_with_their_doses() -> None:
    report = weekly([4] * 14 + [5] * 28 + [8] * 14 + [6] * 28)
    assert [(each.stretch.kind, each.severity.median, each.possible) for each in report.stretches] == [
        ("baseline", 4, 14), ("hardest", 8, 14), ("now", 6, 14),
    ]  # fmt: skip
    taken = [dose(f"{on(n)}T20:00-04:00", 2500, night_of=on(n)) for n in range(6)]
    records = records_of(
        14, doses=stored(*taken), nights=stored(*(night(on(n), 5, onset_min=20 * 60) for n in range(5)))
    )
    now = stretch_figures(Stretch("now", FIRST, FIRST + timedelta(days=14)), records)
    assert (now.doses.n, now.doses.median, now.kratom_mg.median) == (6, 1, 2500)
    assert (now.onset_min.n, now.onset_min.median) == (5, 8 * 60)
    assert (now.tst_min.median, now.symptoms.median) == (None, None)


def test_the_range_chooses_no_third() -> None:
    """Whatever is looked at, a night belongs to the third that the plan makes."""
    whole = {each.block.kind: each.block.days for each in block_nights(records_of(90), [WEEKLY])}
    later = night_records(Logged(), FIRST + timedelta(days=20), FIRST + timedelta(days=40))
    assert [(each.block.kind, each.block.days) for each in block_nights(later, [WEEKLY])] == [
        ("first third", ((FIRST + timedelta(days=20), whole["first third"][0][1]),)),
        ("middle third", ((whole["middle third"][0][0], FIRST + timedelta(days=40)),)),
    ]

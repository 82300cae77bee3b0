from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from functools import cache
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from builders import BERLIN, NEW_YORK, day, moment
from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.domain.demo.story import DEMO_NIGHTS
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.factors_and_medicines import Factor, Measure, Medicine, Symptom
from legdiary.domain.entries.magnesium import Magnesium
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.sleep import Sleep, check_sleep, sleep_figures
from legdiary.domain.input.night_vocabulary import BODY_PARTS, MISSED_REASONS, SENSATIONS
from legdiary.domain.input.text import check_note
from legdiary.domain.taper.plan import Hold, plan_on, position_on, target_on
from legdiary.domain.time.moments import DEFAULT_DAY_START, Moment, diary_day, load_zone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from legdiary.domain.demo.demo_diary import Demo

LAST = day("2026-11-20")
#: Zones with clock changes of every kind: at 02:00, at midnight, of half an hour, of two hours, of a whole day.
ZONES = (
    (NEW_YORK, "2026-11-20"),
    (NEW_YORK, "2026-05-01"),
    (BERLIN, "2026-04-20"),
    ("America/Havana", "2026-03-20"),
    ("Africa/Cairo", "2026-05-20"),
    ("Australia/Lord_Howe", "2026-10-20"),
    ("Antarctica/Troll", "2026-04-20"),
    ("Pacific/Apia", "2011-12-29"),
    ("Pacific/Apia", "2012-02-01"),
    ("UTC-05:00", "2028-03-01"),
)

#: Where the weekend away is spent: an hour from home.
AWAY = {NEW_YORK: "America/Chicago", BERLIN: "Europe/London"}


def first_night(last: str) -> date:
    return day(last) - timedelta(days=DEMO_NIGHTS - 1)


@cache
def told(last: date = LAST, zone: str = NEW_YORK, **options: Any) -> Demo:
    return make_demo_diary(last, load_zone(zone), **options)


def of_kind(demo: Demo, kind: type) -> list[Any]:
    return [entry for entry, _ in demo.by_night if isinstance(entry, kind)]


def moments_of(entry: object) -> Iterator[Moment]:
    for name in ("at", "bed", "tried", "wake", "up"):
        if known := getattr(entry, name, None):
            yield known


def grams_by_night(demo: Demo) -> dict[date, int]:
    totals: dict[date, int] = {}
    for dose in of_kind(demo, Dose):
        if dose.amount_mg is not None:  # 7-OH is in micrograms, and in no grams of leaf
            totals[dose.night_of] = totals.get(dose.night_of, 0) + dose.amount_mg
    return totals


class TestTheSameSeed:
    def test_tells_the_same_diary(self) -> None:
        assert make_demo_diary(LAST, load_zone(NEW_YORK)) == make_demo_diary(LAST, load_zone(NEW_YORK))

    def test_and_another_another(self) -> None:
        assert told() != told(seed=1)

    def test_a_month_and_ten_years_end_with_the_same_nights(self) -> None:
        month, years = told(nights=30), told(nights=3650)

        def without_batch(demo: Demo) -> list[object]:
            return [
                (entry.amount_mg, entry.at) if isinstance(entry, Dose) else entry
                for entry, _ in demo.by_night
                if (LAST - entry.night_of).days < 30
            ]

        assert without_batch(month) == without_batch(told()) == without_batch(years)
        assert month.plans[-1] == years.plans[-1]


class TestTheFiguresOfTheDemo:
    def test_how_much_there_is(self) -> None:
        demo = told()
        assert Counter(entry.kind for entry, _ in demo.by_night) == {
            "kratom": 589, "night": 135, "sleep": 123, "magnesium": 90,
            "symptom": 648, "factor": 196, "medicine": 82, "measure": 12,
        }  # fmt: skip
        assert sum(grams_by_night(demo).values()) == 958_500
        assert sum(recalled for _, recalled in demo.by_night) == 12
        assert [(each.product_kind, each.opened_on, each.mitragynine_low_ug) for each in demo.products] == [
            ("leaf", day("2026-07-04"), 13_000), ("leaf", day("2026-08-17"), 10_800), ("7-oh", day("2026-10-01"), None),
        ]  # fmt: skip

    def test_the_last_night_in_full(self) -> None:
        doses = [(f"{d.at.local:%H:%M}", d.amount_mg) for d in of_kind(told(), Dose) if d.night_of == LAST]
        assert doses == [("07:13", 500), ("12:57", 700), ("17:45", 600), ("00:46", 500)]
        assert of_kind(told(), Night)[-1] == Night(
            LAST, 7, falling_asleep=7, overnight=8, day_resting=4, day_active=2, onset_min=20 * 60 + 30,
            body_parts=("legs", "trunk"), sensations=("crawling",), sitting=5, mood=3, concentration=4,
        )  # fmt: skip
        figures = sleep_figures(of_kind(told(), Sleep)[-1])
        assert (figures.tst_min, figures.sol_min, figures.waso_min, figures.pacing_min) == (360, 45, 60, 30)

    def test_the_plan_goes_on_after_the_last_night(self) -> None:
        plan = plan_on(told().plans, LAST)
        assert plan is not None
        assert plan.name == "down to nothing"
        assert (plan.starts_on, len(plan.steps), plan.steps[-1].target) == (day("2026-07-28"), 27, 0)
        position = position_on(plan, LAST)
        assert position is not None
        assert (position.step_number, position.days_in_step, position.step.target) == (17, 4, 2200)
        assert (position.next_change, position.next_target) == (day("2026-12-01"), 2000)  # a week later than planned
        assert plan.holds == (Hold(day("2026-11-19"), 7, day("2026-11-17"), "bad-nights"),)
        share = (LAST - plan.starts_on).days / (plan.steps[-1].starts_on - plan.starts_on).days
        assert 0.6 < share < 0.7

    def test_ten_years_of_it(self) -> None:
        demo = told(nights=3650)
        assert Counter(entry.kind for entry, _ in demo.by_night) == {
            "kratom": 14_752, "night": 3595, "sleep": 3343, "magnesium": 2850,
            "symptom": 2705, "factor": 710, "medicine": 1369, "measure": 120,
        }  # fmt: skip
        assert (len(demo.plans), len(demo.products)) == (11, 63)


class TestWhatIsBelievable:
    def test_three_weeks_at_about_twelve_grams(self) -> None:
        demo = told()
        start = demo.plans[0].starts_on
        baseline = [total for night, total in grams_by_night(demo).items() if night < start]
        assert len(baseline) >= 21
        assert 11_800 <= median(baseline) <= 12_200
        assert all(10_500 <= total <= 13_500 for total in baseline)

    def test_what_is_taken_follows_the_plan_but_for_one_week(self) -> None:
        demo = told()
        over = [
            night
            for night, total in grams_by_night(demo).items()
            if (target := target_on(demo.plans[0], night)) and total > 1.25 * target
        ]
        assert len(over) >= 6
        assert (over[-1] - over[0]).days <= 6

    def test_severity_rises_late_in_the_taper(self) -> None:
        scores = [night.severity for night in of_kind(told(), Night) if night.severity is not None]
        assert (median(scores[:24]), median(scores[-24:])) == (4, 6)

    def test_there_are_gaps_and_missed_nights_and_recalled_ones(self) -> None:
        demo = told()
        written = {entry.night_of for entry, _ in demo.by_night}
        assert DEMO_NIGHTS - len(written) == 5
        missed = {night.missed for night in of_kind(demo, Night)} - {None}
        assert missed == {"away", "asleep", "forgot", "other"}
        assert {entry.kind for entry, recalled in demo.by_night if recalled} == {"night", "sleep"}

    def test_sleep_comes_in_full_as_a_frame_and_as_a_total(self) -> None:
        slept = of_kind(told(), Sleep)
        frames = sum(sleep.bed is not None and sleep.latency_min is None for sleep in slept)
        totals = sum(sleep.total_min is not None for sleep in slept)
        full = sum(None not in (sleep.tried, sleep.up, sleep.planned, sleep.awake_min, sleep.times) for sleep in slept)
        assert (full, frames, totals) == (101, 14, 8)

    def test_magnesium_from_the_fifth_week_on(self) -> None:
        taken = of_kind(told(), Magnesium)
        assert taken[0].night_of == day("2026-08-02")
        first_of = {(one.elemental_mg, one.form): one.night_of for one in reversed(taken)}
        assert first_of == {(300, "citrate"): day("2026-08-02"), (200, "glycinate"): day("2026-08-22")}
        assert {one.basis for one in taken} == {"label_elemental"}

    def test_some_doses_are_taken_after_midnight(self) -> None:
        late = [dose for dose in of_kind(told(), Dose) if dose.at and dose.at.local.date() > dose.night_of]
        assert len(late) > 50
        assert all(dose.at.local.time() < DEFAULT_DAY_START for dose in late)

    def test_a_day_without_kratom_is_said_only_at_a_target_of_zero(self) -> None:
        demo = told(nights=1000)
        days = [dose.night_of for dose in of_kind(demo, Dose) if dose.says_none]
        assert days
        for night in days:
            plan = plan_on(demo.plans, night)
            assert plan is not None
            assert target_on(plan, night) == 0

    def test_no_note_advises_or_claims_a_cause(self) -> None:
        notes = " ".join(getattr(entry, "note", None) or "" for entry, _ in told(nights=3650).by_night).lower()
        for word in ("works", "helped", "because", "caused", "should", "safe", "proved", "thanks to"):
            assert word not in notes


@pytest.mark.parametrize(("zone", "last"), ZONES)
class TestWhateverTheZone:
    def test_every_entry_passes_its_own_checks(self, zone: str, last: str) -> None:
        for entry, _ in told(day(last), zone).by_night:
            if isinstance(entry, Sleep):
                check_sleep(entry)
                tst = sleep_figures(entry).tst_min
                assert tst is None or 120 <= tst <= 600
            if isinstance(entry, Night):
                assert entry.missed in {None, *MISSED_REASONS}
                assert set(entry.body_parts) <= set(BODY_PARTS)
                assert set(entry.sensations) <= set(SENSATIONS)
                assert entry.onset_min is None or 18 * 60 <= entry.onset_min < 24 * 60
            check_note(getattr(entry, "note", None) or "")

    def test_every_taking_is_filed_under_the_diary_day_of_its_moment(self, zone: str, last: str) -> None:
        demo = told(day(last), zone)
        for taking in (*of_kind(demo, Dose), *of_kind(demo, Magnesium)):
            assert diary_day(taking.at, DEFAULT_DAY_START) == taking.night_of
            away = AWAY.get(zone, zone) if (taking.night_of - first_night(last)).days in (33, 34) else zone
            assert taking.at == Moment.from_timestamp(taking.at.utc_s, load_zone(away))
        assert max(taking.night_of for taking in of_kind(demo, Dose)) <= day(last)

    def test_a_sleep_lies_in_its_night(self, zone: str, last: str) -> None:
        noon = time(12)
        for sleep in of_kind(told(day(last), zone), Sleep):
            if sleep.bed is not None:
                assert sleep.bed.local.replace(tzinfo=None) >= datetime.combine(sleep.night_of, noon)
                assert sleep.up is None or sleep.up.utc_s - sleep.bed.utc_s < 12 * 3600

    def test_moments_and_nights_come_once(self, zone: str, last: str) -> None:
        demo = told(day(last), zone)
        taken = [dose.at for dose in of_kind(demo, Dose)]
        assert taken == sorted(set(taken))
        for kind in (Night, Sleep):
            nights = [entry.night_of for entry in of_kind(demo, kind)]
            assert nights == sorted(set(nights))


class TestALongDiary:
    def test_plans_follow_each_other(self) -> None:
        for before, after in pairwise(told(nights=3650).plans):
            assert before.ended_on is not None
            assert before.ended_on <= after.starts_on

    def test_batches_are_opened_one_after_the_other_and_doses_name_the_one_in_use(self) -> None:
        demo = told(nights=800)
        opened = [product.opened_on for product in demo.products]
        assert opened == sorted(set(opened), key=str)
        for dose in of_kind(demo, Dose):
            if dose.product_id is not None:
                batch = demo.products[dose.product_id - 1]
                assert (batch.product_kind == "7-oh") == (dose.amount_ug is not None)
                assert batch.opened_on is not None
                assert batch.opened_on <= dose.night_of

    def test_products_come_first_so_that_their_numbers_become_their_ids(self) -> None:
        demo = told(nights=800)
        first = [entry for entry, _ in demo.entries[: len(demo.products)]]
        assert tuple(first) == demo.products
        assert len(demo.entries) == len(demo.products) + len(demo.plans) + len(demo.by_night)


class TestTheEnd:
    def test_a_sleep_that_is_not_over_is_left_out(self) -> None:
        early = told(until=moment("2026-11-21T05:10-05:00"))
        assert [sleep.night_of for sleep in of_kind(early, Sleep)][-1] < LAST
        assert len(early.by_night) == len(told().by_night) - 1
        assert told(until=moment("2026-11-21T09:00-05:00")) == told()

    def test_nothing_is_later_than_eight_in_the_morning(self) -> None:
        latest = max(known for entry, _ in told().by_night for known in moments_of(entry))
        assert latest.local.replace(tzinfo=None) < datetime.combine(LAST + timedelta(days=1), time(8))

    def test_no_nights_are_no_diary(self) -> None:
        with pytest.raises(ValueError, match="0"):
            told(nights=0)


class TestWhatElseIsLogged:
    """Enough of everything that page and report can show."""

    def test_symptoms_grow_late_in_the_taper_and_constipation_goes(self) -> None:
        first, start = first_night(str(LAST)), told().plans[0].starts_on
        baseline, last_weeks = Counter[str](), Counter[str]()
        for symptom in of_kind(told(), Symptom):
            if symptom.grade:
                baseline[symptom.name] += first <= symptom.night_of < start
                last_weeks[symptom.name] += (LAST - symptom.night_of).days < 14
        assert last_weeks["anxiety"] == max(last_weeks.values()) > baseline["anxiety"]
        assert baseline["constipation"] == max(baseline.values()) > last_weeks["constipation"]
        assert last_weeks.total() > 2 * baseline.total()

    def test_gabapentin_is_begun_and_raised_and_iron_stopped(self) -> None:
        spans: dict[tuple[str, str], list[date]] = {}
        for medicine in of_kind(told(), Medicine):
            spans.setdefault((medicine.name, medicine.amount), []).append(medicine.night_of)
        assert {key: (str(days[0]), str(days[-1])) for key, days in spans.items()} == {
            ("ferrous sulfate", "325 mg"): ("2026-09-12", "2026-10-29"),
            ("gabapentin", "100 mg"): ("2026-10-12", "2026-10-18"),
            ("gabapentin", "300 mg"): ("2026-10-19", "2026-11-20"),
        }

    def test_what_is_used_against_the_legs_is_used_on_bad_nights(self) -> None:
        severity = {night.night_of: night.severity for night in of_kind(told(), Night)}
        rated = [factor for factor in of_kind(told(), Factor) if factor.helped is not None]
        assert {factor.name for factor in rated} >= {"walking", "heat", "stretching"}
        assert min(severity[factor.night_of] for factor in rated) >= 5

    def test_totals_and_laboratory_values(self) -> None:
        found: dict[str, list[int]] = {}
        for measure in of_kind(told(), Measure):
            found.setdefault(measure.name, []).append(measure.value_milli // 1000)
        assert found == {"irls": [16, 18, 24, 22], "sows": [5, 11, 19, 15], "ferritin": [41, 58], "tsat": [17, 22]}

    def test_two_days_with_7_oh_and_a_weekend_in_another_zone(self) -> None:
        apart = [(str(dose.night_of), dose.amount_ug) for dose in of_kind(told(), Dose) if dose.amount_ug]
        assert apart == [("2026-10-01", 14_000), ("2026-10-04", 14_000), ("2026-10-04", 7000)]
        away = {entry.night_of for entry, _ in told().by_night for at in moments_of(entry) if at.zone != NEW_YORK}
        assert sorted(map(str, away)) == ["2026-08-06", "2026-08-07"]
        assert {at.zone for entry, _ in told(zone="Asia/Tokyo").by_night for at in moments_of(entry)} == {"Asia/Tokyo"}

    def test_the_legs_spread_late(self) -> None:
        beyond = [night.night_of for night in of_kind(told(), Night) if {"arms", "trunk"} & {*night.body_parts}]
        assert len(beyond) > 8
        assert beyond[0] > told().plans[0].steps[6].starts_on

    def test_three_slips_were_corrected(self) -> None:
        demo = told()
        typed: Any = demo.entries_as_typed
        right: Any = demo.entries
        changed = [number for number, (one, other) in enumerate(zip(typed, right, strict=True), 1) if one != other]
        assert changed == list(demo.corrections)
        assert [right[number - 1][0] for number in changed] == list(demo.corrections.values())
        (dose, night, sleep), (right_dose, right_night, right_sleep) = (
            [entries[number - 1][0] for number in changed] for entries in (typed, right)
        )
        assert (dose.amount_mg, right_dose.amount_mg) == (21_000, 2100)  # a decimal point left out
        assert (night.severity, right_night.severity) == (2, 5)
        assert (sleep.awake_min, right_sleep.awake_min) == (20, 45)
        assert told(nights=10).corrections == {}

"""The headlines, the table of stretches, the symptoms and the pattern that is asked about, each worked out by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from builders import day, dose, night, no_kratom, none_of, plan, product, sleep, symptom, tablet
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.input.night_vocabulary import is_beyond_legs
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.report import build_report
from legdiary.domain.stats.descriptive import Middle, Spread
from legdiary.domain.taper.plan import Plan, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.screen_report import By
    from legdiary.domain.reports.summary.headlines import MeasureHeadline, TargetHeadline

FIRST = day("2026-06-01")


def on(number: int) -> str:
    return f"{FIRST + timedelta(days=number)}"


def evening_dose(number: int, amount_mg: int) -> Dose:
    return dose(f"{on(number)}T20:00-04:00", amount_mg, night_of=on(number))


def stored(*entries: Any) -> list[Stored]:
    return [Stored(number, entry) for number, entry in enumerate(entries)]


def report(
    length: int, plans: Sequence[Plan] = (), by: By = "step", *, relief: Mapping[date, int] | None = None, **of: Any
) -> Report:
    products = of.pop("products", {})
    entries: dict[str, Any] = {name: stored(*each) for name, each in of.items()}
    logged = Logged(plans=plans, products=products, **entries)
    records = night_records(logged, FIRST, FIRST + timedelta(days=length))
    return build_report(records, plans, by, relief_min=relief)


#: Two weeks before, then 14 days at 3 g, 14 at 2 g, and 1 g from 13 July on.
DOWN = plan((on(14), 3000), (on(28), 2000), (on(42), 1000), name="down")


def told(of: MeasureHeadline) -> tuple[Any, ...]:
    return of.before, of.now, of.difference.result, of.difference.least


class TestHeadlines:
    def test_legs_sleep_and_symptoms_against_the_baseline(self) -> None:
        # Baseline: 3 and 4 by turns, 7 h of 8; at the end 6 and 7 by turns, 6 h of 8. Nausea 1, then 2 and sweating 2.
        def phase(n: int) -> bool:
            return n >= 28

        made = report(
            42, [DOWN],
            nights=[night(on(n), (6 if phase(n) else 3) + n % 2) for n in range(42)],
            sleeps=[
                sleep(on(n), "23:00-07:00", tried="23:00", up="07:00", latency_min=50 if phase(n) else 30,
                      awake_min=70 if phase(n) else 30)
                for n in range(42)
            ],
            symptoms=[
                *(symptom("nausea", 2 if phase(n) else 1, on(n)) for n in range(42)),
                *(symptom("sweating", 2, on(n)) for n in range(28, 42)),
            ],
        ).summary.headlines  # fmt: skip
        assert made.before is not None
        assert made.now is not None
        assert (made.before.kind, made.before.from_night, made.before.before_night) == ("baseline", FIRST, day(on(14)))
        assert (made.now.from_night, made.now.before_night) == (day(on(28)), day(on(42)))
        assert told(made.legs) == (Spread(14, 3.5, 3, 4), Spread(14, 6.5, 6, 7), "higher", 2)
        assert told(made.sleep) == (Spread(14, 420, 420, 420), Spread(14, 360, 360, 360), "lower", 30)
        assert told(made.symptoms) == (Spread(14, 1, 1, 1), Spread(14, 4, 4, 4), "higher", 2)
        assert {each.measure: (each.now.median, each.difference.result) for each in made.sleep.further} == {
            "sol_min": (50, "higher"),  # 20 minutes more: the least that is named
            "waso_min": (70, "higher"),
            "se_dse_pct": (75, "lower"),  # 360 of 480 minutes, from 420
        }
        assert (made.legs.trend.n, made.sleep.trend.n, made.symptoms.trend.n) == (42, 42, 42)
        assert made.symptoms.trend.change is not None
        assert made.symptoms.trend.change > 0

    def test_nineteen_minutes_more_to_fall_asleep_are_about_the_same_however_clear(self) -> None:
        nights = [
            sleep(on(n), "23:00-07:00", tried="23:00", up="07:00", latency_min=30 + 19 * (n >= 28), awake_min=30)
            for n in range(42)
        ]
        made = report(42, [DOWN], sleeps=nights).summary.headlines
        (sol,) = (each for each in made.sleep.further if each.measure == "sol_min")
        assert (sol.difference.comparison.median_change, sol.difference.result) == (19, "about the same")
        assert made.legs.difference.result == "too few nights"
        assert told(made.legs)[:2] == (Spread(0), Spread(0))

    def test_without_a_baseline_the_first_nights_stand_there(self) -> None:
        made = report(20, by="week", nights=[night(on(n), 2 if n < 10 else 5) for n in range(20)]).summary
        assert [(each.stretch.kind, each.severity.median) for each in made.stretches] == [("first", 2), ("now", 5)]
        assert (made.headlines.legs.difference.result, made.headlines.target) == ("higher", None)

    def test_a_range_too_short_for_two_has_nothing_to_compare_with(self) -> None:
        made = report(13, by="week", nights=[night(on(n), 5) for n in range(13)]).summary
        assert [each.stretch.kind for each in made.stretches] == ["now"]
        assert (made.headlines.before, made.headlines.legs.before) == (None, Spread(0))
        assert (made.headlines.legs.now.n, made.headlines.legs.difference.result) == (13, "too few nights")

    def test_a_range_of_baseline_alone(self) -> None:
        made = report(14, [DOWN], nights=[night(on(n), 5) for n in range(14)]).summary
        assert [each.stretch.kind for each in made.stretches] == ["baseline"]
        assert (made.headlines.now, made.headlines.legs.before.median, made.headlines.legs.now) == (None, 5, Spread(0))
        assert made.headlines.target is not None
        assert made.headlines.target.state == "not begun"

    def test_the_grouping_changes_nothing_of_it(self) -> None:
        nights = [night(on(n), n % 7) for n in range(50)]
        by_step, by_week, by_month = (report(50, [DOWN], by, nights=nights).summary for by in ("step", "week", "month"))
        assert by_step == by_week == by_month


class TestTarget:
    @staticmethod
    def target(length: int, *plans: Plan, **of: Any) -> TargetHeadline:
        found = report(length, plans, **of).summary.headlines.target
        assert found is not None
        return found

    def test_within_a_step(self) -> None:
        # Sixth day of the second step, on 5 July: 2 g, 2.1, 1.9, 2.6, nothing logged, 2 g.
        amounts = {28: 2000, 29: 2100, 30: 1900, 31: 2600, 33: 2000, 27: 9000}
        of = self.target(
            34, DOWN, doses=[dose(f"{on(n)}T20:00-04:00", mg, night_of=on(n)) for n, mg in amounts.items()]
        )
        assert (of.state, of.plan, of.substance) == ("step", "down", "leaf")
        assert (of.step_number, of.steps, of.days_in_step, of.step_from) == (2, 3, 6, day(on(28)))
        assert (of.first_target, of.target, of.final_target, of.final_on) == (3000, 2000, 1000, day(on(42)))
        assert (of.next_target, of.next_change) == (1000, day(on(42)))
        assert (of.taken, of.taken_days) == (Spread(5, 2000, 2000, 2100), 6)

    def test_in_the_last_step_nothing_comes_next(self) -> None:
        of = self.target(45, DOWN)
        assert (of.step_number, of.next_change, of.next_target, of.taken) == (3, None, None, Spread(0))

    def test_after_the_end_the_latest_fourteen_days_are_told(self) -> None:
        ended = plan((on(7), 2000), (on(14), 0), ended_on=day(on(28)))
        doses = [*(no_kratom(on(n)) for n in range(27, 36)), evening_dose(36, 500)]
        of = self.target(38, ended, doses=doses)
        assert (of.state, of.ended_on, of.days_since_end, of.target) == ("follow-up", day(on(28)), 10, None)
        assert (of.taken, of.taken_days) == (Spread(10, 0, 0, 0), 14)
        long_after = self.target(150, ended)
        assert (long_after.state, long_after.days_since_end) == ("after", 122)

    def test_between_two_plans_and_before_the_first(self) -> None:
        ended = plan((on(7), 2000), ended_on=day(on(14)))
        spring = plan((on(60), 1000), name="spring")
        of = self.target(20, spring, ended)
        assert (of.state, of.days_since_end, of.next_plan, of.next_plan_on) == ("between", 6, "spring", day(on(60)))
        before = self.target(5, spring)
        assert (before.state, before.starts_on, before.first_target) == ("not begun", day(on(60)), 1000)
        assert (before.step_number, before.days_since_end) == (None, None)

    def test_tablets_are_told_in_their_own_unit(self) -> None:
        seven = Plan("off", (Step(FIRST, 60_000),), substance="7-oh", scale_ug=1000)
        doses = [tablet(f"{on(n)}T20:00-04:00", 45_000) for n in range(5)]
        made = report(
            6, [seven], doses=[*doses, none_of("7-oh", on(5))], products={1: product("t", product_kind="7-oh")}
        )
        of = made.summary.headlines.target
        assert of is not None
        assert (of.substance, of.taken.median, of.taken.n) == ("7-oh", 45_000, 6)
        assert made.summary.substances == ("7-oh",)


class TestStretches:
    def test_every_row_of_the_table(self) -> None:
        """Five nights with all that can be logged, a sixth with a score alone, and eight without anything."""
        places = (("legs",), ("calves", "left arm"), ("trunk",), ("feet",), ())
        ratings = [
            night(on(n), (2, 4, 6, 8, 7)[n], falling_asleep=n, overnight=n + 1, day_resting=n + 2, day_active=n + 3,
                  onset_min=20 * 60 + 15 * n, body_parts=places[n])
            for n in range(5)
        ]  # fmt: skip
        sleeps = [
            sleep(on(n), "23:00-07:00", tried="23:00", up="07:00", latency_min=20 + n, awake_min=40, pacing_min=10 * n,
                  times=n, quality=1 + n)
            for n in range(5)
        ]  # fmt: skip
        doses = [
            dose(f"{on(n)}T{hour}:00-04:00", 1500, night_of=on(n))
            for n in range(5)
            for hour in ("08", "20")[: 1 + n % 2]
        ]
        made = report(13, by="week", nights=[*ratings, night(on(5), 9)], sleeps=sleeps, doses=doses).summary
        (of,) = made.stretches
        assert (of.possible, of.severity.n, of.severity.median, of.severity.q1, of.severity.q3) == (
            13,
            6,
            6.5,
            4.5,
            7.75,
        )
        assert (of.severity.at_7_plus, of.severity.share_7_plus) == (3, 0.5)
        assert [each.median for each in (of.falling_asleep, of.overnight, of.day_resting, of.day_active)] == [
            2,
            3,
            4,
            5,
        ]
        assert of.onset_min == Middle(5, 8 * 60 + 30)
        assert of.beyond_legs == (4, 2)  # of four nights with a place an arm on one, the trunk on another
        assert (of.sol_min, of.waso_min, of.pacing_min) == (Middle(5, 22), Middle(5, 40), Middle(5, 20))
        assert of.tst_min == Middle(5, 418)  # 480 less 40 and 20 … 24
        assert (of.awakenings, of.quality) == (Middle(5, 2), Middle(5, 3))
        assert (of.doses, of.kratom_mg) == (Middle(5, 1), Middle(5, 1500))
        assert of.bounded.n == 0

    def test_four_nights_are_no_figure(self) -> None:
        (of,) = report(13, by="week", nights=[night(on(n), 5, falling_asleep=5) for n in range(4)]).summary.stretches
        assert (of.falling_asleep, of.severity.median, of.severity.at_7_plus) == (Middle(4, None), None, 0)


def test_the_most_frequent_symptoms_come_first() -> None:
    """In two weeks and the two after them: those present on most nights of both; a grade of 0 is not present."""
    logged = {
        "nausea": {0: 1, 1: 2, 2: 3, 3: 3, 4: 3, 20: 1},  # six nights
        "sweating": {14: 2, 15: 2, 16: 2, 17: 2, 18: 2, 19: 2, 21: 1},  # seven nights
        "yawning": dict.fromkeys(range(28), 0),  # asked for every night, and never there
        "anxiety": dict.fromkeys(range(14, 20), 2),  # six nights
    }
    symptoms = [symptom(name, grade, on(n)) for name, grades in logged.items() for n, grade in grades.items()]
    made = report(28, by="week", symptoms=symptoms).summary
    assert [(row.name, *row.by_stretch) for row in made.symptoms] == [
        ("sweating", (0, 0, None), (7, 7, 2)),
        ("anxiety", (0, 0, None), (6, 6, 2)),
        ("nausea", (5, 5, 3), (1, 1, None)),
        ("yawning", (14, 0, 0), (14, 0, 0)),
    ]


class TestPattern:
    """Fourteen nights of baseline, and the latest fourteen of six weeks."""

    def test_earlier_shorter_and_more_by_day(self) -> None:
        nights = [
            night(on(n), 5, onset_min=(21 if n < 14 else 19) * 60, day_resting=1 if n < 14 else 4, day_active=2,
                  body_parts=("legs",) if n < 30 else ("legs", "arms"))
            for n in range(42)
        ]  # fmt: skip
        relief = {day(on(n)): 180 if n < 14 else 60 for n in range(42)}
        of = report(42, [DOWN], nights=nights, relief=relief).summary.pattern
        assert (of.onset.seen, of.onset.before.median, of.onset.now.median) == ("seen", 9 * 60, 7 * 60)
        assert (of.relief.seen, of.relief.before.median, of.relief.now.median) == ("seen", 180, 60)
        assert [(each.name, each.seen) for each in of.daytime] == [("day_resting", "seen"), ("day_active", "not seen")]
        assert (of.spread.seen, of.spread.first_on, of.spread.n) == ("seen", day(on(30)), 42)
        assert (of.spread.before, of.spread.now, len(of.spread.nights)) == ((14, 0), (14, 12), 12)
        assert of.is_known

    def test_later_is_not_earlier_and_less_is_not_more(self) -> None:
        nights = [
            night(on(n), 5, onset_min=(19 if n < 14 else 22) * 60, day_resting=6 if n < 14 else 1) for n in range(42)
        ]
        of = report(42, [DOWN], nights=nights).summary.pattern
        assert (of.onset.difference.result, of.onset.seen) == ("higher", "not seen")
        assert (of.daytime[0].difference.result, of.daytime[0].seen) == ("lower", "not seen")

    def test_fifty_nine_minutes_are_about_the_same(self) -> None:
        nights = [night(on(n), 5, onset_min=21 * 60 - 59 * (n >= 28)) for n in range(42)]
        assert report(42, [DOWN], nights=nights).summary.pattern.onset.seen == "not seen"
        nights = [night(on(n), 5, onset_min=21 * 60 - 60 * (n >= 28)) for n in range(42)]
        assert report(42, [DOWN], nights=nights).summary.pattern.onset.seen == "seen"

    def test_small_hours_come_after_the_evening(self) -> None:
        nights = [night(on(n), 5, onset_min=30 if n < 14 else 23 * 60) for n in range(42)]
        of = report(42, [DOWN], nights=nights).summary.pattern.onset
        assert (of.difference.comparison.median_change, of.seen) == (-90, "seen")

    def test_where_nothing_is_logged_nothing_is_known(self) -> None:
        of = report(42, [DOWN], nights=[night(on(n), 5) for n in range(42)]).summary.pattern
        assert not of.is_known
        assert {each.seen for each in of.changes} == {of.spread.seen} == {"not known"}
        assert (of.spread.first_on, of.spread.n) == (None, 0)

    def test_beyond_the_legs_before_already_is_no_spread_and_four_places_before_are_too_few_to_say(self) -> None:
        def spread(places: Mapping[int, str]) -> tuple[str, int]:
            nights = [night(on(n), 5, body_parts=(part,)) for n, part in places.items()]
            found = report(42, [DOWN], nights=nights).summary.pattern.spread
            return found.seen, len(found.nights)

        legs_then_arms = dict.fromkeys(range(14), "legs") | dict.fromkeys(range(28, 42), "arms")
        assert spread(legs_then_arms) == ("seen", 14)
        assert spread(legs_then_arms | {3: "trunk"}) == ("not seen", 15)
        assert spread(dict.fromkeys(range(4), "legs") | dict.fromkeys(range(28, 42), "arms")) == ("not known", 14)
        assert spread(dict.fromkeys(range(5), "legs") | {35: "left arm"}) == ("seen", 1)
        assert spread(dict.fromkeys((*range(5), *range(30, 35)), "thighs")) == ("not seen", 0)
        assert spread(dict.fromkeys((*range(5), *range(30, 34)), "thighs")) == ("not known", 0)

    def test_parts_of_the_legs_and_beyond(self) -> None:
        words = ("legs", "calves", "left calf", "both thighs", "right foot", "arms", "left arm", "both arms", "trunk")
        assert [word for word in words if is_beyond_legs(word)] == ["arms", "left arm", "both arms", "trunk"]

"""Plans of several substances: how one is named, what it splits into, what is left of it, and which one is meant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from builders import day, none_of, tablet
from legdiary.domain.entries.name_vocabulary import UnknownName
from legdiary.domain.entries.products import Product
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.dose_totals import DoseDay, OtherSubstanceDay, dose_days
from legdiary.domain.reports.taper_progress import taken_over, taper_view
from legdiary.domain.taper.dose_split import split_doses, split_of
from legdiary.domain.taper.phases import phases
from legdiary.domain.taper.plan import NoPlan, Plan, Step
from legdiary.domain.taper.plan_changes import (
    AboveTheStart,
    FarAboveThePlan,
    TwoPlansAtOnce,
    check_no_overlap,
    hold,
    set_target,
)
from legdiary.domain.taper.plan_choice import (
    NoSuchPlan,
    SeveralPlansInForce,
    current_plans,
    plan_to_change,
    plan_to_show,
)
from legdiary.domain.taper.plan_file import FileSteps, InFile, steps_from_csv
from legdiary.domain.taper.plan_questions import (
    PlanOfWhat,
    StartFarAboveUsual,
    check_start,
    check_substance_taken,
)
from legdiary.domain.taper.plan_substance import (
    KnownNames,
    NotAPlannedSubstance,
    UnknownSubstance,
    find_substance,
)
from legdiary.domain.taper.plan_unit import GRAMS, MICROGRAMS, MILLIGRAMS, unit_of_plan
from legdiary.domain.taper.supply import amount_left
from legdiary.domain.time.moments import A_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

SEVEN, GABAPENTIN = "7-oh", "medicine:gabapentin"


def plan_of(substance: str | None, *steps: tuple[str, int], name: str = "plan", **fields: Any) -> Plan:
    made = tuple(Step(day(starts_on), target) for starts_on, target in steps)
    if substance is not None:
        fields = {"scale_ug": 500, **fields}
    return Plan(name, made, substance=substance, **fields)


LEAF_PLAN = plan_of(None, ("2026-07-06", 6000), ("2026-07-13", 4000), name="leaf")
TABLETS = plan_of(SEVEN, ("2026-06-01", 120_000), ("2026-06-08", 90_000), ("2026-07-06", 0), name="off tablets")
NIGHTS = plan_of(GABAPENTIN, ("2026-06-22", 300_000), ("2026-08-10", 0), name="nights")
STORED = [Stored(7, LEAF_PLAN), Stored(8, TABLETS), Stored(9, NIGHTS)]


class TestWords:
    @pytest.mark.parametrize(
        ("typed", "word"),
        [
            ("leaf", "leaf"), ("kratom", "leaf"), ("powder", "leaf"), ("7-OH", SEVEN), ("7oh", SEVEN),
            ("extract", "extract"), ("MGM 15", "mgm-15"), ("mp", "mitragynine-pseudoindoxyl"),
            ("gabapentin", GABAPENTIN), ("Gabapentin", GABAPENTIN), ("medicine:gabapentin", GABAPENTIN),
            ("my tea", "my tea"), ("moon pills", "medicine:moon pills"),
        ],
    )  # fmt: skip
    def test_a_substance_is_known_by_its_words(self, typed: str, word: str) -> None:
        assert find_substance(typed, KnownNames({"my tea"}, {"moon pills"})) == word

    def test_another_name_is_kept_only_as_ones_own(self) -> None:
        with pytest.raises(UnknownSubstance, match="is not a known substance"):
            find_substance("Green  Tea", KnownNames())
        assert find_substance("Green  Tea", KnownNames(), new=True) == "green tea"
        assert find_substance("medicine:moon pills", KnownNames(), new=True) == "medicine:moon pills"
        with pytest.raises(UnknownName):
            find_substance("medicine:moon pills", KnownNames())

    @pytest.mark.parametrize("typed", ["a:b", "none", "tea/leaf", ""])
    def test_what_can_be_no_kind_is_refused_though_it_is_new(self, typed: str) -> None:
        with pytest.raises(UnknownSubstance):
            find_substance(typed, KnownNames(), new=True)

    @pytest.mark.parametrize("typed", ["magnesium", "Magnesium", "medicine: magnesium"])
    def test_magnesium_has_no_plan(self, typed: str) -> None:
        with pytest.raises(NotAPlannedSubstance):
            find_substance(typed, KnownNames(), new=True)


class TestUnits:
    def test_each_plan_speaks_its_own(self) -> None:
        in_mcg = plan_of("medicine:clonidine", ("2026-06-01", 75), unit="mcg", scale_ug=1)
        plans = (LEAF_PLAN, TABLETS, NIGHTS, in_mcg)
        assert [unit_of_plan(plan) for plan in plans] == [GRAMS, MILLIGRAMS, MILLIGRAMS, MICROGRAMS]
        assert [unit_of_plan(plan).format(plan.steps[0].target) for plan in plans] == [
            "6 g",
            "120 mg",
            "300 mg",
            "75 µg",
        ]

    def test_whole_milligrams_are_whole_numbers_and_grams_stay_as_they_were(self) -> None:
        assert [repr(MILLIGRAMS.value(ug)) for ug in (120_000, 7_500, 0)] == ["120", "7.5", "0"]
        assert [repr(GRAMS.value(mg)) for mg in (6000, 0)] == ["6.0", "0.0"]
        assert repr(MICROGRAMS.value(75)) == "75"

    def test_a_target_is_split_into_halves_of_a_milligram(self) -> None:
        # 52.5 mg are 105 halves: 27 and 3 x 26.
        assert split_doses(52_500, 4, 500, MILLIGRAMS) == (13_500, 13_000, 13_000, 13_000)
        planned = replace(TABLETS, steps=(Step(day("2026-06-01"), 52_500, 4),))
        assert split_of(planned, planned.steps[0]) == (13_500, 13_000, 13_000, 13_000)


HEAD = "starts_on,target_mg,doses_per_day\n"


class TestFiles:
    def test_a_medicine_goes_up_and_down_as_prescribed(self) -> None:
        read = steps_from_csv(
            HEAD + "2026-06-22,300,3\n2026-06-29,600,3\n2026-08-10,0,\n", source="g.csv", substance=GABAPENTIN,
            allow_up=True,
        )  # fmt: skip
        assert read == FileSteps(
            (Step(day("2026-06-22"), 300_000, 3), Step(day("2026-06-29"), 600_000, 3), Step(day("2026-08-10"), 0)),
            MILLIGRAMS,
        )

    def test_an_extract_may_be_in_grams_and_is_told_in_milligrams(self) -> None:
        read = steps_from_csv("starts_on,target_g\n2026-06-22,0.5\n", source="e.csv", substance="extract")
        assert read == FileSteps((Step(day("2026-06-22"), 500_000),), MILLIGRAMS)

    def test_a_medicine_may_be_in_micrograms(self) -> None:
        read = steps_from_csv("starts_on,target_mcg\n2026-06-22,75\n", source="m.csv", substance="medicine:clonidine")
        assert read == FileSteps((Step(day("2026-06-22"), 75),), MICROGRAMS)

    @pytest.mark.parametrize(
        ("text", "substance", "message"),
        [
            (
                "starts_on,target_g\n",
                SEVEN,
                "line 1: the header names target_g; a plan of 7-OH is in mg: write starts_on,target_mg,doses_per_day",
            ),
            (
                HEAD,
                "leaf",
                "line 1: the header names target_mg; a plan of leaf is in g: write starts_on,target_g,doses_per_day",
            ),
            (
                "starts_on,target_g\n",
                "moon dust",
                (
                    "line 1: the header names target_g; a plan of this substance is in mg: "
                    "write starts_on,target_mg,doses_per_day"
                ),
            ),
            (
                "starts_on,target_g\n",
                GABAPENTIN,
                (
                    "line 1: the header names target_g; a plan of gabapentin is in mg or mcg: "
                    "write starts_on,target_mg,doses_per_day"
                ),
            ),
            (
                HEAD + "2026-06-22,7.5mg,\n",
                SEVEN,
                "line 2: '7.5mg' has a unit; target_mg is in milligrams, write the number alone",
            ),
            (
                HEAD + "2026-06-22,7.500,\n",
                SEVEN,
                (
                    "line 2: '7.500' can be read two ways; write thousands without a mark, "
                    "and decimals with a point and no zero at the end"
                ),
            ),
            (
                "starts_on,target_mcg\n2026-06-22,0.5\n",
                "medicine:clonidine",
                "line 2: '0.5' is not a number of micrograms; write target_mcg as a whole number",
            ),
            (
                HEAD + "2026-06-22,90,\n2026-06-29,120,\n",
                SEVEN,
                (
                    "line 3: the target rises from 90 mg to 120 mg on 2026-06-29; "
                    "write steps that go down, or add --allow-up"
                ),
            ),
            (
                "",
                SEVEN,
                (
                    "line 1: the file is empty; write the header starts_on,target_mg,doses_per_day, "
                    "then a line for each step"
                ),
            ),
        ],
    )
    def test_a_file_in_the_wrong_unit_names_the_right_one(self, text: str, substance: str, message: str) -> None:
        with pytest.raises(InFile) as caught:
            steps_from_csv(text, source="s.csv", substance=substance)
        assert caught.value.message == f"s.csv, {message}"


class TestWhichPlan:
    def test_one_in_force_needs_no_name(self) -> None:
        assert [each.id for each in current_plans(STORED, day("2026-06-10"))] == [8]
        assert plan_to_change(STORED, day("2026-06-10"), None).id == 8

    def test_several_in_force_stand_in_the_order_of_their_substances_and_one_has_to_be_named(self) -> None:
        today = day("2026-07-06")
        assert [each.id for each in current_plans(STORED, today)] == [7, 8, 9]
        with pytest.raises(SeveralPlansInForce) as caught:
            plan_to_change(STORED, today, None)
        assert caught.value.message == "3 plans are active (leaf, 7-OH, gabapentin); name one with --of"

    def test_a_name_of_ones_own_stays_out_of_the_error(self) -> None:
        own = plan_of("moon dust", ("2026-06-01", 5_000))
        with pytest.raises(SeveralPlansInForce, match=r"2 plans are active \(7-OH, #12\); name one with --of"):
            plan_to_change([*STORED, Stored(12, own)], day("2026-06-10"), None)

    @pytest.mark.parametrize(
        ("typed", "number"),
        [
            ("leaf", 7),
            ("7oh", 8),
            ("7-OH", 8),
            ("off  Tablets", 8),
            ("gabapentin", 9),
            ("Gabapentin", 9),
            ("#9", 9),
            ("7", 7),
        ],
    )
    def test_a_plan_is_named_by_substance_name_or_number(self, typed: str, number: int) -> None:
        assert plan_to_change(STORED, day("2026-07-06"), typed).id == number
        assert plan_to_show(STORED, day("2026-07-06"), typed).chosen.id == number

    @pytest.mark.parametrize("typed", ["tea", "autumn", "99", "#", "²", ""])
    def test_what_no_plan_has_is_refused(self, typed: str) -> None:
        with pytest.raises(NoSuchPlan):
            plan_to_change(STORED, day("2026-07-06"), typed)
        with pytest.raises(NoSuchPlan):
            plan_to_show(STORED, day("2026-07-06"), typed)

    def test_of_two_with_one_name_the_one_begun_last_is_shown_and_the_other_named(self) -> None:
        again = replace(NIGHTS, name="off tablets")
        shown = plan_to_show([Stored(9, again), Stored(8, TABLETS)], day("2026-07-06"), "off tablets")
        assert (shown.chosen.id, [each.id for each in shown.namesakes]) == (9, [8])
        with pytest.raises(SeveralPlansInForce):
            plan_to_change([Stored(9, again), Stored(8, TABLETS)], day("2026-07-06"), "off tablets")

    def test_no_plan_at_all(self) -> None:
        with pytest.raises(NoPlan):
            current_plans([], day("2026-07-06"))


class TestChanges:
    def test_a_plan_of_another_substance_is_no_second_plan_at_once(self) -> None:
        assert check_no_overlap(TABLETS, [LEAF_PLAN, NIGHTS]) is TABLETS
        with pytest.raises(TwoPlansAtOnce):
            check_no_overlap(TABLETS, [LEAF_PLAN, plan_of(SEVEN, ("2026-08-01", 60_000))])

    def test_a_hold_moves_the_steps_of_its_plan(self) -> None:
        held = hold(TABLETS, day("2026-06-03"), 5)
        assert [f"{step.starts_on}" for step in held.steps] == ["2026-06-01", "2026-06-13", "2026-07-11"]

    def test_a_medicine_rises_above_its_start_without_a_question_and_a_tablet_does_not(self) -> None:
        raised = set_target(NIGHTS, day("2026-06-23"), day("2026-07-01"), 900_000)
        assert [step.target for step in raised.steps] == [300_000, 900_000, 0]
        with pytest.raises(AboveTheStart, match="150 mg is above the plan's start of 120 mg"):
            set_target(TABLETS, day("2026-06-03"), day("2026-06-20"), 150_000)

    def test_milligrams_for_micrograms_of_a_medicine_are_asked_about(self) -> None:
        patches = plan_of("medicine:clonidine", ("2026-06-01", 75), ("2026-06-08", 50), unit="mcg", scale_ug=1)
        today, first = day("2026-06-03"), day("2026-06-20")
        assert set_target(patches, today, first, 750).steps[-1].target == 750  # ten times: the limit itself
        with pytest.raises(FarAboveThePlan) as caught:
            set_target(patches, today, first, 75_000)
        assert caught.value.question == "75000 µg is more than ten times the plan's largest target, 75 µg."
        assert set_target(patches, today, first, 75_000, allow_up=True).steps[-1].target == 75_000


class TestQuestions:
    def test_milligrams_of_leaf_while_tablets_are_taken(self) -> None:
        small = plan_of(None, ("2026-07-06", 120))
        with pytest.raises(PlanOfWhat) as caught:
            check_substance_taken(small, {SEVEN})
        assert caught.value.question == (
            "120 mg is 0.12 g of leaf; the doses of the last 14 days are 7-OH. For a plan of that, add --of 7-oh."
        )
        check_substance_taken(small, {SEVEN, "leaf"})
        check_substance_taken(small, set())

    def test_a_kind_of_ones_own_is_not_named(self) -> None:
        with pytest.raises(PlanOfWhat, match=r"are another product\. For a plan of that, add --of and its name\."):
            check_substance_taken(plan_of(None, ("2026-07-06", 120)), {"moon dust"})

    def test_more_than_ten_times_the_usual_day_is_asked_about_and_ten_times_is_not(self) -> None:
        usual = [120_000, 112_500, 127_500]
        check_start(plan_of(SEVEN, ("2026-07-06", 1_200_000)), usual)
        with pytest.raises(StartFarAboveUsual) as caught:
            check_start(plan_of(SEVEN, ("2026-07-06", 6_000_000)), usual)
        assert caught.value.question == (
            "6000 mg a day is more than ten times the median of the last 14 days (120 mg)."
        )
        check_start(plan_of(SEVEN, ("2026-07-06", 6_000_000)), [])


TABS = Product("tabs", SEVEN, weight_ug=3_000_000)


class TestBesideWhatWasTaken:
    def test_a_day_is_held_against_the_plan_of_its_substance(self) -> None:
        # 22 June: 15 mg at 07:00, 12:00 and 18:00 and half a tablet, 7.5 mg, at 23:00. 23 June: 45 mg. 24 June: none.
        doses = [
            *(tablet(f"2026-06-22T{hour}:00-04:00") for hour in ("07", "12", "18")),
            tablet("2026-06-22T23:00-04:00", 7_500),
            *(tablet(f"2026-06-23T{hour}:00-04:00") for hour in ("08", "14", "20")),
            none_of(SEVEN, "2026-06-24"),
        ]
        taken = taken_over(
            [day("2026-06-22") + n * A_DAY for n in range(5)], dose_days(doses, {1: TABS}), 50_500, 500, SEVEN
        )
        assert (taken.days, taken.logged) == (5, 3)
        assert (taken.on, taken.under, taken.over) == (0, 2, 1)
        assert taken.longest_gap_min == 9 * 60  # 23:00 to 08:00

    def test_leaf_is_no_part_of_it(self) -> None:
        both = {day("2026-06-01"): DoseDay(3000, 2, apart=(OtherSubstanceDay(SEVEN, 120_000, 4),))}
        (first, *_) = taper_view(TABLETS, both, day("2026-06-02")).steps
        assert (first.taken.total.n, first.taken.on, first.taken.apart) == (1, 1, ())
        leaf = taper_view(plan_of(None, ("2026-06-01", 3000)), both, day("2026-06-02"))
        assert (leaf.steps[0].taken.on, [each.substance for each in leaf.apart]) == (1, [SEVEN])

    def test_a_medicine_with_an_amount_in_no_unit_of_weight_is_logged_and_its_total_not_known(self) -> None:
        taken = {day("2026-06-22"): DoseDay(apart=(OtherSubstanceDay(GABAPENTIN, None, 1, uncounted=("1 tablet",)),))}
        (first, *_) = taper_view(NIGHTS, taken, day("2026-06-23")).steps
        assert (first.taken.logged, first.taken.on, first.taken.under, first.taken.over) == (0, 0, 0, 0)

    def test_only_batches_of_the_substance_supply_its_plan(self) -> None:
        # 3000 mg of tablets, of which 1470 mg are logged; 250 g of leaf are none of it.
        products = {
            1: TABS,
            2: Product("red leaf", weight_mg=250_000),
            3: Product("gold", "extract", weight_ug=5_000_000),
        }
        doses = [tablet(amount_ug=1_470_000), tablet(amount_ug=500_000, product_id=3)]
        assert amount_left(TABLETS, products, doses) == 1_530_000
        assert amount_left(LEAF_PLAN, products, doses) == 250_000
        assert amount_left(NIGHTS, products, doses) is None

    def test_old_tablets_in_whole_milligrams_are_counted_alike(self) -> None:
        old = replace(tablet(), amount_mg=20, amount_ug=None)
        assert amount_left(TABLETS, {1: Product("old", SEVEN, weight_mg=3000)}, [old]) == 2_980_000


def told(plans: Sequence[Plan], first: str, before: str) -> list[tuple[str, str, str, str]]:
    return [
        (phase.plan.name if phase.plan else "", phase.kind, f"{phase.from_day}", f"{phase.before_day}")
        for phase in phases(plans, day(first), day(before))
    ]


class TestPhases:
    def test_the_plan_that_begins_last_has_the_days(self) -> None:
        # The last step of the tablets, 0 mg from 6 July, lies under the first step of leaf.
        ended = replace(TABLETS, ended_on=day("2026-07-13"))
        assert told([ended, LEAF_PLAN], "2026-06-01", "2026-07-20") == [
            ("off tablets", "step", "2026-06-01", "2026-06-08"),
            ("off tablets", "step", "2026-06-08", "2026-07-06"),
            ("leaf", "step", "2026-07-06", "2026-07-13"),
            ("leaf", "step", "2026-07-13", "2026-07-20"),
        ]

    def test_a_plan_has_its_days_again_when_the_other_has_ended(self) -> None:
        short = plan_of(None, ("2026-06-15", 3000), name="leaf", ended_on=day("2026-06-22"))
        assert told([TABLETS, short], "2026-06-01", "2026-07-13") == [
            ("off tablets", "step", "2026-06-01", "2026-06-08"),
            ("off tablets", "step", "2026-06-08", "2026-06-15"),
            ("leaf", "step", "2026-06-15", "2026-06-22"),
            ("off tablets", "step", "2026-06-22", "2026-07-06"),
            ("off tablets", "step", "2026-07-06", "2026-07-13"),
        ]

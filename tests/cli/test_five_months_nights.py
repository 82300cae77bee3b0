"""The five months night by night and week by week: each view beside the calculation, and the calculation by hand.

The calculation (`five_months_reckoning`) reads the table of raw entries and shares no code with the program. Views of
text are compared by the cells that are printed, so that n, units, `≤` and `–` are compared as well.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from five_months import A_DAY
from five_months_reckoning import AUTUMN, WINTER, Level, close_pairs, figures, within
from five_months_views import (
    BY_DAY,
    EVERY,
    FIRST,
    LAST,
    OVER,
    cells,
    check_bounded,
    check_level,
    clock,
    grams,
    hours,
    legs,
    look,
    look_json,
    near,
    num,
    pct,
    sleep_cell,
    weekday,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from five_months_reckoning import Figures, Night

# ---------------------------------------------------------------------- the calculation itself


class TestTheCalculationByHand:
    def test_a_night_in_full(self) -> None:
        # The diary's example (facts B2): in bed 22:45 to 06:45 are 480 minutes; from 23:15 to 06:10 are 415, less 40
        # and 55 are 320; of 415 + 20 minutes that is 73.6 %, of 480 66.7 %; 07:00 is 50 minutes after 06:10.
        slept = BY_DAY[date(2025, 11, 11)].slept
        assert slept is not None
        assert (slept.in_bed, slept.total, slept.planned_early, slept.pacing) == (480, 320, 50, 20)
        assert (num(slept.efficiency), num(slept.efficiency_in_bed)) == ("73.6", "66.7")

    def test_the_nights_the_clocks_change(self) -> None:
        # 23:00 to 07:00 is nine hours on 1 November and seven on 7 March.
        autumn, spring = BY_DAY[date(2025, 11, 1)], BY_DAY[date(2026, 3, 7)]
        assert autumn.slept is not None
        assert spring.slept is not None
        assert (autumn.slept.in_bed, autumn.slept.total) == (540, 540 - 120)
        assert (spring.slept.in_bed, spring.slept.total) == (420, 420 - 100)
        # 08:30 to the first 01:30 are 17 hours; to the second an hour more.
        assert (autumn.leaf, autumn.doses, autumn.gap) == (8100, 3, 17 * 60)

    def test_sleep_in_parts(self) -> None:
        # 23:00-02:00 and 03:30-07:00: 8 h in bed, an hour and a half of it up. 22:45-00:30, 01:15-03:00, 04:20-06:40:
        # 7 h 55 less 45 and 80 minutes.
        two, three = BY_DAY[date(2025, 11, 18)].slept, BY_DAY[date(2025, 11, 27)].slept
        assert two is not None
        assert three is not None
        assert (two.in_bed, two.at_most, two.total, two.awake_at_least) == (480, 390, None, 90)
        assert (three.in_bed, three.at_most, three.awake_at_least) == (475, 350, 125)

    def test_gaps(self) -> None:
        # On the way to Berlin: 08:00 in New York is 14:00 there, and 01:00 eleven hours later; back, from 09:00 in
        # Berlin to 21:15 in New York are 18 h 15, less than the 35 h 45 since 21:15 on 2 January: the 3rd was without.
        assert BY_DAY[date(2025, 12, 23)].gap == 11 * 60
        assert BY_DAY[date(2026, 1, 4)].gap == 35 * 60 + 45
        # 20:45 on 4 March to 20:45 on the 8th: 96 hours less the one the clocks skipped, over three days without.
        assert BY_DAY[date(2026, 3, 8)].gap == 95 * 60
        # After a day without an entry: when the last dose before was taken is not known.
        assert [BY_DAY[date(2026, 1, 8)].gap, BY_DAY[date(2026, 3, 12)].gap] == [None, None]
        assert BY_DAY[date(2025, 10, 26)].gap is None

    def test_a_step(self) -> None:
        # Step 1 of autumn: 7 7 9 6 7 7 4 – 7 5, sorted 4 5 6 7 7 7 7 7 9: the middle is 7, the quarters 6 and 7, and
        # six of nine are at 7 and more. The first six days are 7 (6th, 5th: 8) and so on.
        step = figures(within(OVER, AUTUMN[0].first, AUTUMN[0].last))
        assert step.severity == Level(9, 1, Fraction(7), Fraction(6), Fraction(7), Fraction(6, 9))
        assert step.leaf == (10, Fraction(8000))

    def test_magnesium(self) -> None:
        # 1237 mg of trimagnesium citrate: 3 × 24.305 / 451.113 of it, 199.94 mg.
        assert BY_DAY[date(2026, 2, 3)].magnesium == 200
        assert (BY_DAY[date(2026, 2, 10)].magnesium, BY_DAY[date(2026, 2, 10)].topical) == (400, 150)
        above = [night.day for night in OVER if (night.magnesium or 0) > 350]
        assert (len(above), above[0], above[-1]) == (17, date(2026, 1, 16), date(2026, 2, 10))

    def test_magnesium_close_to_gabapentin(self) -> None:
        # 30 and 119 minutes before, 119 and 30 after; and 04:30 of one diary day to 05:30 of the next. Two hours to the
        # minute are not close.
        apart = [abs(pill - taking) // timedelta(minutes=1) for taking, pill in close_pairs()]
        assert apart == [30, 119, 119, 30, 60]

    def test_what_the_winter_planned(self) -> None:
        assert [step.target for step in WINTER] == [5000, 3800, 2500, 1300, 0]
        assert [(step.last - step.first).days + 1 for step in AUTUMN] == [10, 15, 10, 4, 8]


# ---------------------------------------------------------------------- a night in every view


def check_night(told: Mapping[str, Any], night: Night) -> None:
    """A night as `week --json` and `show --json` have it."""
    assert told["night_of"] == night.day.isoformat()
    assert (told["severity"], told["missed"], told["recalled"]) == (night.severity, night.missed, night.recalled)
    assert told["onset"] == (None if night.onset is None else f"{night.onset // 60:02d}:{night.onset % 60:02d}")
    names = {"f": "falling_asleep", "o": "overnight", "r": "day_resting", "a": "day_active"}
    assert {name: told[name] for name in names.values()} == {
        name: night.ratings.get(letter) for letter, name in names.items()
    }
    if night.slept is None:
        assert told["sleep"] is None
    else:
        sleep, right = told["sleep"], night.slept
        assert (sleep["tst_min"], sleep["tst_at_most_min"]) == (right.total, right.at_most)
        assert (sleep["sol_min"], sleep["waso_min"], sleep["pacing_min"]) == (right.latency, right.awake, right.pacing)
        assert (sleep["tib_min"], sleep["ema_min"]) == (right.in_bed, right.planned_early)
        assert near(sleep["se_dse_pct"], right.efficiency, 0.05)
        assert near(sleep["se_tib_pct"], right.efficiency_in_bed, 0.05)
    kratom = told["kratom"]
    assert near(kratom["total_g"], None if night.leaf is None else Fraction(night.leaf, 1000))
    assert near(kratom["target_g"], None if night.target is None else Fraction(night.target, 1000))
    assert (kratom["doses"], kratom["planned_doses"]) == (night.doses, night.planned_doses)
    assert near(kratom["longest_gap_h"], None if night.gap is None else Fraction(night.gap, 60), 0.005)
    assert near(kratom["seven_oh_g"], night.seven_oh)
    for word, amount in (("7-oh", night.seven_oh), ("extract", night.extract)):
        other = told["substances"].get(word)
        assert (other is None) == (amount is None)
        assert other is None or near(other["total_mg"], (amount or 0) * 1000)
    assert told["magnesium"] == {"elemental_mg": night.magnesium, "topical_mg": night.topical}
    assert tuple(told["factors"]) == night.factors
    assert {each["name"]: each["grade"] for each in told["symptoms"]} == night.symptoms


#: One night of each sort: the clocks, the flight, parts, bounds, totals, holes, 7-OH, two forms of magnesium, …
ODD_NIGHTS = [
    date.fromisoformat(text)
    for text in (
        "2025-10-20", "2025-10-21", "2025-10-23", "2025-10-25", "2025-10-26", "2025-11-01", "2025-11-04", "2025-11-11",
        "2025-11-18", "2025-11-19", "2025-11-27", "2025-12-06", "2025-12-09", "2025-12-23", "2025-12-28", "2025-12-29",
        "2026-01-03", "2026-01-04", "2026-01-06", "2026-01-10", "2026-02-10", "2026-02-17", "2026-03-07", "2026-03-08",
        "2026-03-12", "2026-03-19", "2026-03-22",
    )
]  # fmt: skip


class TestANight:
    @pytest.mark.parametrize("day", ODD_NIGHTS, ids=str)
    @pytest.mark.thinned(3)
    def test_show(self, day: date) -> None:
        night = BY_DAY[day]
        check_night(look_json("show", day.isoformat()), night)
        shown = look("show", day.isoformat())
        told = dict(re.findall(r"^  (\S.*?)  +(\S.*)$", shown.partition("\n\n")[2], re.MULTILINE))
        assert told == show_rows(night)

    def test_the_card(self) -> None:
        told = look_json()
        check_night(told["last_night"], BY_DAY[LAST])
        check_night(told["tonight"], EVERY[-1])

    def test_nights_csv(self) -> None:
        rows = list(csv.DictReader(io.StringIO(look("export", "csv", "--table", "nights", "--output", "-"))))
        assert len(rows) == len(EVERY)
        for row, night in zip(rows, EVERY, strict=True):
            check_csv_night(row, night)

    def test_fhir(self) -> None:
        bundle = json.loads(look("export", "fhir", "--output", "-"))
        made = [entry["resource"] for entry in bundle["entry"]]
        observed = [each for each in made if each["resourceType"] == "Observation"]
        scores = {
            each["effectivePeriod"]["start"]: each.get("valueInteger")
            for each in observed
            if "Restless legs over the night" in each["code"]["text"]
        }
        rated = [night for night in EVERY if night.severity is not None or night.missed]
        assert scores == {night.day.isoformat(): night.severity for night in rated}
        totals = sorted(
            round(each["valueQuantity"]["value"] * 60) for each in observed if each["code"]["text"] == "Sleep duration"
        )
        assert totals == sorted(night.slept.total for night in EVERY if night.slept and night.slept.total is not None)
        stated = [each for each in made if each["resourceType"] == "MedicationStatement"]
        taken = [each for each in stated if each["status"] == "completed"]
        named = [(each, each["medicationCodeableConcept"]["text"]) for each in taken]
        leaf = [each for each, text in named if text.startswith("Kratom") and "gold" not in text]
        assert len(leaf) == sum(night.doses or 0 for night in EVERY)
        assert near(sum(quantity(each) for each in leaf), Fraction(sum(night.leaf or 0 for night in EVERY), 1000))
        skin = [each for each in taken if each.get("dosage", [{}])[0].get("route", {}).get("text") == "on the skin"]
        assert sum(quantity(each) for each in skin) == sum(night.topical or 0 for night in EVERY)

    def test_the_other_tables(self) -> None:
        def table(name: str) -> list[dict[str, str]]:
            text = look("export", "csv", "--table", name, "--output", "-")
            return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

        doses = table("doses")
        pink = [Fraction(row["amount_mg"]) / 1000 for row in doses if row["product_kind"] == "7-oh"]
        assert sum(pink) == sum(night.seven_oh or 0 for night in EVERY)
        leaf = [Fraction(row["amount_g"]) for row in doses if row["product_kind"] in {"leaf", ""}]
        assert sum(leaf) * 1000 == sum(night.leaf or 0 for night in EVERY)
        supplements = table("supplements")
        for route, name in (("oral", "magnesium"), ("topical", "topical")):
            found = sum(int(row["elemental_mg"]) for row in supplements if row["route"] == route)
            assert found == sum(getattr(night, name) or 0 for night in EVERY)
        told = ("plan", "step", "starts_on", "ends_on", "target_g")
        steps = [tuple(row[column] for column in told) for row in table("taper_steps")]
        assert steps == [
            (plan, step.name, step.first.isoformat(), step.last.isoformat(), grams(step.target))
            for plan, lived in (("autumn", AUTUMN), ("winter", WINTER))
            for step in lived
        ]
        assert [row["holds"] for row in table("taper_steps") if row["held_days"] != "0"] == ["2025-11-20+5d"]


def quantity(statement: Mapping[str, Any]) -> Any:
    return statement["dosage"][0]["doseAndRate"][0]["doseQuantity"]["value"]


def show_rows(night: Night) -> dict[str, str]:
    """The figures below the entries of `show`."""
    rows: dict[str, str] = {}
    if night.slept:
        slept = night.slept
        rows |= {
            "sleep (TST)": sleep_cell(night),
            "in bed (TIB)": clock(slept.in_bed),
            "to fall asleep (SOL)": clock(slept.latency),
            "awake (WASO)": f"≥{clock(slept.awake_at_least)}" if slept.awake_at_least else clock(slept.awake),
            "on your feet": clock(slept.pacing),
            "efficiency (SE, DSE)": pct(slept.efficiency),
            "efficiency (SE, TIB)": pct(slept.efficiency_in_bed),
        }
    if night.leaf is not None or night.target is not None:
        total = "–" if night.leaf is None else f"{grams(night.leaf)} g"
        if night.target is None:
            rows["kratom"] = total
        else:
            rows["kratom / target"] = f"{total} / {grams(night.target)} g"
        rows["doses"] = num(night.doses)
        rows["longest gap"] = "–" if night.gap is None else f"{hours(night.gap)} h"
    if night.extract is not None:
        rows["extract"] = f"{num(night.extract * 1000)} mg in 1 dose"
    if night.seven_oh is not None:
        rows["7-OH"] = f"{num(night.seven_oh * 1000)} mg in 1 dose"
    if night.mitragynine is not None:
        rows["mitragynine"] = f"{num(night.mitragynine)} mg, by laboratory figures"
    if night.magnesium is not None:
        rows["magnesium"] = f"{night.magnesium} mg elemental"
    return rows


def check_csv_night(row: Mapping[str, str], night: Night) -> None:
    """A row of nights.csv."""

    def cell(value: object) -> str:
        return "" if value is None else str(value)

    slept = night.slept
    assert row["night"] == night.day.isoformat()
    assert row["severity"] == cell(night.severity)
    assert row["severity_missing_reason"] == ("" if night.severity is not None else night.missed or "not_logged")
    assert row["body_parts"] == ";".join(night.where)
    for column, name in (
        ("sol_min", "latency"), ("waso_min", "awake"), ("pacing_min", "pacing"), ("tst_min", "total"),
        ("tst_at_most_min", "at_most"), ("waso_at_least_min", "awake_at_least"),
        ("tib_min", "in_bed"), ("ema_min", "planned_early"),
    ):  # fmt: skip
        assert row[column] == cell(getattr(slept, name) if slept else None), (night.day, column)
    for column, share in (("se_dse_pct", "efficiency"), ("se_tib_pct", "efficiency_in_bed")):
        right = getattr(slept, share) if slept else None
        assert (row[column] == "") is (right is None)
        assert near(float(row[column] or 0), right or 0, 0.05)
    assert row["kratom_total_g"] == ("" if night.leaf is None else grams(night.leaf))
    assert row["kratom_doses"] == cell(night.doses)
    assert near(float(row["longest_gap_h"] or 0), Fraction(night.gap or 0, 60), 0.005)
    assert row["target_g"] == ("" if night.target is None else grams(night.target))
    assert (row["magnesium_oral_mg"], row["magnesium_topical_mg"]) == (cell(night.magnesium), cell(night.topical))
    if night.severity is not None or night.missed or night.slept:
        assert row["recalled"] == str(night.recalled).lower()


# ---------------------------------------------------------------------- weeks

SUNDAYS = [FIRST + number * A_DAY for number in range(6, len(OVER), 7)] + [LAST]


def check_summary(told: Mapping[str, Any], of: Figures) -> None:
    """A summary as `week --json` has it."""
    check_level(told["severity"], of.severity)
    for key, right in (("tst_min", of.total), ("doses_per_day", of.doses), ("magnesium_mg", of.magnesium)):
        assert told[key]["n"] == right[0]
        assert near(told[key]["median"], right[1]), key
    assert told["se_dse_pct"]["n"] == of.efficiency[0]
    assert near(told["se_dse_pct"]["median"], of.efficiency[1], 0.05)
    assert told["kratom_g"]["n"] == of.leaf[0]
    assert near(told["kratom_g"]["median"], None if of.leaf[1] is None else of.leaf[1] / 1000)
    assert near(told["kratom_g"]["target_median"], None if of.target[1] is None else of.target[1] / 1000)
    assert told["usual_longest_gap_h"]["n"] == of.usual_gap[0]
    assert near(told["usual_longest_gap_h"]["median"], None if of.usual_gap[1] is None else of.usual_gap[1] / 60, 0.005)
    assert told["recalled"] == of.recalled
    check_bounded(told["bounded"], of)


def check_position(told: Mapping[str, Any] | None, day: date) -> None:
    """Where a day stands in its plan."""
    for name, plan in (("autumn", AUTUMN), ("winter", WINTER)):
        for step, following in zip(plan, (*plan[1:], None), strict=True):
            if step.first <= day <= step.last:
                assert told is not None
                assert (told["plan"], told["step"], told["steps"]) == (name, int(step.name), len(plan))
                assert told["step_from"] == step.first.isoformat()
                assert told["days_in_step"] == (day - step.first).days + 1
                assert near(told["target_g"], Fraction(step.target or 0, 1000))
                assert told["next_change"] == (following.first.isoformat() if following else None)
                assert near(told["next_target_g"], Fraction(following.target or 0, 1000) if following else None)
                return
    assert told is None


def test_an_extract_is_no_leaf() -> None:
    # Sat 6 Dec 2025: 5 g at 08:30 and 4.9 g at 21:30 of leaf, 13 h apart; 0.5 g of an extract at 12:00 between them.
    told = look_json("show", "2025-12-06")

    assert (told["kratom"]["total_g"], told["kratom"]["doses"], told["kratom"]["longest_gap_h"]) == (9.9, 2, 13)
    assert (told["substances"]["extract"]["total_mg"], told["substances"]["extract"]["doses"]) == (500, 1)


class TestAWeek:
    @pytest.mark.parametrize("last", SUNDAYS, ids=str)
    def test_as_json(self, last: date) -> None:
        told = look_json("week", last.isoformat())
        some, before = week_of(last), week_of(last - 7 * A_DAY)
        assert [each["night_of"] for each in told["nights"]] == [night.day.isoformat() for night in some]
        for each, night in zip(told["nights"], some, strict=True):
            check_night(each, night)
        check_summary(told["summary"], figures(some))
        if len(before) == 7:
            check_summary(told["previous"], figures(before))
        check_position(told["taper"], last)

    @pytest.mark.parametrize("last", SUNDAYS, ids=str)
    def test_tablets_stand_beside_the_table_in_milligrams(self, last: date) -> None:
        told = " ".join(look("week", last.isoformat()).split())
        days = [
            f"{night.day:%a} {night.day.day} {night.day:%b} {num(night.seven_oh * 1000)} mg"
            for night in week_of(last)
            if night.seven_oh is not None
        ]
        before = sum(night.seven_oh is not None for night in week_of(last - 7 * A_DAY))
        if days or before:
            said = ", ".join(days) or "on none of these days"
            assert f"7-OH: {said}; before: on {before} day{'' if before == 1 else 's'}." in told
        else:
            assert "7-OH" not in told

    @pytest.mark.parametrize("last", SUNDAYS, ids=str)
    def test_as_text(self, last: date) -> None:
        text = look("week", last.isoformat())
        rows = text.splitlines()
        target = ", target" if any(night.target is not None for night in week_of(last)) else ""
        assert re.split(r"  +", rows[2]) == [
            "night", "legs 0–10", "sleep", "eff.", f"kratom{target}", "doses", "longest", "Mg"
        ]  # fmt: skip
        assert words_of(rows[3]) == ["h:min", "g", "a", "day", "gap,", "h", "mg"]
        some = week_of(last)
        assert [words_of(row) for row in rows[4:11]] == [week_cells(night) for night in some]
        of = figures(some)
        assert rows[0].endswith(f": legs logged on {of.severity.n} of 7 nights")
        assert words_of(rows[12]) == summary_cells("median", of)
        assert words_of(rows[13]) == on_nights(of)
        before = week_of(last - 7 * A_DAY)
        if len(before) == 7:
            assert words_of(rows[14]) == summary_cells("7 before", figures(before))
            assert words_of(rows[15]) == on_nights(figures(before))
        bounded = [(night.day, night.slept) for night in some if night.slept and night.slept.at_most]
        bounds = [f"{day:%a} {clock(slept.in_bed)}" for day, slept in bounded]
        told = f"(in bed {', '.join(bounds)})"
        assert (told in " ".join(text.split())) is bool(bounds)


def week_of(last: date) -> list[Night]:
    return within(OVER, last - 6 * A_DAY, last)


def week_cells(night: Night) -> list[str]:
    mark = "*" if night.recalled else ""
    scored = f"{night.severity}{mark}" if night.severity is not None else f"–{mark} {night.missed or ''}"
    return cells(
        weekday(night.day), scored, sleep_cell(night), pct(night.slept.efficiency if night.slept else None),
        grams(night.leaf), "" if night.target is None else f"/ {grams(night.target)}", num(night.doses),
        hours(night.gap), num(night.magnesium),
    )  # fmt: skip


def summary_cells(name: str, of: Figures) -> list[str]:
    return cells(
        name, legs(of.severity), clock(of.total[1]), pct(of.efficiency[1]), grams(of.leaf[1]), num(of.doses[1]),
        hours(of.usual_gap[1]), num(of.magnesium[1]),
    )  # fmt: skip


def on_nights(of: Figures) -> list[str]:
    counts = (
        of.severity.n, of.total[0], of.efficiency[0], of.leaf[0], of.doses[0], of.usual_gap[0], of.magnesium[0],
    )  # fmt: skip
    return cells("nights", *map(str, counts))

"""Today's card, as it is read in the evening, in the morning and at 02:30; every figure worked out by hand.

The person tapers leaf from 2.5 g: 2.2 g from 16 November, 2 g from the 23rd, 1.8 g from the 30th, in New York. Each day
from the 2nd on is logged with its target in two doses, at 08:00 and 18:00, but for the 3rd (3 g, 0.5 g over) and the
19th, of which nothing is logged. On the 23rd there are 0.5 g at 08:00 and 0.5 g at 18:10. The legs were 7 on the 16th
to 19th, 6 on the 20th, 5 on the 21st and the 22nd (from 20:15 on). Slept were 4:25, 4:55, 4:30, 5:15 and 5:20 h from
the 16th on, nothing is known of the 21st, and 6:00 h on the 22nd.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, on_terminal, run_process

from builders import day, dose, magnesium, medicine, night, no_kratom, none_of, plan, present, product, sleep, tablet
from legdiary.domain.taper.plan import Plan, Step
from legdiary.store.diary import Diary
from legdiary.wording import EMERGENCY_LINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

EVENING, MORNING, NIGHT = "2026-11-23T20:40-05:00", "2026-11-23T07:10-05:00", "2026-11-24T02:30-05:00"
STEPS = (("2026-11-02", 2500), ("2026-11-16", 2200), ("2026-11-23", 2000), ("2026-11-30", 1800))


def write(path: Path, entries: Iterable[Any], now: str = EVENING) -> Path:
    with Diary.for_writing(path, present(now)) as diary:
        diary.add_all(list(entries), present(now))
    return path


def lived() -> list[Any]:
    entries: list[Any] = [plan(*STEPS, name="down")]
    for number in range(2, 23):
        half = 1500 if number == 3 else 1250 if number < 16 else 1100
        if number != 19:
            entries += [dose(f"2026-11-{number:02d}T{at}-05:00", half) for at in ("08:00", "18:00")]
    entries += [dose("2026-11-23T08:00-05:00", 500), dose("2026-11-23T18:10-05:00", 500)]
    entries += [
        night(f"2026-11-{number}", score) for number, score in zip(range(16, 22), (7, 7, 7, 7, 6, 5), strict=True)
    ]
    entries.append(night("2026-11-22", 5, onset_min=20 * 60 + 15))
    slept = (265, 295, 270, 315, 320)
    entries += [
        sleep(f"2026-11-{number}", None, total_min=total) for number, total in zip(range(16, 21), slept, strict=True)
    ]
    # 22:40 to 06:20 are 7 h 40 in bed: less 40 and 60 minutes, 6 h.
    entries.append(sleep("2026-11-22", "22:40-06:20", latency_min=40, awake_min=60, pacing_min=25))
    return entries


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("card") / "diary.db", lived())


def card(path: Path, now: str = EVENING, columns: int = 80) -> str:
    """The card without the words that come once a day."""
    shown = ok(now=now, diary=path, env={"COLUMNS": f"{columns}"}).stdout
    return shown.partition("\n\nIf breathing")[0].rstrip("\n") + "\n"


def figures(path: Path, now: str = EVENING) -> Any:
    return ok("--json", now=now, diary=path).json


# ---------------------------------------------------------------------- one person, three times of day

AT_80 = """\
Mon 23 Nov 2026, 20:40                                         taper step 3 of 4

Kratom     1 g left of 2 g today            ##########..........  1 g taken
           last dose 18:10 (0.5 g), 2 h 30 min ago; 2 doses so far
           new target since today; next 1.8 g on Mon 30 Nov

Last night  Sun 22 Nov
Legs       5 of 10, began 20:15             7 nights before: median 7 (n 6)
Sleep      6:00 h                           7 nights before: median 4:55 h (n 5)
           40 min to fall asleep, then awake 60 min, 25 min of it on your feet

Not logged yet
  legs tonight         legdiary night SEVERITY
  magnesium today      legdiary magnesium AMOUNT
  sleep of Sat 21 Nov  legdiary sleep BED-WAKE --night 2026-11-21

Last day over target by 0.5 g or more: 3 Nov, 20 days ago; 1 of these days not
logged.
"""
AT_40 = """\
Mon 23 Nov, 20:40            step 3 of 4

Kratom  1 g left of 2 g today
        ##########..........
        last dose 2 h 30 min ago (18:10)
        next 1.8 g on Mon 30 Nov
Legs    5 last night, began 20:15
        7 before: median 7 (n 6)
Sleep   6:00 h last night
        7 before: median 4:55 h (n 5)

Not logged yet
 legs tonight: legdiary night SEVERITY
 magnesium today:
   legdiary magnesium AMOUNT
 sleep of Sat 21 Nov:
   legdiary sleep BED-WAKE
     --night 2026-11-21

Last day over target by 0.5 g or more:
3 Nov, 20 days ago; 1 of these days not
logged.
"""
IN_THE_MORNING = """\
Mon 23 Nov 2026, 07:10                                         taper step 3 of 4

Kratom     target 2 g today; not logged
           last dose Sun 22 Nov 18:00 (1.1 g), 13 h 10 min ago
           new target since today; next 1.8 g on Mon 30 Nov

Last night  Sun 22 Nov
"""
IN_THE_SMALL_HOURS = """\
Tue 24 Nov 2026, 02:30, still Mon 23 Nov                       taper step 3 of 4

Kratom     1 g left of 2 g on Mon           ##########..........  1 g taken
           last dose 18:10 (0.5 g), 8 h 20 min ago; 2 doses so far
           new target since today; next 1.8 g on Mon 30 Nov

Night before  Sun 22 Nov
"""


class TestOnePerson:
    @pytest.mark.parametrize(("columns", "shown"), [(80, AT_80), (40, AT_40)])
    def test_in_the_evening(self, columns: int, shown: str, diary: Path) -> None:
        assert card(diary, EVENING, columns) == shown

    def test_in_the_morning_nothing_of_the_day_is_taken_yet(self, tmp_path: Path) -> None:
        entries = [each for each in lived() if getattr(each, "night_of", None) != day("2026-11-23")]
        path = write(tmp_path / "diary.db", entries, MORNING)
        shown = card(path, MORNING)
        assert shown.startswith(IN_THE_MORNING)
        assert "legs tonight" not in shown
        assert "\n  kratom today         legdiary kratom AMOUNT   (or: kratom none)\n" in shown

    def test_in_the_small_hours_it_is_still_the_day_before(self, diary: Path) -> None:
        shown = card(diary, NIGHT)
        assert shown.startswith(IN_THE_SMALL_HOURS)
        assert "\n  legs tonight             legdiary night SEVERITY\n" in shown
        assert "\n  magnesium of Mon 23 Nov  legdiary magnesium AMOUNT\n" in shown

    def test_every_figure_is_in_json(self, diary: Path) -> None:
        found = figures(diary)
        (leaf,) = found["substances"]
        assert (found["now"], found["today"]) == ("2026-11-23T20:40:00-05:00", "2026-11-23")
        assert (leaf["substance"], leaf["unit"], leaf["total"], leaf["target"], leaf["left"]) == ("leaf", "g", 1, 2, 1)
        assert (leaf["doses"], leaf["planned_doses"], leaf["dose_free"]) == (2, None, None)
        assert leaf["last_dose"] == {
            "at": "2026-11-23T18:10:00-05:00", "day": "2026-11-23", "amount": 0.5, "minutes_ago": 150, "days_ago": 0,
            "days_not_logged": 0,
        }  # fmt: skip
        assert leaf["over_target"] == {
            "day": "2026-11-03", "total": 3, "target": 2.5, "least_over": 0.5, "days_since": 20, "days_not_logged": 1,
        }  # fmt: skip
        before = found["before"]
        assert (before["from"], before["to"]) == ("2026-11-15", "2026-11-21")
        assert (before["summary"]["severity"]["n"], before["summary"]["severity"]["median"]) == (6, 7)
        assert before["summary"]["tst_min"] == {"n": 5, "median": 295}
        assert (found["last_night"]["severity"], found["last_night"]["onset"]) == (5, "20:15")
        slept = found["last_night"]["sleep"]
        assert (slept["tst_min"], slept["sol_min"], slept["waso_min"], slept["pacing_min"]) == (360, 40, 60, 25)
        assert found["taper"]["step"] == 3
        assert (found["taper"]["next_change"], found["taper"]["next_target_g"]) == ("2026-11-30", 1.8)
        assert [(each["kind"], each["night_of"]) for each in found["not_logged"]] == [
            ("night", "2026-11-23"), ("magnesium", "2026-11-23"), ("sleep", "2026-11-21"),
        ]  # fmt: skip

    def test_what_it_offers_is_taken_and_then_no_longer_missing(self, tmp_path: Path) -> None:
        path = write(tmp_path / "diary.db", lived())
        values = {"SEVERITY": "4", "BED-WAKE": "22:40-06:20", "AMOUNT": "200mg"}
        offered = re.findall(r"legdiary (.+)", card(path).partition("Not logged yet")[2].partition("\n\n")[0])
        assert len(offered) == 3
        for command in offered:
            ok(*(values.get(word, word) for word in command.split()), now=EVENING, diary=path)
        shown = card(path)
        assert "Not logged yet" not in shown
        assert "\nMagnesium  200 mg elemental today\n" in shown
        assert "\nTonight  Mon 23 Nov\nLegs       4 of 10\n" in shown

    def test_a_suggestion_names_the_diary_that_was_typed(self, diary: Path) -> None:
        shown = ok("--diary", str(diary), now=EVENING).stdout
        assert f"legdiary --diary {diary}" in " ".join(shown.split())

    def test_it_is_read_from_a_diary_that_nobody_may_write(self, tmp_path: Path) -> None:
        (tmp_path / "kept").mkdir()
        path = write(tmp_path / "kept" / "diary.db", lived())
        before = path.read_bytes()
        path.chmod(0o400)
        path.parent.chmod(0o500)
        try:
            assert run_process(now=EVENING, diary=path).stdout.startswith(AT_80)
        finally:
            path.parent.chmod(0o700)
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("taken", "said", "bar"),
    [
        ((), "target 2 g today; not logged", None),
        ((2000,), "0 g left of 2 g today", "####################  2 g taken"),
        ((1500, 1000), "0.5 g over 2 g today", "####################  2.5 g taken"),
        ((100,), "1.9 g left of 2 g today", "#...................  0.1 g taken"),
    ],
)
def test_what_is_left(taken: Sequence[int], said: str, bar: str | None, tmp_path: Path) -> None:
    doses = [dose(f"2026-11-23T{9 + number:02d}:00-05:00", mg) for number, mg in enumerate(taken)]
    shown = card(write(tmp_path / "diary.db", [plan(*STEPS), *doses]))
    assert f"\nKratom     {said}" in shown
    assert ("#" in shown) is (bar is not None)
    assert bar is None or bar in shown


def test_a_dose_free_day_before_the_end_has_all_of_its_target_left(tmp_path: Path) -> None:
    path = write(tmp_path / "diary.db", [plan(*STEPS), no_kratom("2026-11-23")])
    assert "\nKratom     2 g left of 2 g today            ....................  none taken\n" in card(path)
    assert figures(path)["substances"][0]["total"] == 0


# ---------------------------------------------------------------------- after the plan, and at a target of 0


class TestAfterThePlan:
    """The plan ends on 25 January 2027; the last dose is 0.2 g on the 24th, at 20:00. Then days without, but for the
    4th of February, of which nothing is logged; on the 22nd of February it is read, in the evening.
    """

    NOW = "2027-02-22T20:40-05:00"

    @staticmethod
    def entries() -> list[Any]:
        ended = plan(("2027-01-04", 400), ("2027-01-11", 200), name="down", ended_on=day("2027-01-25"))
        doses = [dose(f"2027-01-{number}T20:00-05:00", 200) for number in range(11, 25)]
        first = day("2027-01-25")
        without = [first + timedelta(days=n) for n in range(28) if first + timedelta(days=n) != day("2027-02-04")]
        return [ended, *doses, *(no_kratom(str(each)) for each in without)]

    def test_days_since_the_last_dose_and_dose_free_days(self, tmp_path: Path) -> None:
        # 24 January to 22 February are 29 days; 25 January to 21 February 28, one of them not logged. 25 January is
        # the first day of the follow-up, so today is its 29th.
        path = write(tmp_path / "diary.db", self.entries(), self.NOW)
        shown = card(path, self.NOW).splitlines()
        assert shown[0] == "Mon 22 Feb 2027, 20:40                      taper ended 24 Jan, follow-up day 29"
        assert shown[2:5] == [
            "Kratom     29 days since the last dose (Sun 24 Jan, 0.2 g)",
            "           27 dose-free days logged since the plan ended (24 Jan), 1 day not",
            "           logged",
        ]
        assert "  kratom today      legdiary kratom none   (only if there was none)" in shown
        found = figures(path, self.NOW)
        (leaf,) = found["substances"]
        assert (found["phase"]["ended_on"], found["days_after_plan"]) == ("2027-01-25", 29)
        assert leaf["dose_free"] == {
            "since": "2027-01-25", "why": "ended", "days": 27, "days_with_dose": 0, "days_not_logged": 1,
        }  # fmt: skip
        assert (leaf["last_dose"]["days_ago"], leaf["last_dose"]["days_not_logged"]) == (29, 1)

    def test_today_counts_once_it_is_logged(self, tmp_path: Path) -> None:
        path = write(tmp_path / "diary.db", [*self.entries(), no_kratom("2027-02-22")], self.NOW)
        assert "28 dose-free days logged since the plan ended" in card(path, self.NOW)

    def test_a_dose_afterwards_is_told_and_called_nothing(self, tmp_path: Path) -> None:
        path = write(tmp_path / "diary.db", [*self.entries(), dose("2027-02-22T18:40-05:00", 500)], self.NOW)
        shown = " ".join(card(path, self.NOW).split())
        assert "Kratom 0.5 g today last dose 18:40 (0.5 g), 2 h ago; 1 dose so far 27 dose-free days" in shown
        assert "(24 Jan), 1 day with a dose, 1 day not logged" in shown
        assert {word for word in ("slip", "relapse", "failure", "good") if word in shown.lower()} == set()

    def test_at_forty_columns(self, tmp_path: Path) -> None:
        path = write(tmp_path / "diary.db", self.entries(), self.NOW)
        assert card(path, self.NOW, 40).splitlines()[:7] == [
            "Mon 22 Feb, 20:40 day 29 after the taper",
            "",
            "Kratom  29 days since the last dose",
            "        (Sun 24 Jan, 0.2 g)",
            "        27 dose-free days logged since",
            "        the plan ended (24 Jan), 1 day",
            "        not logged",
        ]

    def test_a_target_of_nothing_is_told_the_same(self, tmp_path: Path) -> None:
        """The last step is 0 g from the 18th on: the last dose was on the 17th, the 20th is not logged."""
        down = plan(("2026-11-11", 500), ("2026-11-18", 0), name="down")
        doses = [dose(f"2026-11-{number}T20:00-05:00", 500) for number in range(11, 18)]
        path = write(tmp_path / "diary.db", [down, *doses, *(no_kratom(f"2026-11-{n}") for n in (18, 19, 21, 22))])
        shown = " ".join(card(path).split())
        assert (
            "Kratom 6 days since the last dose (Tue 17 Nov, 0.5 g) 4 dose-free days logged since the target is 0"
            in shown
        )
        assert "(18 Nov), 1 day not logged target since Wed 18 Nov (day 6); the last step" in shown


# ---------------------------------------------------------------------- other substances


class TestOtherSubstances:
    def test_tablets_alone(self, tmp_path: Path) -> None:
        """100 mg a day of 7-OH, rounded to 5 mg; 111 mg on the 20th are over by 10 % of 100, and by twice the 5."""
        seven = Plan(
            "tablets",
            (Step(day("2026-11-16"), 100_000), Step(day("2026-11-30"), 90_000)),
            substance="7-oh",
            scale_ug=5000,
        )
        taken = [tablet(f"2026-11-{n}T09:00-05:00", 111_000 if n == 20 else 100_000) for n in range(16, 23)]
        entries = [product("seven", product_kind="7-oh"), seven, *taken, tablet("2026-11-23T18:10-05:00", 40_500)]
        path = write(tmp_path / "diary.db", entries)
        shown = card(path)
        assert "\n7-OH       59.5 mg left of 100 mg today     ########............  40.5 mg taken\n" in shown
        assert "\n           last dose 18:10 (40.5 mg), 2 h 30 min ago; 1 dose so far\n" in shown
        assert "Last day over target by 10 mg or more: 20 Nov, 3 days ago." in shown
        assert "Kratom" not in shown
        (found,) = figures(path)["substances"]
        assert (found["substance"], found["unit"], found["left"], found["over_target"]["total"]) == (
            "7-oh",
            "mg",
            59.5,
            111,
        )

    def test_leaf_beside_tablets_and_a_medicine(self, tmp_path: Path) -> None:
        """Leaf is planned, 7-OH only taken, gabapentin planned upwards and taken; each has its own lines and unit."""
        up = Plan(
            "nights",
            (Step(day("2026-11-16"), 300_000), Step(day("2026-11-23"), 600_000)),
            substance="medicine:gabapentin",
            scale_ug=100_000,
        )
        entries = [
            product("seven", product_kind="7-oh"), plan(*STEPS), up,
            dose("2026-11-23T08:00-05:00", 500), tablet("2026-11-21T21:00-05:00", 15_000),
            medicine(at="2026-11-22T21:00-05:00", amount="300 mg"),
        ]  # fmt: skip
        shown = card(write(tmp_path / "diary.db", entries))
        told = " ".join(shown.split())
        assert shown.splitlines()[0] == "Mon 23 Nov 2026, 20:40"  # two plans: each says its own step
        assert "Leaf 1.5 g left of 2 g today" in told
        assert "step 3 of 4 since today; next 1.8 g on Mon 30 Nov" in told
        assert "7-OH not logged today last dose Sat 21 Nov 21:00 (15 mg), 47 h ago; 1 day since not logged" in told
        assert "Gabapentin target 600 mg today; not logged last dose Sun 22 Nov 21:00 (300 mg), 23 h 40 min ago" in told
        missing = told.partition("Not logged yet ")[2]
        assert "gabapentin today legdiary medicine gabapentin AMOUNT" in missing
        assert "gabapentin of" not in missing  # nobody logs that a medicine was not taken
        assert "7-OH" not in missing  # it has no plan, and leaf is what the diary is about

    def test_a_medicine_in_tablets_has_no_rest(self, tmp_path: Path) -> None:
        down = Plan("nights", (Step(day("2026-11-16"), 300_000),), substance="medicine:gabapentin", scale_ug=100_000)
        path = write(tmp_path / "diary.db", [down, medicine(at="2026-11-23T18:40-05:00", amount="1 tablet")])
        told = " ".join(card(path).split())
        assert "Gabapentin 1 tablet today, not in mg; target 300 mg last dose 18:40, 2 h ago; 1 dose so far" in told
        found = figures(path)["substances"][1]
        assert (found["total"], found["left"], found["last_dose"]["amount"]) == (None, None, None)

    def test_yesterday_is_asked_for_too_where_the_substance_is_planned(self, tmp_path: Path) -> None:
        seven = Plan("tablets", (Step(day("2026-11-16"), 100_000),), substance="7-oh", scale_ug=5000)
        entries = [product("seven", product_kind="7-oh"), seven, tablet("2026-11-21T21:00-05:00", 15_000)]
        told = " ".join(card(write(tmp_path / "diary.db", entries)).split())
        assert "7-OH today legdiary dose AMOUNT --product NAME (or: dose none --of 7-oh)" in told
        assert (
            "7-OH of Sun 22 Nov legdiary dose AMOUNT --product NAME --at TIME --night 2026-11-22 "
            "(or: dose none --of 7-oh --night 2026-11-22)"
        ) in told

    def test_a_day_without_tablets(self, tmp_path: Path) -> None:
        entries = [
            product("seven", product_kind="7-oh"),
            tablet("2026-11-21T21:00-05:00"),
            none_of("7-oh", "2026-11-23"),
        ]
        assert "\n7-OH       dose-free today\n" in card(write(tmp_path / "diary.db", entries))


# ---------------------------------------------------------------------- beginning


def test_an_empty_diary_says_how_to_begin(tmp_path: Path) -> None:
    path = write(tmp_path / "diary.db", [])
    assert (
        card(path)
        == """\
Mon 23 Nov 2026, 20:40

Kratom     not logged today

Last night  Sun 22 Nov
Legs       –
Sleep      –

Not logged yet
  legs tonight      legdiary night SEVERITY
  legs last night   legdiary night SEVERITY --night 2026-11-22
  sleep last night  legdiary sleep BED-WAKE --night 2026-11-22
  kratom today      legdiary kratom AMOUNT   (or: kratom none)
  magnesium today   legdiary magnesium AMOUNT
"""
    )
    assert figures(path)["substances"][0]["last_dose"] is None


def test_without_a_plan_what_was_taken_is_told(tmp_path: Path) -> None:
    path = write(
        tmp_path / "diary.db", [dose("2026-11-23T20:40-05:00", 1500), magnesium("2026-11-23T20:00-05:00", 200)]
    )
    shown = card(path)
    assert shown.startswith(
        "Mon 23 Nov 2026, 20:40\n\nKratom     1.5 g today\n           last dose 20:40 (1.5 g), just now;"
    )
    assert "\nMagnesium  200 mg elemental today\n" in shown


@pytest.mark.parametrize(
    ("step", "place"), [("2026-11-30", "taper starts Mon 30 Nov"), ("2026-11-23", "taper step 1 of 1")]
)
def test_a_plan_to_come_is_named(step: str, place: str, tmp_path: Path) -> None:
    path = write(tmp_path / "diary.db", [plan((step, 2000), name="down")])
    assert card(path).splitlines()[0] == f"Mon 23 Nov 2026, 20:40{place:>58}"
    phase = figures(path)["phase"]
    assert (phase and phase["starts_on"]) == (None if "step" in place else step)
    assert figures(path)["days_after_plan"] is None


# ---------------------------------------------------------------------- looks


@pytest.mark.parametrize("columns", [*range(40, 121, 8), 79, 81])
def test_no_line_is_wider_than_the_terminal(columns: int, diary: Path, tmp_path: Path) -> None:
    odd = [
        product("petals", product_kind="a kind with a long name"),
        tablet("2026-11-22T21:00-05:00", 123_456_700), plan(*STEPS, name="a long name of a plan"),
        medicine(at="2026-11-23T18:40-05:00", amount="1 tablet"),
    ]  # fmt: skip
    for path in (
        diary,
        write(tmp_path / "odd.db", odd),
        write(tmp_path / "after.db", TestAfterThePlan.entries(), TestAfterThePlan.NOW),
    ):
        for now in (EVENING, NIGHT, TestAfterThePlan.NOW):
            shown = ok(now=now, diary=path, env={"COLUMNS": f"{columns}"}).lines
            assert max(map(len, shown)) <= columns, (path.name, now)


@pytest.mark.parametrize("colours", ["15;0", "0;15", ""])
def test_weight_leads_to_the_figure_and_colour_says_nothing_more(colours: str, diary: Path) -> None:
    shown = on_terminal(now=EVENING, diary=diary, env={"COLORFGBG": colours}).shown
    plain = on_terminal(now=EVENING, diary=diary, env={"NO_COLOR": "1"}).shown
    target = {"15;0": "1;96", "0;15": "1;34", "": "1"}[colours]
    missing = {"15;0": "95", "0;15": "35", "": "35"}[colours]
    assert f"\x1b[1m1 g left\x1b[0m of \x1b[{target}m2 g\x1b[0m today" in shown
    assert "\x1b[1mNot logged yet\x1b[0m\n" in shown
    assert f"\x1b[{missing}mlegs tonight         \x1b[0m\x1b[2mlegdiary night SEVERITY\x1b[0m" in shown
    bare = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert bare.partition(EMERGENCY_LINE)[0].rstrip() == plain.partition(EMERGENCY_LINE)[0].rstrip()

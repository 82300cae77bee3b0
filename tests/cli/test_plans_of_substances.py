"""Plans of several substances on the command line: made, chosen, shown and changed, each in its own unit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from driving import ok, on_terminal, run

if TYPE_CHECKING:
    from pathlib import Path

JUNE, EVENING = "2026-06-01T08:00-04:00", "2026-06-15T22:00-04:00"
OFF_TABLETS = (
    "taper new --of 7-oh --from 120mg --to 0mg --cut 25% --every 7d --round 0.5mg --stop-at 30mg --start 2026-06-01 "
    "--yes --name"
)


def type_in(diary: Path, line: str, now: str) -> None:
    ok(*line.split(), now=now, diary=diary)


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """Tablets of 7-OH, taken at 120 mg a day with one day of 127.5 mg, and a plan that begins at 120 mg."""
    diary = tmp_path / "diary.db"
    ok("product", "add", "seven tabs", "--kind", "7-oh", "--weight", "3g", now=JUNE, diary=diary)
    ok(*OFF_TABLETS.split(), "off tablets", now=JUNE, diary=diary)
    for day in range(1, 8):
        for hour, amount in (("08", "60mg"), ("20", "67mg" if day == 5 else "60mg")):
            at = f"2026-06-0{day} {hour}:00"
            ok("kratom", amount, "--product", "seven tabs", "--at", at, now=EVENING, diary=diary)
    return diary


def test_the_plan_and_what_was_taken_stand_in_milligrams(diary: Path) -> None:
    shown = ok("taper", "show", now=EVENING, diary=diary).stdout
    assert "Taper “off tablets” of 7-OH: 120 → 0 mg a day" in shown
    (first,) = (line for line in shown.splitlines() if line.startswith("   1  1 Jun 2026"))
    assert first.split() == ["1", "1", "Jun", "2026", "120", "120", "2", "12", "7/7", "6/0/1"]
    # Seven days of 120 mg and 7 mg more: 847 of 3000 mg. From the 15th: 7 x 67.5 + 7 x 50.5 + 7 x 38 = 1092 mg.
    assert "From today the plan needs 1092 mg until Mon 6 Jul 2026." in words(shown)
    assert "Batches with a weight still hold 2153 mg after the logged doses" in words(shown)
    assert not re.search(r"[0-9] g\b", shown)


def test_its_json_says_milligrams_in_its_keys(diary: Path) -> None:
    said = ok("taper", "show", "--json", now=EVENING, diary=diary).json
    assert (said["plan"], said["substance"], said["unit"], said["id"]) == ("off tablets", "7-oh", "mg", 2)
    assert [step["target_mg"] for step in said["steps"]] == [120, 90, 67.5, 50.5, 38, 0]
    assert [step["cut_mg"] for step in said["steps"]] == [None, 30, 22.5, 17, 12.5, 38]
    assert (said["total_needed_mg"], said["still_needed_mg"], said["tolerance_mg"]) == (2562, 1092, 0.5)
    assert (said["left_mg"], said["steps"][0]["actual_median_mg"]) == (2153, 120)
    assert not [key for key in [*said, *said["steps"][0]] if key.endswith("_g")]


def test_plans_of_different_substances_are_in_force_together(diary: Path, tmp_path: Path) -> None:
    steps = tmp_path / "gabapentin.csv"
    steps.write_text("starts_on,target_mg,doses_per_day\n2026-06-10,300,1\n2026-06-17,600,2\n2026-07-01,0,\n", "utf-8")
    ok("taper", "new", "--of", "gabapentin", "--steps", str(steps), "--yes", now=EVENING, diary=diary)
    type_in(diary, "taper new --from 6g --cut 2g --every 7d --name leaf --yes", EVENING)
    ok("medicine", "gabapentin", "300mg", "--at", "2026-06-14 21:00", now=EVENING, diary=diary)
    shown = words(ok("taper", "show", now=EVENING, diary=diary).stdout)
    titles = [
        "Taper “leaf”: 6 → 0 g",
        "Taper “off tablets” of 7-OH: 120 → 0 mg",
        "Plan “taper” of gabapentin: 300 → 0 mg",
    ]
    assert [shown.index(title) for title in titles] == sorted(shown.index(title) for title in titles)
    several = ok("taper", "show", "--json", now=EVENING, diary=diary).json
    assert several["plan"] == "leaf"
    assert [each["substance"] for each in several["plans"]] == ["leaf", "7-oh", "medicine:gabapentin"]
    assert several["plans"][2]["steps"][0]["days_on"] == 1

    refused = run("taper", "hold", "5d", now=EVENING, diary=diary)
    assert (refused.code, refused.stderr.splitlines()[0]) == (
        1, "legdiary: 3 plans are active (leaf, 7-OH, gabapentin); name one with --of",
    )  # fmt: skip
    assert run("taper", "show", "--chart", now=EVENING, diary=diary).code == 1
    assert "mg a day" in ok("taper", "show", "7-oh", "--chart", now=EVENING, diary=diary).stdout

    # The tablets are held: the dates of leaf and of gabapentin stay.
    held = ok("taper", "hold", "5d", "--of", "7-oh", now=EVENING, diary=diary).stdout
    assert "The last step, 0 mg a day, begins on Sat 11 Jul 2026 (before: Mon 6 Jul 2026)." in words(held)
    after = ok("taper", "show", "--json", now=EVENING, diary=diary).json["plans"]
    assert [each["ends_on"] for each in after] == ["2026-07-06", "2026-07-11", "2026-07-01"]
    listed = ok("taper", "show", "--all", now=EVENING, diary=diary).stdout
    assert "off tablets”, 7-OH, 6 steps, 120 mg from" in words(listed)
    history = words(ok("history", now=EVENING, diary=diary).stdout)
    assert "plan added: taper “off tablets” of 7-OH, 6 steps, 120 mg from" in history


def test_a_changed_target_is_told_in_its_unit_everywhere(diary: Path) -> None:
    ok("taper", "set", "2026-06-22", "48.5mg", "--of", "off tablets", now=EVENING, diary=diary)
    history = words(ok("history", now=EVENING, diary=diary).stdout)
    assert "steps 50.5 mg from Mon 22 Jun 2026 → 48.5 mg from Mon 22 Jun 2026" in history
    assert "48.5 mg from Mon 22 Jun 2026 → 50.5 mg" in words(ok("undo", now=EVENING, diary=diary).stdout)
    refused = run("taper", "set", "2026-06-22", "150mg", now=EVENING, diary=diary)
    assert (refused.code, "150 mg is above the plan's start of 120 mg." in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("48", "48 of what? Write 48mg."),
        ("48 tablets", "'48 tablets' is not an amount; write 15mg, 7.5mg or 75mcg"),
        ("0.0005mg", "0.0005mg is finer than a microgram; write whole micrograms"),
        ("201g", "a target of 201000 mg is out of range; write 0 mg to 200000 mg a day"),
    ],
)
def test_a_target_that_cannot_be_read_is_refused_in_the_plans_unit(diary: Path, typed: str, says: str) -> None:
    refused = run("taper", "set", "2026-06-22", typed, now=EVENING, diary=diary)
    assert (refused.code, refused.stderr) == (2, f"legdiary: {says}\n")


def test_a_second_plan_of_a_substance_ends_the_first(diary: Path) -> None:
    again = "taper new --of 7-oh --from 60mg --cut 20mg --every 7d --start 2026-06-22 --name again --yes"
    ok(*again.split(), now=EVENING, diary=diary)
    listed = words(ok("taper", "show", "--all", now=EVENING, diary=diary).stdout)
    assert (
        "off tablets”, 7-OH, 6 steps, 120 mg from Mon 1 Jun 2026 → 0 mg from Mon 6 Jul 2026; last day Sun 21 Jun"
        in listed
    )
    past = run(*again.replace("2026-06-22", "2026-06-10").split(), now=EVENING, diary=diary)
    assert (past.code, "another plan has a target for that day" in past.stderr) == (1, True)


def test_two_plans_with_one_name(diary: Path) -> None:
    again = "taper new --of 7-oh --from 60mg --cut 20mg --every 7d --start 2026-06-22 --yes --name"
    ok(*again.split(), "off tablets", now=EVENING, diary=diary)
    shown = words(ok("taper", "show", "off tablets", now=EVENING, diary=diary).stdout)
    assert shown.startswith(
        "2 plans have that name; the other is #2: legdiary taper show 2 Taper “off tablets” of 7-OH: 60 → 0"
    )
    assert "120 → 67.5 mg a day" in ok("taper", "show", "2", now=EVENING, diary=diary).stdout


class TestWhatIsMeant:
    PLAN = "taper new --from 120mg --cut 10mg --every 7d --start 2026-07-01"

    def test_milligrams_without_a_substance_are_asked_about_where_tablets_are_taken(self, diary: Path) -> None:
        refused = run(*self.PLAN.split(), "--yes", now=EVENING, diary=diary)
        assert refused.code == 1
        assert refused.stdout == ""
        assert refused.stderr == (
            "legdiary: 120 mg is 0.12 g of leaf; the doses of the last 14 days are 7-OH. For a plan of that, add "
            "--of 7-oh. Not stored; add --of leaf if it is right.\n"
        )
        ok(*self.PLAN.split(), "--of", "leaf", "--yes", now=EVENING, diary=diary)

    def test_on_a_terminal_it_is_a_question(self, diary: Path) -> None:
        said = on_terminal(*self.PLAN.split(), "--yes", answer="n", now=EVENING, diary=diary)
        assert "the doses of the last 14 days are 7-OH." in words(said.shown)
        assert "Store it?" in words(said.shown)
        assert said.code == 1

    def test_nothing_is_asked_where_leaf_was_taken_too(self, diary: Path) -> None:
        ok("kratom", "2.5g", "--at", "2026-06-12 20:00", now=EVENING, diary=diary)
        ok(*self.PLAN.split(), "--yes", now=EVENING, diary=diary)

    def test_grams_typed_for_milligrams_are_asked_about(self, diary: Path) -> None:
        plan = "taper new --of 7-oh --from {} --cut 25% --round 1mg --every 7d --start 2026-07-01 --yes"
        refused = run(*plan.format("6g").split(), now=EVENING, diary=diary)
        assert (refused.code, refused.stderr) == (
            1,
            (
                "legdiary: 6000 mg a day is more than ten times the median of the last 14 days (120 mg). Not stored; "
                "add --confirm if it is right.\n"
            ),
        )
        ok(*plan.format("1200mg").split(), now=EVENING, diary=diary)  # exactly ten times: the limit itself

    def test_a_preview_asks_nothing_and_stores_nothing(self, diary: Path) -> None:
        assert "0.12 → 0 g a day" in ok(*self.PLAN.split(), "--preview", now=EVENING, diary=diary).stdout
        assert len(ok("taper", "show", "--all", "--json", now=EVENING, diary=diary).json["plans"]) == 1


def test_a_medicine_in_micrograms(tmp_path: Path) -> None:
    diary = tmp_path / "diary.db"
    plan = "taper new --of clonidine --from 75mcg --to 0mcg --cut 25mcg --every 7d --doses 2 --start 2026-06-01 --yes"
    made = words(ok(*plan.split(), now=JUNE, diary=diary).stdout)
    assert "Plan “taper” of clonidine: 75 → 0 µg a day" in made
    assert "1 Mon 1 Jun 2026 75 38 + 37" in made
    said = ok("taper", "show", "--json", now=JUNE, diary=diary).json
    assert (said["unit"], [step["target_mcg"] for step in said["steps"]]) == ("mcg", [75, 50, 25, 0])
    assert said["total_needed_mcg"] == 7 * (75 + 50 + 25)
    ok("taper", "set", "2026-06-08", "60mcg", now=JUNE, diary=diary)
    assert "60" in ok("taper", "show", now=JUNE, diary=diary).stdout


def test_an_own_kind_is_planned_when_it_is_said_to_be_new(tmp_path: Path) -> None:
    diary = tmp_path / "diary.db"
    rule = ("--from", "7.5mg", "--cut", "2.5mg", "--every", "7d", "--round", "0.5mg")
    plan = ("taper", "new", "--of", "Moon dust", *rule)
    refused = run(*plan, "--yes", now=JUNE, diary=diary)
    assert (refused.code, "is not a known substance" in refused.stderr) == (2, True)
    ok(*plan, "--new", "--yes", now=JUNE, diary=diary)
    assert "of moon dust: 7.5 → 0 mg a day" in ok("taper", "show", now=JUNE, diary=diary).stdout
    ok(*plan, "--yes", "--start", "2026-06-08", now=JUNE, diary=diary)  # it is known from its plan


def test_calendars_hold_the_steps_of_every_plan_in_force(diary: Path, tmp_path: Path) -> None:
    type_in(diary, "taper new --from 6g --cut 2g --every 7d --start 2026-06-15 --name leaf --yes", EVENING)
    target = tmp_path / "taper.ics"
    ok("export", "ics", "--output", str(target), "--with-amounts", now=EVENING, diary=diary)
    text = target.read_text("utf-8").replace("\r\n ", "")
    assert "SUMMARY:Diary: step 4 of 6\\, 7-OH\\, 50.5 mg a day" in text
    assert "SUMMARY:Diary: step 2 of 4\\, 4 g a day" in text
    plain = tmp_path / "plain.ics"
    ok("export", "ics", "--output", str(plain), now=EVENING, diary=diary)
    said = plain.read_text("utf-8")
    assert (said.count("BEGIN:VEVENT"), "7-OH" in said, " mg" in said) == (10, False, False)


def test_a_plan_that_never_came_into_force_is_named_and_has_no_steps(diary: Path) -> None:
    later = "taper new --of extract --from 900mg --cut 300mg --every 7d --start 2026-07-01 --name later --yes"
    ok(*later.split(), now=EVENING, diary=diary)
    ok("taper", "end", "--of", "later", now=EVENING, diary=diary)
    shown = ok("taper", "show", "later", now=EVENING, diary=diary).stdout
    assert shown.splitlines()[0] == "Taper “later” of extract: it never became active"
    assert "step" not in shown
    assert ok("taper", "show", "later", "--json", now=EVENING, diary=diary).json["steps"] == []
    assert "; never active" in words(ok("taper", "show", "--all", now=EVENING, diary=diary).stdout)


@pytest.mark.parametrize(
    ("typed", "targets"),
    [
        ("--of clonidine --from 0.3mg --to 0.1mg --cut 0.05mg", [0.3, 0.25, 0.2, 0.15, 0.1]),
        ("--of mgm-15 --from 10mg --to 0mg --cut 2.5mg", [10, 7.5, 5, 2.5, 0]),
        ("--of 7-oh --from 7.5mg --to 0mg --cut 2.5mg", [7.5, 5, 2.5, 0]),
        # 0.9 x 0.3 = 0.27, 0.243, 0.2187, and 0.19683 lies below the end.
        ("--of clonidine --from 0.3mg --to 0.2mg --cut 10%", [0.3, 0.27, 0.24, 0.22, 0.2]),
        # Whole milligrams are fine enough for these: 108, 97.2, 87.48.
        ("--of 7-oh --from 120mg --to 80mg --cut 10%", [120, 108, 97, 87, 80]),
        ("--of mgm-15 --from 10mg --to 0mg --cut 2.5mg --round 1mg", [10, 8, 5, 3, 0]),
    ],
)
def test_targets_are_as_fine_as_the_amounts_that_were_typed(tmp_path: Path, typed: str, targets: list[float]) -> None:
    """Rounded to whole milligrams, clonidine from 0.3 mg by 0.05 mg would fall to 0.1 mg in one cut."""
    command = f"taper new {typed} --every 7d --start 2026-06-01 --preview --json"
    said = ok(*command.split(), now=JUNE, diary=tmp_path / "new.db").json
    assert [step["target_mg"] for step in said["steps"]] == targets


def test_a_small_dose_left_out_is_not_on_target(tmp_path: Path) -> None:
    """Steps of 0.1 and 0.05 mg are kept to 0.05 mg: nothing taken is 0.05 mg below, not “within 1 mg”."""
    steps, diary = tmp_path / "steps.csv", tmp_path / "diary.db"
    steps.write_text("starts_on,target_mg\n2026-06-01,0.1\n2026-06-08,0.05\n", encoding="utf-8")
    ok("taper", "new", "--of", "clonidine", "--steps", str(steps), "--yes", now=JUNE, diary=diary)
    said = ok("taper", "show", "clonidine", "--json", now=EVENING, diary=diary).json
    assert (said["tolerance_mg"], [step["target_mg"] for step in said["steps"]]) == (0.05, [0.1, 0.05])
    for day, amount in ((1, "0.1mg"), (2, "0.2mg")):
        ok("medicine", "clonidine", amount, "--at", f"2026-06-0{day} 21:00", now=EVENING, diary=diary)
        ok("night", "4", "--night", f"2026-06-0{day}", now=EVENING, diary=diary)
    chart = words(ok("report", "--full", "--of", "clonidine", now=EVENING, diary=diary).stdout)
    assert "^ taken, 0.1 mg or more above it" in chart


@pytest.mark.parametrize(
    ("command", "question"),
    [
        (
            "medicine levothyroxine 75mg",
            "75 mg of this medicine in one entry is more than ten times the largest target of its plan (75 mcg).",
        ),
        ("medicine levothyroxine 750mcg", None),
        ("medicine levothyroxine 25mcg", None),
        (
            "medicine gabapentin 300mcg",
            (
                "300 mcg of this medicine in one entry is less than a hundredth of the smallest target of its plan "
                "(100 mg)."
            ),
        ),
        ("medicine gabapentin 1mg", None),
        (
            "dose 1201mg --product tabs",
            "1201 mg of 7-OH in one entry is more than ten times the largest target of its plan (120 mg).",
        ),
        ("dose 1200mg --product tabs", None),
        # Nothing planned of it, and nothing taken: nothing to compare with.
        ("medicine pregabalin 75g", None),
    ],
)
def test_the_first_dose_is_held_against_its_plan(tmp_path: Path, command: str, question: str | None) -> None:
    """Nobody took any yet: 75 mg for 75 µg would stand in the diary as 74 925 µg above the target."""
    diary = tmp_path / "diary.db"
    ok("product", "add", "tabs", "--kind", "7-oh", now=JUNE, diary=diary)
    for of in (
        "--of levothyroxine --from 75mcg --to 25mcg --cut 25mcg", "--of gabapentin --from 300mg --to 0mg --cut 100mg",
        "--of 7-oh --from 120mg --to 0mg --cut 30mg",
    ):  # fmt: skip
        ok(*f"taper new {of} --every 7d --start 2026-06-01 --yes".split(), now=JUNE, diary=diary)
    answered = run(*command.split(), now=JUNE, diary=diary)
    assert answered.code == (0 if question is None else 1)
    if question is not None:
        assert answered.stderr.startswith(f"legdiary: {question} Not stored; add --confirm if it is right.")
        ok(*command.split(), "--confirm", now=JUNE, diary=diary)


def test_a_kind_that_only_a_plan_is_of_is_known_to_every_command(tmp_path: Path) -> None:
    """The card offers `dose none --of 'blue lotus'` under such a plan: what it offers is taken."""
    diary = tmp_path / "diary.db"
    planned = "--from 20mg --to 0mg --cut 5mg --every 7d --start 2026-06-01 --yes"
    ok("taper", "new", "--of", "Blue Lotus", "--new", *planned.split(), now=JUNE, diary=diary)
    assert "(or: dose none --of 'blue lotus')" in ok(now=JUNE, diary=diary).stdout
    none = words(ok("dose", "none", "--of", "blue lotus", now=JUNE, diary=diary).stdout)
    assert none.endswith("blue lotus: dose-free. Target 20 mg.")
    added = ok("product", "add", "petals", "--kind", "blue lotus", now=EVENING, diary=diary).stdout
    assert added == "Product: petals, blue lotus.  #3\n"
    other = run("product", "add", "leaves", "--kind", "white lotus", now=EVENING, diary=diary)
    assert (other.code, "add --new to keep it as your own" in other.stderr) == (2, True)


class TestLeafBesideAMedicine:
    """A plan of gabapentin begins; leaf is taken on two days without a plan, and on the third nothing is logged."""

    @pytest.fixture
    def diary(self, tmp_path: Path) -> Path:
        diary = tmp_path / "beside.db"
        of = "--of gabapentin --from 300mg --to 0mg --cut 100mg --every 7d --start 2026-06-01"
        ok("taper", "new", *of.split(), "--yes", now=JUNE, diary=diary)
        for day, amount in ((1, "2.5g --at 20:00"), (2, "3g --at 20:00"), (3, "none")):
            typed = f"kratom {amount} --night 2026-06-0{day}"
            ok(*typed.split(), now="2026-06-04T22:00-04:00", diary=diary)
            ok("night", "4", "--night", f"2026-06-0{day}", now="2026-06-04T22:00-04:00", diary=diary)
        return diary

    def test_the_card_still_misses_leaf(self, diary: Path) -> None:
        card = ok(now="2026-06-04T22:00-04:00", diary=diary).stdout
        assert "\nKratom     not logged today\n" in card
        assert "\nGabapentin target 300 mg today; not logged\n" in card
        assert "\n  kratom today      legdiary kratom AMOUNT   (or: kratom none)\n" in card
        assert "\n  gabapentin today  legdiary medicine gabapentin AMOUNT\n" in card

    def test_the_page_tells_leaf_that_has_no_step(self, diary: Path) -> None:
        page = ok("export", "html", "--output", "-", now="2026-06-04T22:00-04:00", diary=diary).stdout
        assert "kratom leaf taken on 2 days: another substance, not in the table of steps." in page
        assert "Kratom leaf: on 2 days, 2.5 to 3 g a day; dose-free on 1 day." in page
        told = re.sub(r"</?span[^>]*>", "", page)
        assert "Target 300 mg of gabapentin a day, step 1 of 4" in told
        assert "Taken: not logged on any of the" in told


def test_before_and_after_a_plan_its_substance_is_named(tmp_path: Path) -> None:
    diary = tmp_path / "phases.db"
    of = "--of 7-oh --from 45mg --to 0mg --cut 15mg --every 7d --name off"
    ok("taper", "new", *of.split(), "--start", "2026-06-03", "--yes", now=JUNE, diary=diary)
    assert "Baseline: taper “off” of 7-OH starts on Wed 3 Jun 2026." in words(ok("week", now=JUNE, diary=diary).stdout)
    ok("taper", "end", "--on", "2026-06-16", now=EVENING, diary=diary)
    later = words(ok("week", now="2026-06-19T08:00-04:00", diary=diary).stdout)
    assert "Follow-up of taper “off” of 7-OH: day 2 of three months; the plan's last day was Tue 16 Jun 2026." in later

"""Doses of what is no leaf: exact to the microgram, by the tablet, asked about by the person's own median, and none.

Tablets of 7-OH weigh 15 mg, a batch of 200 weighs 3000 mg. Red leaf is in capsules of half a gram.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run

from builders import context, day
from legdiary.app.log.dispatch import store
from legdiary.app.log.kratom import DoseStored
from legdiary.tui.edit_form import TypedEntry, fields, read_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = "2026-06-22T23:30-04:00"
NEW_YORK = {"TZ": "America/New_York"}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    diary = tmp_path_factory.mktemp("tablets") / "diary.db"
    for words in (
        ("product", "add", "seven tabs", "--kind", "7-oh", "--tablet", "15mg", "--weight", "3000mg"),
        ("product", "add", "red leaf", "--capsule", "0.5g", "--weight", "100g"),
        ("product", "add", "dust", "--capsule", "5mg"),
        ("product", "add", "gold", "--kind", "extract", "--weight", "2g"),
    ):
        ok(*words, diary=diary, now=NOW)
    return diary


@pytest.fixture
def path(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(begun, tmp_path))


def told(*words: str, diary: Path, now: str = NOW) -> list[str]:
    return ok(*words, diary=diary, now=now, env=NEW_YORK).lines


def refused(*words: str, diary: Path, now: str = NOW) -> tuple[int, str]:
    """The exit code of a command that stores nothing, and what it says."""
    before = diary.read_bytes() if diary.exists() else None
    result = run(*words, diary=diary, now=now, env=NEW_YORK)
    assert (diary.read_bytes() if diary.exists() else None) == before
    return result.code, " ".join(result.stderr.split()).replace("legdiary: try: ", "try: ")


def stored(diary: Path, number: int) -> tuple[Any, ...]:
    """The amount of a dose in the file: milligrams, micrograms."""
    with closing(sqlite3.connect(diary)) as file:
        row: tuple[Any, ...] = file.execute("SELECT amount_mg, amount_ug FROM dose WHERE id = ?", (number,)).fetchone()
    return row


class TestAmounts:
    @pytest.mark.parametrize(
        ("typed", "ug", "shown"),
        [
            (["7.5mg"], 7_500, "7.5 mg"),
            (["7,5", "mg"], 7_500, "7.5 mg"),
            (["0.1mg"], 100, "0.1 mg"),
            (["75mcg"], 75, "0.075 mg"),
            (["75µg"], 75, "0.075 mg"),
            (["0.5", "tab"], 7_500, "7.5 mg"),
            (["1/2 tab"], 7_500, "7.5 mg"),
            (["1/2", "tab"], 7_500, "7.5 mg"),
            (["1", "1/2", "tabs"], 22_500, "22.5 mg"),
            (["75", "µg"], 75, "0.075 mg"),
            (["1 1/2 tablets"], 22_500, "22.5 mg"),
            (["3", "tabs"], 45_000, "45 mg"),
            (["0.3tab"], 4_500, "4.5 mg"),
            (["1cap"], 15_000, "15 mg"),
        ],
    )
    def test_a_tablet_and_its_parts(self, typed: Sequence[str], ug: int, shown: str, path: Path) -> None:
        for command in ("kratom", "dose"):
            at = "20:00" if command == "kratom" else "21:00"
            lines = told(command, *typed, "--product", "seven tabs", "--at", at, "--confirm", diary=path)
            number = int(lines[0].partition("#")[2])
            assert lines[0] == f"7-OH, day of Mon 22 Jun 2026: {shown} at {at}, seven tabs.  #{number}"
            assert stored(path, number) == (None, ug)

    def test_half_a_capsule_of_leaf(self, path: Path) -> None:
        lines = told("kratom", "0.5", "caps", "--product", "red leaf", diary=path)
        assert lines[0] == "Kratom, day of Mon 22 Jun 2026: 0.25 g at 23:30, red leaf.  #5"
        assert stored(path, 5) == (250, None)

    @pytest.mark.parametrize(
        ("typed", "code", "said"),
        [
            ("kratom 0.5caps --product dust", 2,
             "0.5caps is finer than a milligram; leaf is stored in whole milligrams"),
            ("kratom 7.5mg", 2, "7.5mg is finer than a milligram; leaf is stored in whole milligrams"),
            ("dose 0.05mcg --product gold", 2, "0.05mcg is finer than a microgram; write whole micrograms"),
            ("dose 1/3tab --product gold", 2, "'1/3tab' is not an amount; write 15mg, 7.5mg or 75mcg"),
            ("dose 0mg --product gold", 2,
             "0mg is not a dose; write an amount above 0. For a dose-free day: dose none --of extract"),
            ("dose 201g --product gold", 2, "201g is above 200 g, the most for one entry"),
            ("dose 15 --product gold", 2, "15 of what? Write 15mg."),
            ("kratom 15 --product gold", 2, "15 of what? Write 15mg."),
            ("kratom 15", 2, "15 of what? Write 15g or 15000mg."),
            ("dose 0.5tab --product gold", 2,
             ("0.5tab: the weight of a tablet of 'gold' is not known; add it once with --tablet, or write the amount "
              "in "
             "milligrams try: legdiary edit 4 --help")),
            ("dose 7.5mg", 2,
             ("a dose needs --product. For leaf use legdiary kratom "
             "try: legdiary product list")),
            ("dose 7.5mg --product none", 2,
             ("a dose needs --product. For leaf use legdiary kratom "
             "try: legdiary product list")),
            ("dose 7.5mg --product grey", 1,
             "there is no product 'grey' yet; add it first try: legdiary product add grey"),
            ("dose 2tab --product grey", 1,
             ("there is no product 'grey' yet; add it first, with the weight of a tablet (--tablet) "
             "try: legdiary product add grey")),
        ],
    )  # fmt: skip
    def test_what_cannot_be(self, typed: str, code: int, said: str, path: Path) -> None:
        assert refused(*typed.split(), diary=path) == (code, f"legdiary: {said}")

    def test_a_dose_of_leaf_is_leaf_by_either_command(self, path: Path) -> None:
        assert told("dose", "2g", "--product", "red leaf", diary=path)[0] == (
            "Kratom, day of Mon 22 Jun 2026: 2 g at 23:30, red leaf.  #5"
        )

    def test_the_product_of_the_settings_serves_both_commands(self, path: Path) -> None:
        ok("config", "product", "seven tabs", now=NOW)
        assert (
            told("kratom", "7.5mg", diary=path)[0] == "7-OH, day of Mon 22 Jun 2026: 7.5 mg at 23:30, seven tabs.  #5"
        )
        assert told("dose", "0.5tab", "--at", "20:00", diary=path)[0] == (
            "7-OH, day of Mon 22 Jun 2026: 7.5 mg at 20:00, seven tabs.  #6"
        )
        ok("config", "product", "blue tabs", now=NOW)
        assert refused("dose", "7.5mg", diary=path)[0] == 1

    def test_a_first_dose_begins_no_diary_that_it_has_no_product_in(self, tmp_path: Path) -> None:
        for words in ("dose 15mg --product tabs", "dose 15mg", "dose none --of tea", "product add x --kind tea"):
            assert refused(*words.split(), diary=tmp_path / "none.db")[0] != 0
            assert not (tmp_path / "none.db").exists()


class TestQuestions:
    """The median of 15, 15, 15 and 7.5 mg is 15 mg: above 150 mg and below 1.5 mg are asked about."""

    @pytest.fixture
    def used(self, path: Path) -> Path:
        for at, amount in (("07:00", "15mg"), ("12:00", "15mg"), ("18:00", "15mg"), ("22:00", "0.5tab")):
            told("dose", amount, "--product", "seven tabs", "--at", at, diary=path)
        return path

    @pytest.mark.parametrize(
        ("typed", "question"),
        [
            ("150mg", None),
            ("150.1mg", "150.1 mg of 7-OH in one entry is more than ten times"),
            ("1.5mg", None),
            ("1.4mg", "1.4 mg of 7-OH in one entry is less than a tenth of"),
            ("15mcg", "0.015 mg of 7-OH in one entry is less than a tenth of"),
            ("15g", "15000 mg of 7-OH in one entry is more than ten times"),
        ],
    )
    def test_ten_times_away_from_ones_own_median_is_asked_about(
        self, typed: str, question: str | None, used: Path
    ) -> None:
        words: tuple[str, ...] = ("dose", typed, "--product", "seven tabs")
        if question is not None:
            assert refused(*words, diary=used) == (
                1, (f"legdiary: {question} the median dose of the last 14 days (15 mg). Not stored; add --confirm if "
                "it is right."),
            )  # fmt: skip
            words = (*words, "--confirm")
        assert told(*words, diary=used)[0].startswith("7-OH, day of Mon 22 Jun 2026: ")

    def test_a_change_is_asked_about_likewise(self, used: Path) -> None:
        # The others are 15, 15 and 7.5 mg.
        assert refused("edit", "7", "15mcg", diary=used)[1].startswith(
            "legdiary: 0.015 mg of 7-OH in one entry is less"
        )
        assert "amount 15 mg → 12.5 mg" in told("edit", "7", "12.5mg", diary=used)[0]

    def test_what_was_taken_of_leaf_is_no_measure_of_it(self, path: Path) -> None:
        told("kratom", "3g", "--at", "20:00", diary=path)
        assert told("dose", "15mg", "--product", "seven tabs", diary=path)
        # Nor is it one of leaf, which keeps its own question.
        assert "less than a tenth" in refused("kratom", "0.2g", diary=path)[1]

    def test_grams_of_a_first_tablet_are_asked_about_and_of_an_extract_not(self, path: Path) -> None:
        assert refused("dose", "2g", "--product", "seven tabs", diary=path) == (
            1, ("legdiary: 2000 mg of 7-OH in one entry is written in grams, and no other dose of the last 14 days is "
            "there to compare it with. Not stored; add --confirm if it is right."),
        )  # fmt: skip
        assert told("dose", "2g", "--product", "gold", diary=path)[0].startswith(
            "Extract, day of Mon 22 Jun 2026: 2000 mg"
        )

    def test_the_same_tablet_in_the_same_minute(self, used: Path) -> None:
        assert refused("dose", "1tab", "--product", "seven tabs", "--at", "18:00", diary=used)[1].startswith(
            "legdiary: 15 mg at 18:00 is already stored (#7)."
        )


class TestNone:
    def test_a_day_without_one_substance_says_nothing_of_another(self, path: Path) -> None:
        told("kratom", "2g", "--at", "20:00", diary=path)
        assert told("dose", "none", "--of", "7-OH", diary=path)[0] == (
            "7-OH, day of Mon 22 Jun 2026: none of 7-OH that day.  #6"
        )
        assert refused("kratom", "none", diary=path)[0] == 1
        assert told("kratom", "none", "--of", "7oh", "--night", "yesterday", diary=path)[0].startswith(
            "7-OH, day of Sun"
        )
        assert told("list", "--kind", "kratom", diary=path)[1] == "  7  kratom     none of 7-OH that day"

    def test_of_leaf_by_name_it_is_kratom_none(self, path: Path) -> None:
        assert told("dose", "none", "--of", "powder", diary=path)[0] == (
            "Kratom, day of Mon 22 Jun 2026: none that day.  #5"
        )
        assert refused("kratom", "2g", diary=path)[1].startswith(
            "legdiary: 2026-06-22 is logged as a day without kratom;"
        )

    def test_said_twice_it_stands_once(self, path: Path) -> None:
        for _ in range(2):
            told("dose", "none", "--of", "7-oh", diary=path)
        assert len(ok("list", "--json", diary=path, now=NOW).json["entries"]) == 1

    def test_a_day_with_tablets_was_not_without(self, path: Path) -> None:
        told("dose", "15mg", "--product", "seven tabs", "--at", "20:00", diary=path)
        assert refused("dose", "none", "--of", "7-oh", diary=path) == (
            1,
            ("legdiary: a dose of 7-OH is already logged on 2026-06-22, so that day can't be dose-free "
            "try: legdiary show 2026-06-22"),
        )  # fmt: skip
        told("kratom", "none", diary=path)

    def test_a_tablet_takes_the_place_of_none_once_it_is_confirmed(self, path: Path) -> None:
        told("dose", "none", "--of", "7-oh", diary=path)
        words = ("dose", "15mg", "--product", "seven tabs", "--at", "20:00")
        assert "is logged as a day without 7-OH; this dose would replace" in refused(*words, diary=path)[1]
        told("kratom", "3g", "--at", "20:00", diary=path)  # of leaf nothing was said
        told(*words, "--confirm", diary=path)
        assert [each["amount_g"] == 0 for each in ok("list", "--json", diary=path, now=NOW).json["entries"]] == [
            False
        ] * 2

    def test_a_tablet_cannot_be_moved_to_such_a_day(self, path: Path) -> None:
        told("dose", "none", "--of", "7-oh", "--night", "yesterday", diary=path)
        told("dose", "15mg", "--product", "seven tabs", "--at", "20:00", diary=path)
        assert "is logged as a day without 7-OH (#5)" in refused("edit", "6", "--night", "yesterday", diary=path)[1]
        assert "logs a day without 7-OH" in refused("edit", "5", "15mg", diary=path)[1]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("dose none", "a dose-free day needs --of and the substance, such as --of 7-oh"),
            ("dose none --of 7-oh --at 20:00", "dose none means the whole day; leave out --at"),
            ("dose none --of 7-oh --product gold", "dose none is about a whole substance and has no product"),
            ("dose none --of 7-oh --helped 2", "dose none is about a dose-free day; leave out --helped"),
            ("dose none --of tea", "'tea' is not a known kind of product; write one of: leaf, extract, 7-oh"),
            ("dose none --of gabapentin", "'gabapentin' is a medicine here"),
            ("dose 5mg --of 7-oh --product gold", "--of works only with none"),
        ],
    )
    def test_what_cannot_be_said(self, typed: str, said: str, path: Path) -> None:
        code, why = refused(*typed.split(), diary=path)
        assert (code, said in why) == (2, True), why


class TestChanges:
    def test_an_amount_takes_the_form_of_its_product(self, path: Path) -> None:
        told("dose", "0.5tab", "--product", "seven tabs", "--helped", "2", diary=path)
        assert refused("edit", "5", "--product", "red leaf", diary=path) == (
            2, "legdiary: 7.5mg is finer than a milligram; leaf is stored in whole milligrams"
        )  # fmt: skip
        assert told("edit", "5", "2g", "--product", "red leaf", diary=path)[0] == (
            "Kratom, day of Mon 22 Jun 2026: amount 7.5 mg → 2 g, product seven tabs → red leaf.  #5"
        )
        assert stored(path, 5) == (2000, None)
        told("undo", diary=path)
        assert stored(path, 5) == (None, 7500)
        assert told("list", diary=path)[1] == "  5  kratom     7.5 mg at 23:30, seven tabs, helped 2 of 3"

    def test_more_tablets_of_the_same_product(self, path: Path) -> None:
        told("dose", "1tab", "--product", "seven tabs", diary=path)
        assert told("edit", "5", "1.5tab", diary=path)[0] == "7-OH, day of Mon 22 Jun 2026: amount 15 mg → 22.5 mg.  #5"
        assert (
            told("edit", "5", "1", "1/2", "tab", diary=path)[0] == "7-OH, day of Mon 22 Jun 2026: nothing changed.  #5"
        )
        assert "amount 22.5 mg → 7.5 mg" in told("edit", "5", "1/2", "tab", diary=path)[0]
        told("undo", diary=path)
        assert told("edit", "5", "22500mcg", diary=path)[0] == "7-OH, day of Mon 22 Jun 2026: nothing changed.  #5"
        assert "amount 15 mg → 22.5 mg" in "".join(told("history", "5", diary=path))

    def test_a_dose_that_is_kept_in_milligrams_reads_as_any_other(self, path: Path) -> None:
        # As an older legdiary kept a dose of 7-OH: in whole milligrams.
        told("kratom", "15mg", "--product", "dust", "--at", "20:00", "--confirm", diary=path)
        told("edit", "3", "--kind", "7-oh", diary=path)
        assert stored(path, 5) == (15, None)
        assert told("edit", "5", "15mg", "--note", "late", diary=path)[0].endswith(": note – → “late”.  #5")
        assert stored(path, 5) == (15, None)  # nothing is converted that is not changed
        assert (
            "15 mg at 20:00 is already stored"
            in refused("dose", "15mg", "--product", "dust", "--at", "20:00", diary=path)[1]
        )
        assert told("edit", "5", "7.5mg", diary=path)[0] == "7-OH, day of Mon 22 Jun 2026: amount 15 mg → 7.5 mg.  #5"
        assert stored(path, 5) == (None, 7500)
        assert told("undo", diary=path)[0] == "Undone. 7-OH, day of Mon 22 Jun 2026: amount 7.5 mg → 15 mg.  #5"
        assert stored(path, 5) == (15, None)
        assert "amount 15 mg → 7.5 mg" in "".join(told("history", "5", diary=path))
        assert ok("check", diary=path, now=NOW).stdout.endswith("Nothing is wrong.\n")

    def test_a_kind_cannot_become_leaf_where_its_doses_are_finer(self, path: Path) -> None:
        told("dose", "0.5tab", "--product", "seven tabs", "--at", "20:00", diary=path)
        told("dose", "1tab", "--product", "seven tabs", "--at", "21:00", diary=path)
        assert refused("edit", "1", "--kind", "leaf", diary=path)[1].startswith(
            "legdiary: one of its doses is finer than a milligram, but leaf is stored in whole milligrams"
        )
        told("edit", "5", "8mg", diary=path)
        told("edit", "1", "--kind", "leaf", diary=path)
        # 8 and 15 mg; the batch of 3 g has 2977 mg left.
        assert told("product", "list", diary=path)[-2:] == [
            "#1  seven tabs, leaf, capsule 0.015 g, 3 g, left 2.977 g (198.46 capsules) after",
            "  the logged doses",
        ]


class TestWhatIsLeft:
    def test_of_each_batch_in_its_unit(self, path: Path) -> None:
        # 97 tablets of 15 mg and two halves are 1470 mg of 3000.
        for at, amount in (("08:00", "97tab"), ("09:00", "0.5tab"), ("10:00", "1/2tab")):
            told("dose", amount, "--product", "seven tabs", "--at", at, "--confirm", diary=path)
        told("kratom", "2.5g", "--product", "red leaf", diary=path)
        told("dose", "2.5g", "--product", "gold", "--confirm", diary=path)
        listed = ok("product", "list", diary=path, now=NOW, env={"COLUMNS": "120"}).lines
        assert listed == [
            "#3  dust, leaf, capsule 0.005 g",
            "#4  gold, extract, 2000 mg, left 0 mg: 500 mg more logged than it weighed",
            "#2  red leaf, leaf, capsule 0.5 g, 100 g, left 97.5 g (195 capsules) after the logged doses",
            "#1  seven tabs, 7-oh, tablet 15 mg, 3000 mg, left 1530 mg (102 tablets) after the logged doses",
        ]
        known = ok("product", "list", "--json", diary=path, now=NOW).json["products"]
        assert [(each["left_g"], each["left_mg"]) for each in known] == [
            (None, None), (None, -500), (97.5, None), (None, 1530),
        ]  # fmt: skip

    def test_a_batch_by_the_tablet(self, path: Path) -> None:
        assert told(
            "product", "add", "mini", "--kind", "MGM-15", "--tablet", "7.5mg", "--weight", "200tab", diary=path
        ) == ["Product: mini, mgm-15, tablet 7.5 mg, 1500 mg.  #5"]
        assert refused("product", "add", "x", "--kind", "mgm15", "--weight", "20tab", diary=path) == (
            2, "legdiary: 20tab: the weight of a tablet is not known; add it with --tablet"
        )  # fmt: skip

    def test_a_kind_of_ones_own_is_known_from_then_on(self, path: Path) -> None:
        assert refused("product", "add", "x", "--kind", "tea", diary=path)[0] == 2
        told("product", "add", "x", "--kind", "Tea", "--new", diary=path)
        told("product", "add", "y", "--kind", "tea", diary=path)
        assert told("dose", "20mg", "--product", "y", diary=path)[0].startswith("Tea, day of Mon 22 Jun 2026: 20 mg")
        assert "a dose of that substance is already logged" in refused("dose", "none", "--of", "tea", diary=path)[1]


class TestTolerance:
    """Of 7-OH 20, 20, 20, 30, 30 mg on five days: the median is 20 mg, and above 30 mg it is said, once a day."""

    @pytest.fixture
    def used(self, path: Path) -> Path:
        for date, amount in ((17, "20mg"), (18, "20mg"), (19, "20mg"), (20, "30mg"), (21, "30mg")):
            at = ("--night", f"2026-06-{date}", "--at", "20:00")
            told("dose", amount, "--product", "seven tabs", *at, diary=path)
            told("kratom", "3g", *at, diary=path)
        return path

    def test_a_day_above_the_usual_of_its_substance(self, used: Path) -> None:
        first = ("dose", "2tab", "--product", "seven tabs", "--at", "08:00")
        assert "olerance" not in "".join(told(*first, diary=used))  # 30 mg is 150 % of 20 mg
        lines = told("dose", "0.5mg", "--product", "seven tabs", "--at", "09:00", "--confirm", diary=used)
        assert (
            "The 7-OH of this day is above 150 % of the median of the 14 days before (20 mg, 5 of them logged). "
            "Tolerance drops as you cut down: a dose you used to take can now hit harder."
        ) in " ".join(" ".join(lines).split())
        again = told("dose", "1tab", "--product", "seven tabs", "--at", "10:00", diary=used)
        assert "olerance" not in "".join(again)
        assert "olerance" not in "".join(told("kratom", "3g", "--at", "10:00", diary=used))

    def test_leaf_has_its_own(self, used: Path) -> None:
        lines = " ".join(" ".join(told("kratom", "5g", "--at", "08:00", diary=used)).split())
        assert "This day is above 150 % of the median of the 14 days before (3 g, 5 of them logged)." in lines
        above = ok("dose", "40mg", "--product", "seven tabs", "--json", diary=used, now=NOW, env=NEW_YORK).json["day"]
        assert above["above_usual"]["said"] is False  # of leaf it was said before
        assert above["above_usual_of"] == {
            "substance": "7-oh", "median_mg": 20, "days": 5, "from": "2026-06-17", "days_without": 0,
            "last_dose": "2026-06-21",
        }  # fmt: skip

    def test_after_days_without_it(self, used: Path) -> None:
        late = "2026-07-02T21:00-04:00"
        told("kratom", "3g", "--at", "20:00", diary=used, now=late)
        lines = told("dose", "1tab", "--product", "seven tabs", diary=used, now=late)
        assert "No dose of 7-OH is logged for 10 days, since Sun 21 Jun 2026" in " ".join(" ".join(lines).split())


class TestTheForm:
    def test_a_tablet_stands_there_as_it_would_be_typed(self, path: Path) -> None:
        told("dose", "0.5tab", "--product", "seven tabs", "--at", "20:00", diary=path)
        told("kratom", "2.5g", "--at", "21:00", diary=path)
        run_context = context(path, NOW)
        with run_context.open_for_reading() as diary:
            entries = diary.entries_on("kratom", day("2026-06-22"))
            products = {stored.id: stored.entry for stored in diary.products()}
        held = {field.name: (field.held, field.accepts) for field in fields(entries, products)}
        assert held["kratom-5-amount"] == ("7.5mg", "15mg, 7.5mg, 0.5 tab")
        assert held["kratom-6-amount"] == ("2.5g", "2.5g, 2500mg")

        request = read_entry(run_context.present, day("2026-06-22"), TypedEntry("kratom", "5", {"amount": "1.5 tab"}))
        made = store(run_context, request)
        assert isinstance(made, DoseStored)
        assert (made.new.entry.ug, made.new.entry.product_id) == (22_500, 1)
        more = {"amount": "0.5tab", "at": "22:00", "product": "seven tabs"}
        made = store(
            run_context, read_entry(run_context.present, day("2026-06-22"), TypedEntry("kratom", "kratom", more))
        )
        assert isinstance(made, DoseStored)
        assert (made.new.entry.ug, made.substance) == (7_500, "7-oh")

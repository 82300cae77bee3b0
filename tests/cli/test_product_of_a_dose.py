"""Of which product a dose is: as typed, as the settings say, or none, and then the answer says so."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import NEW_YORK, ok, run
from test_checkin import CTRL_D, talk

from builders import day
from legdiary.app.log.kratom import ChangeDose
from legdiary.cli.views.dashboard import run_of
from legdiary.tui.actions import Outcome, attempt
from legdiary.tui.edit_form import TypedEntry, change_entry, changed_entries, fields, read_entry

if TYPE_CHECKING:
    from legdiary.tui.actions import Run

NOW = "2026-11-22T22:30-05:00"


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week of red leaf, in capsules of half a gram."""
    diary = tmp_path_factory.mktemp("week") / "diary.db"
    ok("product", "add", "red leaf", "--capsule", "0.5g", "--opened", "2026-11-10", diary=diary, now=NOW)
    ok("product", "add", "green leaf", diary=diary, now=NOW)
    for number in range(15, 22):
        words = ("--night", f"2026-11-{number}", "--at", "20:00", "--product", "red leaf")
        ok("kratom", "2g", *words, diary=diary, now=NOW)
        ok("night", "5", "--night", f"2026-11-{number}", diary=diary, now=NOW)
    return diary


@pytest.fixture
def path(week: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(week, tmp_path))


def setting(value: str) -> None:
    ok("config", "product", value, now=NOW)


def products(diary: Path) -> list[str | None]:
    """Of what today's doses are."""
    listed = ok("list", "--kind", "kratom", "--from", "2026-11-22", "--json", diary=diary, now=NOW).json["entries"]
    return [each["product"] for each in listed]


class TestWithoutASetting:
    def test_the_answer_says_that_none_is_stored_and_how_to_name_the_last_one(self, path: Path) -> None:
        told = ok("kratom", "2g", diary=path, now=NOW)
        assert told.lines[1] == (
            "  No product is stored. The last one was red leaf. To add it: legdiary edit 17 --product='red leaf'"
        )
        command = told.lines[1].partition("legdiary ")[2]
        ok(*shlex.split(command), diary=path, now=NOW)
        assert products(path) == ["red leaf"]

    def test_in_json(self, path: Path) -> None:
        told = ok("kratom", "2g", "--json", diary=path, now=NOW).json
        assert told["product"] == {"setting": None, "stored": False, "last_used": "red leaf"}
        typed = ok("kratom", "3g", "--product", "green leaf", "--json", diary=path, now=NOW).json
        assert (typed["product"], typed["stored"]["product"]) == (None, "green leaf")

    def test_none_on_purpose_is_not_commented_on(self, path: Path) -> None:
        told = ok("kratom", "2g", "--product", "none", diary=path, now=NOW).stdout
        assert "roduct" not in told
        assert products(path) == [None]

    def test_the_diary_that_was_typed_is_typed_again(self, path: Path) -> None:
        told = ok("--diary", f"{path}", "kratom", "2g", now=NOW).lines[1]
        assert told.endswith(f"legdiary --diary {shlex.quote(str(path))} edit 17 --product='red leaf'")

    def test_who_never_names_a_product_hears_nothing(self, tmp_path: Path) -> None:
        for clock in ("08:00", "20:00"):
            assert "roduct" not in ok("kratom", "2g", "--at", clock, diary=tmp_path / "d.db", now=NOW).stdout

    def test_tablets_are_not_offered_for_leaf(self, tmp_path: Path) -> None:
        diary = tmp_path / "d.db"
        ok("product", "add", "tabs", "--kind", "7-oh", diary=diary, now=NOW)
        ok("kratom", "20mg", "--product", "tabs", diary=diary, now=NOW)
        assert "No product" not in ok("kratom", "2g", diary=diary, now=NOW).stdout

    def test_what_was_used_long_ago_is_not_offered(self, path: Path) -> None:
        # The last of it was on 21 November: on 4 December it lies within 14 days, on 5 December no more.
        later = ok("kratom", "2g", diary=path, now="2026-12-04T22:30-05:00").stdout
        assert "The last one was red leaf" in later
        assert "No product" not in ok("kratom", "2g", diary=path, now="2026-12-05T22:30-05:00").stdout

    @pytest.mark.parametrize("name", ["it's $5 `leaf`", "-x", "a\\b", '"quoted"', "née 日記", "a  !! b"])
    def test_the_command_survives_a_shell(self, name: str, tmp_path: Path) -> None:
        diary = tmp_path / "d.db"
        ok("product", "add", "--", name, diary=diary, now=NOW)
        ok("kratom", "2g", f"--product={name}", "--at", "20:00", diary=diary, now=NOW)

        command = ok("kratom", "3g", diary=diary, now=NOW).lines[1].partition("legdiary ")[2]
        ok(*shlex.split(command), diary=diary, now=NOW)
        assert products(diary) == [" ".join(name.split())] * 2


class TestWithASetting:
    def test_a_dose_is_of_it_and_the_answer_says_so(self, path: Path) -> None:
        setting("Green Leaf")
        told = ok("kratom", "2g", diary=path, now=NOW)
        assert told.lines[0].startswith("Kratom, day of Sun 22 Nov 2026: 2 g at 22:30, green leaf.")
        assert told.lines[1] == "  Its product comes from your settings: Green Leaf."
        assert ok("kratom", "1g", "--json", diary=path, now=NOW).json["product"] == {
            "setting": "Green Leaf", "stored": True, "last_used": None,
        }  # fmt: skip

    def test_the_command_goes_before_it(self, path: Path) -> None:
        setting("green leaf")
        ok("kratom", "2g", "--product", "red leaf", "--at", "20:00", diary=path, now=NOW)
        told = ok("kratom", "2g", "--product", "None", "--at", "21:00", diary=path, now=NOW).stdout
        assert "roduct" not in told
        assert products(path) == ["red leaf", None]

    def test_capsules_are_of_it(self, path: Path) -> None:
        setting("red leaf")
        assert ok("kratom", "5caps", "--json", diary=path, now=NOW).json["stored"]["amount_g"] == 2.5
        refused = run("kratom", "5caps", "--product", "none", diary=path, now=NOW)
        assert (refused.code, "needs --product" in refused.stderr) == (2, True)

    def test_one_that_was_never_added_loses_no_dose(self, path: Path, tmp_path: Path) -> None:
        setting("blue leaf")
        for diary in (path, tmp_path / "new.db"):
            told = ok("kratom", "2g", diary=diary, now=NOW)
            assert told.lines[1] == (
                "  No product is stored. Your settings name blue leaf, not added here yet. To add it: "
                "legdiary product add 'blue leaf'"
            )
            assert products(diary) == [None]

    def test_none_is_a_setting_too(self, path: Path) -> None:
        setting("none")
        assert "roduct" not in ok("kratom", "2g", diary=path, now=NOW).stdout
        assert products(path) == [None]

    def test_a_day_without_has_no_product(self, path: Path) -> None:
        setting("red leaf")
        assert "roduct" not in ok("kratom", "none", diary=path, now=NOW).stdout
        assert products(path) == [None]

    def test_a_correction_does_not_go_by_it(self, path: Path) -> None:
        setting("green leaf")
        assert ok("edit", "3", "2.5g", "--json", diary=path, now=NOW).json["stored"]["product"] == "red leaf"


def test_a_correction_takes_the_product_away(path: Path) -> None:
    told = ok("edit", "3", "--product", "none", "--json", diary=path, now=NOW).json
    assert told["changed"] == {"product": ["red leaf", None]}


def test_a_setting_about_leaf_makes_no_leaf_of_a_dose_that_is_said_to_be_none(path: Path) -> None:
    """`dose` never means leaf unless the line itself says so; it did where the settings named a leaf."""
    setting("red leaf")
    refused = run("dose", "15mg", "--confirm", diary=path, now=NOW)
    assert (refused.code, products(path)) == (2, [])
    assert refused.stderr.startswith("legdiary: a dose needs --product.")
    ok("dose", "2g", "--product", "red leaf", diary=path, now=NOW)
    assert products(path) == ["red leaf"]


#: The answers before the first dose: a score, not when and where, and nothing of last night's sleep.
LEGS_AND_SLEEP = ("6\n", "\n", "\n", "\n")


class TestCheckIn:
    def test_the_product_is_that_of_the_settings(self, path: Path) -> None:
        setting("green leaf")
        said = talk(*LEGS_AND_SLEEP, "2g 20:00\n", CTRL_D, diary=path, now=NOW)
        assert "Kratom (green leaf) since " in said.shown
        assert products(path) == ["green leaf"]

    def test_without_a_setting_it_is_the_last_one_as_the_question_says(self, path: Path) -> None:
        said = talk(*LEGS_AND_SLEEP, "2g 20:00\n", CTRL_D, diary=path, now=NOW)
        assert "Kratom (red leaf) since " in said.shown
        assert products(path) == ["red leaf"]

    def test_another_product_or_none_is_said_in_the_answer(self, path: Path) -> None:
        talk(*LEGS_AND_SLEEP, "2g 19:00 of green leaf\n", "1g of none\n", CTRL_D, diary=path, now=NOW)
        assert products(path) == ["green leaf", None]


class TestDashboard:
    def run_with(self, path: Path) -> Run:
        return run_of({"LEGDIARY_NOW": NOW, "TZ": NEW_YORK, "LEGDIARY_DIARY": str(path)}, None, lambda: None)

    def test_it_answers_the_same(self, path: Path) -> None:
        of = self.run_with(path)
        more = change_entry(of, of.context().present.today, TypedEntry("kratom", "kratom", {"amount": "2g"}))
        made = attempt(of, more)
        assert isinstance(made, Outcome)
        assert (
            made.told[1]
            == "  No product is stored. The last one was red leaf. To add it: legdiary edit 17 --product='red leaf'"
        )

    def test_a_product_that_is_emptied_is_none(self, path: Path) -> None:
        from legdiary.app.views import load_night

        of, night = self.run_with(path), day("2026-11-21")
        found = load_night(of.context(), night)
        product = next(each for each in fields(found.entries, found.names) if each.flag == "product" and each.held)
        (typed,) = changed_entries({product: ""})
        assert read_entry(of.context().present, night, typed) == ChangeDose(int(product.of), product="none")
        made = attempt(of, change_entry(of, night, typed))
        assert isinstance(made, Outcome)
        assert made.stored
        shown: Any = ok("show", "2026-11-21", "--json", diary=path, now=NOW).json
        assert [each["product"] for each in shown["entries"] if each["kind"] == "kratom"] == [None]

"""What else changed: one list, the same in the comparison, the report, the page, the week and the table.

A made-up autumn. Nights from 24 August to 1 November 2026, each scored; a plan of three steps of 14 days from
7 September. Magnesium begins on the very day of the second step. Gabapentin is there from the first day on and doubles
with the third step. One dose of an extract on 1 October, and a flight from Berlin to New York on 9 October.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from driving import BERLIN, NEW_YORK, ok

from builders import dose, magnesium, medicine, night, plan, present, product
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST, LAST = date(2026, 8, 24), date(2026, 11, 1)
NOW = "2026-11-02T09:00-05:00"
FLIGHT = date(2026, 10, 9)


def place(on: date) -> tuple[str, str]:
    """The zone that a day was lived in, and the offset at nine in the evening."""
    return (BERLIN, "+02:00") if on < FLIGHT else (NEW_YORK, "-04:00")


def autumn() -> Iterator[Any]:
    yield product("shot", product_kind="extract")
    yield plan(("2026-09-07", 6000), ("2026-09-21", 5000), ("2026-10-05", 4000))
    for n in range((LAST - FIRST).days + 1):
        on = FIRST + timedelta(days=n)
        zone, offset = place(on)
        evening = f"{on}T21:00{offset}"
        yield night(f"{on}", 6 if on < date(2026, 9, 21) else 4)
        yield dose(evening, 2000, zone=zone)
        yield medicine("gabapentin", evening, "300 mg" if on < date(2026, 10, 5) else "600 mg", zone=zone)
        if on >= date(2026, 9, 21):
            yield magnesium(evening, 200, form="glycinate", zone=zone)


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("autumn") / "diary.db"
    with Diary.for_writing(path, present(NOW)) as made:
        shot = made.add_all([next(entries := autumn())], present(NOW))[0].id
        made.add_all(entries, present(NOW))
        made.add_all([replace(dose("2026-10-01T12:00+02:00", 500, zone=BERLIN), product_id=shot)], present(NOW))
    return path


EVENTS = [
    ("2026-09-07", "plan", "begun", "autumn", None, "6 g"),
    ("2026-09-21", "magnesium", "begun", "by mouth", None, "200 mg glycinate"),
    ("2026-10-01", "extract", "taken", "shot", None, None),
    ("2026-10-05", "medicine", "changed", "gabapentin", "300 mg", "600 mg"),
    ("2026-10-09", "journey", "changed", NEW_YORK, BERLIN, NEW_YORK),
]
WORDS = [
    "plan begun (autumn) on 7 Sep",
    "magnesium begun (by mouth, 200 mg glycinate) on 21 Sep",
    "first dose of an extract (shot) on 1 Oct",
    "medicine changed (gabapentin, 300 mg → 600 mg) on 5 Oct",
    "journey (Europe/Berlin → America/New_York) on 9 Oct",
]


def events(diary: Path, *arguments: str) -> list[tuple[Any, ...]]:
    found = ok("report", *arguments, "--json", now=NOW, diary=diary).json["events"]
    return [tuple(event[key] for key in ("on", "kind", "change", "name", "was", "now")) for event in found]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_change_is_there_once(diary: Path) -> None:
    assert events(diary, "--from", "2026-08-24") == EVENTS


def test_the_comparison_names_what_began_on_the_very_day_of_the_step(diary: Path) -> None:
    text = flat(ok("report", "--full", "--taper", now=NOW, diary=diary).stdout)
    # Settled nights of step 1 from 13 September on: 6; of step 2 from 27 September on: 4. The plan's begin parts the
    # baseline from step 1, and is no other thing.
    assert (
        "Lower in step 2 than in step 1. Other things changed too: "
        "magnesium begun (by mouth, 200 mg glycinate) on 21 Sep, first dose of an extract (shot) on 1 Oct."
    ) in text
    assert "About the same in step 1 as in baseline. Median 6 → 6" in text
    groups = ok("report", "--taper", "--json", now=NOW, diary=diary).json["groups"]
    beside = [[event["on"] for event in group["versus_previous"]["events"]] for group in groups[1:]]
    assert beside == [
        [],
        ["2026-09-21", "2026-10-01"],
        ["2026-09-21", "2026-10-01", "2026-10-05", "2026-10-09"],
    ]


@pytest.mark.parametrize("words", WORDS)
def test_text_and_page_have_the_same_words(diary: Path, words: str) -> None:
    assert words in flat(ok("report", "--full", "--taper", now=NOW, diary=diary).stdout)
    assert words in ok("export", "html", "--taper", "--output", "-", now=NOW, diary=diary).stdout


def test_the_week_has_its_own(diary: Path) -> None:
    week = ok("week", "2026-10-11", now=NOW, diary=diary)
    assert "Medicine changed (gabapentin, 300 mg → 600 mg) on 5 Oct." in week.stdout
    assert "Journey (Europe/Berlin → America/New_York) on 9 Oct." in week.stdout
    json = ok("week", "2026-10-11", "--json", now=NOW, diary=diary).json
    assert [event["on"] for event in json["events"]] == ["2026-10-01", "2026-10-05", "2026-10-09"]


def test_the_chart_of_the_plan_has_them(diary: Path) -> None:
    chart = ok("taper", "show", "--chart", now=NOW, diary=diary).stdout
    assert "magnesium begun (by mouth, 200 mg glycinate)" in chart


def test_the_table_has_the_same_list(diary: Path) -> None:
    written = ok("export", "csv", "--table", "events", "--output", "-", now=NOW, diary=diary).stdout
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))
    names = ("on", "kind", "change", "name", "was", "now")
    assert [tuple(row[name] or None for name in names) for row in rows] == EVENTS
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5"]


def test_an_event_does_not_depend_on_the_range(diary: Path) -> None:
    for first, last in (
        ("2026-09-01", "2026-09-30"), ("2026-09-21", "2026-11-01"), ("2026-09-22", "2026-10-05"),
        ("2026-10-05", "2026-10-08"), ("2026-10-10", "2026-11-01"),
    ):  # fmt: skip
        inside = [event for event in EVENTS if first <= event[0] <= last]
        assert events(diary, "--from", first, "--to", last) == inside, (first, last)


class TestSetTargets:
    """A plan of three steps, of which targets are set by themselves."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        path = tmp_path / "diary.db"
        before = present("2026-09-30T12:00-04:00")
        with Diary.for_writing(path, before) as made:
            steps = plan(("2026-09-07", 6000), ("2026-09-21", 5000), ("2026-10-05", 4000))
            made.add_all([steps, *(night(f"{FIRST + timedelta(days=n)}", 5) for n in range(70))], before)
        return path

    def sets(self, path: Path) -> list[tuple[Any, ...]]:
        return [event for event in events(path, "--from", "2026-08-24") if event[1] == "target"]

    def test_it_is_told_on_the_day_it_comes_into_force(self, path: Path) -> None:
        # On 1 October, from the 12th on, in the middle of the step of 4 g.
        ok("taper", "set", "2026-10-12", "3g", now="2026-10-01T12:00-04:00", diary=path)
        assert self.sets(path) == [("2026-10-12", "target", "set", "autumn", "4 g", "3 g")]
        assert "target set (4 g → 3 g) on 12 Oct" in flat(ok("report", "--full", "--taper", now=NOW, diary=path).stdout)

    def test_it_moves_with_a_hold_and_goes_with_undo(self, path: Path) -> None:
        ok("taper", "set", "2026-10-12", "3g", now="2026-10-01T12:00-04:00", diary=path)
        ok("taper", "hold", "5d", now="2026-10-06T12:00-04:00", diary=path)
        assert self.sets(path) == [("2026-10-17", "target", "set", "autumn", "4 g", "3 g")]
        ok("undo", now="2026-10-06T12:10-04:00", diary=path)
        assert self.sets(path) == [("2026-10-12", "target", "set", "autumn", "4 g", "3 g")]
        ok("undo", now="2026-10-06T12:20-04:00", diary=path)
        assert self.sets(path) == []

    def test_a_step_that_is_only_set_anew_is_told_with_what_it_was(self, path: Path) -> None:
        ok("taper", "set", "2026-10-05", "4.5g", now="2026-10-01T12:00-04:00", diary=path)
        assert self.sets(path) == [("2026-10-05", "target", "set", "autumn", "4 g", "4.5 g")]


class TestJourneys:
    def zones(self, tmp_path: Path, *lived: tuple[str, str]) -> list[tuple[Any, ...]]:
        path = tmp_path / "diary.db"
        with Diary.for_writing(path, present(NOW)) as made:
            made.add_all([dose(at, 1000 + n, zone=zone) for n, (at, zone) in enumerate(lived)], present(NOW))
        return [event for event in events(path, "--from", "2026-01-01") if event[1] == "journey"]

    def test_there_and_back(self, tmp_path: Path) -> None:
        assert self.zones(
            tmp_path, ("2026-10-01T21:00+02:00", BERLIN), ("2026-10-05T21:00-04:00", NEW_YORK),
            ("2026-10-12T21:00+02:00", BERLIN),
        ) == [
            ("2026-10-05", "journey", "changed", NEW_YORK, BERLIN, NEW_YORK),
            ("2026-10-12", "journey", "changed", BERLIN, NEW_YORK, BERLIN),
        ]  # fmt: skip

    def test_the_clocks_going_back_are_no_journey(self, tmp_path: Path) -> None:
        assert self.zones(tmp_path, ("2026-10-24T21:00+02:00", BERLIN), ("2026-10-25T21:00+01:00", BERLIN)) == []

    def test_another_name_for_the_same_clocks_is_none(self, tmp_path: Path) -> None:
        lived = ("2026-10-01T21:00+02:00", BERLIN), ("2026-10-02T21:00+02:00", "Europe/Paris")
        assert self.zones(tmp_path, *lived) == []


def test_a_first_dose_of_7_oh_is_an_event(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    for n in range(1, 9):
        ok("night", "5", "--night", f"2026-10-0{n}", now=NOW, diary=path)
    ok("product", "add", "tabs", "--kind", "7-oh", now=NOW, diary=path)
    ok("kratom", "20mg", "--at", "2026-10-06 21:00", "--product", "tabs", now=NOW, diary=path)
    assert events(path, "--from", "2026-10-01") == [("2026-10-06", "7-oh", "begun", "tabs", None, None)]
    assert (
        "first dose of 7-OH (tabs) on 6 Oct"
        in ok("report", "--full", "--from", "2026-10-01", now=NOW, diary=path).stdout
    )


def test_names_a_person_typed_are_harmless_in_an_event(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    for n in range(1, 9):
        ok("night", "5", "--night", f"2026-10-0{n}", now=NOW, diary=path)
    with Diary.for_writing(path, present(NOW)) as made:
        made.add_all([product("=cmd\u202e()", opened_on=date(2026, 10, 5))], present(NOW))
    assert (
        "new batch (=cmd\ufffd()) on 5 Oct"
        in ok("report", "--full", "--from", "2026-10-01", now=NOW, diary=path).stdout
    )
    table = ok("export", "csv", "--table", "events", "--output", "-", now=NOW, diary=path).stdout
    assert "'=cmd" in table


def test_a_package_with_the_table_comes_back_without_it(diary: Path, tmp_path: Path) -> None:
    ok("export", "csv", "--output", str(tmp_path / "out"), now=NOW, diary=diary)
    other = tmp_path / "other.db"
    told = ok("import", str(tmp_path / "out"), now=NOW, diary=other)
    assert "events" not in told.stdout + told.stderr
    # What it is made of came along, but for the extract: doses name their product, and that has its kind.
    assert [event[0] for event in events(other, "--from", "2026-08-24")] == [event[0] for event in EVENTS]

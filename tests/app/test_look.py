"""Looks at the diary as use cases: what is found, as values; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import context, day, dose, magnesium, night, plan, present, product
from legdiary.app import views
from legdiary.app.entry_ids import NotAnId
from legdiary.app.night_range import EndsBeforeItBegins, LastOrRange, NotASpan, Span, nights_of
from legdiary.app.page import load_page, read_page
from legdiary.app.reports import NoTaper, NothingThere, NotYet, TaperOrRange, load_month, load_report, read_report
from legdiary.app.today_card import load_card
from legdiary.app.views import last_change, load_entries, load_history, load_night, load_week
from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.domain.time.parse import NotADate
from legdiary.store.diary import Diary
from legdiary.store.errors import NoDiary

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.context import Context

#: Sunday morning; the last finished night is that of Saturday the 21st.
MORNING = "2026-11-22T10:00-05:00"


@pytest.fixture
def run(tmp_path: Path) -> Context:
    """A product, a dose of it, two rated nights, magnesium: entries 1 to 5, and a correction of the third."""
    made = context(tmp_path / "diary.db", MORNING)
    with Diary.for_writing(made.diary_path, made.present) as diary:
        for entry in (
            product("red leaf", capsule_mg=500),
            dose("2026-11-20T21:40-05:00", 2500, product_id=1),
            night("2026-11-20", 6),
            magnesium("2026-11-21T22:00-05:00", 200),
            night("2026-11-21", 3),
        ):
            diary.add(entry, made.present)
        diary.edit(3, lambda old: night("2026-11-20", old.severity + 1), made.present)
    return made


class TestLook:
    def test_a_night_is_its_figures_its_entries_and_their_products(self, run: Context) -> None:
        found = load_night(run, day("2026-11-20"))
        assert (found.record.severity, found.record.kratom.total_mg) == (7, 2500)
        assert [each.id for each in found.entries] == [3, 2]
        assert {number: each.name for number, each in found.names.items()} == {1: "red leaf"}

    def test_a_night_without_entries_is_known_to_be_empty(self, run: Context) -> None:
        found = load_night(run, day("2026-11-15"))
        assert (found.record.severity, found.entries) == (None, [])

    def test_a_week_ends_with_the_night_asked_for(self, run: Context) -> None:
        report = load_week(run, day("2026-11-21"))
        assert [record.severity for record in report.nights] == [None, None, None, None, None, 7, 3]

    def test_the_card_is_of_today(self, run: Context) -> None:
        card = load_card(run)
        assert (card.today, card.last.severity, card.doses) == (day("2026-11-22"), 3, ())

    def test_entries_come_by_night_and_then_by_time(self, run: Context) -> None:
        assert [each.id for each in load_entries(run, Span()).entries] == [3, 2, 5, 4]
        assert [each.id for each in load_entries(run, Span(first="2026-11-21")).entries] == [5, 4]
        assert [each.id for each in load_entries(run, Span(), "kratom").entries] == [2]

    def test_a_kind_that_there_is_not(self, run: Context) -> None:
        with pytest.raises(UnknownWord):
            load_entries(run, Span(), "dose")

    def test_the_history_of_one_entry_and_of_all(self, run: Context) -> None:
        assert [(line.action, line.entry_id) for line in load_history(run, "#3").lines] == [("add", 3), ("edit", 3)]
        assert len(load_history(run).lines) == 6
        with pytest.raises(NotAnId):
            load_history(run, "three")

    def test_what_undo_would_take_back(self, run: Context) -> None:
        assert [(line.action, line.entry_id) for line in last_change(run).lines] == [("edit", 3)]
        with Diary.for_writing(run.diary_path, run.present) as diary:
            diary.undo(run.present)
        assert [(line.action, line.entry_id) for line in last_change(run).lines] == [("add", 5)]

    def test_there_is_nothing_to_look_at(self, tmp_path: Path) -> None:
        nowhere = context(tmp_path / "none.db", MORNING)
        for look in (load_card, load_history, last_change):
            with pytest.raises(NoDiary):
                look(nowhere)
        assert list(tmp_path.glob("*.db")) == []


class TestReport:
    def test_it_leaves_the_night_under_way_out(self, run: Context) -> None:
        report = load_report(run, read_report(Span()))
        assert (report.from_night, report.before_night) == (day("2026-11-20"), day("2026-11-22"))
        assert report.by == "week"
        assert (report.overall.severity.n, report.overall.possible) == (2, 2)

    def test_with_a_plan_it_is_by_step(self, run: Context) -> None:
        with Diary.for_writing(run.diary_path, run.present) as diary:
            diary.add(plan(("2026-11-20", 3000)), run.present)
        assert load_report(run, read_report(Span(), taper=True)).by == "step"
        assert load_report(run, read_report(Span(), by="month")).by == "month"

    def test_what_cannot_be_meant(self) -> None:
        with pytest.raises(UnknownWord):
            read_report(Span(), by="year")
        with pytest.raises(TaperOrRange):
            read_report(Span(last="8w"), taper=True)

    def test_what_is_not_there(self, run: Context) -> None:
        for span, taper, error in (
            (Span(), True, NoTaper),
            (Span(first="2026-11-23"), False, NotYet),
            (Span(first="2026-01-01", until="2026-02-01"), False, NothingThere),
        ):
            with pytest.raises(error):
                load_report(run, read_report(span, taper=taper))

    def test_a_month_has_the_nights_that_are_over(self, run: Context) -> None:
        report = load_month(run, day("2026-11-01"), day("2026-11-22"))
        assert report is not None
        assert (report.by, report.overall.possible, report.overall.severity.n) == ("week", 21, 2)
        assert load_month(run, day("2026-12-01"), day("2026-11-22")) is None

    def test_a_page_counts_what_was_corrected(self, run: Context) -> None:
        report, inputs = load_page(run, read_page(Span(), question=" Why? ", name=" AB "))
        assert (report.by, report.overall.severity.n) == ("week", 2)
        assert (inputs.question, inputs.name, inputs.corrected) == ("Why?", "AB", 1)
        assert [each.elemental_mg for each in inputs.magnesium] == [200]
        assert (inputs.zone, inputs.made_on) == ("America/New_York", day("2026-11-22"))


class TestSpan:
    #: A diary from 1 September to 20 November, looked at on Sunday morning.
    WITHIN = (day("2026-09-01"), day("2026-11-20"))

    @pytest.mark.parametrize(
        ("span", "first", "before"),
        [
            (Span(), "2026-11-09", "2026-11-23"),
            (Span("1d"), "2026-11-22", "2026-11-23"),
            (Span("2W"), "2026-11-09", "2026-11-23"),
            (Span(first="2026-11-01"), "2026-11-01", "2026-11-23"),
            (Span(until="2026-10-01"), "2026-09-01", "2026-10-02"),
            (Span(first="2026-11-01", until="2026-11-01"), "2026-11-01", "2026-11-02"),
            (Span(first="2027-01-01"), "2027-01-01", "2027-01-02"),
        ],
    )
    def test_an_open_end_is_the_diary_s(self, span: Span, first: str, before: str) -> None:
        assert nights_of(span, present(MORNING), self.WITHIN) == (day(first), day(before))

    def test_of_finished_nights_tonight_is_none(self) -> None:
        assert nights_of(Span("7d"), present(MORNING), None, finished=True) == (day("2026-11-15"), day("2026-11-22"))

    @pytest.mark.parametrize(
        ("span", "error"),
        [
            (Span("2"), NotASpan), (Span("0d"), NotASpan), (Span("1m"), NotASpan), (Span("1000000d"), NotASpan),
            (Span("-1d"), NotASpan), (Span("7d", "2026-11-01"), LastOrRange),
            (Span("7d", None, "2026-11-01"), LastOrRange), (Span(first="2026-11-31"), NotADate),
            (Span(None, "2026-11-05", "2026-11-01"), EndsBeforeItBegins),
            (Span(until="2026-08-01"), EndsBeforeItBegins), (Span("6275w"), NotASpan),
        ],
    )  # fmt: skip
    def test_what_is_no_range(self, span: Span, error: type[Exception]) -> None:
        with pytest.raises(error):
            nights_of(span, present(MORNING), self.WITHIN)

    @given(st.integers(1, 6274), st.sampled_from(["d", "w"]), st.booleans())
    def test_a_length_is_that_many_nights(self, number: int, unit: str, finished: bool) -> None:
        first, before = nights_of(Span(f"{number}{unit}"), present("2300-01-01T10:00-05:00"), None, finished=finished)
        assert (before - first).days == number * (7 if unit == "w" else 1)


@pytest.mark.parametrize("kind", [None, "kratom", "measure"])
def test_a_long_list_is_that_of_its_parts(kind: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six weeks read three nights at a time, and compressed, are the same entries as those read at once."""
    run = context(tmp_path / "diary.db", MORNING)
    demo = make_demo_diary(run.present.last_night, run.present.zone, nights=42)
    with Diary.for_writing(run.diary_path, run.present) as diary:
        diary.add_all(demo.entries, run.present)
    at_once = load_entries(run, Span(first="2026-01-01", until="2026-12-31"), kind)
    monkeypatch.setattr(views, "_NIGHTS_AT_ONCE", 3)
    in_parts = load_entries(run, Span(first="2026-01-01", until="2026-12-31"), kind)
    assert in_parts.entries == at_once.entries
    assert (in_parts.names, in_parts.largest) == (at_once.names, at_once.largest)
    assert in_parts.largest == max(each.id for each in at_once.entries)

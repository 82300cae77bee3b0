"""Stories of the diary: what was stored, changed, taken back, and what the ledger says of it."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_rows import ENTRIES

from builders import (
    BERLIN,
    NIGHT,
    day,
    dose,
    factor,
    magnesium,
    measure,
    medicine,
    night,
    no_kratom,
    plan,
    present,
    product,
    sleep,
    symptom,
)
from effort import dear
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.kinds import KIND_NAMES
from legdiary.domain.entries.night import Night, ScoreAndMissed
from legdiary.domain.entries.score_range import NotAScore
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.night_record import night_records
from legdiary.domain.taper.plan import Hold
from legdiary.errors import BadValue, Refused
from legdiary.store import diary_file
from legdiary.store.diary import Diary
from legdiary.store.entry_rows import Change, NoSuchEntry
from legdiary.store.statement_runner import InTheWay
from legdiary.store.undo import NothingToUndo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

NOW = present()
EVER = (day("0001-01-01"), day("9999-12-31"))


@pytest.fixture
def diary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Diary]:
    hasty(monkeypatch)
    with Diary.for_writing(tmp_path / "diary.db", NOW) as opened:
        yield opened


def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting for the disk: no test here pulls the plug."""
    monkeypatch.setattr(diary_file, "_PRAGMAS", diary_file._PRAGMAS.replace("synchronous=EXTRA", "synchronous=OFF"))  # noqa: SLF001


def everything(diary: Diary) -> dict[int, Stored]:
    daily = [each for kind in KIND_NAMES for each in diary.entries_between(kind, *EVER)]
    found = [*daily, *diary.products(), *diary.plans()]
    assert len({each.id for each in found}) == len(found)
    return {each.id: each for each in found}


def becomes(entry: Any) -> Callable[[Any], Any]:
    """A build that makes this entry, whatever is there."""
    return lambda _: entry


def giving_way(*ids: int) -> Callable[[Diary], Sequence[int]]:
    """A check that lets nothing stand in the way."""
    return lambda _: ids


def ledger_rows(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT id, change_id, action, kind, entry_id, old, new, undoes FROM ledger"
        ).fetchall()


class TestAdding:
    def test_the_first_entry_begins_the_diary(self, tmp_path: Path) -> None:
        with Diary.for_writing(tmp_path / "new" / "diary.db", NOW) as diary:
            assert diary.begun
            assert diary.span() is None
            assert diary.add(night("2026-11-20", 7), NOW) == Stored(1, night("2026-11-20", 7))
        with Diary.for_writing(tmp_path / "new" / "diary.db", NOW) as diary:
            assert not diary.begun
            assert diary.entry(1).entry.severity == 7

    @pytest.mark.parametrize(
        "entry",
        [
            night(),
            sleep(latency_min=40),
            dose(),
            no_kratom(),
            magnesium(),
            factor(),
            factor(at="2026-11-20T15:00-05:00", amount="2 cups", helped=0, note="née"),
            symptom(),
            medicine(),
            measure(),
            measure("irls", 22_000, "points", by="self"),
            product(),
            plan(),
            plan(holds=(Hold(day("2026-11-04"), 5, day("2026-11-02")),)),
        ],
        ids=lambda entry: entry.kind,
    )  # fmt: skip
    def test_every_kind_comes_back_as_it_was(self, diary: Diary, entry: Any) -> None:
        stored = diary.add(entry, NOW)
        assert diary.entry(stored.id) == stored == Stored(1, entry)
        assert everything(diary) == {1: stored}

    def test_recalled_is_kept(self, diary: Diary) -> None:
        assert diary.add(night(), NOW, recalled=True).recalled
        assert diary.entry(1).recalled
        diary.edit(1, becomes(night(severity=4)), NOW)
        assert diary.entry(1).recalled

    def test_doses_of_a_night_are_read_in_the_order_they_were_taken(self, diary: Diary) -> None:
        for at in ("2026-11-21T02:30-05:00", "2026-11-20T08:00-05:00", "2026-11-20T21:40-05:00"):
            diary.add(dose(at), NOW)
        assert [f"{each.entry.at.local:%H:%M}" for each in diary.entries_on("kratom", day(NIGHT))] == [
            "08:00",
            "21:40",
            "02:30",
        ]
        assert diary.entries_on("kratom", day("2026-11-21")) == []

    def test_ranges_are_half_open(self, diary: Diary) -> None:
        for date in ("2026-11-18", "2026-11-19", "2026-11-20"):
            diary.add(night(date), NOW)
        found = diary.entries_between("night", day("2026-11-18"), day("2026-11-20"))
        assert [str(each.entry.night_of) for each in found] == ["2026-11-18", "2026-11-19"]
        assert diary.span() == (day("2026-11-18"), day("2026-11-20"))

    def test_an_entry_that_gives_way_goes_in_the_same_change(self, diary: Diary) -> None:
        none = diary.add(no_kratom(), NOW)
        taken = diary.add(dose(), NOW, check=giving_way(none.id))
        assert everything(diary) == {taken.id: taken}
        diary.undo(NOW)
        assert everything(diary) == {none.id: none}

    def test_a_check_that_refuses_leaves_nothing(self, diary: Diary) -> None:
        def taken_already(within: Diary) -> None:
            assert within.entries_on("kratom", day(NIGHT)) == [Stored(1, dose())]
            msg = "twice"
            raise Refused(msg)

        diary.add(dose(), NOW)
        with pytest.raises(Refused, match="twice"):
            diary.add(dose(), NOW, check=taken_already)
        assert everything(diary) == {1: Stored(1, dose())}
        assert len(diary.history()) == 1

    def test_none_is_said_once_a_day(self, diary: Diary) -> None:
        diary.add(no_kratom(), NOW)
        with pytest.raises(InTheWay):
            diary.add(no_kratom(), NOW)

    def test_moments_keep_the_zone_they_were_lived_in(self, diary: Diary) -> None:
        diary.add(dose("2026-11-20T23:40+01:00", zone=BERLIN), present("2026-11-21T00:00+01:00", BERLIN))
        diary.add(dose("2026-11-22T23:40-05:00"), present("2026-11-23T00:00-05:00"))
        berlin, home = diary.entries_between("kratom", *EVER)
        assert berlin.entry.at.text == "2026-11-20T23:40:00+01:00[Europe/Berlin]"
        assert home.entry.at.text == "2026-11-22T23:40:00-05:00[America/New_York]"
        assert [(line.made_zone, line.made_offset_min) for line in diary.history()] == [
            ("Europe/Berlin", 60),
            ("America/New_York", -300),
        ]

    def test_several_are_one_change(self, diary: Diary) -> None:
        stored = diary.add_all([dose(), (night(), True), product()], NOW)
        assert stored == [Stored(1, dose()), Stored(2, night(), recalled=True), Stored(3, product())]
        assert {line.change_id for line in diary.history()} == {1}
        diary.undo(NOW)
        assert everything(diary) == {}

    def test_several_are_stored_all_or_none(self, diary: Diary) -> None:
        with pytest.raises(InTheWay):
            diary.add_all([dose(), night(), night()], NOW)
        assert everything(diary) == {}
        assert diary.history() == []


class TestWritingANight:
    def test_the_second_time_only_what_is_given_changes(self, diary: Diary) -> None:
        def rating(**given: Any) -> Callable[[Night | None], Night]:
            return lambda there: replace(there or Night(day(NIGHT)), **given)

        first = diary.write_night("night", day(NIGHT), rating(severity=6, note="walked"), NOW)
        assert first == Change(1, "night", None, Stored(1, night(note="walked")))
        assert first.changed == {}
        second = diary.write_night("night", day(NIGHT), rating(severity=4), NOW, recalled=lambda _: True)
        assert second.changed == {"severity": (6, 4)}
        assert diary.entries_on("night", day(NIGHT)) == [Stored(1, night(severity=4, note="walked"))]
        third = diary.write_night("night", day(NIGHT), rating(severity=None, missed="asleep", note=None), NOW)
        assert third.changed == {"severity": (4, None), "missed": (None, "asleep"), "note": ("walked", None)}

    def test_the_same_again_is_no_change(self, diary: Diary) -> None:
        for _ in range(2):
            change = diary.write_night("night", day(NIGHT), lambda _: night(), NOW)
        assert (change.id, change.changed) == (1, {})
        assert len(diary.history()) == 1

    def test_what_cannot_be_is_refused_and_nothing_is_stored(self, diary: Diary) -> None:
        diary.write_night("night", day(NIGHT), lambda _: night(), NOW)
        with pytest.raises(ScoreAndMissed):
            diary.write_night("night", day(NIGHT), lambda _: replace(night(), missed="asleep"), NOW)
        with pytest.raises(NotAScore):
            diary.write_night("night", day("2026-11-19"), lambda _: night(severity=11), NOW)
        assert everything(diary) == {1: Stored(1, night())}
        assert len(diary.history()) == 1


class TestWhatElseMatters:
    def test_a_night_has_one_entry_of_each_symptom(self, diary: Diary) -> None:
        def write(name: str, grade: int) -> Change:
            made = symptom(name, grade)
            return diary.write_night("symptom", day(NIGHT), becomes(made), NOW, name=name)

        assert write("nausea", 2) == Change(1, "symptom", None, Stored(1, symptom("nausea", 2)))
        assert write("chills", 1).id == 2
        assert write("nausea", 3).changed == {"grade": (2, 3)}
        assert [each.entry for each in diary.entries_on("symptom", day(NIGHT))] == [
            symptom("chills", 1),
            symptom("nausea", 3),
        ]

    def test_names_are_those_in_use(self, diary: Diary) -> None:
        for entry in (factor("foot cream"), factor("foot cream"), factor("caffeine"), symptom(), medicine()):
            diary.add(entry, NOW)
        assert diary.names("factor") == ["caffeine", "foot cream"]
        assert (diary.names("symptom"), diary.names("medicine")) == (["nausea"], ["gabapentin"])

    def test_a_measure_makes_no_night(self, diary: Diary) -> None:
        diary.add(measure(taken_on="2024-03-01"), NOW)
        assert (diary.span(), diary.span(measures=True)) == (None, (day("2024-03-01"),) * 2)
        diary.add(night(), NOW)
        assert diary.span() == (day(NIGHT), day(NIGHT))
        assert diary.span(measures=True) == (day("2024-03-01"), day(NIGHT))

    def test_nights_are_handed_over_with_all_of_it(self, diary: Diary) -> None:
        for entry in (factor(), symptom(), medicine(), measure(), factor(night_of="2026-11-21")):
            diary.add(entry, NOW)
        logged = diary.logged(day(NIGHT), day("2026-11-21"))
        found = (logged.factors, logged.symptoms, logged.medicines, logged.measures)
        assert [each.entry for group in found for each in group] == [factor(), symptom(), medicine(), measure()]
        [record] = night_records(logged, day(NIGHT), day("2026-11-21"))
        assert (record.factors, record.symptoms) == (("caffeine",), (("nausea", 2),))


class TestEditingAndDeleting:
    def test_an_edit_says_old_and_new(self, diary: Diary) -> None:
        diary.add(dose(), NOW)
        change = diary.edit(1, lambda there: replace(there, amount_mg=2000, note="less"), NOW)
        assert change.changed == {"amount_mg": (2500, 2000), "note": (None, "less")}
        assert diary.entry(1).entry == dose(amount_mg=2000, note="less")

    def test_a_deleted_entry_is_gone_and_stays_in_the_history(self, diary: Diary) -> None:
        diary.add(dose(), NOW)
        assert diary.delete(1, NOW) == Change(1, "kratom", Stored(1, dose()), None)
        for gone in (diary.entry, lambda i: diary.delete(i, NOW), lambda i: diary.edit(i, becomes(dose()), NOW)):
            with pytest.raises(NoSuchEntry, match=r"^there is no entry 1$"):
                gone(1)
        assert [(line.action, line.entry_id) for line in diary.history(1)] == [("add", 1), ("delete", 1)]

    @pytest.mark.parametrize("never", [0, -1, 2, 999, 2**63 - 1, 2**63, 10**30, -(10**30)])
    def test_an_entry_that_never_was(self, diary: Diary, never: int) -> None:
        diary.add(dose(), NOW)
        for ask in (
            diary.entry,
            diary.history,
            lambda i: diary.delete(i, NOW),
            lambda i: diary.edit(i, becomes(dose()), NOW),
        ):
            with pytest.raises(NoSuchEntry) as refusal:
                ask(never)
            assert (refusal.value.hint, refusal.value.exit_code) == ("legdiary list", 1)

    def test_the_number_of_a_ledger_line_that_made_no_entry_is_no_entry(self, diary: Diary) -> None:
        diary.add(dose(), NOW)
        diary.edit(1, becomes(dose(amount_mg=2000)), NOW)
        with pytest.raises(NoSuchEntry):
            diary.entry(2)

    def test_a_product_that_doses_name_is_not_deleted(self, diary: Diary) -> None:
        diary.add(product(), NOW)
        diary.add(dose(product_id=1), NOW)
        with pytest.raises(InTheWay) as refusal:
            diary.delete(1, NOW)
        assert refusal.value.exit_code == 1
        assert len(everything(diary)) == 2
        assert len(diary.history()) == 2

    def test_ids_are_never_used_again(self, diary: Diary) -> None:
        first = diary.add(dose(), NOW)
        diary.delete(first.id, NOW)
        second = diary.add(dose(), NOW)
        diary.undo(NOW)
        third = diary.add(dose(), NOW)
        assert (first.id, second.id, third.id) == (1, 3, 5)

    def test_a_plan_keeps_its_steps_and_holds_through_edits(self, diary: Diary) -> None:
        autumn = plan()
        held = replace(autumn, steps=autumn.steps[:2], holds=(Hold(day("2026-11-04"), 5, day("2026-11-02")),) * 2)
        diary.add(autumn, NOW)
        assert set(diary.edit(1, becomes(held), NOW).changed) == {"steps", "holds"}
        assert diary.plans() == [Stored(1, held)]
        diary.undo(NOW)
        assert diary.plans() == [Stored(1, autumn)]
        diary.delete(1, NOW)
        assert diary.plans() == []
        diary.undo(NOW)
        assert diary.plans() == [Stored(1, autumn)]

    def test_several_at_once_are_one_change(self, diary: Diary) -> None:
        autumn, winter = plan(), plan(("2026-12-01", 5000), name="winter")
        diary.add(autumn, NOW)
        ended = replace(autumn, ended_on=day("2026-12-01"))
        changes = diary.edit_several({1: ended}, [winter], NOW)
        assert [change.changed for change in changes] == [{"ended_on": (None, day("2026-12-01"))}, {}]
        assert [each.entry for each in diary.plans()] == [ended, winter]
        assert len(diary.undo(NOW)) == 2
        assert diary.plans() == [Stored(1, autumn)]


class TestUndo:
    def test_walks_back_change_by_change(self, diary: Diary) -> None:
        diary.add(dose(), NOW)
        diary.edit(1, becomes(dose(amount_mg=2000)), NOW)
        diary.delete(1, NOW)
        [back] = diary.undo(NOW)
        assert (back.old, back.new) == (None, Stored(1, dose(amount_mg=2000)))
        [back] = diary.undo(NOW)
        assert back.changed == {"amount_mg": (2000, 2500)}
        [back] = diary.undo(NOW)
        assert (back.old, back.new) == (Stored(1, dose()), None)
        with pytest.raises(NothingToUndo) as refusal:
            diary.undo(NOW)
        assert refusal.value.exit_code == 1
        assert everything(diary) == {}
        assert diary.span() is None

    def test_goes_on_from_what_was_done_since(self, diary: Diary) -> None:
        diary.add(night(), NOW)
        diary.add(dose(), NOW)
        diary.undo(NOW)
        diary.add(magnesium(), NOW)
        diary.undo(NOW)
        assert set(everything(diary)) == {1}
        diary.undo(NOW)
        assert everything(diary) == {}

    def test_brings_back_the_mark_of_recall(self, diary: Diary) -> None:
        diary.add(night(), NOW, recalled=True)
        diary.delete(1, NOW)
        diary.undo(NOW)
        assert diary.entry(1) == Stored(1, night(), recalled=True)

    def test_of_an_empty_diary(self, diary: Diary) -> None:
        with pytest.raises(NothingToUndo, match=r"^there is nothing to undo$"):
            diary.undo(NOW)
        assert diary.history() == []


class TestHistory:
    def test_is_the_whole_story(self, diary: Diary) -> None:
        diary.add(night(), NOW)
        diary.edit(1, becomes(night(severity=4)), present("2026-11-22T01:31-05:00"))
        diary.undo(present("2026-11-22T01:32-05:00"))
        lines = diary.history(1)
        assert [(line.action, line.old, line.new, line.undoes) for line in lines] == [
            ("add", None, {"night_of": day(NIGHT), "severity": 6}, None),
            ("edit", {"severity": 6}, {"severity": 4}, None),
            ("undo", {"severity": 4}, {"severity": 6}, 2),
        ]
        assert [line.made_utc_ms - lines[0].made_utc_ms for line in lines] == [0, 60_000, 120_000]

    def test_the_latest_lines_come_last(self, diary: Diary) -> None:
        for at in range(5):
            diary.add(dose(f"2026-11-20T1{at}:00-05:00"), NOW)
        assert [line.id for line in diary.history(most=2)] == [4, 5]
        assert [line.id for line in diary.history()] == [1, 2, 3, 4, 5]

    def test_lines_of_one_command_share_their_change(self, diary: Diary) -> None:
        diary.add(no_kratom(), NOW)
        diary.add(dose(), NOW, check=giving_way(1))
        assert [(line.id, line.change_id, line.action, line.entry_id) for line in diary.history()] == [
            (1, 1, "add", 1),
            (2, 2, "delete", 1),
            (3, 2, "add", 3),
        ]


class TestOneTransaction:
    def test_what_the_file_refuses_leaves_neither_entry_nor_line(self, diary: Diary) -> None:
        diary.add(night(), NOW)
        before = ledger_rows(diary.path)
        for wrong in (night(), dose(product_id=999)):
            with pytest.raises(Refused):
                diary.add(wrong, NOW)
        assert ledger_rows(diary.path) == before
        assert set(everything(diary)) == {1}

    def test_what_fails_half_way_leaves_neither(self, diary: Diary) -> None:
        diary.add(dose(), NOW)
        before = diary.path.read_bytes()
        with pytest.raises(NoSuchEntry):
            diary.add(dose("2026-11-20T23:00-05:00"), NOW, check=giving_way(1, 999))
        with pytest.raises(NoSuchEntry):
            diary.edit_several({1: dose(amount_mg=1), 999: dose()}, [night()], NOW)
        assert diary.path.read_bytes() == before

    def test_the_ledger_line_is_there_as_soon_as_the_entry_is(self, diary: Diary) -> None:
        diary.add(night(), NOW)
        [(number, change, action, kind, entry, old, new, undoes)] = ledger_rows(diary.path)
        assert (number, change, action, kind, entry, old, undoes) == (1, 1, "add", "night", 1, None, None)
        assert json.loads(new) == {"night_of": "2026-11-20", "severity": 6}


class TestReading:
    def test_changes_nothing(self, diary: Diary) -> None:
        diary.add(plan(), NOW)
        diary.add(dose(), NOW)
        before = diary.path.read_bytes(), diary.path.stat().st_mtime_ns
        with Diary.for_reading(diary.path) as reader:
            assert len(everything(reader)) == 2
            assert reader.history()
            assert reader.span() == (day(NIGHT), day(NIGHT))
            for write in (lambda: reader.add(night(), NOW), lambda: reader.delete(1, NOW), lambda: reader.undo(NOW)):
                with pytest.raises(Exception, match="cannot be written here"):
                    write()
        assert (diary.path.read_bytes(), diary.path.stat().st_mtime_ns) == before


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), ENTRIES),
        st.tuples(st.just("night"), st.integers(0, 3), st.integers(0, 10)),
        st.tuples(st.just("amount"), st.integers(0, 20), st.integers(1, 9)),
        st.tuples(st.just("delete"), st.integers(0, 20)),
        st.tuples(st.just("swap"), st.integers(0, 20), ENTRIES),
        st.tuples(st.just("undo")),
    ),
    max_size=14,
)


def perform(diary: Diary, operation: tuple[Any, ...]) -> None:
    """One random operation; where it needs an entry, any that is there."""
    there = sorted(everything(diary))
    match operation:
        case ("add", entry):
            diary.add(entry, NOW, recalled=entry.kind == "night")
        case ("night", number, severity):
            night_of = f"2026-11-1{number}"
            diary.write_night("night", day(night_of), becomes(night(night_of, severity)), NOW)
        case ("amount", nth, grams) if there:
            entry_id = there[nth % len(there)]
            fields = {
                "kratom": "amount_mg", "plan": "scale_mg", "product": "capsule_mg", "magnesium": "elemental_mg",
                "symptom": "grade", "medicine": "amount", "measure": "by",
            }  # fmt: skip
            field = fields.get(diary.entry(entry_id).entry.kind, "note")
            values: dict[str, object] = {
                "note": f"{grams}", "grade": grams % 4, "amount": f"{grams} mg", "by": ("self", "clinician")[grams % 2],
            }  # fmt: skip
            value = values.get(field, grams)
            diary.edit(entry_id, lambda entry: replace(entry, **{field: value}), NOW)
        case ("delete", nth) if there:
            diary.delete(there[nth % len(there)], NOW)
        case ("swap", nth, entry) if there:
            diary.add(entry, NOW, check=giving_way(there[nth % len(there)]))


@dear(40)
@given(OPERATIONS)
def test_undo_walks_any_diary_back_to_nothing(operations: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        hasty(patch)
        with Diary.for_writing(Path(folder) / "diary.db", NOW) as diary:
            pages: list[dict[int, Stored]] = [{}]
            ever: set[int] = set()
            for operation in operations:
                lines = len(diary.history())
                if operation == ("undo",) and len(pages) > 1:
                    diary.undo(NOW)
                    pages.pop()
                elif operation != ("undo",):
                    try:
                        perform(diary, operation)
                    except (Refused, BadValue):
                        assert len(diary.history()) == lines
                    if len(diary.history()) > lines:
                        pages.append(everything(diary))
                        new = set(pages[-1]) - set(pages[-2])
                        assert not new & ever, "an id was used again"
                        ever |= new
                assert everything(diary) == pages[-1]
            while len(pages) > 1:
                pages.pop()
                diary.undo(NOW)
                assert everything(diary) == pages[-1]
            with pytest.raises(NothingToUndo):
                diary.undo(NOW)
            assert len({line.id for line in diary.history()}) == len(diary.history())


@given(entry=ENTRIES)
def test_what_a_kind_can_hold_the_file_holds(entry: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "held.db"
    with pytest.MonkeyPatch.context() as patch:
        hasty(patch)
        with Diary.for_writing(path, NOW) as diary:
            if isinstance(entry, Dose):
                entry = replace(entry, product_id=None)
            stored = diary.add(entry, NOW)
            assert diary.entry(stored.id).entry == entry
            diary.delete(stored.id, NOW)
            diary.undo(NOW)
            assert diary.entry(stored.id).entry == entry
            diary.delete(stored.id, NOW)

"""The whole diary summed up by SQL: what the entries themselves add up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from builders import NEW_YORK, dose, magnesium, medicine, no_kratom, past_of, present, product
from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.domain.reports.events import events_of
from legdiary.domain.reports.intake_periods import TakenDay
from legdiary.domain.time.moments import load_zone
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

    from legdiary.domain.reports.events import EventInputs
    from legdiary.domain.reports.night_record import Logged

NOW = present("2026-11-22T09:00-05:00")


def stored(path: Path, entries: Iterable[Any]) -> tuple[EventInputs, Logged]:
    with Diary.for_writing(path, NOW) as diary:
        diary.add_all(entries, NOW)
    with Diary.for_reading(path) as diary:
        return diary.past(), diary.logged(date.min.replace(day=2), date.max)


def test_it_is_what_the_entries_say(tmp_path: Path) -> None:
    demo = make_demo_diary(date(2026, 11, 21), load_zone(NEW_YORK))
    more = [
        magnesium("2026-11-19T22:00-05:00", 100, form="citrate"), magnesium("2026-11-19T23:00-05:00", 50, topical=True),
        magnesium("2026-11-20T02:00-05:00", 30, form="oxide"), medicine(at="2026-11-19T08:00-05:00"),
        medicine(at="2026-11-19T20:00-05:00"), medicine("iron", at="2026-11-19T08:00-05:00", amount="1 tablet"),
    ]  # fmt: skip
    past, logged = stored(tmp_path / "diary.db", [*demo.entries, *more])
    expected = past_of(logged)
    assert past.kept == expected.kept
    assert past.magnesium == expected.magnesium
    assert past.medicines == expected.medicines
    # Twice 300 mg beside the demo's own; 02:00 is still the diary day before, so three forms of it.
    assert [each.amount for each in past.medicines["gabapentin"] if each.day == date(2026, 11, 19)] == ["900 mg"]
    (evening,) = (each for each in past.magnesium["by mouth"] if each.day == date(2026, 11, 19))
    assert evening == TakenDay(date(2026, 11, 19), 330, "citrate + glycinate + oxide")
    assert [plan for plan, _ in past.plans] == list(logged.plans)
    assert events_of(replace(past, first_doses={}, plans=expected.plans, places=(), apart={})) == events_of(expected)


def test_products_and_zones(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    with Diary.for_writing(path, NOW) as diary:
        leaf, shot = (each.id for each in diary.add_all([product(), product("shot", product_kind="extract")], NOW))
        diary.add_all(
            [
                no_kratom("2026-11-10"), dose("2026-11-11T20:00-05:00", product_id=leaf),
                dose("2026-11-12T20:00-05:00", product_id=shot), dose("2026-11-12T21:00-05:00", 300, product_id=shot),
                dose("2026-11-13T04:00+01:00", zone="Europe/Berlin", product_id=leaf),
            ],
            NOW,
        )  # fmt: skip
        past = diary.past()
    assert past.first_doses == {leaf: date(2026, 11, 11), shot: date(2026, 11, 12)}
    assert past.apart == {"extract": [TakenDay(date(2026, 11, 12), None, "shot")]}
    assert past.kept == [date(2026, 11, day) for day in (10, 11, 12)]
    assert [(place.zone, place.offset_min) for place in past.places] == [
        (NEW_YORK, -300), ("Europe/Berlin", 60),  # of places in a row with the same zone and offset, the first
    ]  # fmt: skip


def test_nothing_at_all(tmp_path: Path) -> None:
    past, _ = stored(tmp_path / "diary.db", [])
    assert (past.kept, past.magnesium, past.medicines, past.plans, past.places) == ([], {}, {}, [], ())
    assert events_of(past) == ()

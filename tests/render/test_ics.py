"""The calendar file: icalendar reads and writes it again, and a small strict reader of our own reads it (RFC 5545)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from builders import day, moment, plan
from legdiary.domain.taper.calendar_events import CalendarPlan, DailyReminder
from legdiary.domain.taper.plan import Plan, Step
from legdiary.domain.taper.plan_changes import end, hold, set_target, supersede
from legdiary.formats.ics import calendar as calendar_of

STAMP = moment("2026-11-22T01:30-05:00")
AUTUMN = plan(("2026-11-02", 12_000), ("2026-11-09", 10_800), ("2026-11-16", 9_700), ("2026-11-23", 8_700))


def calendar(
    plan: Plan, plan_id: int = 1, *others: CalendarPlan, sequence: int = 0, ever: int = 0, **how: Any
) -> bytes:
    """The file of one plan, and of what else there is."""
    return calendar_of([CalendarPlan(plan_id, "a1", plan, plan.steps, sequence, ever), *others], STAMP, **how)


_LINE = re.compile(r"(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z-]+=[^;:\"]+)*):(?P<value>.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\,;nN])")


@dataclass(frozen=True)
class Event:
    """One event as the small reader sees it."""

    uid: str
    starts_on: date
    ends_before: date
    summary: str
    description: str
    sequence: int
    status: str
    lines: dict[str, str]


def read(content: bytes) -> list[Event]:
    """Our own reading of RFC 5545: strict where a calendar may be strict."""
    assert content.endswith(b"\r\n")
    raw = content.split(b"\r\n")[:-1]
    for octets in raw:
        assert 0 < len(octets) <= 75, "3.1: lines of content are at most 75 octets"
        assert b"\r" not in octets
        assert b"\n" not in octets
        octets.decode()  # folded between characters, never inside one
    unfolded = content.decode().replace("\r\n ", "").split("\r\n")[:-1]
    events: list[dict[str, str]] = []
    head: dict[str, str] = {}
    open_parts: list[str] = []
    for each in unfolded:
        match = _LINE.fullmatch(each)
        assert match, each
        name, value = match["name"], match["value"]
        if name == "BEGIN":
            open_parts.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_parts.pop() == value
        else:
            properties = events[-1] if open_parts == ["VCALENDAR", "VEVENT"] else head
            assert name not in properties, f"{name} twice"
            properties[name] = value
            assert (match["parameters"] == ";VALUE=DATE") == (name in {"DTSTART", "DTEND"})
    assert open_parts == []
    assert (head["VERSION"], head["CALSCALE"], head["METHOD"]) == ("2.0", "GREGORIAN", "PUBLISH")
    assert head["PRODID"]
    made = [_event(each) for each in events]
    assert len({each.uid for each in made}) == len(made)
    return made


def _event(properties: dict[str, str]) -> Event:
    assert re.fullmatch(r"[0-9]{8}T[0-9]{6}Z", properties["DTSTAMP"])
    return Event(
        uid=properties["UID"],
        starts_on=_date(properties["DTSTART"]),
        ends_before=_date(properties["DTEND"]),
        summary=_text(properties["SUMMARY"]),
        description=_text(properties.get("DESCRIPTION", "")),
        sequence=int(properties["SEQUENCE"]),
        status=properties["STATUS"],
        lines=properties,
    )


def _date(value: str) -> date:
    assert re.fullmatch(r"[0-9]{8}", value)
    return date(int(value[:4]), int(value[4:6]), int(value[6:]))


def _text(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value), "3.3.11: commas and semicolons are escaped"
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def as_imported(*files: bytes) -> dict[str, Event]:
    """What stands in a calendar that took the files one after the other (RFC 5546 3.2.1)."""
    there: dict[str, Event] = {}
    for each in files:
        for event in read(each):
            if event.uid not in there or event.sequence >= there[event.uid].sequence:
                there[event.uid] = event
    return {uid: event for uid, event in there.items() if event.status != "CANCELLED"}


def test_one_all_day_event_a_step_on_the_day_it_begins() -> None:
    events = read(calendar(AUTUMN, 3))
    assert [each.starts_on for each in events] == [step.starts_on for step in AUTUMN.steps]
    assert all(each.ends_before - each.starts_on == timedelta(days=1) for each in events)
    assert [each.uid for each in events] == [f"plan-3-step-{number}-a1@legdiary" for number in range(1, 5)]
    assert {(each.lines["TRANSP"], each.lines["CLASS"], each.status) for each in events} == {
        ("TRANSPARENT", "PRIVATE", "CONFIRMED")
    }
    assert {each.lines["DTSTAMP"] for each in events} == {"20261122T063000Z"}
    assert {each.lines["LAST-MODIFIED"] for each in events} == {"20261122T063000Z"}


def test_nothing_about_substances_unless_asked_for() -> None:
    named = Plan("kratom down", AUTUMN.steps)
    neutral = calendar(named, 1)
    assert [each.summary for each in read(neutral)][1:3] == ["Diary: step 2 of 4", "Diary: step 3 of 4"]
    assert read(neutral)[0].description == "Begins today, until Sun 8 Nov."
    assert not re.search(rb"kratom|taper\b(?! steps)|dose|[0-9] ?g\b", neutral, re.IGNORECASE)


def test_amounts_when_asked_for() -> None:
    doses = Plan("autumn", tuple(Step(step.starts_on, step.target, 4) for step in AUTUMN.steps))
    third = read(calendar(doses, 1, with_amounts=True))[2]
    assert third.summary == "Diary: step 3 of 4, 9.7 g a day"
    assert third.description == "autumn: 9.7 g a day in 4 doses, begins today, until Sun 22 Nov."


def test_a_second_file_after_a_hold_moves_the_events_and_doubles_none() -> None:
    first = calendar(AUTUMN, 1, sequence=0, ever=4)
    held = hold(AUTUMN, day("2026-11-18"), 5)
    second = calendar(held, 1, sequence=1, ever=4)
    there = as_imported(first, second)
    assert len(there) == 4
    assert there["plan-1-step-3-a1@legdiary"].starts_on == day("2026-11-16")
    assert there["plan-1-step-4-a1@legdiary"].starts_on == day("2026-11-28")
    assert as_imported(second, first) == there, "an older file that comes later changes nothing"


def test_a_step_put_in_renumbers_in_place_and_one_taken_back_is_cancelled() -> None:
    longer = set_target(AUTUMN, day("2026-11-18"), day("2026-11-20"), 9_000)
    files = [
        calendar(AUTUMN, 1, sequence=0, ever=4),
        calendar(longer, 1, sequence=1, ever=5),
        calendar(AUTUMN, 1, sequence=2, ever=5),  # undo
    ]
    assert sorted(each.starts_on for each in as_imported(*files[:2]).values()) == [
        step.starts_on for step in longer.steps
    ]
    assert as_imported(*files).keys() == as_imported(files[0]).keys()
    cancelled = read(files[2])[-1]
    assert (cancelled.uid, cancelled.status) == ("plan-1-step-5-a1@legdiary", "CANCELLED")
    assert cancelled.summary == "Diary: step 5, no longer planned"


def test_a_plan_that_ended_takes_its_later_steps_out() -> None:
    ended = end(AUTUMN, day("2026-11-18"), day("2026-11-20"))
    content = calendar(ended, 1, sequence=1, ever=4)
    there = as_imported(calendar(AUTUMN, 1), content)
    assert [each.summary for each in there.values()] == [f"Diary: step {number} of 3" for number in (1, 2, 3)]
    assert [each.starts_on for each in read(content) if each.status == "CANCELLED"] == [day("2026-11-23")]


def test_a_plan_that_gave_way_or_is_gone_leaves_nothing_to_come() -> None:
    second = plan(("2026-11-20", 9_000), ("2026-11-27", 8_000))
    old = supersede(AUTUMN, day("2026-11-18"), day("2026-11-20"))
    gone = plan(("2026-12-01", 5_000))
    others = (CalendarPlan(1, "a1", old, old.steps, 1, 4, told=False), CalendarPlan(5, "a1", None, gone.steps, 1, 1))
    there = as_imported(calendar(AUTUMN, 1), calendar(gone, 5), calendar(second, 7, *others))
    assert sorted(there) == [
        "plan-1-step-1-a1@legdiary", "plan-1-step-2-a1@legdiary", "plan-1-step-3-a1@legdiary",
        "plan-7-step-1-a1@legdiary", "plan-7-step-2-a1@legdiary",
    ]  # fmt: skip


LONG = "über die Brücke, 🌿🌿 langsam; nach unten \\ und noch ein paar Wörter"


def test_a_long_name_in_any_script_is_folded_and_escaped() -> None:
    content = calendar(Plan(LONG, AUTUMN.steps), 1, with_amounts=True)
    assert read(content)[0].description.startswith(f"{LONG}: 12 g a day")
    assert _text(content.decode().replace("\r\n ", "").partition("X-WR-CALNAME:")[2].partition("\r\n")[0]) == (
        f"Diary: {LONG}"
    )


def test_characters_that_turn_text_around_do_not_reach_the_calendar() -> None:
    assert "\u202e" not in calendar(Plan("a\u202eb", AUTUMN.steps), 1, with_amounts=True).decode()


def test_icalendar_reads_it_back() -> None:
    calendar_read: Any = Calendar.from_ical(calendar(Plan(LONG, AUTUMN.steps), 1, sequence=4, with_amounts=True))
    events = calendar_read.walk("VEVENT")
    assert [each["DTSTART"].dt for each in events] == [step.starts_on for step in AUTUMN.steps]
    assert all(type(each["DTEND"].dt) is date for each in events)
    assert {int(each["SEQUENCE"]) for each in events} == {4}
    assert str(events[0]["DESCRIPTION"]).startswith(LONG)


@pytest.mark.parametrize("reader", ["ics", "vobject"])
def test_other_readers_read_it(reader: str) -> None:
    module: Any = pytest.importorskip(reader)
    ended = end(AUTUMN, day("2026-11-18"), day("2026-11-20"))
    text = calendar(ended, 1, sequence=1, ever=4, with_amounts=True).decode()
    if reader == "ics":
        events = sorted(module.Calendar(text).events, key=lambda each: str(each.uid))
        found = [(each.name, each.begin.date(), each.all_day) for each in events]
        assert found[0] == ("Diary: step 1 of 3, 12 g a day", day("2026-11-02"), True)
    else:
        events = module.readOne(text).vevent_list
        assert events[0].summary.value == "Diary: step 1 of 3, 12 g a day"
        assert events[0].dtstart.value == day("2026-11-02")
    assert len(events) == 4


NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)


@given(NAMES, st.lists(st.integers(0, 1800), min_size=1, max_size=20, unique=True), st.integers(0, 30), st.booleans())
def test_any_plan_is_a_calendar(name: str, starts: list[int], ever: int, amounts: bool) -> None:
    steps = tuple(Step(day("2026-11-02") + timedelta(days=each), 1_000) for each in sorted(starts))
    reminder = DailyReminder("a1", time(22, ever), day("2026-11-22"), day("2027-01-02") if amounts else None)
    content = calendar(Plan(name, steps), 1, ever=ever, with_amounts=amounts)
    assert len(read(content)) == max(len(steps), ever)
    content = calendar(Plan(name, steps), 1, ever=ever, with_amounts=amounts, reminder=reminder)
    again = Calendar.from_ical(content)
    assert len(again.walk("VEVENT")) == max(len(steps), ever) + 1
    # It takes "\\N" in a text for a line break, and folds earlier; everything else it writes as we do, in our order.
    if r"\N" not in name:
        assert unfolded(again.to_ical()) == unfolded(content)


def test_a_line_of_75_octets_is_whole_and_a_longer_one_is_folded() -> None:
    # "X-WR-CALNAME:Diary: " has 20 octets. 54 letters more are 74; the rule allows 75 with the space of a folded line.
    for letters, lines in ((54, 1), (55, 2), (54 + 74, 2), (54 + 75, 3)):
        content = calendar(Plan("n" * letters, AUTUMN.steps), 1, with_amounts=True).decode()
        value = content.partition("X-WR-CALNAME:")[2].partition("\r\nBEGIN")[0]
        assert value.count("\r\n ") + 1 == lines
    # A leaf has four octets, and stays whole: 13 of them are 52, and with the next one the line would have 76.
    named = calendar(Plan("🌿" * 14, AUTUMN.steps), 1, with_amounts=True).decode()
    assert f"X-WR-CALNAME:Diary: {'🌿' * 13}\r\n 🌿\r\n" in named


def test_commas_semicolons_and_backslashes_of_a_name_are_escaped() -> None:
    named = calendar(Plan(r"a,b;c\d \N", AUTUMN.steps), 1, with_amounts=True).decode()
    assert r"X-WR-CALNAME:Diary: a\,b\;c\\d \\N" in named


def unfolded(content: bytes) -> list[bytes]:
    """The lines of content."""
    return content.replace(b"\r\n ", b"").split(b"\r\n")

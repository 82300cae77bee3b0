"""`export ics`: the steps in a file, the file again after changes, and every way it can be refused."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run, run_process
from icalendar import Calendar

if TYPE_CHECKING:
    from pathlib import Path

NEW = ("taper", "new", "--from", "12g", "--cut", "2g", "--every", "7d", "--name", "herunter, über den Winter", "--yes")
STEPS = 7


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    ok(*NEW, diary=path)
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "steps.ics"


def events(content: bytes) -> dict[str, Any]:
    """The events by plan and step; what tells diaries apart is a story of its own."""
    return {re.sub("-[0-9a-f]{12}@", "@", uid): event for uid, event in by_uid(content).items()}


def by_uid(content: bytes) -> dict[str, Any]:
    calendar: Any = Calendar.from_ical(content)
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def export(diary: Path, target: Path, *flags: str) -> dict[str, Any]:
    ok("export", "ics", "--output", str(target), "--force", *flags, diary=diary)
    return events(target.read_bytes())


def planned(found: dict[str, Any]) -> dict[str, Any]:
    return {uid: event["DTSTART"].dt for uid, event in found.items() if str(event["STATUS"]) == "CONFIRMED"}


def test_the_file_and_what_is_said_of_it(diary: Path, target: Path) -> None:
    before = diary.read_bytes()
    result = ok("export", "ics", "--output", str(target), diary=diary)
    assert result.stdout == (
        f"Written to {target}\n"
        f"  “herunter, über den Winter”: {STEPS} steps\n"
        "The titles show no amounts; --with-amounts adds them.\n"
    )
    assert result.stderr == ""
    found = events(target.read_bytes())
    assert len(found) == STEPS
    assert str(found["plan-1-step-2@legdiary"]["SUMMARY"]) == f"Diary: step 2 of {STEPS}"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(each.name for each in target.parent.iterdir() if each.name != "backups") == [
        "diary.db",
        "home",
        "steps.ics",
    ]
    assert diary.read_bytes() == before


def test_amounts_only_when_asked_for(diary: Path, target: Path) -> None:
    assert "g a day" not in str(export(diary, target))
    found = export(diary, target, "--with-amounts")
    assert str(found["plan-1-step-2@legdiary"]["SUMMARY"]) == f"Diary: step 2 of {STEPS}, 10 g a day"


def test_json(diary: Path, target: Path) -> None:
    result = ok("export", "ics", "--output", str(target), "--json", diary=diary)
    assert result.json == {
        "path": str(target),
        "plans": [{"id": 1, "name": "herunter, über den Winter", "events": STEPS, "sequence": 0}],
        "cancelled": 0,
        "with_amounts": False,
        "reminder": None,
    }


def test_on_standard_output_it_is_the_very_bytes(diary: Path, target: Path) -> None:
    ok("export", "ics", "--output", str(target), "--with-amounts", diary=diary)
    result = ok("export", "ics", "--output", "-", "--with-amounts", diary=diary)
    assert result.stdout.encode() == target.read_bytes()
    assert result.stderr == ""


def test_after_a_hold_the_same_events_have_new_dates_and_a_higher_sequence(diary: Path, target: Path) -> None:
    first = export(diary, target)
    ok("taper", "hold", "5d", diary=diary)
    second = export(diary, target)
    assert first.keys() == second.keys()
    moved = {uid: (planned(second)[uid] - planned(first)[uid]).days for uid in first}
    assert moved.pop("plan-1-step-1@legdiary") == 0
    assert set(moved.values()) == {5}
    assert {int(event["SEQUENCE"]) for event in second.values()} == {1}


def test_a_step_that_was_put_in_and_taken_back_is_cancelled(diary: Path, target: Path) -> None:
    ok("taper", "set", "2026-12-01", "9g", diary=diary)
    longer = export(diary, target)
    ok("undo", diary=diary)
    shorter = export(diary, target)
    assert len(planned(longer)) == STEPS + 1
    assert len(planned(shorter)) == STEPS
    assert longer.keys() == shorter.keys()
    assert {int(event["SEQUENCE"]) for event in shorter.values()} == {2}


def test_a_plan_that_was_undone_is_taken_out_of_the_calendar(diary: Path, target: Path) -> None:
    export(diary, target)
    ok("undo", diary=diary)
    ok("taper", "new", "--from", "6g", "--cut", "3g", "--every", "7d", "--yes", diary=diary)
    result = ok("export", "ics", "--output", str(target), "--force", diary=diary)
    assert f"  {STEPS} steps no longer planned, marked as cancelled\n" in result.stdout
    found = events(target.read_bytes())
    assert len(planned(found)) == 3
    assert len(found) == 3 + STEPS
    assert not [uid for uid in planned(found) if uid.startswith("plan-1-")]


def test_a_plan_that_gives_way_keeps_its_past_and_loses_what_was_to_come(diary: Path, target: Path) -> None:
    export(diary, target)
    ok("taper", "new", "--from", "8g", "--cut", "4g", "--every", "7d", "--start", "2026-12-01", "--yes", diary=diary)
    coming = export(diary, target)
    assert len(planned(coming)) == 2 + 3, "both the one in force and the one that comes"
    in_december = "2026-12-02T10:00-05:00"
    later = events(ok("export", "ics", "--output", "-", diary=diary, now=in_december).stdout.encode())
    for found in (coming, later):
        cancelled = {uid for uid, event in found.items() if str(event["STATUS"]) == "CANCELLED"}
        assert cancelled == {f"plan-1-step-{number}@legdiary" for number in range(3, STEPS + 1)}
    assert len(planned(later)) == 3


def test_what_is_there_is_not_touched(diary: Path, target: Path) -> None:
    target.write_text("mine")
    result = run("export", "ics", "--output", str(target), diary=diary)
    assert (result.code, result.stdout) == (1, "")
    assert "--force" in result.stderr
    assert target.read_text() == "mine"
    ok("export", "ics", "--output", str(target), "--force", diary=diary)
    assert target.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_diary_is_never_written_over(diary: Path) -> None:
    before = diary.read_bytes()
    result = run("export", "ics", "--output", str(diary), "--force", diary=diary)
    assert (result.code, diary.read_bytes()) == (1, before)


def test_nothing_half_written_is_left(diary: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    target.write_text("mine")
    monkeypatch.setattr(os, "fsync", full)
    result = run("export", "ics", "--output", str(target), "--force", diary=diary)
    assert (result.code, target.read_text()) == (1, "mine")
    assert "is full" in result.stderr
    assert sorted(each.name for each in target.parent.iterdir() if each.name != "backups") == [
        "diary.db",
        "home",
        "steps.ics",
    ]


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        ((), 2, "--output FILE is missing"),
        (("--output", ""), 2, "--output FILE is missing"),
        (("--output", "-", "--json"), 2, "--json and --output - would both write to standard output"),
        (("--output", "/nowhere/at/all/steps.ics"), 1, "there is no folder /nowhere/at/all"),
        (("--output", "/"), 1, "/ is already there"),
        (("--output", "/", "--force"), 1, "not touched"),
    ],
)
def test_refused(flags: tuple[str, ...], code: int, said: str, diary: Path) -> None:
    result = run("export", "ics", *flags, diary=diary)
    assert (result.code, result.stdout) == (code, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_without_a_plan_and_without_a_diary(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "diary.db"
    assert run("export", "ics", "--output", str(target), diary=path).code == 3
    assert not path.exists()
    ok("night", "6", diary=path)
    result = run("export", "ics", "--output", str(target), diary=path)
    assert (result.code, result.stderr.splitlines()[0]) == (1, "legdiary: there is no taper plan yet")
    assert not target.exists()


def test_a_closed_or_an_ascii_standard_output(diary: Path) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    result = run_process("export", "ics", "--output", "-", "--with-amounts", diary=diary, env=ascii_only)
    assert result.code == 0
    assert "über den Winter" in result.stdout


def test_two_diaries_in_one_calendar_do_not_move_each_others_events(diary: Path, target: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.db"
    ok(*NEW, diary=theirs, now="2026-11-22T01:31-05:00")
    files = []
    for path in (diary, theirs):
        ok("export", "ics", "--output", str(target), "--force", diary=path)
        files.append(by_uid(target.read_bytes()))
    ours, other = files
    assert len({*ours, *other}) == 2 * STEPS


def test_an_event_is_the_same_after_a_change_in_a_copy_and_in_a_restored_diary(
    diary: Path, target: Path, tmp_path: Path
) -> None:
    ok("export", "ics", "--output", str(target), diary=diary)
    before = by_uid(target.read_bytes()).keys()
    ok("night", "6", diary=diary)
    ok("taper", "hold", "3d", diary=diary)
    ok("export", "json", "--output", str(tmp_path / "all.json"), diary=diary)
    ok("import", str(tmp_path / "all.json"), diary=tmp_path / "new" / "diary.db", now="2027-01-01T10:00+01:00")
    for path in (diary, tmp_path / "new" / "diary.db"):
        ok("export", "ics", "--output", str(target), "--force", diary=path, now="2027-01-02T10:00+01:00")
        assert by_uid(target.read_bytes()).keys() == before


def test_a_daily_alarm_until_the_last_step_begins(diary: Path, target: Path) -> None:
    """From 12 g by 2 g a week, begun on Sat 21 Nov: 0 g is the seventh step, six weeks later, on 2 Jan."""
    result = ok("export", "ics", "--output", str(target), "--reminder", "10:30pm", diary=diary)
    assert result.stdout == (
        f"Written to {target}\n"
        f"  “herunter, über den Winter”: {STEPS} steps\n"
        "  an alarm that says “Diary”, every day at 22:30, until Sat 2 Jan 2027\n"
        "The titles show no amounts; --with-amounts adds them.\nOpen it on the phone that should ring.\n"
    )
    content = target.read_bytes().decode().replace("\r\n", "\n")
    alarm = next(each for each in content.split("BEGIN:VEVENT\n") if "UID:reminder-" in each)
    for each in (
        "DTSTART:20261122T223000", "RRULE:FREQ=DAILY;UNTIL=20270102T223000", "SUMMARY:Diary", "CLASS:PRIVATE",
        "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Diary\nTRIGGER:P0D\nEND:VALARM",
    ):  # fmt: skip
        assert each in alarm
    assert content.count("kratom") == content.count("taper") - content.count("//legdiary//taper steps//") == 0
    made = ok("export", "ics", "--output", str(target), "--force", "--reminder", "22:30", "--json", diary=diary)
    assert made.json["reminder"] == {"at": "22:30", "from": "2026-11-22", "to": "2027-01-02"}


def test_a_later_file_moves_the_alarm_and_another_diary_has_its_own(diary: Path, target: Path, tmp_path: Path) -> None:
    def reminder(path: Path, at: str, now: str) -> Any:
        ok("export", "ics", "--output", str(target), "--force", "--reminder", at, diary=path, now=now)
        return next(event for uid, event in by_uid(target.read_bytes()).items() if uid.startswith("reminder-"))

    first = reminder(diary, "22:30", "2026-11-22T10:00-05:00")
    later = reminder(diary, "21:00", "2026-11-22T10:01-05:00")
    assert first["UID"] == later["UID"]
    assert int(later["SEQUENCE"]) == int(first["SEQUENCE"]) + 1
    other = tmp_path / "other.db"
    ok("night", "6", diary=other, now="2026-11-22T01:32-05:00")
    theirs = reminder(other, "22:30", "2026-11-22T10:00-05:00")
    assert theirs["UID"] != first["UID"]


@pytest.mark.parametrize(
    ("before", "now", "last"),
    [
        ((), "2027-01-01T10:00-05:00", "2027-01-02"),
        ((), "2027-01-02T10:00-05:00", None),  # the last step has begun: no end
        ((("taper", "end", "--on", "2026-12-10"),), "2026-12-01T10:00-05:00", "2026-12-10"),
        ((("taper", "hold", "5d"),), "2026-12-01T10:00-05:00", "2027-01-07"),
        (
            (("taper", "new", "--of", "7-oh", "--from", "60mg", "--cut", "30mg", "--every", "30d", "--yes"),),
            "2026-12-01T10:00-05:00", "2027-01-20",
        ),
        ((("undo",),), "2026-12-01T10:00-05:00", None),
    ],
    ids=["the day before", "the day", "ended", "held", "two plans", "no plan"],
)  # fmt: skip
def test_the_alarms_end(
    before: tuple[tuple[str, ...], ...], now: str, last: str | None, diary: Path, target: Path
) -> None:
    for words in before:
        ok(*words, diary=diary)
    made = ok("export", "ics", "--output", str(target), "--reminder", "22:30", "--json", diary=diary, now=now)
    assert made.json["reminder"]["to"] == last
    assert (b"UNTIL=" in target.read_bytes()) == (last is not None)


def test_an_alarm_without_a_plan(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "new.db"
    ok("night", "6", diary=path)
    result = ok("export", "ics", "--output", str(target), "--reminder", "7am", diary=path)
    assert result.stdout == (
        f"Written to {target}\n  an alarm that says “Diary”, every day at 07:00\n"
        "Open it on the phone that should ring.\n"
    )
    assert list(by_uid(target.read_bytes())) == [
        uid for uid in by_uid(target.read_bytes()) if uid.startswith("reminder-")
    ]
    assert run("export", "ics", "--output", str(target), "--reminder", "25:10", diary=path).code == 2


def test_another_program_reads_the_alarm(diary: Path) -> None:
    vobject = pytest.importorskip("vobject", reason="vobject is the judge: pip install it")
    text = ok("export", "ics", "--output", "-", "--reminder", "22:30", diary=diary).stdout
    event = next(each for each in vobject.readOne(text).vevent_list if each.uid.value.startswith("reminder-"))
    days = list(event.getrruleset(addRDate=True))
    assert [f"{days[0]:%Y-%m-%d %H:%M}", f"{days[-1]:%Y-%m-%d %H:%M}", len(days)] == [
        "2026-11-22 22:30", "2027-01-02 22:30", 42,
    ]  # fmt: skip
    assert event.valarm.action.value == "DISPLAY"

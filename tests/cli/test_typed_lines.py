"""Typed lines: a phone's file of moments and commands, taken in by `import` and, as the inbox, by what logs."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from driving import NEW_YORK, environment, ok, on_terminal, program, run
from hypothesis import given
from hypothesis import strategies as st

from effort import dear
from legdiary.app.imports import inbox as inboxes
from legdiary.app.imports import taken_lines, typed_lines
from legdiary.app.imports.inbox import conflict_copies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from driving import Result

    from legdiary.app.context import Context

#: Sunday evening; the night of the 21st is over, that of the 22nd has begun.
EVENING = "2026-11-22T22:00-05:00"
NIGHT, DOSE, SLEEP = (
    "2026-11-22T02:10-05:00 night 6",
    '2026-11-22T02:12-05:00 kratom 2.5g --note "zebra and a half"',
    "2026-11-22T07:00-05:00 sleep 23:15-06:30 --awake 40m",
)
#: Phones change hyphens and quotes; none of the words is repeated.
TOO_MANY = (
    "there are words that {} does not take; an option begins with two hyphens (--, not —), and a value of several "
    'words stands between straight quotes (", not “)'
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [each for each in os.environ if each.startswith(("XDG_", "LEGDIARY_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def phone(home: Path) -> Path:
    """The file that the phone appends to, and its setting."""
    file = home / "inbox.txt"
    ok("config", "inbox", str(file), now=EVENING)
    return file


def append(file: Path, *lines: str, end: str = "\n") -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write("\n".join(lines) + end)


def taken(file: Path, *more: str, now: str = EVENING) -> dict[str, Any]:
    """What `import --as lines` answers about the one file."""
    result = run("import", str(file), "--as", "lines", "--json", *more, now=now)
    assert result.code in {0, 1}, result
    (found,) = result.json["files"]
    assert isinstance(found, dict)
    return found


def entries(now: str = EVENING) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok("list", "--last", "30d", "--json", now=now).json["entries"]
    return found


def notes(result: Result) -> list[str]:
    """What was said about the inbox."""
    return [line for line in result.stderr.splitlines() if "inbox" in line]


class TestImport:
    def test_each_line_is_carried_out_at_its_moment_and_is_a_change_of_its_own(self, home: Path) -> None:
        append(home / "in.txt", "# mine", NIGHT, DOSE, "", SLEEP)
        found = taken(home / "in.txt")
        assert found["taken"] == {"night": 1, "kratom": 1, "sleep": 1}
        assert (found["to"], found["waiting"]) == ("2026-11-22T07:00:00-05:00", [])
        night, sleep, dose = entries()
        assert (night["kind"], night["night_of"], night["severity"]) == ("night", "2026-11-21", 6)
        assert (sleep["bed"], sleep["wake"]) == ("2026-11-21T23:15:00-05:00", "2026-11-22T06:30:00-05:00")
        assert (dose["at"], dose["night_of"], dose["amount_g"]) == ("2026-11-22T02:12:00-05:00", "2026-11-21", 2.5)
        changes = ok("history", "--json", now=EVENING).json["changes"]
        assert [(each["change"], each["source"], each["at"]) for each in changes] == [
            (number, "inbox", "2026-11-22T22:00:00-05:00") for number in (1, 2, 3)
        ]
        ok("undo", now=EVENING)
        assert [each["kind"] for each in entries()] == ["night", "kratom"]

    def test_the_same_line_twice_is_one_entry_also_after_it_was_changed_or_deleted(self, home: Path) -> None:
        append(home / "in.txt", NIGHT, DOSE, NIGHT, f"  {NIGHT.replace(' ', '   ', 1)}\t")
        assert (taken(home / "in.txt")["taken"], taken(home / "in.txt")["taken_before"]) == (
            {"night": 1, "kratom": 1},
            4,
        )
        ok("edit", "1", "3", now=EVENING)
        ok("delete", "2", now=EVENING)
        append(home / "in.txt", DOSE, SLEEP)
        assert taken(home / "in.txt")["taken"] == {"sleep": 1}
        assert [(each["kind"], each.get("severity")) for each in entries()] == [("night", 3), ("sleep", None)]

    def test_a_line_that_changes_nothing_is_taken_too(self, home: Path) -> None:
        ok("night", "6", now="2026-11-22T02:00-05:00")
        append(home / "in.txt", NIGHT)
        assert taken(home / "in.txt")["taken"] == {"night": 1}
        ok("night", "2", "--night", "last night", now=EVENING)
        assert taken(home / "in.txt")["taken"] == {}
        assert [each["severity"] for each in entries()] == [2]

    def test_what_cannot_be_right_waits_and_is_named_and_the_file_stays_as_it_is(self, home: Path) -> None:
        waits = {
            "2026-11-22T07:01-05:00 kratom 2.5": "2.5 of what? Write 2.5g or 2500mg.",
            "2026-11-22T07:02-05:00 night 6 --night 2026-11-30": "the night of 2026-11-30 is in the future (it is "
            "2026-11-22 07:02 now); nothing can be logged ahead of time",
            "2026-11-22T07:03 night 6": "the date and time have no offset from UTC; write 2026-11-22T02:10-05:00 and "
            "then the command",
            "night 6": "the line does not begin with a date and time; write 2026-11-22T02:10-05:00 and then the "
            "command",
            "2026-11-22T22:06-05:00 night 6": "2026-11-22 22:06 is in the future (it is 2026-11-22 22:00 now); nothing "
            "can be logged ahead of time",
            "2026-11-22T07:04-05:00": "there is no command behind the date and time",
            "2026-11-22T07:05-05:00 kratom 2g --note 'zebra": "a quote is opened and not closed; put text of several "
            "words between two quotes",
            "2026-11-22T07:06-05:00 night 6 --note zebra stripes": TOO_MANY.format("night"),
            "2026-11-22T07:06-05:00 night 6 zebra": TOO_MANY.format("night"),
            "2026-11-22T07:07-05:00 night --lsit": "night has no option --lsit; did you mean --list?",
            "2026-11-22T07:08-05:00 symptom --list": "a line can only log something; leave out options that show "
            "something",
            "2026-11-22T07:09-05:00 night --help": "a line can only log something; leave out options that show "
            "something",
            "2026-11-22T07:10-05:00 kratom 2g —note zebra": TOO_MANY.format("kratom"),
            "2026-11-22T07:11-05:00 kratom 2g --note “zebra stripes”": TOO_MANY.format("kratom"),
            "2026-11-22T07:12-05:00 kratom 2 --note '“zebra stripes”'": "2 of what? Write 2g or 2000mg.",
        }
        append(home / "in.txt", *waits, NIGHT)
        held = (home / "in.txt").read_bytes()
        found = taken(home / "in.txt")
        assert found["taken"] == {"night": 1}
        shown = {line: each["why"] for line, each in zip(waits, found["waiting"], strict=True)}
        assert shown == waits
        assert [each["line"] for each in found["waiting"]] == list(range(1, len(waits) + 1))
        assert (home / "in.txt").read_bytes() == held

    @pytest.mark.parametrize(
        "command",
        [
            "edit 1 3", "delete 1", "undo", "config theme dark", "export json --output x.json", "import in.txt",
            "restore x.db", "checkin", "week", "taper end", "product add x", "--diary x.db night 6", "gargle",
            "legdiary", "legdiary undo", "log", "log undo", "sh -c 'touch x'", "$(touch x)", "`touch x`", "; touch x",
        ],
    )  # fmt: skip
    def test_only_what_logs_may_stand_in_a_line(self, home: Path, command: str) -> None:
        append(home / "in.txt", NIGHT)
        assert taken(home / "in.txt")["taken"] == {"night": 1}
        append(home / "in.txt", f"2026-11-22T07:00-05:00 {command}")
        before = sorted(each.name for each in home.rglob("*"))
        (waiting,) = taken(home / "in.txt")["waiting"]
        assert waiting["why"].startswith("behind the date and time there is no command that logs; write one of night,")
        assert sorted(each.name for each in home.rglob("*")) == before

    def test_nothing_in_a_line_is_expanded(self, home: Path) -> None:
        append(home / "in.txt", "2026-11-22T02:12-05:00 night 6 --note '$HOME `id` $(id) ~ *' # more")
        assert taken(home / "in.txt")["waiting"] != []
        append(home / "in.txt", "2026-11-22T02:12-05:00 legdiary night 6 --note '$HOME `id` $(id) ~ *'")
        assert taken(home / "in.txt")["taken"] == {"night": 1}
        assert entries()[0]["note"] == "$HOME `id` $(id) ~ *"

    def test_what_would_be_asked_waits_until_the_line_says_yes(self, home: Path) -> None:
        ok("kratom", "2.5g", "--at", "02:12", now="2026-11-22T02:13-05:00")
        append(home / "in.txt", DOSE, "2026-11-22T09:00-05:00 kratom 18g")
        first, second = (each["why"] for each in taken(home / "in.txt")["waiting"])
        assert second == "18 g of kratom in one entry is more than 15 g. Add --confirm to the line if it is right."
        assert first.endswith("Add --confirm to the line if it is right.")
        assert "zebra" not in first + second
        append(home / "in.txt", "2026-11-22T09:00-05:00 kratom 18g --confirm")
        assert taken(home / "in.txt", "--confirm")["taken"] == {"kratom": 1}
        assert [each["amount_g"] for each in entries()] == [2.5, 18]
        assert len(taken(home / "in.txt", "--confirm")["waiting"]) == 2, "--confirm of the import is not one of a line"

    def test_a_dry_run_tells_all_of_it_and_stores_nothing(self, home: Path) -> None:
        append(
            home / "in.txt",
            "2026-11-22T02:00-05:00 factor 'iced tea' --new",
            NIGHT,
            "2026-11-20T02:30-05:00 factor 'iced tea'",
        )
        before = sorted(each.name for each in home.rglob("*"))
        found = taken(home / "in.txt", "--dry-run")
        assert (found["taken"], found["waiting"]) == ({"factor": 2, "night": 1}, [])
        assert sorted(each.name for each in home.rglob("*")) == before
        taken(home / "in.txt")
        append(home / "in.txt", SLEEP)
        held = {each: each.read_bytes() for each in home.rglob("*") if each.is_file()}
        assert (taken(home / "in.txt", "--dry-run")["taken"], taken(home / "in.txt", "--dry-run")["taken_before"]) == (
            {"sleep": 1},
            3,
        )
        assert {each: each.read_bytes() for each in home.rglob("*") if each.is_file()} == held

    def test_the_answer_in_words(self, home: Path) -> None:
        append(home / "in.txt", NIGHT, DOSE, NIGHT, "2026-11-22T07:01-05:00 kratom 2.5")
        shown = run("import", str(home / "in.txt"), now=EVENING)
        assert shown.code == 0
        assert shown.lines == [
            f"{home / 'in.txt'}: typed lines, each a moment and a command",
            "  took 2 lines, to 02:12: night 1, kratom 1",
            "  taken before: 1 line",
            "  line 4 waits: 2.5 of what? Write 2.5g or 2500mg.",
            "Each line is a change of its own: `legdiary undo` takes back the last.",
        ]
        assert run("import", str(home / "in.txt"), now=EVENING).code == 1, "nothing could be taken, and a line waits"

    def test_lines_are_read_from_standard_input_and_beside_no_other_file(self, home: Path) -> None:
        done = ok("import", "-", "--json", now=EVENING, stdin=f"{NIGHT}\n{DOSE}\n")
        assert done.json["files"][0]["taken"] == {"night": 1, "kratom": 1}
        ok("export", "json", "--output", str(home / "made.json"), now=EVENING)
        append(home / "in.txt", SLEEP)
        refused = run("import", str(home / "made.json"), str(home / "in.txt"), now=EVENING)
        assert refused.code == 2
        assert refused.stderr.endswith("typed lines are taken in one by one; import this file by itself\n")
        assert len(entries()) == 2

    def test_a_journey_keeps_the_zone_of_each_line(self, home: Path) -> None:
        append(
            home / "in.txt", "2026-11-20T23:40-05:00 kratom 1g", "2026-11-22T02:10+01:00[Europe/Berlin] kratom 2g",
            "2026-11-22T09:10+01:00 kratom 3g", "2026-11-23T00:30Z kratom 1.5g",
        )  # fmt: skip
        taken(home / "in.txt")
        assert [(each["night_of"], each["at"]) for each in entries()] == [
            ("2026-11-20", "2026-11-20T23:40:00-05:00"),
            ("2026-11-21", "2026-11-22T02:10:00+01:00"),
            ("2026-11-22", "2026-11-22T09:10:00+01:00"),
            ("2026-11-22", "2026-11-22T19:30:00-05:00"),
        ]

    def test_words_about_time_are_meant_at_the_moment_of_the_line(self, home: Path) -> None:
        append(
            home / "in.txt", "2026-11-18T02:10-05:00 kratom 2g --at 20m ago",
            "2026-11-18T02:11-05:00 night 4 --night yesterday", "2026-11-18T16:00-05:00 magnesium 200 mg --at 7 am",
        )  # fmt: skip
        taken(home / "in.txt")
        assert [(each["kind"], each["night_of"], each.get("at")) for each in entries()] == [
            ("night", "2026-11-16", None),
            ("kratom", "2026-11-17", "2026-11-18T01:50:00-05:00"),
            ("magnesium", "2026-11-18", "2026-11-18T07:00:00-05:00"),
        ]
        assert not any(each["recalled"] for each in entries()), "typed at the time, though taken in days later"

    def test_a_clock_that_is_behind_is_asked_about_once(self, home: Path) -> None:
        ok("night", "6", now="2026-11-25T22:00-05:00")
        append(home / "in.txt", NIGHT, DOSE)
        refused = run("import", str(home / "in.txt"), now=EVENING)
        assert refused.code == 1
        assert "Is the clock right? Not stored; add --confirm if it is right." in refused.stderr
        assert taken(home / "in.txt", "--confirm")["taken"] == {"night": 1, "kratom": 1}


class TestInbox:
    def test_what_logs_takes_new_lines_in_first_and_says_so_in_one_line(self, phone: Path) -> None:
        append(phone, NIGHT, DOSE, "2026-11-22T21:40-05:00 kratom 2g", "2026-11-22T21:41-05:00 kratom 2")
        done = ok("kratom", "1g", now=EVENING)
        assert done.stdout == (
            "Kratom, day of Sun 22 Nov 2026: 1 g at 22:00.  #4\nSun 22 Nov: 3 g in 2 doses.\n  21:40 2 g · 22:00 1 g\n"
        )
        assert notes(done) == [
            "legdiary: took 3 lines of inbox.txt, to 21:40; line 4 waits: 2 of what? Write 2g or 2000mg."
        ]
        again = ok("kratom", "1.1g", now=EVENING)
        assert notes(again) == [], "told once"
        ok("undo", now=EVENING)
        assert [each["amount_g"] for each in entries() if each["kind"] == "kratom"] == [2.5, 2, 1]

    def test_week_takes_and_tells_and_other_looks_do_not(self, phone: Path) -> None:
        ok("night", "3", "--night", "2026-11-20", now="2026-11-21T08:00-05:00")
        ok("symptom", "nausea", "1", now="2026-11-21T08:01-05:00")
        append(phone, NIGHT, "2026-11-22T21:41-05:00 kratom 2")
        for words in ((), ("show",), ("list",), ("report",), ("history",), ("check",), ("undo",)):
            assert notes(run(*words, now="2026-11-22T02:00-05:00")) == []
        looked = ok("week", "--json", now=EVENING)
        assert [each["severity"] for each in looked.json["nights"][-2:]] == [3, 6]
        waits = "legdiary: inbox.txt: line 2 waits: 2 of what? Write 2g or 2000mg."
        assert notes(ok("week", now=EVENING)) == [waits], "a look tells again what waits"

    def test_of_several_lines_that_wait_the_first_is_named(self, phone: Path) -> None:
        append(phone, "2026-11-22T21:40-05:00 kratom 2", "2026-11-22T21:41-05:00 kratom 3", NIGHT)
        assert notes(ok("symptom", "nausea", "1", now=EVENING)) == [
            "legdiary: took 1 line of inbox.txt, to 02:10; 2 lines wait, first line 1: 2 of what? Write 2g or 2000mg."
        ]

    def test_a_waiting_line_goes_in_once_it_can_be_right(self, phone: Path) -> None:
        append(phone, '2026-11-22T21:40-05:00 kratom 4caps --product "red leaf"')
        assert "line 1 waits" in notes(ok("night", "3", now=EVENING))[0]
        ok("product", "add", "red leaf", "--capsule", "0.5g", now=EVENING)
        assert notes(ok("night", "4", now=EVENING)) == ["legdiary: took 1 line of inbox.txt, to 21:40"]

    def test_a_line_that_is_still_being_written_waits_for_its_end(self, phone: Path) -> None:
        append(phone, NIGHT, "2026-11-22T21:40-05:00 kratom 2", end="")
        (told,) = notes(ok("magnesium", "200mg", now=EVENING))
        assert told.endswith("line 2 waits: its end is not there yet; a line counts once a line break follows it")
        append(phone, ".5g")
        assert notes(ok("magnesium", "100mg", now=EVENING)) == ["legdiary: took 1 line of inbox.txt, to 21:40"]
        assert [each["amount_g"] for each in entries() if each["kind"] == "kratom"] == [2.5]

    def test_a_refused_command_takes_nothing_in_and_keeps_its_exit_code(self, phone: Path) -> None:
        ok("symptom", "nausea", "1", now="2026-11-21T22:00-05:00")
        append(phone, NIGHT)
        for words, code in ((("night", "11"), 2), (("kratom",), 2), (("edit", "99", "3"), 1)):
            assert run(*words, now=EVENING).code == code
        assert run("kratom", "18g", now=EVENING).code == 1, "it is asked about, whatever came in beside it"
        assert [each["kind"] for each in entries()] == ["symptom", "night"]

    @pytest.mark.parametrize(
        ("make", "why"),
        [
            (lambda _: None, "there is no such file yet"),
            (lambda file: file.mkdir(), "Is a directory"),
            (os.mkfifo, "it is not a plain file"),
            (lambda file: file.write_bytes(b"x" * 16_000_001), "larger than 16 MB, the most that is read"),
            (
                lambda file: file.with_name(".inbox.txt.icloud").write_text("x"),
                "it is in iCloud, and not on this computer yet",
            ),
        ],
        ids=["none", "folder", "pipe", "large", "icloud"],
    )
    def test_an_inbox_that_cannot_be_read_ends_no_command(self, phone: Path, make: Any, why: str) -> None:
        make(phone)
        logged = ok("night", "6", now=EVENING)
        assert logged.stderr.endswith(f"legdiary: inbox.txt was not read: {why}\n") or why in logged.stderr
        assert why in ok("week", now=EVENING).stderr
        assert [each["severity"] for each in entries()] == [6]

    def test_a_file_that_is_no_list_of_lines_ends_no_command(self, phone: Path) -> None:
        phone.write_bytes(bytes(range(256)) * 40)
        assert "first line 1: this is not text" in ok("night", "6", now=EVENING).stderr

    def test_a_broken_memory_or_program_ends_no_command(self, phone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        append(phone, NIGHT)
        (phone.parent / ".local/share/legdiary/diary.db.inbox").mkdir(parents=True)
        done = ok("kratom", "1g", now=EVENING)
        assert "which remembers the lines taken, cannot be used (Is a directory)" in done.stderr
        assert [each["kind"] for each in entries()] == ["kratom"]
        monkeypatch.setattr(inboxes, "_state", lambda *_: 1 // 0)
        assert "inbox.txt was not read (ZeroDivisionError)" in ok("kratom", "2g", now=EVENING).stderr

    def test_another_diary_by_option_takes_no_lines(self, phone: Path) -> None:
        append(phone, NIGHT)
        assert notes(ok("--diary", str(phone.with_name("other.db")), "kratom", "1g", now=EVENING)) == []
        assert notes(ok("kratom", "1g", now=EVENING)) == ["legdiary: took 1 line of inbox.txt, to 02:10"]

    def test_an_unchanged_inbox_is_not_even_opened(self, phone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        append(phone, NIGHT)
        ok("kratom", "1g", now=EVENING)
        opened: list[Path] = []

        def take(context: Context, path: Path, *others: Any) -> Any:
            opened.append(path)
            return plain(context, path, *others)

        plain = inboxes._take  # noqa: SLF001 - the reading of a changed inbox
        monkeypatch.setattr(inboxes, "_take", take)
        ok("kratom", "2g", now=EVENING)
        ok("week", now=EVENING)
        assert opened == []
        append(phone, SLEEP)
        ok("kratom", "3g", now=EVENING)
        assert opened == [phone]

    def test_a_year_of_lines_comes_in_by_and_by(self, phone: Path) -> None:
        append(
            phone,
            *(
                f"2026-11-{day:02d}T{hour:02d}:10-05:00 kratom 0.{hour}g"
                for day in range(1, 10)
                for hour in range(10, 18)
            ),
        )
        told = [notes(ok("symptom", "nausea", "1", now=EVENING)) for _ in range(3)]
        assert told == [
            ["legdiary: took 50 lines of inbox.txt, to Sat 7 Nov 11:10; more are left for the next command"],
            ["legdiary: took 22 lines of inbox.txt, to Mon 9 Nov 17:10"],
            [],
        ]

    def test_conflict_copies_are_told_and_not_read(self, phone: Path) -> None:
        names = [
            "inbox (1).txt", "inbox (conflicted copy 2026-11-22 021000).txt", "inbox 2.txt",
            "inbox.sync-conflict-20261122-021000-ABCDEFG.txt", "inbox_conflict-20261122-021000.txt",
        ]  # fmt: skip
        for name in (*names, "inbox2.txt", "my inbox.txt", "inbox.txt.bak", "inbox old.txt"):
            append(phone.with_name(name), SLEEP)
        assert conflict_copies(phone) == sorted(names)
        append(phone, NIGHT)
        assert notes(ok("kratom", "1g", now=EVENING)) == [
            "legdiary: took 1 line of inbox.txt, to 02:10; inbox (1).txt beside it is not read"
        ]
        assert taken(phone)["conflict_copies"] == sorted(names)
        assert taken(phone.with_name("inbox (1).txt"))["taken"] == {"sleep": 1}

    def test_a_file_that_changes_while_it_is_read_waits(self, phone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from legdiary.formats import typed_lines as reading

        append(phone, NIGHT)
        plain = reading.content_bytes

        def written_meanwhile(*args: Any) -> bytes:
            append(phone, SLEEP)
            return plain(*args)

        with monkeypatch.context() as during:
            during.setattr(reading, "content_bytes", written_meanwhile)
            (told,) = notes(ok("kratom", "1g", now=EVENING))
            assert told == "legdiary: inbox.txt was not read: it is being written; its lines are taken next time"
        assert notes(ok("kratom", "2g", now=EVENING)) == ["legdiary: took 2 lines of inbox.txt, to 07:00"]

    def test_at_a_terminal_of_forty_columns(self, phone: Path) -> None:
        ok("symptom", "nausea", "1", now="2026-11-21T22:00-05:00")
        append(phone, NIGHT, "2026-11-22T21:41-05:00 kratom 2")
        shown = on_terminal("symptom", "nausea", "2", columns=40, now=EVENING).shown
        assert shown.splitlines()[:4] == [
            "legdiary: took 1 line of inbox.txt, to",
            "  02:10; line 2 waits: 2 of what? Write",
            "  2g or 2000mg.",
            "Symptom, night of Sun 22 Nov 2026:",
        ]


class TestMemory:
    def test_it_holds_no_text_and_is_private(self, phone: Path) -> None:
        append(phone, DOSE)
        ok("night", "3", now=EVENING)
        memory = phone.parent / ".local/share/legdiary/diary.db.inbox"
        assert memory.stat().st_mode & 0o777 == 0o600
        assert "zebra" not in memory.read_text()
        assert "2.5g" not in memory.read_text()

    def test_a_restored_copy_takes_the_lines_since_again(self, phone: Path) -> None:
        append(phone, NIGHT)
        ok("symptom", "nausea", "1", now=EVENING)
        copy = phone.with_name("copy.db")
        ok("backup", "--output", str(copy), now=EVENING)
        append(phone, DOSE)
        ok("symptom", "sweating", "1", now=EVENING)
        ok("restore", str(copy), "--yes", now="2026-11-22T22:10-05:00")
        assert [each["kind"] for each in entries()] == ["night", "symptom"]
        again = ok("kratom", "1g", now="2026-11-22T22:11-05:00")
        assert notes(again) == ["legdiary: took 1 line of inbox.txt, to 02:12"]

    def test_an_inbox_that_was_taken_elsewhere_is_not_taken_by_the_way(self, phone: Path) -> None:
        append(phone, NIGHT, DOSE)
        ok("symptom", "nausea", "1", now=EVENING)
        ok("edit", "1", "2", now="2026-11-22T22:05-05:00")
        (phone.parent / ".local/share/legdiary/diary.db.inbox").unlink()  # the diary came to another computer alone
        append(phone, "2026-11-22T22:06-05:00 night 4")
        later = "2026-11-22T22:10-05:00"
        assert notes(ok("symptom", "nausea", "2", now=later)) == [
            (
                "legdiary: no line of inbox.txt is taken, because 2 lines may be in this diary already; to take them "
                f"anyway: legdiary import {phone}"
            )
        ]
        assert [each["severity"] for each in entries(later) if each["kind"] == "night"] == [2]
        phone.write_text("2026-11-22T22:12-05:00 night 5\n")
        told = notes(ok("symptom", "nausea", "3", now="2026-11-22T22:15-05:00"))
        assert told == ["legdiary: took 1 line of inbox.txt, to 22:12"]

    @pytest.mark.parametrize("cut", [1, 20, 60])
    def test_a_row_that_a_kill_cut_off_counts_for_nothing(self, phone: Path, cut: int) -> None:
        append(phone, NIGHT, DOSE)
        taken(phone)
        memory = phone.parent / ".local/share/legdiary/diary.db.inbox"
        with memory.open("a") as file:
            file.write(f"+ {'0' * 32} 3 3 1795402800000 add sleep 3"[:cut])
        append(phone, SLEEP)
        assert taken(phone)["taken"] == {"sleep": 1}
        assert taken(phone)["taken_before"] == 3

    def test_a_row_without_its_change_is_taken_again(self, phone: Path) -> None:
        append(phone, NIGHT, DOSE)
        taken(phone)
        memory = phone.parent / ".local/share/legdiary/diary.db.inbox"
        append(phone, SLEEP)
        key = taken_lines.line_key(SLEEP)
        with memory.open("a") as file:  # written, and then the power went before the diary was
            file.write(f"+ {key} 3 3 1795402800000 add sleep 3\n")
        assert taken(phone)["taken"] == {"sleep": 1}
        assert memory.read_text().count(key) == 1

    def test_what_another_program_took_meanwhile_is_not_taken_again(
        self, phone: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        append(phone, NIGHT, DOSE)
        taken(phone)
        append(phone, SLEEP, "2026-11-22T09:00-05:00 kratom 1g")
        plain = typed_lines.load_taken
        others: list[dict[str, Any]] = []

        def load(context: Context) -> taken_lines.TakenLines:
            held = plain(context)
            if not others:  # it was faster, between our reading of the memory and our first line
                others.append({})
                others.append(taken(phone))
                append(phone, "2026-11-22T09:10-05:00 kratom 1.1g")
            return held

        monkeypatch.setattr(typed_lines, "load_taken", load)
        assert taken(phone)["taken"] == {}
        assert others[1]["taken"] == {"sleep": 1, "kratom": 1}
        assert len(entries()) == 4

    def test_lines_of_many_runs_at_once(self, phone: Path) -> None:
        append(phone, *(f"2026-11-22T0{number}:10-05:00 kratom 0.{number}g" for number in range(1, 9)))
        env = {**os.environ, **environment(EVENING, NEW_YORK, None, None)}
        running = [
            subprocess.Popen(program("import", str(phone), "--json"), stdout=-1, stderr=-1, env=env) for _ in range(3)
        ]
        answers = [each.communicate(timeout=60) for each in running]
        counts = [sum(json.loads(out)["files"][0]["taken"].values()) for out, _ in answers]
        assert sum(counts) == 8, answers
        assert [each["amount_g"] for each in entries()] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]


#: The real program, killed at one of three points of its second line.
KILLED = """
import os, signal, sys
from legdiary.app.imports import taken_lines
from legdiary.store import statement_runner
from legdiary.__main__ import main
plain_keep, plain_commit = taken_lines.TakenLines.keep, statement_runner.commit
point, taken = {point!r}, []

def end():
    os.kill(os.getpid(), signal.SIGKILL)

def keep(self, *args):
    taken.append(args)
    if len(taken) == 2 and point == "before it is remembered":
        end()
    plain_keep(self, *args)
    if len(taken) == 2 and point == "before it is committed":
        end()

def commit(*args):
    plain_commit(*args)
    if len(taken) == 2 and point == "after it is committed":
        end()

taken_lines.TakenLines.keep, statement_runner.commit = keep, commit
sys.argv = ["legdiary", *{words!r}]
main()
"""


@pytest.mark.parametrize("words", [("import", "in.txt"), ("magnesium", "200mg")], ids=" ".join)
@pytest.mark.parametrize(
    "point", ["before it is remembered", "before it is committed", "after it is committed"]
)  # fmt: skip
def test_killed_at_any_point_no_line_is_lost_or_doubled(home: Path, point: str, words: tuple[str, ...]) -> None:
    append(home / "in.txt", NIGHT, DOSE, SLEEP)
    ok("config", "inbox", str(home / "in.txt"), now=EVENING)
    env = {**os.environ, **environment(EVENING, NEW_YORK, None, None)}
    code = KILLED.format(point=point, words=words)
    ended = subprocess.run([sys.executable, "-c", code], check=False, env=env, cwd=home, capture_output=True)
    assert ended.returncode == -signal.SIGKILL
    assert sum(taken(home / "in.txt")["taken"].values()) == (1 if point == "after it is committed" else 2)
    assert [each["kind"] for each in entries()] == ["night", "sleep", "kratom"]
    assert taken(home / "in.txt")["taken_before"] == 3


# ---------------------------------------------------------------------- the same as typing


COMMANDS = st.sampled_from([
    "night 6", "night 4 --onset 20:30", "night --overnight 3 --note 'it was bad'", "night --missed asleep",
    "kratom 2.5g", "kratom 2 g --at 20m ago", "kratom 1g --night yesterday --at 23:10", "kratom none", "kratom 18g",
    "kratom 18g --confirm", "kratom 2", "sleep 23:15-06:30 --awake 40m", "sleep --total 6h30", "magnesium 200mg",
    "mag 100mg --form citrate --at 21:00", "factor caffeine --amount '2 cups' --at now", "factor heat --helped 2",
    "symptom nausea 2", "symptom low mood 1", "medicine gabapentin 300mg --at 8 pm", "medicine iron 1 tablet",
    "measure irls 22", "measure ferritin 48ng/mL --on 2026-11-10", "undo", "dose 15mg --product 'seven tabs'",
])  # fmt: skip
#: Minutes between one line and the next, and what happens in between: nothing, an import, a look at the week, or a look
#: while half of the next line is written.
NOTHING, IMPORT, WEEK, HALF = "nothing", "import", "week", "half"
STEPS = st.lists(
    st.tuples(st.integers(1, 900), COMMANDS, st.sampled_from([NOTHING, IMPORT, WEEK, HALF])), min_size=1, max_size=10
)


def rows_of(diary: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that a diary holds but when it was written: the rows of each table, of the ledger without its clock."""
    with closing(sqlite3.connect(diary)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}  # noqa: S608
    found["ledger"] = [(*row[:2], *row[5:]) for row in found["ledger"]]
    return {name: rows for name, rows in found.items() if name not in {"checksum", "total"}}


def stamped(minutes: int) -> str:
    from datetime import datetime, timedelta, timezone

    start = datetime(2026, 11, 12, 20, 0, tzinfo=timezone(timedelta(hours=-5)))
    return (start + timedelta(minutes=minutes)).isoformat(timespec="minutes")


@dear(40)
@given(steps=STEPS)
def test_lines_in_any_chunks_are_the_same_as_typing_them(
    steps: Sequence[tuple[int, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("alike")
    typed, lined, phone = folder / "typed.db", folder / "lined.db", folder / "in.txt"
    settings = {"XDG_CONFIG_HOME": str(folder)}
    ok("config", "inbox", str(phone), env=settings)
    for diary in (typed, lined):
        ok("product", "add", "seven tabs", "--kind", "7-oh", now=stamped(0), diary=diary)
    at, accepted = 0, []
    for after, command, then in steps:
        at += after
        words = shlex.split(command)
        if words[0] != "undo" and run(*words, now=stamped(at), diary=typed).code == 0:
            accepted.append((at, f"{stamped(at)} {command}", then))

    def take(then: str, now: int) -> None:
        words = {IMPORT: ("import", str(phone), "--as", "lines"), WEEK: ("week",), HALF: ("week",)}.get(then)
        if words:
            run(*words, now=stamped(now), diary=lined, env=settings)

    for now, line, then in accepted:
        half = len(line) // 2
        append(phone, line[:half], end="")
        take(WEEK if then == HALF else NOTHING, now)
        append(phone, line[half:])
        take(then, now)
    if accepted:
        append(phone, accepted[0][1])
        run("import", str(phone), "--as", "lines", now=stamped(at + 3000), diary=lined)
    assert rows_of(lined) == rows_of(typed)

"""A table of one's own: what is asked, what is shown, what is stored, and what a later table adds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from driving import BERLIN, ok, run

from legdiary.cli.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from driving import Result

NOW = "2026-11-22T22:00+01:00"
#: As a German Excel saves it: a plan of 3 g, ten nights, one of them without anything.
GERMAN = """\
Datum;Beine (0-10);Ins Bett;Aufgewacht;Einschlafdauer (min);Minuten wach;Kratom (g);Uhrzeit;Magnesium (mg);Kaffee;Notiz
09.03.2026;6;22:45;06:10;40;55;3;21:00;200;2;zäh
10.03.2026;7;23:10;06:30;55;;3;20:45;200;nein;
11.03.2026;;;;;;;;;;
12.03.2026;5;22:30;06:00;20;30;2,75;21:30;;ja;
13.03.2026;4;23:50;06:10;15;10;2,5;21:15;200;;
14.03.2026;8;00:20;07:00;90;60;2,5;22:00;;3;
15.03.2026;6;22:50;06:05;35;40;0;;200;;
16.03.2026;6;22:55;06:20;30;45;2,5;21:00;;;
17.03.2026;5;22:40;06:15;25;30;2,5;21:05;;;
25.03.2026;3;22:45;06:00;10;20;2;20:50;200;;besser
"""


def table(tmp_path: Path, text: str, name: str = "mine.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def asked(*words: str, answers: tuple[str, ...], diary: Path, now: str = NOW, tz: str = BERLIN) -> tuple[Result, str]:
    """One command at a terminal, in this process; what was shown, its line breaks and margins taken out."""
    read_line = Terminal.read_line

    def echoing(terminal: Terminal) -> str | None:
        typed = read_line(terminal)
        terminal.say("" if typed is None else f"{typed}\n")
        return typed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Terminal, "read_line", echoing)
        for is_there in ("can_ask", "has_person"):
            patch.setattr(Terminal, is_there, property(lambda _: True))
        done = run("import", *words, diary=diary, now=now, tz=tz, stdin="".join(f"{each}\n" for each in answers))
    return done, " ".join((done.stderr + done.stdout).split())


def stored(diary: Path, *, now: str = NOW, tz: str = BERLIN) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok("list", "--last", "52w", "--json", diary=diary, now=now, tz=tz).json["entries"]
    return found


def short(entries: list[dict[str, Any]], kind: str) -> list[tuple[Any, ...]]:
    """The entries of a kind in a few words each."""
    keys = {
        "night": ("night_of", "severity", "note"), "sleep": ("night_of", "bed", "wake", "latency_min", "awake_min"),
        "kratom": ("night_of", "amount_g", "at"), "magnesium": ("night_of", "elemental_mg", "at"),
        "factor": ("night_of", "name", "amount"), "symptom": ("night_of", "name", "grade"),
    }[kind]  # fmt: skip
    return [tuple(each.get(key) for key in keys) for each in entries if each["kind"] == kind]


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


# ---------------------------------------------------------------------- German, one row a night


def test_ten_nights_of_a_german_table_are_asked_about_once_and_stored(tmp_path: Path, diary: Path) -> None:
    plan = ("--from", "3g", "--cut", "0.5g", "--every", "7d", "--start", "2026-03-09", "--yes")
    ok("taper", "new", *plan, diary=diary, now=NOW, tz=BERLIN)
    mine, mapping = table(tmp_path, GERMAN), tmp_path / "mine.toml"
    done, said = asked(str(mine), "--map", str(mapping), answers=("21:30", "evening", "1", "y"), diary=diary)
    assert done.code == 0, said
    assert "Column I, Magnesium (mg): 5 amounts without a time, of 5" in said
    assert "Is 9 March 2026 the evening you went to bed, or the morning you woke up?" in said
    assert "A dose column has 0 in 1 row. What does 0 mean?" in said
    assert said.count("> ") == 4, "nothing else is asked"
    assert (
        "Row 2. Night of Mon 9 Mar 2026: legs 6, “zäh”; bed 22:45–06:10, slept 5 h 50, asleep after 40 min, awake "
        "55 min; caffeine, 2; kratom 3 g at 21:00; magnesium 200 mg elemental at 21:30"
    ) in said
    assert "added 9 nights, 9 sleeps, 9 kratom entries, 5 magnesium entries, 3 factors" in " ".join(sorted_counts(said))
    held = stored(diary)
    assert short(held, "night") == [
        ("2026-03-09", 6, "zäh"), ("2026-03-10", 7, None), ("2026-03-12", 5, None), ("2026-03-13", 4, None),
        ("2026-03-14", 8, None), ("2026-03-15", 6, None), ("2026-03-16", 6, None), ("2026-03-17", 5, None),
        ("2026-03-25", 3, "besser"),
    ]  # fmt: skip
    sleeps = short(held, "sleep")
    assert sleeps[1] == ("2026-03-10", "2026-03-10T23:10:00+01:00", "2026-03-11T06:30:00+01:00", 55, None)
    assert sleeps[4][1] == "2026-03-15T00:20:00+01:00", "after midnight it is still the night of the 14th"
    assert short(held, "kratom")[:3] == [
        ("2026-03-09", 3.0, "2026-03-09T21:00:00+01:00"), ("2026-03-10", 3.0, "2026-03-10T20:45:00+01:00"),
        ("2026-03-12", 2.75, "2026-03-12T21:30:00+01:00"),
    ]  # fmt: skip
    assert ("2026-03-15", 0.0, None) in short(held, "kratom"), "0 was said to mean none"
    assert {each[2][11:16] for each in short(held, "magnesium")} == {"21:30"}
    assert short(held, "factor") == [
        ("2026-03-09", "caffeine", "2"), ("2026-03-12", "caffeine", None), ("2026-03-14", "caffeine", "3"),
    ]  # fmt: skip
    steps = ok("taper", "show", "--json", diary=diary, now="2026-03-26T10:00+01:00", tz=BERLIN).json["steps"]
    assert [(step["target_g"], step["days_logged"]) for step in steps[:3]] == [(3.0, 6), (2.5, 2), (2.0, 1)]


def sorted_counts(said: str) -> list[str]:
    """What was added, in the order of this test."""
    counts = re.search(r"added ([^O]*?) (?:left out|One change)", said)
    assert counts is not None, said
    parts = counts[1].split(", ")
    order = ["night", "sleep", "kratom", "magnesium", "factor"]
    return ["added", ", ".join(sorted(parts, key=lambda part: next(i for i, word in enumerate(order) if word in part)))]

"""A table of one's own: what is asked, what is shown, what is stored, and what a later table adds."""

from __future__ import annotations

import re
from datetime import date, datetime
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest
from driving import BERLIN, ok, run

from legdiary.cli.progress import bar
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


# ---------------------------------------------------------------------- American, in the morning


AMERICAN = """\
Date,RLS (0-4),Bed,Wake,Hours slept,Kratom total (g),Alcohol,Mood
3/9/2026,2,10:45 PM,6:10 AM,6.75,9,yes,ok
3/10/2026,3,11:30 PM,6:30 AM,,8.5,no,bad
3/11/2026,1,,,7.25,8,,ok
3/14/2026,0,12:20 AM,7:00 AM,,8,x,
"""


def test_an_american_table_of_mornings(tmp_path: Path, diary: Path) -> None:
    mine = table(tmp_path, AMERICAN)
    answers = ("dose", "-", "1", "9pm", "morning", "2", "1", "y")
    done, said = asked(str(mine), answers=answers, diary=diary, tz="America/Chicago", now="2026-03-20T10:00-05:00")
    assert done.code == 0, said
    assert "Column F, Kratom total (g) (9, 8.5, 8): what is it?" in said
    assert "Column B, RLS (0-4) goes from 0 to 3. On which scale is it?" in said
    assert "1 0 (least) to 4 (most): 3 is stored as 8 2 0 to 10, stored as they are" in said
    assert "21:00 stands in the row of 9 March 2026. When was that?" in said
    assert "the time of 4 amounts, which the table does not have: the time that you answered is assumed" in said
    held = stored(diary, tz="America/Chicago", now="2026-03-20T10:00-05:00")
    assert short(held, "night") == [
        ("2026-03-08", 5, None), ("2026-03-09", 8, None), ("2026-03-10", 3, None), ("2026-03-13", 0, None),
    ], "2 of 4 is 5 of 10, 3 is 7.5 and half up 8, 1 is 2.5 and 3"  # fmt: skip
    assert short(held, "sleep") == [
        ("2026-03-08", "2026-03-08T22:45:00-05:00", "2026-03-09T06:10:00-05:00", None, None),
        ("2026-03-09", "2026-03-09T23:30:00-05:00", "2026-03-10T06:30:00-05:00", None, None),
        ("2026-03-10", None, None, None, None),
        ("2026-03-13", "2026-03-14T00:20:00-05:00", "2026-03-14T07:00:00-05:00", None, None),
    ]  # fmt: skip
    assert (
        next(each for each in held if each["night_of"] == "2026-03-10" and each["kind"] == "sleep")["total_min"] == 435
    )
    assert "1 total of sleep beside its bed and wake time" in said
    assert short(held, "kratom")[0] == ("2026-03-08", 9.0, "2026-03-08T21:00:00-05:00"), "on the evening before"
    assert short(held, "factor") == [("2026-03-08", "alcohol", None), ("2026-03-13", "alcohol", None)]


# ---------------------------------------------------------------------- one row a dose; both in one sheet


DOSES = """Date,Time,Amount,Product,Dose note
2026-11-01,08:00,2.5 g,red leaf,with tea
2026-11-01,21:30,15 mg,7OH tabs,
2026-11-02,00:45,2 g,red leaf,
2026-11-04,21:00,0,red leaf,
2026-11-03,21:00,2500 mg,red leaf,
"""


def test_one_row_a_dose_with_products_of_the_diary_and_new_ones(tmp_path: Path, diary: Path) -> None:
    ok("product", "add", "Red Leaf", "--kind", "leaf", "--opened", "2026-10-20", diary=diary, now=NOW, tz=BERLIN)
    mine, mapping = table(tmp_path, DOSES), tmp_path / "doses.toml"
    done, said = asked(str(mine), "--map", str(mapping), answers=("7-oh", "2", "none", "y"), diary=diary)
    assert done.code == 0, said
    assert "what is “7OH tabs”?" in said
    assert "“red leaf”" not in said, "that product is in the diary"
    assert "00:45 stands in the row of 2 November 2026. When was that?" in said
    assert "added 1 product, 5 kratom entries" in said
    held = [each for each in stored(diary) if each["kind"] == "kratom"]
    assert [
        (each["night_of"], each["at"], each["amount_g"], each.get("amount_mg"), each["product"], each["note"])
        for each in held
    ] == [
        ("2026-11-01", "2026-11-01T08:00:00+01:00", 2.5, None, "Red Leaf", "with tea"),
        ("2026-11-01", "2026-11-01T21:30:00+01:00", None, 15.0, "7OH tabs", None),
        ("2026-11-02", "2026-11-03T00:45:00+01:00", 2.0, None, "Red Leaf", None),
        ("2026-11-03", "2026-11-03T21:00:00+01:00", 2.5, None, "Red Leaf", None),
        ("2026-11-04", None, 0.0, None, None, None),
    ]


BOTH = """\
Night of,Legs (0-10),Bed,Wake,Dose 1 (mg),Time 1,Dose 2 (mg),Time 2,7-OH (mg),7-OH time
2026-11-01,6,22:45,06:10,2500,21:00,2000,02:30,,
,,,,,,,,15,14:00
2026-11-02,5,22:30,06:00,2500,21:15,,,7.5,13:00
2026-11-03,,,,0,,0,,15,12:30
"""


def test_nights_and_single_doses_in_one_sheet_several_doses_a_row(tmp_path: Path, diary: Path) -> None:
    mine, mapping = table(tmp_path, BOTH), tmp_path / "both.toml"
    answers = ("leaf", "leaf", "", "1", "2", "1", "y")
    done, said = asked(str(mine), "--map", str(mapping), answers=answers, diary=diary)
    assert done.code == 0, said
    assert "Without a date: 1 row, the first is row 3. Which day is meant?" in said
    assert "a product called 7-OH (Enter)" in said
    held = [each for each in stored(diary) if each["kind"] == "kratom"]
    assert sorted(
        (each["night_of"], (each["at"] or "")[:16], each["amount_g"], each.get("amount_mg")) for each in held
    ) == [
        ("2026-11-01", "2026-11-01T14:00", None, 15.0),
        ("2026-11-01", "2026-11-01T21:00", 2.5, None),
        ("2026-11-01", "2026-11-02T02:30", 2.0, None),
        ("2026-11-02", "2026-11-02T13:00", None, 7.5),
        ("2026-11-02", "2026-11-02T21:15", 2.5, None),
        ("2026-11-03", "", 0.0, None),
        ("2026-11-03", "2026-11-03T12:30", None, 15.0),
    ]


# ---------------------------------------------------------------------- both clock changes


CHANGES = """\
Night of,Bed,Wake,Kratom (g),Time
28.03.2026,23:50,06:10,2,02:10
24.10.2026,23:50,06:10,2,21:00
25.10.2026,23:50,06:10,2,21:00
"""


def test_bed_and_wake_across_both_clock_changes(tmp_path: Path, diary: Path) -> None:
    """Worked out: 23:50–06:10 is 380 minutes by the clock; 320 where an hour is skipped, 440 where one comes twice."""
    mine = table(tmp_path, CHANGES)
    done, said = asked(str(mine), answers=("2", "y", "n"), diary=diary)
    assert done.code == 1
    assert "row 2, column E (Time): 02:10 did not exist on 2026-03-29 in Europe/Berlin" in said
    mine.write_text(CHANGES.replace("02:10", "03:10"))
    done, said = asked(str(mine), answers=("2", "y"), diary=diary)
    assert done.code == 0, said
    nights: dict[str, int] = {}
    for night in ("2026-03-28", "2026-10-25"):
        week = ok("week", night, "--json", diary=diary, now=NOW, tz=BERLIN).json["nights"]
        nights |= {each["night_of"]: each["sleep"]["tib_min"] for each in week if each["sleep"]}
    assert nights == {"2026-03-28": 320, "2026-10-24": 440, "2026-10-25": 380}
    assert short(stored(diary), "sleep")[0][1:3] == ("2026-03-28T23:50:00+01:00", "2026-03-29T06:10:00+02:00")
    assert short(stored(diary), "kratom")[0] == ("2026-03-28", 2.0, "2026-03-29T03:10:00+02:00")


# ---------------------------------------------------------------------- later, and beside what is there


def test_a_later_table_adds_only_what_is_new_and_a_night_that_differs_is_a_conflict(
    tmp_path: Path, diary: Path
) -> None:
    mine, mapping = table(tmp_path, GERMAN), tmp_path / "mine.toml"
    asked(str(mine), "--map", str(mapping), answers=("21:30", "evening", "1", "y"), diary=diary)
    again = ok("import", str(mine), "--map", str(mapping), "--json", diary=diary, now=NOW, tz=BERLIN).json["files"][0]
    assert (again["new"], again["filled"]) == ({}, {})
    later = "26.03.2026;4;22:40;06:05;10;15;2;21:10;200;;\n"
    mine.write_text(GERMAN + later, encoding="utf-8")
    added = ok("import", str(mine), "--map", str(mapping), "--json", diary=diary, now=NOW, tz=BERLIN).json["files"][0]
    assert added["new"] == {"sleep": 1, "kratom": 1, "magnesium": 1, "night": 1}
    mine.write_text(GERMAN.replace("25.03.2026;3", "25.03.2026;4") + later, encoding="utf-8")
    words = ("import", str(mine), "--map", str(mapping))
    refused = run(*words, diary=diary, now=NOW, tz=BERLIN)
    assert refused.code == 1
    assert "the night of 2026-03-25 in the file differs from entry" in " ".join(refused.stderr.split())
    assert f"--map {mapping} --dry-run" in refused.stderr
    ok(*words, "--on-conflict", "take", diary=diary, now=NOW, tz=BERLIN)
    assert short(stored(diary), "night")[-2:] == [("2026-03-25", 4, "besser"), ("2026-03-26", 4, None)]
    ok("undo", diary=diary, now=NOW, tz=BERLIN)
    assert short(stored(diary), "night")[-2] == ("2026-03-25", 3, "besser")


def test_bad_rows_are_named_and_left_out_only_where_that_was_asked_for(tmp_path: Path, diary: Path) -> None:
    mine, mapping = table(tmp_path, GERMAN), tmp_path / "mine.toml"
    asked(str(mine), "--map", str(mapping), answers=("21:30", "evening", "1", "n"), diary=diary)
    assert not diary.exists()
    wrong = GERMAN.replace("10.03.2026;7", "10.03.2026;17").replace("22:30;06:00", "22:30;25:00")
    mine.write_text(wrong, encoding="utf-8")
    words = ("import", str(mine), "--map", str(mapping))
    refused = run(*words, diary=diary, now=NOW, tz=BERLIN)
    assert (refused.code, diary.exists()) == (2, False)
    assert "mine.csv, row 3, column B (Beine (0-10)): '17' is not on the scale; accepted: 0 to 10" in refused.stderr
    told = " ".join(ok(*words, "--skip-bad", diary=diary, now=NOW, tz=BERLIN).stdout.split())
    assert "left out as impossible: 2 rows" in told
    assert "mine.csv, row 3, column B (Beine (0-10)): '17' is not on the scale; accepted: 0 to 10" in told
    assert "mine.csv, row 5, column D (Aufgewacht): '25:00' is not accepted; accepted: a clock time" in told
    assert len(short(stored(diary), "night")) == 7


# ---------------------------------------------------------------------- nobody to ask


def test_without_a_terminal_what_is_unclear_is_refused_with_the_line_to_write(tmp_path: Path, diary: Path) -> None:
    mine, mapping = table(tmp_path, "Date,Legs (0-10),Weather\n2026-11-01,6,rain\n"), tmp_path / "mine.toml"
    words = ("import", str(mine))
    refused = run(*words, diary=diary, now=NOW, tz=BERLIN)
    assert refused.code == 1
    assert "column C (Weather): not clear (1 more point like this), and there is nobody to ask" in " ".join(
        refused.stderr.split()
    )
    for line in ('is = "left-out"\n', 'night = "evening"\n'):
        refused = run(*words, "--map", str(mapping), diary=diary, now=NOW, tz=BERLIN)
        assert refused.code == 1, refused
        text = mapping.read_text(encoding="utf-8")
        assert "# NOT CLEAR YET" in text
        assert line.strip() in text
        at = text.index("[[sheet.column]]") if line.startswith("night") else len(text)
        mapping.write_text(text[:at] + line + text[at:], encoding="utf-8")
    assert not diary.exists()
    ok(*words, "--map", str(mapping), diary=diary, now=NOW, tz=BERLIN)
    assert short(stored(diary), "night") == [("2026-11-01", 6, None)]
    mine.write_text("Date,Legs (0-10),Sky\n2026-11-02,6,rain\n", encoding="utf-8")
    refused = run(*words, "--map", str(mapping), diary=diary, now=NOW, tz=BERLIN)
    assert refused.code == 2
    assert "the table has no column 'Weather'; the mapping does not name column 'Sky'" in " ".join(
        refused.stderr.split()
    )


def test_words_for_severity_are_asked_one_by_one_and_never_guessed(tmp_path: Path, diary: Path) -> None:
    mine = table(tmp_path, "Night of,RLS,Nausea\n2026-11-01,none,mild\n2026-11-02,bad,severe\n2026-11-03,so-so,\n")
    done, said = asked(str(mine), answers=("", "11", "8", "-", "y"), diary=diary)
    assert done.code == 0, said
    assert "which number from 0 to 10 is “bad”?" in said
    assert "'11' is not a number from 0 to 10" in said
    assert short(stored(diary), "night") == [("2026-11-01", 0, None), ("2026-11-02", 8, None)]
    assert short(stored(diary), "symptom") == [("2026-11-01", "nausea", 1), ("2026-11-02", "nausea", 3)]


def test_answers_are_kept_where_the_input_ends_and_only_the_rest_is_asked_again(tmp_path: Path, diary: Path) -> None:
    mine, mapping = table(tmp_path, GERMAN), tmp_path / "mine.toml"
    done, said = asked(str(mine), "--map", str(mapping), answers=("21:30",), diary=diary)
    assert (done.code, diary.exists()) == (1, False)
    assert "the next import asks only what is left" in said
    done, said = asked(str(mine), "--map", str(mapping), answers=("evening", "1", "y"), diary=diary)
    assert done.code == 0, said
    assert "1 of 2" in said


def test_no_bar_is_drawn_over_a_question_that_waits(
    tmp_path: Path, diary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who thinks about an answer: the reading of the file goes on all the while, and its bar rests."""
    monkeypatch.setattr(bar, "_AFTER_S", 0.0)
    monkeypatch.setattr(bar, "_EVERY_S", 0.001)
    drawn: list[str] = []
    monkeypatch.setattr(Terminal, "_write_bar", lambda _terminal, text: drawn.append(text))
    counts: list[int] = []
    read_line = Terminal.read_line

    def thinking(terminal: Terminal) -> str | None:
        before = len(drawn)
        sleep(0.05)
        counts.append(len(drawn) - before)
        return read_line(terminal)

    monkeypatch.setattr(Terminal, "read_line", thinking)
    mine = table(tmp_path, "Date,Legs (0-10),Weather\n2026-11-01,6,rain\n")
    done, said = asked(str(mine), answers=("-", "evening", "y"), diary=diary)
    assert done.code == 0, said
    assert counts == [0, 0, 0]


# ---------------------------------------------------------------------- how a file is written, workbooks, capsules


def test_an_older_encoding_is_asked_about_and_kept(tmp_path: Path, diary: Path) -> None:
    text = "Nacht vom;Beine (0-10);Notiz\n01.11.2026;6;zäh\n02.11.2026;5;gut\n25.10.2026;4;\n"
    mine, mapping = table(tmp_path, text, encoding="cp1252"), tmp_path / "mine.toml"
    done, said = asked(str(mine), "--map", str(mapping), answers=("1", "y"), diary=diary)
    assert done.code == 0, said
    assert "Which of these is a word as it was written?" in said
    assert 'encoding = "cp1252"' in mapping.read_text(encoding="utf-8")
    assert short(stored(diary), "night")[1] == ("2026-11-01", 6, "zäh")
    again = ok("import", str(mine), "--map", str(mapping), "--json", diary=diary, now=NOW, tz=BERLIN).json["files"][0]
    assert again["new"] == {}


def test_a_workbook_with_a_sheet_for_nights_one_for_doses_and_one_for_something_else(
    tmp_path: Path, diary: Path
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    nights, doses, other = book.active, book.create_sheet("Doses"), book.create_sheet("Shopping")
    nights.title = "Nights"
    rows: list[tuple[Any, tuple[Any, ...]]] = [
        (nights, ("Night of", "Legs (0-10)", "Quality")), (nights, (date(2026, 11, 1), 6.5, 4)),
        (nights, (date(2026, 11, 2), 5, 2)), (doses, ("When", "Time of dose", "Kratom (g)")),
        (doses, ("capsules", datetime.fromisoformat("2026-11-01T21:00"), "5 caps")), (other, ("Thing", "Price")),
        (other, ("tea", 3)),
    ]  # fmt: skip
    for sheet, row in rows:
        sheet.append(row)
    book.save(tmp_path / "mine.xlsx")
    mapping = tmp_path / "mine.toml"
    words = (str(tmp_path / "mine.xlsx"), "--map", str(mapping))
    done, said = asked(*words, answers=("1", "5-1", "yes", "-", "no", "y", "n"), diary=diary)
    assert done.code == 1, said
    assert "Sheet Nights, column B, Legs (0-10) has numbers such as 6.5; the diary keeps whole numbers." in said
    assert "Sheet Doses has the columns When, Time of dose, Kratom (g). Is it part of your diary?" in said
    assert "Sheet Shopping has the columns Thing, Price" in said
    assert "mine.xlsx, Doses, row 2, column C (Kratom (g)): what one capsule weighs is not known" in said
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace('is = "dose"\n', 'is = "dose"\nweighs = "500 mg"\n'), encoding="utf-8")
    ok("import", *words, diary=diary, now=NOW, tz=BERLIN)
    held = stored(diary)
    assert short(held, "night") == [("2026-11-01", 7, None), ("2026-11-02", 5, None)], "6.5 is rounded up, as was said"
    qualities = [each["quality"] for each in held if each["kind"] == "sleep"]
    assert qualities == [2, 4], "1 is the best of this person's numbers"
    assert short(held, "kratom") == [("2026-11-01", 2.5, "2026-11-01T21:00:00+01:00")]


def test_medicines_magnesium_salts_and_dates_without_a_year(tmp_path: Path, diary: Path) -> None:
    mine = table(
        tmp_path,
        "Nacht vom;Beine (0-10);Gabapentin 300 mg;Gabapentin Zeit;Magnesiumsalz (mg);Form;Magnesium Uhrzeit\n"
        "28.12.;6;x;22:00;1000;Oxid;20:00\n31.12.;5;;;;;\n2.1.;4;1;22:15;500;Glycinat;21:00\n",
    )
    done, said = asked(str(mine), answers=("2025", "y"), diary=diary)
    assert done.code == 0, said
    held = stored(diary)
    assert [each["night_of"] for each in held if each["kind"] == "night"] == ["2025-12-28", "2025-12-31", "2026-01-02"]
    medicines = [(each["at"], each["name"], each["amount"]) for each in held if each["kind"] == "medicine"]
    assert medicines == [
        ("2025-12-28T22:00:00+01:00", "gabapentin", "300 mg"), ("2026-01-02T22:15:00+01:00", "gabapentin", "300 mg"),
    ]  # fmt: skip
    salts = [(each["elemental_mg"], each["form"], each["salt_mg"]) for each in held if each["kind"] == "magnesium"]
    assert salts == [(603, "oxide", 1000), (70, "glycinate", 500)], "1000 × 24.305 / 40.304; 500 × 24.305 / 172.423"

"""`edit` with the flags of the command that made the entry; `history` tells old → new; ids stay."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run

if TYPE_CHECKING:
    from pathlib import Path

MORNING = "2026-11-22T10:00-05:00"
NIGHT, SLEEP, DOSE, NONE, MAGNESIUM, SALT = 1, 2, 3, 4, 5, 6
MADE = (
    "night 6 --onset 20:30 --where legs --feel crawling --note first",
    "sleep 22:45-06:10 --latency 40m --awake 55m --quality 3",
    "kratom 2.5g --at 23:40 --note 'with tea'",
    "kratom none --night 2026-11-19",
    "magnesium 200mg --at 22:00",
    "magnesium 1419mg --form glycinate --salt --at 21:00",
    "product add 'red leaf' --capsule 0.5g",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("made") / "diary.db"
    for typed in MADE:
        ok(*shlex.split(typed), now=MORNING, diary=path)
    return path.read_bytes()


@pytest.fixture
def diary(made: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    path.write_bytes(made)
    return path


def entries(diary: Path) -> dict[int, Any]:
    listed = ok("list", "--from", "2026-11-01", "--json", now=MORNING, diary=diary).json["entries"]
    return {entry["id"]: entry for entry in listed}


EDITS: dict[str, dict[str, list[Any]]] = {
    "1 4": {"severity": [6, 4]},
    "1 --missed asleep --clear severity": {"severity": [6, None], "missed": [None, "asleep"]},
    "1 --falling-asleep 7 --overnight 5": {"falling_asleep": [None, 7], "overnight": [None, 5]},
    "1 --day-resting 2 --day-active 0": {"day_resting": [None, 2], "day_active": [None, 0]},
    "1 --onset 9:15pm": {"onset": ["20:30", "21:15"]},
    "1 --where 'legs,left arm' --feel pulling": {
        "where": [["legs"], ["legs", "left arm"]], "feel": [["crawling"], ["pulling"]],
    },
    "1 --note second": {"note": ["first", "second"]},
    "1 --clear note --clear onset --clear where --clear feel": {
        "onset": ["20:30", None], "where": [["legs"], []], "feel": [["crawling"], []], "note": ["first", None],
    },
    "1 --night 2026-11-18": {"night_of": ["2026-11-21", "2026-11-18"]},
    "2 --awake 1h": {"awake_min": [55, 60]},
    "2 --times 3 --pacing 20m --quality 2 --nap 30m --note restless": {
        "times": [None, 3], "pacing_min": [None, 20], "quality": [3, 2], "nap_min": [None, 30],
        "note": [None, "restless"],
    },
    "2 --tried 23:15 --up 06:45 --planned 07:00 --lying-awake 20m": {
        "tried": [None, "2026-11-21T23:15:00-05:00"], "up": [None, "2026-11-22T06:45:00-05:00"],
        "planned": [None, "2026-11-22T07:00:00-05:00"], "lying_awake_min": [None, 20],
    },
    "2 22:15-06:10": {
        "at": ["2026-11-21T22:45:00-05:00", "2026-11-21T22:15:00-05:00"],
        "bed": ["2026-11-21T22:45:00-05:00", "2026-11-21T22:15:00-05:00"],
    },
    "2 --clear quality": {"quality": [3, None]},
    "3 2g": {"amount_g": [2.5, 2.0]},
    "3 --at 22:15": {"at": ["2026-11-21T23:40:00-05:00", "2026-11-21T22:15:00-05:00"]},
    "3 --at '2026-11-18 12:00'": {
        "night_of": ["2026-11-21", "2026-11-18"], "at": ["2026-11-21T23:40:00-05:00", "2026-11-18T12:00:00-05:00"],
    },
    "3 --night 2026-11-20": {
        "night_of": ["2026-11-21", "2026-11-20"], "at": ["2026-11-21T23:40:00-05:00", "2026-11-20T23:40:00-05:00"],
    },
    "3 --product 'red leaf'": {"product": [None, "red leaf"]},
    "3 4caps --product 'Red  Leaf'": {"amount_g": [2.5, 2.0], "product": [None, "red leaf"]},
    "3 16g --confirm": {"amount_g": [2.5, 16.0]},
    "3 --note 'after tea'": {"note": ["with tea", "after tea"]},
    "4 --note 'at my sister’s'": {"note": [None, "at my sister’s"]},
    "5 300mg": {"elemental_mg": [200, 300]},
    "5 --form citrate": {"form": [None, "citrate"]},
    "5 --topical": {"topical": [False, True]},
    "5 --at 23:00": {"at": ["2026-11-21T22:00:00-05:00", "2026-11-21T23:00:00-05:00"]},
    "5 --night 2026-11-20": {
        "night_of": ["2026-11-21", "2026-11-20"], "at": ["2026-11-21T22:00:00-05:00", "2026-11-20T22:00:00-05:00"],
    },
    # 2838 mg of glycinate · 24.305/172.423 = 400.05; of citrate 1419 · 72.915/451.113 = 229.4.
    "6 2838mg": {"elemental_mg": [200, 400], "salt_mg": [1419, 2838]},
    "6 --form citrate": {"elemental_mg": [200, 229], "form": ["glycinate", "citrate"]},
}  # fmt: skip


@pytest.mark.parametrize("typed", EDITS)
def test_what_is_given_changes_and_nothing_else(typed: str, diary: Path) -> None:
    number = int(typed.split(maxsplit=1)[0])
    before = entries(diary)
    answered = ok("edit", *shlex.split(typed), "--json", now=MORNING, diary=diary).json
    assert {key: value for key, value in answered["changed"].items() if key != "figures"} == EDITS[typed]
    assert answered["stored"]["id"] == number
    after = entries(diary)
    assert after.keys() == before.keys()
    assert {key: value for key, value in after.items() if key != number} == {
        key: value for key, value in before.items() if key != number
    }
    assert after[number] == before[number] | {key: new for key, (_, new) in EDITS[typed].items()} | {
        key: answered["stored"][key] for key in ("figures", "recalled") if key in answered["stored"]
    }
    ok("undo", now=MORNING, diary=diary)
    assert entries(diary) == before


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("1 4 --onset 21:00", "night changed: severity 6 → 4, began 20:30 → 21:00"),
        ("1 --clear note", "night changed: note “first” → –"),
        ("2 --awake 1h", "sleep changed: awake 55 min → 1 h 00"),
        ("3 2g", "kratom changed: amount 2.5 g → 2 g"),
        ("3 --at 22:15", "kratom changed: at 2026-11-21 23:40 → 2026-11-21 22:15"),
        ("5 300mg --topical", "magnesium changed: elemental 200 mg → 300 mg, topical no → yes"),
    ],
)
def test_the_history_of_an_entry_tells_old_and_new(typed: str, told: str, diary: Path) -> None:
    number = typed.split(maxsplit=1)[0]
    answered = ok("edit", *shlex.split(typed), now="2026-11-22T11:30-05:00", diary=diary).stdout
    assert answered.splitlines()[0].endswith(f": {told.partition(': ')[2]}.  #{number}"), "in the words of the history"
    lines = ok("history", number, diary=diary, env={"COLUMNS": "120"}).lines
    assert lines[0] == "Sun 22 Nov 2026"
    assert lines[1].startswith(f"  10:00  #{number}     ")
    assert lines[-1] == f"  11:30  #{number}     {told}"
    ledger = ok("history", number, "--json", diary=diary).json["changes"]
    assert [line["action"] for line in ledger] == ["add", "edit"]
    assert {line["id"] for line in ledger} == {int(number)}
    assert ledger[-1]["old"].keys() == ledger[-1]["new"].keys()


def test_history_says_what_was_taken_back_and_taken_away(diary: Path) -> None:
    ok("edit", "3", "2g", now=MORNING, diary=diary)
    ok("undo", now=MORNING, diary=diary)
    ok("delete", "3", now=MORNING, diary=diary)
    ok("undo", now=MORNING, diary=diary)
    changes = ok("history", "3", "--json", diary=diary).json["changes"]
    assert [change["action"] for change in changes] == ["add", "edit", "undo", "delete", "undo"]
    lines = ok("history", "3", diary=diary, env={"COLUMNS": "120"}).lines
    assert "kratom undone: amount 2 g → 2.5 g" in lines[3]
    assert "kratom taken away: night 2026-11-21, 2.5 g at 23:40, “with tea”" in lines[4]


def test_a_moved_dose_counts_where_it_went(diary: Path) -> None:
    ok("edit", "3", "--night", "2026-11-20", now=MORNING, diary=diary)
    nights = ok("week", "--json", now=MORNING, diary=diary).json["nights"]
    assert [night["kratom"]["total_g"] for night in nights] == [None, None, None, None, 0, 2.5, None]


def test_a_moved_sleep_keeps_its_clock_times(diary: Path) -> None:
    moved = ok("edit", "2", "--night", "2026-11-20", "--json", now=MORNING, diary=diary).json["stored"]
    assert (moved["bed"], moved["wake"]) == ("2026-11-20T22:45:00-05:00", "2026-11-21T06:10:00-05:00")
    assert (moved["night_of"], moved["figures"]["tst_min"]) == ("2026-11-20", 350)  # 445 − 40 − 55


def test_a_moved_sleep_tells_only_what_can_be_seen_to_change(diary: Path) -> None:
    assert ok("edit", "2", "--night", "2026-11-20", now=MORNING, diary=diary).stdout == (
        "Sleep, night of Fri 20 Nov 2026: night 2026-11-21 → 2026-11-20.  #2\n"
    )


def test_the_same_clock_times_in_another_zone_are_a_change_that_is_told(diary: Path) -> None:
    typed = ("sleep", "22:45-06:10", "--night", "2026-11-21")
    there = ok(*typed, now="2026-11-22T16:00+01:00", tz="Europe/Berlin", diary=diary)
    moved = "zone America/New_York → Europe/Berlin"
    assert there.stdout == f"Sleep, night of Sat 21 Nov 2026: {moved}.  #2\n"
    assert f"sleep changed: {moved}" in " ".join(ok("history", "2", diary=diary).stdout.split())
    assert ok("undo", now=MORNING, diary=diary).stdout.endswith(": zone Europe/Berlin → America/New_York.  #2\n")


def test_a_night_cannot_move_onto_another(diary: Path) -> None:
    ok("night", "3", "--night", "2026-11-20", now=MORNING, diary=diary)
    before = diary.read_bytes()
    result = run("edit", "1", "--night", "2026-11-20", now=MORNING, diary=diary)
    assert result.code == 1
    assert result.stderr.startswith("legdiary: ")
    assert diary.read_bytes() == before


@pytest.mark.parametrize("typed", ["1 --night 2026-11-23", "2 --night tonight", "3 --at '2026-11-23 10:00'"])
def test_nothing_moves_into_the_future(typed: str, diary: Path) -> None:
    before = diary.read_bytes()
    result = run("edit", *shlex.split(typed), now=MORNING, diary=diary)
    assert result.code == 2
    assert "in the future" in result.stderr
    assert diary.read_bytes() == before


def test_a_change_that_changes_nothing_says_so_and_leaves_no_line(diary: Path) -> None:
    before = diary.read_bytes()
    assert ok("edit", "1", "6", now=MORNING, diary=diary).stdout == ("Night of Sat 21 Nov 2026: nothing changed.  #1\n")
    assert diary.read_bytes() == before


@pytest.mark.parametrize("typed", ["4 2g", "4 --at 12:00", "4 --product 'red leaf'"])
def test_a_day_without_never_becomes_half_a_dose(typed: str, diary: Path) -> None:
    before = diary.read_bytes()
    result = run("edit", *shlex.split(typed), now=MORNING, diary=diary)
    assert result.code == 1
    assert result.stderr == (
        "legdiary: #4 logs a day without kratom; delete it, then log the dose\nlegdiary: try: legdiary delete 4\n"
    )
    assert diary.read_bytes() == before


def test_a_day_is_never_both_with_and_without(diary: Path) -> None:
    before = diary.read_bytes()
    assert run("edit", "4", "--night", "2026-11-21", now=MORNING, diary=diary).stderr == (
        "legdiary: a dose is already logged on 2026-11-21, so that day can't be dose-free\n"
        "legdiary: try: legdiary show 2026-11-21\n"
    )
    assert run("edit", "3", "--night", "2026-11-19", now=MORNING, diary=diary).stderr == (
        "legdiary: 2026-11-19 is logged as a day without kratom (#4), so it can't hold a dose\n"
        "legdiary: try: legdiary show 2026-11-19\n"
    )
    assert diary.read_bytes() == before
    assert ok("edit", "4", "--night", "2026-11-20", now=MORNING, diary=diary).code == 0


def test_an_id_is_never_used_again(diary: Path) -> None:
    ok("delete", "3", now=MORNING, diary=diary)
    new = ok("kratom", "1g", "--at", "23:40", "--json", now=MORNING, diary=diary).json["stored"]["id"]
    assert new not in range(1, 8)
    ok("undo", now=MORNING, diary=diary)
    ok("undo", now=MORNING, diary=diary)
    assert entries(diary)[3]["amount_g"] == 2.5
    assert run("edit", "3", "2g", now=MORNING, diary=diary).code == 0


def test_an_entry_taken_away_can_not_be_edited(diary: Path) -> None:
    ok("delete", "3", now=MORNING, diary=diary)
    result = run("edit", "3", "2g", now=MORNING, diary=diary)
    assert (result.code, result.stderr) == (
        1, "legdiary: there is no entry 3\nlegdiary: try: legdiary list\n",
    )  # fmt: skip


def test_the_number_may_have_its_sign(diary: Path) -> None:
    assert ok("edit", "#1", "4", now=MORNING, diary=diary).stdout == ("Night of Sat 21 Nov 2026: severity 6 → 4.  #1\n")


def test_clearing_a_day_in_the_command_that_made_it(diary: Path) -> None:
    cleared = ok("night", "--clear", "note", "--clear", "onset", "--json", now=MORNING, diary=diary).json
    assert cleared["changed"] == {"note": ["first", None], "onset": ["20:30", None]}
    assert cleared["stored"]["severity"] == 6


@pytest.mark.parametrize("command", ["night", "sleep"])
def test_nothing_is_made_by_clearing(command: str, diary: Path) -> None:
    before = diary.read_bytes()
    result = run(command, "--clear", "note", "--night", "2026-11-18", now=MORNING, diary=diary)
    assert result.code == 1
    assert result.stderr == (
        f"legdiary: there is no {command} entry for the night of 2026-11-18, so there is nothing to clear\n"
    )
    assert diary.read_bytes() == before


def test_an_emptied_entry_can_still_be_found(diary: Path) -> None:
    ok("sleep", "--total", "6h", "--night", "2026-11-18", now=MORNING, diary=diary)
    ok("sleep", "--clear", "total", "--night", "2026-11-18", now=MORNING, diary=diary)
    assert ok("list", "--from", "2026-11-18", "--to", "2026-11-18", now=MORNING, diary=diary).lines == [
        "Wed 18 Nov 2026",
        "  8  sleep      – (recalled)",
    ]

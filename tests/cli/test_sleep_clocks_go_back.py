"""Times of a sleep in the hour that comes twice: asked about, unless they follow from the others.

In Berlin 02:00–03:00 comes twice in the night to 25 October 2026: first at +02:00, then at +01:00.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest
from driving import BERLIN, NEW_YORK, ok, on_terminal, run
from test_checkin import CTRL_D, talk

if TYPE_CHECKING:
    from pathlib import Path

NOON = "2026-10-25T12:00+01:00"
NIGHT = "2026-10-24"
FIRST, SECOND = "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"


@pytest.fixture
def how(tmp_path: Path) -> dict[str, Any]:
    return {"now": NOON, "tz": BERLIN, "diary": tmp_path / "diary.db"}


def twice(clock: str, which: str = "first") -> str:
    first, second = f"2026-10-25T{clock}+02:00", f"2026-10-25T{clock}+01:00"
    meant, other, rest = (first, second, "second") if which == "first" else (second, first, "first")
    return (
        f"{clock} came twice on 2026-10-25, since the clocks were put back; without an offset it is the {which}, "
        f"{meant} (the {rest}: {other})."
    )


def stored(how: dict[str, Any]) -> dict[str, Any]:
    (entry,) = ok("list", "--kind", "sleep", "--json", **how).json["entries"]
    return {name: entry[name] and entry[name][11:] for name in ("bed", "tried", "wake", "up", "planned")}


@pytest.mark.parametrize(
    ("typed", "clocks"),
    [
        ("23:00-02:30", ["02:30"]),  # awake: 3 h 30 or 4 h 30
        ("02:30-09:00", ["02:30"]),  # bed time
        ("23:00-07:00 --tried 02:30", ["02:30"]),
        ("22:00-01:50 --up 02:15", ["02:15"]),
        ("22:00-01:50 --planned 02:15", ["02:15"]),
        ("02:10-02:50", ["02:10", "02:50"]),  # 40 min, 1 h 40, or 40 min an hour later
        ("23:00-02:30 --latency 20m --awake 30m", ["02:30"]),
        ("18:00-02:30", ["02:30"]),
    ],
)
def test_both_can_be_so_it_is_asked(how: dict[str, Any], typed: str, clocks: list[str]) -> None:
    words = shlex.split(f"sleep {typed} --night {NIGHT}")
    refused = run(*words, **how)
    question = " ".join(map(twice, clocks))
    assert (refused.code, refused.stderr) == (1, f"legdiary: {question} Not stored; add --confirm if it is right.\n")
    assert not how["diary"].exists()
    ok(*words, "--confirm", **how)
    told = {name: at for name, at in stored(how).items() if at and at[:5] in clocks}
    assert len(told) == len(clocks)
    assert {at[8:] for at in told.values()} == {"+02:00"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        # Whoever woke at 02:10 and went to bed at 02:50 went at the first and woke at the second, 20 minutes later.
        ("02:50-02:10", {"bed": "02:50:00+02:00", "wake": "02:10:00+01:00"}),
        # 40 and 55 minutes do not fit between 01:30 and the first 02:30.
        ("01:30-02:30 --latency 40m --awake 55m", {"bed": "01:30:00+02:00", "wake": "02:30:00+01:00"}),
        # Tried to sleep at 02:10 and awake at 02:05: the first, then the second.
        ("23:00-02:05 --tried 02:10", {"tried": "02:10:00+02:00", "wake": "02:05:00+01:00"}),
        # Awake at the second 02:30, as its offset says: up at 02:40 can only be after it.
        ("23:00-2026-10-25T02:30+01:00 --up 02:40", {"wake": "02:30:00+01:00", "up": "02:40:00+01:00"}),
        # No time within the hour: nothing to ask.
        ("23:00-07:00 --tried 23:30 --up 07:20 --planned 07:30", {"bed": "23:00:00+02:00", "wake": "07:00:00+01:00"}),
        ("01:59-03:00", {"bed": "01:59:00+02:00", "wake": "03:00:00+01:00"}),
    ],
)
def test_what_follows_from_the_others_is_not_asked(how: dict[str, Any], typed: str, expected: dict[str, str]) -> None:
    ok(*shlex.split(f"sleep {typed} --night {NIGHT}"), **how)
    found = stored(how)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(("offset", "at"), [("+02:00", FIRST), ("+01:00", SECOND), ("Z", "2026-10-25T03:30:00+01:00")])
def test_a_moment_with_its_offset_asks_nothing(how: dict[str, Any], offset: str, at: str) -> None:
    ok("sleep", f"23:00-2026-10-25T02:30{offset}", "--night", NIGHT, **how)
    ok("sleep", f"2026-10-24T23:00+02:00-2026-10-25T02:30{offset}", "--night", NIGHT, **how)
    ok("edit", "1", "--up", f"2026-10-25T02:30{offset}", "--planned", f"2026-10-25 02:30{offset}", **how)
    found = stored(how)
    assert {found["wake"], found["up"], found["planned"]} == {at[11:]}


def test_west_of_greenwich_too(tmp_path: Path) -> None:
    """In New York 01:00–02:00 comes twice in the night to 1 November: -04:00, then -05:00."""
    how: dict[str, Any] = {"now": "2026-11-01T12:00-05:00", "tz": NEW_YORK, "diary": tmp_path / "diary.db"}
    assert run("sleep", "23:00-01:30", **how).code == 1
    for typed, slept in (("23:00-2026-11-01T01:30-04:00", 150), ("23:00-2026-11-01T01:30-05:00", 210)):
        ok("sleep", typed, **how)
        assert ok("show", "2026-10-31", "--json", **how).json["sleep"]["tib_min"] == slept
    ok("sleep", "2026-11-01T01:10-04:00-2026-11-01T01:20-05:00", **how)
    assert ok("show", "2026-10-31", "--json", **how).json["sleep"]["tib_min"] == 70


@pytest.mark.parametrize("now", ["2026-10-25T02:40+02:00", "2026-10-25T02:10+01:00"])
def test_what_has_not_come_is_not_meant(how: dict[str, Any], now: str) -> None:
    ok("sleep", "23:00-02:30", "--night", NIGHT, **{**how, "now": now})
    assert stored(how)["wake"] == FIRST[11:]


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1), ("", 1)])
def test_at_a_terminal_it_is_asked(how: dict[str, Any], answer: str, code: int) -> None:
    done = on_terminal("sleep", "23:00-02:30", "--night", NIGHT, answer=answer, **how)
    assert twice("02:30") in done.flat
    assert done.code == code
    assert how["diary"].exists() is (code == 0)


def test_a_correction_asks_of_the_time_it_tells_and_of_no_other(how: dict[str, Any]) -> None:
    ok("sleep", "23:00-2026-10-25T02:30+01:00", "--night", NIGHT, **how)
    for told in ("--latency 20m", "--up 07:00", "--tried 23:20", "--quality 3", "--planned 06:30"):
        ok("edit", "1", *told.split(), **how)
        assert stored(how)["wake"] == SECOND[11:]
    refused = run("edit", "1", "23:00-02:30", **how)
    # Tried at 23:20 and up at 07:00 fit both.
    assert (refused.code, twice("02:30") in refused.stderr) == (1, True)
    changed = ok("edit", "1", "23:00-02:30", "--confirm", **how)
    assert changed.lines == ["Sleep, night of Sat 24 Oct 2026: wake 02:30 +01:00 → 02:30 +02:00.  #1"]
    assert stored(how)["wake"] == FIRST[11:]
    assert "wake 02:30 +01:00 → 02:30 +02:00" in ok("history", "1", **how).stdout


def test_a_dose_that_is_the_other_of_two_is_told_with_its_offset(how: dict[str, Any]) -> None:
    ok("kratom", "2g", "--at", "2026-10-25T02:30+02:00", **how)
    changed = ok("edit", "1", "--at", "2026-10-25T02:30+01:00", **how).lines[0]
    assert changed == "Kratom, day of Sat 24 Oct 2026: at 2026-10-25 02:30 +02:00 → 2026-10-25 02:30 +01:00.  #1"


def test_a_sleep_that_is_filed_under_that_night_is_asked_about(how: dict[str, Any]) -> None:
    ok("sleep", "23:00-02:30", "--night", "2026-10-20", **how)
    refused = run("edit", "1", "--night", NIGHT, **how)
    assert (refused.code, twice("02:30") in refused.stderr) == (1, True)
    ok("edit", "1", "--night", NIGHT, "--confirm", **how)
    assert stored(how)["wake"] == FIRST[11:]
    ok("edit", "1", "23:00-2026-10-21T02:40+02:00", "--night", "2026-10-20", **how)  # away again, by a moment of there
    assert stored(how)["wake"] == "02:40:00+02:00"


def test_what_is_odd_besides_is_asked_in_the_same_breath(how: dict[str, Any]) -> None:
    refused = run("sleep", "13:00-02:30", "--night", NIGHT, **how)
    assert refused.stderr == (
        f"legdiary: {twice('02:30')} 13 h 30 in bed is long; is bed time 13:00 right, not 01:00? "
        "Not stored; add --confirm if it is right.\n"
    )


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2026-10-26T23:00+01:00-07:00", "bed time 2026-10-26 23:00 is not in the night of 2026-10-24"),
        ("23:00-2026-10-24T22:00+02:00", "awake 22:00 does not come after bed time 23:00"),
        ("23:00-07:00 --tried 2026-10-24T22:00+02:00", "tried to sleep 22:00 is not between bed time 23:00"),
        ("23:00-07:00 --up 2026-10-25T06:00+01:00", "out of bed 06:00 comes before awake 07:00"),
        ("23:00-2026-10-25T02:30", "is not a bed–wake range"),
        ("2026-10-24T23:00+02:00", "is not a bed–wake range"),
        ("23:00-2026-13-25T02:30+02:00", "is not a bed–wake range"),
        ("23:00-07:00 --tried 2026-10-24T25:00+02:00", "is not a clock time"),
        ("23:00-07:00 --up '20m ago'", "is not a clock time"),
        ("1899-10-24T23:00+02:00-07:00", "before 1990"),
    ],
)  # fmt: skip
def test_moments_that_cannot_be(how: dict[str, Any], typed: str, says: str) -> None:
    refused = run(*shlex.split(f"sleep {typed} --night {NIGHT}"), **how)
    assert (refused.code, refused.stdout) == (2, "")
    assert says in refused.stderr


def test_a_check_in_asks_as_well(tmp_path: Path) -> None:
    diary = tmp_path / "diary.db"
    now = "2026-11-01T09:30-05:00"
    for night in ("2026-10-28", "2026-10-29", "2026-10-30"):
        ok("sleep", "23:00-06:00", "--night", night, now=now, tz=NEW_YORK, diary=diary)
    done = talk("0\n", "2300-130\n", "n\n", "23:00-2026-11-01T01:30-05:00\n", CTRL_D, diary=diary, now=now)
    flat = " ".join(done.shown.split())
    assert "01:30 came twice on 2026-11-01, since the clocks were put back; without an offset it is the first," in flat
    assert ok("show", "2026-10-31", "--json", now=now, tz=NEW_YORK, diary=diary).json["sleep"]["tib_min"] == 210

"""`checkin` as a tired person meets it: the real program on a pseudo-terminal, every key counted.

Whoever is meant here skipped three times when the legs began, where, symptoms and what helped; `test_newcomer.py` has
the first nights.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from driving import NEW_YORK, PATIENCE_S, _pseudo_terminal, _read, environment, ok, own_terminal, run
from driving import program as program_of

from builders import day
from legdiary.app.checkin.skips import keep_skips
from legdiary.domain.checkin.skips import Skip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MORNING, EVENING = "2026-11-22T09:30-05:00", "2026-11-22T20:00-05:00"
LAST_NIGHT, TONIGHT = "2026-11-21", "2026-11-22"
LATE = "2026-11-22T22:30-05:00"
FEWER_THAN_KEYS = 12
A_SECOND = 1.0
NO_RANGE = "'25:10-06:00' is not a bed–wake range; write 22:45-06:10, or only how long you slept: 6h30."
A_SCORE = "write 0 to 10, or why there is no score: asleep, away, forgot, other."
CTRL_C, CTRL_D, ENTER = "\x03", "\x04", "\n"


class Talk(NamedTuple):
    """What was on the terminal, the exit code, how many keys were pressed, and what the answers cost."""

    shown: str
    code: int
    keys: int
    cpu_s: float

    @property
    def lines(self) -> list[str]:
        return self.shown.splitlines()


def talk(
    *answers: str, diary: Path | None, now: str = MORNING, columns: int = 80, words: Any = (),
    command: tuple[str, ...] = ("checkin",), program: list[str] | None = None, tz: str | None = NEW_YORK, **env: Any,
) -> Talk:  # fmt: skip
    """A check-in, or another command: each answer, with its Enter, is typed once its question stands there."""
    begun = os.times()
    with _pseudo_terminal(columns) as (ours, theirs):
        process = subprocess.Popen(
            program or program_of(*command, *words), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            preexec_fn=own_terminal,  # noqa: PLW1509 - no threads here
            env={**os.environ, "TERM": "xterm", **environment(now, tz, diary, env)},
        )  # fmt: skip
        os.close(theirs)
        try:
            shown = b"".join(_answering(ours, list(answers), time.monotonic() + PATIENCE_S))
            code = process.wait(PATIENCE_S)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE_S)
    ended = os.times()
    cpu_s = ended.children_user + ended.children_system - begun.children_user - begun.children_system
    once = shown.decode().replace("\r\n", "\n").replace("^C^C", "^C")
    return Talk(once, code, sum(map(len, answers)), cpu_s)


def _answering(ours: int, answers: list[str], until: float) -> Iterator[bytes]:
    heard, typed = b"", ""
    while time.monotonic() < until:
        part = _read(ours)
        if part == b"":
            return
        if part is None and typed == CTRL_C:
            os.write(ours, CTRL_C.encode())  # the first came just before the program began to read
        yield part or b""
        heard = (heard + (part or b""))[-200:]
        if answers and heard.endswith((b"> ", b"[y/N] ")):
            heard, typed = b"", answers.pop(0)
            os.write(ours, typed.encode())
    pytest.fail(f"no question for {answers!r}")


@pytest.fixture(scope="module")
def habits(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Four nights of somebody who logs sleep, a dose and magnesium."""
    path = tmp_path_factory.mktemp("habits") / "diary.db"
    for of in ("2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"):
        how: dict[str, Any] = {"diary": path, "now": "2026-11-21T10:00-05:00"}
        ok("night", "5", "--night", of, **how)
        ok("sleep", "22:45-06:10", "--latency", "40m", "--awake", "55m", "--night", of, **how)
        ok("kratom", "2.5g", "--night", of, "--at", "20:00", **how)
        ok("magnesium", "200mg", "--form", "glycinate", "--night", of, "--at", "22:00", **how)
    return path.read_bytes()


@pytest.fixture
def diary(habits: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    path.write_bytes(habits)
    keep_skips(path, {name: Skip(3, day("2026-11-21")) for name in ("onset", "where", "symptoms", "factors")})
    return path


@pytest.fixture
def slept(diary: Path) -> Path:
    """The same diary in the evening of the 22nd, with the sleep of the night before."""
    ok("sleep", "22:45-06:10", "--latency", "40m", "--awake", "55m", diary=diary, now=MORNING)
    return diary


def entries(diary: Path, night: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok("list", "--from", night, "--to", night, "--json", diary=diary, now=EVENING).json[
        "entries"
    ]
    return found


def kinds(diary: Path, night: str) -> list[str]:
    return sorted(entry["kind"] for entry in entries(diary, night))


# ---------------------------------------------------------------------- ordinary


def test_an_ordinary_morning(diary: Path) -> None:
    done = talk("6\n", "6:20\n", ".\n", ENTER, ENTER, diary=diary)
    assert done.code == 0
    assert done.keys < FEWER_THAN_KEYS
    assert done.cpu_s < A_SECOND
    assert done.lines == [
        "Enter skips, b goes back, ? explains, Ctrl-C stops and keeps your answers.",
        "",
        "Last night, Sat 21 Nov 2026",
        "",
        "1 of 4  How restless were your legs last night? 0 = not at all, 10 = worst",
        "        > 6",
        "2 of 4  How did you sleep last night? Bed time–wake time (. for 22:45-06:10), or",
        "        only how long (for example 6h30)",
        "        > 6:20",
        "        Bed 22:45, awake 06:20: 7 h 35 in bed.",
        "        Minutes to fall asleep, then minutes awake in the night? (. for 40 55)",
        "        > .",
        "3 of 4  Kratom since Fri 20 Nov 20:00? One dose with its time (for example 2.5g",
        "        20:30), or none. Enter when you have no more.",
        "        > ",
        "4 of 4  Magnesium on Sat 21 Nov? (. for 200mg glycinate 22:00)",
        "        > ",
        "Night of Sat 21 Nov 2026: severity 6. #17",
        "Sleep, night of Sat 21 Nov 2026: 22:45–06:20, slept 6 h 00, asleep after 40 min,",
        "awake 55 min. #18",
    ]
    rating, sleep = sorted(entries(diary, LAST_NIGHT), key=lambda entry: str(entry["kind"]))
    assert rating["severity"] == 6
    assert sleep["figures"]["tst_min"] == 360


def test_an_ordinary_evening(slept: Path) -> None:
    done = talk("4\n", "2.5g\n", ENTER, ".\n", diary=slept, now=EVENING)
    assert done.code == 0
    assert done.keys < FEWER_THAN_KEYS
    assert done.cpu_s < A_SECOND
    assert done.lines[2:] == [
        "Tonight, Sun 22 Nov 2026",
        "",
        "1 of 3  How restless are your legs so far tonight? 0 = not at all, 10 = worst",
        "        > 4",
        "2 of 3  Kratom since Fri 20 Nov 20:00? One dose with its time (for example 2.5g",
        "        20:30), or none. Enter when you have no more.",
        "        > 2.5g",
        "        Sun 22 Nov: 2.5 g in 1 dose.",
        "          20:00 2.5 g",
        "        > ",
        "3 of 3  Magnesium today? (. for 200mg glycinate)",
        "        > .",
        "        Sun 22 Nov: 200 mg elemental by mouth.",
        "Night of Sun 22 Nov 2026: severity 4. #18",
        "Kratom, day of Sun 22 Nov 2026: 2.5 g at 20:00. #19",
        "Magnesium, day of Sun 22 Nov 2026: 200 mg elemental at 20:00, glycinate. #20",
    ]


def test_somebody_who_comes_in_the_evening_alone_and_logs_doses_as_they_are_taken(diary: Path) -> None:
    ok("kratom", "2.5g", "--at", "18:40", diary=diary, now=EVENING)
    done = talk("6\n", ".\n", ".\n", ENTER, ".\n", diary=diary, now=EVENING)
    assert (done.code, done.keys) == (0, 9)
    assert done.keys < FEWER_THAN_KEYS
    assert "3 of 4  Kratom since 18:40? One dose with its time (for example 2.5g 20:30)." in done.lines
    assert kinds(diary, LAST_NIGHT) == ["sleep"]
    assert kinds(diary, TONIGHT) == ["kratom", "magnesium", "night"]


@pytest.mark.parametrize(
    ("answers", "keys"),
    [
        (("6\n", "620\n", "3550\n"), 11),
        (("6\n", ".\n", "35 50\n"), 10),
        (("6\n", ". 35 50\n"), 10),
    ],
)
def test_another_night_than_the_last_with_both_minutes_typed(diary: Path, answers: tuple[str, ...], keys: int) -> None:
    done = talk(*answers, CTRL_D, diary=diary)
    assert (done.code, done.keys - 1) == (0, keys)
    assert keys < FEWER_THAN_KEYS
    woke = "06:20, slept 6 h 10" if "620\n" in answers else "06:10, slept 6 h 00"
    assert f"22:45–{woke}, asleep after 35 min, awake 50 min" in " ".join(done.lines)


def test_all_of_the_sleep_in_one_line_is_one_change(diary: Path) -> None:
    done = talk("6\n", "2310-620 40 55\n", CTRL_D, diary=diary)
    assert done.code == 0
    assert "Minutes" not in done.shown
    assert "23:10–06:20, slept 5 h 35, asleep after 40 min, awake 55 min" in " ".join(done.lines)
    sleep = next(entry for entry in entries(diary, LAST_NIGHT) if entry["kind"] == "sleep")
    changes = ok("history", str(sleep["id"]), "--json", diary=diary, now=EVENING).json["changes"]
    assert [change["action"] for change in changes] == ["add"]


def test_one_number_is_the_minutes_to_fall_asleep_and_the_others_are_asked_then(diary: Path) -> None:
    done = talk("6\n", ".\n", "35\n", "50\n", CTRL_D, diary=diary)
    assert (done.code, done.keys) == (0, 11)
    at = done.lines.index("        > 35")
    assert done.lines[at - 1 : at + 3] == [
        "        Minutes to fall asleep, then minutes awake in the night? (. for 40 55)",
        "        > 35",
        "        And minutes awake in the night? (. for 55m)",
        "        > 50",
    ]
    assert "asleep after 35 min, awake 50 min" in " ".join(done.lines)


def test_minutes_that_fill_a_gap_are_kept_in_the_history_and_are_no_correction(diary: Path) -> None:
    talk("6\n", ".\n", "35\n", "50\n", CTRL_D, diary=diary)
    sleep = next(entry for entry in entries(diary, LAST_NIGHT) if entry["kind"] == "sleep")
    changes = ok("history", str(sleep["id"]), "--json", diary=diary, now=EVENING).json["changes"]
    assert [change["action"] for change in changes] == ["add", "edit", "edit"]
    assert ok("export", "csv", "--table", "corrections", "--output", "-", diary=diary).lines[1:] == []


def test_minutes_corrected_are_a_correction(diary: Path) -> None:
    talk("6\n", ".\n", "35 50\n", CTRL_D, diary=diary)
    done = talk(ENTER, ENTER, "40 50\n", CTRL_D, diary=diary)
    assert "Now 35 50; Enter keeps it." in done.shown
    rows = ok("export", "csv", "--table", "corrections", "--output", "-", diary=diary).lines[1:]
    assert [row.split(",")[-4:-1] for row in rows] == [["latency_min", "35", "40"]]
    ok("sleep", "--clear", "awake", "--night", LAST_NIGHT, diary=diary, now=EVENING)
    rows = ok("export", "csv", "--table", "corrections", "--output", "-", diary=diary).lines[1:]
    assert rows[1].split(",")[-4:-1] == ["awake_min", "50", ""]


def test_a_dose_of_an_earlier_night_is_corrected_in_that_night(diary: Path) -> None:
    done = talk(
        ENTER, ENTER, ENTER, "3g 21:15\n", "b\n", "3g 21:45\n", ENTER, CTRL_D, diary=diary, words=("--night", "-4")
    )
    assert done.code == 0, done.shown
    dose = next(entry for entry in entries(diary, "2026-11-18") if entry.get("amount_g") == 3)
    assert (dose["night_of"], dose["at"]) == ("2026-11-18", "2026-11-18T21:45:00-05:00"), done.shown


def test_back_corrects_the_dose_that_was_typed_last_whatever_its_time(slept: Path) -> None:
    done = talk("4\n", "2g 13:00\n", "1g 9:30\n", "b\n", "1g 21:30\n", CTRL_D, diary=slept, now=LATE)
    assert done.code == 0, done.shown
    assert "Now 1g 09:30; Enter keeps it." in " ".join(done.shown.split())
    assert [(each["amount_g"], each["at"][11:16]) for each in entries(slept, TONIGHT) if each["kind"] == "kratom"] == [
        (2, "13:00"), (1, "21:30"),
    ]  # fmt: skip


def test_a_question_that_names_a_day_is_about_that_day(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.db"
    done = talk("4\n", ENTER, ENTER, ENTER, "2g 8am\n", ENTER, CTRL_D, diary=fresh, now="2026-11-22T12:50-05:00")
    assert done.code == 0, done.shown
    said = " ".join(done.shown.split())
    assert "Kratom on Sat 21 Nov? One dose with its time" in said
    assert [each["at"][:16] for each in entries(fresh, LAST_NIGHT) if each["kind"] == "kratom"] == ["2026-11-21T08:00"]


def test_what_is_easily_meant_for_the_evening_is_repeated(tmp_path: Path) -> None:
    typed = ("4\n", "9:30\n", "legs\n", ENTER, "2g 8:30\n", "1g 21:00\n", CTRL_D)
    done = talk(*typed, diary=tmp_path / "fresh.db", now=LATE)
    said = " ".join(done.shown.split())
    assert "Began 9:30, in the morning. If it was the evening: b goes back." in said
    assert "The dose is stored at 08:30, 14 h ago." in said
    assert "stored at 21:00" not in said


def test_doses_of_one_morning_go_to_the_days_of_their_times(diary: Path) -> None:
    done = talk(ENTER, ENTER, "2.5g 23:10\n", "2g 7:30\n", "no\n", CTRL_D, diary=diary)
    assert done.code == 0
    for night, dose in ((LAST_NIGHT, (2.5, "2026-11-21T23:10")), (TONIGHT, (2, "2026-11-22T07:30"))):
        assert [(each["amount_g"], each["at"][:16]) for each in entries(diary, night)] == [dose], done.shown


def test_at_half_past_two_the_evening_goes_on(diary: Path) -> None:
    done = talk("7\n", "1g 23:40\n", ENTER, CTRL_D, diary=diary, now="2026-11-22T02:30-05:00")
    assert done.code == 0
    assert "Tonight, Sat 21 Nov 2026" in done.lines
    asked = " ".join(line.strip() for line in done.lines)
    assert "How restless are your legs so far tonight?" in asked
    assert "How did you sleep last night" not in asked, "the sleep of the night before is logged"
    assert "(Fri 20 Nov)" not in asked
    assert [(each["kind"], each["at"][:16]) for each in entries(diary, LAST_NIGHT) if each.get("at")] == [
        ("kratom", "2026-11-21T23:40")
    ]


def test_above_the_limit_of_magnesium_the_day_says_so(slept: Path) -> None:
    done = talk(ENTER, ENTER, "400mg\n", diary=slept, now=EVENING)
    assert done.code == 0
    told = done.lines.index("        Sun 22 Nov: 400 mg elemental by mouth.")
    assert " ".join(each.strip() for each in done.lines[told + 1 : told + 3]) == (
        "350 mg a day is the upper limit for supplements and medicines; magnesium in food is not counted."
    )


def test_enter_alone_stores_nothing(diary: Path) -> None:
    done = talk(ENTER, ENTER, ENTER, ENTER, diary=diary)
    assert (done.code, done.lines[-1]) == (0, "Nothing stored.")
    assert entries(diary, LAST_NIGHT) == []


def test_nothing_is_begun_for_nothing(tmp_path: Path) -> None:
    done = talk(*[ENTER] * 6, diary=tmp_path / "diary.db")
    assert (done.code, done.lines[-1]) == (0, "Nothing stored.")
    assert list(tmp_path.glob("diary*")) == []


# ---------------------------------------------------------------------- interrupted


@pytest.mark.parametrize(("end", "code"), [(CTRL_C, 130), (CTRL_D, 0)], ids=["Ctrl-C", "end of input"])
def test_what_was_answered_before_an_end_is_kept(diary: Path, end: str, code: int) -> None:
    done = talk("7\n", "23:00-06:30\n", end, diary=diary)
    assert done.code == code
    assert done.cpu_s < A_SECOND
    assert "Night of Sat 21 Nov 2026: severity 7. #17" in done.lines
    assert ("legdiary: interrupted" in done.lines) is (code == 130)
    assert "Traceback" not in done.shown
    assert kinds(diary, LAST_NIGHT) == ["night", "sleep"]


def test_ctrl_c_at_the_first_question_stores_nothing(diary: Path) -> None:
    done = talk(CTRL_C, diary=diary)
    assert done.code == 130
    assert done.lines[-2:] == ["Nothing stored.", "legdiary: interrupted"]
    assert entries(diary, LAST_NIGHT) == []


def test_ctrl_c_at_a_doubt_stores_the_rest(slept: Path) -> None:
    done = talk("4\n", "25g\n", CTRL_C, diary=slept, now=EVENING)
    assert done.code == 130
    assert kinds(slept, TONIGHT) == ["night"]


def test_a_second_check_in_offers_what_is_there_and_goes_on(diary: Path) -> None:
    talk("7\n", CTRL_C, diary=diary)
    done = talk(ENTER, ".\n", CTRL_D, diary=diary)
    assert "Now 7; Enter keeps it." in " ".join(done.shown.split())
    assert kinds(diary, LAST_NIGHT) == ["night", "sleep"]
    assert not any(line.startswith("Night of Sat 21 Nov 2026: ") for line in done.lines)


def test_an_answer_that_fails_later_leaves_the_others_stored_and_the_exit_code_says_so(diary: Path) -> None:
    """The disk fills up after the first answer: the second is refused and asked again, and Enter goes on."""
    answers = ("7\n", "23:00-06:30\n", ENTER, ENTER, ENTER)
    done = talk(*answers, diary=diary, program=full_after_first())
    assert done.code == 0, done.shown
    said = " ".join(done.shown.split())
    assert "The disk of" in said
    assert "That answer is not stored." in said
    assert "Night of Sat 21 Nov 2026: severity 7. #17" in done.lines
    assert kinds(diary, LAST_NIGHT) == ["night"]


def test_trouble_before_anything_is_stored_ends_it(diary: Path) -> None:
    done = talk("7\n", diary=diary, program=full_after_first(0))
    assert done.code == 3
    assert kinds(diary, LAST_NIGHT) == []


def full_after_first(good: int = 1) -> list[str]:
    """The program, in which only so many changes find room on the disk."""
    script = (
        "import sys; from legdiary.store.diary import Diary; from legdiary.store.errors import DiskFull\n"
        f"left = [{good}]; write_night = Diary.write_night\n"
        "def full(self, *words, **named):\n"
        "    if not left[0]: raise DiskFull(self.path)\n"
        "    left[0] -= 1; return write_night(self, *words, **named)\n"
        "Diary.write_night = full\n"
        "from legdiary.cli.main import run; sys.exit(run(['checkin']))"
    )
    return [sys.executable, "-c", script]


# ---------------------------------------------------------------------- corrected


def test_b_goes_back_and_the_answer_is_corrected(diary: Path) -> None:
    done = talk("9\n", "b\n", "6\n", CTRL_D, diary=diary)
    assert "Now 9; Enter keeps it." in " ".join(done.shown.split())
    assert (done.keys < FEWER_THAN_KEYS, done.cpu_s < A_SECOND) == (True, True)
    assert "Night of Sat 21 Nov 2026: severity 6. #17" in done.lines
    assert [entry["severity"] for entry in entries(diary, LAST_NIGHT)] == [6]


def test_b_goes_back_to_the_question_that_was_asked_and_not_to_one_it_settled(diary: Path) -> None:
    answers = ("6\n", "620\n", "3550\n", "b\n", "40 50\n", "2.5g 21:00\n", ENTER, ENTER)
    done = talk(*answers, diary=diary, now=EVENING, words=("--night", "last night"))
    assert done.code == 0
    assert "And minutes awake in the night" not in done.shown
    assert "Now 35 50; Enter keeps it." in " ".join(done.shown.split())
    assert kinds(diary, LAST_NIGHT) == ["kratom", "night", "sleep"]


def test_b_after_a_whole_line_goes_back_to_that_line(diary: Path) -> None:
    answers = ("6\n", "2310-620 40 55\n", "b\n", "2320-\n", ENTER, "none\n", ENTER)
    done = talk(*answers, diary=diary, now=EVENING, words=("--night", "last night"))
    assert done.code == 0
    said = " ".join(done.shown.split())
    assert "Now 23:10-06:20; Enter keeps it. > 2320-" in said
    assert "Now 40 55; Enter keeps it. > 3 of 4" in said
    assert "23:20–06:20, slept 5 h 25, asleep after 40 min, awake 55 min" in " ".join(done.lines)


def test_b_at_the_first_question_asks_it_again(diary: Path) -> None:
    done = talk("b\n", "B\n", "6\n", CTRL_D, diary=diary)
    assert done.shown.count("How restless were your legs") == 3


def test_a_wrong_dose_is_corrected_in_place(slept: Path) -> None:
    done = talk(ENTER, "2g 18:00\n", "b\n", "2.5g\n", ENTER, ENTER, diary=slept, now=EVENING)
    assert "Now 2g 18:00; Enter keeps it. > 2.5g" in " ".join(done.shown.split())
    assert [(entry["amount_g"], entry["at"][11:16]) for entry in entries(slept, TONIGHT)] == [(2.5, "18:00")]
    assert "Kratom, day of Sun 22 Nov 2026: 2.5 g at 18:00. #18" in done.lines


def test_several_doses_and_magnesium(slept: Path) -> None:
    answers = ("4\n", "2g 14:00\n", "2.5g 18:00\n", ENTER, "300mg citrate\n")
    done = talk(*answers, diary=slept, now=EVENING)
    assert done.code == 0
    assert kinds(slept, TONIGHT) == ["kratom", "kratom", "magnesium", "night"]
    again = talk(ENTER, "none\n", diary=slept, now=EVENING)
    assert "2 of 2  Kratom since 18:00? One dose with its time (for example 2.5g 20:30)." in again.lines
    assert again.lines[-1] == "Nothing stored."


def test_a_day_without_kratom_is_said(slept: Path) -> None:
    done = talk(ENTER, "none\n", ENTER, diary=slept, now=EVENING)
    assert done.code == 0
    assert [entry["amount_g"] for entry in entries(slept, TONIGHT)] == [0]


def test_a_value_that_was_there_is_shown_old_and_new(diary: Path) -> None:
    ok("night", "8", diary=diary, now=MORNING)
    done = talk("5\n", CTRL_D, diary=diary)
    assert "Night of Sat 21 Nov 2026: severity 8 → 5. #17" in done.lines


@pytest.mark.parametrize(
    ("now", "before", "wrong", "said"),
    [
        (MORNING, (), "11", f"'11' is not from 0 to 10; {A_SCORE}"),
        (MORNING, (), "six", f"'six' is not a number; {A_SCORE}"),
        (MORNING, ("6\n",), "10:45-06:10", None),
        (MORNING, ("6\n",), "25:10-06:00", NO_RANGE),
        (MORNING, ("6\n", ".\n"), "soon", "'soon' is not a duration; write 6h30, 6:30, 390m, 45m or 1.5h (up to 24h)."),
        (EVENING, (ENTER,), "2.5", "2.5 of what? Write 2.5g or 2500mg."),
        (EVENING, (ENTER,), "300g", None),
        (EVENING, (ENTER, ENTER), "200", None),
        (EVENING, (ENTER, ENTER), "200mg dust", None),
    ],
)  # fmt: skip
def test_a_wrong_answer_costs_one_retry_and_says_what_is_accepted(
    slept: Path, now: str, before: tuple[str, ...], wrong: str, said: str | None
) -> None:
    ok("undo", diary=slept, now=now) if now == MORNING else None
    count = len(entries(slept, TONIGHT if now == EVENING else LAST_NIGHT))
    done = talk(*before, f"{wrong}\n", CTRL_D, diary=slept, now=now)
    at = done.lines.index(f"        > {wrong}")
    told = " ".join(line.strip() for line in done.lines[at + 1 :]).partition(" >")[0]
    assert said is None or told == said
    assert len(told) > 20
    assert "Traceback" not in done.shown
    stored = sum(answer != ENTER for answer in before)
    assert len(entries(slept, TONIGHT if now == EVENING else LAST_NIGHT)) == count + min(stored, 2)
    assert done.code == 0


def test_what_an_error_names_can_be_typed(diary: Path) -> None:
    done = talk("6\n", "25:10-06:00\n", "6h30\n", CTRL_D, diary=diary)
    assert "--total" not in done.shown
    assert [each["total_min"] for each in entries(diary, LAST_NIGHT) if each["kind"] == "sleep"] == [390]


def test_a_question_mark_shows_what_is_accepted_and_asks_again(diary: Path) -> None:
    done = talk("?\n", "6\n", "?\n", CTRL_D, diary=diary)
    assert done.shown.count("How restless were your legs") == 1
    said = " ".join(done.shown.split())
    assert "Only the wake time: 06:20." in said
    assert "A dot takes 22:45-06:10." in said


@pytest.mark.parametrize("typed", ["\x1b[A", "\x16\x07", "é\x00", "; DROP TABLE night", "--help", "--json", "-", "#"])
@pytest.mark.thinned(3)
def test_strange_keys_do_no_harm(diary: Path, typed: str) -> None:
    done = talk(f"{typed}\n", "6\n", CTRL_D, diary=diary)
    assert done.code == 0
    assert "Traceback" not in done.shown
    assert "fault in legdiary" not in done.shown
    assert [entry["severity"] for entry in entries(diary, LAST_NIGHT)] == [6]


# ---------------------------------------------------------------------- other nights, other terminals


def test_a_night_further_back_is_asked_for_all_of_it_and_doses_with_their_time(diary: Path) -> None:
    answers = ("6\n", ".\n", "10\n", "20\n", "2.5g\n", "2.5g 21:00\n", ENTER, "200mg 22:00\n")
    done = talk(*answers, CTRL_D, diary=diary, now=EVENING, words=("--night", "last night"))
    assert done.code == 0
    assert "        The time of a dose on 2026-11-21 is missing." in done.lines
    assert kinds(diary, LAST_NIGHT) == ["kratom", "magnesium", "night", "sleep"]


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"TERM": "dumb", "NO_COLOR": "1"}, {"NO_COLOR": "1"}])
def test_forty_columns_without_colour(diary: Path, env: dict[str, Any]) -> None:
    done = talk("6\n", ".\n", "?\n", "5\n", "?\n", ".\n", CTRL_D, diary=diary, columns=40, **env)
    assert done.code == 0
    assert done.cpu_s < A_SECOND
    assert max(map(len, done.lines)) <= 41, done.shown  # the last key of an answer may stand at the edge
    assert "\x1b" not in done.shown
    assert "\r" not in done.shown


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (("6\n", "620\n", "3550\n", CTRL_D), 0),
        (("6\n", "620\n", CTRL_C), 130),
        (("7\n", "b\n", "6\n", ".\n", ".\n", CTRL_D), 0),
    ],
    ids=["ordinary", "interrupted", "corrected"],
)
def test_a_phone_without_anything_takes_as_few_keys(diary: Path, answers: tuple[str, ...], code: int) -> None:
    done = talk(*answers, diary=diary, columns=40, TERM="dumb")
    assert done.code == code
    assert (done.keys <= FEWER_THAN_KEYS, done.cpu_s < A_SECOND) == (True, True)
    assert max(map(len, done.lines)) <= 41, done.shown
    assert [entry["severity"] for entry in entries(diary, LAST_NIGHT) if entry["kind"] == "night"] == [6]


def test_no_control_sequence_is_ever_written(slept: Path) -> None:
    done = talk("4\n", "2.5g\n", "b\n", ENTER, ENTER, ".\n", diary=slept, now=EVENING)
    assert done.code == 0
    assert "\x1b" not in done.shown
    assert "\x08" not in done.shown


def test_json_is_one_document_at_the_end(diary: Path) -> None:
    import json

    done = talk("6\n", CTRL_D, diary=diary, words=("--json",))
    document = json.loads(done.lines[-1])
    assert document["night_of"] == LAST_NIGHT
    assert document["entries"][0]["stored"]["severity"] == 6
    assert document["entries"][0]["changed"] == {}


@pytest.mark.parametrize("words", [(), ("--night", "yesterday"), ("--json",), ("--all",)])
def test_without_a_terminal_it_refuses_and_names_the_plain_commands(diary: Path, words: tuple[str, ...]) -> None:
    result = run("checkin", *words, diary=diary, now=MORNING, stdin="6\n")
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr == (
        "legdiary: checkin asks at a terminal, but there is none; use night, sleep, kratom and magnesium\n"
        "legdiary: try: legdiary night --help\n"
    )


def test_a_night_to_come_is_refused_before_anything_is_asked(diary: Path) -> None:
    assert run("checkin", "--night", "2026-11-24", diary=diary, now=MORNING).code == 2


def test_a_diary_that_is_none_ends_it_at_once(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    path.write_bytes(b"something else")
    done = talk(diary=path)
    assert done.code == 3
    assert path.read_bytes() == b"something else"


# ---------------------------------------------------------------------- speed

_UP_TO_THE_FIRST_QUESTION = """
import sys
from legdiary.cli.interviews import checkin
from legdiary.cli.terminal import Terminal
Terminal.can_ask = property(lambda self: True)
def _load():
    print(*sorted(sys.modules), sep="\\n")
    raise KeyboardInterrupt
checkin._load = _load
checkin.keep_skips = lambda *_: None
from legdiary.cli.main import run
run(["checkin"])
"""


def test_nothing_that_the_answers_need_is_loaded_before_the_first_question(diary: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _UP_TO_THE_FIRST_QUESTION], check=True, capture_output=True, text=True, timeout=60,
        env={**os.environ, **environment(MORNING, NEW_YORK, diary, None)},
    )  # fmt: skip
    loaded = set(done.stdout.splitlines())
    assert {"legdiary.cli.interviews.checkin", "legdiary.store.diary"} <= loaded
    assert not loaded & {
        "legdiary.app.log.night", "legdiary.app.log.sleep", "legdiary.app.log.kratom", "legdiary.app.log.magnesium",
        "legdiary.app.checkin.answers", "legdiary.render.terminal.answers.log_answers", "sqlmodel", "sqlalchemy",
        "rich",
        "pydantic",
        "asyncio",
    }  # fmt: skip
    assert "How restless were your legs last night?" in done.stderr


def test_a_check_in_computes_for_less_than_a_second_in_all(diary: Path) -> None:
    done = talk("6\n", "6:20\n", ".\n", "2.5g 23:10\n", ENTER, ".\n", diary=diary)
    assert done.cpu_s < 1


def test_the_word_of_the_command_may_stand_before_an_answer_and_a_dot_keeps_a_score(diary: Path) -> None:
    answers = ("night 6\n", "sleep 7h\n", "legdiary kratom none\n", "magnesium 200mg 21:00\n")
    done = talk(*answers, diary=diary)
    assert done.code == 0, done.shown
    assert kinds(diary, LAST_NIGHT) == ["kratom", "magnesium", "night", "sleep"]
    again = talk(".\n", CTRL_D, diary=diary)
    assert "Now 6; Enter keeps it. > . 2 of" in " ".join(again.shown.split())
    assert [each["severity"] for each in entries(diary, LAST_NIGHT) if each["kind"] == "night"] == [6]
    done = talk("4\n", "Kratom 2.5g 18:00\n", ENTER, CTRL_D, diary=diary, now=EVENING)
    assert kinds(diary, TONIGHT) == ["kratom", "night"], done.shown

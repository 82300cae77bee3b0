"""The views of the five months, and how figures are printed in them: by the rules of docs/, written anew."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from driving import ok
from five_months import READ_AT, type_in
from five_months_reckoning import AUTUMN, PHASES, nights, split, within

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from five_months_reckoning import Figures, Level, Night, Phase

EVERY = nights()
OVER = EVERY[:-1]  # the last one is under way
BY_DAY = {night.day: night for night in EVERY}
FIRST, LAST = OVER[0].day, OVER[-1].day
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@cache
def diary() -> Path:
    """All of it typed, once a process; in memory where the system has a place for that, since it is 750 commits."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own in it
    folder = tempfile.mkdtemp(dir=memory if memory.is_dir() else None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return type_in(Path(folder) / "diary.db")


def look(*words: str, now: str = READ_AT, columns: int = 80) -> str:
    """What a command prints."""
    return ok(*words, now=now, diary=diary(), env={"COLUMNS": f"{columns}"}).stdout


def look_json(*words: str, now: str = READ_AT) -> Any:
    """What it says as JSON."""
    return ok(*words, "--json", now=now, diary=diary()).json


# ---------------------------------------------------------------------- how figures are printed


def num(value: Fraction | int | None, places: int = 1) -> str:
    """Half up, no zeros at the end; 0 is nothing at all."""
    if value is None:
        return "–"
    scaled = Fraction(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    if value and not whole:
        return f"<{10**-places:.{places}f}"
    text = f"{whole // 10**places}.{whole % 10**places:0{places}d}" if places else str(whole)
    return text.rstrip("0").rstrip(".") if places else text


def pct(value: Fraction | None) -> str:
    if value is None:
        return "–"
    return ">99 %" if Fraction(199, 2) <= value < 100 else f"{num(value, 0)} %"


def clock(minutes: Fraction | int | None) -> str:
    if minutes is None:
        return "–"
    whole = int(minutes + Fraction(1, 2))
    return f"{whole // 60}:{whole % 60:02d}"


def grams(milligrams: Fraction | int | None) -> str:
    return "–" if milligrams is None else num(Fraction(milligrams) / 1000, 3)


def hours(minutes: Fraction | int | None) -> str:
    return "–" if minutes is None else num(Fraction(minutes) / 60)


def legs(of: Level) -> str:
    return "–" if of.median is None else f"{num(of.median)} ({num(of.q1)}–{num(of.q3)})"


def at_seven(of: Level) -> str:
    return "–" if of.share is None else pct(100 * of.share)


def short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def weekday(day: date) -> str:
    return f"{day:%a} {short(day)}"


def sleep_cell(night: Night) -> str:
    if night.slept is None:
        return "–"
    return clock(night.slept.total) if night.slept.at_most is None else f"≤{clock(night.slept.at_most)}"


def cells(*told: str) -> list[str]:
    """The words of some cells, one after the other."""
    return " ".join(told).split()


def words_of(line: str) -> list[str]:
    """The words of a printed row, its bar left out."""
    return re.sub(r"[#.]{10}", " ", line).split()


def near(value: float | None, right: Fraction | int | None, within: float = 0.0) -> bool:
    """Whether a number of JSON is the right one; not known is null on both sides."""
    if value is None or right is None:
        return value is None and right is None
    return abs(value - float(right)) <= within + 1e-9


# ---------------------------------------------------------------------- what several views share


def check_level(told: Mapping[str, Any], of: Level) -> None:
    """A level as every JSON has it."""
    assert (told["n"], told["missing"]) == (of.n, of.missing)
    assert near(told["median"], of.median)
    assert near(told["q1"], of.q1)
    assert near(told["q3"], of.q3)
    assert near(told["share_7_plus"], of.share, 0.00005)


def whole(phase: Phase) -> Phase:
    """The step that a group is cut from: its days count from its own beginning."""
    return next((known for known in PHASES if known.first <= phase.first <= phase.last <= known.last), phase)


def halves(phase: Phase, by: str) -> tuple[list[Night], list[Night]]:
    """The settling and the settled nights of a group."""
    some = within(OVER, phase.first, phase.last)
    if by != "step":
        return [], some
    settling, settled = split(whole(phase), some)
    return settling, settled


def onset(of: Figures) -> str | None:
    if of.onset[1] is None:
        return None
    minutes = int(of.onset[1] + Fraction(1, 2))
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def check_bounded(told: Mapping[str, Any], of: Figures) -> None:
    """The nights whose sleep is known only at most."""
    assert told["n"] == of.at_most[0]
    assert near(told["tst_at_most_min"], of.at_most[1])
    assert near(told["tib_min"], of.in_bed_at_most[1])


def at_most_words(of: Figures) -> str:
    """`≤7:23 of 7:38 in bed, median`."""
    return f"≤{clock(of.at_most[1])} of {clock(of.in_bed_at_most[1])} in bed, median"


def plan_of(phase: Phase) -> str | None:
    """The plan that a step belongs to."""
    if phase.target is None:
        return None
    return "autumn" if phase.first <= AUTUMN[-1].last else "winter"

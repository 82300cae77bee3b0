"""Faults planted into the program, each of which a life must find: how the machinery itself is tried."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

from life_operations import Operation

from legdiary.domain.entries import sleep as sleep_rules
from legdiary.domain.reports import dose_totals
from legdiary.domain.stats import descriptive
from legdiary.domain.taper import plan_changes
from legdiary.store import undo
from legdiary.store.statement_runner import Runner
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager


class Fault(NamedTuple):
    """A fault.

    Attributes:
        name: what is wrong.
        where, what, by: the module or class, the name in it, and what makes the faulty one of the right one.
        seen_in: what of the diary shows it.
        life: a life that finds it, as it was made short.
    """

    name: str
    where: Any
    what: str
    by: Callable[[Any], Any]
    seen_in: str
    life: list[Operation]

    def planted(self) -> AbstractContextManager[Any]:
        """Plant it, as long as the block is run."""
        return mock.patch.object(self.where, self.what, self.by(getattr(self.where, self.what)))


def _loses_a_dose(right: Any) -> Any:
    """The day's third dose and later ones are not counted."""
    return lambda doses: right(doses)[:2]


def _forgets_a_note(right: Any) -> Any:
    """An undo brings an entry back without its note."""

    def entry_of_line(kind: Any, side: Any) -> Any:
        entry, recalled = right(kind, side)
        return (replace(entry, note=None) if getattr(entry, "note", None) else entry), recalled

    return entry_of_line


def _minutes_by_the_clock(right: Any) -> Any:
    """Times in bed are taken from what the clock showed, which is an hour off when clocks change."""

    def in_bed(sleep: Any) -> Any:
        tib, tts, twak = right(sleep)
        if tib is None:
            return tib, tts, twak
        off = (sleep.wake.offset_min - sleep.bed.offset_min) if sleep.bed and sleep.wake else 0
        return tib + off, tts + off, twak

    return in_bed


def _keeps_holds(_: Any) -> Any:
    """A hold that is ended early stays as long as it was."""
    return lambda holds, *_: holds


def _four_nights(_: Any) -> Any:
    """A median of four nights is shown."""
    return 4


def _told_too_early(right: Any) -> Any:
    """A change is told as stored before it is committed."""

    @contextmanager
    def transaction(runner: Any, begin: str) -> Iterator[None]:
        with right(runner, begin):
            yield
            if begin != "BEGIN":
                runner._stored()  # noqa: SLF001 - a fault

    return transaction


_NEW_YORK = {"now": "2026-10-29T23:10-04:00", "zone": "America/New_York"}
_A_FACTOR: dict[str, Any] = {"name": "factor", "told": {"name": "alcohol", "at": "00:30"}}
FAULTS = (
    Fault("a dose is lost", dose_totals, "_moments", _loses_a_dose, "week   .nights[].kratom.doses", [
        Operation("begin", _NEW_YORK),
        *(Operation("kratom", {"amount": amount, "at": "yesterday 12:15"}) for amount in ("2g", "1500mg", "2.5g")),
        Operation("wait", {"minutes": 1440}),
    ]),
    Fault("an undo forgets a note", undo, "entry_of_line", _forgets_a_note, "an undo did not bring back the export", [
        Operation("begin", _NEW_YORK),
        Operation("night", {"severity": "6", "note": "hot"}),
        Operation("delete", {"pick": 0}),
        Operation("undo", {}),
    ]),
    Fault("a night in which clocks change", sleep_rules, "_in_bed", _minutes_by_the_clock, "week   .nights[].sleep.", [
        Operation("begin", _NEW_YORK),
        Operation("wait", {"minutes": 2 * 1440 + 605}),
        Operation("sleep", {"bed_wake": "22:45-06:10", "latency": "0m", "awake": "120m"}),
    ]),
    Fault("an ended hold stays", plan_changes, "_shorten_holds", _keeps_holds, "entries   ..holds", [
        Operation("begin", _NEW_YORK),
        Operation("plan", {"name": "down", "start_dose": "3g", "cut": "1g", "every": "7d"}),
        Operation("hold", {"days": "5d"}),
        Operation("resume", {}),
    ]),
    Fault("a figure of four nights", descriptive, "NIGHTS_NEEDED", _four_nights, "week   .summary.severity.median", [
        Operation("begin", _NEW_YORK),
        *(Operation("night", {"severity": "6", "night": f"{ago} ago"}) for ago in (1, 2, 3, 4)),
    ]),
    Fault("told before it is stored", Runner, "transaction", _told_too_early, "factor killed", [
        Operation("begin", _NEW_YORK),
        Operation("sleep", {"total": "455m"}),
        Operation("crash", _A_FACTOR | {"way": "kill", "at": 132}),
    ]),
)  # fmt: skip

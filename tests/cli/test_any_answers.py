"""Whatever is typed at the questions: no fault, an exit code that is meant, and a diary that is in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from driving import run
from hypothesis import given
from hypothesis import strategies as st

from effort import dear
from legdiary.app.reminders.computer import Computer
from legdiary.cli.remind import platform
from legdiary.cli.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

#: No answer sets a timer of the machine that runs the tests.
NO_TIMER = Computer(None, None, None, 0, termux=False, run=lambda _: 1)
_KEYS = ("", "", "", "b", "?", ".", "y", "n", "no", "none", "-", ",", "é", "\x1b[A")
_NIGHTLY = (
    "6", "0", "11", "asleep", "20:15", "2015", "calves, feet", "left arm", "22:45-6:10", "620", "2310-620 40 55",
    "6h30",
    "40 55", "4055", "2.5g", "2g 23:10", "2.5g yesterday 23:10", "1tab", "5caps", "25g", "15mg", "200mg citrate 21:00",
    "300mg 9:00", "nausea 2, brain zaps 1", "walking 2, coffee", "walking 4", "none 20:00", "24:00", ". 35",
)  # fmt: skip
_OF_A_PLAN = (
    "7-oh", "leaf", "6g", "60mg", "10%", "1g", "15mg", "0.5g", "0mg", "7d", "2w", "tomorrow", "2026-12-01", "4", "0.1g",
    "6",
)  # fmt: skip
_WHEN = st.sampled_from([
    "2026-11-22T09:30-05:00", "2026-11-22T20:00-05:00", "2026-11-22T02:30-05:00", "2026-11-22T15:00-05:00",
    "2026-11-01T01:30-04:00", "2026-03-08T03:10-04:00",
])  # fmt: skip


def typed(*words: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from((*_KEYS, *words)), min_size=2, max_size=40)


_COMMANDS = st.one_of(
    st.tuples(st.sampled_from([("checkin",), ("checkin", "--all"), ("checkin", "--night", "-3")]), typed(*_NIGHTLY)),
    st.tuples(st.just(("start",)), typed("Europe/Berlin", "04:00", "red leaf", "y", *_OF_A_PLAN, *_NIGHTLY)),
    st.tuples(st.sampled_from([("taper", "new"), ("taper", "new", "--of", "gabapentin")]), typed(*_OF_A_PLAN)),
)


@dear(60)
@given(st.lists(st.tuples(_COMMANDS, _WHEN), min_size=1, max_size=3))
def test_no_answers_lead_to_a_fault_or_an_unsound_diary(
    tmp_path_factory: pytest.TempPathFactory, talks: list[tuple[tuple[tuple[str, ...], list[str]], str]]
) -> None:
    diary: Path = tmp_path_factory.mktemp("talk") / "diary.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Terminal, "can_ask", property(lambda _: True))
        patch.setattr(platform, "this_computer", lambda: NO_TIMER)
        for (command, answers), now in talks:
            done = run(*command, now=now, diary=diary, stdin="\n".join(answers) + "\n")
            assert done.code in {0, 1}, done
            assert "fault in legdiary" not in done.stderr
            assert done.code == 0 or command[0] == "taper", "only a plan that is not taken is refused"
    if diary.exists():
        assert run("check", diary=diary, now="2026-11-23T12:00-05:00").code == 0

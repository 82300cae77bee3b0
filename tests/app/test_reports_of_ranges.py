"""A report of some weeks, read as the range needs it, against the same with the history of the whole diary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import context, present
from legdiary.app.night_range import Span
from legdiary.app.reports import MakeReport, gather, load_screen
from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from legdiary.app.context import Context
    from legdiary.domain.reports.report import Report
    from legdiary.domain.reports.screen_report import ScreenReport

NOW = present()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """Fourteen months in which magnesium, medicines, tablets and places come and go."""
    made = context(tmp_path_factory.mktemp("made") / "diary.db")
    with Diary.for_writing(made.diary_path, NOW) as diary:
        diary.add_all(make_demo_diary(NOW.last_night, NOW.zone, nights=420).entries, NOW)
    return made


def both(run: Context, request: MakeReport) -> tuple[ScreenReport, Report]:
    with run.open_for_reading() as diary, diary.one_state():
        report = gather(diary, NOW, request, in_short=True).report(request.by)
    return load_screen(run, request), report


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (None, None),  # the last eight weeks
        ("2026-11-10", None),
        ("2026-07-20", None),  # longer than the days read before it
        ("2026-07-01", "2026-08-31"),
        ("2026-10-01", "2026-10-20"),  # within tablets, a medicine resumed and changed
        ("2026-01-10", "2026-01-31"),
    ],
)
def test_a_report_is_that_of_the_whole_history(
    first: str | None, last: str | None, run: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    span = Span(first=first, until=last)
    found = both(run, MakeReport(span, by="week"))
    monkeypatch.setattr(Diary, "past_of_range", lambda diary, *_, **__: diary.past())
    assert found == both(run, MakeReport(span, by="week"))
    assert found[0].events == found[1].events

"""The taper's tab: every plan in force is drawn, each in its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import context, day
from legdiary.app.plans.new import PlanTaper, store_plan
from legdiary.domain.taper.plan import Plan, Step
from legdiary.render.terminal.layout import plain
from legdiary.tui.tab_pages import Place, render_page

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.context import Context

EVENING = "2026-06-15T22:00-04:00"


class Standing:
    """A run that only has its surroundings."""

    dots = "braille"

    def __init__(self, diary: Path) -> None:
        self._diary = diary

    def context(self) -> Context:
        return context(self._diary, EVENING)


def test_every_plan_in_force_is_drawn(tmp_path: Path) -> None:
    run = Standing(tmp_path / "diary.db")
    tablets = (Step(day("2026-06-01"), 120_000), Step(day("2026-07-06"), 0))
    store_plan(run.context(), PlanTaper(Plan("tablets", tablets, substance="7-oh", scale_ug=500)))
    store_plan(run.context(), PlanTaper(Plan("leaf", (Step(day("2026-06-15"), 6000), Step(day("2026-06-22"), 0)))))
    place = Place(day("2026-06-15"), day("2026-06-01"), day("2026-06-15"))
    shown = plain(render_page("taper", run, 80, place).lines)  # type: ignore[arg-type]
    assert shown.index("6 → 0 g a day") < shown.index("120 → 0 mg a day")
    assert "\ng a day" in shown
    assert "\nmg a day" in shown

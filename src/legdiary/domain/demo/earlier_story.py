"""An earlier year of the made-up diary, before its last story."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from legdiary.domain.demo.story import DEMO_PLAN, SCALE_MG, START_MG, Story
from legdiary.util.values import replace

if TYPE_CHECKING:
    from datetime import date

    from legdiary.domain.taper.plan import Plan

EARLIER_NIGHTS = 365
_BASELINE, _AT_ZERO_DAYS, _BACK_UP_DAYS = 80, 21, 56


class EarlierStory(Story):
    """An earlier year: a plan down to zero, three weeks at zero, the plan's end, and the way back up."""

    nights = EARLIER_NIGHTS
    baseline = _BASELINE
    logged_share = 0.1

    def _plan(self, starts_on: date) -> Plan:
        plan = super()._plan(starts_on)
        ended_on = plan.steps[-1].starts_on + timedelta(days=_AT_ZERO_DAYS)
        return replace(plan, name=f"{DEMO_PLAN}, {starts_on.year}", ended_on=ended_on)

    @property
    def plan(self) -> Plan:
        """The plan, which was never held."""
        return self._lived

    def _usual_mg(self, number: int) -> int:
        ended_on = self._lived.ended_on
        days = _BACK_UP_DAYS if ended_on is None else (self.first - ended_on).days + number + 1
        if not 0 < days < _BACK_UP_DAYS:
            return START_MG
        return START_MG * days // _BACK_UP_DAYS // SCALE_MG * SCALE_MG or SCALE_MG

"""How many made-up cases are tried every day, and how many by `just properties`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

#: `everyday`, `full` or `thorough`.
EFFORT = os.environ.get("HYPOTHESIS_PROFILE", "everyday")
_EVERY_DAY_ONE_IN = 4


def register() -> None:
    """Load the profile of this run. Shared and slow machines make deadlines flicker: none is set."""
    settings.register_profile("full", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("everyday", settings.get_profile("full"))
    settings.register_profile("thorough", settings.get_profile("full"), max_examples=2000)
    settings.load_profile(EFFORT)


def dear(max_examples: int) -> settings:
    """Return the settings of a property whose every case writes and reads whole diaries: every day, a quarter."""
    return settings(max_examples=max_examples if EFFORT != "everyday" else max(3, max_examples // _EVERY_DAY_ONE_IN))

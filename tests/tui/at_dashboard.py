"""A person at the dashboard: keys pressed, and what is seen on the screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from driving import NEW_YORK, NOW, ok
from textual import events

from dashboard_picture import seen
from legdiary.cli.views import dashboard as command
from legdiary.tui.app import Dashboard

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from legdiary.tui.actions import Run

#: 01:30 in the night to Sunday the 22nd: the last finished night is Friday the 20th.
TYPED = (
    "night 6 --night 2026-11-20 --overnight 5 --onset 21:30 --note [bold]x[/]",
    "sleep 22:45-06:10 --night 2026-11-20 --latency 40m --awake 55m",
    "kratom 2.5g --night 2026-11-20 --at 21:40",
    "kratom 2g --night 2026-11-20 --at 12:00",
    "magnesium 200mg --form citrate --night 2026-11-20 --at 22:00",
    "night --missed asleep --night 2026-11-18",
    "night 4 --night 2026-11-12",
    "night 3 --night 2026-10-30",
)
PLAN = "taper new --from 5g --to 0g --cut 1g --every 7d --start 2026-11-16 --yes"


class Person:
    """Somebody at the dashboard."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self._pilot = pilot
        self.app = pilot.app

    async def press(self, *keys: str) -> None:
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def type(self, text: str, instead_of: str = "") -> None:
        """Empty the field if it holds something, and paste: a key at a time would be slow."""
        if instead_of:
            await self.press("ctrl+u")
        if text:
            self.app.post_message(events.Paste(text))
            await self._pilot.pause()

    async def tap(self, what: str) -> None:
        await self._pilot.click(what)
        await self._pilot.pause()

    async def go_to(self, field: str) -> None:
        self.app.screen.query_one(f"#{field}").focus()
        await self._pilot.pause()

    @property
    def flat(self) -> str:
        """All of the screen as one line, with single blanks."""
        return " ".join(self.seen.split())

    @property
    def seen(self) -> str:
        """The screen, line by line."""
        return seen(self.app.export_screenshot())


def run_with(diary: Path, stored: Callable[[], None] = lambda: None, now: str = NOW, **env: str) -> Run:
    environment = {"LEGDIARY_NOW": now, "TZ": NEW_YORK, "LEGDIARY_DIARY": str(diary), **env}
    return command.run_of(environment, None, stored)


def play(of: Run, story: Callable[[Person], Awaitable[None]], size: tuple[int, int] = (80, 24), tab: str = "2") -> None:
    """Let the story happen on a tab: the week, where nothing else is said."""

    async def played() -> None:
        async with Dashboard(of).run_test(size=size) as pilot:
            await pilot.press(tab)
            await pilot.pause()
            await story(Person(pilot))

    asyncio.run(played())


def history(diary: Path) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = ok("history", "--json", diary=diary).json["changes"]
    return changes

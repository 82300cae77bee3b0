"""The pages of the tabs: values loaded as by the plain commands, in the texts of `render`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.time.moments import A_DAY, next_month
from legdiary.errors import LegdiaryError
from legdiary.render.terminal.layout import RICH_GLYPHS, Page, Span, fitted, wrapped
from legdiary.render.terminal.styles import HINT
from legdiary.tui.keys import DOSE_KEY, MAGNESIUM_KEY, MONTH, NIGHT, NIGHT_KEY, SLEEP_KEY, TAPER, TODAY, WEEK
from legdiary.util.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from legdiary.app.context import Context
    from legdiary.domain.reports.today.card import Card
    from legdiary.domain.reports.today.missing_entries import MissingEntry
    from legdiary.domain.time.moments import Present
    from legdiary.render.terminal.layout import Line
    from legdiary.tui.actions import Run

_A_WEEK = timedelta(days=7)


@dataclass(slots=True)
class Place:
    """The position in the diary that is shown.

    Attributes:
        week: the last night of the week shown.
        month: the first day of the month shown.
        night: the night that is chosen or open.
    """

    week: date
    month: date
    night: date

    @classmethod
    def now(cls, present: Present) -> Place:
        """Return the last finished night, its week and its month."""
        last = present.tonight - A_DAY
        return cls(last, last.replace(day=1), last)


class Row(NamedTuple):
    """A line that can be chosen, and its night: its own, or the last of its week."""

    line: int
    night: date


@dataclass(frozen=True, slots=True)
class Shown:
    """One page.

    Attributes:
        lines: its lines, no wider than asked for.
        rows: its rows that can be chosen.
    """

    lines: Sequence[Line]
    rows: tuple[Row, ...] = field(default=())


def render_page(tab: str, run: Run, width: int, place: Place) -> Shown:
    """Return a tab's page; after an error, the message of the plain command."""
    try:
        page = Page(width, RICH_GLYPHS, run.dots)
        return _today(run, page) if tab == TODAY else _PAGES[tab](run.context(), page, place)
    except LegdiaryError as error:
        lines = wrapped(error.message, width)
        if error.hint:
            lines += [[], *wrapped(f"try: {run.complete(error.hint)}", width, style=HINT)]
        return Shown(lines)


def _today(run: Run, page: Page) -> Shown:
    from legdiary.app.today_card import load_card
    from legdiary.render.terminal.views.today_card import card_text

    card = load_card(run.context())
    emergency = run.is_emergency_due(card.today)
    lines = card_text(card, page, run.complete, emergency=emergency, key=lambda missing: _key_for(card, missing))
    return Shown(fitted(lines, page))


def _key_for(card: Card, missing: MissingEntry) -> str | None:
    """Return the key that logs what the card says is missing; None where its night or day is another."""
    sleep_night = card.default_night - A_DAY if card.default_night == card.tonight.night_of else card.default_night
    if missing.kind == "night":
        return NIGHT_KEY if missing.night_of == card.default_night else None
    if missing.kind == "sleep":
        return SLEEP_KEY if missing.night_of == sleep_night else None
    if missing.night_of != card.today:
        return None
    if missing.kind == "magnesium":
        return MAGNESIUM_KEY
    from legdiary.domain.entries.substances import Substance

    return None if missing.substance is not None and Substance(missing.substance).is_medicine else DOSE_KEY


def _week(context: Context, page: Page, place: Place) -> Shown:
    from legdiary.app.views import load_week
    from legdiary.render.terminal.views.week import week_text

    lines = fitted(week_text(load_week(context, place.week), page), page)
    return Shown(lines, _rows(lines))


def _month(context: Context, page: Page, place: Place) -> Shown:
    from legdiary.app.reports import load_month
    from legdiary.render.terminal.views.month import month_text

    report = load_month(context, place.month, min(next_month(place.month), context.present.tonight))
    if report is None:
        return Shown(wrapped("No night of this month is over yet.", page.width))
    lines = fitted(month_text(report, page), page)
    return Shown(lines, _rows(lines))


def _taper(context: Context, page: Page, _: Place) -> Shown:
    from legdiary.app.plans.show import load_plans
    from legdiary.render.charts.staircase import staircase
    from legdiary.render.terminal.report.events import event_name
    from legdiary.render.terminal.views.taper import show_text

    plans = load_plans(context)
    lines: list[Line] = []
    for number, found in enumerate(plans):
        marks = [(event.on, event_name(event)) for event in found.events]
        chart = staircase(found.view, found.taken, page, marks=marks)
        text = show_text(found.view, page)
        lines += [*([[]] if number else []), *chart, [], *text]
    return Shown(fitted(lines, page))


def _night(context: Context, page: Page, place: Place) -> Shown:
    from legdiary.app.views import load_night
    from legdiary.render.terminal.views.night import show_text

    return Shown(fitted(show_text(*load_night(context, place.night), page), page))


_PAGES: dict[str, Callable[[Context, Page, Place], Shown]] = {WEEK: _week, MONTH: _month, TAPER: _taper, NIGHT: _night}


def _rows(lines: Sequence[Line]) -> tuple[Row, ...]:
    """Return the rows of a table, each with the first line of its night."""
    found: dict[date, int] = {}
    for number, each in enumerate(lines):
        for night in (span.night for span in each if span.night is not None):
            found.setdefault(night, number)
    return tuple(Row(line, night) for night, line in found.items())


# ---------------------------------------------------------------------- moving


def move_place(tab: str, place: Place, by: int, present: Present, span: tuple[date, date] | None) -> bool:
    """Go back (-1) or on (1) by a week, month or night, within the diary; return whether that was possible."""
    first = span[0] if span else present.today
    last = present.tonight - A_DAY
    if tab == WEEK:
        to = min(place.week + by * _A_WEEK, last)
        if to < first or to == place.week:
            return False
        place.week = to
    elif tab == MONTH:
        to = next_month(place.month) if by > 0 else (place.month - A_DAY).replace(day=1)
        if not first.replace(day=1) <= to <= last.replace(day=1):
            return False
        place.month = to
    else:
        to = place.night + by * A_DAY
        if not first - A_DAY <= to <= max(present.today, present.default_night):
            return False
        place.night = to
    return True


def follow(place: Place, present: Present) -> None:
    """Move the week and the month to those of the night."""
    last = min(place.night, present.tonight - A_DAY)
    weeks = -((place.week - last) // _A_WEEK)
    place.week = min(place.week + weeks * _A_WEEK, present.tonight - A_DAY)
    place.month = last.replace(day=1)


def last_change(context: Context, width: int) -> list[Line]:
    """Return the last change, which `undo` would reverse, as `history` shows it.

    Raises:
        NothingToUndo: there is no such change.
    """
    from legdiary.app import views
    from legdiary.render.terminal.views.history import history_text

    page = Page(width, RICH_GLYPHS)
    found = views.last_change(context)
    most = 5
    left = len(found.lines) - most
    more: list[Line] = [[Span(f"  and {left} more", HINT)]] if left > 0 else []
    return fitted([*history_text(found._replace(lines=found.lines[:most]), page), *more], page)

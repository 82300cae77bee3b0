"""Looking: today's card, `week`, `show`, `list`, `history`. Reading never writes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from legdiary.cli.options import JsonOption, convert, entry_id, products_named
from legdiary.domain.words import parse_date, parse_night
from legdiary.errors import BadValue, shown

if TYPE_CHECKING:
    from datetime import date

    from legdiary.cli.session import Session
    from legdiary.domain.entries import Stored
    from legdiary.domain.nights import NightRecord
    from legdiary.domain.products import Product
    from legdiary.domain.week import WeekReport

_DAYS_A_WEEK = 7
_MOST_SPAN_DAYS = 366 * 120

WhenArgument = Annotated[list[str] | None, typer.Argument(metavar="[WHEN]", help="last night, 2 ago, mon, 2026-11-20.")]


class NotASpan(BadValue):
    """A length of days that is none."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{shown(typed)!r} is no span; write 14d or 8w")


class EndsBeforeItBegins(BadValue):
    """A range the wrong way round."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"the range from {first} to {last} ends before it begins; write the earlier date first")


class LastOrRange(BadValue):
    """Two ways of saying from when."""

    def __init__(self) -> None:
        super().__init__("give --last, or --from and --to, not both")


def card(session: Session, *, as_json: bool) -> None:
    """Today's card."""
    from legdiary.domain.card import card_range, todays_card
    from legdiary.render.card_text import card_json, card_text

    with session.reading() as diary:
        made = todays_card(diary.logged(*card_range(session.present)), session.present)
    session.answer(card_text(made, session.page), lambda: card_json(made), as_json=as_json)


def week(ctx: typer.Context, when: WhenArgument = None, as_json: JsonOption = False) -> None:
    """Seven nights beside the seven before. They end with WHEN; without it, with the last finished night."""
    session: Session = ctx.obj
    from legdiary.render import as_json as to_json
    from legdiary.render.week_text import week_text

    report = load_week(session, _night(session, when) or session.present.tonight - timedelta(days=1))
    session.answer(week_text(report, session.page), lambda: to_json.week(report), as_json=as_json)


def load_week(session: Session, last: date) -> WeekReport:
    """The seven nights that end with `last`, beside the seven before."""
    from legdiary.domain.nights import night_records
    from legdiary.domain.week import week_range, week_report

    from_night, before_night = week_range(last)
    with session.reading() as diary:
        logged = diary.logged(from_night, before_night, in_short=True)
        past = diary.past()
    return week_report(night_records(logged, from_night, before_night), logged.plans, past)


def _night(session: Session, when: list[str] | None) -> date | None:
    return parse_night(" ".join(when), session.present) if when else None


def show(ctx: typer.Context, when: WhenArgument = None, as_json: JsonOption = False) -> None:
    """All that is known of one night; without WHEN, of the night that `night` would write."""
    session: Session = ctx.obj
    from legdiary.render.show_text import show_json, show_text

    found = load_night(session, _night(session, when) or session.present.default_night)
    session.answer(show_text(*found, session.page), lambda: show_json(*found), as_json=as_json)


class NightFound(NamedTuple):
    """One night: its figures, its entries, and the names of the products in them."""

    record: NightRecord
    entries: list[Stored]
    names: dict[int, Product]


def load_night(session: Session, night: date) -> NightFound:
    """All that is known of one night."""
    from legdiary.domain.moments import A_DAY
    from legdiary.domain.nights import night_records

    with session.reading() as diary:
        logged = diary.logged(night, night + A_DAY)
        names = products_named(diary, night, night + A_DAY)
    entries = [
        stored
        for group in (
            logged.nights,
            logged.sleeps,
            logged.doses,
            logged.magnesium,
            logged.medicines,
            logged.factors,
            logged.symptoms,
            logged.measures,
        )
        for stored in group
    ]
    return NightFound(night_records(logged, night, night + A_DAY)[0], entries, names)


def list_entries(
    ctx: typer.Context,
    last: Annotated[str | None, typer.Option("--last", metavar="SPAN", help="14d or 8w. Default: 14d.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="night, sleep, kratom, magnesium, factor, …")
    ] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first night.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last night, included.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Entries with their ids, oldest first."""
    session: Session = ctx.obj
    from legdiary.domain.entries import KIND_NAMES
    from legdiary.domain.vocabulary import UnknownWord
    from legdiary.render.list_text import list_json, list_text

    if kind is not None and kind not in KIND_NAMES:
        raise UnknownWord("kind", kind, KIND_NAMES)
    with session.reading() as diary:
        from_night, before_night = parse_range(session, last, first, until, diary.span(measures=True))
        entries = [
            stored
            for name in ((kind,) if kind else KIND_NAMES)
            for stored in diary.between(name, from_night, before_night)
        ]
        names = products_named(diary, from_night, before_night)
    entries.sort(key=lambda stored: (stored.entry.night_of, _moment_s(stored.entry), stored.id))
    session.answer(list_text(entries, names, session.page), lambda: list_json(entries, names), as_json=as_json)


def _moment_s(entry: object) -> int:
    moment = getattr(entry, "at", None) or getattr(entry, "bed", None)
    return moment.utc_s if moment else 0


def parse_range(
    session: Session,
    last: str | None,
    first: str | None,
    until: str | None,
    span: tuple[date, date] | None,
    *,
    finished: bool = False,
) -> tuple[date, date]:
    """The half-open range of nights that `--last`, `--from` and `--to` name.

    Args:
        session: the run.
        last: a length up to now, as typed.
        first: the first night, as typed.
        until: the last night, as typed.
        span: where the diary begins and ends.
        finished: whether `--last` counts nights that are over, and not the one under way.

    Raises:
        LastOrRange, NotASpan, EndsBeforeItBegins, NotADate.
    """
    a_day = timedelta(days=1)
    if last is not None and (first is not None or until is not None):
        raise LastOrRange
    if first is None and until is None:
        length = _parse_span(last or "14d")
        behind = session.present.tonight if finished else session.present.today + a_day
        return behind - timedelta(days=length), behind
    begins = convert(first, parse_date) or (span[0] if span else session.present.today)
    ends = convert(until, parse_date) or max(session.present.today, begins)
    if ends < begins:
        raise EndsBeforeItBegins(begins, ends)
    return begins, ends + a_day


def _parse_span(typed: str) -> int:
    """Days of `14d` or `8w`."""
    number, unit = typed.strip()[:-1], typed.strip()[-1:].lower()
    if not (number.isascii() and number.isdecimal() and unit in {"d", "w"} and len(number) < len("100000")):
        raise NotASpan(typed)
    length = int(number) * (_DAYS_A_WEEK if unit == "w" else 1)
    if not 1 <= length <= _MOST_SPAN_DAYS:
        raise NotASpan(typed)
    return length


def history(
    ctx: typer.Context,
    number: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="An entry's number; without it, every change.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """What was changed, when, from what to what: oldest first."""
    session: Session = ctx.obj
    from legdiary.render.history_text import history_json, history_text

    with session.reading() as diary:
        lines = diary.history(convert(number, entry_id))
        names = products_named(diary)
    session.answer(history_text(lines, names, session.page), lambda: history_json(lines, names), as_json=as_json)

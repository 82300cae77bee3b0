"""`week`, `show`, `list`, `history`, and today's card: commands that only read the diary."""

from __future__ import annotations

from legdiary.app.views import load_entries, load_history, load_night, load_week
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import parse_night

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import FromOption, JsonOption, NoPagerOption, ToOption, WhenArgument
    from legdiary.cli.session import Session
    from legdiary.render.json.values import Json


def card(session: Session, *, as_json: bool) -> None:
    """Show today's card."""
    from legdiary.app.today_card import load_card

    made = load_card(session)
    if as_json:
        from legdiary.render.json.today_card import card as document

        session.answer("", lambda: document(made), as_json=True)
        return
    from legdiary.app.once_a_day import note_shown, was_shown
    from legdiary.render.terminal.views.today_card import card_text

    emergency = not was_shown(session.once_a_day_file, made.today)
    session.answer(card_text(made, session.page, session.complete, emergency=emergency), dict, as_json=False)
    if emergency:
        note_shown(session.once_a_day_file, made.today)


def today(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Today's card, as `legdiary` alone shows it."""
    card(ctx.obj, as_json=as_json)


def week(
    ctx: typer.Context, when: WhenArgument = None, as_json: JsonOption = False, _no_pager: NoPagerOption = False
) -> None:
    """Show seven nights beside the seven before. WHEN is the last of them. Default: the last finished night."""
    session: Session = ctx.obj
    from legdiary.render.terminal.views.week import week_text

    def document() -> Json:
        from legdiary.render.json import nights

        return nights.week(report)

    session.take_inbox(tells_all=True)
    report = load_week(session, _night(session, when) or session.present.tonight - A_DAY)
    session.answer(week_text(report, session.page), document, as_json=as_json)


def show(
    ctx: typer.Context, when: WhenArgument = None, as_json: JsonOption = False, _no_pager: NoPagerOption = False
) -> None:
    """Show everything known about one night. Default: the night that `night` would log."""
    session: Session = ctx.obj
    from legdiary.render.terminal.views.night import show_text

    def document() -> Json:
        from legdiary.render.json import nights

        return nights.night(*found)

    found = load_night(session, _night(session, when) or session.present.default_night)
    session.answer(show_text(*found, session.page), document, as_json=as_json)


def _night(session: Session, when: list[str] | None) -> date | None:
    return parse_night(" ".join(when), session.present) if when else None


def list_entries(
    ctx: typer.Context,
    last: Annotated[str | None, typer.Option("--last", metavar="SPAN", help="14d or 8w. Default: 14d.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="night, sleep, kratom, magnesium, factor, …")
    ] = None,
    first: FromOption = None,
    until: ToOption = None,
    as_json: JsonOption = False,
    _no_pager: NoPagerOption = False,
) -> None:
    """List entries with their numbers, oldest first."""
    session: Session = ctx.obj
    from legdiary.app.night_range import Span
    from legdiary.render.terminal.views.entry_list import list_text

    def document() -> Json:
        from legdiary.render.json.entries import entries_in_range
        from legdiary.render.json.nights import waiting

        return entries_in_range(found.entries, found.names, waiting(found.unsettled))

    found = load_entries(session, Span(last, first, until), kind)
    session.answer(list_text(*found, session.page), document, as_json=as_json)


def history(
    ctx: typer.Context,
    number: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="An entry's number. Default: every change.")
    ] = None,
    as_json: JsonOption = False,
    _no_pager: NoPagerOption = False,
) -> None:
    """Show every change, with its time and its old and new value, oldest first."""
    session: Session = ctx.obj
    from legdiary.render.json import history as documents
    from legdiary.render.terminal.views.history import history_text

    found = load_history(session, number)
    session.answer(history_text(found, session.page), lambda: documents.history(found), as_json=as_json)

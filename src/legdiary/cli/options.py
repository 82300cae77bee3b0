"""The options that several commands share, and the answers they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from legdiary.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.app.context import Context
    from legdiary.app.delete_undo import Change
    from legdiary.app.questions import Asked, Yes
    from legdiary.cli.session import Session

_R = TypeVar("_R")

#: The key in `ctx.meta` under which `edit` leaves the entry's number for the command that knows its flags.
EDITED = "legdiary.edited"

NightOption = Annotated[
    str | None,
    typer.Option("--night", metavar="WHEN", help="tonight, last night, yesterday, -2, mon, 2026-11-20."),
]
AtOption = Annotated[
    str | None,
    typer.Option(
        "--at", metavar="AT", help="23:40, 11:40pm, 20m ago, yesterday 23:40, 2026-11-20 23:40. Default: now."
    ),
]
ClearOption = Annotated[list[str] | None, typer.Option("--clear", metavar="FIELD", help="Empty a field, such as note.")]
ClearWithEditOption = Annotated[
    list[str] | None, typer.Option("--clear", metavar="FIELD", help="With `edit`: empty a field, such as note.")
]
HelpedOption = Annotated[
    str | None,
    typer.Option("--helped", metavar="0-3", help="How much it helped the legs: 0 not at all to 3 very much."),
]
NoteOption = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note in your own words.")]


def _remember_yes(ctx: typer.Context, confirmed: bool) -> bool:
    """Make --confirm also answer the question about the clock, which every storing command may have to ask."""
    if confirmed:
        ctx.obj.trusts_clock = True
    return confirmed


ConfirmOption = Annotated[
    bool, typer.Option("--confirm", help="Skip the confirmation question (answer yes).", callback=_remember_yes)
]


def _switch_pager_off(ctx: typer.Context, is_off: bool) -> bool:
    if is_off:
        ctx.obj.terminal.may_page = False
    return is_off


NoPagerOption = Annotated[bool, typer.Option("--no-pager", help="Print without the pager.", callback=_switch_pager_off)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
FromOption = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First night.")]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last night (included).")]


ListOption = Annotated[bool, typer.Option("--list", help="Show the names that are known, and end.")]


class TwoDocuments(BadValue):
    """Both `--json` and the export itself would go to standard output."""

    def __init__(self, command: str) -> None:
        super().__init__("--json and --output - would both write to standard output; leave one out", command)


def edited_entry_id(ctx: typer.Context) -> int | None:
    """Return the number of the entry to change, if `edit` called the command; None if it makes a new entry."""
    number: int | None = ctx.meta.get(EDITED)
    return number


def show_names(session: Session, command: str, *, as_json: bool) -> None:
    """Show the names that a command knows."""
    from legdiary.app.known_names import known_names
    from legdiary.render.json.name_lists import name_lists
    from legdiary.render.terminal.views.name_lists import name_lists_text

    lists = known_names(session.context, command)
    session.answer(name_lists_text(lists, session.page), lambda: name_lists(lists), as_json=as_json)


def store_and_answer(
    session: Session, store: Callable[[Context, _R, Yes], Change | Asked], request: _R, *, confirm: bool = False,
    as_json: bool,
) -> None:  # fmt: skip
    """Carry out a request, and answer with the entry that was stored or changed, for kinds with nothing to add.

    Args:
        session: the run.
        store: the use case.
        request: what it is given.
        confirm: answer yes to all that it asks.
        as_json: answer with a JSON document.
    """
    from legdiary.render.json import log_answers as documents
    from legdiary.render.terminal.answers import log_answers

    made: Change = session.carry_out(lambda yes: store(session.context, request, yes), confirm=confirm)
    text = log_answers.change_lines(made.old, made.new, {})
    session.answer(text, lambda: documents.stored(made.old, made.stored, {}), as_json=as_json)


def show_first_use_note(session: Session, *kinds: str) -> None:
    """Show the note about kinds of entries to a person at a terminal, at the diary's first entry of each."""
    if not kinds or not session.has_person:
        return
    from legdiary.render.terminal.layout import plain, wrapped
    from legdiary.wording import first_use_note

    told = [line for each in first_use_note(*kinds).splitlines() for line in wrapped(each, session.width)]
    session.explain(plain(told).rstrip())

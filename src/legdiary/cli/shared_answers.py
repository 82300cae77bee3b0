"""Answers that several commands share: the names they know, an entry stored, the note at first use."""

from __future__ import annotations

from legdiary.errors import BadValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    import typer

    from legdiary.app.context import Context
    from legdiary.app.delete_undo import Change
    from legdiary.app.questions import Asked, Yes
    from legdiary.cli.session import Session

    _R = TypeVar("_R")

#: The key in `ctx.meta` under which `edit` leaves the entry's number for the command that knows its flags.
EDITED = "legdiary.edited"


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

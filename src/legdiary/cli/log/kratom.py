"""`kratom`: a dose and its time, or that a day was dose-free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.app.log.kratom import read_dose, store_dose
from legdiary.cli.options import (
    AtOption,
    ConfirmOption,
    JsonOption,
    NightOption,
    NoteOption,
    edited_entry_id,
    show_first_use_note,
)
from legdiary.render.terminal import log_answers

if TYPE_CHECKING:
    from legdiary.app.log.kratom import DoseStored
    from legdiary.cli.session import Session
    from legdiary.render.json.values import Json


def kratom(
    ctx: typer.Context,
    amount: Annotated[str | None, typer.Argument(metavar="AMOUNT", help="2.5g, 2500mg, 5caps, or none.")] = None,
    at: AtOption = None,
    night_word: NightOption = None,
    product: Annotated[
        str | None, typer.Option(metavar="NAME", help="A product added before, or none. Default: the setting's.")
    ] = None,
    note: NoteOption = None,
    confirm: ConfirmOption = False,
    json: JsonOption = False,
) -> None:
    """One dose of kratom; `kratom none` says that a day was without. Answers with the day against its target."""
    session: Session = ctx.obj
    request = read_dose(
        session.present, amount, at=at, night=night_word, product=product, note=note, entry_id=edited_entry_id(ctx)
    )
    made = session.carry_out(lambda yes: store_dose(session.context, request, yes), confirm=confirm)
    session.answer(log_answers.dose_text(made, session.complete), lambda: _document(made), as_json=json)
    if made.first:
        show_first_use_note(session, "kratom")


def _document(made: DoseStored) -> Json:
    from legdiary.render.json.log_answers import dose

    return dose(made)

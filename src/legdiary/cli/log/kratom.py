"""`kratom` and `dose`: a dose and its time, or that a day was dose-free."""

from __future__ import annotations

from legdiary.app.log.kratom import DOSE, KRATOM, read_dose, store_dose
from legdiary.cli.shared_answers import edited_entry_id, show_first_use_note
from legdiary.render.terminal.answers import log_answers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.app.log.kratom import DoseStored
    from legdiary.app.log.kratom import Request as DoseRequest
    from legdiary.cli.command_line.options import (
        AtOption,
        ConfirmOption,
        DoseFreeOfOption,
        DoseHelpedOption,
        JsonOption,
        NightOption,
        NoteOption,
        ProductOption,
    )
    from legdiary.cli.session import Session
    from legdiary.render.json.values import Json


def kratom(
    ctx: typer.Context,
    amount: Annotated[str | None, typer.Argument(metavar="AMOUNT", help="2.5g, 2500mg, 5caps, or none.")] = None,
    at: AtOption = None,
    night_word: NightOption = None,
    product: ProductOption = None,
    of: DoseFreeOfOption = None,
    helped: DoseHelpedOption = None,
    note: NoteOption = None,
    confirm: ConfirmOption = False,
    json: JsonOption = False,
) -> None:
    """Log a dose of kratom; `kratom none` logs a dose-free day. The answer compares the day with its target."""
    session: Session = ctx.obj
    request = read_dose(
        session.present, amount, at=at, night=night_word, product=product, note=note, of=of, helped=helped,
        entry_id=edited_entry_id(ctx),
    )  # fmt: skip
    _store(session, request, confirm=confirm, as_json=json)


def dose(
    ctx: typer.Context,
    amount: Annotated[str | None, typer.Argument(metavar="AMOUNT", help="15mg, 7.5mg, 0.5tab, or none.")] = None,
    at: AtOption = None,
    night_word: NightOption = None,
    product: ProductOption = None,
    of: DoseFreeOfOption = None,
    helped: DoseHelpedOption = None,
    note: NoteOption = None,
    confirm: ConfirmOption = False,
    json: JsonOption = False,
) -> None:
    """Log a dose of a product that isn't kratom leaf: 7-OH or a related product, an extract, a kind of your own.

    `dose none --of 7-oh` logs a day free of it. Each substance is shown on its own; none is added to another.
    """
    session: Session = ctx.obj
    request = read_dose(
        session.present, amount, at=at, night=night_word, product=product, note=note, of=of, helped=helped,
        command=DOSE,
    )  # fmt: skip
    _store(session, request, confirm=confirm, as_json=json)


def _store(session: Session, request: DoseRequest, *, confirm: bool, as_json: bool) -> None:
    made = session.carry_out(lambda yes: store_dose(session.context, request, yes), confirm=confirm)
    session.answer(log_answers.dose_text(made, session.complete), lambda: _document(made), as_json=as_json)
    if made.first:
        show_first_use_note(session, KRATOM)


def _document(made: DoseStored) -> Json:
    from legdiary.render.json.log_answers import dose

    return dose(made)

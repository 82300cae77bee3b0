"""`magnesium`: an amount taken, and its time."""

from __future__ import annotations

from legdiary.app.log.magnesium import read_magnesium, store_magnesium
from legdiary.cli.shared_answers import edited_entry_id, show_first_use_note, show_names
from legdiary.render.terminal.answers import log_answers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.app.log.magnesium import MagnesiumStored
    from legdiary.cli.command_line.options import (
        AtOption,
        ClearWithEditOption,
        ConfirmOption,
        HelpedOption,
        JsonOption,
        ListOption,
        NightOption,
        NoteOption,
    )
    from legdiary.cli.session import Session
    from legdiary.render.json.values import Json


def magnesium(
    ctx: typer.Context,
    amount: Annotated[str | None, typer.Argument(metavar="AMOUNT", help="200mg, elemental unless --salt.")] = None,
    form: Annotated[
        str | None, typer.Option(metavar="FORM", help="glycinate, citrate, oxide, chloride, malate, …")
    ] = None,
    salt: Annotated[bool, typer.Option("--salt", help="The amount is the salt's weight. Needs --form.")] = False,
    topical: Annotated[bool, typer.Option("--topical", help="Used on the skin; not counted in the total.")] = False,
    at: AtOption = None,
    night_word: NightOption = None,
    helped: HelpedOption = None,
    note: NoteOption = None,
    clear: ClearWithEditOption = None,
    confirm: ConfirmOption = False,
    json: JsonOption = False,
    list_names: ListOption = False,
) -> None:
    """Log magnesium. The amount is elemental, as labels give it, unless you add --salt."""
    session: Session = ctx.obj
    if list_names:
        show_names(session, "magnesium", as_json=json)
        return
    request = read_magnesium(
        session.present, amount, form=form, salt=salt, topical=topical, at=at, night=night_word, helped=helped,
        note=note, clear=clear, entry_id=edited_entry_id(ctx),
    )  # fmt: skip
    made = session.carry_out(lambda yes: store_magnesium(session.context, request, yes), confirm=confirm)
    session.answer(log_answers.magnesium_text(made, session.present.now), lambda: _document(made), as_json=json)
    if made.first:
        show_first_use_note(session, "magnesium")


def _document(made: MagnesiumStored) -> Json:
    from legdiary.render.json.log_answers import magnesium as document

    return document(made)

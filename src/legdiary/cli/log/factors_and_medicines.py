"""`factor`, `symptom`, `medicine`, `measure`: other things that may matter for a night.

A name of several words needs no quotes: `symptom fast heartbeat 2`, `medicine iron 1 tablet`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.cli.shared_answers import edited_entry_id, show_names, store_and_answer
from legdiary.render.json import log_answers as documents
from legdiary.render.terminal.answers import log_answers

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import (
        AtOption,
        ClearWithEditOption,
        ConfirmOption,
        HelpedOption,
        JsonOption,
        ListOption,
        NewOption,
        NightOption,
        NoteOption,
    )
    from legdiary.cli.session import Session


def factor(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="caffeine, alcohol, heat, walking, …")
    ] = None,
    amount: Annotated[str | None, typer.Option(metavar="TEXT", help="How much: '2 cups'.")] = None,
    at: AtOption = None,
    night_word: NightOption = None,
    helped: HelpedOption = None,
    note: NoteOption = None,
    clear: ClearWithEditOption = None,
    new: NewOption = False,
    confirm: ConfirmOption = False,
    json: JsonOption = False,
    list_names: ListOption = False,
) -> None:
    """Log another factor of a night: caffeine, heat, walking. --at is optional.

    Without --night it belongs to the current diary day. With --helped it belongs to the same night as `night`:
    last night until 15:00, then tonight.
    """
    session: Session = ctx.obj
    if list_names:
        show_names(session, "factor", as_json=json)
        return
    from legdiary.app.log.factor import read_factor, store_factor

    request = read_factor(
        session.present, " ".join(name) if name else None, new=new, amount=amount, at=at, night=night_word,
        helped=helped, note=note, clear=clear, entry_id=edited_entry_id(ctx),
    )  # fmt: skip
    store_and_answer(session, store_factor, request, confirm=confirm, as_json=json)


def symptom(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="NAME 0-3", help="nausea 2, low mood 1; from 0 (none) to 3 (severe).")
    ] = None,
    night_word: NightOption = None,
    note: NoteOption = None,
    clear: ClearWithEditOption = None,
    new: NewOption = False,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
    list_names: ListOption = False,
) -> None:
    """Log a symptom of a night, 0 to 3. Logging it again changes it.

    Without --night: last night until 15:00, tonight from then on, as with `night`.
    """
    session: Session = ctx.obj
    if list_names:
        show_names(session, "symptom", as_json=json)
        return
    from legdiary.app.log.symptom import read_symptom, store_symptom

    request = read_symptom(
        session.present, words or (), new=new, night=night_word, note=note, clear=clear, entry_id=edited_entry_id(ctx)
    )
    store_and_answer(session, store_symptom, request, as_json=json)


def medicine(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="NAME AMOUNT", help="gabapentin 300mg, iron 1 tablet, …")
    ] = None,
    at: AtOption = None,
    night_word: NightOption = None,
    helped: HelpedOption = None,
    note: NoteOption = None,
    clear: ClearWithEditOption = None,
    new: NewOption = False,
    confirm: ConfirmOption = False,
    json: JsonOption = False,
    list_names: ListOption = False,
) -> None:
    """Log a medicine. The answer says if magnesium was closer to it than labels ask for."""
    session: Session = ctx.obj
    if list_names:
        show_names(session, "medicine", as_json=json)
        return
    from legdiary.app.log.medicine import read_medicine, store_medicine

    request = read_medicine(
        session.context, words or (), new=new, at=at, night=night_word, helped=helped, note=note, clear=clear,
        entry_id=edited_entry_id(ctx),
    )  # fmt: skip
    made = session.carry_out(lambda yes: store_medicine(session.context, request, yes), confirm=confirm)
    session.answer(log_answers.medicine_text(made, session.present.now), lambda: documents.medicine(made), as_json=json)


def measure(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="NAME VALUE", help="irls 22, ferritin 48ng/mL, tsat 18%, …")
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="Date of the value. Default: today.")] = None,
    by: Annotated[str | None, typer.Option(metavar="WHO", help="self or clinician.")] = None,
    fasting: Annotated[bool, typer.Option("--fasting", help="For ferritin or tsat: blood taken fasting.")] = False,
    no_iron: Annotated[
        bool, typer.Option("--no-iron", help="For ferritin or tsat: no iron in the 24 h before.")
    ] = False,
    clear: ClearWithEditOption = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
    list_names: ListOption = False,
) -> None:
    """Log a questionnaire total, a laboratory value or the heart rate, with its date.

    Only questionnaire totals are stored.
    """
    session: Session = ctx.obj
    if list_names:
        show_names(session, "measure", as_json=json)
        return
    from legdiary.app.log.measure import read_measure, store_measure

    request = read_measure(
        session.present,
        words or (),
        on=on,
        by=by,
        fasting=fasting,
        no_iron=no_iron,
        clear=clear,
        entry_id=edited_entry_id(ctx),
    )
    store_and_answer(session, store_measure, request, as_json=json)

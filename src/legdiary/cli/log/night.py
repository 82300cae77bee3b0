"""`night`: a rating of restless legs in one night."""

from __future__ import annotations

from legdiary.app.log.night import read_rating, store_night
from legdiary.cli.shared_answers import edited_entry_id, show_names, store_and_answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import (
        ClearOption,
        ConfirmOption,
        JsonOption,
        ListOption,
        NightOption,
        NoteOption,
    )
    from legdiary.cli.session import Session


def night(
    ctx: typer.Context,
    severity: Annotated[
        str | None, typer.Argument(metavar="SEVERITY", help="Severity, 0 (none) to 10 (worst).")
    ] = None,
    falling_asleep: Annotated[str | None, typer.Option(metavar="0-10", help="When falling asleep.")] = None,
    overnight: Annotated[str | None, typer.Option(metavar="0-10", help="During the night.")] = None,
    day_resting: Annotated[str | None, typer.Option(metavar="0-10", help="By day, at rest.")] = None,
    day_active: Annotated[str | None, typer.Option(metavar="0-10", help="By day, when active.")] = None,
    sitting: Annotated[str | None, typer.Option(metavar="0-10", help="By day: effect on sitting.")] = None,
    mood: Annotated[str | None, typer.Option(metavar="0-10", help="By day: effect on mood.")] = None,
    concentration: Annotated[str | None, typer.Option(metavar="0-10", help="By day: effect on concentration.")] = None,
    onset: Annotated[str | None, typer.Option(metavar="HH:MM", help="When the restlessness began.")] = None,
    where: Annotated[str | None, typer.Option(metavar="PARTS", help="legs,arms,left calf, …")] = None,
    feel: Annotated[str | None, typer.Option(metavar="WORDS", help="crawling,pulling, …")] = None,
    note: NoteOption = None,
    missed: Annotated[
        str | None, typer.Option(metavar="REASON", help="Why there is no score: asleep, away, forgot or other.")
    ] = None,
    clear: ClearOption = None,
    night_word: NightOption = None,
    as_json: JsonOption = False,
    confirm: ConfirmOption = False,
    list_names: ListOption = False,
) -> None:
    """Log how restless your legs were. Logging the night again changes only what you give.

    --sitting, --mood and --concentration say how much the day was affected: 0 not at all to 10 most.
    """
    session: Session = ctx.obj
    if list_names:
        show_names(session, "night", as_json=as_json)
        return
    request = read_rating(
        session.present, severity, falling_asleep=falling_asleep, overnight=overnight, day_resting=day_resting,
        day_active=day_active, sitting=sitting, mood=mood, concentration=concentration, onset=onset, where=where,
        feel=feel, note=note, missed=missed, clear=clear, night=night_word, entry_id=edited_entry_id(ctx),
    )  # fmt: skip
    store_and_answer(session, store_night, request, confirm=confirm, as_json=as_json)

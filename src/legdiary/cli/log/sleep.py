"""`sleep`: the times and figures of one night's sleep."""

from __future__ import annotations

from legdiary.app.log.sleep import read_sleep, store_sleep
from legdiary.cli.shared_answers import edited_entry_id, store_and_answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import ClearOption, ConfirmOption, JsonOption, NightOption, NoteOption
    from legdiary.cli.session import Session


def sleep(
    ctx: typer.Context,
    bed_wake: Annotated[
        str | None,
        typer.Argument(metavar="BED-WAKE", help="Bed time–wake time: 22:45-06:10, 23-7, 11pm-7. Or only how long: 7h."),
    ] = None,
    tried: Annotated[
        str | None, typer.Option(metavar="HH:MM", help="Tried to sleep at, if later than bed time.")
    ] = None,
    latency: Annotated[str | None, typer.Option(metavar="TIME", help="Minutes to fall asleep: 40, or 1h10.")] = None,
    awake: Annotated[str | None, typer.Option(metavar="TIME", help="Minutes awake during the night: 55.")] = None,
    times: Annotated[str | None, typer.Option(metavar="N", help="How often you woke.")] = None,
    pacing: Annotated[
        str | None, typer.Option(metavar="TIME", help="Minutes on your feet, part of the time awake: 20.")
    ] = None,
    lying_awake: Annotated[
        str | None, typer.Option(metavar="TIME", help="Minutes trying to sleep after the last waking: 20.")
    ] = None,
    up: Annotated[str | None, typer.Option(metavar="HH:MM", help="Out of bed at, if later than the wake time.")] = None,
    planned: Annotated[str | None, typer.Option(metavar="HH:MM", help="When you planned to wake.")] = None,
    quality: Annotated[str | None, typer.Option(metavar="1-5", help="1 very poor to 5 very good.")] = None,
    nap: Annotated[str | None, typer.Option(metavar="TIME", help="Minutes of naps during the day: 30.")] = None,
    total: Annotated[str | None, typer.Option(metavar="TIME", help="Only how long you slept: 6h30.")] = None,
    note: NoteOption = None,
    clear: ClearOption = None,
    night_word: NightOption = None,
    confirm: ConfirmOption = False,
    as_json: JsonOption = False,
) -> None:
    """Log how you slept. Logging the night again changes only what you give."""
    session: Session = ctx.obj
    request = read_sleep(
        session.present, bed_wake, tried=tried, latency=latency, awake=awake, times=times, pacing=pacing,
        lying_awake=lying_awake, up=up, planned=planned, quality=quality, nap=nap, total=total, note=note, clear=clear,
        night=night_word, entry_id=edited_entry_id(ctx),
    )  # fmt: skip
    store_and_answer(session, store_sleep, request, confirm=confirm, as_json=as_json)

"""`doses`: the times of doses, doses a day and gaps, by step or phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.dose_times import ShowDoses, load_dose_times
from legdiary.app.night_range import Span

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import FromOption, JsonOption, NoPagerOption, ToOption
    from legdiary.cli.session import Session


def doses(
    ctx: typer.Context,
    last: Annotated[
        str | None, typer.Option("--last", metavar="SPAN", help="Finished days: 14d or 8w. Default: 8w.")
    ] = None,
    first: FromOption = None,
    until: ToOption = None,
    taper: Annotated[bool, typer.Option("--taper", help="From the baseline to the follow-up.")] = False,
    of: Annotated[
        str | None, typer.Option("--of", metavar="SUBSTANCE", help="7-oh, extract, a medicine. Default: leaf.")
    ] = None,
    as_json: JsonOption = False,
    _no_pager: NoPagerOption = False,
) -> None:
    """Show at which hours you took doses, how many a day and how far apart.

    The rows are the plan's steps and phases. Without a plan they are weeks, months or years.
    """
    from legdiary.render.json.dose_times import dose_times
    from legdiary.render.terminal.report.dose_times import dose_times_text

    session: Session = ctx.obj
    made = load_dose_times(session, ShowDoses(Span(last, first, until), taper=taper, of=of))
    session.answer(dose_times_text(made, session.page), lambda: dose_times(made), as_json=as_json)

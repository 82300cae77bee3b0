"""`report`: the legs and the sleep over weeks and months, as the dose came down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.app.night_range import Span
from legdiary.app.reports import load_report, load_screen, read_report

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.app.reports import MakeReport
    from legdiary.cli.command_line.options import FromOption, JsonOption, NoPagerOption, ToOption
    from legdiary.cli.session import Session
    from legdiary.domain.reports.report import Report


def report(
    ctx: typer.Context,
    last: Annotated[
        str | None, typer.Option("--last", metavar="SPAN", help="Finished nights: 14d or 8w. Default: 8w.")
    ] = None,
    first: FromOption = None,
    until: ToOption = None,
    taper: Annotated[bool, typer.Option("--taper", help="From the baseline to the follow-up.")] = False,
    by: Annotated[str | None, typer.Option("--by", metavar="GROUP", help="step, week or month.")] = None,
    of: Annotated[
        str | None, typer.Option("--of", metavar="SUBSTANCE", help="Only the steps of this substance's plans.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Show every part, not only one screen.")] = False,
    calendar: Annotated[bool, typer.Option("--calendar", help="Only the calendar, one cell a night.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show each figure's definition and its nights.")] = False,
    as_json: JsonOption = False,
    _no_pager: NoPagerOption = False,
) -> None:
    """Show weeks and months on one screen. --full adds every group, the trend and the nights after each cut.

    With --by, the columns are the latest steps, weeks or months.
    """
    session: Session = ctx.obj
    request = read_report(Span(last, first, until), taper=taper, by=by, of=of)
    if as_json or (full and not (calendar or explain)):
        made = load_report(session, request)
        session.answer([] if as_json else _whole(session, made), lambda: _json(made), as_json=as_json)
    elif explain and not calendar:
        session.answer(_explained(session, request), list, as_json=False)
    else:
        session.answer(_screen(session, request, calendar=calendar), list, as_json=False)


def _json(made: Report) -> Any:
    from legdiary.render.json.report.report import report as document

    return document(made)


def _screen(session: Session, request: MakeReport, *, calendar: bool) -> Any:
    """Return the one screen as lines, or the months."""
    made = load_screen(session, request)
    if calendar:
        from legdiary.render.terminal.views.calendar import month_heat

        return month_heat(made.records, session.page)
    from legdiary.render.one_screen import screen_text

    return screen_text(made, session.chart_page, grouped=request.by is not None)


def _explained(session: Session, request: MakeReport) -> Any:
    """Return every figure with its definition and its nights, as lines."""
    from legdiary.domain.reports.summary.further_trends import trends_beside
    from legdiary.render.terminal.report.explain import explain_text

    made = load_screen(session, request)
    return explain_text(made, trends_beside(made.records, made.summary.headlines), session.page)


def _whole(session: Session, made: Report) -> Any:
    """Return every part as lines."""
    from legdiary.render.charts.severity import ChartSubstance, severity_over_taper
    from legdiary.render.terminal.report.events import event_name
    from legdiary.render.terminal.report.full_report import report_text

    marks = [(event.on, event_name(event)) for event in made.events]
    charted = ChartSubstance.of_groups(made.groups)
    chart = severity_over_taper(made.records, session.chart_page, marks=marks, substances=charted)
    return report_text(made, session.page, chart)

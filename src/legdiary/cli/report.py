"""`report`: what happened to the legs and the sleep as the dose came down."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legdiary.cli.look import parse_range
from legdiary.cli.options import JsonOption
from legdiary.domain.events import Past
from legdiary.domain.moments import A_DAY
from legdiary.domain.report import BY, By, build_report
from legdiary.domain.report_beside import CUT_DAYS, NOTHING_EARLIER, Earlier
from legdiary.domain.vocabulary import UnknownWord
from legdiary.errors import BadValue, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.cli.session import Session
    from legdiary.domain.exposures import Measure
    from legdiary.domain.nights import Logged
    from legdiary.domain.report import Report
    from legdiary.domain.spacing import Conflict
    from legdiary.domain.taper import Plan
    from legdiary.store.diary import Diary

_DEFAULT_LAST = "8w"
_NO_PAST = Past()


class TaperOrRange(BadValue):
    """`--taper` beside another range."""

    def __init__(self) -> None:
        super().__init__("--taper names the range itself; leave out --last, --from and --to", "legdiary report --taper")


class NothingThere(Refused):
    """A range without a single entry, or with none but of the night under way."""

    def __init__(self, first: date, last: date, under_way: date | None = None) -> None:
        left_out = (
            "" if under_way is None else f"; the night of {under_way} is under way, and left out until it is over"
        )
        super().__init__(f"nothing is logged from {first} to {last}{left_out}", "legdiary list")


class NotYet(BadValue):
    """A range that begins in the future."""

    def __init__(self, first: date, today: date) -> None:
        super().__init__(f"{first} has not come yet (today is {today}); a report looks back")


class NoTaper(Refused):
    """`--taper` without a plan."""

    def __init__(self) -> None:
        super().__init__("there is no taper plan to report on", "legdiary report")


def report(
    ctx: typer.Context,
    last: Annotated[
        str | None, typer.Option("--last", metavar="SPAN", help="Finished nights: 14d or 8w. Default: 8w.")
    ] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first night.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last night, included.")] = None,
    taper: Annotated[bool, typer.Option("--taper", help="From the baseline to the follow-up.")] = False,
    by: Annotated[str | None, typer.Option("--by", metavar="GROUP", help="step, week or month.")] = None,
    calendar: Annotated[bool, typer.Option("--calendar", help="Only the months, a night a cell.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Each figure's definition, n and nights.")] = False,
    as_json: JsonOption = False,
) -> None:
    """What the nights say over weeks and months: groups, the trend, the nights after each cut."""
    session: Session = ctx.obj
    if by is not None and by not in BY:
        raise UnknownWord("grouping", by, BY)
    if taper and (last or first or until):
        raise TaperOrRange
    with session.reading() as diary:
        from_night, before_night = report_range(session, diary, last, first, until, taper=taper)
        logged = diary.logged(from_night, before_night, in_short=True)
        past = diary.past()
        measures = known_measures(session, diary, before_night, until)
        close = close_takings(diary, logged, from_night)
        earlier = scores_before(diary, from_night)
    made = make_report(logged, from_night, before_night, by, past, measures, close, earlier)
    session.answer(_text(session, made, calendar=calendar, explain=explain), lambda: _json(made), as_json=as_json)


def _json(made: Report) -> Any:
    from legdiary.render.report_json import report_json

    return report_json(made)


def report_range(
    session: Session, diary: Diary, last: str | None, first: str | None, until: str | None, *, taper: bool
) -> tuple[date, date]:
    """The half-open range, without the night under way; cut to where the diary begins."""
    span, today, tonight = diary.span(), session.present.today, session.present.tonight
    if taper:
        from_night, before_night = _taper_range([stored.entry for stored in diary.plans()], today)
    else:
        default = None if (last or first or until) else _DEFAULT_LAST
        from_night, before_night = parse_range(session, last or default, first, until, span, finished=True)
    if from_night > today:
        raise NotYet(from_night, today)
    asked = (from_night, before_night - A_DAY)
    before_night = min(before_night, tonight)
    if span is None or span[0] >= before_night or span[1] < from_night:
        raise NothingThere(*asked, under_way=tonight if span is not None and span[1] >= tonight else None)
    return max(from_night, span[0]), before_night


def _taper_range(plans: Sequence[Plan], today: date) -> tuple[date, date]:
    """From eight weeks before the first plan to the end of the last one's follow-up, or to now."""
    from legdiary.domain.phases import BASELINE_MOST, follow_up_ends

    if not plans:
        raise NoTaper
    ends = [follow_up_ends(plan.ended_on) if plan.ended_on else today + A_DAY for plan in plans]
    return min(plan.starts_on for plan in plans) - BASELINE_MOST, min(max(ends), today + A_DAY)


def scores_before(diary: Diary, from_night: date) -> Earlier:
    """Return the scores before a range that its figures need: of the baseline, however far back, and near a cut."""
    from legdiary.domain.phases import baseline_of

    baseline = baseline_of([stored.entry for stored in diary.plans()])
    scores = diary.scores(from_night + CUT_DAYS[0] * A_DAY, from_night)
    if baseline is not None:
        scores |= diary.scores(baseline[0], min(baseline[1], from_night))
    return Earlier(baseline, scores)


def known_measures(session: Session, diary: Diary, before_night: date, until: str | None) -> list[Measure]:
    """The totals and laboratory values up to the last day asked for; without one up to today, which is no night yet."""
    before = before_night if until else session.present.today + A_DAY
    return [stored.entry for stored in diary.between("measure", date.min, before)]


def make_report(
    logged: Logged, from_night: date, before_night: date, by: str | None, past: Past = _NO_PAST,
    measures: Sequence[Measure] = (), close: Sequence[Conflict] = (), earlier: Earlier = NOTHING_EARLIER,
) -> Report:  # fmt: skip
    """The report over what is logged, by steps where there is a plan."""
    from legdiary.domain.nights import night_records

    records = night_records(logged, from_night, before_night)
    grouping: By = next((known for known in BY if known == by), "step" if logged.plans else "week")
    return build_report(
        records,
        logged.plans,
        grouping,
        past,
        measures=measures,
        conflicts=close,
        earlier=earlier,
    )


def close_takings(diary: Diary, logged: Logged, from_night: date) -> Sequence[Conflict]:
    """Return magnesium and medicines closer together than labels ask for, by the day of the later of the two.

    The day before the range is read as well: what was taken at its end lies close to what the range begins with.
    """
    eve = from_night - A_DAY
    medicines = [*diary.between("medicine", eve, from_night), *logged.medicines]
    if not medicines:
        return ()
    from legdiary.domain.spacing import conflicts

    magnesium = [*diary.between("magnesium", eve, from_night), *logged.magnesium]
    found = conflicts((stored.entry for stored in magnesium), (stored.entry for stored in medicines))
    return [pair for pair in found if pair.night_of >= from_night]


def _text(session: Session, made: Report, *, calendar: bool, explain: bool) -> Any:
    """The lines that were asked for."""
    if calendar:
        from legdiary.render.calendar_text import month_heat

        return month_heat(made.records, session.page)
    if explain:
        from legdiary.render.explain_text import explain_text

        return explain_text(made, session.page)
    from legdiary.render.event_text import event_name
    from legdiary.render.report_text import report_text
    from legdiary.render.severity_text import severity_over_taper

    marks = [(event.on, event_name(event)) for event in made.events]
    chart = severity_over_taper(made.records, session.page, marks=marks)
    return report_text(made, session.page, chart)

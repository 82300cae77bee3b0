"""`export ics`: the taper's steps as a calendar file, whole or not there. The diary is only read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.cli.options import JsonOption, MissingValue, TwoDocuments
from legdiary.cli.taper import plan_of_interest
from legdiary.domain.taper import Plan
from legdiary.settings import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.cli.session import Session
    from legdiary.domain.entries import Stored
    from legdiary.render.ics import CalendarPlan
    from legdiary.store.diary import Line

_STDOUT = "-"
_IDENTITY_LETTERS = 12
_EXPLAINED = "legdiary export ics --help"


def export_ics(
    ctx: typer.Context,
    output: Annotated[
        str | None, typer.Option("--output", metavar="FILE", help="A new file, or - for standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    with_amounts: Annotated[bool, typer.Option("--with-amounts", help="Titles say the grams a day.")] = False,
    json: JsonOption = False,
) -> None:
    """The taper's steps as all-day events. Import the file again after a change: the events move.

    Titles are neutral ("Diary: step 4 of 22") unless --with-amounts is given.
    """
    session: Session = ctx.obj
    from legdiary.render.csv_files import new_file
    from legdiary.render.ics import calendar

    if not output:
        raise MissingValue("--output FILE", _EXPLAINED)
    if json and output == _STDOUT:
        raise TwoDocuments(_EXPLAINED)
    with session.reading() as diary, diary.one_state():
        stored = diary.plans()
        ledger = diary.history()
    plans = _plans(stored, ledger, plan_of_interest([each.entry for each in stored], session.present.today))
    content = calendar(plans, session.present.now, with_amounts=with_amounts)
    if output == _STDOUT:
        session.pour([content])
        return
    path = path_of(output)
    with new_file(path, force=force, made=session.has_made, noted_in=session.diary_folder) as file:
        file.write(content)
    _answer(session, path.absolute(), plans, json=json, with_amounts=with_amounts)


def _identity(begun: Line, made: Line) -> str:
    """What a plan has in every copy of one diary and in no other diary: when diary and plan were begun, unreadable."""
    from hashlib import sha256

    return sha256(f"{begun.made_utc_ms} {made.made_utc_ms}".encode()).hexdigest()[:_IDENTITY_LETTERS]


def _plans(stored: Sequence[Stored], ledger: Sequence[Line], first: Plan) -> list[CalendarPlan]:
    """Every plan that ever was, `first` at the front: what the ledger tells of it, an undo a change like any other.

    Told are that one and those that come after it; of the others only what is no more, for their events may stand
    in the calendar too.
    """
    from legdiary.render.ics import CalendarPlan

    alive: dict[int, Plan] = {each.id: each.entry for each in stored}
    found: dict[int, CalendarPlan] = {}
    for each in ledger:
        if each.kind != Plan.kind:
            continue
        plan = alive.get(each.entry_id)
        told = plan is not None and (plan is first or plan.starts_on > first.starts_on)
        before = found.get(each.entry_id)
        if before is None:
            before = CalendarPlan(each.entry_id, _identity(ledger[0], each), plan, (), sequence=-1, told=told)
        versions = [side["steps"] for side in (each.old, each.new) if side and "steps" in side]
        found[each.entry_id] = replace(
            before,
            steps=versions[-1] if versions else before.steps,
            sequence=before.sequence + 1,
            ever_steps=max([before.ever_steps, *(len(steps) for steps in versions)]),
        )
    return sorted(found.values(), key=lambda each: (each.plan is not first, not each.told, each.plan_id))


def _answer(session: Session, path: Path, plans: Sequence[CalendarPlan], *, json: bool, with_amounts: bool) -> None:
    from legdiary.render.layout import DIM, Span, line
    from legdiary.render.words import plural, user_text

    told = [(each.plan, each) for each in plans if each.plan and each.told]
    cancelled = sum(len(each.cancelled) for each in plans)
    lines = [line("Written to ", user_text(str(path)))]
    lines += [line(f"  “{user_text(plan.name)}”: {plural(len(each.events), 'step')}") for plan, each in told]
    if cancelled:
        lines.append(line(f"  {plural(cancelled, 'step')} no longer planned, marked as cancelled"))
    amounts = "Titles say the grams a day." if with_amounts else "Titles say no amounts; --with-amounts adds them."
    lines.append(line(Span(amounts, DIM)))
    data = {
        "path": str(path),
        "plans": [
            {"id": each.plan_id, "name": plan.name, "events": len(each.events), "sequence": each.sequence}
            for plan, each in told
        ],
        "cancelled": cancelled,
        "with_amounts": with_amounts,
    }
    session.answer(lines, lambda: data, as_json=json)

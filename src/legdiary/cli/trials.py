"""`trial`: a question whose nights a coin chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.cli.options import ConfirmOption, JsonOption, NightOption, edited_entry_id, store_and_answer

if TYPE_CHECKING:
    from legdiary.app.trials import Tonight, TrialShown
    from legdiary.cli.session import Session


def trial(ctx: typer.Context, json: JsonOption = False) -> None:
    """Ask a question whose nights a coin chooses. Without a name: what the coin says for tonight."""
    if ctx.invoked_subcommand is not None:
        return
    session: Session = ctx.obj
    from legdiary.app.trials import ask_coin
    from legdiary.render.json.trials import tonight as document
    from legdiary.render.terminal.report.trials import tonight_lines

    found: list[Tonight] = session.carry_out(lambda yes: ask_coin(session.context, yes))
    session.answer(tonight_lines(found, session.page), lambda: document(found), as_json=json)


def new(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="What is tried: warm bath, stretching.")
    ] = None,
    pairs: Annotated[
        str | None, typer.Option(metavar="N", help="How many pairs of nights, 6 to 100: fixed beforehand.")
    ] = None,
    score: Annotated[
        str | None,
        typer.Option(metavar="SCORE", help="severity (the default), falling-asleep, overnight or total-sleep."),
    ] = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Something that acts the same night, tried on nights that a coin chooses.

    Of each two nights in a row one has it. The coin is tossed when a pair begins, never before.
    """
    session: Session = ctx.obj
    from legdiary.app.trials import read_trial, store_trial

    request = read_trial(" ".join(name) if name else None, pairs=pairs, score=score, entry_id=edited_entry_id(ctx))
    store_and_answer(session, store_trial, request, as_json=json)


def did(
    ctx: typer.Context,
    said: Annotated[str | None, typer.Argument(metavar="yes|no", help="Whether it was done.")] = None,
    night_word: NightOption = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Which trial, where several have the night.")] = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Whether it was done in a night. The pair is analysed as drawn, whatever was done.

    Without --night it is last night until 15:00, tonight from then on, as with `night`.
    """
    session: Session = ctx.obj
    from legdiary.app.trials import read_done, store_done

    request = read_done(session.present, said, night=night_word, name=name)
    store_and_answer(session, store_done, request, as_json=json)


def show(
    ctx: typer.Context,
    name: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Which trial. Default: the latest.")] = None,
    peek: Annotated[
        bool, typer.Option("--peek", help="Look before the end. Every look is counted, stored and told.")
    ] = False,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """The answer of a trial, once every pair is over."""
    session: Session = ctx.obj
    from legdiary.app.trials import show_trial
    from legdiary.render.json.trials import shown as document
    from legdiary.render.terminal.report.trials import trial_lines

    wanted = " ".join(name) if name else None
    found: TrialShown = session.carry_out(lambda yes: show_trial(session.context, wanted, yes, peek=peek))
    session.answer(trial_lines(found, session.page), lambda: document(found), as_json=json)

"""`trial`: a question whose nights a coin chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.cli.shared_answers import edited_entry_id, store_and_answer

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.app.trials import Tonight, TrialShown
    from legdiary.cli.command_line.options import ConfirmOption, JsonOption, NightOption
    from legdiary.cli.session import Session


def trial(ctx: typer.Context, json: JsonOption = False) -> None:
    """Show what the coin says for tonight. `trial new` starts a trial."""
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
        list[str] | None, typer.Argument(metavar="NAME", help="What you try: warm bath, stretching.")
    ] = None,
    pairs: Annotated[
        str | None, typer.Option(metavar="N", help="Number of pairs of nights, 6 to 100. It can't be changed later.")
    ] = None,
    score: Annotated[
        str | None,
        typer.Option(metavar="SCORE", help="severity (the default), falling-asleep, overnight or total-sleep."),
    ] = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Start a trial of something that acts the same night. A coin chooses the nights.

    A pair is two nights in a row; you do it on one of them. The coin is tossed when a pair begins.
    """
    session: Session = ctx.obj
    from legdiary.app.trials import read_trial, store_trial

    request = read_trial(" ".join(name) if name else None, pairs=pairs, score=score, entry_id=edited_entry_id(ctx))
    store_and_answer(session, store_trial, request, as_json=json)


def did(
    ctx: typer.Context,
    said: Annotated[str | None, typer.Argument(metavar="yes|no", help="Did you do it?")] = None,
    night_word: NightOption = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Which trial, if several have that night.")] = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Log whether you did it that night. Either way, the pair counts as the coin chose.

    Without --night: last night until 15:00, tonight from then on.
    """
    session: Session = ctx.obj
    from legdiary.app.trials import read_done, store_done

    request = read_done(session.present, said, night=night_word, name=name)
    store_and_answer(session, store_done, request, as_json=json)


def show(
    ctx: typer.Context,
    name: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Which trial. Default: the latest.")] = None,
    peek: Annotated[bool, typer.Option("--peek", help="Look before the end. Every look is stored and shown.")] = False,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Show the answer of a trial, once every pair is over."""
    session: Session = ctx.obj
    from legdiary.app.trials import show_trial
    from legdiary.render.json.trials import shown as document
    from legdiary.render.terminal.report.trials import trial_lines

    wanted = " ".join(name) if name else None
    found: TrialShown = session.carry_out(lambda yes: show_trial(session.context, wanted, yes, peek=peek))
    session.answer(trial_lines(found, session.page), lambda: document(found), as_json=json)

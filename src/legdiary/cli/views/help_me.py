"""`help-me`: the signs for which to seek help."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from legdiary.errors import LegdiaryError

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import JsonOption
    from legdiary.cli.session import Session


def help_me(
    ctx: typer.Context,
    country: Annotated[
        str | None, typer.Option("--country", metavar="CODE", help="us, uk, de, … Default: the setting.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show when to seek help, urgent first, and whom to call. It is the same for everyone, whatever you logged."""
    session: Session = ctx.obj
    from legdiary.domain.seek_help import find_country, numbers
    from legdiary.render.json.help_me import help_me as document
    from legdiary.render.terminal.views.help_me import help_me_text

    session.terminal.may_page = False  # what is urgent is on the screen at once
    code = None
    if country is not None:
        code = find_country(country)
    else:
        with suppress(LegdiaryError):  # this page is shown whatever the state of the settings
            code = session.settings.country
    session.answer(help_me_text(numbers(), code, session.page), lambda: document(numbers(), code), as_json=json)

"""The paper of a page: as typed, else the setting, else that of the country."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.input.paper import country_of_locale, find_paper, paper_of_country

if TYPE_CHECKING:
    from legdiary.cli.session import Session
    from legdiary.domain.input.paper import Paper


def paper_of(session: Session, typed: str | None) -> Paper:
    """Return the paper of a run's page.

    Raises:
        UnknownPaper: what was typed is neither A4 nor Letter.
    """
    if typed is not None:
        return find_paper(typed)
    settings = session.settings
    return settings.paper or paper_of_country(settings.country or country_of_locale(session.locale_name))

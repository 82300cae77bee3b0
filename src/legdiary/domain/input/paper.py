"""The paper of a page: A4, or Letter where people print on that."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from legdiary.errors import BadValue, quote_typed

Paper: TypeAlias = Literal["a4", "letter"]
PAPERS: Final[tuple[Paper, ...]] = ("a4", "letter")

#: Countries that print on Letter, by their code (Unicode CLDR, measurement data).
_LETTER_COUNTRIES = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])


class UnknownPaper(BadValue):
    """A paper that is neither A4 nor Letter."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not a known paper; write a4 or letter")


def find_paper(typed: str) -> Paper:
    """Return the paper that was typed.

    Raises:
        UnknownPaper: it is neither A4 nor Letter.
    """
    word = typed.strip().casefold()
    for paper in PAPERS:
        if word == paper:
            return paper
    raise UnknownPaper(typed)


def paper_of_country(code: str | None) -> Paper:
    """Return the paper of a country, by its two letters: A4 where none is known."""
    return "letter" if code and code.upper() in _LETTER_COUNTRIES else "a4"


def country_of_locale(name: str) -> str | None:
    """Return the country in the name of a locale, `en_US.UTF-8` → `US`; None where it names none."""
    country = name.partition(".")[0].partition("@")[0].partition("_")[2]
    return country.upper() if len(country) == len("US") and country.isalpha() else None

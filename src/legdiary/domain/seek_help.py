"""Emergency numbers and telephone help lines by country, from `seek_help.toml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from legdiary.errors import BadValue, quote_typed
from legdiary.util.values import dataclass

_FILE = Path(__file__).with_name("seek_help.toml")


class UnknownCountry(BadValue):
    """A country without a known number."""

    def __init__(self, typed: str) -> None:
        codes = " ".join(sorted(numbers().countries))
        super().__init__(f"no telephone numbers are known for {quote_typed(typed)!r}; write one of: {codes}")


@dataclass(frozen=True, slots=True)
class Emergency:
    """An emergency number.

    Attributes:
        where: the names of the countries.
        countries: their codes.
    """

    number: str
    where: str
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A telephone help line.

    Attributes:
        about: its purpose.
        checked: when and where somebody verified the number; None where nobody has.
    """

    country: str
    number: str
    about: str
    checked: str | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """The contents of `seek_help.toml`.

    Attributes:
        countries: country code → name.
        other_names: another code or word → country code.
    """

    countries: dict[str, str]
    other_names: dict[str, str]
    emergency: tuple[Emergency, ...]
    lines: tuple[Line, ...]

    def emergency_in(self, country: str) -> tuple[str, ...]:
        """Return the emergency numbers of a country."""
        return tuple(each.number for each in self.emergency if country in each.countries)

    def lines_in(self, country: str) -> tuple[Line, ...]:
        """Return the help lines of a country."""
        return tuple(line for line in self.lines if line.country == country)


@cache
def numbers() -> Numbers:
    """Return the numbers from `seek_help.toml`, read once."""
    import tomllib

    held = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Numbers(
        held["countries"],
        held["other_names"],
        tuple(Emergency(each["number"], each["where"], tuple(each["countries"])) for each in held["emergency"]),
        tuple(Line(**each) for each in held["line"]),
    )


def find_country(typed: str) -> str:
    """Return the code of a country given by code or name.

    Raises:
        UnknownCountry: the file has no such country.
    """
    word = " ".join(typed.split()).casefold()
    known = numbers()
    by_name = {name.casefold(): code for code, name in known.countries.items()}
    code = known.other_names.get(word, by_name.get(word, word))
    if code not in known.countries:
        raise UnknownCountry(typed)
    return code

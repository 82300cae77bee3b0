"""Parts of SQL expressions that several statements share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, case, func, literal_column

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def literal(text: str) -> ColumnElement[str]:
    """A constant of the program as an SQL string."""
    return literal_column(f"'{text}'", Text)


def iso(utc_s: ColumnElement[int], offset_min: ColumnElement[int]) -> ColumnElement[str]:
    """A moment in ISO 8601 with its offset, as `Moment.iso` writes it; NULL where there is not a moment."""
    local = utc_s + offset_min * literal_column("60")
    sign = if_else(offset_min < literal_column("0"), "'-'", "'+'")
    return (
        at("'%Y-%m-%dT%H:%M:%S'", local).concat(sign).concat(at("'%H:%M'", func.abs(offset_min) * literal_column("60")))
    )


def at(shape: str, utc_s: ColumnElement[int]) -> ColumnElement[str]:
    """A part of an instant, by `strftime`, which takes a tenth of the time of `printf`."""
    return func.strftime(literal_column(shape), utc_s, literal_column("'unixepoch'"), type_=Text)


def if_else(condition: ColumnElement[bool], then: str, otherwise: str) -> ColumnElement[str]:
    """A CASE between two SQL literals."""
    return case((condition, literal_column(then, Text)), else_=literal_column(otherwise, Text))

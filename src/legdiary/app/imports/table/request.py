"""The search for the mapping of a table: a file, a person who is asked; and one question to that person."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.imports.table.points import Point
    from legdiary.app.imports.table.preview import TablePreview
    from legdiary.errors import LegdiaryError


class TableQuestion(NamedTuple):
    """One question about a table.

    Attributes:
        point: the open point.
        sheet: the name of the sheet, where there are several.
        letter: the letter of the column; empty where the sheet as a whole is meant.
        header: the name of the column.
        field: what the column is; empty while that is not known.
        asked: how many questions came before.
        left: how many are open, this one included, as far as is known.
    """

    point: Point
    sheet: str
    letter: str
    header: str
    field: str
    asked: int
    left: int


class TableAsker(Protocol):
    """The person at the terminal."""

    def ask(self, question: TableQuestion) -> str | None:
        """Return what is typed at a question; None at the end of input."""

    def refuse(self, error: LegdiaryError) -> None:
        """Show why an answer is not accepted."""

    def confirm(self, preview: TablePreview) -> str | None:
        """Show the table as it would be stored; return yes, no, or the letter of a column; None at the end of input."""

    def leaves_out(self, preview: TablePreview, *, is_shown: bool) -> bool:
        """Return whether the rows that cannot be right are left out, as the person says.

        Args:
            preview: the table as it would be stored.
            is_shown: the rows were shown already.
        """

    def keeps(self, path: Path, *, is_whole: bool) -> None:
        """Say that the answers are kept, all of them or those given so far."""


class TableRequest(NamedTuple):
    """The ways to find the mapping of a table.

    Attributes:
        map_path: the file that keeps the mapping; None where the person named none.
        asker: the person; None if there is nobody to ask.
        confirmed: what is shown need not be said to be right.
    """

    map_path: Path | None = None
    asker: TableAsker | None = None
    confirmed: bool = False

"""The stories of the errors that a table of one's own can meet, for `provocations.py`."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from unittest import mock

from provoking import DONE, Story

from legdiary.app.imports.table import settle, typed
from legdiary.cli.interviews.table import TableTalk
from legdiary.cli.terminal import Terminal
from legdiary.formats import reader_result
from legdiary.formats.table import mapping, mapping_file, row_cells, taken

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from provoking import World

    from legdiary.errors import BadValue

_HEAD = '[[sheet]]\nnight = "evening"\n[[sheet.column]]\nheader = "Date"\nis = "date"\n'


def saying_no(_: World) -> AbstractContextManager[Any]:
    """Somebody at a terminal who says no to what is shown."""
    stack = ExitStack()
    stack.enter_context(mock.patch.object(Terminal, "can_ask", new=True))
    stack.enter_context(mock.patch.object(TableTalk, "confirm", return_value="n"))
    return stack


def keeping_bad_rows(_: World) -> AbstractContextManager[Any]:
    """Somebody at a terminal who says yes to what is shown, and leaves no row out."""
    stack = ExitStack()
    stack.enter_context(mock.patch.object(Terminal, "can_ask", new=True))
    stack.enter_context(mock.patch.object(TableTalk, "confirm", return_value="y"))
    stack.enter_context(mock.patch.object(TableTalk, "leaves_out", return_value=False))
    return stack


def _column(header: str, *lines: str) -> str:
    return f'[[sheet.column]]\nheader = "{header}"\n' + "".join(f"{each}\n" for each in lines)


def table_story(
    error: type[BadValue], header: str, cell: str, *lines: str, held: tuple[str, ...] = (), products: str = "",
    said_by: type[BadValue] | None = reader_result.BadRow,
) -> Story:  # fmt: skip
    """A table with one cell beside its date, and its mapping."""
    files: dict[str, bytes | str] = {
        "mine.csv": f"Date,{header}\n2026-11-20,{cell}\n",
        "mine.toml": f"{products}{_HEAD}{_column(header, *lines)}",
    }
    return Story(error, "import mine.csv --as table --map mine.toml", held, files, said_by=said_by)


_DOSE = ('is = "dose"', 'unit = "g"', 'at = "21:00"')
TABLE_REFUSALS = (
    Story(
        settle.TableUnclear, "import mine.csv",
        files={"mine.csv": "Night of,Legs (0-10),Weather\n2026-11-20,6,rain\n"}, then=DONE,
    ),
    Story(
        settle.TableNotConfirmed, "import mine.csv", files={"mine.csv": "Night of,Legs (0-10)\n2026-11-20,6\n"},
        during=saying_no,
    ),
    Story(
        settle.RowsNotLeftOut, "import mine.csv",
        files={"mine.csv": "Night of,Legs (0-10),Bed,Wake\n2026-11-20,6,22:45,25:00\n"}, during=keeping_bad_rows,
    ),
)  # fmt: skip
TABLE_VALUES = (
    table_story(row_cells.NotOnScale, "Legs", "12", 'is = "severity"', 'scale = "0-10"'),
    table_story(row_cells.BetweenTwoNumbers, "Woke", "2.5", 'is = "times"', 'decimal = "."'),
    table_story(row_cells.UnknownCell, "Slept", "early", 'is = "bed-wake"'),
    table_story(taken.NotAWeight, "Kratom", "5 caps", *_DOSE, 'product = "none"'),
    table_story(taken.KindNotSaid, "Kratom", "2.5", *_DOSE, 'product = "red"'),
    table_story(
        taken.OtherKind, "Kratom", "2.5", *_DOSE, 'product = "red"', held=("product add red --kind leaf",),
        products='[products]\n"red" = "7-oh"\n',
    ),
    table_story(mapping.NotInMapping, "Legs", "6", 'is = "mood"', said_by=mapping_file.NotAMapping),
    table_story(mapping_file.NotAMapping, "Legs", "6", 'colour = "red"', said_by=None),
    Story(
        mapping.OtherColumns, "import mine.csv --map mine.toml",
        files={
            "mine.csv": "Date,Beine (0-10)\n2026-11-20,6\n", "mine.toml": _HEAD + _column("Legs", 'is = "severity"'),
        },
    ),
)  # fmt: skip
TABLE_ASKS_AGAIN = {
    settle.NotAnAnswer("maybe", 2): "import asks again",
    settle.NotConfirming("maybe"): "import asks again",
    typed.NotAField("wether"): "import asks again",
    typed.NotAYear("26"): "import asks again",
    typed.NotOfScale("12", 0, 10): "import asks again",
    typed.NotAProductHere("red leaf"): "import asks again",
}

"""The mapping of a table: read from its file, or asked for point by point, or refused with the line that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.imports.table.draft import draft_table
from legdiary.app.imports.table.facts import Facts
from legdiary.app.imports.table.points import Free, Option, Point, forget_column
from legdiary.app.imports.table.preview import preview_table
from legdiary.app.imports.table.request import TableQuestion
from legdiary.app.imports.table.steps import Steps
from legdiary.errors import BadValue, Refused, plural, quote_typed
from legdiary.formats.table.mapping import fit_to_sheets
from legdiary.formats.table.mapping_file import read_mapping, write_mapping
from legdiary.formats.table.records import TableOptions
from legdiary.formats.table.text.encoding import FIND_OUT, TextForm
from legdiary.util.numbers import short_number
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from legdiary.app.imports.table.points import Change, Known
    from legdiary.app.imports.table.preview import TablePreview
    from legdiary.app.imports.table.request import TableAsker, TableRequest
    from legdiary.domain.time.moments import Present
    from legdiary.formats.reader_result import BadRows
    from legdiary.formats.table.mapping import TableMap
    from legdiary.formats.table.sheets import Sheet
    from legdiary.formats.table.text.encoding import UnclearText

_BACK, _YES, _NO = "b", ("y", "yes"), ("n", "no")
_ALL_DIGITS_ARE_VALUES = frozenset({Free.NUMBER, Free.YEAR})


class TableUnclear(Refused):
    """A table of which something is not clear, and nobody to ask."""

    def __init__(
        self, source: str, where: str, lines: Sequence[str], map_name: str | None, more: int = 0, header: str = ""
    ) -> None:
        """Make the error.

        Args:
            source: the file's name.
            where: the column or the sheet.
            lines: the lines of a mapping that answer it.
            map_name: the file that holds, or now holds, the mapping; None where `--map` was not given.
            more: how many other points are open.
            header: the name of the column, below which the line stands.
        """
        also = f" ({plural(more, 'more point')} like this)" if more else ""
        below = f", below header = {quote_typed(header)!r}" if header else ""
        into = quote_typed(map_name) if map_name else "a mapping (--map FILE makes one)"
        super().__init__(
            f"{quote_typed(source)}{where}: not clear{also}, and there is nobody to ask; write in {into}"
            f"{below}: {' or '.join(lines)}",
            "legdiary import --help",
        )


class TableNotConfirmed(Refused):
    """A table whose mapping was not said to be right."""

    def __init__(self) -> None:
        super().__init__("the mapping of the table was not confirmed; nothing is stored")


class RowsNotLeftOut(Refused):
    """Rows of a table that cannot be right, and a person who does not leave them out."""

    def __init__(self, count: int, map_name: str | None) -> None:
        """Make the error.

        Args:
            count: the number of rows.
            map_name: the file that holds the answers; None where `--map` was not given.
        """
        kept = f"your answers are in {quote_typed(map_name)}" if map_name else "--map FILE would keep your answers"
        super().__init__(
            f"{plural(count, 'row')} can't be right",
            then=f"nothing is stored. Change {'it' if count == 1 else 'them'} in the table and import again; {kept}",
        )


class NotAnAnswer(BadValue):
    """A text that answers no question."""

    def __init__(self, typed: str, count: int) -> None:
        accepted = f"write a number from 1 to {count}" if count > 1 else "write 1"
        super().__init__(f"{quote_typed(typed)!r} is not an answer; {accepted}")


class TableSettler:
    """Finds the mappings of the tables of one import.

    Attributes:
        last: the last table, as it would be stored; None where the person has seen it.
    """

    def __init__(self, request: TableRequest, known: Known, present: Present) -> None:
        self._request, self._known, self._present = request, known, present
        self.last: TablePreview | None = None
        self._form = FIND_OUT

    def options(self, bad: BadRows) -> TableOptions:
        """Return the options by which a table is read.

        Args:
            bad: the rule for rows that cannot be right; the person may leave them out.
        """
        there = self._held()
        self._form = there.form if there is not None else FIND_OUT
        return self._options(bad)

    def _options(self, bad: BadRows) -> TableOptions:
        return TableOptions(
            lambda sheets, source: self.choose(sheets, source, bad), self._present, self._known.products,
            self._known.used, self._form, self.choose_form,
        )  # fmt: skip

    def choose_form(self, unclear: UnclearText) -> TextForm:
        """Return how a text file is written.

        Raises:
            TableUnclear: there is nobody to ask.
            TableNotConfirmed: no answer.
        """
        lines = [
            f'{key} = "{value}"'
            for each in unclear.choices
            for key, value in (("encoding", each.finding.encoding), ("separator", each.finding.separator))
            if value is not None and value != getattr(self._form, key)
        ]
        asker, path = self._request.asker, self._request.map_path
        if asker is None:
            raise TableUnclear(unclear.source, "", lines, path.name if path is not None else None)
        options = tuple(Option(each.label, lambda table: table, "") for each in unclear.choices)
        point = Point(0, None, "form", options, told=(unclear.question,))
        while (typed := asker.ask(TableQuestion(point, "", "", "", "", 0, 1))) is not None:
            number = short_number(typed)
            if number is not None and 1 <= number <= len(options):
                form: TextForm = unclear.choices[number - 1].finding
                self._form = TextForm(form.encoding or self._form.encoding, form.separator or self._form.separator)
                return form
            asker.refuse(NotAnAnswer(typed, len(options)))
        raise TableNotConfirmed

    def choose(self, sheets: Sequence[Sheet], source: str, bad: BadRows) -> TableMap:
        """Return the mapping of a table. A person is asked about rows that cannot be right, too.

        Args:
            sheets: its sheets.
            source: its file's name.
            bad: the rule for rows that cannot be right; it leaves them out from here on where the person says so.

        Raises:
            NotAMapping, OtherColumns: the file of the mapping cannot be that of this table.
            TableUnclear: something is open, and there is nobody to ask.
            TableNotConfirmed: the person said no, or nothing.
            RowsNotLeftOut: rows cannot be right, and the person does not leave them out.
        """
        path, held, options = self._request.map_path, self._held(), self._options(bad)
        there = None if held is None else fit_to_sheets(held, sheets, source)
        steps = Steps(Facts(sheets), self._known, self._present)
        table, points = steps.advance(there or replace(draft_table(sheets), form=self._form))
        asker = self._request.asker
        if points and asker is None:
            if there is None and path is not None:
                _write(path, table, points)
            raise self._unclear(sheets, source, points)
        if asker is not None and (points or there is None):
            talk = _Talk(steps, sheets, source, options, asker, table)
            try:
                table, preview = talk.hold(confirmed=self._request.confirmed)
                self._leave_out(preview, bad, is_shown=not self._request.confirmed)
            finally:  # Ctrl-C loses no answer
                if path is not None and talk.has_answers:
                    _write(path, talk.table, talk.open)
                    asker.keeps(path, is_whole=not talk.open)
            self.last = None  # it was shown
            return table
        if there is None and path is not None:
            _write(path, table)
        asks = asker is not None and not bad.skip
        preview = preview_table(sheets, source, table, options, looks_at_all=asks)
        self._leave_out(preview, bad, is_shown=False)
        self.last = preview.without_mistakes()  # the answer lists them
        return table

    def _leave_out(self, preview: TablePreview, bad: BadRows, *, is_shown: bool) -> None:
        """Ask whether rows that cannot be right are left out; without anybody to ask, reading refuses the first.

        Raises:
            RowsNotLeftOut: the person does not leave them out.
        """
        asker, path = self._request.asker, self._request.map_path
        if asker is None or bad.skip or not preview.mistake_count:
            return
        if not asker.leaves_out(preview, is_shown=is_shown):
            raise RowsNotLeftOut(preview.mistake_count, path.name if path is not None else None)
        bad.skip = True

    def _held(self) -> TableMap | None:
        """Return the mapping in its file; None without one, or where the file is still to be written.

        Raises:
            NotAMapping: the file is no mapping.
            NotAFile, FileNotReadable, NotText: it cannot be read.
            Refused: it cannot be written.
        """
        from legdiary.app.export_destinations import check_place
        from legdiary.formats.detect import NoSuchFile, read_bytes
        from legdiary.formats.files.text_lines import decode_text

        path = self._request.map_path
        if path is None:
            return None
        try:
            held = read_bytes(path)
        except NoSuchFile:
            check_place(path, force=False)
            return None
        return read_mapping(decode_text(held, path.name), path.name)

    def _unclear(self, sheets: Sequence[Sheet], source: str, points: Sequence[Point]) -> TableUnclear:
        point = points[0]
        sheet = sheets[point.sheet]
        where = f", {quote_typed(sheet.name)}" if sheet.name else ""
        where += f", {sheet.column_name(point.column)}" if point.column is not None else ""
        path = self._request.map_path
        return TableUnclear(
            source, where, point.lines, path.name if path is not None else None, len(points) - 1,
            "" if point.column is None else sheet.header[point.column],
        )  # fmt: skip


class _Talk:
    """The questions about one table, one after the other.

    Attributes:
        table: the mapping with all that was answered.
        open: the points that are open.
        has_answers: something was answered.
    """

    def __init__(
        self, steps: Steps, sheets: Sequence[Sheet], source: str, options: TableOptions, asker: TableAsker,
        table: TableMap,
    ) -> None:  # fmt: skip
        self._steps, self._sheets, self._source, self._options, self._asker = steps, sheets, source, options, asker
        self._before: list[TableMap] = []
        self.table = table
        self.open: Sequence[Point] = ()
        self.has_answers = False

    def hold(self, *, confirmed: bool) -> tuple[TableMap, TablePreview]:
        """Return the mapping with all points answered, and said to be right, and the table as it would be stored.

        Raises:
            TableNotConfirmed: no answer, or a no.
        """
        while True:
            table = self._ask_all()
            preview = preview_table(self._sheets, self._source, table, self._options, looks_at_all=True)
            while not confirmed:
                typed = self._asker.confirm(preview)
                if typed is None or typed.strip().casefold() in _NO:
                    raise TableNotConfirmed
                word = typed.strip().casefold()
                if word in _YES:
                    self.has_answers = True
                    return table, preview
                if word == _BACK and self._before:
                    self.table = self._before.pop()
                    break
                if (change := self._column_named(word)) is not None:
                    self._before.append(table)
                    self.table = change(table)
                    break
                self._asker.refuse(NotConfirming(typed))
            else:
                self.has_answers = True
                return table, preview

    def _column_named(self, word: str) -> Change | None:
        """Return the change that asks anew about the column of a letter; in several sheets the first that has it."""
        for place, sheet in enumerate(self._sheets):
            for column in range(len(sheet.header)):
                if sheet.letter(column).casefold() == word or (
                    len(self._sheets) > 1 and f"{sheet.name} {sheet.letter(column)}".casefold() == word
                ):
                    return forget_column(place, column)
        return None

    def _ask_all(self) -> TableMap:
        asked = 0
        while True:
            self.table, self.open = self._steps.advance(self.table)
            if not self.open:
                return self.table
            point = self.open[0]
            typed = self._asker.ask(self._question(self.table, point, asked, len(self.open)))
            if typed is None:
                raise TableNotConfirmed
            if typed.strip().casefold() == _BACK and self._before:
                self.table = self._before.pop()
                asked -= 1
                continue
            try:
                changed = _answer(point, typed)(self.table)
            except BadValue as error:
                self._asker.refuse(error)
                continue
            self._before.append(self.table)
            self.table, self.has_answers = changed, True
            asked += 1

    def _question(self, table: TableMap, point: Point, asked: int, left: int) -> TableQuestion:
        sheet = self._sheets[point.sheet]
        column = point.column
        return TableQuestion(
            point,
            sheet.name if len(self._sheets) > 1 or point.key == "used" else "",
            "" if column is None else sheet.letter(column),
            "" if column is None else sheet.header[column],
            "" if column is None else table.sheets[point.sheet].columns[column].field or "",
            asked,
            left,
        )


class NotConfirming(BadValue):
    """Neither yes nor no nor a column."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not an answer; write y, n, or the letter of a column to change")


def _answer(point: Point, typed: str) -> Change:
    """Return the change that an answer makes.

    Raises:
        BadValue: it is no answer.
    """
    word = " ".join(typed.split())
    options = point.options
    if not word and point.suggested is not None:
        return options[point.suggested].change
    chooses = word.isdecimal() and point.free not in _ALL_DIGITS_ARE_VALUES
    number = short_number(word) if chooses else None
    if number is not None and 1 <= number <= len(options):
        return options[number - 1].change
    exact = [each for each in options if each.label.casefold() == word.casefold()]
    if exact:
        return exact[0].change
    if point.take is not None and word and not (chooses and options):
        return point.take(typed)
    begins = [each for each in options if word and each.label.casefold().startswith(word.casefold())]
    if len(begins) == 1:
        return begins[0].change
    raise NotAnAnswer(typed, len(options))


def _write(path: Path, table: TableMap, points: Sequence[Point] = ()) -> None:
    """Write a mapping; what is not clear yet stands in it as comments."""
    unsaid: dict[tuple[int, int | None], list[str]] = {}
    for point in points:
        unsaid.setdefault((point.sheet, point.column), []).extend(point.lines)
    from legdiary.app.export_destinations import new_file

    with new_file(path, force=True) as file:
        file.write(write_mapping(table, unsaid).encode("utf-8"))

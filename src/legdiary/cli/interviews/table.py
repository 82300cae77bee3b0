"""The questions about a table of one's own, asked one after the other, and the table as it would be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.cli.interviews.interview import HELP, Interview
from legdiary.render.terminal.answers.table import confirm_text, kept_text, leave_out_text, mistake_lines, preview_lines
from legdiary.render.terminal.answers.table_questions import begin_text, explain_text, option_lines, question_text
from legdiary.render.terminal.layout import plain

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.imports.table.preview import TablePreview
    from legdiary.app.imports.table.request import TableQuestion
    from legdiary.cli.session import Session
    from legdiary.errors import LegdiaryError


class TableTalk:
    """Asks about a table; nothing is stored by it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._interview = Interview(session)
        self._has_begun = False
        self._refused: tuple[object, ...] = ()
        self._asks: tuple[object, ...] = ()

    def ask(self, question: TableQuestion) -> str | None:
        """Return what is typed at a question; None at the end of input."""
        if not self._has_begun:
            self._has_begun = True
            self._interview.headline(begin_text())
            self._interview.headline("")
        point = question.point
        self._asks = (point.sheet, point.column, point.key, point.told)
        if self._asks != self._refused:  # a refused answer is typed again below the same question
            self._interview.put(question_text(question), question.asked + 1, question.asked + question.left)
            for each in option_lines(question):
                self._interview.put(each)
        self._refused = ()
        while (typed := self._interview.read()) == HELP:
            self._interview.tell(explain_text(question))
        return typed

    def refuse(self, error: LegdiaryError) -> None:
        """Show why an answer is not accepted."""
        self._interview.refuse(error)
        self._refused = self._asks

    def confirm(self, preview: TablePreview) -> str | None:
        """Show the table as it would be stored, and return yes, no, or a column's letter; None at the end of input."""
        self._session.say("\n" + plain(preview_lines(preview, self._session.page.width)) + "\n")
        self._interview.put(confirm_text())
        return self._interview.read()

    def leaves_out(self, preview: TablePreview, *, is_shown: bool) -> bool:
        """Return whether the rows that cannot be right are left out; the end of input is a no."""
        if not is_shown:
            width = self._session.page.width
            self._session.say("\n" + plain([each for sheet in preview.sheets for each in mistake_lines(sheet, width)]))
        return self._interview.confirm(leave_out_text(preview.mistake_count))

    def keeps(self, path: Path, *, is_whole: bool) -> None:
        """Say that the answers are kept, all of them or those given so far."""
        self._interview.headline(kept_text(path.name, is_whole=is_whole))

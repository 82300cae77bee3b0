"""The signs for which to seek help, urgent ones first: the same for everybody, whatever the diary holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import wording
from legdiary.render.terminal.layout import Span, line, wrapped
from legdiary.render.terminal.styles import HEADING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legdiary.domain.seek_help import Numbers
    from legdiary.render.terminal.layout import Line, Page


def help_me_text(numbers: Numbers, country: str | None, page: Page) -> list[Line]:
    """Return the lists, and the numbers of a country; without one, all emergency numbers that are known."""
    known = numbers.emergency_in(country) if country else ()
    lines = wrapped(wording.help_at_once(" or ".join(known)), page.width, style=HEADING)
    lines += _items(wording.HELP_AT_ONCE, page)
    if not known:
        lines += [line()]
        for each in numbers.emergency:
            lines += _item(f"{each.number}  {each.where}", page, "  ")
    lines += [line(), *wrapped(wording.HELP_SOON_TITLE, page.width, style=HEADING)]
    lines += _items(wording.HELP_SOON, page)
    if country and (telephone := numbers.lines_in(country)):
        lines += [
            line(),
            *wrapped(f"{wording.HELP_LINES_TITLE}, {numbers.countries[country]}", page.width, style=HEADING),
        ]
        for each_line in telephone:
            doubt = "" if each_line.checked else f" ({wording.HELP_UNCHECKED})"
            lines += _item(f"{each_line.number}  {each_line.about}{doubt}", page, "  ")
    lines += [line()]
    sentences = (wording.HELP_FOR_EVERYBODY, wording.NOT_A_DEVICE, *(() if country else (wording.HELP_COUNTRY,)))
    return lines + [each for sentence in sentences for each in wrapped(sentence, page.width)]


def _items(items: Iterable[str], page: Page) -> list[Line]:
    return [each for item in items for each in _item(f"- {item}", page, "  ")]


def _item(text: str, page: Page, indent: str) -> list[Line]:
    first, *rest = wrapped(text, page.width - 2, indent=indent)
    return [first, *([Span("  ", ""), *each] for each in rest)]

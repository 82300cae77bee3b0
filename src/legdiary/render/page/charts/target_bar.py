"""The bar of days on, under and over target, and of those not logged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from legdiary import humanize
from legdiary.render.page.charts.shapes import LINE_TALL, Drawing, box, rounded, text_width
from legdiary.render.page.charts.sketch import Sketch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.reports.summary.target_days import TargetDays

_TALL, _EDGE, _PADDING = 15.0, 0.5, 5.0
_BASELINE, _BELOW = 11.3, 26.0
#: The kinds of a part's box with light letters on it.
_DARK: Final = frozenset({"on", "off-over"})


class _Part(NamedTuple):
    """A part of the bar: its kind, its days, and the words in it, the longest first."""

    kind: str
    days: int
    words: tuple[str, ...]


def target_bar(of: TargetDays, width: float, *, told_beside: bool = False) -> Drawing:
    """Return the bar of a width; parts that are too short for their words are told in a line below it.

    Args:
        of: the days.
        width: the width.
        told_beside: a text beside the drawing tells every part, so that it needs no line of its own.
    """
    tolerance = humanize.planned_amount(of.substance, of.tolerance, of.unit)
    within = "exactly" if not of.tolerance else f"within {tolerance}"
    parts = [
        part
        for part in (
            _Part("on", of.on, (f"{of.on} on target ({within})", f"{of.on} on target")),
            _Part("under", of.under, (f"{of.under} under", f"{of.under}")),
            _Part("off-over", of.over, (f"{of.over} over", f"{of.over}")),
            _Part("no-amount", of.no_amount, (f"{of.no_amount} without an amount",)),
            _Part("not-logged", of.not_logged, (f"{of.not_logged} not logged", f"{of.not_logged}")),
        )
        if part.days
    ]
    sketch = Sketch()
    aside = [f"on target: {within}"] if of.on and not _fits(parts[0].words[0], of.on, of.days, width) else []
    begin = 0
    for part in parts:
        left, right = (_EDGE + (width - 2 * _EDGE) * days / of.days for days in (begin, begin + part.days))
        area = box(left, _EDGE, right, _EDGE + _TALL)
        sketch.boxes(part.kind, [area])
        words = next((each for each in part.words if _fits(each, part.days, of.days, width)), "")
        if words:
            kind = "inside" if part.kind in _DARK else "strong" if part.kind == "under" else "fact"
            sketch.text((left + right) / 2, _BASELINE, words, kind, "middle")
        else:
            aside.append(part.words[0])
        begin += part.days
    lines = [] if told_beside else _lines(aside, width)
    for number, line in enumerate(lines):
        sketch.text(width, _BELOW + number * LINE_TALL, line, "label", "end")
    return Drawing(
        width=width,
        height=rounded(_BELOW + 3 + (len(lines) - 1) * LINE_TALL if lines else _TALL + 2 * _EDGE),
        title=f"Days on target, {humanize.plural(of.days, 'day')} of the plan",
        says=f"Of {humanize.plural(of.days, 'day')}: {', '.join(part.words[0] for part in parts)}.",
        shapes=tuple(sketch.shapes),
        texts=tuple(sketch.texts),
    )


def _fits(words: str, days: int, of: int, width: float) -> bool:
    return text_width(words, bold=True) + 2 * _PADDING <= (width - 2 * _EDGE) * days / of


def _lines(parts: Sequence[str], width: float) -> list[str]:
    """Return parts of a list in as many lines as they need."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}, {part}" if lines else part
        if lines and text_width(f"{longer},") <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return [*(f"{line}," for line in lines[:-1]), *lines[-1:]]

"""The keys of the dashboard: the table behind the bindings, the foot of the screen, the help and the docs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.render.terminal.layout import Span
from legdiary.render.terminal.styles import HEADING

if TYPE_CHECKING:
    from legdiary.render.terminal.layout import Line

TODAY, WEEK, MONTH, TAPER, NIGHT = "today", "week", "month", "taper", "night"
TABS = (TODAY, WEEK, MONTH, TAPER, NIGHT)
FORM = "form"
NIGHT_KEY, DOSE_KEY, MAGNESIUM_KEY, SYMPTOM_KEY, SLEEP_KEY = "n", "d", "m", "s", "z"
_IN_TIME = (WEEK, MONTH, NIGHT)
_WITH_ROWS = (WEEK, MONTH)
_LOGS = (TODAY,)


class Key(NamedTuple):
    """One action, and its keys.

    Attributes:
        keys: the keys, by Textual's names.
        shown: the keys, as people read them.
        action: the name of the action.
        does: a description, for the help and the documentation.
        foot: a word for the foot of the screen; None where the key is not shown there.
        where: the tabs, or the form, at whose foot it is shown.
    """

    keys: str
    shown: str
    action: str
    does: str
    foot: str | None = None
    where: tuple[str, ...] = TABS


#: In the order shown.
BROWSING = (
    Key("n", "n", "log('n')", "log the legs: how restless, since when, where", "night", _LOGS),
    Key("d", "d", "log('d')", "log a dose, or a dose-free day", "dose", _LOGS),
    Key("m", "m", "log('m')", "log magnesium", "magnesium", _LOGS),
    Key("s", "s", "log('s')", "log symptoms", "symptom", _LOGS),
    Key("z", "z", "log('z')", "log the sleep of the night that is over", "sleep", _LOGS),
    Key("left,h", "← h", "earlier", "a week, a month or a night back", "back", _IN_TIME),
    Key("right,l", "→ l", "later", "a week, a month or a night forward", "on", _IN_TIME),
    Key("up,k", "↑ k", "up", "the row above; if there are no rows, scroll up"),
    Key("down,j", "↓ j", "down", "the row below; if there are no rows, scroll down", "choose", _WITH_ROWS),
    Key("enter", "Enter", "open", "open the chosen week or night; on a night, correct it", "open", _WITH_ROWS),
    Key("e", "e", "correct", "correct the night, or add to it", "edit", (WEEK, NIGHT)),
    Key("escape", "Esc", "close", "back from a night to its week", "week", (NIGHT,)),
    Key("u", "u", "undo", "undo the last change, after asking", "undo"),
    Key("t", "t", "today", "back to the current week, month or night", "today", _IN_TIME),
    Key("1", "1", "tab('today')", "what is left of the target, last night, what is not logged yet"),
    Key("2", "2", "tab('week')", "seven nights beside the seven before"),
    Key("3", "3", "tab('month')", "a month as a calendar, and its weeks"),
    Key("4", "4", "tab('taper')", "the plan beside what was taken"),
    Key("5", "5", "tab('night')", "everything known about one night"),
    Key("tab", "Tab", "next_tab", "the next tab"),
    Key("shift+tab", "Shift+Tab", "next_tab(-1)", "the tab before"),
    Key("pageup,b", "PgUp b", "page(-1)", "a page up"),
    Key("r", "r", "refresh", "read the diary again"),
    Key("c", "c", "shade", "switch between a light and a dark background"),
    Key("question_mark", "?", "help", "show these keys", "help"),
    Key("q", "q", "quit", "quit", "quit"),
    Key("pagedown,space", "PgDn Space", "page(1)", "a page down", "more"),
)
LOGGING = (
    Key("enter", "Enter", "store", "store what you typed", "store", (FORM,)),
    Key("up,shift+tab", "↑", "before", "the field above", None, (FORM,)),
    Key("down,tab", "↓", "after", "the field below", "next field", (FORM,)),
    Key("escape", "Esc", "leave", "back; you are asked before unsaved changes are lost", "back", (FORM,)),
)
CORRECTING = (
    Key("enter", "Enter", "store", "store all changes (in the note: Ctrl+S)", "store", (FORM,)),
    Key("ctrl+s", "Ctrl+S", "store", "the same, in every field", None, (FORM,)),
    Key("up,shift+tab", "↑", "before", "the field above", None, (FORM,)),
    Key("down,tab", "↓", "after", "the field below", "next field", (FORM,)),
    Key("escape", "Esc", "leave", "back; you are asked before unsaved changes are lost", "back", (FORM,)),
)
ALWAYS = (Key("ctrl+c", "Ctrl+C", "interrupt", "quit at once; stored entries stay", None, (*TABS, FORM)),)

_PAGE_DOWN = "page(1)"


def foot(keys: tuple[Key, ...], where: str, width: int, *, more: bool = True) -> list[Line]:
    """Return the foot of a screen: all its keys, on one line if they fit, else on as many as they need.

    Args:
        keys: the keys.
        where: the tab, or the form.
        width: the columns.
        more: there is more below; the place of that key is kept where there is not, so that nothing moves.
    """
    told = [key for key in keys if key.foot and where in key.where]
    for gap in ("  ", " "):
        if len(gap.join(map(_words, told))) <= width:
            return [_line(told, gap, more=more)]
    rows: list[list[Key]] = [[]]
    for key in told:
        if rows[-1] and len(" ".join(map(_words, [*rows[-1], key]))) > width:
            rows.append([])
        rows[-1].append(key)
    return [_line(row, " ", more=more) for row in rows]


def _words(key: Key) -> str:
    return f"{_name(key)} {key.foot}"


def _name(key: Key) -> str:
    return key.shown.partition(" ")[0]


def _line(keys: list[Key], gap: str, *, more: bool) -> Line:
    shown = [key for key in keys if more or key.action != _PAGE_DOWN]
    line: Line = []
    for key in shown:
        line += [Span(gap if line else ""), Span(_name(key), HEADING), Span(f" {key.foot}")]
    return line

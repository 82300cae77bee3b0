"""The keys of the dashboard: the table behind the bindings, the foot of the screen, the help and the docs."""

from __future__ import annotations

from typing import NamedTuple

WEEK, MONTH, TAPER, NIGHT = "week", "month", "taper", "night"
TABS = (WEEK, MONTH, TAPER, NIGHT)
FORM = "form"
_IN_TIME = (WEEK, MONTH, NIGHT)
_WITH_ROWS = (WEEK, MONTH)


class Key(NamedTuple):
    """One action, and its keys.

    Attributes:
        keys: the keys, by Textual's names.
        shown: the keys, as people read them.
        action: the name of the action.
        does: a description, for the help and the documentation.
        foot: a word for the foot of the screen; None where the key is not shown there.
        where: the tabs, or the form, in which it works.
    """

    keys: str
    shown: str
    action: str
    does: str
    foot: str | None = None
    where: tuple[str, ...] = TABS


#: In the order shown; the foot of a narrow screen has as many as fit.
BROWSING = (
    Key("left,p", "← p", "earlier", "a week, a month or a night back", "back", _IN_TIME),
    Key("right,n", "→ n", "later", "a week, a month or a night on", "on", _IN_TIME),
    Key("up,k", "↑ k", "up", "the row above; where there are none, scroll"),
    Key("down,j", "↓ j", "down", "the row below; where there are none, scroll", "choose", _WITH_ROWS),
    Key("enter", "Enter", "open", "open the chosen week or night; on a night, correct it", "open", _WITH_ROWS),
    Key("e", "e", "correct", "correct the night, or add to it", "correct", (WEEK, NIGHT)),
    Key("escape", "Esc", "close", "from a night back to its week", "week", (NIGHT,)),
    Key("u", "u", "undo", "take back the last change, after asking", "undo"),
    Key("t", "t", "today", "back to the present", "today"),
    Key("1", "1", "tab('week')", "seven nights beside the seven before"),
    Key("2", "2", "tab('month')", "a month as a calendar, and its weeks"),
    Key("3", "3", "tab('taper')", "the plan beside what was taken"),
    Key("4", "4", "tab('night')", "all that is known of one night"),
    Key("tab", "Tab", "next_tab", "the next of the four"),
    Key("shift+tab", "Shift+Tab", "next_tab(-1)", "the one before"),
    Key("pagedown,space", "PgDn Space", "page(1)", "further down the page"),
    Key("pageup,b", "PgUp b", "page(-1)", "further up"),
    Key("r", "r", "refresh", "read the diary again"),
    Key("d", "d", "shade", "dark on light, or light on dark"),
    Key("question_mark", "?", "help", "these keys", "help"),
    Key("q", "q", "quit", "quit", "quit"),
)
CORRECTING = (
    Key("enter", "Enter", "store", "store all that was changed (in the note: Ctrl+S)", "store", (FORM,)),
    Key("ctrl+s", "Ctrl+S", "store", "the same, in every field", None, (FORM,)),
    Key("up,shift+tab", "↑", "before", "the field above", None, (FORM,)),
    Key("down,tab", "↓", "after", "the field below", "next field", (FORM,)),
    Key("escape", "Esc", "leave", "back; what is typed and not stored is asked about", "back", (FORM,)),
)
ALWAYS = (Key("ctrl+c", "Ctrl+C", "interrupt", "end at once; what is stored is stored", None, (*TABS, FORM)),)

#: The actions that a narrow screen shows first.
_FIRST = ("help", "quit", "leave", "store", "open", "correct")


def foot(keys: tuple[Key, ...], where: str, width: int) -> str:
    """Return the foot of a screen: as many keys as fit on one line."""
    told = [key for key in keys if key.foot and where in key.where]
    chosen: list[Key] = []
    for key in sorted(told, key=lambda key: _FIRST.index(key.action) if key.action in _FIRST else len(_FIRST)):
        if len(_line([*chosen, key])) <= width:
            chosen.append(key)
    return _line([key for key in told if key in chosen])


def _line(keys: list[Key]) -> str:
    return "  ".join(f"{key.shown.partition(' ')[0]} {key.foot}" for key in keys)

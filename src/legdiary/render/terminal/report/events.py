"""Events (other changes beside the taper) in words: the same in the report, the charts, the page and the week."""

from __future__ import annotations

from legdiary import humanize
from legdiary.humanize import user_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from legdiary.domain.reports.events import Event

_WORDS = {
    ("batch", "begun"): "new batch",
    ("product", "begun"): "new product",
    ("extract", "begun"): "first dose of an extract",
    ("extract", "taken"): "first dose of an extract",
    ("extract", "resumed"): "an extract again",
    ("extract", "stopped"): "no extract any more",
    ("7-oh", "begun"): "first dose of 7-OH",
    ("7-oh", "taken"): "first dose of 7-OH",
    ("7-oh", "resumed"): "7-OH again",
    ("7-oh", "stopped"): "no 7-OH any more",
    ("hold", "placed"): "hold",
    ("target", "set"): "target set",
    ("plan", "begun"): "plan begun",
    ("plan", "ended"): "plan ended",
    ("medicine", "begun"): "new medicine",
    ("medicine", "taken"): "medicine taken once or twice",
    ("magnesium", "taken"): "magnesium taken once or twice",
    ("journey", "changed"): "journey",
}
#: Kinds whose name adds nothing to the old and the new value.
_KINDS_WITHOUT_NAME = {"journey", "target"}


#: Kinds of substances, with how they are named behind `first dose of`, `again`, `no … any more`.
_SUBSTANCES = {"mitragynine-pseudoindoxyl", "mgm-15", "mgm-16", "substance"}
_OF_SUBSTANCES = {"begun": "first dose of {}", "taken": "first dose of {}", "resumed": "{} again",
                  "stopped": "no {} any more"}  # fmt: skip


def event_name(event: Event) -> str:
    """Return an event without its day: `new batch (red leaf)`, `magnesium changed (by mouth, 200 mg → 400 mg)`."""
    said = _WORDS.get((event.kind, event.change), f"{event.kind} {event.change}")
    if event.kind in _SUBSTANCES and event.change in _OF_SUBSTANCES:
        word = event.now if event.kind == "substance" and event.now else event.kind
        said = _OF_SUBSTANCES[event.change].format(humanize.substance(word))
    name = "" if event.kind in _KINDS_WITHOUT_NAME else user_text(event.name)
    inside = ", ".join(part for part in (name, _change(event)) if part)
    return f"{said} ({inside})" if inside else said


def _change(event: Event) -> str:
    if event.change in {"changed", "set"}:
        return f"{user_text(event.was or humanize.MISSING)} → {user_text(event.now or humanize.MISSING)}"
    if event.kind == "magnesium" and event.now is not None:
        return user_text(event.now)
    return ""


def event_words(event: Event) -> str:
    """Return an event with its day: `new batch (red leaf) on 12 May`."""
    return f"{event_name(event)} on {humanize.short_day(event.on)}"


def event_sentence(event: Event) -> str:
    """Return an event as a sentence: `New batch (red leaf) on 12 May`, with a full stop."""
    told = event_words(event)
    return f"{told[0].upper()}{told[1:]}."


#: What is told of a change in a line of many, where the kind alone does not tell it.
_SHORT = {
    "batch": "new batch", "product": "new product", "plan": "plan", "journey": "journey", "hold": "hold",
    "target": "target set",
}  # fmt: skip
_SHORT_CHANGES = {"begun": "", "placed": "", "set": "", "taken": " once or twice", "resumed": " again"}


def short_event(event: Event) -> str:
    """Return an event in two or three words, without its day: `new batch`, `magnesium stopped`, `gabapentin`."""
    if event.kind == "medicine":
        name = user_text(event.name)
    elif event.kind == "substance":
        name = humanize.substance(event.now or event.kind)
    else:
        name = _SHORT.get(event.kind) or humanize.substance(event.kind)
    if event.kind == "journey":
        return name
    return f"{name}{_SHORT_CHANGES.get(event.change, f' {event.change}')}"

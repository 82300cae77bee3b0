"""A history of the model as a story that a person can follow: who knew what, and wrote what; and what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from model_histories import History, Told

_NAMES = ("laptop", "phone", "tablet", "desk", "work")
_FIELDS = {"night": ("severity", "note"), "dose": ("grams", "note"), "mark": ("", "note"), "plan": ("", "name")}


def story(history: History) -> str:
    """Return the lines that were written, in their order, and the diary that the model says they make."""
    return "\n".join((*told_log(history.log), "The model says", *map(_told, sorted(history.diary, key=str))))


def told_log(log: Sequence[Sequence[Mapping[str, Any]]]) -> Iterator[str]:
    """Yield a sentence a line, in the order of all lines."""
    lines = sorted((line for each in log for line in each), key=lambda line: (line["clock"], line["device"]))
    yield from map(_sentence, lines)


def _sentence(line: Mapping[str, Any]) -> str:
    what, new, kind = line["action"], line["new"], line["kind"]
    a, b = _FIELDS[kind]
    fields = {"place": f"day {new['place']}", "a": f"{a} {new['a']}", "b": f"{b} {new['b']}"}
    said = ", ".join(fields[name] for name in ("place", "a", "b") if name in line["changed"])
    whole = ", ".join(fields[name] for name in ("place", "a", "b") if new[name])
    if line["undoes"]:
        what = f"takes back its line {line['undoes']}:"
        deed = f"{what} the {kind} is deleted" if line["action"] == "delete" else f"{what} {said}"
    elif what == "delete":
        deed = f"deletes the {kind} {_refs(line['of'])}"
    elif what == "add":
        deed = f"adds a {kind}: {said}"
    elif "there" in line["changed"]:
        deed = f"decides that the {kind} {_refs(line['of'])} stays: {whole}"
    else:
        verb = "decides on" if what == "settle" else "changes"
        deed = f"{verb} the {kind} {_refs(line['of'])}: {said}"
    return f"  {_name(line['device'])} {line['number']}{_knowing(line)} {deed}"


def _knowing(line: Mapping[str, Any]) -> str:
    others = [
        f"{_name(device)} up to {number}"
        for device, number in enumerate(line["seen"], 1)
        if number and device != line["device"]
    ]
    return f", knowing {' and '.join(others)}," if others else ","


def _name(device: int) -> str:
    return _NAMES[device - 1] if device <= len(_NAMES) else f"device {device}"


def _refs(refs: Iterable[tuple[int, int]]) -> str:
    return "+".join(f"({_name(device)} {number})" for device, number in sorted(refs))


def _told(entry: Told) -> str:
    a, b = _FIELDS[entry.kind]
    values = [f"day {entry.place}", *([f"{a} {entry.a}"] if entry.a else []), *([f"{b} {entry.b}"] if entry.b else [])]
    said = [
        f"{what} between {_refs(lines)}, {_refs([standing])} stands" for what, lines, standing in sorted(entry.open)
    ]
    held = " (held out)" if entry.held else ""
    return f"  {entry.kind} {_refs(entry.refs)}: {', '.join(values)}{held}{'; open: ' if said else ''}{'; '.join(said)}"

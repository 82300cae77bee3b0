"""The help of a command: its options grouped by subject, laid out for the width, and in colour where that may be.

It loads only where help is shown. Without colour the help is plain text, and nothing of `render` is loaded for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import typer

#: From so many options on they are grouped.
LONG_FROM = 8
GENERAL = "Options"
_WHEN = ("When", ("--night", "--at"))
_OUTCOME = ("What it did, and a note", ("--helped", "--note"))
_DOSE = (("The dose", ("--product", "--of")), _WHEN, _OUTCOME)
_PAGE = (
    ("Which nights", ("--last", "--from", "--to", "--taper")),
    ("What is on it", ("--by", "--of", "--question", "--name", "--notes")),
    ("The file", ("--output", "--paper", "--open", "--encrypt", "--force")),
)
#: Command → its groups: a heading and the flags below it. Flags that no group names are under `Options`.
GROUPS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "night": (
        ("How it began, where and how", ("--onset", "--where", "--feel", "--missed")),
        ("By time of day", ("--falling-asleep", "--overnight", "--day-resting", "--day-active")),
        ("Effect on the day", ("--sitting", "--mood", "--concentration")),
        ("Which night, and a note", ("--night", "--note")),
    ),
    "sleep": (
        ("Clock times", ("--tried", "--up", "--planned")),
        ("How long", ("--latency", "--awake", "--pacing", "--lying-awake", "--nap", "--total")),
        ("How it was", ("--times", "--quality")),
        ("Which night, and a note", ("--night", "--note")),
    ),
    "kratom": _DOSE,
    "dose": _DOSE,
    "magnesium": (("What was taken", ("--form", "--salt", "--topical")), _WHEN, _OUTCOME),
    "mag": (("What was taken", ("--form", "--salt", "--topical")), _WHEN, _OUTCOME),
    "factor": (("How much", ("--amount",)), _WHEN, _OUTCOME),
    "medicine": (_WHEN, _OUTCOME),
    "measure": (("When, and by whom", ("--on", "--by")), ("A laboratory value of iron", ("--fasting", "--no-iron"))),
    "product add": (
        ("What it is", ("--kind", "--new", "--mitragynine")),
        ("The batch", ("--capsule", "--weight", "--opened")),
    ),
    "report": (
        ("Which nights", ("--last", "--from", "--to", "--taper")),
        ("What is shown", ("--by", "--of", "--full", "--calendar", "--explain")),
    ),
    "taper new": (
        ("From where to where", ("--from", "--to", "--start", "--stop-at", "--allow-up")),
        ("The steps", ("--cut", "--every", "--round", "--doses")),
        ("Every step from a file", ("--steps",)),
        ("What is tapered", ("--of", "--new", "--name")),
        ("Trying and taking it", ("--preview", "--coin", "--yes")),
    ),
    "import": (
        ("What the file is", ("--as", "--map", "--source")),
        ("Trying it, and what is not clear", ("--dry-run", "--on-conflict", "--skip-bad")),
    ),
    "export csv": (
        ("Which nights", ("--from", "--to")),
        ("What is in it", ("--table", "--no-notes", "--bom", "--dialect")),
        ("The files", ("--output", "--zip", "--encrypt", "--force")),
    ),
    "export html": _PAGE,
    "export pdf": _PAGE,
}
_NARROW_BELOW = 60
_NAMES_MOST_NARROW = 13
_MARGIN, _BELOW_A_NAME = 2, 6


class _Row(NamedTuple):
    """An option or an argument, with its explanation."""

    names: str
    about: str


def write_options(ctx: typer.Context, params: Sequence[Any], formatter: Any) -> None:
    """Write the arguments and the options of a command, many options grouped by subject."""
    path = " ".join(ctx.command_path.split()[1:])
    groups = GROUPS.get(path, ())
    sections: dict[str, list[_Row]] = {"Arguments": [], **{heading: [] for heading, _ in groups}, GENERAL: []}
    for param in params:
        record = param.get_help_record(ctx)
        if record is not None:
            heading = next((heading for heading, flags in groups if flags_of(param) & {*flags}), GENERAL)
            sections["Arguments" if param.param_type_name == "argument" else heading].append(_Row(*record))
    for heading, rows in sections.items():
        if rows:
            write_rows(heading, rows, formatter)


def flags_of(param: Any) -> set[str]:
    """Return the flags of an option, those that switch it off included."""
    return {*param.opts, *param.secondary_opts}


def write_rows(heading: str, rows: Sequence[tuple[str, str]], formatter: Any) -> None:
    """Write a section of names and what each is; on a phone each explanation stands below a long name."""
    with formatter.section(heading):
        if formatter.width >= _NARROW_BELOW or max(len(name) for name, _ in rows) <= _NAMES_MOST_NARROW:
            formatter.write_dl(rows)
            return
        import textwrap

        indent = " " * _BELOW_A_NAME
        for name, about in rows:
            below = textwrap.fill(about, formatter.width, initial_indent=indent, subsequent_indent=indent)
            formatter.write(f"{' ' * _MARGIN}{name}\n{below}\n")


def write_example(typed: str, formatter: Any) -> None:
    """Write the example at the foot, with a line break only where it can still be copied as it stands."""
    line = f"Example: {typed}"
    room = formatter.width - _MARGIN
    if len(line) > room:
        import textwrap

        lines = textwrap.wrap(line, room - len("  ") - len(" \\"), break_on_hyphens=False, break_long_words=False)
        line = " \\\n    ".join(lines)
    formatter.write(f"\n  {line}\n")


# ---------------------------------------------------------------------- colour

_USAGE = re.compile(r"(Usage:)(.*)")
_HEADING = re.compile(r"\S.*:")
_NAME = re.compile(r"(  )((?:-|[A-Za-z\[])\S*(?: \S+)*)(  +\S.*)?")
_EXAMPLE = re.compile(r"  (Example:)(.*)")


def painted(text: str, theme: str | None) -> str:
    """Return a help in the colours of a theme. Nothing but its own layout says what is what."""
    from legdiary.render.terminal.layout import Span
    from legdiary.render.terminal.styled_text import paint_lines
    from legdiary.render.terminal.styles import HEADING, HINT, TARGET

    lines: list[list[Span]] = []
    in_section = False
    for each in text.split("\n"):
        usage, example, name = _USAGE.fullmatch(each), _EXAMPLE.fullmatch(each), _NAME.fullmatch(each)
        if usage or example:
            found = usage or example
            before = "" if usage else "  "
            lines.append([Span(before), Span(found[1], HEADING), Span(found[2])])  # type: ignore[index]
        elif _HEADING.fullmatch(each):
            in_section = True
            lines.append([Span(each, HEADING)])
        elif in_section and name:
            flag, _, value = name[2].partition(" ") if name[2].startswith("-") else (name[2], "", "")
            parts = _flag_and_value(name[2]) if name[2].startswith("-") else (flag, value)
            lines.append([Span(name[1]), Span(parts[0], TARGET), Span(parts[1], HINT), Span(name[3] or "")])
        else:
            lines.append([Span(each)])
    return paint_lines(lines, theme).rstrip("\n")


def _flag_and_value(names: str) -> tuple[str, str]:
    """Return the flags, and the name of the value behind them: `-h, --help`, `--night WHEN`."""
    words = names.split(" ")
    count = next((place for place, word in enumerate(words) if not word.startswith("-")), len(words))
    return " ".join(words[:count]), "".join(f" {word}" for word in words[count:])

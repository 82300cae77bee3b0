"""`docs/man/legdiary.1`, the manual page: made from the commands and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary import __version__, wording
from legdiary.cli.command_line.build import build
from legdiary.cli.command_line.commands import TREE
from legdiary.settings import SPEC

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from legdiary.cli.command_line.commands import Spec

_SPECIAL = str.maketrans({
    "\\": "\\e", "-": "\\-", "–": "\\(en", "…": "...", "→": "\\(->", "·": "\\(bu", "“": "\\(lq", "”": "\\(rq",
    "±": "\\(+-", "≤": "\\(<=", "`": "", "«": "\\(Fo", "»": "\\(Fc",
})  # fmt: skip
_WORDS = (
    (
        "WHEN (a night)",
        "tonight, last night, today, yesterday, -2 or 2 ago, mon to sun (the latest past), 2026-11-20.",
    ),
    ("AT (a moment)", "23:40, 11:40pm, now, 20m ago, yesterday 23:40, 2026-11-20 23:40, 2026-11-20T23:40-05:00."),
    ("TIME (how long)", "6h30, 6:30, 390m, 45m, 1.5h."),
    ("AMOUNT", "2.5g, 2,5g, 2500mg; 5caps of a product with a capsule weight. The unit is required."),
)
_EXITS = (
    ("0", "Done."),
    ("1", "Refused, or nothing there: an unknown entry, a question without a terminal, a file that exists."),
    ("2", "A bad value or wrong usage."),
    ("3", "A problem with the diary file: missing, locked, damaged, newer, disk full, not writable."),
    ("130", "Interrupted."),
)
_ENVIRONMENT = (
    ("LEGDIARY_DIARY", "The diary file, unless --diary names one."),
    ("LEGDIARY_NOW", "Used instead of the present moment: 2026-11-22T01:30-05:00."),
    ("TZ", "The time zone."),
    ("NO_COLOR, TERM=dumb, COLUMNS", "No colour; no colour and plain characters; the width."),
    ("FORCE_COLOR, COLORFGBG", "Colour in a pipe as well; the terminal's background, for the theme."),
)


def page() -> str:
    """The whole page."""
    parts = [
        '.\\" Made by `python tools/make_docs.py manual` from the commands; edit those, never this.',
        f'.TH LEGDIARY 1 "" "legdiary {__version__}" "User commands"',
        ".SH NAME",
        f"legdiary {_text('- a diary of restless legs, sleep, kratom against a taper plan, and magnesium')}",
        ".SH SYNOPSIS",
        ".B legdiary",
        _text("[--diary FILE] [COMMAND] [ARGUMENTS]"),
        ".SH DESCRIPTION",
        _text("Without a command it shows today's summary, with the command for each thing that is missing."),
        _text(wording.NOT_A_DEVICE),
        ".SH WORDS AND AMOUNTS",
        _text("A night is named by the local date on which its evening began."),
        *(_tagged(name, about) for name, about in _WORDS),
        *_sections(),
        ".SH SETTINGS",
        *(
            _tagged(key, f"{each.meaning} Default: {each.default_text}. Example: {each.example}")
            for key, each in SPEC.items()
        ),
        ".SH ENVIRONMENT",
        *(_tagged(name, about) for name, about in _ENVIRONMENT),
        ".SH EXIT STATUS",
        *(_tagged(code, about) for code, about in _EXITS),
    ]
    return "\n".join(parts) + "\n"


def _sections() -> Iterator[str]:
    heading = None
    for name, spec in TREE.items():
        if spec.hidden:
            continue
        if spec.section != heading:
            heading = spec.section
            yield f".SH {_text(heading.upper())}"
        yield from _command(name, spec)


def _command(path: str, spec: Spec) -> Iterator[str]:
    if spec.inside is not None:
        yield from _group(path, spec.inside)
        return
    built = build(path.rpartition(" ")[2], spec)
    arguments = [each for each in built.params if each.param_type_name == "argument"]
    options = [each for each in built.params if each.param_type_name == "option" and _long(each) != "--help"]
    yield f'.SS "legdiary {_text(" ".join([path, *(_metavar(each) for each in arguments)]))}"'
    yield "\n.PP\n".join(_paragraph(each) for each in (built.help or spec.summary).split("\n\n"))
    for each in arguments:
        if each.help:
            yield _tagged(_metavar(each), each.help)
    for each in options:
        yield _tagged(_long(each) if each.is_flag else f"{_long(each)} {_metavar(each)}", each.help or "")
    yield _tagged("Example:", spec.example)


def _paragraph(text: str) -> str:
    """Running text; lines as they are behind the mark by which help keeps them, to be copied."""
    if text.startswith("\b\n"):
        return "\n".join([".nf", *(_text(line) for line in text.splitlines()[1:]), ".fi"])
    return _text(" ".join(text.split()))


def _group(path: str, inside: Mapping[str, Spec]) -> Iterator[str]:
    for name, spec in inside.items():
        yield from _command(f"{path} {name}", spec)


def _long(param: Any) -> str:
    return str(next((opt for opt in param.opts if opt.startswith("--")), param.opts[0]))


def _metavar(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _tagged(tag: str, about: str) -> str:
    return f".TP\n.B {_text(tag)}\n{_text(about) or '.br'}"


def _text(text: str) -> str:
    """Text that troff shows as it is."""
    made = text.translate(_SPECIAL)
    return f"\\&{made}" if made.startswith((".", "'")) else made

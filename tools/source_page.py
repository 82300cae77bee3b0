"""`sources.md`: every clinical fact with its source, from `facts.toml` and from the program's own tables."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.interactions import NOTHING_SAID, RULES, SAID_WITHOUT_HOURS
from legdiary.domain.entries.magnesium import SALTS, fraction
from legdiary.domain.entries.medicines import MEDICINE_CLASSES
from legdiary.domain.stats.effect_sizes import IRLS_YARDSTICKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.domain.entries.interactions import Hours

FACTS = Path(__file__).with_name("facts.toml")
_HEAD = """<!-- Made by `python tools/make_docs.py` from tools/facts.toml and the program's own tables. -->
# Sources

Every clinical fact that the program shows or computes with, where it is from, and how far it is trusted:

| mark | means |
| --- | --- |
| V | the source's own text was seen |
| V2 | seen in a secondary source only |
| C | computed; what stands here and in the code repeats it |
| M | put together from memory, consistent with sources marked V |
| – | no source: a gap, said as one |

legdiary describes and computes. It does not diagnose or advise, and none of this is medical advice.
"""
_SPACING = """## Hours between magnesium and a medicine

The table of the spacing check. Where sources differ, the one whose own text was seen counts.

"""
_WITHOUT_HOURS = """## Known medicines without hours

What a source says of them, or that none was seen. The UK SmPC also asks for 2–3 h between magnesium and medicines in
general, which the spacing check uses for thyroid hormone alone.

"""
_KNOWN_NAMES = """## Medicines known by name

Generic names, each with the class by which the spacing check knows it. A name is offered for a slip of a letter or two
only, and never for another name that is known. Any other name is kept with `--new`.

"""
_SALTS = """## The share of magnesium in a salt

n × 24.305 / molar mass, from standard atomic masses. A form without a word of its water is counted as anhydrous, and
the answer says so. Trust: C.

"""
_YARDSTICKS = """## Sizes of a change on the IRLS

None stands for another. What is marked M is in the code and is never shown.

"""


def facts() -> dict[str, Any]:
    """What `facts.toml` says."""
    return tomllib.loads(FACTS.read_text(encoding="utf-8"))


def page() -> str:
    """The whole page."""
    trust = ("source", "trust")
    told = [f"## {group['title']}\n\n{_table(('what is said', *trust), _facts(group))}" for group in facts()["group"]]
    tables = [
        _SPACING + _table(("medicine", "before magnesium", "after it", *trust), _spacing()),
        _WITHOUT_HOURS + _table(("medicine", "what is said", *trust), _without_hours()),
        _KNOWN_NAMES + _table(("medicine", "known names"), _known_names()),
        _SALTS + _table(("salt", "share"), _salts()),
        _YARDSTICKS + _table(("what it is", "points", *trust), _yardsticks()),
    ]
    return "\n".join([_HEAD, *told, *tables])


def _facts(group: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for fact in group["fact"]:
        yield fact["said"], fact["source"], fact["trust"]


def _spacing() -> Iterator[tuple[str, ...]]:
    for name, rule in RULES.items():
        yield name, _hours(rule.before), _hours(rule.after), rule.source, rule.trust


def _without_hours() -> Iterator[tuple[str, ...]]:
    for name in dict.fromkeys(MEDICINE_CLASSES.values()):
        if name not in RULES:
            said, source, trust = SAID_WITHOUT_HOURS.get(name, (NOTHING_SAID, "", "–"))
            yield name, said, source or "–", trust


def _known_names() -> Iterator[tuple[str, ...]]:
    for of in dict.fromkeys(MEDICINE_CLASSES.values()):
        yield of, ", ".join(name for name, each in MEDICINE_CLASSES.items() if each == of)


def _hours(hours: Hours) -> str:
    return f"{hours.least} h" if hours.least == hours.most else f"{hours.least}–{hours.most} h"


def _salts() -> Iterator[tuple[str, ...]]:
    for form, salt in SALTS.items():
        yield salt.words, f"{100 * fraction(form):.1f} %"


def _yardsticks() -> Iterator[tuple[str, ...]]:
    for stick in IRLS_YARDSTICKS:
        yield stick.name, f"{stick.points:g}", stick.source.replace("*", "\\*"), stick.trust


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)

"""`docs/settings.md`: every setting with its meaning, made from the specification in `settings.py`."""

from __future__ import annotations

from legdiary.settings import SPEC

_HEAD = """<!-- Made by `python tools/make_docs.py settings` from settings.py; edit that, never this. -->
# Settings

`legdiary config` shows every setting with its meaning, its value, its default and where the value comes from.
`legdiary config KEY VALUE` changes one, and `legdiary config KEY --unset` goes back to the default. The settings are
in one TOML file; `legdiary where` shows its place. Your comments in it stay. An unknown key is refused.

| setting | meaning | default | example | is used before it |
| --- | --- | --- | --- | --- |
"""
_TAIL = """
An example of the file:

```toml
{example}
```
"""


def page() -> str:
    """The whole text of `docs/settings.md`."""
    rows = (
        f"| `{key}` | {each.meaning} | {f'`{each.default}`' if each.default else each.otherwise} | `{each.example}` | "
        f"{f'the variable `{each.environment}`' if each.environment else ''} |\n".replace("|  |", "| |")
        for key, each in SPEC.items()
    )
    example = "\n".join(
        f"{key} = {each.example if each.is_number else chr(34) + each.example + chr(34)}" for key, each in SPEC.items()
    )
    return f"{_HEAD}{''.join(rows)}{_TAIL.format(example=example)}"

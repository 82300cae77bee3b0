"""Every word for a night at every hour, worked out by hand; `docs/explanation/how-nights-are-dated.md` shows it.

It is Monday 23 November 2026. The sleeper went to bed on Sunday evening: until Monday at 05:00 that is the night under
way, whatever `day_start` says, and after that the night just slept.
"""

from __future__ import annotations

#: The words of the columns; the last two are what is written without `--night`.
COLUMNS = (
    ("tonight",),
    ("today",),
    ("yesterday", "-1", "1 ago"),
    ("last night",),
    ("sun", "sunday"),
    ("sat",),
    ("mon",),
)
TABLE = """\
| `day_start` | Monday at | `tonight` | `today` | `yesterday`, `-1` | `last night` | `sun` | `sat` | `mon` | `night` | `kratom` |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 05:00 | 00:10 | Sun 22 | Sun 22 | Sat 21 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Sun 22 |
| 05:00 | 02:30 | Sun 22 | Sun 22 | Sat 21 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Sun 22 |
| 05:00 | 04:59 | Sun 22 | Sun 22 | Sat 21 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Sun 22 |
| 05:00 | 05:01 | Mon 23 | Mon 23 | Sun 22 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Mon 23 |
| 05:00 | 14:59 | Mon 23 | Mon 23 | Sun 22 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Mon 23 |
| 05:00 | 15:01 | Mon 23 | Mon 23 | Sun 22 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Mon 23 | Mon 23 |
| 00:00 | 00:10 | Sun 22 | Mon 23 | Sun 22 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Mon 23 |
| 00:00 | 02:30 | Sun 22 | Mon 23 | Sun 22 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Mon 23 |
| 00:00 | 04:59 | Sun 22 | Mon 23 | Sun 22 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Mon 23 |
| 00:00 | 05:01 | Mon 23 | Mon 23 | Sun 22 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Mon 23 |
| 00:00 | 14:59 | Mon 23 | Mon 23 | Sun 22 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Mon 23 |
| 00:00 | 15:01 | Mon 23 | Mon 23 | Sun 22 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Mon 23 | Mon 23 |
| 12:00 | 00:10 | Sun 22 | Sun 22 | Sat 21 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Sun 22 |
| 12:00 | 02:30 | Sun 22 | Sun 22 | Sat 21 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Sun 22 |
| 12:00 | 04:59 | Sun 22 | Sun 22 | Sat 21 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Sun 22 |
| 12:00 | 05:01 | Sun 22 | Sun 22 | Sat 21 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Sun 22 |
| 12:00 | 14:59 | Mon 23 | Mon 23 | Sun 22 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Sun 22 | Mon 23 |
| 12:00 | 15:01 | Mon 23 | Mon 23 | Sun 22 | Sun 22 | Sun 22 | Sat 21 | Mon 16 | Mon 23 | Mon 23 |
"""  # noqa: E501 - a table stays a table


def rows() -> list[tuple[str, str, list[str]]]:
    """`day_start`, the hour, and the nights of the columns as ISO dates."""
    cells = [line.strip("| ").split(" | ") for line in TABLE.splitlines()[2:]]
    return [(day_start, at, [f"2026-11-{each.split()[1]}" for each in nights]) for day_start, at, *nights in cells]

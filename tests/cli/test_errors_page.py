"""docs/errors.md says of every error what is really said: made of the stories in `provocations.py`, and kept fresh.

`LEGDIARY_UPDATE_GOLDEN=1 pytest tests/cli/test_errors_page.py` writes it anew; read the difference.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import NEW_YORK
from provocations import BAD_VALUES, COMMAND_LINES, NEVER_LAST, REFUSALS, STORIES, TROUBLES
from provoking import DONE, MORNING, REFUSED, TROUBLE, meet, world_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provoking import Story

    from legdiary.errors import LegdiaryError

UPDATING = bool(os.environ.get("LEGDIARY_UPDATE_GOLDEN"))  # read before the environment is taken away from tests
PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="paths and the system's own words are those of Linux")
LONGEST_TYPED = 90

HEAD = """\
<!-- Made by `LEGDIARY_UPDATE_GOLDEN=1 pytest tests/cli/test_errors_page.py` from tests/cli/provocations.py. -->
# Every error, and what to type then

Results go to standard output, errors to standard error. An error is one line, `legdiary: …`. It names what you typed
and what is accepted. If a command can help, a second line, `legdiary: try: …`, shows it; you can type it as it is. If
you named the diary with `--diary`, the suggestion names it too. The text of a note is never repeated. After an error
nothing was stored, unless the error says so. `--confirm` and `--yes` answer a question in advance.

| exit code | what it means |
| --- | --- |
| 0 | done; once an entry is stored it is 0, even if the answer could not be shown |
| 1 | [refused, or nothing there](#exit-code-1-refused-or-nothing-there) |
| 2 | [a value that cannot be right](#exit-code-2-a-value-that-cannot-be-right), or \
[a command line](#exit-code-2-a-command-line-that-cannot-be-read) that cannot be read |
| 3 | [a problem with the diary file](#exit-code-3-a-problem-with-the-diary-file) |
| 130 | interrupted; earlier entries stay stored |

A test typed every example below, on {morning}, and then every suggestion. The line for an extra depends
on how legdiary was installed; pipx and uv have their own.
"""
SECTIONS: Mapping[str, tuple[Story, ...]] = {
    "Exit code 1: refused, or nothing there": REFUSALS,
    "Exit code 2: a value that cannot be right": BAD_VALUES,
    "Exit code 2: a command line that cannot be read": COMMAND_LINES,
    "Exit code 3: a problem with the diary file": TROUBLES,
}
AFTERWARDS = {
    DONE: "The suggestion works (exit code 0)",
    REFUSED: "The suggestion asks at a terminal; without one it is refused (exit code 1) and says what it needs",
    TROUBLE: "The suggestion says what is wrong and what to do about it (exit code 3)",
}


def heading(of: type[LegdiaryError]) -> str:
    """When it comes: the first line of the class's docstring."""
    return (of.__doc__ or "").strip().splitlines()[0].rstrip(".")


def section(story: Story) -> str:
    """One error as it was met."""
    with world_of(story) as world:
        met = meet(story, world)
        said = world.neutral("\n".join(met.result.stderr.splitlines()))
    return (
        f"### {heading(story.error)}\n\n```console\n$ {typed(story)}\n{said}\n```\n\n"
        f"`{story.error.__name__}`, exit code {met.result.code}.{afterwards(story, met.hint)}\n"
    )


def afterwards(story: Story, hint: str | None) -> str:
    """What the suggestion does; nothing of one that no test types."""
    if story.then is None or hint is None or " pip install " in hint or hint.startswith("crontab "):
        return ""
    return f" {AFTERWARDS[story.then]}{'; then the same command works' if story.mends else ''}."


def typed(story: Story) -> str:
    """The command line, with the variables that belong to it; a long word cut short."""
    variables = [f"TZ={story.tz}"] if story.tz != NEW_YORK else []
    variables += [f"LEGDIARY_NOW={story.now}"] if story.now != MORNING else []
    words = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in story.typed)
    line = " ".join([*variables, "legdiary", words])
    return line if len(line) <= LONGEST_TYPED else f"{line[: LONGEST_TYPED - 1].rstrip()}…"


def asked_again() -> str:
    """What is said while a command goes on."""
    rows = "".join(f"- {heading(type(each))}: {why}. `{each.message}`\n" for each, why in NEVER_LAST.items())
    return f"## Messages while a command goes on\n\n{rows}"


def page(sections: Mapping[str, str]) -> str:
    """The whole text, of the sections by the name of their story."""
    parts = [HEAD.format(morning=MORNING)]
    for title, stories in SECTIONS.items():
        parts += [f"## {title}\n", *(sections[story.name] for story in stories)]
    return "\n".join([*parts, asked_again()])


def on_the_page() -> dict[str, str]:
    """Every section as the page has it."""
    found = re.split(r"^(?=##)", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    by_heading = {each.partition("\n")[0]: each.rstrip("\n") + "\n" for each in found}
    return {story.name: by_heading.get(f"### {heading(story.error)}", "") for story in STORIES}


@LINUX
@pytest.mark.skipif(not UPDATING, reason="written only when asked")
def test_write_the_page() -> None:
    PAGE.write_text(page({story.name: section(story) for story in STORIES}), encoding="utf-8", newline="\n")


@LINUX
@pytest.mark.skipif(UPDATING, reason="being written")
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_the_page_tells_the_error_as_it_is(story: Story) -> None:
    assert on_the_page()[story.name] == section(story), "LEGDIARY_UPDATE_GOLDEN=1 writes it anew"


@LINUX
@pytest.mark.skipif(UPDATING, reason="being written")
def test_the_page_holds_every_error_in_order_and_nothing_else() -> None:
    assert page(on_the_page()) == PAGE.read_text(encoding="utf-8"), "LEGDIARY_UPDATE_GOLDEN=1 writes it anew"


def test_no_two_errors_come_under_the_same_words() -> None:
    headings = [heading(story.error) for story in STORIES]
    assert len(headings) == len(set(headings))
    assert all(len(each) > len("A slip") for each in headings)


@LINUX
def test_nothing_of_this_machine_is_on_the_page() -> None:
    assert not re.search(r"/tmp|/home/|/root", PAGE.read_text(encoding="utf-8"))  # noqa: S108 - looked for, not used

"""The reading grade of everything a person is shown: `python tools/reading_grade.py`, or of some sources alone.

Prints for each source the number of sentences, the Flesch–Kincaid grade of them all (the years at school that a reader
needs), the share of sentences above grade 10, and the hardest sentences with their grades. Nothing is written.
A figure, a date, a command, a path or a code word counts as one short word, so that the grade is that of the language.
Indented lines of a screen, and those of events with a letter, are lists and no sentences.
"""

from __future__ import annotations

import argparse
import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import textstat
import typer

from legdiary.cli.main import application

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

ROOT = Path(__file__).parents[1]
#: The pages for developers; a person who keeps a diary is not sent there.
DEVELOPER_PAGES = frozenset({
    "coverage.md", "decisions.md", "how-a-command-runs.md", "performance.md", "recipes.md", "reliability.md",
    "faults.md", "simulation.md", "real-diaries.md", "sources.md", "statistics-methods.md",
})  # fmt: skip
HARD_GRADE = 10
_LEAST_WORDS = 5
_PLAIN_WORD = "ten"

_CODE = re.compile(r"`[^`]*`")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_FIGURE = re.compile(r"[^\s(]*\d[^\s,;)]*")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_PATH = re.compile(r"(?:~|\.{1,2})?/[^\s(),;:]+")
_LISTED = re.compile(r" {2}\S|[a-z] (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ")
_TYPED = re.compile(r"(?:--[\w-]+|\b[\w./-]+\.(?:py|md|toml|csv|db|age|json)\b|\blegdiary [a-z-]+)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(‘“'])")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]+")
_COLUMNS = re.compile(r"\S {3,}\S")


@dataclass(frozen=True, slots=True)
class Graded:
    """One sentence with its grade, and the file it stands in."""

    grade: float
    sentence: str
    where: str


def plain(text: str) -> str:
    """Return a text without markup, in which figures, commands and code words stand as one short word."""
    text = _LINK.sub(r"\1", text)
    for kind in (_CODE, _PATH, _TYPED, _FIGURE):
        text = kind.sub(_PLAIN_WORD, text)
    return " ".join(text.replace("*", " ").replace("_", " ").replace("–", " ").split())


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a paragraph that have five words or more."""
    for sentence in _SENTENCE_END.split(" ".join(text.split())):
        if len(_WORD.findall(plain(sentence))) >= _LEAST_WORDS:
            yield sentence


def paragraphs(markdown: str) -> Iterator[str]:
    """Yield the paragraphs and list items of a Markdown page: no headings, tables, code or comments."""
    held: list[str] = []
    in_code = False
    for line in [*_IMAGE.sub("", markdown).splitlines(), ""]:
        bare = line.strip()
        if bare.startswith("```"):
            in_code = not in_code
        begins_anew = not bare or bare[0] in "#|<>" or bare.startswith(("- ", "* ", "![")) or re.match(r"\d+\. ", bare)
        if held and (begins_anew or in_code):
            yield " ".join(held)
            held = []
        if not in_code and bare and bare[0] not in "#|<!" and not bare.startswith("```"):
            held.append(re.sub(r"^(?:[-*>]|\d+\.) ", "", bare))


def of_pages() -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of the README and of the users' pages."""
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        if path.name not in DEVELOPER_PAGES and path.name not in {"commands.md", "errors.md"}:
            for paragraph in paragraphs(path.read_text(encoding="utf-8")):
                yield paragraph, path.relative_to(ROOT).as_posix()


def of_errors() -> Iterator[tuple[str, str]]:
    """Yield the errors of `docs/errors.md`, as the commands print them."""
    for line in (ROOT / "docs" / "errors.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("legdiary: ") and not line.startswith("legdiary: try:"):
            yield line.removeprefix("legdiary: "), "docs/errors.md"


def of_help() -> Iterator[tuple[str, str]]:
    """Yield the help of every command, and of each of its options."""
    pending: list[tuple[str, Any]] = [("legdiary", application())]
    while pending:
        name, command = pending.pop(0)
        for text in (command.help, *(getattr(option, "help", None) for option in command.params)):
            yield from ((block, f"{name} --help") for block in (text or "").split("\n\n"))
        if hasattr(command, "list_commands"):
            context = typer.Context(command)
            under = command.list_commands(context)
            pending += ((f"{name} {each}", command.get_command(context, each)) for each in under)


def of_screens() -> Iterator[tuple[str, str]]:
    """Yield the sentences of reports, weeks and cards, from the golden files: lines that are no table."""
    for path in sorted((ROOT / "tests" / "golden").glob("*/*-80.txt")):
        told = path.read_text("utf-8").splitlines()
        lines = ["" if _COLUMNS.search(line) or _LISTED.match(line) else line.strip() for line in told]
        for block in "\n".join(lines).split("\n\n"):
            if block.rstrip().endswith((".", "!", "?")):
                yield block, path.relative_to(ROOT).as_posix()


def of_wording() -> Iterator[tuple[str, str]]:
    """Yield the sentences on health of `wording.py`; what is filled in later stands as one short word."""
    path = ROOT / "src" / "legdiary" / "wording.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and isinstance(node.body[0], ast.Expr)
    }
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else _PLAIN_WORD for p in node.values), path.name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | inside:
            yield node.value, path.name


SOURCES: dict[str, Callable[[], Iterator[tuple[str, str]]]] = {
    "pages": of_pages,
    "help": of_help,
    "errors": of_errors,
    "screens": of_screens,
    "wording": of_wording,
}


def graded(source: str) -> list[Graded]:
    """Return the sentences of a source, each once, with their grades."""
    found: dict[str, Graded] = {}
    for text, where in SOURCES[source]():
        for sentence in sentences(text):
            found.setdefault(plain(sentence), Graded(textstat.flesch_kincaid_grade(plain(sentence)), sentence, where))
    return list(found.values())


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the grades."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", help=f"{', '.join(SOURCES)}; all of them by default")
    parser.add_argument("--hardest", type=int, default=10, help="how many sentences to show (10)")
    given = parser.parse_args(arguments)
    everything: list[Graded] = []
    print(f"{'source':<10}{'sentences':>10}{'grade':>8}{f'above {HARD_GRADE}':>10}")
    for source in given.sources or SOURCES:
        found = graded(source)
        everything += found
        whole = textstat.flesch_kincaid_grade(" ".join(f"{plain(each.sentence).rstrip('.')}." for each in found))
        hard = sum(each.grade > HARD_GRADE for each in found)
        print(f"{source:<10}{len(found):>10}{whole:>8.1f}{hard / max(1, len(found)):>10.0%}")
    print()
    for each in sorted(everything, key=lambda one: -one.grade)[: given.hardest]:
        print(f"{each.grade:5.1f}  {each.where}: {each.sentence}")


if __name__ == "__main__":
    main()

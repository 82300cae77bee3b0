"""Text that means harm: stored exactly or refused clearly, and never at work on a terminal, in a report or in SQL."""

from __future__ import annotations

import re
import sqlite3
import time
import unicodedata
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import builders
from legdiary.domain.input.text import LONGEST_NOTE
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from types import ModuleType

HERE = Path(__file__).parent
#: Nothing waits longer, on a slow and busy machine either.
HANGS_S = 5.0
LONG_WORD = 100_000
TABLES = {"night": "note", "sleep": "note", "dose": "note", "factor": "name", "symptom": "name", "medicine": "name",
          "product": "name", "plan": "name"}  # fmt: skip
SGR = re.compile(r"\x1b\[[0-9;]*m")
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

#: Kept exactly, and harmless where it is shown.
KEPT = {
    "bidi override": "abc\u202egnp.exe\u202c",
    "bidi isolates": "\u2066one\u2069 \u200ftwo\u061c",
    "right to left": "שלום עולם مرحبا",
    "zero width": "pass\u200bword\u2060s\ufeff\u200d",
    "markup": "[bold red on white]x[/] [link=file:///etc/passwd]y[/link] :smile:",
    "markup that never opened": "[/bold][/]",
    "markup cut short": "[red",
    "html": "<script>alert(1)</script>&amp;",
    "formula": "=cmd|'/C calc'!A0",
    "formula with a sign": "-2+3+cmd|' /C calc'!A0",
    "formula at": "@SUM(1+1)",
    "sql": "'); DROP TABLE ledger; --",
    "sql marks": "%s %(note)s ?1 :note $note \"; '",
    "format": "{0.__class__.__mro__} {note} {} %n",
    "a path": "../../../etc/passwd",
    "tags": "x\U000e0041\U000e0042",
    "piled up": "e" + "\u0301" * 40,
    "wide": "日本語" * 15,
    "line separators": "one\u2028two\u2029three",
    "not characters": "\ufffe\ufdd0\U0010ffff",
    "private": "\ue000\U000f0000",
}
#: Refused with one line that does not repeat it.
REFUSED = {
    "escape": "\x1b[31mzebra\x1b[0m\x1b[2J",
    "title": "\x1b]0;zebra\x07",
    "link": "\x1b]8;;http://zebra\x1b\\zebra\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;emVicmE=\x07zebra",
    "c1": "zebra\x9b31m",
    "delete": "zebra\x7f",
    "bell": "zebra\x07",
    "carriage return": "you saw\rzebra",
    "backspace": "zebra\b\b\b\b",
    "nul": "zebra\0zebra",
    "lone surrogate": "zebra\ud800",
    "a byte that is not text": "zebra\udcff",
    "100,000 characters": "zebra" * 20_000,
    "a megabyte": "zebra" * 200_000,
}
VIEWS = (
    (), ("show", "2026-11-20"), ("list",), ("history",), ("week",), ("report",), ("taper", "show"), ("product", "list"),
    ("doses",),
)  # fmt: skip


@pytest.fixture(scope="module")
def driving() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(HERE / "cli")
        import driving

        return driving


def ways(text: str) -> dict[str, tuple[str, ...]]:
    """Every way to type a text: the table it is for, and the command line."""
    return {
        "night": ("night", "6", "--night", "2026-11-20", f"--note={text}"),
        "sleep": ("sleep", "22:45-06:10", "--night", "2026-11-20", f"--note={text}"),
        "dose": ("kratom", "2.5g", "--at", "2026-11-20 22:00", f"--note={text}"),
        "factor": ("factor", "--new", "--night", "2026-11-20", f"--note={text}", f"--amount={text}", "--", text),
        "symptom": ("symptom", "--new", "--night", "2026-11-20", "--", text, "2"),
        "medicine": ("medicine", "--new", "--at", "2026-11-20 21:00", "--", text, "300mg"),
        "product": ("product", "add", "--", text),
        "plan": ("taper", "new", "--from", "5g", "--cut", "1g", "--every", "7d", "--yes", f"--name={text}"),
    }


def stored(diary: Path, table: str) -> list[str]:
    if not diary.exists():
        return []
    with closing(sqlite3.connect(diary)) as connection:
        return [row[0] for row in connection.execute(f'SELECT "{TABLES[table]}" FROM "{table}"')]  # noqa: S608 - above


def at_work(shown: str) -> list[str]:
    """The characters of an output that a terminal would act on, or that turn the text around."""
    return [c for c in shown if (unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} and c != "\n") or c in BIDI]


def check_message(result: Any) -> None:
    """What stands on standard error: of no great length, an error signed, and nothing at work in it."""
    assert at_work(result.stderr) == []
    lines = result.stderr.splitlines()
    assert all(len(line) < 400 for line in lines)
    if result.code:
        assert 1 <= len(lines) <= 3
        assert all(line.startswith("legdiary: ") for line in lines)
    assert "fault in legdiary" not in result.stderr


@pytest.mark.parametrize("what", KEPT)
def test_it_is_stored_exactly_or_refused_clearly(what: str, driving: ModuleType, tmp_path: Path) -> None:
    text, diary = KEPT[what], tmp_path / "diary.db"
    for table, words in ways(text).items():
        result = driving.run(*words, diary=diary)
        check_message(result)
        assert at_work(result.stdout) == []
        if TABLES[table] == "note":
            assert result.code == 0, table
            assert stored(diary, table) == [text]
            assert text not in result.stderr
        else:  # names are one line; those that are matched whatever their capitals are kept without
            assert result.code in {0, 1, 2}, table
            names = [name.lower() for name in stored(diary, table)]
            assert names == ([" ".join(text.split()).lower()] if result.code == 0 else []), table


@pytest.mark.parametrize("what", REFUSED)
def test_what_no_keyboard_types_is_refused_and_not_repeated(what: str, driving: ModuleType, tmp_path: Path) -> None:
    text, diary = REFUSED[what], tmp_path / "diary.db"
    for table, words in ways(text).items():
        began = time.monotonic()
        result = driving.run(*words, diary=diary)
        assert time.monotonic() - began < HANGS_S
        check_message(result)
        if table == "medicine" and what == "carriage return":  # its words are told apart at any blank
            assert stored(diary, table) == ["you saw zebra"]
            continue
        assert result.code in {1, 2}, table
        assert stored(diary, table) == []
        if TABLES[table] == "note":
            assert "zebra" not in result.stdout + result.stderr


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A diary full of all that an entry can hold."""
    texts = [*KEPT.values()]
    entries: list[Any] = []
    for number, text in enumerate(texts):
        day, name = f"2026-11-{1 + number % 20:02d}", f"{' '.join(text[:50].split())}{number}"
        entries += [
            builders.dose(f"{day}T22:00-05:00", 1000 + number, note=text[:LONGEST_NOTE]),
            builders.factor(name, day, amount=name, note=text[:LONGEST_NOTE]),
            builders.symptom(name, 2, day),
            builders.medicine(name, f"{day}T21:00-05:00", name),
            builders.product(name),
        ]
    for number, text in enumerate(texts[-20:]):
        day = f"2026-11-{1 + number:02d}"
        entries += [
            builders.night(day, number % 11, note=text[:LONGEST_NOTE]),
            builders.sleep(day, note=text[:LONGEST_NOTE]),
        ]
    entries.append(builders.dose("2026-11-20T23:00-05:00", note="w" * LONGEST_NOTE))
    entries.append(builders.plan(name=texts[0]))
    diary = tmp_path_factory.mktemp("hostile") / "diary.db"
    with Diary.for_writing(diary, builders.present()) as door:
        door.add_all(entries, builders.present())
    return diary


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("words", VIEWS, ids=" ".join)
def test_nothing_of_it_is_at_work_in_what_is_shown(
    words: tuple[str, ...], columns: int, driving: ModuleType, full: Path
) -> None:
    began = time.monotonic()
    result = driving.run(*words, diary=full, env={"COLUMNS": str(columns)})
    assert time.monotonic() - began < HANGS_S
    assert (result.code, result.stderr) == (0, "")
    assert at_work(result.stdout) == []
    assert "passwd" not in result.stdout or "[link=" in result.stdout or "../" in result.stdout  # text, not a link


@pytest.mark.parametrize(
    ("words", "columns"), [(words, 40 if number % 2 else 80) for number, words in enumerate(VIEWS[1:6])]
)
def test_nor_in_colour(words: tuple[str, ...], columns: int, driving: ModuleType, full: Path) -> None:
    done = driving.on_terminal(*words, diary=full, columns=columns)
    assert done.code == 0
    assert at_work(SGR.sub("", done.shown)) == []


@pytest.mark.parametrize("words", [("list", "--json"), ("show", "2026-11-20", "--json"), ("history", "--json")])
def test_json_holds_it_exactly_and_is_one_line(words: tuple[str, ...], driving: ModuleType, full: Path) -> None:
    result = driving.ok(*words, diary=full)
    assert result.stdout.count("\n") == 1
    notes = {entry.get("note") for entry in result.json.get("entries", [])}
    assert not notes or any(note in KEPT.values() for note in notes)


TYPED = "\x1b[31mzebra\u202e\x9b"


@pytest.mark.parametrize(
    "words",
    [
        (TYPED,), (f"--{TYPED}",), ("kratom", TYPED), ("kratom", "2g", f"--{TYPED}"), ("kratom", "2g", "3g", TYPED),
        ("kratom", "2g", "--product", TYPED), ("kratom", "2g", "--at", TYPED), ("night", TYPED), ("night", "5", TYPED),
        ("night", "5", "--night", TYPED), ("night", "5", "--where", TYPED), ("night", "5", "--clear", TYPED),
        ("night", "--missed", TYPED), ("sleep", TYPED), ("sleep", "--total", TYPED), ("magnesium", TYPED),
        ("magnesium", "2g", "--form", TYPED), ("factor", TYPED), ("symptom", TYPED, "2"), ("symptom", "nausea", TYPED),
        ("medicine", "iron", TYPED), ("measure", TYPED, "5"), ("measure", "ferritin", TYPED), ("product", TYPED),
        ("list", "--kind", TYPED), ("list", "--last", TYPED), ("list", "--from", TYPED), ("show", TYPED),
        ("week", TYPED), ("report", "--by", TYPED), ("edit", TYPED), ("delete", TYPED), ("history", TYPED),
        ("taper", TYPED), ("taper", "new", "--from", TYPED), ("taper", "new", "--steps", TYPED),
        ("export", "csv", "--table", TYPED), ("--diary", TYPED, "week"),
    ],
    ids=lambda words: " ".join(words).replace(TYPED, "…"),
)  # fmt: skip
def test_no_message_lets_it_at_the_terminal(words: tuple[str, ...], driving: ModuleType, tmp_path: Path) -> None:
    result = driving.run(*words, diary=tmp_path / "diary.db")
    assert result.code in {1, 2, 3}
    check_message(result)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(note=st.text(max_size=200))
def test_any_note_comes_back_as_it_was_typed_or_is_refused(note: str, driving: ModuleType, tmp_path: Path) -> None:
    diary = tmp_path / "diary.db"
    diary.unlink(missing_ok=True)
    result = driving.run("night", "6", f"--note={note}", diary=diary)
    check_message(result)
    if result.code:
        assert stored(diary, "night") == []
    else:
        assert stored(diary, "night") == [note]
        assert driving.ok("list", "--json", diary=diary).json["entries"][0]["note"] == note
    for words in (("show",), ("list",), ("history",)):
        assert at_work(driving.run(*words, diary=diary).stdout) == []

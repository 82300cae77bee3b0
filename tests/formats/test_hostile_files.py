"""Files that mean harm: whatever stands in one, nothing of it acts on a terminal, and no command ends in a fault.

The files of other apps are those of `fixtures`. Into them is put what a terminal acts on, what turns a text around, and
what could run elsewhere: into words that they hold, and at any other place.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import run
from hypothesis import given
from hypothesis import strategies as st
from unseen import Library, typed_next

from effort import dear
from legdiary.formats.age_encryption import AsksTooMuch, NotOpened, decrypt_bytes
from legdiary.formats.files.text_lines import BorrowedText, Lines

if TYPE_CHECKING:
    from driving import Result

FIXTURES = Path(__file__).parent / "fixtures"
TEXTS = sorted(each.name for each in FIXTURES.iterdir() if each.suffix in {".csv", ".json", ".xml", ".txt"})
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HARM = (
    "\x1b[2J\x1b[31mzebra", "\x1b]52;c;emVicmE=\x07", "\x1b]0;zebra\x07", "\x9b31m", "zebra\rhidden", "zebra\x00",
    "\x7f", "\u202ezebra", "\u2028zebra", "=cmd|'/C calc'!A0", "[red]zebra[/]", "<script>zebra</script>",
)  # fmt: skip


def at_work(shown: str) -> list[str]:
    """The characters that a terminal would act on, or that turn the text around."""
    return [c for c in shown if (unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} and c != "\n") or c in BIDI]


def check(result: Result, *codes: int) -> None:
    assert result.code in codes, result
    assert at_work(result.stdout) == []
    assert at_work(result.stderr) == []
    assert "fault in legdiary" not in result.stderr


def tried(path: Path, diary: Path, *more: str) -> None:
    """Brought in, and looked at in every view that shows words."""
    check(run("import", str(path), *more, diary=diary), 0, 1, 2, 3)
    if diary.exists():
        for words in (("list", "--from", "2020-01-01"), ("history",)):
            check(run(*words, diary=diary), 0, 3)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.thinned(7)
def test_what_a_word_of_a_file_may_hold(name: str, tmp_path: Path) -> None:
    """In the place of a word that the file holds more often than any other: a name, a note, a column, a key."""
    text = (FIXTURES / name).read_text(encoding="utf-8-sig")
    words = sorted(set(re.findall(r"[A-Za-z]{4,}", text)), key=lambda word: (-text.count(word), word))
    for number, harm in enumerate(HARM):
        path = tmp_path / name
        path.write_text(text.replace(words[number % len(words)], harm, 2), encoding="utf-8", newline="")
        tried(path, tmp_path / f"{number}.db")


@dear(40)
@given(name=st.sampled_from(TEXTS), harm=st.sampled_from(HARM), at=st.floats(0, 1))
def test_what_may_stand_anywhere_in_a_file(
    name: str, harm: str, at: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    text = (FIXTURES / name).read_text(encoding="utf-8-sig")
    place = int(at * len(text))
    (folder / name).write_text(text[:place] + harm + text[place:], encoding="utf-8", newline="")
    tried(folder / name, folder / "diary.db")


@pytest.mark.parametrize("harm", [each for each in HARM if "/" not in each and "\0" not in each])
def test_what_a_name_of_a_file_may_hold(harm: str, tmp_path: Path) -> None:
    path = tmp_path / f"{harm}.csv"
    path.write_bytes((FIXTURES / "plees.csv").read_bytes())
    tried(path, tmp_path / "diary.db")
    path.write_text("no table")
    tried(path, tmp_path / "other.db")
    check(run("import", str(tmp_path / f"gone {harm}"), diary=tmp_path / "other.db"), 1, 2, 3)


def test_a_text_that_is_left_in_its_middle_leaves_its_file_open(tmp_path: Path) -> None:
    """A reader that stopped at the first line closed the file, and `import` ended with a fault of its own."""
    with (FIXTURES / "sleepmeter.csv").open("rb") as file:
        first = next(Lines(file, "x"))
        file.seek(0)
        assert BorrowedText(file, "utf-8", newline="").read(9) == first[:9]
        gc.collect()
        assert file.seek(0) == 0
        assert next(Lines(file, "x")) == first
    path = tmp_path / "sleepmeter.csv"
    path.write_text((FIXTURES / "sleepmeter.csv").read_text(encoding="utf-8").replace("NIGHT", "zebra", 2))
    result = run("import", str(path), diary=tmp_path / "diary.db")
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr == "legdiary: sleepmeter.csv, line 8, type: 'zebra_SLEEP'; accepted: NIGHT_SLEEP or NAP\n"


# ---------------------------------------------------------------------- encrypted ones

SEALED = b"age-encryption.org/v1\n-> scrypt bm8gc2FsdCBhdCBhbGwhIQ %d\nno key\n--- no proof\n"


def armored(data: bytes, line_end: bytes = b"\n") -> bytes:
    lines = (b"-----BEGIN AGE ENCRYPTED FILE-----", b64encode(data), b"-----END AGE ENCRYPTED FILE-----", b"")
    return line_end.join(lines)


@pytest.mark.parametrize("words", [("restore", "{}"), ("import", "{}"), ("sync", "join", "{}/..")], ids=" ".join)
def test_a_file_that_asks_for_hours_of_work_is_not_opened(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step of the number doubles time and memory: 2^22 are 4 GiB, 2^30 are a terabyte."""
    path = tmp_path / "carried" / "legdiary-sync" / "key.age"
    path.parent.mkdir(parents=True)
    for data in (SEALED % 23, SEALED % 63):
        path.write_bytes(data)
        typed_next(monkeypatch).append("one")
        typed = [word.format(path if words[0] != "sync" else path.parent) for word in words]
        result = run(*typed, diary=tmp_path / "diary.db")
        assert (result.code, result.stdout) == (1, "")
        assert "asks for more work to be opened than is accepted" in result.stderr


class NeverAsked:
    """A library without anything in it."""


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_what_a_file_may_ask_for_is_asked_of_the_library(line_end: bytes) -> None:
    """A file in letters says the same as one in bytes, and blanks before it hide nothing."""
    path = Path("key.age")
    for work in (1, 18, 22):
        for data in (SEALED % work, armored(SEALED % work, line_end)):
            with pytest.raises(NotOpened):
                decrypt_bytes(Library, data, "one", path, "read")
    for stated in ("+23", "023", "9223372036854775808", " 18", "", "x"):  # the library may read some of them
        with pytest.raises(NotOpened):
            decrypt_bytes(NeverAsked, SEALED.replace(b"%d", stated.encode()), "one", path, "read")
    for data in (SEALED % 23, armored(SEALED % 23, line_end), line_end * 5000 + armored(SEALED % 64, line_end)):
        with pytest.raises(AsksTooMuch):
            decrypt_bytes(Library, data, "one", path, "read")

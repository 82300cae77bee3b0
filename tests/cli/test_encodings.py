"""JSON and CSV are UTF-8 whatever the stream; text falls back to characters that stay distinct."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tokenize
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest
from driving import NEW_YORK, environment, ok, program
from hypothesis import given
from hypothesis import strategies as st

from legdiary.cli.main import run as run_main
from legdiary.render.terminal.character_fallback import STAND_INS, replace_missing_characters, stand_in

MORNING = "2026-11-22T10:00-05:00"
NOTE = "née “≤ 3” – 日記 → 10 µg"
#: A stream's encoding as people meet it: a redirected Windows console, an old terminal, cron, a mail filter.
STREAMS = ("ascii", "cp1252", "latin-1", "cp437")
SOURCES = Path(__file__).parents[2] / "src" / "legdiary"


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("told") / "diary.db"
    ok("night", "6", "--onset", "20:30", "--note", NOTE, now=MORNING, diary=path)
    ok("sleep", "22:45-06:10", now=MORNING, diary=path)  # without its minutes: at most
    ok("product", "add", "grüner Tee", now=MORNING, diary=path)
    ok("kratom", "2g", "--product", "grüner Tee", "--at", "23:40", now=MORNING, diary=path)
    ok("kratom", "1g", "--at", "21:40", now=MORNING, diary=path)
    ok("medicine", "gabapentin", "50µg", "--at", "22:00", now=MORNING, diary=path)
    return path


class Told(NamedTuple):
    """The program's own bytes."""

    stdout: bytes
    stderr: bytes
    code: int


def typed(*words: str, diary: Path, stream: str = "utf-8") -> Told:
    """One command in this process, on streams of an encoding."""
    out, err = io.BytesIO(), io.BytesIO()
    with (
        io.TextIOWrapper(out, stream, newline="") as stdout,
        io.TextIOWrapper(err, stream, newline="") as stderr,
        mock.patch.dict(os.environ, environment(MORNING, NEW_YORK, diary, {"COLUMNS": "80"})),
        mock.patch.multiple(sys, argv=["legdiary", *words], stdin=io.StringIO(), stdout=stdout, stderr=stderr),
    ):
        code = run_main(list(words))
        stdout.flush()
        stderr.flush()
        return Told(out.getvalue(), err.getvalue(), code)


def test_in_the_locale_of_cron_the_program_itself_does_so(diary: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHONIO"))}
    env |= environment(MORNING, NEW_YORK, diary, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    for words in (["show", "last night", "--json"], ["show", "last night"], ["--help"]):
        done = subprocess.run([*program(), *words], check=True, capture_output=True, timeout=60, env=env)
        assert done.stdout == typed(*words, diary=diary, stream="ascii").stdout
    refused = subprocess.run([*program(), "night", "6", "--note", "née"], check=False, capture_output=True, env=env)
    assert refused.returncode == 2
    assert b"the note has the byte 0xC3, which is not UTF-8, at position 2" in refused.stderr


JSON = ("show", "list", "history", "week", "report", "product list", "doses", "where", "config", "check", "card")


@pytest.mark.parametrize("stream", STREAMS)
def test_json_is_the_same_utf_8_whatever_the_stream(stream: str, diary: Path) -> None:
    for name in JSON:
        words = [] if name == "card" else name.split()
        plain, here = (typed(*words, "--json", diary=diary, stream=each) for each in ("utf-8", stream))
        assert (here.stdout, here.code) == (plain.stdout, plain.code), name
        if plain.code == 0:
            json.loads(here.stdout.decode("utf-8"))
    assert NOTE in typed("show", "last night", "--json", diary=diary, stream=stream).stdout.decode("utf-8")


@pytest.mark.parametrize("stream", STREAMS)
def test_what_stores_answers_in_utf_8_too(stream: str, diary: Path, tmp_path: Path) -> None:
    own = tmp_path / "diary.db"
    own.write_bytes(diary.read_bytes())
    done = typed("edit", "3", "Grüner Tee", "--json", diary=own, stream=stream)
    assert json.loads(done.stdout.decode("utf-8"))["changed"]["name"] == ["grüner Tee", "Grüner Tee"]
    undone = typed("undo", "--json", diary=own, stream=stream)
    json.loads(undone.stdout.decode("utf-8"))


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize(
    "words",
    ["export csv --table nights --output -", "export csv --table doses --output - --no-bom", "export json --output -",
     "export fhir --output -", "export html --last 7d --output -"],
)  # fmt: skip
def test_exports_on_standard_output_are_the_same_bytes(words: str, stream: str, diary: Path) -> None:
    plain, here = (typed(*words.split(), diary=diary, stream=each) for each in ("utf-8", stream))
    assert (here.code, here.stdout) == (0, plain.stdout)
    if "nights" in words or "json" in words:
        assert "日記" in here.stdout.decode("utf-8-sig")


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize("words", ["show last night", "week", "list", "history", "--help", "factor --help", "report"])
def test_text_is_in_the_streams_own_encoding(words: str, stream: str, diary: Path) -> None:
    done = typed(*words.split(), diary=diary, stream=stream)
    text, plain = done.stdout.decode(stream), typed(*words.split(), diary=diary).stdout.decode("utf-8")
    assert (done.code, text.count("\n")) == (0, plain.count("\n"))
    assert "?" not in text


def test_at_most_and_missing_do_not_become_the_same(diary: Path) -> None:
    week = typed("week", diary=diary, stream="ascii").stdout.decode("ascii")
    row = next(line for line in week.splitlines() if line.startswith("Sat 21 Nov"))
    before = next(line for line in week.splitlines() if line.startswith("Fri 20 Nov"))
    assert (row.split()[3:8], before.split()[3:5]) == (["6", "######....", "<=7:25", "-", "3"], ["-", "-"])
    told = typed("show", "last night", diary=diary, stream="ascii").stdout.decode("ascii")
    assert r'"n\xe9e "<= 3" - \u65e5\u8a18 -> 10 ug"' in told


def test_the_columns_stay_where_they_are(diary: Path) -> None:
    plain = typed("week", diary=diary).stdout.decode("utf-8").splitlines()
    there = typed("week", diary=diary, stream="ascii").stdout.decode("ascii").splitlines()
    header = plain.index(next(line for line in plain if line.startswith("night ")))
    for with_marks, without in zip(plain[header : header + 8], there[header : header + 8], strict=True):
        assert len(with_marks) == len(without)
        assert with_marks[35:].replace("–", "-") == without[35:]


def test_messages_on_standard_error_too(diary: Path) -> None:
    done = typed("night", "6", "--night", "≤–→é", diary=diary, stream="ascii")
    assert done.stderr.decode("ascii").startswith(r"legdiary: '<=-->\xe9' names no night; write tonight, ")
    assert b"mon ... sun" in done.stderr


# ---------------------------------------------------------------------- the stand-ins

#: Characters of our own that mean different things: no two may look the same.
MEANINGS = "–→←≤≥±×·…µ²“’"


def test_each_meaning_has_its_own_stand_in() -> None:
    for one, other in combinations(MEANINGS, 2):
        assert stand_in(one) != stand_in(other), (one, other)
    assert [mark for mark, instead in STAND_INS.items() if instead == "?"] == ["\N{REPLACEMENT CHARACTER}"]
    assert (stand_in("≤"), stand_in("–"), stand_in("µ"), stand_in("→")) == ("<=", "-", "u", "->")


#: Modules with letters and signs of other languages, which are looked for in people's files and never written.
LOOKED_FOR = {
    "dose_apps/stated_amounts.py", "table/cells/date_and_clock.py", "table/cells/month_names.py",
    "table/cells/units.py", "table/header_words.py", "table/names.py", "table/text/encoding.py",
}  # fmt: skip


def test_every_character_that_the_program_writes_has_one() -> None:
    written = set()
    for path in SOURCES.rglob("*.py"):
        if any(path.match(f"formats/{each}") for each in LOOKED_FOR):
            continue
        with path.open(encoding="utf-8") as source:
            for token in tokenize.generate_tokens(source.readline):
                if token.type == tokenize.STRING and '"""' not in token.string:
                    written |= {each for each in token.string if not each.isascii()}
    letters = {each for each in written if each.isalpha() and each not in STAND_INS}
    assert letters <= {"ö"}  # of a name: its number stands in
    assert written - letters <= set(STAND_INS)
    assert all(each.isascii() and each for each in STAND_INS.values())


@given(st.text(max_size=40), st.sampled_from(["ascii", "latin-1", "cp1252", "shift_jis", "koi8-r"]))
def test_whatever_is_written_can_be_shown(text: str, encoding: str) -> None:
    shown = replace_missing_characters(text, encoding)
    shown.encode(encoding)
    assert replace_missing_characters(shown, encoding) == shown
    assert shown.count("\n") == text.count("\n")
    if text.isascii():
        assert shown == text


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("a   ≤7:25     –\n", "a  <=7:25     -\n"),  # a figure takes the blank before it
        ("–  12 → 10  x\n", "-  12 -> 10 x\n"),  # else one behind it
        ("  → a\n", "  -> a\n"),  # never of the margin
        ("a … b\n", "a ... b\n"),  # and never the last one
        ("…\n", "...\n"),
    ],
)
def test_a_stand_in_takes_the_blanks_beside_it(line: str, shown: str) -> None:
    assert replace_missing_characters(line, "ascii") == shown

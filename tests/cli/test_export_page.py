"""`export html` and `export pdf`: what is written, what is said, and every way they are refused.

The golden page is that of the demo; `LEGDIARY_UPDATE_GOLDEN=1 pytest tests/cli/test_export_page.py` writes it anew, and
only that does; look at it in a browser before it is kept.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from driving import ok, run, run_process

from legdiary import __version__
from legdiary.util.installation import this_installation

UPDATING = bool(os.environ.get("LEGDIARY_UPDATE_GOLDEN"))  # read before the environment is taken away from tests
GOLDEN = Path(__file__).parents[1] / "golden" / "page" / "demo.html"
NOW = "2026-11-22T09:00-05:00"
QUESTION = "Shall I go on while my legs get worse, and should my iron be checked?"
FORMATS = ("html", pytest.param("pdf", marks=pytest.mark.skipif(not find_spec("typst"), reason="no typst")))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "demo.db"
    ok("demo", "--output", str(path), now=NOW)
    return path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "folder"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


def test_the_page_of_the_demo(demo: Path) -> None:
    result = ok("export", "html", "--question", QUESTION, "--output", "-", diary=demo, now=NOW)
    assert result.stderr == ""
    written = result.stdout.replace(f"legdiary {__version__}", "legdiary VERSION")
    written = re.sub(r"(base64,)[A-Za-z0-9+/=]+", r"\1FONT", written)
    if UPDATING:
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        GOLDEN.write_text(written, encoding="utf-8", newline="\n")
    assert written == GOLDEN.read_text(encoding="utf-8")


def test_without_flags_it_is_the_taper_in_this_folder(demo: Path, folder: Path) -> None:
    before = demo.read_bytes()
    result = ok("export", "html", diary=demo, now=NOW)
    assert result.stdout.splitlines() == [
        f"Written to {folder}/legdiary-report-2026-11-21.html",
        "  5 Jul–21 Nov 2026: severity on 129 of 140 nights",
        "No name is on it; --name adds one. No question either; --question 'TEXT' puts it",
        "  first. Your notes are left out; --notes adds them.",
    ]
    assert result.stderr == ""
    (made,) = folder.iterdir()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert demo.read_bytes() == before


@pytest.mark.parametrize("kind", FORMATS)
def test_json_says_what_was_written(kind: str, demo: Path, folder: Path) -> None:
    result = ok("export", kind, "--name", "J. D.", "--last", "4w", "--by", "week", "--json", diary=demo, now=NOW)
    made = folder / f"legdiary-report-2026-11-21.{kind}"
    assert result.json == {
        "path": str(made), "format": kind, "bytes": made.stat().st_size, "from": "2026-10-25", "to": "2026-11-21",
        "by": "week", "nights": 28, "logged": 26, "question": False, "name": True, "encrypted": False,
        "notes": False, "paper": "a4",
    }  # fmt: skip
    assert result.stderr == ""


@pytest.mark.parametrize("kind", FORMATS)
def test_on_standard_output_it_is_the_very_bytes(kind: str, demo: Path, folder: Path) -> None:
    ok("export", kind, "--output", "page", diary=demo, now=NOW)
    with (folder / "stdout").open("wb") as stdout:
        result = run_process("export", kind, "--output", "-", diary=demo, now=NOW, stdout=stdout)
    assert (result.code, result.stderr) == (0, "")
    assert (folder / "stdout").read_bytes() == (folder / "page").read_bytes()


def test_without_a_plan_it_is_eight_weeks(tmp_path: Path, folder: Path) -> None:
    diary = tmp_path / "diary.db"
    for night, score in (("2026-09-01", "9"), ("2026-10-01", "6"), ("2026-11-20", "4")):
        ok("night", score, "--night", night, diary=diary, now=NOW)
    result = ok("export", "html", "--json", diary=diary, now=NOW)
    assert (result.json["from"], result.json["to"], result.json["by"]) == ("2026-09-27", "2026-11-21", "week")
    written = (folder / "legdiary-report-2026-11-21.html").read_text()
    assert "No taper plan in this diary" in written


def test_every_kind_of_entry_is_on_the_page(tmp_path: Path) -> None:
    diary = tmp_path / "diary.db"
    for words in (
        *(("night", "6", "--night", f"2026-11-1{n}", "--onset", "20:30") for n in range(6, 10)),
        ("night", "6", "--night", "2026-11-20", "--onset", "20:30", "--where", "calves"),
        ("magnesium", "200mg", "--form", "glycinate", "--at", "2026-11-20 21:00"),
        ("medicine", "gabapentin", "300mg", "--at", "2026-11-20 21:30"),
        ("factor", "caffeine", "--night", "2026-11-20"),
        ("measure", "ferritin", "48ng/mL", "--on", "2026-10-02"),
        ("night", "7", "--night", "2026-11-20"),
    ):
        ok(*words, diary=diary, now=NOW)
    written = ok("export", "html", "--output", "-", diary=diary, now=NOW).stdout
    for said in (
        "latest below 75 ng/mL", "new medicine",
        "Magnesium was taken closer to a medicine than its source asks for: gabapentin once.",
        "caffeine", "calves 1", "20:30", "1 entry of this range was changed or deleted after being stored",
    ):  # fmt: skip
        assert said in written, said


def test_what_was_typed_stays_text(demo: Path) -> None:
    typed = "<script>alert('x')</script> {{ 1 }}"
    written = ok("export", "html", "--question", typed, "--name", "<b>", "--output", "-", diary=demo, now=NOW).stdout
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; {{ 1 }}" in written
    assert not re.findall(r"<script|<b>x", written)


def test_notes_only_where_they_are_asked_for(tmp_path: Path) -> None:
    diary = tmp_path / "diary.db"
    ok("night", "6", "--night", "2026-11-20", "--note", "walked the hall", diary=diary, now=NOW)
    assert "walked the hall" not in ok("export", "html", "--output", "-", diary=diary, now=NOW).stdout
    result = ok("export", "html", "--notes", "--output", "page.html", "--json", diary=diary, now=NOW)
    assert result.json["notes"] is True
    assert Path("page.html").read_text(encoding="utf-8").count("walked the hall") == 1


@pytest.mark.parametrize(
    ("typed", "variables", "paper"),
    [
        ((), {}, "a4"),
        ((), {"LANG": "en_US.UTF-8"}, "letter"),
        ((), {"LANG": "en_US.UTF-8", "LC_PAPER": "de_DE.UTF-8"}, "a4"),
        ((), {"LC_ALL": "es_MX", "LC_PAPER": "de_DE.UTF-8"}, "letter"),
        ((), {"LC_PAPER": "fr_CA@euro"}, "letter"),
        ((), {"LANG": "C.UTF-8"}, "a4"),
        (("--paper", "Letter"), {"LANG": "de_DE"}, "letter"),
        (("--paper", "a4"), {"LANG": "en_US"}, "a4"),
    ],
)
def test_the_paper_is_that_of_the_country_unless_another_is_named(
    typed: tuple[str, ...], variables: dict[str, str], paper: str, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_PAPER", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    written = ok("export", "html", *typed, "--output", "-", diary=demo, now=NOW).stdout
    assert f"@page {{ size: {paper};" in written


def test_the_settings_name_the_paper_or_the_country(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    ok("config", "country", "us", now=NOW)
    assert "@page { size: letter;" in ok("export", "html", "--output", "-", diary=demo, now=NOW).stdout
    ok("config", "paper", "a4", now=NOW)
    assert "@page { size: a4;" in ok("export", "html", "--output", "-", diary=demo, now=NOW).stdout
    assert "'foolscap' is not a known paper; write a4 or letter" in run("config", "paper", "foolscap", now=NOW).stderr


@pytest.mark.parametrize("has_desktop", [True, False])
def test_open_shows_it_in_the_browser_or_says_where_it_is(
    has_desktop: bool, demo: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def show(address: str) -> bool:
        shown.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", show)
    for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    if not has_desktop:
        monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 50000 10.0.0.2 22")
    page = folder / "page.html"
    result = ok("export", "html", "--open", "--output", "page.html", diary=demo, now=NOW)
    assert shown == ([page.as_uri()] if has_desktop else [])
    assert result.stderr == (
        "" if has_desktop else f"legdiary: no browser can be opened from here; the page is {page}\n"
    )


# ---------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        (("--json", "--output", "-"), 2, "--json and --output - would both write to standard output"),
        (("--taper", "--last", "4w"), 2, "--taper already sets the range"),
        (("--by", "day"), 2, "'day' is not a known grouping"),
        (("--from", "2026-12-01"), 2, "2026-12-01 is in the future"),
        (("--to", "2026-01-05", "--from", "2026-01-01"), 1, "nothing is logged from"),
        (("--question", "a\x1b[31mb"), 2, "the question has a control character at position 2"),
        (("--question", "x" * 401), 2, "the question is 401 characters long; up to 400 are kept"),
        (("--name", "x" * 61), 2, "the name is 61 characters long"),
        (("--output", "nowhere/page.html"), 1, "there is no folder nowhere"),
        (("--output", "."), 1, "is already there"),
        (("--paper", "foolscap"), 2, "'foolscap' is not a known paper; write a4 or letter"),
        (("--open", "--output", "-"), 2, "--open shows a file in the browser; leave out --output - and --encrypt"),
    ],
)
def test_refused_in_one_line_and_nothing_written(
    flags: tuple[str, ...], code: int, said: str, demo: Path, folder: Path
) -> None:
    result = run("export", "html", *flags, diary=demo, now=NOW)
    assert (result.code, result.stdout) == (code, "")
    assert said in result.stderr
    assert list(folder.iterdir()) == []


def test_a_file_that_is_there_stays_without_force(demo: Path, folder: Path) -> None:
    target = folder / "page.html"
    target.write_text("mine")
    assert run("export", "html", "--output", "page.html", diary=demo, now=NOW).code == 1
    assert target.read_text() == "mine"
    ok("export", "html", "--output", "page.html", "--force", diary=demo, now=NOW)
    assert target.read_text().startswith("<!DOCTYPE html>")
    assert [each.name for each in folder.iterdir()] == ["page.html"]


def test_never_over_a_diary(demo: Path) -> None:
    before = demo.read_bytes()
    result = run("export", "html", "--output", str(demo), "--force", diary=demo, now=NOW)
    assert result.code == 1
    assert "is a database" in result.stderr
    assert demo.read_bytes() == before


def test_without_a_diary_nothing_is_begun(tmp_path: Path, folder: Path) -> None:
    result = run("export", "html", diary=tmp_path / "none.db", now=NOW)
    assert result.code == 3
    assert list(folder.iterdir()) == []


def test_a_pdf_without_the_extra(demo: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    result = run("export", "pdf", diary=demo, now=NOW)
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "legdiary: a PDF needs the extra 'pdf', which is not installed; you can print export html instead",
        f"legdiary: try: {this_installation().adding('pdf')}",
    ]
    assert list(folder.iterdir()) == []

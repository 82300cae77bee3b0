"""`help-me`: when to seek help, the same for everybody; numbers nobody looked up are shown only with that said."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from driving import ok, on_terminal, run

import help_page
from legdiary import wording
from legdiary.domain.seek_help import Line, Numbers, numbers
from legdiary.render.terminal.layout import Page, plain
from legdiary.render.terminal.views.help_me import help_me_text

UNCHECKED = wording.HELP_UNCHECKED
EARLIER, EVENING = "2026-11-10T20:00-05:00", "2026-11-22T20:00-05:00"


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_urgent_stands_first_with_the_country_s_number() -> None:
    result = ok("help-me", "--country", "us")
    assert result.lines[:3] == [
        "Call the emergency number at once: 911",
        "  - slow or stopped breathing",
        "  - someone who cannot be woken",
    ]
    text = result.stdout
    assert text.index("at once") < text.index("See a clinician soon") < text.index("Telephone lines, United States")


def test_the_lines_of_a_country() -> None:
    text = flat(ok("help-me", "--country", "us").stdout)
    for number, about in (
        ("988", "suicide and crisis line"),
        ("1-800-222-1222", "poison control"),
        ("1-800-662-4357", "SAMHSA, treatment and information"),
    ):
        assert f"{number} {about}" in text


def test_a_line_says_when_and_where_it_was_looked_up_or_that_it_was_not() -> None:
    for line in numbers().lines:
        assert line.checked is None or re.match(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}, [a-z.]+\.(gov|org)", line.checked)
    unknown = Numbers({"us": "United States"}, {}, (), (Line("us", "555", "an example"),))
    shown = flat(plain(help_me_text(unknown, "us", Page())))
    assert f"555 an example ({UNCHECKED})" in shown
    assert UNCHECKED not in flat(ok("help-me", "--country", "us").stdout)


def test_without_a_country_every_emergency_number_is_shown_and_how_to_choose() -> None:
    text = flat(ok("help-me").stdout)
    for each in numbers().emergency:
        assert f"{each.number} {each.where}" in text
    assert "legdiary config country us" in text
    assert "988" not in text


@pytest.mark.parametrize(("typed", "number"), [("GB", "999"), ("uk", "999"), ("Germany", "112"), ("au", "000")])
def test_a_country_is_a_code_or_a_name(typed: str, number: str) -> None:
    assert ok("help-me", "--country", typed).lines[0] == f"Call the emergency number at once: {number}"


def test_a_country_with_two_numbers_shows_both() -> None:
    assert ok("help-me", "--country", "ie").lines[0] == "Call the emergency number at once: 112 or 999"


def test_the_setting_is_the_country() -> None:
    ok("config", "country", "nz")
    assert ok("help-me").lines[0].endswith(" 111")
    assert ok("help-me", "--country", "us").lines[0].endswith(" 911")


def test_an_unknown_country_is_refused_with_those_known() -> None:
    result = run("help-me", "--country", "xx")
    assert result.code == 2
    assert result.stderr.startswith("legdiary: no telephone numbers are known for 'xx'; write one of: at au be ")


def test_it_needs_no_diary_and_is_shown_whatever_the_settings_hold(tmp_path: Path) -> None:
    file = Path(os.environ["XDG_CONFIG_HOME"]) / "legdiary" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("colour = red")
    assert ok("help-me", diary=tmp_path / "none.db").lines[0] == "Call the emergency number at once"
    assert not (tmp_path / "none.db").exists()


def test_it_is_the_same_whatever_the_diary_holds(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    before = ok("help-me").stdout
    ok("night", "10", diary=path)
    ok("kratom", "40g", "--confirm", diary=path)
    assert ok("help-me", diary=path).stdout == before


def test_it_fits_forty_columns() -> None:
    for words in (("help-me",), ("help-me", "--country", "us")):
        assert max(map(len, ok(*words, env={"COLUMNS": "40"}).lines)) <= 40


def test_json() -> None:
    found = ok("help-me", "--country", "us", "--json").json
    assert found["country"] == "us"
    assert found["at_once"] == list(wording.HELP_AT_ONCE)
    assert found["soon"] == list(wording.HELP_SOON)
    assert [each["number"] for each in found["emergency"]] == ["911"]
    assert (found["lines"][0]["number"], found["lines"][0]["about"]) == ("988", "suicide and crisis line")
    assert found["lines"][0]["checked"].startswith("2026-11-22, samhsa.gov")
    assert ok("help-me", "--json").json["country"] is None


def test_every_country_has_an_emergency_number_and_every_number_its_countries() -> None:
    known = numbers()
    for code in known.countries:
        assert known.emergency_in(code), code
    for each in known.emergency:
        assert set(each.countries) <= set(known.countries)
    assert {line.country for line in known.lines} <= set(known.countries)
    assert set(known.other_names.values()) <= set(known.countries)


def test_the_lists_and_the_sentences_of_reports_say_the_same() -> None:
    now = wording.SEEK_HELP_NOW.partition(": ")[2].removesuffix(".")
    soon = wording.SEEK_HELP_SOON.partition(": ")[2].removesuffix(".")
    assert now == ", ".join(wording.HELP_AT_ONCE)
    assert soon == ". ".join(f"{sign[0].upper()}{sign[1:]}" for sign in wording.HELP_SOON)


# ---------------------------------------------------------------------- the docs page, and once a day


def test_the_docs_page_names_signs_and_numbers() -> None:
    page = help_page.page()
    assert page.index(wording.HELP_AT_ONCE[0]) < page.index("| **112** |") < page.index(wording.HELP_SOON[0])
    assert "| United States | 988 | suicide and crisis line | 2026-11-22, samhsa.gov/" in page


@pytest.mark.parametrize("score", [("0",), ("10",), ("--missed", "asleep")])
@pytest.mark.parametrize(("columns", "rows"), [("80", 1), ("40", 2)])
def test_the_first_card_of_a_day_has_one_short_line_whatever_the_scores(
    tmp_path: Path, score: tuple[str, ...], columns: str, rows: int
) -> None:
    """Shown on the 10th and again on the 22nd, not twice a day; never under a report, and not in JSON."""
    path, env = tmp_path / "diary.db", {"COLUMNS": columns}
    plan = ("--from", "12g", "--to", "0g", "--cut", "50%", "--every", "7d", "--stop-at", "1g")
    ok("taper", "new", *plan, "--yes", diary=path, now=EARLIER)
    ok("night", *score, diary=path)
    assert wording.EMERGENCY_LINE not in ok("--json", diary=path, now=EARLIER).stdout
    for now in (EARLIER, EVENING):
        first, second = (ok(diary=path, now=now, env=env) for _ in range(2))
        assert flat(" ".join(first.lines[-rows:])) == wording.EMERGENCY_LINE
        assert first.lines[: -rows - 1] == second.lines
    for words in (("week",), ("report", "--full", "--last", "2w"), ("report", "--taper"), ("taper", "show")):
        assert "mergency" not in ok(*words, diary=path, now=EVENING, env=env).stdout, words


def test_the_small_hours_belong_to_the_day_before(tmp_path: Path) -> None:
    """At 02:30 on the 23rd the card of 20:00 on the 22nd was the day's first; at 09:00 there is a new one."""
    path = tmp_path / "diary.db"
    ok("night", "4", diary=path)
    nows = (EVENING, "2026-11-23T02:30-05:00", "2026-11-23T09:00-05:00")
    shown = [wording.EMERGENCY_LINE in ok(diary=path, now=now).stdout for now in nows]
    assert shown == [True, False, True]


def test_that_it_was_shown_stands_outside_the_diary(tmp_path: Path) -> None:
    path, note = tmp_path / "diary.db", Path(os.environ["XDG_STATE_HOME"]) / "legdiary" / "shown-on"
    ok("night", "4", diary=path)
    before = path.read_bytes(), sorted(each.name for each in tmp_path.iterdir())
    for words in (("week",), ("--json",), ("show",)):
        ok(*words, diary=path, now=EVENING)
    assert not note.exists()
    ok(diary=path, now=EVENING)
    assert (path.read_bytes(), sorted(each.name for each in tmp_path.iterdir())) == before
    assert (note.read_text(), note.stat().st_mode & 0o777) == ("2026-11-22\n", 0o600)


@pytest.mark.parametrize("harm", ["a folder", "no folder", "another's words", "too long"])
def test_a_note_that_cannot_be_used_shows_the_words_once_more_and_fails_nothing(tmp_path: Path, harm: str) -> None:
    path, note = tmp_path / "diary.db", Path(os.environ["XDG_STATE_HOME"]) / "legdiary" / "shown-on"
    ok("night", "4", diary=path)
    note.parent.parent.mkdir(parents=True, exist_ok=True)
    if harm == "a folder":
        note.mkdir(parents=True)
    elif harm == "no folder":
        note.parent.write_text("")
    else:
        note.parent.mkdir()
        note.write_text("2026-11-22" + ("?" if harm == "another's words" else "0" * 9000))
    result = ok(diary=path, now=EVENING)
    assert wording.EMERGENCY_LINE in result.stdout
    assert result.stderr == ""


def test_after_a_plan_tolerance_stands_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    ok("taper", "new", "--from", "1g", "--cut", "0.5g", "--every", "7d", "--yes", diary=path, now=EARLIER)
    assert wording.TOLERANCE_LINE not in ok(diary=path, now=EARLIER).stdout
    ok("taper", "end", diary=path, now="2026-11-20T20:00-05:00")
    assert ok(diary=path, now=EVENING).lines[-2:] == [wording.EMERGENCY_LINE, wording.TOLERANCE_LINE]


@pytest.mark.parametrize("score", ["0", "10"])
def test_the_clinician_s_page_has_both_lists_whatever_the_scores(tmp_path: Path, score: str) -> None:
    path, made = tmp_path / "diary.db", tmp_path / "page.html"
    ok("night", score, diary=path)
    ok("export", "html", "--output", str(made), diary=path, now=EVENING)
    text = flat(made.read_text(encoding="utf-8"))
    foot = text[text.index("<footer>") :]
    assert f"<p>{wording.SEEK_HELP_NOW}</p>" in foot
    assert f"<p>{wording.SEEK_HELP_SOON}</p>" in foot
    assert foot.index(wording.SEEK_HELP_NOW) < foot.index(wording.SEEK_HELP_SOON)


# ---------------------------------------------------------------------- said once, at first use


@pytest.mark.parametrize("kind", ["magnesium", "kratom"])
def test_the_first_entry_of_a_kind_has_a_note(kind: str) -> None:
    note = wording.first_use_note(kind)
    assert note.startswith("Shown once: ")
    assert wording.NOT_A_DEVICE in note
    assert wording.SEEK_HELP_NOW in note
    assert "legdiary help-me" in note


def test_the_notes_say_what_they_are_for() -> None:
    magnesium, kratom = (wording.first_use_note(kind) for kind in ("magnesium", "kratom"))
    assert "kidney" in magnesium
    assert "gabapentin" in magnesium
    assert "Tolerance" in kratom


@pytest.mark.parametrize("words", [("night", "6"), ("sleep", "22:45-06:10"), ("factor", "coffee")])
def test_other_kinds_have_none(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "Shown once" not in on_terminal(*words, diary=tmp_path / "diary.db").shown


@pytest.mark.parametrize("words", [("kratom", "2.5g"), ("magnesium", "200mg")])
def test_the_note_is_broken_between_words_on_a_narrow_terminal_and_comes_once(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    path = tmp_path / "diary.db"
    first = on_terminal(*words, diary=path, columns=40)
    note = first.shown[first.shown.index("Shown once: ") :].splitlines()
    assert max(map(len, note)) <= 40
    assert flat(" ".join(note)) == flat(wording.first_use_note(words[0]))
    assert "Shown once" not in on_terminal(*words, "--confirm", diary=path, columns=40).shown

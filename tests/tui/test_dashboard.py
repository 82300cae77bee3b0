"""The dashboard as a person uses it: keys pressed, what was seen, and what the plain commands say of it afterwards."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from at_dashboard import PLAN, TYPED, history, play, run_with
from driving import NOW, ok, run
from textual.app import App

from builders import day
from dashboard_picture import SCREENS, picture
from legdiary.app.questions import Asked
from legdiary.app.views import load_night
from legdiary.cli.terminal import Terminal
from legdiary.cli.views import dashboard as command
from legdiary.render.terminal.layout import plain
from legdiary.store.errors import NotWritable
from legdiary.tui import tab_pages
from legdiary.tui.actions import Outcome, attempt, carry_out
from legdiary.tui.app import Dashboard
from legdiary.tui.edit_form import TakenStays, TypedEntry, change_entry, changed_entries, fields
from legdiary.tui.edit_screen import Correct
from legdiary.tui.keys import ALWAYS, BROWSING, CORRECTING, FORM, LOGGING, TABS, foot
from legdiary.tui.log_screen import Log
from legdiary.tui.main_screen import Browse
from legdiary.util.installation import this_installation
from summing import sum_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from at_dashboard import Person
    from textual.pilot import Pilot

    from legdiary.tui.actions import Act, Run
    from legdiary.tui.edit_form import Field

#: A second or so each: Textual waits between keys. The everyday run keeps one of each kind.
SLOW = pytest.mark.slow


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("typed") / "diary.db"
    for line in TYPED:
        ok(*line.split(), diary=path)
    return path.read_bytes()


@pytest.fixture
def diary(typed: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    path.write_bytes(typed)
    return path


def night_of_friday(diary: Path) -> Any:
    return ok("show", "2026-11-20", "--json", diary=diary).json


# ---------------------------------------------------------------------- looking


def test_the_week_and_the_one_before(diary: Path) -> None:
    async def story(person: Person) -> None:
        assert "Week 14–20 Nov 2026" in person.seen
        assert re.search(r"Fri 20 Nov\s+6 ", person.seen)
        assert re.search(r"Thu 19 Nov\s+–\s+–\s+–\s+–\s+–", person.seen), "a night without entries"
        assert "–*asleep" in person.seen
        await person.press("left")
        assert "Week 7–13 Nov 2026" in person.seen
        assert re.search(r"Thu 12 Nov\s+4\*", person.seen)
        await person.press("h", "l", "right", "right")
        assert "Week 14–20 Nov 2026" in person.seen
        assert "that is the present" in person.seen
        await person.press(*["left"] * 4)
        assert "the diary begins here" in person.seen
        await person.press("t")
        assert "Week 14–20 Nov 2026" in person.seen

    play(run_with(diary), story)


def test_a_night_is_chosen_opened_and_left(diary: Path) -> None:
    async def story(person: Person) -> None:
        await person.press("up", "k", "enter")
        assert "Night of Wed 18 Nov 2026" in person.seen
        assert "no score (asleep)" in person.seen or "asleep" in person.seen
        await person.press("l", "l")
        assert "Night of Fri 20 Nov 2026" in person.seen
        assert "sleep (TST)           5:50" in person.seen
        await person.press(*["left"] * 9, "escape")
        assert "Week 7–13 Nov 2026" in person.seen, "the week of the night that was looked at"

    play(run_with(diary), story)


def test_a_month_its_weeks_and_the_month_before(diary: Path) -> None:
    async def story(person: Person) -> None:
        await person.press("3")
        assert "November 2026" in person.seen
        assert re.search(r"16–20 Nov\s+–\s+1/5", person.seen)
        assert re.search(r"2–8 Nov\s+–\s+0/7", person.seen)
        await person.press("up", "enter")
        assert "Week 9–15 Nov 2026" in person.seen
        await person.press("3", "left")
        assert "October 2026" in person.seen
        assert re.search(r"30▃3", person.seen)
        await person.press("left")
        assert "October 2026" in person.seen

    play(run_with(diary), story)


def test_the_taper_and_a_diary_without_one(diary: Path) -> None:
    async def without(person: Person) -> None:
        await person.press("4")
        assert "there is no taper plan yet" in person.seen

    async def with_one(person: Person) -> None:
        await person.tap("#tab-taper")
        assert "g a day" in person.seen
        await person.press("pagedown", "space")
        assert "on/under/over" in person.seen

    play(run_with(diary), without)
    ok(*PLAN.split(), diary=diary)
    play(run_with(diary), with_one)


def test_an_entry_made_elsewhere_is_seen_at_the_next_key(diary: Path) -> None:
    async def story(person: Person) -> None:
        ok("night", "9", "--night", "2026-11-19", diary=diary)
        assert not re.search(r"Thu 19 Nov\s+9\*", person.seen)
        await person.press("r")
        assert re.search(r"Thu 19 Nov\s+9\*", person.seen)
        ok("night", "2", "--night", "2026-11-19", diary=diary)
        await person.press("up")
        assert re.search(r"Thu 19 Nov\s+2\*", person.seen)

    play(run_with(diary), story)


@pytest.mark.parametrize("size", [(40, 22), pytest.param((80, 24), marks=SLOW), pytest.param((130, 40), marks=SLOW)])
def test_every_screen_has_room(diary: Path, size: tuple[int, int]) -> None:
    ok(*PLAN.split(), diary=diary)

    async def story(person: Person) -> None:
        assert re.search(r"Fri 20.*6 ", person.seen)
        assert "? help" in person.seen
        await person.press("tab")
        assert "16–20 Nov" in person.seen
        await person.press("tab", "tab")
        assert "Night of Fri 20 Nov" in person.seen
        await person.press("question_mark")
        assert "a week, a month or a" in person.seen
        await person.press("escape", "enter")
        assert "Enter store" in person.seen
        assert "severity: 0 (none) to 10" in person.seen

    play(run_with(diary), story, size)


@SLOW
def test_without_colour_and_light(diary: Path) -> None:
    async def without(person: Person) -> None:
        await person.press("c")
        assert person.app.theme == "legdiary-plain"
        assert "Week 14–20 Nov 2026" in person.seen

    async def light(person: Person) -> None:
        await person.press("c")
        assert person.app.theme == "legdiary-light"

    play(run_with(diary, NO_COLOR="1"), without)
    play(run_with(diary), light)


@pytest.mark.parametrize(
    ("theme", "shown"), [("light", "legdiary-light"), ("dark", "legdiary-dark"), ("none", "legdiary-plain")]
)
def test_the_setting_of_the_theme_holds_here_too(theme: str, shown: str, diary: Path, tmp_path: Path) -> None:
    """The keys still change it; what is shown by default is decided by the setting, as for the plain commands."""
    home = tmp_path / "config" / "legdiary"
    home.mkdir(parents=True)
    (home / "config.toml").write_text(f'theme = "{theme}"\n')
    run = run_with(diary, HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path / "config"))
    assert Dashboard(run).theme == shown


@SLOW
def test_a_diary_that_is_gone_meanwhile_is_told_of_and_not_begun_anew(diary: Path) -> None:
    async def story(person: Person) -> None:
        os.unlink(diary)  # noqa: PTH108 - nobody else waits
        await person.press("r")
        assert "there is no diary yet at" in person.flat
        await person.press("3", "left", "4", "5", "e", "u")
        assert "there is no diary yet at" in person.flat

    play(run_with(diary), story)
    assert not diary.exists()


# ---------------------------------------------------------------------- correcting


def test_six_becomes_seven_and_six_again(diary: Path) -> None:
    told: list[bool] = []
    lines = len(history(diary))

    async def story(person: Person) -> None:
        await person.press("enter", "e")
        assert "Correct the night of Fri 20 Nov 2026" in person.seen
        await person.type("7", instead_of="6")
        assert "severity * 7" in person.flat
        assert not told
        await person.press("enter")
        assert "Night of Fri 20 Nov 2026: severity 6 → 7.  #1" in person.seen
        assert told == [True]
        assert history(diary)[-1]["new"] == {"severity": 7}
        await person.press("escape")
        assert "severity 7" in person.seen
        await person.press("u")
        assert "Undo the last change?" in person.seen
        assert "night changed: severity 6 → 7" in person.seen
        await person.press("n")
        assert len(history(diary)) == lines + 1
        await person.press("u", "y")
        assert "Undone. Night of Fri 20 Nov 2026: severity 7 → 6.  #1" in person.seen

    play(run_with(diary, lambda: told.append(True)), story)
    assert night_of_friday(diary)["severity"] == 6
    assert [each["action"] for each in history(diary)[lines:]] == ["edit", "undo"]


def test_what_is_refused_stays_typed_and_nothing_is_stored(diary: Path) -> None:
    lines = len(history(diary))

    async def story(person: Person) -> None:
        await person.press("e")
        await person.type("11", instead_of="6")
        await person.press("enter")
        assert "severity 11 is out of range; write a whole number from 0 to 10" in person.seen
        assert "severity * 11" in person.flat
        assert len(history(diary)) == lines
        await person.press("escape")
        assert "Discard unsaved changes?" in person.seen
        await person.press("enter")
        assert "severity * 11" in person.flat, "Enter is no"
        await person.type("", instead_of="11")
        await person.press("enter")
        assert "severity 6 → –" in person.seen

    play(run_with(diary), story)
    assert night_of_friday(diary)["severity"] is None


@SLOW
def test_one_entry_is_stored_and_the_next_refused(diary: Path) -> None:
    async def story(person: Person) -> None:
        await person.press("e")
        await person.type("7", instead_of="6")
        await person.go_to("sleep-sleep-latency")
        await person.type("99h", instead_of="40m")
        await person.press("enter")
        assert "severity 6 → 7" in person.seen
        assert "99h" in person.seen.rpartition("severity 6 → 7")[2], "why, below it"
        assert "fell asleep in * 99h" in person.flat
        assert "* 7" not in person.seen

    play(run_with(diary), story)


@SLOW
def test_a_reason_takes_the_place_of_a_score(diary: Path) -> None:
    async def story(person: Person) -> None:
        await person.press("e")
        await person.type("", instead_of="6")
        await person.press("down")
        await person.type("away")
        await person.press("ctrl+s")
        assert "severity 6 → –" in person.seen

    play(run_with(diary), story)
    assert night_of_friday(diary)["missed"] == "away"


@SLOW
def test_the_sleep_is_corrected_as_a_whole(diary: Path) -> None:
    async def story(person: Person) -> None:
        await person.press("e")
        await person.go_to("sleep-sleep-bed-wake")
        await person.type("", instead_of="22:45-06:10")
        await person.press("enter")
        assert "can't be emptied" in person.seen
        await person.type("23:15-06:40")
        await person.press("down", "down")
        await person.type("23:30")
        await person.press("down")
        await person.type("20m", instead_of="40m")
        await person.press("enter")
        assert "bed 22:45 → 23:15" in person.seen

    play(run_with(diary), story)
    assert night_of_friday(diary)["sleep"]["tst_min"] == 7 * 60 + 10 - 20 - 55
    assert len([each for each in history(diary) if each["kind"] == "sleep"]) == 2, "one change"


@SLOW
def test_a_dose_is_corrected_within_its_own_day(diary: Path) -> None:
    async def story(person: Person) -> None:
        await person.press("e")
        await person.go_to("kratom-3-amount")
        await person.type("2.2g", instead_of="2.5g")
        await person.press("down")
        await person.type("00:30", instead_of="21:40")
        await person.press("enter")
        assert "2.5 g → 2.2 g" in person.seen
        await person.go_to("kratom-3-amount")
        await person.type("", instead_of="2.2g")
        await person.press("enter")
        assert "legdiary delete 3" in person.seen

    play(run_with(diary), story)
    doses = [each for each in night_of_friday(diary)["entries"] if each["kind"] == "kratom"]
    assert [(each["amount_g"], each["at"]) for each in doses] == [
        (2.0, "2026-11-20T12:00:00-05:00"), (2.2, "2026-11-21T00:30:00-05:00")
    ]  # fmt: skip


@SLOW
def test_what_is_odd_is_asked(diary: Path) -> None:
    async def story(person: Person) -> None:
        await person.press("e")
        await person.go_to("kratom-kratom-at")
        await person.type("18:00")
        await person.press("enter")
        assert "a time needs the amount" in person.seen
        await person.press("up")
        await person.type("20g")
        await person.press("enter")
        assert "20 g of kratom in one entry is more than 15 g. Store it?" in person.seen
        await person.press("n")
        assert "not stored" in person.seen
        assert "one more * 20g" in person.flat
        await person.press("enter", "y")
        assert "20 g at 18:00" in person.seen
        assert "one more * " not in person.flat

    play(run_with(diary), story)
    assert night_of_friday(diary)["kratom"]["total_g"] == 24.5


@SLOW
def test_a_magnesium_entry_and_one_more(diary: Path) -> None:
    async def story(person: Person) -> None:
        await person.press("e")
        await person.go_to("magnesium-5-form")
        await person.type("oxide", instead_of="citrate")
        await person.go_to("magnesium-magnesium-amount")
        await person.type("100mg")
        await person.press("down")
        await person.type("08:00")
        await person.press("enter")
        assert "citrate → oxide" in person.seen
        assert "300 mg elemental by mouth" in person.seen

    play(run_with(diary), story)
    assert night_of_friday(diary)["magnesium"]["elemental_mg"] == 300


@SLOW
def test_how_the_day_was_affected_and_what_magnesium_did(diary: Path) -> None:
    async def story(person: Person) -> None:
        await person.press("e")
        await person.go_to("night-night-sitting")
        await person.type("6")
        await person.go_to("magnesium-5-helped")
        await person.type("2")
        await person.press("down")
        await person.type("with water")
        await person.press("ctrl+s")
        assert "sitting – → 6" in person.seen
        assert "helped – → 2, note – → “with water”" in person.flat
        await person.go_to("magnesium-5-helped")
        await person.type("", instead_of="2")
        await person.press("enter")
        assert "helped 2 → –" in person.seen

    play(run_with(diary), story)
    entries = {each["kind"]: each for each in night_of_friday(diary)["entries"]}
    assert entries["night"]["sitting"] == 6
    assert (entries["magnesium"]["helped"], entries["magnesium"]["note"]) == (None, "with water")


@SLOW
def test_a_long_first_word_is_shown_over_the_page(diary: Path) -> None:
    for number in (3, 4):
        ok("delete", f"{number}", diary=diary)

    async def story(person: Person) -> None:
        await person.press("e")
        await person.go_to("kratom-kratom-amount")
        await person.type("1g")
        await person.press("down")
        await person.type("20:00")
        await person.press("enter")
        assert "Kratom, day of Fri 20 Nov 2026: 1 g at 20:00" in person.seen
        assert "Shown once" in person.seen
        await person.press("enter")
        assert "Enter store" in person.seen

    play(run_with(diary), story, (60, 30))


def test_a_night_that_is_not_there_yet(diary: Path) -> None:
    async def story(person: Person) -> None:
        await person.press("up", "enter")
        assert "nothing is logged" in person.seen
        await person.press("enter", "enter")
        assert "nothing was changed, so nothing was stored" in person.seen
        await person.type("0")
        await person.press("enter")
        assert "Night of Thu 19 Nov 2026: severity 0" in person.seen

    play(run_with(diary), story)


@SLOW
def test_a_diary_that_cannot_be_written_is_read_and_says_why(diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise NotWritable(diary)

    monkeypatch.setattr("legdiary.store.diary.Diary.for_writing", refuses)

    async def story(person: Person) -> None:
        await person.press("e")
        await person.type("7", instead_of="6")
        await person.press("enter")
        assert "cannot be written here; nothing was stored" in person.flat
        assert "severity * 7" in person.flat

    play(run_with(diary), story)


# ---------------------------------------------------------------------- what people wrote


def test_a_note_is_never_markup(diary: Path) -> None:
    async def story(person: Person) -> None:
        await person.press("5")
        assert "“[bold]x[/]”" in person.seen
        await person.press("e")
        assert re.search(r"note +\[bold\]x\[/\]", person.seen)
        await person.go_to("night-night-note")
        await person.press("end", "enter", *"two")
        await person.press("ctrl+s")
        assert "“[bold]x[/]” → “[bold]x[/] two”" in person.seen

    play(run_with(diary), story)
    assert history(diary)[-1]["new"]["note"] == "[bold]x[/]\ntwo"


HOSTILE = "a[31mred]0;t \u202egnp.exe\u200b end"


def test_what_would_act_on_a_terminal_is_shown_and_kept(diary: Path) -> None:
    with closing(sqlite3.connect(diary)) as file, file:
        file.execute("UPDATE night SET note = ? WHERE night_of = '2026-11-20'", (HOSTILE,))
    sum_up(diary)

    async def story(person: Person) -> None:
        await person.press("5")
        assert "a[31mred]0;t �gnp.exe� end" in person.flat
        await person.press("e")
        assert "a[31mred]0;t �gnp.exe� end" in person.flat
        assert not set(person.app.export_screenshot()) & set("\x1b\x07\u202e\u200b")
        await person.type("7", instead_of="6")
        await person.press("enter")
        assert "severity 6 → 7" in person.seen
        await person.go_to("night-night-where")
        person.app.screen.query_one("#night-night-where").insert_text_at_cursor("le\x1bgs")  # type: ignore[attr-defined]
        await person.press("end")
        assert "le�gs" in person.seen

    play(run_with(diary), story)
    with closing(sqlite3.connect(diary)) as file:
        assert file.execute("SELECT note FROM night WHERE night_of = '2026-11-20'").fetchone()[0] == HOSTILE


# ---------------------------------------------------------------------- the command


@pytest.fixture
def on_a_screen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The dashboard opens without a terminal, these keys are pressed, and it ends if it has not yet."""
    monkeypatch.setattr(Terminal, "can_ask", property(lambda _: True))
    monkeypatch.setattr(Terminal, "_draws", lambda _: True)

    def keys(*pressed: str) -> None:
        async def pose(pilot: Pilot[Any]) -> None:
            for key in pressed:
                await pilot.press(key)
                await pilot.pause()

        monkeypatch.setattr(Dashboard, "run", lambda self: App.run(self, headless=True, size=(80, 24), auto_pilot=pose))

    return keys


def test_the_command_ends_with_what_was_stored(diary: Path, on_a_screen: Callable[..., None]) -> None:
    on_a_screen("q")
    assert (run("view", diary=diary).code, run("view", diary=diary).stderr) == (0, "")
    on_a_screen("ctrl+c")
    assert run("view", diary=diary).code == 130
    on_a_screen("2", "e", "backspace", "8", "enter", "ctrl+c")
    result = run("view", diary=diary)
    assert (result.code, result.stderr) == (0, "legdiary: interrupted after it was stored\n")
    assert night_of_friday(diary)["severity"] == 8
    assert list((diary.parent / "backups").iterdir()), "the weekly copy"


def test_a_fault_shows_no_values(
    diary: Path, on_a_screen: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("crawling note")

    monkeypatch.setattr(tab_pages, "render_page", breaks)
    on_a_screen()
    result = run("view", diary=diary)
    assert result.code == 1
    assert re.fullmatch(r"legdiary: this is a fault in legdiary \(RuntimeError at .*\)[^\n]*\n", result.stderr)
    assert "crawling" not in "".join(capfd.readouterr()) + result.stdout + result.stderr


def test_without_a_terminal_without_the_library_without_a_diary(
    diary: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    result = run("view", diary=diary)
    assert (result.code, result.stdout) == (1, "")
    assert "legdiary week" in result.stderr
    monkeypatch.setattr(Terminal, "can_ask", property(lambda _: True))
    monkeypatch.setattr(Terminal, "_draws", lambda _: True)
    assert run("view", diary=tmp_path / "none.db").code == 3
    monkeypatch.setattr(command, "find_spec", lambda _: None)
    result = run("view", diary=diary)
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr.endswith(f"{this_installation().adding('view')}\n")


def typed_in(diary: Path, night: str, kind: str, now: str = NOW, **texts: str) -> tuple[Run, Act]:
    """The run, and the use case that the form makes of what is typed for one more entry of a kind."""
    of = run_with(diary, now=now)
    return of, change_entry(of, day(night), TypedEntry(kind, kind, texts))


def test_a_change_in_the_dashboard_never_answers_a_question_by_itself(diary: Path) -> None:
    of, act = typed_in(diary, "2026-11-21", "kratom", amount="16g")
    lines = len(history(diary))
    asked = attempt(of, act)
    assert isinstance(asked, Asked)
    assert asked.why == "16 g of kratom in one entry is more than 15 g."
    assert len(history(diary)) == lines
    said: list[str] = []

    async def answer(question: str, *, yes: bool) -> bool:
        said.append(question)
        return yes

    declined = asyncio.run(carry_out(of, act, partial(answer, yes=False)))
    assert declined == Outcome(("not stored",), stored=False, refused=True)
    assert len(history(diary)) == lines
    assert asyncio.run(carry_out(of, act, partial(answer, yes=True))).stored
    assert said == ["16 g of kratom in one entry is more than 15 g. Store it?"] * 2


def test_a_grade_and_a_note_are_emptied_in_the_form_and_an_amount_is_not(diary: Path) -> None:
    ok("edit", "5", "--helped", "2", "--note", "with water", diary=diary)
    of = run_with(diary)
    emptied = changed_entries(dict.fromkeys((field for field in form_of(of) if field.name in EMPTIED), ""))
    assert emptied == [TypedEntry("magnesium", "5", {"helped": "", "note": ""})]
    outcome = attempt(of, change_entry(of, day("2026-11-20"), emptied[0]))
    assert isinstance(outcome, Outcome)
    assert outcome.told[0] == "Magnesium, day of Fri 20 Nov 2026: helped 2 → –, note “with water” → –.  #5"
    with pytest.raises(TakenStays):
        changed_entries(dict.fromkeys((field for field in form_of(of) if field.name == "magnesium-5-amount"), ""))


EMPTIED = {"magnesium-5-helped", "magnesium-5-note"}


def form_of(of: Run) -> list[Field]:
    found = load_night(of.context(), day("2026-11-20"))
    return fields(found.entries, found.names)


def test_two_questions_are_put_one_after_the_other(tmp_path: Path) -> None:
    """01:30 came twice, and 16 g are much: a yes to one is none to the other."""
    texts = {"amount": "16g", "at": "01:30"}
    of, act = typed_in(tmp_path / "diary.db", "2026-10-31", "kratom", "2026-11-01T12:00-05:00", **texts)
    said: list[str] = []

    async def yes(question: str) -> bool:
        said.append(question.partition(",")[0])
        return True

    assert asyncio.run(carry_out(of, act, yes)).stored
    assert said == ["01:30 came twice on 2026-11-01", "16 g of kratom in one entry is more than 15 g. Store it?"]


def test_a_sleep_that_ends_in_the_hour_that_comes_twice_is_asked_about(tmp_path: Path) -> None:
    """In New York 01:30 comes twice in the night to 1 November: the form asks as the plain command does."""
    diary, noon = tmp_path / "diary.db", "2026-11-01T12:00-05:00"
    of, act = typed_in(diary, "2026-10-31", "sleep", noon, **{"bed-wake": "23:00-01:30"})
    asked = attempt(of, act)
    assert isinstance(asked, Asked)
    assert asked.why.startswith("01:30 came twice on 2026-11-01, since the clocks were put back;")
    stored = attempt(of, act, frozenset({asked.about}))
    assert isinstance(stored, Outcome)
    assert stored.stored
    of, act = typed_in(diary, "2026-10-31", "sleep", noon, **{"bed-wake": "23:00-2026-11-01T01:30-05:00"})
    with_offset = attempt(of, act)
    assert isinstance(with_offset, Outcome)
    assert with_offset.stored


def test_a_new_diary_is_said_to_be_begun(tmp_path: Path) -> None:
    of, act = typed_in(tmp_path / "diary.db", "2026-11-20", "night", severity="6")
    begun = attempt(of, act)
    assert isinstance(begun, Outcome)
    assert begun.told == (
        f"began a new diary at {tmp_path / 'diary.db'}", "Night of Fri 20 Nov 2026: severity 6.  #1"
    )  # fmt: skip


def test_the_rows_of_a_page_are_the_nights_themselves(diary: Path) -> None:
    """A name or a note that looks like the beginning of a night's line is no row; narrow pages break lines."""
    of, place = run_with(diary), tab_pages.Place(day("2026-11-20"), day("2026-11-01"), day("2026-11-20"))
    for width in (20, 40, 80, 120):
        shown = tab_pages.render_page("week", of, width, place)
        assert [row.night.day for row in shown.rows] == [14, 15, 16, 17, 18, 19, 20]
        for row in shown.rows:
            text = "".join(span.text for span in shown.lines[row.line])
            assert text.startswith(f"{row.night:%a} {row.night.day} ")
        month = tab_pages.render_page("month", of, width, place)
        assert [row.night.day for row in month.rows] == [1, 8, 15, 20]
        assert "".join(span.text for span in month.lines[month.rows[-1].line]).startswith("16–20 Nov")


# ---------------------------------------------------------------------- keys and pictures


def test_the_documentation_has_every_key() -> None:
    page = (Path(__file__).parents[2] / "docs" / "dashboard.md").read_text(encoding="utf-8")
    told = [line for line in page.partition("## Keys")[2].splitlines() if line.startswith("| ")]
    wanted = [f"| {key.shown} | {key.does} |" for key in (*BROWSING, *ALWAYS, *LOGGING, *CORRECTING)]
    assert [line for line in told if line not in {"| key | what it does |", "| --- | --- |"}] == wanted


def test_every_key_does_something_and_none_two_things() -> None:
    for keys, screen in ((BROWSING, Browse), (LOGGING, Log), (CORRECTING, Correct), (ALWAYS, Dashboard)):
        names = [name for key in keys for name in key.keys.split(",")]
        assert len(names) == len(set(names))
        for key in keys:
            assert callable(getattr(screen, f"action_{key.action.partition('(')[0]}"))


@pytest.mark.parametrize(("width", "lines"), [(40, 2), (60, 2), (80, 1), (120, 1)])
def test_the_foot_has_every_key_whole(width: int, lines: int) -> None:
    """At 40 columns it takes a second line; no word is cut, and none is left out."""
    for tab in TABS:
        told = [plain([each]).rstrip("\n") for each in foot(BROWSING, tab, width)]
        assert max(map(len, told)) <= width
        assert len(told) <= lines
        wanted = [f"{key.shown.split()[0]} {key.foot}" for key in BROWSING if key.foot and tab in key.where]
        assert " ".join(" ".join(told).split()) == " ".join(wanted)
        without_more = plain(foot(BROWSING, tab, width, more=False))
        assert without_more.count("\n") == len(told), "the page does not move"
        assert "more" not in without_more
    assert plain(foot(CORRECTING, FORM, 40)) == "Enter store  ↓ next field  Esc back\n"
    assert plain(foot(BROWSING, "today", 40)) == (
        "n night d dose m magnesium s symptom\nz sleep u undo ? help q quit PgDn more\n"
    )


@SLOW
@pytest.mark.parametrize("screen", SCREENS)
def test_a_picture_of_every_screen_asks_no_server_for_anything(diary: Path, screen: str) -> None:
    drawn = picture(run_with(diary), {screen: SCREENS[screen]}, 60, 20)[screen]
    assert drawn.startswith("<svg")
    assert "url(http" not in drawn
    assert "@font-face" not in drawn

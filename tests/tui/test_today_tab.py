"""The tab of today: what the card says, an entry with one key, and pictures of the screens."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import textual
from at_dashboard import PLAN, TYPED, history, play, run_with
from driving import ok
from textual.theme import BUILTIN_THEMES

from dashboard_picture import picture, seen
from legdiary.render.terminal import styles
from legdiary.render.terminal.layout import plain
from legdiary.tui.actions import Outcome, attempt
from legdiary.tui.log_form import load_form, read_form
from legdiary.tui.store_request import store_act
from legdiary.tui.tab_pages import Place, render_page
from legdiary.tui.themes import DARK, LIGHT, style_words, themes

if TYPE_CHECKING:
    from at_dashboard import Person

    from legdiary.tui.actions import Run

GOLDEN = Path(__file__).parents[1] / "golden" / "dashboard"
UPDATING = bool(os.environ.get("LEGDIARY_UPDATE_GOLDEN"))
#: Saturday at ten in the evening: the legs of tonight, a dose and magnesium are not logged yet.
EVENING = "2026-11-21T22:00-05:00"
MORNING = "2026-11-22T09:00-05:00"
SIZES = {"80x24": (80, 24), "120x40": (120, 40), "40x24": (40, 24)}


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("typed") / "diary.db"
    for line in (*TYPED, PLAN):
        ok(*line.split(), diary=path)
    return path.read_bytes()


@pytest.fixture
def diary(typed: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    path.write_bytes(typed)
    return path


def run_in(diary: Path, now: str) -> Run:
    """The run in a home of its own, where it may note what it said once a day."""
    home = diary.parent
    return run_with(diary, now=now, HOME=f"{home}", XDG_STATE_HOME=f"{home / 'state'}")


def test_an_evening_with_one_key_each(diary: Path) -> None:
    before = len(history(diary))

    async def story(person: Person) -> None:
        card = ok("today", diary=diary, now=EVENING).stdout
        assert card.splitlines()[0].split()[:6] == person.seen.splitlines()[1].split()[:6]
        for line in ("Sat 21 Nov 2026, 22:00", "target 5 g today", "Legs 6 of 10, began 21:30", "Sleep 5:50 h"):
            assert line in person.flat
            assert line in " ".join(card.split())
        assert re.search(r"legs tonight +n\n", person.seen)
        assert re.search(r"kratom today +d\n", person.seen)
        assert re.search(r"magnesium today +m\n", person.seen)

        await person.press("n")
        assert "Legs tonight, Sat 21 Nov" in person.seen
        await person.type("7")
        await person.press("down")
        await person.type("2030")
        await person.press("enter")
        assert "Night of Sat 21 Nov 2026: severity 7, began 20:30." in person.flat
        assert "legs tonight" not in person.seen
        assert len(history(diary)) == before + 1, "one change, as by one command"

        await person.press("d")
        assert "Dose, day of Sat 21 Nov" in person.seen
        await person.type("16g 20:00")
        await person.press("enter")
        assert "16 g of kratom in one entry is more than 15 g. Store it?" in person.flat
        await person.press("n")
        assert "not stored" in person.seen
        await person.type("1.5g", instead_of="16g 20:00")
        await person.press("enter")
        assert "Kratom, day of Sat 21 Nov 2026: 1.5 g at 22:00" in person.flat
        assert "3.5 g left of 5 g today" in person.flat

        await person.press("m")
        await person.type(".")
        await person.press("enter")
        assert "200 mg elemental at 22:00, citrate" in person.flat

        await person.press("s")
        await person.type("nausea 2, low mood 1")
        await person.press("enter")
        assert "nausea 2 of 3" in person.flat
        assert "low mood 1 of 3" in person.flat

    play(run_in(diary, EVENING), story, tab="1")
    listed = ok("list", "--from", "2026-11-21", "--to", "2026-11-21", "--json", diary=diary, now=EVENING)
    kinds = sorted(each["kind"] for each in listed.json["entries"])
    assert kinds == ["kratom", "magnesium", "night", "symptom", "symptom"]
    assert len(history(diary)) == before + 5


def test_what_is_refused_stays_typed_and_escape_leaves(diary: Path) -> None:
    """On the week's tab a key for an entry leads to the tab of today, so that its day is seen."""
    before = len(history(diary))

    async def story(person: Person) -> None:
        await person.press("s")
        assert "Symptoms last night, Sat 21 Nov" in person.seen
        assert "Sun 22 Nov 2026, 09:00" in person.seen
        await person.press("enter")
        assert "Nothing was typed, so nothing was stored." in person.seen
        await person.type("nausea 2, zzz 1")
        await person.press("enter")
        assert "'zzz' is not in the list of symptoms." in person.flat
        await person.press("n")
        assert "not stored" in person.seen
        await person.type("nausea", instead_of="nausea 2, zzz 1")
        await person.press("enter")
        assert "'nausea' has no grade" in person.seen
        await person.press("escape")
        assert "Discard unsaved changes?" in person.seen
        await person.press("y", "z")
        assert "Sleep last night, Sat 21 Nov" in person.seen
        await person.press("escape")
        assert "Not logged yet" in person.seen
        await person.press("d")
        await person.type("no")
        await person.press("enter")
        assert "Nothing stored." in person.seen

    play(run_in(diary, MORNING), story)
    assert len(history(diary)) == before


def test_the_emergency_words_come_with_the_first_card_of_a_day(diary: Path) -> None:
    """In the dashboard they stay while it is open; whatever is opened later that day no longer shows them."""
    words = "emergency number (help-me)"
    of, place = run_in(diary, EVENING), Place.now(run_in(diary, EVENING).context().present)
    for _ in range(2):
        assert words in plain(render_page("today", of, 80, place).lines)
    assert words not in plain(render_page("today", run_in(diary, EVENING), 80, place).lines)
    state = {"HOME": f"{diary.parent}", "XDG_STATE_HOME": f"{diary.parent / 'state'}"}
    assert words not in ok("today", diary=diary, now=EVENING, env=state).stdout


def test_a_dose_of_tablets_has_a_field_of_its_own_and_is_never_leaf(diary: Path) -> None:
    for line in ("product add tabs --kind 7-oh --capsule 15mg", "dose 15mg --product tabs --at 20:00"):
        ok(*line.split(), diary=diary, now=EVENING)
    of = run_in(diary, EVENING)
    form = load_form(of.context(), "d")
    leaf, tablets = form.fields
    assert (form.title, leaf.label, leaf.example) == ("Dose, day of Sat 21 Nov", "kratom", "2.5g 20:30")
    assert (tablets.label, tablets.example) == ("7-OH", "15mg 20:30")
    assert tablets.accepts.startswith("Of tabs, if you name no other.")
    (request,) = read_form(of.context(), [(tablets, "7.5mg 21:00")], form.night)
    assert read_form(of.context(), [(tablets, "dose 7.5mg 21:00")], form.night) == [request]  # as in the check-in
    outcome = attempt(of, store_act(of, lambda _: request))
    assert isinstance(outcome, Outcome)
    assert outcome.told[0].startswith("7-OH, day of Sat 21 Nov 2026: 7.5 mg at 21:00, tabs.")


def test_a_form_is_about_the_night_that_the_plain_command_writes(diary: Path) -> None:
    """In the small hours and in the evening the legs are tonight's, by day last night's; a dose is of the diary day."""
    titles = {
        now: [load_form(run_in(diary, now).context(), key).title for key in "nzdms"]
        for now in ("2026-11-22T02:30-05:00", MORNING, "2026-11-22T15:00-05:00")
    }
    assert titles == {
        "2026-11-22T02:30-05:00": [
            "Legs tonight, Sat 21 Nov", "Sleep last night, Fri 20 Nov", "Dose, day of Sat 21 Nov",
            "Magnesium, day of Sat 21 Nov", "Symptoms tonight, Sat 21 Nov",
        ],
        MORNING: [
            "Legs last night, Sat 21 Nov", "Sleep last night, Sat 21 Nov", "Dose, day of Sun 22 Nov",
            "Magnesium, day of Sun 22 Nov", "Symptoms last night, Sat 21 Nov",
        ],
        "2026-11-22T15:00-05:00": [
            "Legs tonight, Sun 22 Nov", "Sleep last night, Sat 21 Nov", "Dose, day of Sun 22 Nov",
            "Magnesium, day of Sun 22 Nov", "Symptoms tonight, Sun 22 Nov",
        ],
    }  # fmt: skip
    written = [ok("night", "3", "--json", diary=diary, now=now).json["stored"]["night_of"] for now in titles]
    assert written == ["2026-11-21", "2026-11-21", "2026-11-22"]


# ---------------------------------------------------------------------- pictures and colours


@pytest.mark.parametrize("size", SIZES)
def test_the_screens_look_as_they_did(diary: Path, size: str) -> None:
    """Other versions of Textual draw other colours and outlines: then the words are compared, cell by cell."""
    shown = picture(
        run_in(diary, EVENING),
        {"today": (), "log": ("n",), "week": ("escape", "2")},
        *SIZES[size],
    )
    for screen, drawn in shown.items():
        path = GOLDEN / f"{screen}-{size}.svg"
        marked = f"<!-- Textual {textual.__version__} -->\n{drawn}"
        if UPDATING:
            path.write_text(marked, encoding="utf-8")
        golden = path.read_text(encoding="utf-8")
        if golden.partition("\n")[0] == marked.partition("\n")[0]:
            assert marked == golden, f"{path.name}: LEGDIARY_UPDATE_GOLDEN=1 writes it anew; look at it"
        assert seen(drawn) == seen(golden)
        assert max(map(len, seen(drawn).splitlines())) <= SIZES[size][0]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_style_can_be_read_in_both_themes() -> None:
    """At least 4.5 : 1 against the background of the theme, as WCAG asks of text."""
    made = {theme.name: theme for theme in themes()}
    named = {value for name, value in vars(styles).items() if name.isupper() and isinstance(value, str)}
    named -= {styles.DARK, styles.LIGHT, styles.NONE}
    for name in (DARK, LIGHT):
        ground = luminance(made[name].to_color_system().generate()["background"])
        for style in named:
            if (variable := style_words(style).rpartition("$")[2]).startswith("style-"):
                dark, light = sorted((ground, luminance(made[name].variables[variable])))
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, style)
    assert style_words(styles.HINT) == "dim"
    assert style_words(styles.COMMAND) == ""
    assert "textual-dark" in BUILTIN_THEMES, "what ours are made of"

"""Sentences that say no more than is known."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from legdiary import wording

ROOT = Path(__file__).parents[1]
#: Words about the law. What the law says of a substance is no matter of a diary, and no advice on it is given.
ABOUT_THE_LAW = re.compile(
    r"\bDEA\b|\bscheduling\b|\bcontrolled[- ]substances?\b|\b(?:il)?legal(?:ly|ity)?\b|\bprohibited\b|\bbanned\b",
    re.IGNORECASE,
)

AS_OFTEN = "a common difference between two such stretches"


@pytest.mark.parametrize(
    ("strength", "change", "interval", "said"),
    [
        (
            "clear", -2.939, (-3.818, -2.061),
            ("Falling: the line through the nights ends 2.9 points lower than it began (between 2.1 and 3.8 lower). "
            "Bigger than the slow ups and downs of these nights."),
        ),
        (
            "clear", 1.0, (0.04, 1.96),
            ("Rising: the line through the nights ends 1 point higher than it began (between 0 and 2 higher). "
            "Bigger than the slow ups and downs of these nights."),
        ),
        (
            "leaning", -1.6, (-3.3, 0.2),
            ("Leaning down, not clear: the line ends 1.6 points lower, anything from 3.3 lower to 0.2 higher fits "
            "these nights."),
        ),
        (
            "leaning", 1.5, (-0.03, 3.0),
            ("Leaning up, not clear: the line ends 1.5 points higher, anything from no change to 3 higher fits these "
            "nights."),
        ),
        (
            "none", -1.85, (-4.6, 0.9),
            "No clear trend: these 26 nights fit any change from 4.6 lower to 0.9 higher.",
        ),
    ],
)  # fmt: skip
def test_a_trend_says_every_change_that_fits_the_nights(
    strength: str, change: float, interval: tuple[float, float], said: str
) -> None:
    assert wording.trend_sentence(strength, change, interval, 26) == said


def test_across_a_wide_gap_a_line_only_leans_and_says_why() -> None:
    said = wording.trend_sentence("leaning", -3.0, (-4.2, -1.7), 28, gap_days=29)
    assert said == (
        "Leaning down, not clear: the line ends 3 points lower, anything from 4.2 lower to 1.7 lower fits these "
        "nights. Two of them are 29 days apart: across so wide a gap no line is called clear."
    )


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("tst_min", "Total sleep, a further look: rising: the line through the nights ends 42 minutes longer"),
        ("se_dse_pct", "Sleep efficiency, a further look: rising: the line through the nights ends 42 percentage"),
    ],
)  # fmt: skip
def test_the_trend_of_sleep_is_a_further_look_in_its_own_unit(of: str, said: str) -> None:
    whole = wording.further_trend(of, wording.trend_sentence("clear", 42.3, (10.2, 74.4), 26, of=of))
    assert whole.startswith(said)
    unit = {"tst_min": "min longer", "se_dse_pct": "points higher"}[of]
    assert f"(between 10 and 74 {unit}). Bigger than the slow ups and downs" in whole


@pytest.mark.parametrize("nights", [14, 26, 52, 157, 3650])
def test_no_clear_trend_says_nothing_of_what_so_many_nights_may_miss(nights: int) -> None:
    # With 157 nights it once said "missed about 2 times in 3"; simulated it is 1 in 5.
    said = wording.trend_sentence("none", 0.2, (-1.0, 1.4), nights)
    assert said == f"No clear trend: these {nights} nights fit any change from 1 lower to 1.4 higher."


# ---------------------------------------------------------------------- the law


def test_no_sentence_that_is_shown_is_about_the_law() -> None:
    """What is shown stands in strings of the program; those of the help and of errors among them."""
    found = {
        str(path.relative_to(ROOT)): hits
        for path in sorted((ROOT / "src" / "legdiary").rglob("*"))
        if path.suffix in {".py", ".toml", ".jinja", ".typ"}
        and (hits := ABOUT_THE_LAW.findall(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_no_page_but_the_sources_is_about_the_law() -> None:
    pages = sorted({*(ROOT / "docs").rglob("*.md"), *(ROOT / "docs" / "man").iterdir(), ROOT / "README.md"})
    found = {
        path.name: hits
        for path in pages
        if path.name not in {"sources.md", "decisions.md"}
        and (hits := ABOUT_THE_LAW.findall(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_the_sources_say_what_was_announced_and_what_was_not_found() -> None:
    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    assert "On 1 July 2026 the DEA announced two notices of intent to schedule the four temporarily." in page
    assert "the final orders were not found" in page


@pytest.mark.parametrize(
    ("result", "change", "said"),
    [
        ("lower", -2, "Lower in step 4 than in step 3."),
        ("higher", 2.5, "Higher in step 4 than in step 3."),
        ("about the same", -1, f"About the same in step 4 as in step 3; lower by 1, {AS_OFTEN}."),
        ("about the same", 0.5, f"About the same in step 4 as in step 3; higher by 0.5, {AS_OFTEN}."),
        ("about the same", 0, "About the same in step 4 as in step 3."),
    ],
)  # fmt: skip
def test_two_steps_differ_or_are_about_the_same(result: str, change: float, said: str) -> None:
    nearly = wording.by_how_much(change) if result == "about the same" else ""
    assert wording.step_change("step 4", "step 3", result, nearly, []) == said
    others = wording.step_change("step 4", "step 3", result, nearly, ["new batch on 12 May", "a journey"])
    assert others == f"{said} Other things changed too: new batch on 12 May, a journey."


@pytest.mark.parametrize(
    ("result", "legs", "slept", "symptoms"),
    [
        ("higher", "more restless", "longer", "more"),
        ("lower", "less restless", "shorter", "fewer or milder"),
        ("about the same", "about the same", "about the same", "about the same"),
    ],
)
def test_the_pages_headlines_know_chance(result: str, legs: str, slept: str, symptoms: str) -> None:
    assert wording.legs_headline(result, "at baseline", "4", "6.5") == f"4 at baseline, 6.5 now: {legs}"
    assert wording.sleep_headline(result, "at baseline", "6:20", "5:15") == f"6:20 h at baseline, 5:15 h now: {slept}"
    assert wording.symptoms_headline(result, "at baseline", "1", "5.5") == f"1 at baseline, 5.5 now: {symptoms}"
    rising = wording.legs_headline(result, "at baseline", "4", "6.5", "rising")
    assert rising == f"4 at baseline, 6.5 now: {legs}; over all nights rising"
    assert wording.nearly("severity", 1.5) == f"Higher by 1.5, {AS_OFTEN}."
    assert wording.nearly("tst_min", -30) == f"Shorter by 30 min, {AS_OFTEN}."


CLEARLY = (
    "Rising: the line ends 2.6 points higher than it began (0.2 to 4.9), more than the slow ups and downs of these"
)
LEANS = "Leaning up, not clear: the line ends 2.6 points higher; 0.2 higher to 4.9 higher fits"


@pytest.mark.parametrize(
    ("strength", "said"),
    [
        ("clear", f"{CLEARLY} 129 nights."),
        ("leaning", f"{LEANS} (129 nights)."),
        ("none", "No clear trend: anything from 0.2 higher to 4.9 higher fits (129 nights)."),
    ],
)
def test_a_trend_in_one_sentence(strength: str, said: str) -> None:
    assert wording.trend_in_short(strength, 2.58, (0.2, 4.93), 129) == said


@pytest.mark.parametrize(
    ("low", "high", "many"),
    [(2.08, 4.1, "about 2 to 4"), (0.9, 1.2, "about 1"), (0.1, 0.4, "about 0 to 1"), (0.0, 0.0, "about 0 to 1")],
)
def test_nights_outside_the_baseline_stand_beside_what_chance_gives(low: float, high: float, many: str) -> None:
    assert many in wording.outside_by_chance(low, high)


@pytest.mark.parametrize(
    ("as_far", "looked_at", "said"),
    [
        (1.84, 5, "of 5 useless factors about 1.8 would differ as much"),
        (5.0, 5, "of 5 useless factors about 5 would differ as much"),
        (0.05, 3, "of 3 useless factors fewer than 0.1 would differ as much"),
        (1.0, 1, "of 1 useless factor about 1 would differ as much"),
    ],
)
def test_a_factor_stands_beside_as_many_useless_ones(as_far: float, looked_at: int, said: str) -> None:
    assert wording.useless_factors(as_far, looked_at) == said


def test_no_column_is_called_just_a_gap() -> None:
    """The longest one, or the usual longest one: a median of days and the longest of all bore one name."""
    headings = [
        (path.name, re.sub(r"\\n", " ", heading))
        for path in (ROOT / "src/legdiary/render").rglob("*.py")
        for heading in re.findall(r'Column\(\s*f?"([^"]*)"', path.read_text(encoding="utf-8"))
    ]
    gaps = [(name, heading) for name, heading in headings if "gap" in heading]
    assert len(gaps) >= 4
    assert [each for each in gaps if "longest" not in each[1]] == []
    assert {name for name, heading in gaps if "usual" in heading} == {"dose_times.py"}


#: Phrases that had to be read twice, and what is said instead.
READ_TWICE = {
    "into bed": "bed time",
    "bed-awake": "bed time–wake time",
    "Minutes to sleep, awake": "Minutes to fall asleep, then minutes awake",
    "Said once": "Shown once",
    "Tolerance falls with the dose": "Tolerance drops as you cut down",
    "so it was not without": "that day can't be dose-free",
    "said to be without": "logged as dose-free",
    "said to be a day without": "logged as a day without",
    "something else than": "not the same as",
    "Missing is not zero": "A dash means not logged, not zero",
    "tell drug, time and expectation apart": "show what caused a change",
    "( ) quartiles": "In brackets: the middle half of the nights",
    "brackets are quartiles": "In brackets: the middle half of the nights",
    "night-to-night noise": "the slow ups and downs",
    "for weeks by themselves": "for weeks",
    "a day planned, step": "Target …, step",
    "What this page rests on": "Data quality and limits",
    "is taken up": "the body absorbs",
    "latest in the band": "severe range",
    "Lines of the AASM": "AASM thresholds",
    "another exposure": "another substance",
    "Exposures and medicines": "Other factors and medicines",
    "Take an entry away": "Delete an entry",
    "Look the diary over": "Check the diary file",
    "Whether the diary is whole": "Check the diary file",
    "Yes to what would be asked": "Skip the confirmation question",
    ". Alone: ": "Without a command: ",
    "What may matter": "Other factors",
    "not stored yet is lost": "Discard unsaved changes?",
    "here is none that can": "This terminal can't show the dashboard",
    "lived in": "Time zone for new entries",
    "never an item": "Only questionnaire totals are stored",
    "history, in": "Import a diary",
    "not carried": "left out",
    "step in force": "current step",
    "How one command travels": "How a command runs",
    "The night key": "How nights are dated",
    "told again": "Replay the ledger",
    "that is none": "not a valid …",
    "is no character to print": "unprintable",
    "diary day under way": "current diary day",
    "was lived": "the time zone of the entry",
    "is taken away": "is deleted",
    "takes it away": "deletes it",
    "a look-over": "a check",
    "kept by legdiary with": "stored by legdiary with",
    "said to be further": "called further looks",
    "would not be what it should": "would not be as it should be",
    "left so:": "so not changed:",
    "took over what": "changed as in the file",
    ", apart:": "the substance's name alone",
    "a taking of": "one intake of",
    "where that was said": "if logged",
    "of it in one entry": "of this medicine in one entry",
    "since they were one": "since they parted",
    "proposes no": "suggests no",
    "Taken back:": "Removed:",
    "as far as its name tells": "judging by its name",
    "keeps their rules": "follows their rules",
    "can be looked into": "others can list it",
    "at the closest": "the closest cuts are … apart",
    "by what was logged": "after the logged doses",
    "from nothing in the diary": "They don't depend on your diary",
    "At once, by the": "Call the emergency number at once",
    "Soon, from a": "See a clinician soon",
    "fell back within": "eased within",
    "is all that is looked for": "Only a straight line is looked for",
    "None was written down": "No question was written down",
    "or its mirror image)": "0.12 to 0.05 or less for higher",
    "Said while a command": "Messages while a command goes on",
    "without a date is the most recent one": "`2g 8am` means the last 8 am that has passed",
    "times were taken from you": "how many entries got that time",
    "as a comment": "open questions are lines that start with #",
    "A line cannot be asked": "legdiary can't ask you about a line",
    "its line break is there": "a line is read only once it ends with a line break",
    "offset from UTC, a blank": "the time ends with the hours from UTC, such as -05:00",
    "with the mode that your umask gives": "others may be able to read it",
    "a scale that has two ends": "a score from 0 to 10",
    "Where does a phase lie": "What were the nights of a phase like?",
    "tau with that drift": "how clearly they lie above or below where the earlier change would have led",
    "moods that drift": "ups and downs that last for weeks",
    "neighbours alike by chance": "each night varies on its own",
    "; accepted is": "…; accepted: a number such as 2.5",
    "stands there;": "… is not accepted",
    "share of missed falls": "how many real falls it would miss",
}
#: These tell what was, or name things of other people; the last lists the words of other people's tables.
NOT_SHOWN_NOW = {
    "decisions.md", "reliability.md", "faults.md", "coverage.md", "performance.md", "real-diaries.md",
    "header_words.py",
}  # fmt: skip


def texts() -> list[tuple[str, str]]:
    """Return what a person may read, each with its file: the strings of the program, its templates, the pages."""
    found = [
        (path.name, " ".join(path.read_text(encoding="utf-8").split()))
        for path in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", *(ROOT / "src").rglob("*.jinja")]
        if path.name not in NOT_SHOWN_NOW
    ]
    for path in (each for each in (ROOT / "src").rglob("*.py") if each.name not in NOT_SHOWN_NOW):
        found += [
            (path.name, " ".join(node.value.split()))
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
    return found


def test_no_phrase_is_left_that_had_to_be_read_twice() -> None:
    left = [(name, phrase) for name, text in texts() for phrase in READ_TWICE if phrase in text]
    assert left == []

"""A `try:` line holds nothing that was not typed, and words that belong together need no quotes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run
from hypothesis import given, settings
from hypothesis import strategies as st
from provocations import STORIES
from provoking import meet, world_of
from test_refusals import CASES, HELD, MORNING

from legdiary.cli.command_line.argument_joining import join_arguments
from legdiary.cli.command_line.commands import TREE
from legdiary.cli.main import MAY_STAND_APART
from legdiary.settings import SPEC
from legdiary.util.installation import this_installation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provoking import Story

    from legdiary.cli.command_line.commands import Spec

#: Beginnings of what changes nothing but what is there already, and is named in the message: these may show it.
READING = ("list", "show", "week", "report", "taper show", "product list", "history", "check", "where", "config")
#: Words of our own grammar, no values.
GRAMMAR = {"ago"}
TRY = "legdiary: try: "
EXTRAS = ("view", "pdf", "encrypt", "tables", "database")


def paths() -> Iterator[tuple[str, Spec]]:
    """Every command as it is typed."""
    for name, spec in TREE.items():
        for inside, each in (spec.inside or {"": spec}).items():
            yield f"{name} {inside}".strip(), each


COMMANDS = dict(paths())


def words_of(text: str) -> set[str]:
    """What was typed, word by word and as a whole, however it was joined, in small letters."""
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    parts = [part for word in words for part in (word, *word.split("="), *word.split(), word.lstrip("-"))]
    return {each.lower() for part in (*parts, *join_arguments(words)) for each in (part, part.replace(" ", ""))}


def invented(hint: str, typed: str, message: str) -> list[str]:
    """The words of a suggestion that are neither ours nor typed."""
    words, here = shlex.split(hint), this_installation()
    if hint in {here.upgrading(), *map(here.adding, EXTRAS)}:
        return []  # the one place that makes these has its own tests
    if words[0] != "legdiary":
        assert words[0] in {"crontab", "mkdir", "mv", "chmod"}, hint
        return [word for word in words[1:] if word[0] in "0123456789" and word not in words_of(typed)]
    words = words[1:]
    if words[:1] == ["--diary"]:
        words = words[2:]
    command = next(
        (words[:n] for n in (2, 1) if " ".join(words[:n]) in COMMANDS), [word for word in words[:1] if word in TREE]
    )
    left = [word for word in words[len(command) :] if word not in TREE]
    values = [part for word in left for part in (word.partition("=")[2] if word.startswith("--") else word,) if part]
    known = words_of(typed) | GRAMMAR | set(SPEC)
    if " ".join(command).startswith(READING) or words[-1] in {"--help", "--preview", "--dry-run"}:
        known |= {part.strip("(#),;.'").lower() for part in re.split(r"[\s:]", message)}
        values = [value for value in values if not (words[0] == "edit" and value.isdecimal())]
    return [
        value
        for value in values
        if not known >= {*re.split(r"[ -]+", value.lower())}
        and value.lower() not in known
        and not Path(value).expanduser().exists()
    ]


@pytest.mark.parametrize("story", [story for story in STORIES if story.then is not None], ids=lambda story: story.name)
def test_no_suggestion_of_the_errors_holds_what_was_not_typed(story: Story) -> None:
    with world_of(story) as world:
        met = meet(story, world)
        assert met.hint is not None
        assert invented(met.hint, story.typed.replace("~", str(world.home)), met.lines[0]) == []


@pytest.mark.parametrize(
    ("hint", "typed", "found"),
    [
        ("legdiary kratom 2.5g --at 23:40", "kratom 2.5 g", ["23:40"]),
        ("legdiary kratom 2.5g --at=23:40", "kratom 5 capsules", ["2.5g", "23:40"]),
        ("legdiary night 6", "week", ["6"]),
        ("legdiary taper set 2026-11-23 5g", "taper set 2026-11-20 5g", ["2026-11-23"]),
        ("legdiary product add 'red leaf' --capsule 0.5g", "kratom 5caps --product 'red leaf'", ["0.5g"]),
        ("legdiary symptom 'hot flushes' 2", "factor 'hot flushes'", ["2"]),
        ("legdiary kratom 3g --night yesterday", "kratom 3g --date yesterday", []),
    ],
)
def test_the_walk_would_notice(hint: str, typed: str, found: list[str]) -> None:
    assert invented(hint, typed, "") == found


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("held") / "diary.db"
    for typed in HELD:
        ok(*shlex.split(typed), now=MORNING, diary=path)
    return path


#: What a suggestion may not store unless it was typed, and the number of it that people type: grams or milligrams.
NUMBERS = {"amount_g": (1, 1000), "amount_mg": (1,), "elemental_mg": (1,), "severity": (1,), "grade": (1,),
           "total_min": (1,), "latency_min": (1,), "awake_min": (1,), "value": (1,)}  # fmt: skip


def check(typed: str, diary: Path) -> None:
    """Type a line, and then what is suggested: it is made of the line, and stores nothing that was not typed."""
    result = run(*shlex.split(typed), now=MORNING, diary=diary)
    for line in result.stderr.splitlines():
        if line.startswith(TRY):
            hint = line.removeprefix(TRY)
            assert invented(hint, typed, result.stderr) == [], (typed, line)
            if hint.startswith("legdiary "):
                assert_stores_only_what_was_typed(hint, typed, diary)


def assert_stores_only_what_was_typed(hint: str, typed: str, diary: Path) -> None:
    before = {each["id"] for each in entries(diary)}
    done = run(*shlex.split(hint)[1:], now=MORNING, diary=diary)
    assert done.code in ({0, 1, 2} if before else {0, 1, 2, 3}), (hint, done)
    assert "fault in legdiary" not in done.stderr, (hint, done)
    numbers = {float(each.replace(",", ".")) for each in re.findall(r"[0-9]+(?:[.,][0-9]+)?", typed)}
    numbers |= {0.0} if "none" in typed.split() else set()  # a day without is a dose of nothing
    for entry in entries(diary):
        stored = {key: entry[key] for key in NUMBERS if isinstance(entry.get(key), int | float)}
        if entry["id"] not in before:
            invented_here = [key for key in stored if not numbers & {stored[key] * times for times in NUMBERS[key]}]
            assert invented_here == [], (typed, hint, entry)


def entries(diary: Path) -> list[dict[str, Any]]:
    """Every entry of the diary, if there is one."""
    held: list[dict[str, Any]] = (
        ok("list", "--json", now=MORNING, diary=diary).json["entries"] if diary.exists() else []
    )
    return held


@pytest.mark.parametrize("typed", dict.fromkeys(case.typed for case in CASES))
def test_nor_does_any_suggestion_beside_a_refusal(typed: str, held: Path, tmp_path: Path) -> None:
    diary = tmp_path / "diary.db"
    diary.write_bytes(held.read_bytes())
    check(typed, diary)


def test_a_suggestion_that_stores_another_amount_would_be_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="amount_g"):
        assert_stores_only_what_was_typed("legdiary kratom 2.5g", "kratom 3 g", tmp_path / "diary.db")


SLIPS = (
    "",
    "--colour",
    "--colour red",
    "--date yesterday",
    "xyzzy",
    "7 8 9",
    "-1",
    "''",
    "--night",
    "2.5 g",
    "'2 spoons'",
)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip or "alone")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.thinned(4)
def test_nor_does_any_command_after_a_slip(
    command: str, slip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    check(f"{command} {slip}", tmp_path / "none.db")


LINES = st.tuples(
    st.sampled_from(["kratom", "mag", "magnesium", "night", "sleep", "medicine iron", "symptom nausea", "factor heat",
                     "taper set", "edit 2", "edit 4", "show", "week", "list", "measure irls", "product add"]),
    st.lists(
        st.sampled_from(["2.5 g", "2,5", "5 capsules", "2caps", "0g", "300g", "7", "none", "--date yesterday",
                         "--night -2", "--night last night", "--at 23:40", "--at 20m ago", "--time 21:00",
                         "--on 2026-11-19", "2026-11-20", "--salt", "--last 3", "--note hello", "-3",
                         "--product 'green leaf'"]),
        max_size=4,
    ),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(line=LINES)
def test_nor_does_any_line_put_together_of_what_people_type(line: tuple[str, list[str]], held: Path) -> None:
    before = held.read_bytes()
    try:
        check(" ".join([line[0], *line[1]]), held)
    finally:
        held.write_bytes(before)


@pytest.mark.parametrize(
    ("typed", "code", "hint"),
    [
        ("kratom 3g --date yesterday", 2, "legdiary kratom 3g --night yesterday"),
        ("kratom 3g --date=yesterday", 2, "legdiary kratom 3g --night=yesterday"),
        ("mag 200 mg --time 21:00", 2, "legdiary mag '200 mg' --at 21:00"),
        ("night 6 --on 2026-11-20", 2, "legdiary night 6 --night 2026-11-20"),
        ("dose 15mg --date yesterday", 2, "legdiary dose 15mg --night yesterday"),
        ("kratom none --of 'my tea' --date yesterday", 2, "legdiary kratom --help"),
        ("kratom 3g --date yesterday --note private", 2, "legdiary kratom --help"),
        ("factor 'foot cream' --date yesterday", 2, "legdiary factor --help"),
        ("kratom 5 capsules", 2, "legdiary product list"),
        ("mag 2caps", 2, None),
        ("kratom 5 spoons", 2, "legdiary kratom --help"),
        ("kratom", 2, "legdiary kratom --help"),
        ("kratom 0g --night 2026-11-19 --at 12:00", 2, None),
        ("night", 2, "legdiary night --help"),
        ("medicine magnesium 400mg", 2, "legdiary magnesium --help"),
        ("taper set 2026-11-20 5g", 1, "legdiary taper show"),
        ("week -2", 2, "legdiary week 2 ago"),
    ],
)
def test_what_is_suggested(typed: str, code: int, hint: str | None, held: Path) -> None:
    result = run(*shlex.split(typed), now=MORNING, diary=held)
    hints = [line.removeprefix(TRY) for line in result.stderr.splitlines() if line.startswith(TRY)]
    assert (result.code, hints) == (code, [] if hint is None else [hint])


def test_magnesium_is_never_answered_with_grams_of_kratom(held: Path) -> None:
    for typed in ("mag 2caps", "mag some", "mag 0mg", "mag 0.5mg", "mag 200"):
        said = run(*shlex.split(typed), now=MORNING, diary=held).stderr
        assert not re.search(r"\b2[.,]?500?m?g", said), said
    assert run("mag", "2caps", diary=held).stderr == (
        "legdiary: '2caps' is not an amount; write milligrams, such as 200mg\n"
    )


# ---------------------------------------------------------------------- words that belong together


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("kratom 2.5 g", {"amount_g": 2.5}),
        ("kratom 2,5 g --at 20m ago", {"amount_g": 2.5, "at": "2026-11-22T09:40:00-05:00"}),
        ("kratom 2500 mg --at yesterday 23:40", {"amount_g": 2.5, "at": "2026-11-21T23:40:00-05:00"}),
        ("kratom 2 g --at 2026-11-20 23:40", {"at": "2026-11-20T23:40:00-05:00"}),
        ("kratom --at 11:40 pm 2 g", {"amount_g": 2, "at": "2026-11-21T23:40:00-05:00"}),
        ("kratom 2.5 grams --at 20 minutes ago", {"amount_g": 2.5, "at": "2026-11-22T09:40:00-05:00"}),
        ("kratom 2.5Gram --at yesterday 23.40", {"amount_g": 2.5, "at": "2026-11-21T23:40:00-05:00"}),
        ("kratom 2500 milligrams --at 2340", {"amount_g": 2.5, "at": "2026-11-21T23:40:00-05:00"}),
        ("kratom 2g --at 11.40 p.m.", {"amount_g": 2, "at": "2026-11-21T23:40:00-05:00"}),
        ("medicine levothyroxine 50 micrograms --new", {"amount": "50 mcg"}),
        ("product add leaf --capsule 0.5 grams", {"capsule_g": 0.5}),
        ("sleep 23-7", {"bed": "2026-11-21T23:00:00-05:00", "wake": "2026-11-22T07:00:00-05:00"}),
        ("sleep 11 pm to 7 am", {"bed": "2026-11-21T23:00:00-05:00", "wake": "2026-11-22T07:00:00-05:00"}),
        ("sleep 11 pm - 7 am", {"bed": "2026-11-21T23:00:00-05:00", "wake": "2026-11-22T07:00:00-05:00"}),
        ("sleep 11pm - 7 --awake 55", {"wake": "2026-11-22T07:00:00-05:00", "awake_min": 55}),
        ("sleep 22.45 - 6.10 --latency 40 minutes", {"bed": "2026-11-21T22:45:00-05:00", "latency_min": 40}),
        ("sleep 7 hours", {"total_min": 420}),
        ("sleep 7h --nap 30", {"total_min": 420, "nap_min": 30}),
        ("night 6 --onset 20.30", {"onset": "20:30"}),
        ("mag 200 mg --form citrate", {"elemental_mg": 200, "form": "citrate"}),
        ("night 6 --night last night", {"severity": 6, "night_of": "2026-11-21"}),
        ("night --night 2 ago 6", {"severity": 6, "night_of": "2026-11-20"}),
        ("medicine iron 1 tablet --at 20m ago", {"name": "iron", "amount": "1 tablet"}),
        ("product add leaf --capsule 0.5 g", {"capsule_g": 0.5}),
        ("product add leaf --mitragynine 13 mg/g", {"mitragynine_mg_per_g": [13, 13]}),
        ("product add leaf --mitragynine 1-1.5 %", {"mitragynine_mg_per_g": [10, 15]}),
        ("measure pulse 96 bpm", {"name": "heart-rate", "value": 96, "unit": "/min"}),
    ],
)  # fmt: skip
def test_words_of_one_value_need_no_quotes(typed: str, stored: dict[str, object], tmp_path: Path) -> None:
    made = ok(*shlex.split(typed), "--json", now=MORNING, diary=tmp_path / "a.db").json["stored"]
    assert {key: made[key] for key in stored} == stored


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        (["kratom", "2", "3", "g"], ["kratom", "2", "3 g"]),
        (["night", "6", "--note", "2", "g"], ["night", "6", "--note", "2", "g"]),
        (["night", "6", "--night", "yesterday", "22:45-06:10"], ["night", "6", "--night", "yesterday", "22:45-06:10"]),
        (["kratom", "--at", "yesterday", "2g"], ["kratom", "--at", "yesterday", "2g"]),
        (["show", "last", "night"], ["show", "last", "night"]),
        (["show", "2", "ago"], ["show", "2", "ago"]),
        (["kratom", "2.5.1", "g"], ["kratom", "2.5.1", "g"]),
        (["kratom", "-2", "g"], ["kratom", "-2", "g"]),
        (["list", "--from", "2026-11-20", "g"], ["list", "--from", "2026-11-20", "g"]),
        (["list", "--last", "2", "days"], ["list", "--last", "2 days"]),
        (["list", "--last", "two", "days"], ["list", "--last", "two", "days"]),
        (["factor", "coffee", "2", "days"], ["factor", "coffee", "2", "days"]),
    ],
)
def test_words_of_one_value_only_are_joined(typed: list[str], made: list[str]) -> None:
    assert join_arguments(typed) == made


WORDS = st.sampled_from(["2", "2.5", "1-1.5", "g", "MG", "%", "mg/G", "caps", "--at", "--night", "last", "Night", "ago",
                         "20m", "yesterday", "23:40", "11:40", "pm", "2026-11-20", "--note", "x", "-2"])  # fmt: skip


@given(st.lists(WORDS, max_size=8))
def test_what_needs_putting_together_is_never_passed_over(words: list[str]) -> None:
    """`main` loads what puts words together only where one of a few is there."""
    made = join_arguments(words)
    assert " ".join(made) == " ".join(words)
    assert join_arguments(made) == made
    if made != words:
        assert not MAY_STAND_APART.isdisjoint(map(str.lower, words))

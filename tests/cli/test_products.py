"""A product told in two goes: what a capsule weighs is read off the label a week later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from driving import NOW, ok, run

if TYPE_CHECKING:
    from pathlib import Path

LATER = "2026-11-29T10:00-05:00"
UNKNOWN = (
    "5caps: the weight of a capsule of 'leaf' is not known; add it once with --capsule, or write the amount in grams"
)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    ok("product", "add", "leaf", diary=path)
    ok("kratom", "2g", "--product", "leaf", diary=path)
    return path


def test_capsules_of_a_product_without_their_weight_lead_to_the_one_command_that_tells_it(diary: Path) -> None:
    refused = run("kratom", "5caps", "--product", "leaf", now=LATER, diary=diary)
    assert (refused.code, refused.stderr) == (
        2,
        f"legdiary: {UNKNOWN}\nlegdiary: try: legdiary edit 1 --help\n",
    )
    assert ok("product", "list", diary=diary).lines == ["#1  leaf, leaf"]
    told = ok("edit", "1", "--capsule", "0.5g", now=LATER, diary=diary)
    assert told.stdout == "Product: leaf, capsule – → 0.5 g.  #1\n"
    assert ok("kratom", "5caps", "--product", "leaf", now=LATER, diary=diary).lines[0].startswith(
        "Kratom, day of Sun 29 Nov 2026: 2.5 g at 10:00, leaf."
    )  # fmt: skip
    assert ok("product", "list", diary=diary).lines == ["#1  leaf, leaf, capsule 0.5 g"]


def test_a_product_in_the_words_of_its_label(diary: Path) -> None:
    told = ok("product", "add", "bali", "--kind", "powder", "--mitragynine", "1.3%", diary=diary).stdout
    assert told == "Product: bali, leaf, mitragynine 13 mg/g.  #3\n"
    told = ok("edit", "1", "--kind", "Powder", "--mitragynine", "1-1.5%", diary=diary).stdout
    assert told == "Product: leaf, mitragynine from – → 10 mg/g, mitragynine to – → 15 mg/g.  #1\n"
    assert ok("product", "list", "--json", diary=diary).json["products"][0]["mitragynine_mg_per_g"] == [13, 13]
    refused = run("product", "add", "green", "--mitragynine", "101%", diary=diary)
    assert (refused.code, refused.stderr) == (
        2, "legdiary: '101%' is not a mitragynine content; write 13mg/g, 10-15mg/g or 1.3% (up to 1000mg/g)\n"
    )  # fmt: skip


def test_it_stays_the_same_batch_and_no_dose_changes(diary: Path) -> None:
    ok("edit", "1", "red leaf", "--capsule", "0.5g", "--opened", "2026-11-20", now=LATER, diary=diary)
    assert ok("list", "--last", "8w", now=LATER, diary=diary).lines[1] == "  2  kratom     2 g at 01:30 (Sun), red leaf"
    assert ok("check", diary=diary).code == 0


def test_what_was_told_later_is_in_the_history_and_can_be_taken_back(diary: Path) -> None:
    ok("edit", "1", "--capsule", "0.5g", "--mitragynine", "10-15mg/g", now=LATER, diary=diary)
    assert ok("history", "1", diary=diary, env={"COLUMNS": "120"}).lines == [
        "Sun 22 Nov 2026",
        "  01:30  #1     product added: leaf, leaf",
        "Sun 29 Nov 2026",
        "  10:00  #1     product changed: capsule – → 0.5 g, mitragynine from – → 10 mg/g, mitragynine to – → 15 mg/g",
    ]
    ok("undo", now=LATER, diary=diary)
    assert ok("product", "list", diary=diary).lines == ["#1  leaf, leaf"]


def test_a_product_can_be_taken_away_while_no_dose_names_it(diary: Path) -> None:
    ok("product", "add", "green", diary=diary)
    assert ok("delete", "3", diary=diary).stdout == "Product: green, leaf.  #3 deleted\n"
    assert run("delete", "1", diary=diary).code == 1


def test_a_batch_never_becomes_another_one(diary: Path) -> None:
    ok("product", "add", "leaf", "--opened", "2026-11-20", diary=diary)
    refused = run("edit", "3", "green", "--opened", "2026-11-23", diary=diary)
    assert refused.code == 2  # tomorrow
    ok("product", "add", "leaf", "--opened", "2026-11-21", diary=diary)
    before = diary.read_bytes()
    refused = run("edit", "3", "--opened", "2026-11-21", now=NOW, diary=diary)
    assert (refused.code, refused.stderr.splitlines()[0]) == (
        1, "legdiary: that product already exists (#4); a new batch needs another --opened",
    )  # fmt: skip
    assert diary.read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("edit", "1"), "nothing to store; give a name, --kind, --capsule, --mitragynine, --weight or --opened"),
        (("edit", "1", "--capsule", "9g"), "9g can't be the weight of a capsule; write more than 0, up to 5g"),
        (
            ("edit", "1", "--kind", "tea"),
            (
                "'tea' is not a known kind of product; write one of: leaf, extract, 7-oh, "
                "mitragynine-pseudoindoxyl, mgm-15, mgm-16; add --new to keep it as your own"
            ),
        ),
    ],
)
def test_what_cannot_be_is_refused_as_it_is_when_a_product_is_added(
    typed: tuple[str, ...], said: str, diary: Path
) -> None:
    before = diary.read_bytes()
    refused = run(*typed, diary=diary)
    assert (refused.code, refused.stderr.splitlines()[0]) == (2, f"legdiary: {said}")
    assert diary.read_bytes() == before

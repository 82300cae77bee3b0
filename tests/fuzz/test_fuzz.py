"""What fuzzing has kept is given again to whatever reads it; some more is made up, and much more by `just fuzz`."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from fuzz_mutations import change
from fuzz_report import section
from fuzz_targets import TARGETS
from fuzzing import CORPORA, Broken, Target, TooSlow, bounded, refusal, secrets_of, tells_none

import fuzz
from legdiary.errors import BadValue
from legdiary.formats.detect import FORMATS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_what_is_kept(target: Target) -> None:
    seeds = target.seeds()
    assert seeds
    for _, data in seeds:
        target.run(data)


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_what_is_made_of_it(target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "FOUND", tmp_path / "found")
    monkeypatch.setattr(fuzz, "limit_memory", lambda: None)
    assert fuzz.run_plain(target, 0, "slow", runs=300)["found"] == 0


def test_every_format_has_its_target() -> None:
    """That of `lines` are commands, which are taken into a diary one by one."""
    assert {each.name for each in FORMATS} - {name.removeprefix("import-") for name in TARGETS} == set()
    assert {each.name for each in CORPORA.iterdir()} == {each.corpus.name for each in TARGETS.values()}


@pytest.mark.parametrize("shape", ["text", "table", "json", "zip", "database"])
def test_the_same_dice_make_the_same_input(shape: str) -> None:
    of = {"zip": "import-loop", "database": "import-diary", "json": "identity"}.get(shape, "lines")
    seeds = [data for _, data in TARGETS[of].seeds()]
    # the dice are to fall alike
    made = [[change(shape, seeds[0], seeds, Random(number)) for number in range(12)] for _ in range(2)]
    assert made[0] == made[1]
    assert len(set(made[0])) > 6


# ---------------------------------------------------------------------- what a target is held to


class Told(BadValue):
    def __init__(self, note: str) -> None:
        super().__init__(f"{note} is not accepted")


def raise_told(note: str) -> None:
    raise Told(note)


def test_a_note_in_an_error_is_seen() -> None:
    csv = b"night,note\n2026-11-20,ants ran there\n2026-11-21,x\n"
    assert secrets_of(csv) == ["ants ran there"]
    assert secrets_of(b'{"entries":[{"note":"ants ran there","name":"red leaf of mine"}]}') == ["ants ran there"]
    assert refusal(lambda: raise_told("2.5"), ["ants ran there"]) is not None
    with pytest.raises(Broken):
        refusal(lambda: raise_told("ants ran there"), ["ants ran there"])
    with pytest.raises(Broken):
        tells_none(Told.__mro__[1](" "), [])


def test_an_input_that_takes_too_long_is_stopped() -> None:
    def endless(_: bytes) -> None:
        while True:
            pass

    with pytest.raises(TooSlow):
        bounded(Target("endless", "", endless), b"", 0.01)


def test_what_breaks_is_kept_and_can_be_given_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A reader that cannot have a 7: one that a change has made is found, told once, and is kept."""

    def no_seven(data: bytes) -> None:
        if b"7" in data:
            raise KeyError("seven")

    monkeypatch.setattr(fuzz, "FOUND", tmp_path / "found")
    monkeypatch.setattr(fuzz, "limit_memory", lambda: None)
    target = Target("amounts", "", no_seven)
    told = fuzz.run_plain(target, 0, "sevens", runs=300)
    (kept,) = (tmp_path / "found").iterdir()
    assert (told["executions"], told["found"]) == (300, 1)
    assert b"7" in kept.read_bytes()
    assert "--again" in capsys.readouterr().out
    assert fuzz.again(target, kept).endswith(kept.name)


def test_figures_are_added_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "FIGURES", tmp_path / "work" / "figures.jsonl")
    for name, how, many, seconds, found in (
        ("amounts", "guided", 1000, 40.0, 1), ("amounts", "at random", 800, 30.0, 0),
        ("times", "at random", 10, 30.0, 0), ("amounts", "guided", 200, 20.0, 0),
    ):  # fmt: skip
        fuzz.note_figures(name, {"executions": many, "seconds": seconds, "found": found, "how": how})
    text = section(fuzz.summed_figures())
    assert text.startswith("**2,010 inputs in 2 minutes, on a machine that did other work as well; 1 of them broke")
    assert "| `amounts` | amounts: 2.5g, 4caps, 300 mg | 2,000 | 1,200 | 1.5 | 1 |" in text
    assert "| `zones` | time zones and TZ | 0 | 0 | 0.0 | 0 |" in text

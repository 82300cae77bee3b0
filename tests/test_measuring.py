"""How `bench/measuring.py` pairs commands with the bare interpreter."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from types import ModuleType

BENCH = Path(__file__).parents[1] / "bench"


class Named(NamedTuple):
    """A command that is never run."""

    name: str


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCH)
    import measuring

    return measuring


def test_a_command_of_seconds_is_run_once_and_the_others_in_pairs_after_one_to_warm_up(bench: ModuleType) -> None:
    ran: list[str] = []
    seconds = {"night": iter([9.0, 0.4, 0.6, 0.5]), "page": iter([40.0])}

    def cost(command: Named) -> object:
        ran.append(command.name)
        return bench.Cost(next(seconds[command.name]), 10_240, 0)

    def bare() -> object:
        ran.append("bare")
        return bench.Cost(0.1, 8_192, 0)

    figures = bench.measure([Named("night"), Named("page")], cost, bare, 3, {"page": 1})
    # The first run of the night is not counted; each round goes backwards to the one before.
    assert ran == ["night", "bare", "night", "bare", "page", "bare", "night", "bare", "night"]
    assert figures["night"].ratio == pytest.approx(5.0)  # 0.4, 0.6 and 0.5 s over 0.1 s
    assert figures["page"].ratio == pytest.approx(400.0)
    assert figures["page"].beside(figures["night"]) == pytest.approx(100.0)  # 40 s over the 0.4 s of the same round
    assert figures["page"].peak_mib == 10


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of the system's")
def test_what_is_typed_at_a_question_is_not_typed_before_it(bench: ModuleType, tmp_path: Path) -> None:
    """A question for a passphrase throws away what was typed ahead."""
    asking = (
        "import sys, termios; termios.tcflush(0, termios.TCIFLUSH); print('Passphrase: ', end='', flush=True)\n"
        "sys.exit(input() != 'four words')"
    )
    with bench.Launcher(tmp_path) as launcher:
        assert launcher.run([sys.executable, "-c", asking], keys="four words\n", asked=True).printed > 0

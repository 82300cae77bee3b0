"""A question about an amount far from the person's own usual one: a slip of the unit is a thousandfold.

What is usual is said by the person's doses alone: there is no table of common amounts here. Leaf has its own rule, in
`domain.entries.dose_rules`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.dose_rules import USUAL_DAYS
from legdiary.errors import Asks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: An amount above ten times the usual one, or below a tenth of it, is questioned.
_FAR = 10


class FarFromUsual(Asks):
    """An amount above ten times, or below a tenth of, the median of the other doses of the last days."""

    def __init__(self, amount: str, usual: str, *, is_above: bool) -> None:
        compared = "more than ten times" if is_above else "less than a tenth of"
        super().__init__(
            f"{amount} in one entry is {compared} the median dose of the last {USUAL_DAYS} days ({usual})."
        )


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

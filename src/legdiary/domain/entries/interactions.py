"""Hours between magnesium and a medicine: the spacing that labels ask for, and doses that were closer (facts B3).

Magnesium binds some medicines and reduces their absorption. The table holds only facts of trust V or V2. The hours are
the least that the source asks for; where it gives a range, reports show its upper end as well. Only magnesium by mouth
counts. Findings are described, never judged.
"""

from __future__ import annotations

from bisect import bisect_left
from types import MappingProxyType

from legdiary.domain.entries.medicines import (
    ACID_REDUCER,
    BISPHOSPHONATE,
    DIURETIC,
    GABAPENTIN,
    IRON,
    IRON_INFUSION,
    MEDICINE_CLASSES,
    NITROFURANTOIN,
    QUINOLONE,
    TETRACYCLINE,
    THYROID,
)
from legdiary.domain.time.moments import HOUR, MINUTE
from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from typing import Literal, TypeAlias

    from legdiary.domain.entries.factors_and_medicines import Medicine
    from legdiary.domain.entries.magnesium import Magnesium

    Trust: TypeAlias = Literal["V", "V2"]


@dataclass(frozen=True, slots=True)
class Hours:
    """The spacing asked for by a source, in hours.

    Attributes:
        least: the shortest spacing asked for.
        most: the upper end where the source gives a range, else the same.
    """

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Rule:
    """The spacing asked for with one class of medicines.

    Attributes:
        medicine_class: the class, as in `MEDICINE_CLASSES`.
        before: hours from the medicine to magnesium, when the medicine comes first.
        after: hours from magnesium to the medicine, when magnesium comes first.
        source: the label or publication.
        trust: V the source's own text was seen, V2 seen in a secondary source only.
    """

    medicine_class: str
    before: Hours
    after: Hours
    source: str
    trust: Trust

    @property
    def either_way(self) -> bool:
        """Whether the same hours are asked for in both orders."""
        return self.before == self.after


_SMPC = "UK SmPC of a magnesium product, medicines.org.uk/emc/product/12118/smpc"
_LABEL_SUMMARY = "label summary: magnesium and gabapentin, goodrx.com/gabapentin/magnesium-and-gabapentin"
_ANTIBIOTICS = "label summaries of tetracyclines and quinolones, seen in secondary sources"
RULES: Mapping[str, Rule] = MappingProxyType({
    rule.medicine_class: rule
    for rule in (
        # "Take gabapentin at least 2 h after magnesium"; the other order rests on the SmPC's general 2–3 h.
        Rule(GABAPENTIN, Hours(2, 2), Hours(2, 2), _LABEL_SUMMARY, "V2"),
        Rule(IRON, Hours(3, 4), Hours(3, 4), _SMPC, "V"),
        # A secondary source asks for 2 h only; the SmPC's own text asks for more.
        Rule(BISPHOSPHONATE, Hours(3, 4), Hours(3, 4), _SMPC, "V"),
        Rule(NITROFURANTOIN, Hours(3, 4), Hours(3, 4), _SMPC, "V"),
        Rule(TETRACYCLINE, Hours(2, 2), Hours(4, 6), _ANTIBIOTICS, "V2"),
        Rule(QUINOLONE, Hours(2, 2), Hours(4, 6), _ANTIBIOTICS, "V2"),
        # The facts have no figure for this class: the SmPC's general one.
        Rule(THYROID, Hours(2, 3), Hours(2, 3), _SMPC, "V"),
    )
})  # fmt: skip
_REVIEW = "Gröber, Magnesium and Drugs, 2019, PMC6539869"
#: Class → what its source says, for classes without hours. For a class in neither table no source was seen.
SAID_WITHOUT_HOURS: Mapping[str, tuple[str, str, Trust | Literal["–"]]] = MappingProxyType({
    DIURETIC: ("lowers magnesium in the body; no hours between them", _REVIEW, "V"),
    ACID_REDUCER: ("lowers magnesium in the body when taken for long; no hours between them", _REVIEW, "V"),
    IRON_INFUSION: ("is not swallowed, so magnesium by mouth does not meet it", "", "–"),
})  # fmt: skip
NOTHING_SAID = "nothing: no source was seen that names it"
#: The longest spacing of any rule: medicines further away than this cannot be too close.
REACH_S = max(max(rule.before.least, rule.after.least) for rule in RULES.values()) * HOUR


@dataclass(frozen=True, slots=True)
class Conflict:
    """Magnesium and a medicine taken closer together than the rule asks for.

    Attributes:
        taking: the magnesium.
        medicine: the medicine.
        rule: the rule for the medicine's class.
    """

    taking: Magnesium
    medicine: Medicine
    rule: Rule

    @property
    def gap_min(self) -> int:
        """The whole minutes between them, whichever came first."""
        return abs(self.taking.at.utc_s - self.medicine.at.utc_s) // MINUTE

    @property
    def magnesium_first(self) -> bool:
        """Whether magnesium was taken first (or both at once)."""
        return self.taking.at.utc_s <= self.medicine.at.utc_s

    @property
    def night_of(self) -> date:
        """The diary day of the later of the two, so that a pair belongs to exactly one day and one range."""
        return (self.medicine if self.magnesium_first else self.taking).night_of

    @property
    def asked(self) -> Hours:
        """The hours asked for in the order in which they were taken."""
        return self.rule.after if self.magnesium_first else self.rule.before


def find_conflicts(takings: Iterable[Magnesium], medicines: Iterable[Medicine]) -> tuple[Conflict, ...]:
    """Return every pair that was too close, in the order of the magnesium, then of the medicine.

    Magnesium on the skin and medicines without a rule are left out.
    """
    ruled = sorted(
        ((taken.at.utc_s, number, taken, rule) for number, taken in enumerate(medicines) if (rule := rule_of(taken))),
        key=lambda each: each[:2],
    )
    moments = [each[0] for each in ruled]
    found: list[Conflict] = []
    for taking in sorted((each for each in takings if not each.topical), key=lambda each: each.at.utc_s):
        at = taking.at.utc_s
        for _, _, medicine, rule in ruled[bisect_left(moments, at - REACH_S) : bisect_left(moments, at + REACH_S)]:
            pair = Conflict(taking, medicine, rule)
            if abs(at - medicine.at.utc_s) < pair.asked.least * HOUR:
                found.append(pair)
    return tuple(found)


def rule_of(medicine: Medicine) -> Rule | None:
    """Return the rule for a medicine; None where there is none."""
    return RULES.get(MEDICINE_CLASSES.get(medicine.name, ""))

"""The model's figures: medians and levels (docs/explanation/statistics-methods.md), a night, a day's doses, a summary.

What rests on fewer than five nights has a number of nights and no figure.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import model_plans
from model_sleep import figures as sleep_figures
from model_time import A_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from model_diary import Entry, ModelDiary
    from model_time import Moment

NEEDED = 5
LEAF = "leaf"
#: The order in which views name substances.
SUBSTANCES = (LEAF, "extract", "7-oh")
Json = dict[str, Any]


# ---------------------------------------------------------------------- statistics


def known(values: Iterable[Any]) -> list[Any]:
    return sorted(value for value in values if value is not None)


def quantile(values: Sequence[Any], share: Fraction) -> float:
    """Return a quantile by linear interpolation, "type 7"."""
    place = share * (len(values) - 1)
    below = int(place)
    if place == below:
        return float(values[below])
    return float(values[below] + (values[below + 1] - values[below]) * float(place - below))


def median(values: Iterable[Any]) -> float | None:
    there = known(values)
    return quantile(there, Fraction(1, 2)) if len(there) >= NEEDED else None


def middle(values: Iterable[Any], per: float = 1, places: int | None = None) -> Json:
    there = known(values)
    found = median(there)
    if found is not None:
        found = found / per
        found = found if places is None else round(found, places)
    return {"n": len(there), "median": found}


def level(values: Iterable[Any]) -> Json:
    """Return median, quartiles and the share of nights at 7 and more."""
    every = list(values)
    there = known(every)
    found: Json = {"n": len(there), "missing": len(every) - len(there), "median": median(there)}
    few = len(there) < NEEDED
    found["q1"] = None if few else quantile(there, Fraction(1, 4))
    found["q3"] = None if few else quantile(there, Fraction(3, 4))
    found["share_7_plus"] = None if few else round(sum(value >= 7 for value in there) / len(there), 4)
    return found


def nap(before: Sequence[int], after: Sequence[int]) -> float:
    """Return the share of pairs in which the later night is lower; ties count half."""
    pairs = [(one > other) + (one == other) / 2 for one in before for other in after]
    return sum(pairs) / len(pairs)


def versus(before: Iterable[Any], after: Iterable[Any], least: int = 2) -> Json:
    """Return the difference of two stretches of nights; under seven a side nothing is compared."""
    one, other = known(before), known(after)
    found: Json = {
        "median_change": None, "least": least, "nap": None, "same": None, "result": "too few nights",
        "n_before": len(one), "n_after": len(other),
    }  # fmt: skip
    smaller = min(len(one), len(other))
    if smaller < 7:
        return found
    change = (median(other) or 0) - (median(one) or 0)
    lower, higher = nap(one, other), nap(other, one)
    bound = next(bound for nights, bound in ((21, 0.88), (14, 0.90), (10, 0.93), (0, 0.95)) if smaller >= nights)
    result = "about the same"
    if change <= -least and lower >= bound:
        result = "lower"
    elif change >= least and higher >= bound:
        result = "higher"
    return found | {
        "median_change": change, "nap": round(lower, 6), "same": result == "about the same", "result": result,
    }  # fmt: skip


# ---------------------------------------------------------------------- doses of a day


class Days:
    """What was taken of each substance, day by day: the whole diary at once, so no figure depends on a range."""

    def __init__(self, diary: ModelDiary) -> None:
        self.diary = diary
        self.by: dict[str, dict[date, list[Entry]]] = {}
        for _, dose in sorted(diary.of("kratom"), key=_by_moment):
            of_day = self.by.setdefault(diary.substance(dose), {})
            of_day.setdefault(dose["night_of"], []).append(dose)

    def total(self, substance: str, day: date) -> int | None:
        """Return micrograms; 0 on a day without, None where nothing is logged."""
        there = self.by.get(substance, {}).get(day)
        return None if there is None else sum(micrograms(dose) for dose in there)

    def doses(self, substance: str, day: date) -> int | None:
        there = self.by.get(substance, {}).get(day)
        return None if there is None else sum("at" in dose for dose in there)

    def longest_gap(self, substance: str, day: date) -> int | None:
        """Return minutes; None where the dose before the first one of the day is not known."""
        days = self.by.get(substance, {})
        if day not in days:
            return None
        moments = [dose["at"].utc_s for dose in days[day] if "at" in dose]
        before, earlier = None, day - A_DAY
        while before is None and earlier in days:
            before = next((dose["at"].utc_s for dose in reversed(days[earlier]) if "at" in dose), None)
            earlier -= A_DAY
        if before is None:
            return None
        gaps = [(later - first) // 60 for first, later in pairwise([before, *moments]) if first <= later]
        return max(gaps, default=None)

    def target(self, substance: str, day: date) -> tuple[int, int | None] | None:
        """Return the day's target and its doses a day; None where no plan is in force."""
        plan = model_plans.in_force(self.diary, day, substance)
        where = model_plans.position(plan, day) if plan else None
        return (where.step[1], where.step[2]) if where else None


def _by_moment(of: tuple[int, Entry]) -> tuple[Any, ...]:
    number, dose = of
    return dose["night_of"], dose["at"].utc_s if "at" in dose else 0, number


def micrograms(dose: Entry) -> int:
    return int(dose["amount_ug"]) if "amount_ug" in dose else 1000 * int(dose["amount_mg"])


def hours(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes / 60, 2)


def per(amount: float | None, by: int) -> float | None:
    return None if amount is None else amount / by


# ---------------------------------------------------------------------- one night


class Nights:
    """The nights of a diary as `week --json` has them."""

    def __init__(self, diary: ModelDiary) -> None:
        self.diary, self.days = diary, Days(diary)
        self.kinds: dict[str, dict[date, list[tuple[int, Entry]]]] = {}
        for number, entry in sorted(diary.standing.items()):
            if "night_of" in entry:
                self.kinds.setdefault(entry["kind"], {}).setdefault(entry["night_of"], []).append((number, entry))

    def logged(self, kind: str, day: date) -> list[Entry]:
        return [entry for _, entry in self.kinds.get(kind, {}).get(day, [])]

    def night(self, day: date) -> Json:
        rating = next(iter(self.logged("night", day)), {})
        sleep = next(iter(self.logged("sleep", day)), None)
        onset = rating.get("onset_min")
        names = ("severity", "missed", "falling_asleep", "overnight", "day_resting", "day_active", "sitting", "mood",
                 "concentration")  # fmt: skip
        factors = sorted(self.logged("factor", day), key=lambda each: each["at"].utc_s if "at" in each else 0)
        return {name: rating.get(name) for name in names} | {
            "night_of": day.isoformat(),
            "onset": None if onset is None else f"{onset // 60:02}:{onset % 60:02}",
            "sleep": None if sleep is None else shown(sleep_figures(sleep)),
            "kratom": self.kratom(day),
            "substances": self.substances(day),
            "magnesium": {"elemental_mg": self.magnesium(day), "topical_mg": self.magnesium(day, topical=True)},
            "factors": list(dict.fromkeys(each["name"] for each in factors)),
            "symptoms": sorted((each["name"], each["grade"]) for each in self.logged("symptom", day)),
            "recalled": any(
                each.get("recalled", False) for kind in ("night", "sleep") for each in self.logged(kind, day)
            ),
        }

    def magnesium(self, day: date, *, topical: bool = False) -> int | None:
        there = [each for each in self.logged("magnesium", day) if each.get("topical", False) == topical]
        return sum(each["elemental_mg"] for each in there) if there else None

    def kratom(self, day: date) -> Json:
        target, planned = self.days.target(LEAF, day) or (None, None)
        return {
            "total_g": per(self.days.total(LEAF, day), 1_000_000),
            "target_g": per(target, 1000),
            "doses": self.days.doses(LEAF, day),
            "planned_doses": planned,
            "longest_gap_h": hours(self.days.longest_gap(LEAF, day)),
        }

    def others(self, days: Iterable[date]) -> list[str]:
        """Return the substances other than leaf that are logged or planned on some days."""
        return [
            word for word in SUBSTANCES[1:]
            if any(self.days.total(word, day) is not None or self.days.target(word, day) for day in days)
        ]  # fmt: skip

    def substances(self, day: date) -> Json:
        found = {}
        for word in self.others([day]):
            target, planned = self.days.target(word, day) or (None, None)
            found[word] = {
                "total_mg": per(self.days.total(word, day), 1000), "target_mg": per(target, 1000),
                "doses": self.days.doses(word, day), "planned_doses": planned,
                "longest_gap_h": hours(self.days.longest_gap(word, day)),
            }  # fmt: skip
        return found

    # ------------------------------------------------------------------ several nights

    def severities(self, days: Sequence[date]) -> list[int | None]:
        return [next((each.get("severity") for each in self.logged("night", day)), None) for day in days]

    def sleeps(self, days: Sequence[date], name: str) -> list[Any]:
        return [next((sleep_figures(each)[name] for each in self.logged("sleep", day)), None) for day in days]

    def summary(self, days: Sequence[date]) -> Json:
        """Return the summary of some nights, as the week and the card have it."""
        doses, targets = self.days, [self.days.target(LEAF, day) for day in days]
        bounded = [day for day in days if self.is_bounded(day)]
        return {
            "severity": level(self.severities(days)),
            "tst_min": middle(self.sleeps(days, "tst_min")),
            "bounded": {
                "n": len(bounded), "tst_at_most_min": median(self.sleeps(bounded, "tst_at_most_min")),
                "tib_min": median(self.sleeps(bounded, "tib_min")),
            },
            "se_dse_pct": middle(self.sleeps(days, "se_dse_pct"), places=1),
            "kratom_g": middle([doses.total(LEAF, day) for day in days], 1_000_000)
            | {"target_median": per(median([each and each[0] for each in targets]), 1000)},
            "doses_per_day": middle([doses.doses(LEAF, day) for day in days]),
            "usual_longest_gap_h": middle([doses.longest_gap(LEAF, day) for day in days], 60, 2),
            "substances": self.substances_over(days),
            "magnesium_mg": middle([self.magnesium(day) for day in days]),
            "recalled": sum(self.night(day)["recalled"] for day in days),
        }  # fmt: skip

    def is_bounded(self, day: date) -> bool:
        """Whether only the most that was slept is known."""
        return any(
            found["tst_min"] is None and found["tst_at_most_min"] is not None
            for found in map(sleep_figures, self.logged("sleep", day))
        )

    def substances_over(self, days: Sequence[date]) -> Json:
        found = {}
        for word in self.others(days):
            gaps = [self.days.longest_gap(word, day) for day in days]
            target = per(median([each and each[0] for each in (self.days.target(word, day) for day in days)]), 1000)
            found[word] = {
                "total_mg": middle([self.days.total(word, day) for day in days], 1000),
                "target_mg": target, "target_median_mg": target,
                "doses": middle([self.days.doses(word, day) for day in days]),
                "longest_gap_h": hours(max((gap for gap in gaps if gap is not None), default=None)),
                "usual_longest_gap_h": middle(gaps, 60, 2),
            }  # fmt: skip
        return found


def shown(figures: Json) -> Json:
    """Return the figures of a night's sleep as JSON has them: percent to one decimal."""
    return {
        name: round(value, 1) if name.startswith("se_") and value is not None else value
        for name, value in figures.items()
    }


def span(first: date, days: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(days)]


def iso(moment: Moment | None) -> str | None:
    return None if moment is None else moment.iso

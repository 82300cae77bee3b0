"""The report as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.events import ORAL
from legdiary.domain.reports.intake_periods import TOLERANCE_PERCENT
from legdiary.domain.reports.night_record import onset_clock
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.render.json.nights import bounded, event, level, mark, middle, plans_in_force, substances_over
from legdiary.render.json.report.summary import beyond_legs, summary
from legdiary.render.json.report.timelines import timelines
from legdiary.render.json.report.typical_days import typical_day
from legdiary.render.json.statistics import difference, middle_percent, rounded, trend
from legdiary.render.json.trials import coin_test
from legdiary.render.json.values import grams_known, milligrams

if TYPE_CHECKING:
    from legdiary.domain.reports.comparisons import BlockNights
    from legdiary.domain.reports.intake_periods import SteadyStretch
    from legdiary.domain.reports.measures import MeasureLine
    from legdiary.domain.reports.report import Group, Report
    from legdiary.domain.reports.screen_report import Figures
    from legdiary.domain.reports.stretches import StretchFigures
    from legdiary.render.json.values import Json


_DAYS_A_WEEK = 7


def report(report: Report) -> Json:
    """Return the report."""
    return {
        "from": report.from_night.isoformat(),
        "to": (report.before_night - A_DAY).isoformat(),
        "by": report.by,
        "overall": _figures(report.overall),
        "not_logged": report.not_logged._asdict(),
        "groups": [_group(group) for group in report.groups],
        "trend": {"slope_per_week": rounded(report.theil_sen_per_week), **trend(report.trend)},
        "further_trends": {each.measure: trend(each.trend) for each in report.further_trends},
        "blocks": [_block(each) for each in report.blocks],
        "stretches": [_stretch(each) for each in report.summary.stretches],
        "summary": summary(report.summary),
        "timelines": timelines(report.timelines),
        "typical_days": [typical_day(each) for each in report.typical_days],
        "coin_cuts": [
            {
                "plan": each.plan,
                "pairs": each.pairs,
                "over": each.over,
                "given_up": each.given_up,
                "scored": each.scored,
                "result": None if each.test is None else coin_test(each.test),
            }
            for each in report.coin_cuts
        ],
        "after_cuts": {
            "cuts": report.after_cuts.cuts,
            "needed": report.after_cuts.needed,
            "days": [
                {"day": each.day, "scores": [*each.scores], **level(each.severity)} for each in report.after_cuts.days
            ],
            "by_reason": [
                {"why": each.why, "cuts": each.cuts, "before": level(each.before), "after": level(each.after)}
                for each in report.after_cuts.by_reason
            ],
        },
        "unusual": None
        if report.unusual is None
        else {
            "baseline_nights": report.unusual.baseline_nights,
            "lower": rounded(report.unusual.lower),
            "upper": rounded(report.unusual.upper),
            "above": [day.isoformat() for day in report.unusual.above],
            "below": [day.isoformat() for day in report.unusual.below],
            "later_nights": report.unusual.later_nights,
            "expected": [rounded(number) for number in report.unusual.expected],
        },
        "magnesium": {
            "days_logged": report.magnesium.days_logged,
            "days_above_limit": report.magnesium.days_above_limit,
            "limit_mg": report.magnesium.limit_mg,
            "days_topical": report.magnesium.days_topical,
            "steady_weeks": _steady_weeks(report),
            "steady_needed": report.magnesium.steady_needed,
            "steady": [_steady(route, found) for route, found in report.magnesium.steady if found],
        },
        "exposures": [
            {
                "name": each.name,
                "nights": each.nights,
                "per_week": rounded(each.per_week),
                "severity_with": level(each.with_it) if each.with_it else None,
                "severity_without": level(each.without_it) if each.without_it else None,
                "useless_as_far": rounded(each.useless_as_far),
            }
            for each in report.exposures
        ],
        "factors_looked_at": sum(each.useless_as_far is not None for each in report.exposures),
        "spacing_conflicts": len(report.conflicts),
        "spacing": [
            {
                "medicine": conflict.medicine.name,
                "taken_at": conflict.medicine.at.iso,
                "magnesium_at": conflict.taking.at.iso,
                "gap_min": conflict.gap_min,
                "source": conflict.rule.source,
            }
            for conflict in report.conflicts
        ],
        "symptoms": [
            {
                "name": row.name,
                "groups": [
                    {"label": group.label, **middle(graded)}
                    for group, graded in zip(report.groups, row.by_group, strict=True)
                ],
            }
            for row in report.symptoms
        ],
        "also_in_force": plans_in_force(report.also_in_force),
        "measures": [_measure(each) for each in report.measures],
        "events": [event(each) for each in report.events],
        "marks": [mark(each) for each in report.events],
    }


def _steady_weeks(report: Report) -> int:
    """Return the whole weeks of the steady stretch by mouth."""
    found = dict(report.magnesium.steady).get(ORAL)
    return found.days // _DAYS_A_WEEK if found else 0


def _steady(route: str, found: SteadyStretch) -> Json:
    return {
        "route": route,
        "elemental_mg": found.amount_mg,
        "tolerance_pct": TOLERANCE_PERCENT,
        "from": found.from_day.isoformat(),
        "to": (found.before_day - A_DAY).isoformat(),
        "days": found.days,
        "days_counted": found.counted,
    }


def _block(of: BlockNights) -> Json:
    block = of.block
    targets, plan = block.targets, block.plan
    return {
        "kind": block.kind,
        "plan": block.plan.name if block.plan and block.steps else None,
        "from": block.from_day.isoformat(),
        "to": (block.before_day - A_DAY).isoformat(),
        "parts": [{"from": first.isoformat(), "to": (before - A_DAY).isoformat()} for first, before in block.days],
        "steps": [span.number for span in block.steps],
        "target_g": _targets(targets) if plan is not None and plan.of == LEAF else None,
        "target_mg": _targets(targets) if plan is not None and plan.of != LEAF else None,
        "nights": of.possible,
        "severity": level(of.severity),
        "settling": level(of.settling),
        "settled": level(of.settled),
        "versus_previous": {each.measure: difference(each.difference) for each in of.versus_previous} or None,
    }


def _targets(of: tuple[int, int] | None) -> Json | None:
    """Return the highest and the lowest target: of leaf in grams, of another substance in milligrams."""
    return None if of is None else {"highest": of[0] / 1000, "lowest": of[1] / 1000}


def _stretch(of: StretchFigures) -> Json:
    onset = onset_clock(of.onset_min)
    return {
        "kind": of.stretch.kind,
        "from": of.stretch.from_night.isoformat(),
        "to": (of.stretch.before_night - A_DAY).isoformat(),
        "nights": of.possible,
        "severity": level(of.severity),
        "onset": None if onset is None else format_clock(onset),
        "onset_n": of.onset_min.n,
        "falling_asleep": middle(of.falling_asleep),
        "overnight": middle(of.overnight),
        "day_resting": middle(of.day_resting),
        "day_active": middle(of.day_active),
        "beyond_legs": beyond_legs(of.beyond_legs),
        "tst_min": middle(of.tst_min),
        "bounded": bounded(of.bounded),
        "sol_min": middle(of.sol_min),
        "waso_min": middle(of.waso_min),
        "pacing_min": middle(of.pacing_min),
        "se_dse_pct": middle_percent(of.se_dse_pct),
        "awakenings": middle(of.awakenings),
        "quality": middle(of.quality),
        "symptoms": middle(of.symptoms),
        "doses_per_day": middle(of.doses),
        "substances": substances_over(of.apart),
        "kratom_g": {
            "n": of.kratom_mg.n,
            "median": None if of.kratom_mg.median is None else of.kratom_mg.median / 1000,
        },
    }


def _group(group: Group) -> Json:
    of, versus, tau = group.figures, group.versus_previous, group.tau
    taken, is_leaf = group.taken, group.substance == LEAF
    settling = group.settling
    return {
        "label": group.label,
        "kind": group.kind,
        "plan": group.plan,
        "from": group.from_day.isoformat(),
        "to": (group.before_day - A_DAY).isoformat(),
        "settling_days": settling.possible if settling else 0,
        "target_g": None if group.target_mg is None else group.target_mg / 1000,
        "actual_median_g": grams_known(of.kratom_mg.median) if is_leaf else None,
        "substance": group.substance,
        "unit": group.unit or ("g" if is_leaf else "mg"),
        "target_mg": milligrams(group.target_ug),
        "cut_mg": milligrams(group.cut_ug),
        "actual_median_mg": None if is_leaf else milligrams(taken.total.median),
        "doses_per_day": taken.doses.median,
        "days_logged": taken.total.n,
        "planned_doses": group.target_doses,
        "cut_g": None if group.cut_mg is None else group.cut_mg / 1000,
        **_figures(of),
        "longest_gap_h": None if taken.longest_gap_min is None else round(taken.longest_gap_min / 60, 2),
        "settling": _figures(settling) if settling else None,
        "settled": _figures(group.settled),
        "versus_previous": None
        if versus is None
        else {
            **difference(versus),
            "events": [event(each) for each in group.beside],
            "tau": None if tau is None else rounded(tau.tau),
            "raw_tau": None if tau is None else rounded(tau.raw_tau),
            "corrected_tau": None if tau is None else rounded(tau.corrected_tau),
            "baseline_drifting": None if tau is None else tau.correction_applies,
        },
    }


def _figures(of: Figures) -> Json:
    return {
        "nights": of.possible,
        "longest_gap_h": None if of.longest_gap_min is None else round(of.longest_gap_min / 60, 2),
        "severity": level(of.severity),
        "tst_min": middle(of.tst_min),
        "bounded": bounded(of.bounded),
        "sol_min": middle(of.sol_min),
        "waso_min": middle(of.waso_min),
        "pacing_min": middle(of.pacing_min),
        "se_dse_pct": middle_percent(of.se_dse_pct),
        "se_tib_pct": middle_percent(of.se_tib_pct),
        "substances": substances_over(of.apart),
        "magnesium_mg": middle(of.magnesium_mg),
        "onset": None if of.onset_clock_min is None else format_clock(of.onset_clock_min),
        "onset_n": of.onset_min.n,
        "recalled": of.recalled,
    }


def _measure(of: MeasureLine) -> Json:
    measure = of.measure
    return {
        "taken_on": measure.taken_on.isoformat(),
        "name": measure.name,
        "value": measure.value_milli / 1000,
        "unit": measure.unit,
        "by": measure.by,
        "conditions": list(measure.conditions),
        "band": of.band,
        "line": None if of.line is None else {"at": of.line[0], "side": of.line[1]},
        "since": None if of.since is None else of.since.isoformat(),
        "change": None if of.change_milli is None else of.change_milli / 1000,
        "reached": {stick.name: reached for stick, reached in of.reached},
    }

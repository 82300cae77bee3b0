"""What the week, today's card and the report must say of the model's diary (docs/reference/json.md)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import model_plans
from model_figures import LEAF, SUBSTANCES, Nights, iso, level, median, micrograms, middle, per, span, versus
from model_time import A_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model_diary import Entry, ModelDiary
    from model_time import Clock

Json = dict[str, Any]
#: The most magnesium a day from supplements and medicines (facts B3).
LIMIT_MG = 350


def week(diary: ModelDiary, clock: Clock, last: date) -> Json:
    """Return the seven nights that end with one, beside the seven before."""
    nights = Nights(diary)
    days, before = span(last - 6 * A_DAY, 7), span(last - 13 * A_DAY, 7)
    mg = [nights.magnesium(day) for day in days]
    found: Json = {
        "from": days[0].isoformat(), "to": last.isoformat(),
        "nights": [nights.night(day) for day in days],
        "summary": nights.summary(days), "previous": nights.summary(before),
        "versus_previous": versus(nights.severities(before), nights.severities(days)),
        "taper": _position(diary, last, LEAF), "plans": plans(diary, last),
        "magnesium": {
            "limit_mg": LIMIT_MG, "days_logged": sum(each is not None for each in mg),
            "days_above_limit": sum(each is not None and each > LIMIT_MG for each in mg),
        },
        "under_way": None,
    }  # fmt: skip
    now = last + A_DAY
    if now == clock.tonight:
        logged = [kind for kind in ("night", "sleep") if nights.logged(kind, now)]
        logged += [
            "kratom" if word == LEAF else word for word in SUBSTANCES if nights.days.doses(word, now) is not None
        ]
        logged += [kind for kind in ("magnesium", "factor", "symptom") if nights.logged(kind, now)]
        found["under_way"] = {"night_of": now.isoformat(), "logged": logged} if logged else None
    return found


def _position(diary: ModelDiary, day: date, substance: str) -> Json | None:
    """Return where a day stands in the plan of a substance, amounts in its unit."""
    plan = model_plans.in_force(diary, day, substance)
    where = model_plans.position(plan, day) if plan else None
    if plan is None or where is None:
        return None
    unit = "g" if substance == LEAF else "mg"
    return {
        "plan": plan["name"], "step": where.number, "steps": where.of, "step_from": where.step[0],
        f"target_{unit}": where.step[1] / 1000, "planned_doses": where.step[2], "days_in_step": where.days_in_step,
        "next_change": where.following and where.following[0],
        f"next_target_{unit}": None if where.following is None else where.following[1] / 1000,
    }  # fmt: skip


def plans(diary: ModelDiary, day: date) -> list[Json]:
    """Return every plan in force on a day."""
    found = [(word, _position(diary, day, word)) for word in SUBSTANCES]
    return [
        {"substance": word, "unit": "g" if word == LEAF else "mg"} | where for word, where in found if where is not None
    ]


# ---------------------------------------------------------------------- today's card


def card(diary: ModelDiary, clock: Clock) -> Json:
    """Return today's card."""
    today, nights = clock.today, Nights(diary)
    last, before = today - A_DAY, span(today - 8 * A_DAY, 7)
    words = _words(diary, nights, today)
    taken = sorted(
        (each["at"].utc_s, number) for number, each in diary.doses(today, LEAF) if each.get("at") is not None
    )
    return {
        "now": clock.moment.iso, "today": today.isoformat(),
        "last_night": nights.night(last), "tonight": nights.night(today),
        "taken": [
            {"id": number, "at": iso(diary.standing[number]["at"]),
             "amount_g": micrograms(diary.standing[number]) / 1_000_000}
            for _, number in taken
        ],
        "substances": [_substance(diary, nights, clock, word) for word in words],
        "before": {
            "from": before[0].isoformat(), "to": before[-1].isoformat(), "summary": nights.summary(before),
        },
        "not_logged": _not_logged(nights, clock, words),
        "taper": _position(diary, today, LEAF), "plans": plans(diary, today),
    }  # fmt: skip


def _words(diary: ModelDiary, nights: Nights, today: date) -> list[str]:
    """Return the substances of the card: logged in its nine nights, planned today, or planned last; else leaf."""
    days = span(today - 8 * A_DAY, 9)
    found = {word for word in SUBSTANCES if any(nights.days.total(word, day) is not None for day in days)}
    found |= {word for word in SUBSTANCES if nights.days.target(word, today)}
    over = [
        (end, model_plans.of(plan)) for _, plan in diary.of("plan")
        if (end := model_plans.ended(plan)) is not None and model_plans.first_day(plan) < end <= today
    ]  # fmt: skip
    if over and not any(model_plans.in_force(diary, today, word) for word in SUBSTANCES):
        latest = max(end for end, _ in over)
        found |= {word for end, word in over if end == latest}
    return [word for word in SUBSTANCES if word in found] or [LEAF]


def _substance(diary: ModelDiary, nights: Nights, clock: Clock, word: str) -> Json:
    # The micrograms of a gram or a milligram, and of the unit of a plan's targets.
    today, (by, of_target) = clock.today, (1_000_000, 1000) if word == LEAF else (1000, 1)
    ug = nights.days.total(word, today)
    goal = nights.days.target(word, today)
    target = None if goal is None else goal[0] / 1000
    return {
        "substance": word, "unit": "g" if word == LEAF else "mg", "total": per(ug, by),
        "doses": nights.days.doses(word, today), "target": target,
        "left": None if ug is None or goal is None else (of_target * goal[0] - ug) / by,
        "planned_doses": None if goal is None else goal[1],
        "last_dose": _last_dose(nights, clock, word, by),
        "dose_free": _dose_free(diary, nights, today, word),
    }  # fmt: skip


def _last_dose(nights: Nights, clock: Clock, word: str, by: int) -> Json | None:
    """Return the last dose of the last day with one, up to today."""
    days = nights.days.by.get(word, {})
    with_one = [day for day in days if day <= clock.today and nights.days.doses(word, day)]
    if not with_one:
        return None
    day = max(with_one)
    dose = max((each for each in days[day] if "at" in each), key=lambda each: each["at"].utc_s)
    between = span(day + A_DAY, (clock.today - day).days - 1)
    return {
        "at": dose["at"].iso, "day": day.isoformat(), "amount": micrograms(dose) / by,
        "minutes_ago": max(0, (clock.now - dose["at"].utc_s) // 60), "days_ago": (clock.today - day).days,
        "days_not_logged": sum(each not in days for each in between),
    }  # fmt: skip


def _dose_free(diary: ModelDiary, nights: Nights, today: date, word: str) -> Json | None:
    """Return the days since a plan ended, or since its target became 0."""
    plan = model_plans.in_force(diary, today, word)
    if plan is not None:
        begun = [step for step in plan["steps"] if date.fromisoformat(step[0]) <= today]
        if begun[-1][1]:
            return None
        above = [place for place, step in enumerate(begun) if step[1]]
        since, why = date.fromisoformat(begun[above[-1] + 1 if above else 0][0]), "target 0"
    else:
        ends = [
            end for _, each in diary.of("plan")
            if model_plans.of(each) == word and (end := model_plans.ended(each)) is not None
            and model_plans.first_day(each) < end <= today
        ]  # fmt: skip
        if not ends:
            return None
        since, why = max(ends), "ended"
    days = span(since, (today - since).days + 1)
    totals = [nights.days.total(word, day) for day in days]
    return {
        "since": since.isoformat(), "why": why, "days": sum(total == 0 for total in totals),
        "days_with_dose": sum(bool(total) for total in totals),
        "days_not_logged": sum(total is None for total in totals[:-1]),
    }  # fmt: skip


def _not_logged(nights: Nights, clock: Clock, words: Sequence[str]) -> list[Json]:
    """Return what is missing: of today, of last night, and of the night before if it is logged on earlier ones."""
    today = clock.today
    last, before_last = today - A_DAY, today - 2 * A_DAY
    earlier, before = span(today - 8 * A_DAY, 6), span(today - 8 * A_DAY, 7)
    asked = _asked(nights, clock, words)

    def missing(kind: str, day: date, substance: str | None = None) -> Json:
        return {"kind": kind, "night_of": day.isoformat(), "substance": substance}

    def is_logged(word: str, day: date) -> bool:
        return nights.days.total(word, day) is not None

    evening = clock.moment.minute >= 15 * 60 or clock.moment.minute < clock.day_start
    found = [missing("night", today)] if evening and not nights.logged("night", today) else []
    found += [missing(kind, last) for kind in ("night", "sleep") if not nights.logged(kind, last)]
    found += [missing("kratom", today, word) for word in asked if not is_logged(word, today)]
    if not nights.logged("magnesium", today):
        found.append(missing("magnesium", today))
    found += [
        missing("kratom", last, word) for word in asked
        if not is_logged(word, last) and any(is_logged(word, day) for day in before)
    ]  # fmt: skip
    found += [
        missing(kind, before_last) for kind in ("night", "sleep")
        if not nights.logged(kind, before_last) and any(nights.logged(kind, day) for day in earlier)
    ]  # fmt: skip
    return found


def _asked(nights: Nights, clock: Clock, words: Sequence[str]) -> list[str]:
    """Return the substances that are missed: planned ones, and the one that the nights of the card are about."""
    days = span(clock.today - 8 * A_DAY, 9)
    others = nights.others(days)
    is_leaf = any(nights.days.total(LEAF, day) is not None or nights.days.target(LEAF, day) for day in days)
    main = others[0] if len(others) == 1 and not is_leaf else LEAF
    return [
        word for word in words
        if word == main or nights.days.target(word, clock.today)
        or _dose_free(nights.diary, nights, clock.today, word) is not None
    ]  # fmt: skip


# ---------------------------------------------------------------------- the report


def figures(nights: Nights, days: Sequence[date]) -> Json:
    """Return the figures of some nights as a report has them."""
    gaps = [gap for day in days if (gap := nights.days.longest_gap(LEAF, day)) is not None]
    onsets = [onset for day in days for each in nights.logged("night", day)
              if (onset := each.get("onset_min")) is not None]  # fmt: skip
    summary = nights.summary(days)
    return {
        "nights": len(days), "longest_gap_h": None if not gaps else round(max(gaps) / 60, 2),
        "severity": level(nights.severities(days)), "tst_min": summary["tst_min"], "bounded": summary["bounded"],
        "sol_min": middle(nights.sleeps(days, "sol_min")), "waso_min": middle(nights.sleeps(days, "waso_min")),
        "pacing_min": middle(nights.sleeps(days, "pacing_min")),
        "se_dse_pct": middle(nights.sleeps(days, "se_dse_pct"), places=6),
        "se_tib_pct": middle(nights.sleeps(days, "se_tib_pct"), places=6),
        "substances": summary["substances"], "magnesium_mg": summary["magnesium_mg"],
        "onset": _clock(median([(onset - 720) % 1440 for onset in onsets])), "onset_n": len(onsets),
        "recalled": summary["recalled"],
    }  # fmt: skip


def _clock(after_noon: float | None) -> str | None:
    """Return minutes after noon as a clock shows them, half up."""
    if after_noon is None:
        return None
    minutes = (int(after_noon + 0.5) + 720) % 1440
    return f"{minutes // 60:02}:{minutes % 60:02}"


def report(diary: ModelDiary, clock: Clock, first: date, last: date) -> Json | None:
    """Return what the report of a range says of it as a whole; None where nothing is logged up to its end.

    It begins with the diary's first night, and leaves out the night under way.
    """
    logged: list[date] = [each["night_of"] for each in diary.standing.values() if "night_of" in each]
    last = min(last, clock.tonight - A_DAY)
    if not logged or min(logged) > last or max(logged) < first:
        return None
    first = max(first, min(logged))
    nights, days = Nights(diary), span(first, (last - first).days + 1)
    mg = [nights.magnesium(day) for day in days]
    scored = [day for day, score in zip(days, nights.severities(days), strict=True) if score is not None]
    return {
        "from": first.isoformat(), "to": last.isoformat(), "overall": figures(nights, days),
        "not_logged": {
            "legs": sum(score is None for score in nights.severities(days)),
            "sleep": sum(not nights.logged("sleep", day) for day in days),
        },
        "trend": {"n": len(scored), "span_days": (scored[-1] - scored[0]).days + 1 if scored else 0},
        "magnesium": {
            "days_logged": sum(each is not None for each in mg),
            "days_above_limit": sum(each is not None and each > LIMIT_MG for each in mg),
        },
    }  # fmt: skip


def taper(diary: ModelDiary, plan: Entry, today: date) -> list[Json]:
    """Return what `taper show` says of each step: its days, what was taken, how it stands to the target."""
    nights, word = Nights(diary), model_plans.of(plan)
    by, unit = (1_000_000, "g") if word == LEAF else (1000, "mg")
    end = model_plans.ended(plan)
    steps = [step for step in plan["steps"] if end is None or date.fromisoformat(step[0]) < end]
    found = []
    for place, step in enumerate(steps):
        first = date.fromisoformat(step[0])
        after = date.fromisoformat(steps[place + 1][0]) if place + 1 < len(steps) else end
        lived = min(after or today, today)  # today is not over
        days = span(first, max(0, (lived - first).days))
        totals = [nights.days.total(word, day) for day in days]
        found.append({
            "starts_on": step[0], "ends_on": None if after is None else (after - timedelta(days=1)).isoformat(),
            f"target_{unit}": step[1] / 1000, "doses_per_day": step[2],
            f"actual_median_{unit}": per(median(totals), by), "days_logged": sum(each is not None for each in totals),
        })  # fmt: skip
    return found

"""Every sentence about health that people are shown, in one place so that one person can review the tone.

The sentences describe and never advise: no rate, dose or cause, no praise or blame, no exclamation marks.
"""

from __future__ import annotations

from legdiary.errors import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.domain.stats.sign_flip import SignFlip

LIMITS = "A diary cannot show what caused a change. A dash means not logged, not zero."
#: Signs and columns of the week; each is explained where it is shown.
NOT_LOGGED_SIGN = "– not logged."
HALF_OF_NIGHTS = "In brackets: the middle half of the nights."
EFFICIENCY_MEANS = "eff.: share of the time trying to sleep that was slept."
AFTER_36_H = "* entered more than 36 h after waking."
NOT_A_DEVICE = "legdiary describes what was logged. It does not diagnose or advise, and sends nothing anywhere."
NO_MEDIAN = "Under 5 nights: no median, only their number."
TST_AT_MOST = "at most: time to fall asleep or time awake not logged"
ONLY_AT_MOST = "The time to fall asleep or the time awake is not logged, so the sleep itself is not known."


def known_at_most(nights: str, median: str) -> str:
    """Return on how many nights only an upper limit of sleep is known, with the median if there are enough."""
    told = f": {median}" if median else ""
    return (
        f"Sleep is known only at most (≤) on {nights}{told}; the time to fall asleep or the time awake is not logged."
    )


PLAN_IS_YOURS = "The plan is yours or your clinician's; legdiary calculates it and suggests no rate."


_DAYS_BEFORE = 14
_AFTER_LESS = "Tolerance drops as you cut down: a dose you used to take can now hit harder."
_AFTER_NONE = "Tolerance drops after days without a dose: a dose you used to take can now hit harder."


def above_usual(median: str, days: int, *, is_zero: bool, of: str | None = None) -> str:
    """Return the line for a day above 150 % of the median of the 14 days before (facts B4).

    Args:
        median: the median of these days: `3 g`.
        days: how many of them are logged.
        is_zero: the median is 0, so any dose lies above it.
        of: the substance, where it is not leaf.
    """
    day = f"The {of} of this day" if of else "This day"
    what = f" of {of}" if of else ""
    on = "" if days == _DAYS_BEFORE else f", {days} of them logged"
    if is_zero:
        return f"The median{what} of the 14 days before is {median}{on}. {_AFTER_NONE}"
    return f"{day} is above 150 % of the median of the 14 days before ({median}{on}). {_AFTER_LESS}"


def above_last_known(median: str, days: int, first: str, *, is_zero: bool, of: str | None = None) -> str:
    """Return the line for a day before which few days are logged: it is compared with the last logged days.

    Args:
        median: the median of these days: `3 g`.
        days: the number of these days.
        first: the first of them: `Sat 31 Oct 2026`.
        is_zero: the median is 0, so any dose lies above it.
        of: the substance, where it is not leaf.
    """
    known = f"the last {days} days logged before (since {first})"
    day = f"The {of} of this day" if of else "This day"
    what = f" of {of}" if of else ""
    if is_zero:
        return f"The median{what} of {known} is {median}. {_AFTER_NONE}"
    return f"{day} is above 150 % of the median of {known}, {median}. {_AFTER_LESS}"


def after_days_without(
    days_without: int,
    last: str | None,
    days: int,
    median: str,
    *,
    is_recent: bool,
    seven_oh: bool,
    of: str | None = None,
) -> str:
    """Return the line for the first dose after a week or more on which no dose is logged.

    Args:
        days_without: the number of days without a dose; if the last dose is not known, at least so many.
        last: the day of the last dose: `Sat 31 Oct 2026`.
        days: the number of logged days that the median rests on.
        median: the median of these days: `3 g`; empty with fewer than five.
        is_recent: these days lie within the 14 days before; otherwise they are the last that are logged.
        seven_oh: 7-OH is logged on some of the days without a dose.
        of: the substance, where it is not leaf.
    """
    what = f"dose of {of}" if of else "dose of leaf" if seven_oh else "kratom dose"
    since = f"{days_without} days, since {last}" if last else f"at least {days_without} days"
    of = "of the 14 days before" if is_recent else f"of the last {days} days logged"
    on = f", {days} of them logged" if is_recent and days != _DAYS_BEFORE else ""
    middle = f"; the median {of} is {median}{on}" if median else ""
    beside = " On some of them 7-OH is logged." if seven_oh else ""
    return f"No {what} is logged for {since}{middle}.{beside} {_AFTER_NONE}"


def spacing(other: str, when: str, hours: str, between: str) -> str:
    """Return the time between a medicine and magnesium beside the time that labels ask for (facts B3).

    Args:
        other: what was taken beside the entry just logged: a medicine, or magnesium.
        when: `40 minutes ago`, `1 h 20 min later`, `in the same minute`.
        hours: `2 h`, `3–4 h`.
        between: `between magnesium and gabapentin`, `from doxycycline to magnesium`.
    """
    return f"Spacing: {other} was taken {when}; labels ask for {hours} {between}."


#: The line for a medicine with a name that the person made up.
OWN_MEDICINE = "Stored under this name. The spacing check knows only the generic names in its list."


# ---------------------------------------------------------------------- reports (facts C4)

#: The figures that stretches of nights are compared by, and whose trend is told.
MEASURES = {
    "severity": "severity",
    "tst_min": "total sleep",
    "sol_min": "time to fall asleep",
    "waso_min": "awake during the night",
    "se_dse_pct": "sleep efficiency",
    "symptoms": "sum of symptoms",
}
_MEASURE_UNITS = {"se_dse_pct": "points", "symptoms": "points"}
ONLY_A_LINE = "Only a straight line is looked for: a rise that has gone back shows as no clear trend."
_LACKS = {
    "nights": "nights with a score",
    "days": "days from the first to the last of them",
    "nights before": "settled nights before",
    "nights after": "settled nights after",
    "consecutive nights": "pairs of consecutive nights",
}


#: Figures whose trend is told → a unit, that unit in short, a lower value, a higher one, decimals.
_TREND_WORDS = {
    "severity": ("point", "", "lower", "higher", 1),
    "tst_min": ("minute", " min", "shorter", "longer", 0),
    "se_dse_pct": ("percentage point", " points", "lower", "higher", 0),
    "symptoms": ("point", "", "lower", "higher", 1),
}
LEANS_BY_CHANCE = "Without any trend, nights lean this much in 5 to 16 of 100 diaries."


def trend_sentence(
    strength: str, change: float, interval: tuple[float, float], n: int, *, gap_days: int = 0, of: str = "severity"
) -> str:
    """Return the trend of a figure: how its line ends, and every change that fits these nights.

    The interval is this diary's own: how much so many nights may miss depends on their noise, which nobody knows
    beforehand.

    Args:
        strength: clear, leaning or none.
        change: how much higher the line ends than it begins.
        interval: the changes that fit, the lowest first.
        n: the number of nights with a value.
        gap_days: the gap between two nights because of which a line is not called clear; 0 where there is none.
        of: the figure: severity, tst_min or se_dse_pct.
    """
    unit, short, less, more, places = _TREND_WORDS[of]
    low, high = (_change_words(end, short, less, more, places) for end in interval)
    if strength == "none":
        return f"No clear trend: these {n} nights fit any change from {low} to {high}."
    way = less if change < 0 else more
    size = plural(_size(change, places), unit)
    if strength == "clear":
        near, far = (_size(end, places) for end in sorted(interval, key=abs))
        return (
            f"{'Falling' if change < 0 else 'Rising'}: the line through the nights ends {size} {way} than it began "
            f"(between {near} and {far}{short} {way}). Bigger than the slow ups and downs of these nights."
        )
    leaning = (
        f"Leaning {'down' if change < 0 else 'up'}, not clear: the line ends {size} {way}, anything from {low} "
        f"to {high} fits these nights."
    )
    if gap_days:
        return f"{leaning} Two of them are {gap_days} days apart: across so wide a gap no line is called clear."
    return leaning


def trend_in_short(strength: str, change: float, interval: tuple[float, float], n: int, *, of: str = "severity") -> str:
    """Return the trend of a figure in one sentence, for a headline; the arguments are those of `trend_sentence`."""
    unit, short, less, more, places = _TREND_WORDS[of]
    low, high = (_change_words(end, short, less, more, places) for end in interval)
    fits = f"{low} to {high} fits ({n} nights)"
    if strength == "none":
        return f"No clear trend: anything from {fits}."
    way = less if change < 0 else more
    size = plural(_size(change, places), unit)
    if strength == "clear":
        near, far = (_size(end, places) for end in sorted(interval, key=abs))
        return (
            f"{'Falling' if change < 0 else 'Rising'}: the line ends {size} {way} than it began ({near} to {far}), "
            f"more than the slow ups and downs of these {n} nights."
        )
    return f"Leaning {'down' if change < 0 else 'up'}, not clear: the line ends {size} {way}; {fits}."


def further_trend(of: str, sentence: str) -> str:
    """Return the trend of a figure that was not chosen beforehand: `Total sleep, a further look: no clear trend: …`."""
    name = MEASURES[of]
    return f"{name[:1].upper()}{name[1:]}, a further look: {sentence[:1].lower()}{sentence[1:]}"


def _change_words(change: float, short: str, less: str, more: str, places: int) -> str:
    """Return `2.9 lower`, `36 min shorter`, `no change`."""
    size = _size(change, places)
    return "no change" if size == "0" else f"{size}{short} {less if change < 0 else more}"


def _size(change: float, places: int = 1) -> str:
    """Return the size of a change, without decimals that are 0."""
    return f"{abs(change):.{places}f}".removesuffix(".0")


#: The verdicts of a report that is one screen: the measure → its result → the words.
VERDICTS = {
    "severity": {"higher": "More restless", "lower": "Less restless", "about the same": "About the same"},
    "tst_min": {"higher": "Longer", "lower": "Shorter", "about the same": "About the same"},
    "symptoms": {"higher": "More", "lower": "Fewer or milder", "about the same": "About the same"},
}
VERDICT_TOO_FEW, VERDICT_TO_COMPARE = "too few nights", " to compare"


def line_in_short(
    strength: str, change: float, interval: tuple[float, float], size: Callable[[float], str], *, capped: bool
) -> str:
    """Return the line through a figure in a few words: `line up 2.6 (0.2 to 4.9)`, `no clear line (-2.2 to +3.5)`.

    Args:
        strength: clear, leaning or none.
        change: how much higher the line ends than it begins.
        interval: the changes that fit, the lowest first.
        size: tells an amount without its sign.
        capped: a line that would be clear but for a gap.
    """
    low, high = interval
    if strength == "clear" or capped:
        near, far = sorted(interval, key=abs)
        within = f"({size(abs(near))} to {size(abs(far))})"
    else:
        within = f"({_signed(low, size)} to {_signed(high, size)})"
    if strength == "none":
        return f"no clear line {within}"
    way = "down" if change < 0 else "up"
    return f"{'line' if strength == 'clear' else 'leans'} {way} {size(abs(change))} {within}"


def _signed(change: float, size: Callable[[float], str]) -> str:
    told = size(abs(change))
    return told if not told.strip("0.:") else f"{'-' if change < 0 else '+'}{told}"


def well_over(least: str, percent: int) -> str:
    """Return the beginning of the line that names the days well over their target.

    Args:
        least: the amount that such a day is over by at least: `0.5 g`.
        percent: the share of its target that it is over by at least.
    """
    return f"Over by {least} and {percent} % or more:"


def too_little(lacking: list[tuple[str, int, int]]) -> str:
    """Return the line for too little data, from (kind, needed, had) for each shortage."""
    parts = [
        f"{needed} {_LACKS[of]} are needed, {had} {'is' if had == 1 else 'are'} there" for of, needed, had in lacking
    ]
    return f"Too little data: {'; '.join(parts)}."


def level_change(before: str, after: str, n: int, possible: int) -> str:
    """Return two levels: `Median 7 → 5 over 18 of 22 nights; 4 nights missing`."""
    missing = possible - n
    return f"Median {before} → {after} over {n} of {plural(possible, 'night')}; {plural(missing, 'night')} missing."


_AS_OFTEN = "a common difference between two such stretches"


def step_change(here: str, before: str, result: str, change: str, marks: list[str]) -> str:
    """Return how one stretch of nights differs from the one before: `Lower in step 4 than in step 3.`.

    Args:
        here: the name of the later stretch.
        before: that of the one before.
        result: lower, higher or about the same.
        change: the difference of the medians in words, `lower by 1`, for two stretches that are about the same; else
            empty, and so where the medians are equal.
        marks: what else changed.
    """
    if result == "about the same":
        nearly = f"; {change}, {_AS_OFTEN}" if change else ""
        told = f"About the same in {here} as in {before}{nearly}."
    else:
        told = f"{result.capitalize()} in {here} than in {before}."
    others = f" Other things changed too: {', '.join(marks)}." if marks else ""
    return f"{told}{others}"


def legs_of_two_weeks(result: str, change: str, n: int, n_before: int) -> str:
    """Return how the legs of seven nights differ from those of the seven before.

    Args:
        result: lower, higher, about the same, or too few nights.
        change: the difference of the medians in words, `lower by 1`; empty where they are equal, or not known.
        n: the number of the seven nights with a score.
        n_before: the same of the seven before.
    """
    if result == "too few nights":
        needed = f"all 7 nights of each are needed; {n} and {n_before} are logged"
        if change:
            return f"Legs: the median is {change}. Whether the two weeks differ can't be told ({needed})."
        return f"Legs: too few nights to compare two weeks ({needed})."
    if result == "about the same":
        return f"Legs: about the same{f'; {change}, a common difference between two such weeks' if change else ''}."
    return f"Legs: {change} than in the 7 nights before."


def days_since_over(days: int, rule: str, day: str, not_logged: int) -> str:
    """Return how long ago a day was well over its target.

    Args:
        days: the days since.
        rule: how far a day is over that is counted, `0.5 g or more`.
        day: the day.
        not_logged: how many of the days since are not logged.
    """
    lacking = f"; {not_logged} of these days not logged" if not_logged else ""
    return f"Last day over target by {rule}: {day}, {plural(days, 'day')} ago{lacking}."


def tonight_is_not_in_it(logged: str) -> str:
    """Return that the night under way is stored, though the week ends with the last finished one."""
    return f"Tonight is not included ({logged} logged):"


def by_how_much(change: float) -> str:
    """Return `lower by 1`, `higher by 0.5`; empty for no change."""
    return f"{'lower' if change < 0 else 'higher'} by {_size(abs(change))}" if change else ""


def measure_change(of: str, change: float, n_before: int, n_after: int) -> str:
    """Return `total sleep longer by 40 min (n 26 and 20)`; `of` is a key of `MEASURES`."""
    less, more = ("shorter", "longer") if of == "tst_min" else ("lower", "higher")
    unit = _MEASURE_UNITS.get(of, "min")
    way = less if change < 0 else more
    return f"{MEASURES[of]} {way} by {_size(change)} {unit} (n {n_before} and {n_after})"


DIFFERENCE_MEANS = (
    "Lower or higher means: the medians are 2 points apart or more, and hardly any nights overlap. That is NAP 0.88 to "
    "0.95 or more for lower, 0.12 to 0.05 or less for higher, by the number of nights. If nothing changed, fewer than "
    "5 in 100 pairs of stretches differ this much. The 2 points are borrowed from research on pain (Farrar 2001); for "
    "restless legs there is no such value."
)


def blocks_mean(*, in_grams: bool) -> str:
    """Return why nights of several steps are taken together, and how.

    Args:
        in_grams: every plan is of leaf.
    """
    down = "in grams " if in_grams else ""
    return (
        "Single steps of a plan have too few nights to compare once their six settling days are left out. So several "
        f"steps are put together here: each third of the way down {down}or, if that is short, two weeks or more. "
        "Settling nights are included."
    )


def blocks_line(told: list[str]) -> str:
    """Return the blocks of a taper with their medians: `baseline 4 (n 24); the first third … 5 (n 23), higher`."""
    return (
        f"Median of the legs over longer stretches, all nights, each compared with the one before: {'; '.join(told)}."
    )


HARDEST_IS_CHOSEN = (
    "The hardest 14 nights in a row are chosen for their high mean, so they lie above the nights around them."
)
STRETCH_ROWS = "now: the latest 14. began: when the legs began. symptoms: the sum of a night's grades."


def outside_by_chance(low: float, high: float) -> str:
    """Return how many later nights lie outside a baseline's limits although nothing changed."""
    return f"By chance alone about {_whole_range(low, high)} would be outside, more if nights drift for weeks."


def _whole_range(low: float, high: float) -> str:
    """Return `2 to 5`, `1`."""
    least, most = round(low), max(1, round(high))
    return f"{least} to {most}" if least < most else f"{most}"


def useless_factors(as_far: float, looked_at: int) -> str:
    """Return how many of so many factors that do nothing would differ as much."""
    size = "fewer than 0.1" if as_far < _FEW_FACTORS else f"about {_size(as_far)}"
    return f"of {plural(looked_at, 'useless factor')} {size} would differ as much"


_FEW_FACTORS = 0.1
FACTORS_BY_CHANCE = (
    "For comparison: how many useless factors, logged on as many nights, would differ as much by chance."
)
#: Under the nights after each cut.
CUTS_AFTER_GOOD_NIGHTS = (
    "After a few good nights, worse ones follow anyway. A cut on a day fixed beforehand avoids that."
)


_CUT_REASONS = {
    "planned": "planned", "good-nights": "after good nights", "bad-nights": "held over bad nights", "travel": "travel",
    "other": "another reason",
}  # fmt: skip


def cuts_of_reason(why: str | None, cuts: int, before: tuple[str, int], after: tuple[str, int]) -> str:
    """Return the severity before and after the cuts that were given one reason, or none.

    Args:
        why: the reason.
        cuts: the number of such cuts.
        before: the median of the 3 nights before each, and how many of them have a score.
        after: the same of the 7 nights after each.
    """
    told = "no reason given" if why is None else _CUT_REASONS[why]
    return (
        f"{plural(cuts, 'cut')}, {told}: median {before[0]} in the 3 nights before (n {before[1]}), {after[0]} in the "
        f"7 nights after (n {after[1]})."
    )


def cuts_needed(cuts: int, needed: int) -> str:
    """Return the line that explains why the nights after cuts are not summed up yet."""
    return f"After each cut: {needed} cuts are needed, this range has {plural(cuts, 'cut')}."


def cuts_overlap(closest_days: int) -> str:
    """Return the line that says that the nights after one cut are also the nights before the next."""
    after = plural(closest_days, "day")
    return f"The closest cuts are {after} apart: nights from then on may follow both."


_SAME_AMOUNT = "the same elemental amount (within 10 %), lacking on at most 1 day in any 7"


def magnesium_above(days: int, of: int) -> str:
    """Return on how many days magnesium was above the limit, and the limit."""
    return f"Magnesium above 350 mg on {days} of {plural(of, 'day')}. {MAGNESIUM_LINE}"


def steady_magnesium(route: str, amount: str, counted: int, days: int, stretch: str, needed_weeks: int) -> str:
    """Return how long magnesium has been steady, the days counted, and the weeks that are needed (facts B3)."""
    told = (
        f"Steady {route} up to the end of the range: {amount} mg a day (within 10 %) on {counted} of {days} days, "
        f"{stretch}."
    )
    if days > needed_weeks * 7:
        return told
    return f"{told} More than {needed_weeks} weeks are needed before any effect is looked for."


def not_steady(route: str) -> str:
    """Return the line that says that no steady stretch ends the range, and what counts as steady."""
    return f"Not steady {route} at the end of the range: no week of {_SAME_AMOUNT}."


#: The rules by which magnesium or a medicine counts as begun, changed or stopped.
EVENTS_ARE_LOGGED = (
    "Begun, changed and stopped are read from the entries. Stopped: 7 days with entries but none of it. Changed: the "
    "same new amount on 3 logged days in a row. Days without any entry are not counted."
)
NAP_MEANS = (
    "NAP: pair every night before with every night after. NAP is the share of pairs with the lower score after; 0.5 "
    "means no difference."
)
SETTLING = "Days 1–6 of a step are settling: levels are still falling, so they stand apart."
SETTLING_OF_OTHERS = "Days 1–6 of a step are settling and are shown apart."
RISE_IS_COMMON = (
    "In people who came off prescribed opioids, restless legs got worse late in the taper and eased within "
    "about 3 months (Mayo cohort, doi:10.5664/jcsm.10436). For kratom this is an analogy, not a finding."
)
DOSE_TIMES_LEGEND = "Medians. Usual longest gap: the median of each day's longest time between two doses."
DOSES_AND_GAP = "doses a day, usual longest gap in h"
HALF_OF_DAYS = "In brackets: the middle half of the days."
DAYS_LOGGED = "days: logged of all days."
NO_DOSES_LOGGED = "Nothing is logged in these days: no dose and no dose-free day."
TOO_FEW_DAYS = "Under 5 days logged: no figures, only their number."


def dose_marks(least: str, most: str, none: str) -> str:
    """Return the legend of the marks that stand for the hours of a day."""
    return f"A mark is one hour: {most} means a dose on all or nearly all logged days, {least} on few, {none} on none."


#: Columns of the tables of a report; each is explained below the table that has it.
SEVEN_OR_MORE_MEANS = "≥7: share of nights at 7 or more."
SETTLED_MEANS = (
    "settling: days 1–6 of a step; settled: later ones. SOL: time to fall asleep. WASO: awake during the night. "
    "pacing: on the feet, part of WASO. eff. TIB: share of the time in bed that was slept. began: when the legs began."
)
TABLE_RESTS_ON = "nights: with a score, of all nights. Days and nights of the other figures: legdiary report --explain"
REPORT_LIMITS = (
    "Self-reported and not blinded: a diary cannot show what caused a change. "
    "An unlogged night is not a zero. Grams of different batches are not comparable."
)

DEFINITIONS = {
    "severity": "RLS severity as typed, 0 to 10: median, first and third quartile (type 7), share at 7 and more.",
    "tst": "Total sleep time: from trying to sleep to the final waking, less the time to fall asleep and the "
    "time awake; or the total as typed. Nights with only an upper limit are left out. Consensus Sleep Diary, Carney "
    "2012.",
    "tst_at_most": "Upper limit of total sleep time if that is not known: from trying to sleep to the final waking, "
    "less the time to fall asleep or the time awake, if known. It is in no median of sleep time.",
    "sol": "Sleep onset latency: minutes to fall asleep, as typed.",
    "waso": "Wake after sleep onset: minutes awake during the night, without the final waking.",
    "pacing": "Minutes out of bed and on the feet, part of the time awake.",
    "se_dse": "100 × TST / (SOL + TST + WASO + trying to sleep after the final waking). Reed & Sacco 2016.",
    "se_tib": "100 × TST / time in bed (from bed time to getting up).",
    "kratom": "Grams of a diary day (05:00 to 05:00); 0 if the day was logged as dose-free; without 7-OH products.",
    "doses": "Doses of a diary day.",
    "gap": "The longest time between two doses, the later one on that day; a dash if the day before is not logged.",
    "magnesium": "Elemental milligrams by mouth in a diary day; magnesium on the skin is kept apart.",
    "onset": "Clock time at which it began, as typed; the median counts from noon.",
}


def trend_method(waves: int, families: int = 11) -> str:
    """Return how a trend is found, for the number of slow waves it is held against."""
    return (
        f"Straight line by least squares, compared with {waves} slow waves (1 to {_half(waves + 1)} ups and "
        f"downs over the range) of the same nights. Clear at 1 %: over {families} kinds of "
        "trendless nights this was wrong in at most 5 of 100 (docs/simulation.md). Leaning at 5 %: wrong in up to 16. "
        "It needs 14 nights over 14 days. If two nights are further apart than a third of the range, it leans at most."
    )


def _half(number: int) -> str:
    return f"{number / 2:g}"


TAU_MEANS = "If the nights before were drifting, Kendall's tau is also given with that drift taken off (Tarlow 2017)."
SLEEP_DIFFERENCES = (
    "For total sleep and time awake the size is 30 minutes, for the time to fall asleep 20, for sleep efficiency 10 "
    "points, for the sum of symptoms 2."
)
FACTORS_MEAN = (
    "To see what chance alone gives, each factor's nights are moved along the calendar, to every place in turn. They "
    "keep their number and their runs, but any link with the scores is then chance. The figure is how many of the "
    "factors differ as much there, on average."
)
XMR_MEANS = (
    "Mean of the baseline ± 2.66 × the mean difference between consecutive nights. Nights that resemble their "
    "neighbours make these limits too narrow."
)


_IRLS_YARDSTICKS = {
    "individually relevant": "{points} points (used as individually relevant)",
    "minimally improved": "{points} (an anchor-based threshold of trials)",
    "detectable change": "{points} (the smallest change that two totals can show)",
}


def irls_change(reached: list[tuple[str, str, bool | None]]) -> str:
    """Return the sizes that a change of the IRLS total reaches or misses (facts B1), in the same words both ways.

    Args:
        reached: for each size its name, its points, and whether the change reaches it; None if the size does not
            apply to a change in this direction.
    """
    told = []
    for large, word in ((True, "at least"), (False, "fewer than")):
        told += [
            f"{word} {_IRLS_YARDSTICKS[name].format(points=points)}" for name, points, yes in reached if yes is large
        ]
    return "; ".join(told)


# ---- the clinician's page

SEEK_HELP_NOW = (
    "Call the emergency number at once: slow or stopped breathing, someone who cannot be woken, a seizure, chest pain, "
    "fainting, confusion, thoughts of suicide."
)
SEEK_HELP_SOON = (
    "See a clinician soon: Yellow skin or eyes, dark urine, pain on the right side of the belly. Dehydration from "
    "vomiting or diarrhoea. Pregnancy. Use together with benzodiazepines, alcohol or opioids. Restless legs by day or "
    "in the arms. New symptoms on a new batch. Kidney disease with magnesium. Restless legs for more than 3 months "
    "after the last dose."
)
IRON_LINES = (
    "AASM thresholds (doi:10.5664/jcsm.11390): ferritin 75 ng/mL, transferrin saturation 20 %; "
    "blood is taken in the morning, after 24 h without iron."
)
MAGNESIUM_LINE = "350 mg a day is the upper limit for supplements and medicines; magnesium in food is not counted."
TOPICAL_APART = "Magnesium on the skin is not counted: how much of it the body absorbs is uncertain."
APART = "It is another substance and in no grams of leaf. A day with nothing else counts as not logged for leaf."


def other_substance_on(name: str, days: str, *, is_product: bool) -> str:
    """Return on how many days another substance was taken that the page's figures are not about.

    Args:
        name: its name: `7-OH`, `gabapentin`.
        days: the number of days: `6 days`.
        is_product: it is the kind of a product, not a medicine.
    """
    if is_product:
        return f"{name} products taken on {days}: another substance, not in the table of steps; see Potency."
    return f"{name} taken on {days}: another substance, not in the table of steps."


def other_substance_besides(name: str, days: str) -> str:
    """Return on how many days a substance of the steps was taken that are told among the steps of another plan.

    Args:
        name: its name: `7-OH`.
        days: the number of days: `6 days`.
    """
    return f"{name} was also taken on {days} that the table of steps counts for another plan."


def other_substance_means(name: str, *, is_product: bool) -> str:
    """Return the definition of the amounts of another substance than leaf."""
    of = f"{name} products" if is_product else name
    return f"Milligrams of {of} in a diary day: another substance, never added to leaf."


ONSET_IS_OBSERVED = (
    "The time at which it began is only an observation: withdrawal can look like other changes of restless legs."
)
_LEGS = {"higher": "more restless", "lower": "less restless", "about the same": "about the same"}
_SLEEP = {"higher": "longer", "lower": "shorter", "about the same": "about the same"}
_SYMPTOMS = {"higher": "more", "lower": "fewer or milder", "about the same": "about the same"}


def legs_headline(result: str, when: str, before: str, now: str, line: str = "") -> str:
    """Return how the legs differ from before: `4 at baseline, 5.5 now: about the same; over all nights rising`.

    Args:
        result: higher, lower or about the same.
        when: `at baseline`.
        before: the median before.
        now: the median of the latest nights.
        line: rising or falling, where the line through all nights is clear and the comparison does not say so.
    """
    return _compared(f"{before} {when}, {now} now", _LEGS[result], line)


def sleep_headline(result: str, when: str, before: str, now: str, line: str = "") -> str:
    """Return how total sleep differs from before: `6:20 h at baseline, 5:15 h now: shorter`."""
    return _compared(f"{before} h {when}, {now} h now", _SLEEP[result], line)


def symptoms_headline(result: str, when: str, before: str, now: str, line: str = "") -> str:
    """Return how the sum of symptoms differs from before: `1 at baseline, 5.5 now: more`."""
    return _compared(f"{before} {when}, {now} now", _SYMPTOMS[result], line)


def _compared(sides: str, verdict: str, line: str) -> str:
    return f"{sides}: {verdict}{f'; over all nights {line}' if line else ''}"


SYMPTOMS_SUM = "Sum of a day's symptom grades, 0–3 each."


def nearly(of: str, change: float) -> str:
    """Return the size of a difference that is not named: `Higher by 1.5, a common difference between …`.

    Args:
        of: the figure, a key of `MEASURES`.
        change: the difference of the medians.
    """
    less, more = ("Shorter", "Longer") if of == "tst_min" else ("Lower", "Higher")
    unit = " min" if of == "tst_min" else ""
    return f"{less if change < 0 else more} by {_size(change)}{unit}, {_AS_OFTEN}."


NONE_LOGGED = "None logged."


def one_column(column: str) -> str:
    """Return the nights that a column of the drawings stands for; `column` is night, week or four weeks."""
    return "one column is one night" if column == "night" else f"one column is {_A_COLUMN[column]}, with its medians"


_A_COLUMN = {"week": "a week", "four weeks": "four weeks"}
COURSES_CAPTION = "Each amount and form with its days. Days without any entry are not counted."
HELPED_CAPTION = "Such things are used on bad nights, so no rating shows an effect."
POTENCY_CAPTION = (
    "Medians, with the days known. Mitragynine only on days whose every dose is of a batch with a laboratory value; "
    "7-OH and extracts are never added to leaf."
)
CLOCK_TIMES_ARE_LOCAL = "Clock times are local."
_COURSE_ENDS = {"changed": "changed", "stopped": "stopped"}


def course_ends(change: str) -> str:
    """Return how a stretch of a medicine or of magnesium ended: `stopped`, `changed`."""
    return _COURSE_ENDS.get(change, change)


NOTES_AS_TYPED = "As typed, each under its night."


def sheet_foot(nights: str, *, severity: int, sleep: int, at_most: int) -> str:
    """Return what the first sheet of the clinician's page rests on, and what it cannot show."""
    bounds = f" (known at most on {at_most} more)" if at_most else ""
    return (
        "Self-reported, not blinded; a diary cannot show what caused a change. "
        f"Of {nights}: severity known on {severity}, total sleep on {sleep}{bounds}. "
        "A dash means not logged, not zero. Grams of different batches are not comparable. Details, and when to seek "
        "help: the next pages."
    )


SYMPTOMS_BY_GROUP = (
    "Days with the symptom. In brackets: the median grade, 0 (none) to 3, of all days on which it was logged, if at "
    "least 5. –: not logged."
)


def symptoms_caption(by: str) -> str:
    """Return the caption of the symptoms by step, week or month."""
    return f"Days with each symptom, and its median grade (0–3), by {by}."


def settling_latest(settling: int, scored: int, days: int) -> str:
    """Return how many of the latest nights with a score lie in the first days of a step."""
    are = "is" if settling == 1 else "are"
    return f"{settling} of the latest {plural(scored, 'night')} with a score {are} in days 1–{days} of a step."


PATTERN_TITLE = "Changes that clinicians ask about"
PATTERN_CAPTION = "Medians, with the nights on which each is known."
PATTERN_UNKNOWN = "Too few nights are logged to compare two stretches."
PATTERN_RULE = (
    "Observed: an hour or 2 points apart, and the nights hardly overlap (NAP as for the legs). Beyond the legs: an arm "
    "or the trunk, on no night before and on one or more later."
)
BODY_PARTS_NAMED = "Where, with the nights:"
_PATTERN = {
    "onset": ("earlier", "not earlier"),
    "spread": ("new", "no new spread"),
    "relief": ("shorter", "not shorter"),
    "day_resting": ("more", "not more"),
    "day_active": ("more", "not more"),
}


def pattern_seen(name: str, seen: str) -> str:
    """Return whether a change that clinicians ask about is seen in the nights: `earlier`, `not earlier`.

    Args:
        name: the change.
        seen: seen, not seen or not known.
    """
    return "too few nights" if seen == "not known" else _PATTERN[name][seen != "seen"]


STRETCH_NAMES = {"baseline": "Baseline", "first": "First", "hardest": "Hardest", "now": "Now"}


def stretch_rule(kind: str, nights: int) -> str:
    """Return how the nights of a stretch are chosen; empty for a baseline, and for all nights of a short range."""
    if kind == "hardest":
        return (
            f"the {nights} nights in a row with the highest mean, at least 10 scored, outside baseline and now: "
            "chosen as the worst, so above its neighbours anyway"
        )
    rules = {"first": f"the first {plural(nights, 'night')}", "now": f"the latest {nights}" if nights > 1 else ""}
    return rules.get(kind, "")


N_OF_EACH = "n: nights, if not those of the first row. –: not known, or under 5 nights."


def well_over_rule(least: str) -> str:
    """Return when a day is well over its target: over by so much, and by 10 % of the target."""
    return f"Over by {least} and 10 % or more"


def too_few_to_compare(what: str, needed: int, had_before: int, had_after: int) -> str:
    """Return the line that explains why the latest nights are not compared with those before."""
    return (
        f"Too few nights to compare: {needed} with {what} are needed on each side, {had_before} and {had_after} "
        "are there"
    )


def legs_too_few(needed: int, had_before: int, had_after: int) -> str:
    """Return the line that explains why the latest nights are not compared with those before."""
    return (
        f"Too few nights to compare: {needed} with a score are needed on each side, "
        f"{had_before} and {had_after} are there"
    )


# ---- help-me

#: The last line of the note with a first entry.
HELP_ME = "When to seek help: legdiary help-me"
#: Facts B5, as lists; `SEEK_HELP_NOW` and `SEEK_HELP_SOON` say the same in one sentence each (a test compares them).
HELP_AT_ONCE = (
    "slow or stopped breathing",
    "someone who cannot be woken",
    "a seizure",
    "chest pain",
    "fainting",
    "confusion",
    "thoughts of suicide",
)
HELP_SOON = (
    "yellow skin or eyes, dark urine, pain on the right side of the belly",
    "dehydration from vomiting or diarrhoea",
    "pregnancy",
    "use together with benzodiazepines, alcohol or opioids",
    "restless legs by day or in the arms",
    "new symptoms on a new batch",
    "kidney disease with magnesium",
    "restless legs for more than 3 months after the last dose",
)
#: Once a day, on the first card; `help-me`, the clinician's page and the note with a first entry have the whole list.
EMERGENCY_LINE = "If breathing is slow or someone can't be woken: emergency number (help-me)"
#: Beside it in the follow-up of a plan (facts B4).
TOLERANCE_LINE = "Tolerance drops as you cut down: a dose you used to take can now hit harder."
HELP_SOON_TITLE = "See a clinician soon"
HELP_LINES_TITLE = "Telephone lines"
HELP_UNCHECKED = "check the number: it was not looked up at its source"
HELP_FOR_EVERYBODY = "These lists are the same for everyone. They don't depend on your diary."
HELP_COUNTRY = (
    "Telephone lines of one country: legdiary help-me --country us. To keep the country: legdiary config country us"
)


def help_at_once(number: str) -> str:
    """Return the heading of the urgent list, with the number if the country is known."""
    return f"Call the emergency number at once{f': {number}' if number else ''}"


_FIRST_USE = {
    "magnesium": (
        "Magnesium leaves the body by the kidneys: with kidney disease it can build up, and labels ask for caution. "
        "Taken close to some medicines, it reduces their absorption (gabapentin, iron, some antibiotics, "
        "bisphosphonates); legdiary medicine shows how far apart they were."
    ),
    "kratom": (
        "Tolerance drops as you cut down and on days without a dose: a dose you used to take can now hit harder. "
        "Grams of different products are not comparable."
    ),
}


def first_use_note(*kinds: str) -> str:
    """Return the note with the first entry of a kind (facts B3, B4), the limits of this program, and when to seek help.

    Args:
        kinds: `magnesium`, `kratom` or both; other kinds have no note.
    """
    said = "\n".join(f"Shown once: {_FIRST_USE[kind]}" for kind in kinds)
    return f"{said}\n{NOT_A_DEVICE}\n{SEEK_HELP_NOW}\n{HELP_ME}"


# ---- what a coin chose

COIN_CHOOSES = (
    "A coin chooses the week of each cut. Until it is tossed, each cut is shown on its latest day; it can come a week "
    "earlier."
)
EXPECTATION = "You knew what was done when, so expectation is not ruled out."


def coin_answer(
    rests: str, what: str, test: SignFlip, unit: tuple[str, int], ways: tuple[str, str], *, subject: str = "was"
) -> str:
    """Return the answer of an experiment whose halves a coin chose.

    Args:
        rests: what it rests on: `8 cuts whose week a coin chose`.
        what: what is compared: `severity`, `the week after a cut`.
        test: the exact test of the differences.
        unit: the noun of the unit, and its decimals.
        ways: the words for more and for less: `higher with it`, `lower with it`.
        subject: the verb.
    """
    size, places = _sized(test.mean, unit[1]), unit[1]
    way = ways[0] if test.mean > 0 else ways[1]
    said = f"{plural(size, unit[0])} {way}" if float(size) else f"the same to {_nearest(unit)}"
    within = _coin_interval(test, places, ways)
    chance = one_in(test.as_high if test.mean >= 0 else test.as_low)
    both = one_in(test.as_far)
    return (
        f"In {rests}, {what} {subject} {said}{within}. Chance alone gives this much in {chance}. {EXPECTATION} "
        f"Counting both directions, it is {both}."
    )


def _coin_interval(test: SignFlip, places: int, ways: tuple[str, str]) -> str:
    if test.interval is None:
        return ""
    low, high = test.interval
    if low >= 0 or high <= 0:
        near, far = sorted((abs(low), abs(high)))
        return f" ({_sized(near, places)} to {_sized(far, places)})"
    more, less = (way.split(" ", 1)[0] for way in ways)
    return f" (from {_sized(low, places)} {less} to {_sized(high, places)} {more})"


def _nearest(unit: tuple[str, int]) -> str:
    return f"a {unit[0]}" if not unit[1] else f"{_sized(0.1, 1)} {unit[0]}s"


def _sized(value: float, places: int) -> str:
    return f"{abs(value):.{places}f}"


def one_in(share: float) -> str:
    """Return a share of chance: `1 of 85`, or, where it is no small one, `38 of 100`."""
    if share <= _SMALL_SHARE:
        return f"1 of {int(1 / share + _ROUNDING)}"
    return f"{round(100 * share)} of 100"


_SMALL_SHARE, _ROUNDING = 0.1, 1e-9


def coin_not_over(over: int, pairs: int) -> str:
    """Return how far a plan with a coin is; nothing is told of its answer before the last pair is over."""
    return f"{over} of {plural(pairs, 'pair')} of weeks over. You see the answer once all are over."


def pairs_given_up(count: int) -> str:
    """Return how many pairs passed without a toss."""
    return f"{plural(count, 'pair')} passed without a toss and {'is' if count == 1 else 'are'} not counted."


def too_few_pairs(scored: int) -> str:
    """Return the line for an answer that rests on too few pairs for a figure."""
    return f"Under 5 pairs with both scores there is no figure: {plural(scored, 'pair has', 'pairs have')} both."


def pairs_left_out(count: int) -> str:
    """Return on how many pairs nothing rests, because a score is missing."""
    return f"Left out: {plural(count, 'pair')} without enough scores on both sides. They are not replaced."


def draws_not_followed(count: int) -> str:
    """Return of how many pairs it was said that another thing was done than the coin chose."""
    return f"For {plural(count, 'pair')} you said that the coin was not followed. They count as the coin drew them."


def looks_before_the_end(count: int) -> str:
    """Return how often the answer was looked at before the end."""
    return f"Looked at {plural(count, 'time')} before the end; the figures do not allow for that."

"""The texts of the questions that are asked one after another: `checkin`, `start`, and `taper new` without flags.

A question names an example of how its answer is written. The questions about a plan name none with a number, since an
amount or a rate in an example would look like a recommended one.
"""

from __future__ import annotations

from legdiary.errors import plural
from legdiary.util.values import NamedTuple

# ---------------------------------------------------------------------- what all of them share

NOT_STORED = "That answer is not stored."
_YES_OR_NO = {"y": True, "yes": True, "n": False, "no": False}


def yes_no_question(question: str, *, default: bool = False) -> str:
    """Return a question with its answers, of which Enter is the one in capitals."""
    return f"{question} {'[Y/n]' if default else '[y/N]'}"


def read_yes_no(typed: str, *, default: bool = False) -> bool | None:
    """Return the answer to a yes/no question; None for a word that is neither."""
    return _YES_OR_NO.get(typed.lower()) if typed else default


def yes_no_help(*, default: bool = False, goes_back: bool = False) -> str:
    """Return what a yes/no question accepts."""
    back = " b goes back one question." if goes_back else ""
    return f"Type y for yes or n for no. Enter means {'yes' if default else 'no'}.{back}"


# ---------------------------------------------------------------------- checkin

FIRST_ENTRY = "Your first entry. The diary stays on this computer; nothing is sent anywhere."
CHECKIN_KEYS_LONG = "Enter skips a question, b goes back, ? explains, Ctrl-C stops and keeps what you have answered."
CHECKIN_KEYS = "Enter skips, b goes back, ? explains, Ctrl-C stops and keeps your answers."
CHECKIN_NOTHING = "Nothing stored."
CHECKIN_NEXT = (
    ("Tomorrow", "legdiary checkin"),
    ("Undo", "legdiary undo"),
    ("Help", "legdiary help-me"),
)
DASH_IS_NOT_LOGGED = "A dash (–) means not logged. It never means zero."
BEGIN_OFFER = "There is no diary yet. Set one up with a few questions (legdiary start)?"


class Told(NamedTuple):
    """The values that a question shows.

    Attributes:
        night: the night in words, as the question needs it: `so far tonight`, `last night`.
        there: the answer already stored.
        last: the value that a dot takes.
        product: the product of a dose.
        of: the name of a substance other than leaf, or of a medicine.
        since: the time of the last dose.
        day: the day in words: `today`, `on Sat 21 Nov`.
        can_be_none: a dose-free day may be said.
        so_far: the night is not over.
    """

    night: str = "last night"
    there: str | None = None
    last: str | None = None
    product: str | None = None
    of: str | None = None
    since: str | None = None
    day: str = "today"
    can_be_none: bool = False
    so_far: bool = False


#: How each question is asked. `{example}` is an example, or the value that a dot takes.
_CHECKIN = {
    "onset": "When did they begin? {example}",
    "where": "Where? {example}",
    "sleep": "How did you sleep {night}? Bed time–wake time {example}, or only how long (for example 6h30)",
    "total": "How long did you sleep {night}? {example}; or bed time–wake time (for example 22:45-06:10)",
    "minutes": "Minutes to fall asleep, then minutes awake in the night? {example}",
    "latency": "Minutes to fall asleep? {example}",
    "awake": "And minutes awake in the night? {example}",
    "magnesium": "Magnesium {day}? {example}",
    "medicine": "{Of} {day}? The amount with its time {example}",
    "symptoms": "Any symptoms {night}, 0 (none) to 3 (severe)? {example}",
    "factors": "What did you try for your legs {night}, and did it help, 0 (no) to 3 (a lot)? {example}",
}
_EXAMPLES = {
    "severity": "0 to 10",
    "onset": "20:30",
    "where": "legs, calves, feet, arms; several with commas",
    "sleep": "22:45-06:10",
    "total": "6h30",
    "minutes": "40 55",
    "latency": "40",
    "awake": "55",
    "magnesium": "200mg, or 200mg glycinate 22:00",
    "medicine": "300mg 21:00",
    "symptoms": "nausea 2, low mood 1",
    "factors": "walking 2, heat 0",
}
_LEAF_DOSE, _OTHER_DOSE = "2.5g 20:30", "15mg 20:30"
#: On another day than today the time is needed.
_MAGNESIUM_EARLIER = "200mg 22:00, or 200mg glycinate 22:00"
_NAMES = {
    "onset": "when the legs began",
    "where": "where",
    "sleep": "sleep",
    "latency": "minutes to fall asleep",
    "awake": "minutes awake in the night",
    "dose": "kratom and other doses",
    "magnesium": "magnesium",
    "medicine": "medicines",
    "symptoms": "symptoms",
    "factors": "what helped",
}
_HELP = {
    "severity": (
        "A whole number from 0 (not at all) to 10 (the worst you know). No score? Type why: asleep, away, forgot "
        "or other."
    ),
    "onset": "The time at which the restlessness began, such as 20:30, 2030 or 8:30pm.",
    "where": "legs, calves, thighs, feet, arms or trunk, also with a side: left calf, both arms.",
    "sleep": (
        "Bed time and wake time: 22:45-06:10, or 2245-610. Only the wake time: 06:20. Only the bed time: 23:10-. The "
        "other then stays as shown. You can add the minutes to fall asleep and awake: 620 40 55. Only how long you "
        "slept: 6h30."
    ),
    "total": "How long you slept, such as 6h30 or 390m; or bed time–wake time, such as 22:45-06:10.",
    "minutes": (
        "Two numbers, such as 40 55: the minutes to fall asleep, then all the minutes awake during the night. Don't "
        "count the time after you woke for good. With one number, the other is asked next."
    ),
    "latency": "Minutes, such as 40; or 1h10.",
    "awake": "All minutes awake during the night: 55, or 1h10. Don't count the time after you woke for good.",
    "dose": (
        "The amount with its unit, and the time unless it was just now: 2.5g, 2.5g 20:30, 2.5g 40m ago, "
        "2.5g yesterday 23:10. Of another product: 2.5g of red leaf. no: nothing to add. "
        "none: no kratom all day."
    ),
    "magnesium": (
        "The milligrams on the label (elemental), and if you like the form and the time: 200mg, 200mg citrate, "
        "200mg citrate 21:30."
    ),
    "medicine": "The amount, and the time unless it was just now: 300mg, 300mg 21:00, 1 tablet 40m ago.",
    "symptoms": (
        "Names with 0 (none), 1 (mild), 2 (moderate) or 3 (severe), several with commas: nausea 2, low mood 1. "
        "Known: {names}. You can add names of your own."
    ),
    "factors": (
        "What you tried, with 0 (did not help) to 3 (helped a lot), several with commas: walking 2, heat 0. A name "
        "alone is stored without a score. Known: {names}. You can add names of your own."
    ),
}
_HELP_OTHER_DOSE = (
    "The amount with its unit, and the time unless it was just now: 15mg, 7.5mg 20:30, 0.5 tab 40m ago. Of another "
    "product: 15mg of white tabs. no: nothing to add. none: no {of} all day."
)


def checkin_question(asks: str, told: Told) -> str:
    """Return one question of a check-in, with an example or the value that a dot takes."""
    if asks == "severity":
        were = "are" if told.so_far else "were"
        question = f"How restless {were} your legs {told.night}? 0 = not at all, 10 = worst"
    elif asks == "dose":
        question = _dose_question(told)
    else:
        timed = asks == "magnesium" and told.day != "today"
        said = _MAGNESIUM_EARLIER if timed else _EXAMPLES[asks]
        example = f"(. for {told.last})" if told.last else f"(for example {said})"
        of = told.of or ""
        question = _CHECKIN[asks].format(example=example, night=told.night, day=told.day, Of=of[:1].upper() + of[1:])
    return f"{question}. Now {told.there}; Enter keeps it." if told.there else question


def _dose_question(told: Told) -> str:
    name = f"{told.of[:1].upper()}{told.of[1:]}" if told.of else "Kratom"
    product = f" ({told.product})" if told.product else ""
    when = f"since {told.since}" if told.since else told.day
    if told.there:
        return f"{name}{product}, the dose just stored"
    example = _OTHER_DOSE if told.of else _LEAF_DOSE
    none = f", or none{f' (. for {told.last})' if told.last else ''}" if told.can_be_none else ""
    return f"{name}{product} {when}? One dose with its time (for example {example}){none}. Enter when you have no more."


def checkin_beside(told: str) -> str:
    """Return the line about the entries that the day holds already."""
    return f"Already logged: {told}. Enter adds nothing."


def checkin_help(asks: str, last: str | None, *, of: str | None = None, names: str = "") -> str:
    """Return the answers that a question accepts.

    Args:
        asks: the question.
        last: the value that a dot takes.
        of: the substance of a dose where it is not leaf.
        names: the known names of symptoms or factors.
    """
    return f"{accepted_answers(asks, last, of=of, names=names)} Enter leaves it as it is."


def accepted_answers(asks: str, last: str | None, *, of: str | None = None, names: str = "") -> str:
    """Return the same without the word about Enter, which stores in a form."""
    accepted = _HELP_OTHER_DOSE.format(of=of) if asks == "dose" and of else _HELP[asks].format(names=names)
    return f"{accepted} A dot takes {last}." if last else accepted


def answer_example(asks: str, *, is_leaf: bool = True) -> str:
    """Return an example of an answer."""
    if asks == "dose":
        return _LEAF_DOSE if is_leaf else _OTHER_DOSE
    return _EXAMPLES[asks]


def which_product(of: str) -> str:
    """Return the question about the product of a substance of which none is known yet."""
    return f"Which product of {of} is it? What you call it (for example white tabs)"


def piece_weight(what: str) -> str:
    """Return the question about the weight of a capsule or tablet."""
    return f"What does one {what} weigh? (for example 15mg)"


def later(command: str) -> str:
    """Return the line about a command that cannot be typed at a question."""
    return f"After the check-in: {command}"


def in_bed(bed: str, wake: str, long: str) -> str:
    """Return the line that repeats a bedtime and a wake time, with the time between them."""
    return f"Bed {bed}, awake {wake}: {long} in bed."


def began_in_the_morning(at: str) -> str:
    """Return the line that repeats a time in the morning at which the legs began."""
    return f"Began {at}, in the morning. If it was the evening: b goes back."


def dose_long_ago(at: str, hours: int) -> str:
    """Return the line that repeats the time of a dose that was taken hours ago."""
    return f"The dose is stored at {at}, {hours} h ago."


def no_longer_asked(names: tuple[str, ...]) -> str:
    """Return the line about what was skipped three times in a row."""
    listed = ", ".join(_NAMES[name] for name in names)
    return f"No longer asked, because you skipped it three times: {listed}. To bring it back: legdiary checkin --all"


def keep_own_name(typed: str, what: str, near: str | None) -> str:
    """Return the question about a name that is not in the list."""
    meant = f" The closest name is {near}." if near else ""
    return f"'{typed}' is not in the list of {what}s.{meant} Add '{typed}' as a name of your own?"


def stopped(cause: str, kept: int) -> str:
    """Return the line of a check-in that trouble with the diary ended, after answers that are stored."""
    return f"the check-in stopped: {cause}. {plural(kept, 'earlier answer')} {'is' if kept == 1 else 'are'} stored"


# ---------------------------------------------------------------------- taper new

PLAN_BEGINS = (
    "A taper plan, step by step. You choose every amount and length; legdiary only calculates. Nothing is stored "
    "until you accept the plan. Enter skips a question, b goes back, ? explains, Ctrl-C leaves without a plan."
)
PLAN_OF = "What do you taper? leaf, extract, 7-oh, another kind, or a medicine (Enter: leaf)"
PLAN_OF_HELP = (
    "Leaf is planned in grams, everything else in milligrams, a medicine also in "
    "micrograms (mcg). For a medicine that is not in the list, write medicine: and its name."
)
TAKE_PLAN = "Store this plan?"
CHANGE_ANSWERS = "The plan is not stored. Your answers are kept. Change them?"
PLAN_NOT_TAKEN = "The plan is not stored."
#: The questions about a plan. Their examples hold no number: it would look like a recommended one.
_PLAN = {
    "start_dose": "How much do you take a day at the start? The amount in {unit}, with its unit",
    "end_dose": "How much a day at the end? (Enter: 0)",
    "cut": "How big is each cut? A percentage of the current dose, or an amount with its unit",
    "every": "How long is each step? Days with d, or weeks with w",
    "start": "When does it begin? today, tomorrow or a date as YYYY-MM-DD (Enter: today)",
    "rounding": "What is the smallest amount you can weigh or cut? With its unit (Enter: {scale})",
    "stop_at": "What is the smallest day's total before the end? With its unit (Enter: none)",
    "doses": "How many doses a day? (Enter: leave open)",
}
_PLAN_NEEDS = "The plan needs this answer."
_PLAN_HELP = {
    "start_dose": "The daily amount of the first step: all doses together, with the unit.",
    "end_dose": "The daily amount of the last step. 0 means that the taper ends with nothing.",
    "cut": (
        "A cut with % is a share of the current dose, so cuts get smaller. A cut with a unit is always the same. "
        "legdiary suggests no rate."
    ),
    "every": "The number of days or weeks until the next cut. legdiary suggests no pace.",
    "start": "The first day of the plan. An active plan of the same substance ends on that day.",
    "rounding": "Targets are rounded to what your scale can show, or to what you can cut a tablet to.",
    "stop_at": (
        "Cuts in percent never reach 0, so the plan goes from this amount to its end in one step. You can skip it if "
        "your cuts are amounts."
    ),
    "doses": "The preview then divides each day's amount by this number.",
}


_FLOOR_NEEDED = (
    "What is the smallest day's total before the end? Cuts in percent never reach {zero}, so the plan needs it. With "
    "its unit"
)
#: What Enter means where nothing is answered yet: ` (Enter: today)`, and `; Enter: not known` behind an example.
_DEFAULT = r" \(Enter: [^)]*\)|; Enter: [^)]*(?=\))"


def plan_question(field: str, *, unit: str, scale: str, there: str | None, zero: str | None = None) -> str:
    """Return one question about a plan.

    Args:
        field: the question.
        unit: the unit of its amounts, in the plural.
        scale: the smallest amount unless the person says another.
        there: the answer there is, which Enter keeps.
        zero: no amount, with its unit, where the answer is needed.
    """
    question = _FLOOR_NEEDED if field == "stop_at" and zero else _PLAN[field]
    return _keeping(question.format(unit=unit, scale=scale, zero=zero), there)


def _keeping(question: str, there: str | None) -> str:
    """Return a question with the answer that Enter keeps, in place of what Enter means without one."""
    if not there:
        return question
    import re

    return f"{re.sub(_DEFAULT, '', question)}. Now {there}; Enter keeps it."


def plan_help(field: str) -> str:
    """Return what a question about a plan accepts."""
    return _PLAN_HELP[field]


def plan_needs() -> str:
    """Return the line about an answer that was left out, and without which there is no plan."""
    return f"{_PLAN_NEEDS} Ctrl-C leaves without a plan."


def plan_so_far(start: str, end: str | None) -> str:
    """Return what is known of a plan that has no steps yet."""
    return f"So far: {start} a day at the start{f', {end} at the end' if end else ''}."


def plan_in_short(steps: str, days: str, ends: str, needed: str) -> str:
    """Return the steps of a plan that is not stored in a line or two.

    Args:
        steps: their number in words.
        days: the first steps and the last, each with its date.
        ends: the day on which it arrives.
        needed: the amount that it needs until then.
    """
    return f"So far: {steps}: {days}. It ends on {ends}. Total needed until then: {needed}."


# ---------------------------------------------------------------------- start

START_BEGINS = (
    "A few questions, then the first night. Enter skips a question, b goes back, ? explains, "
    "Ctrl-C stops and keeps what you have answered."
)
START_NIGHT = "Now the night."
EVERY_NIGHT_IS, EVERY_NIGHT = "For every night: ", "legdiary checkin"
_START = {
    "timezone": "Time zone for new entries? A name, for example Europe/Berlin (Enter: {now})",
    "day_start": (
        "When does your diary day begin? What you take before that counts for the evening before. A time, for example "
        "05:00 (Enter: {now})"
    ),
    "product": "Which product do you take? Its name (for example red leaf)",
    "kind": "What is it? leaf, extract, 7-oh, or another word (Enter: {now})",
    "piece": "What does one capsule or tablet weigh? (for example 0.5g; Enter: not known)",
    "plan": "Do you have a taper plan to enter? y for yes (Enter: no)",
    "reminder": "Daily reminder that says “Diary”: at what time? (for example 22:30; Enter: none)",
    "completion": "Which shell should complete commands with the Tab key? bash, zsh, fish or powershell (Enter: none)",
}
_START_HELP = {
    "timezone": "A name such as America/New_York or Europe/Berlin, or an offset such as UTC-05:00.",
    "day_start": "If you work nights, choose a time when you usually sleep. Stored entries don't move.",
    "product": "Doses then count as this product unless you name another one. Nothing is sent anywhere.",
    "kind": "Each kind has its own total: leaf, extracts and 7-OH are never added together.",
    "piece": "Then you can log 5caps or 0.5 tab.",
    "plan": "You choose every amount and length. legdiary only calculates and suggests no rate.",
    "reminder": "The computer's own timer shows it; it needs no network. off removes it.",
    "completion": "Tab then completes commands, names and entry numbers. You see the files before anything is written.",
}


def start_question(asks: str, now: str | None = None, *, there: str | None = None) -> str:
    """Return one question of a first run.

    Args:
        asks: the question.
        now: the value in force.
        there: what was chosen before, and Enter keeps.
    """
    return _keeping(_START[asks].format(now=now), there)


def start_help(asks: str) -> str:
    """Return what a question of a first run accepts."""
    return f"{_START_HELP[asks]} Enter changes nothing."


def set_to(what: str, value: str, *, overridden_by: str | None = None) -> str:
    """Return the line about a setting that was changed; a variable of the environment may come before it."""
    beside = f" On this computer {overridden_by} overrides it." if overridden_by else ""
    return f"{what}: {value}.{beside}"


def plan_in_force(name: str) -> str:
    """Return the line about a plan that is in force; a new one of the same substance ends it."""
    return f"Active plan: {name}. A new plan of the same substance ends it on the day the new one begins."


def completion_files(script: str, startup: str | None) -> str:
    """Return the line about the files that completion in a shell needs."""
    lines = f" and adds marked lines to {startup}" if startup else ""
    return f"This writes {script}{lines}. To remove it: legdiary completion --uninstall."


def yes_or_nothing(typed: str) -> str:
    """Return the line about an answer that is neither yes nor no."""
    return f"'{typed}' is not y or n."

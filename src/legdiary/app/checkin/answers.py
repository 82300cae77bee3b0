"""Read the answers of a check-in as requests: each is one change of one entry, or of several in a list.

Every key counts at night. So minutes may be typed as `40 55` or `4055`, directly after the clock times too
(`2245-610 40 55`); a clock time needs no colon; a dot takes the value that the question shows. A value that fills a
gap later is a separate change in the ledger, but no correction (docs/decisions.md).
"""

from __future__ import annotations

from legdiary.app.log.kratom import DOSE as DOSE_COMMAND
from legdiary.app.log.kratom import KRATOM, LogDose, LogWithout, read_dose
from legdiary.app.log.magnesium import LogMagnesium, MagnesiumAmount, read_magnesium
from legdiary.app.log.medicine import ChangeMedicine, LogMedicine
from legdiary.app.log.night import LogNight, Rating, read_rating
from legdiary.app.log.sleep import LogSleep, NotABedWake, Slept
from legdiary.app.log.typed_fields import read_when
from legdiary.app.log.typed_names import TypedName
from legdiary.domain.checkin.question import (
    AWAKE,
    DOSE,
    FACTORS,
    LATENCY,
    MAGNESIUM,
    MEDICINE,
    MINUTES,
    ONSET,
    SEVERITY,
    SLEEP,
    SYMPTOMS,
    TOTAL,
    WHERE,
    Frame,
    Places,
    Spans,
)
from legdiary.domain.entries.dose import LEAF, Dose
from legdiary.domain.entries.factors_and_medicines import Medicine
from legdiary.domain.entries.magnesium import Magnesium
from legdiary.domain.entries.score_range import NotAScore
from legdiary.domain.input.medicine_amounts import is_medicine_amount, parse_medicine_amount
from legdiary.domain.input.night_vocabulary import MISSED_REASONS
from legdiary.domain.input.units import PIECES, WEIGHTS
from legdiary.domain.time.bed_wake import read_sides
from legdiary.domain.time.durations import parse_duration
from legdiary.domain.time.parse import NotAClockTime, clock_parts, is_reported_time, parse_reported_time, split_span
from legdiary.errors import BadValue, quote_typed
from legdiary.util.patterns import fullmatch
from legdiary.util.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from re import Match

    from legdiary.app.log.dispatch import Request
    from legdiary.domain.checkin.question import Question
    from legdiary.domain.entries.sleep_times import Told
    from legdiary.domain.time.moments import Moment, Present
    from legdiary.domain.time.parse import When

SAME = "."
_NONE, _NO = "none", "no"
#: Answers that there is nothing to store; of a dose `none` says that the day was dose-free.
_NOTHING = frozenset({_NONE, _NO})
_PROGRAM, _LEAF_COMMAND = "legdiary", "kratom"
_OF_NIGHT, _OF_SLEEP = frozenset({"night"}), frozenset({"sleep"})
#: The commands that log what a question asks for.
_COMMANDS = {
    SEVERITY: _OF_NIGHT,
    ONSET: _OF_NIGHT,
    WHERE: _OF_NIGHT,
    SLEEP: _OF_SLEEP,
    TOTAL: _OF_SLEEP,
    MINUTES: _OF_SLEEP,
    LATENCY: _OF_SLEEP,
    AWAKE: _OF_SLEEP,
    DOSE: frozenset({"dose"}),
    MAGNESIUM: frozenset({"magnesium"}),
    MEDICINE: frozenset({"medicine"}),
    SYMPTOMS: frozenset({"symptom", "symptoms"}),
    FACTORS: frozenset({"factor", "factors"}),
}
_LISTS = frozenset({SYMPTOMS, FACTORS})
_TWO_QUESTIONS = 2

_BEGINS_AS_DURATION = r"(?is)[0-9.,]+ ?[hm].*"
_MINUTES = r"[0-9]{1,3}"
_HALF = r"[ap](?:m|\.m\.)?"
_ONE_TIME = rf"(?:[0-9]{{1,2}}[:.]?[0-9]{{2}} ?(?:{_HALF})?|[0-9]{{1,2}} ?{_HALF})"
_SIDE = rf"(?:{_ONE_TIME}|[0-9]{{1,2}})"
_ONE_SPAN = r"(?:[0-9]{1,2} ?h ?(?:[0-9]{1,2} ?m?)?|[0-9]{1,3} ?(?:m(?:in)?)?)"
#: Clock times followed by minutes: `6:20 35 50`, `22:45-06:10 40`, `. 35 50`.
_TIMES_AND_MINUTES = (
    rf"(?i)(?P<times>\.|{_SIDE}? ?- ?{_SIDE}?|{_ONE_TIME}) +(?P<first>{_ONE_SPAN})(?: +(?P<second>{_ONE_SPAN}))?"
)
_SPAN = rf"(?i){_ONE_SPAN}"
_BOTH_SPANS = rf"(?i)(?P<first>{_ONE_SPAN}|\.)(?: +| ?, ?)(?P<second>{_ONE_SPAN}|\.)"
#: Four digits are two numbers of two digits, because no night has a thousand minutes.
_BOTH_IN_DIGITS = r"(?P<first>[0-9]{2})(?P<second>[0-9]{2})"
#: The word before a dose's product.
_OF = " of "
_UNITS = PIECES | WEIGHTS.keys()
_BEGINS_A_TIME = {"at", "now", "yesterday", "today"}


class NothingLast(BadValue):
    """`.` where there is no earlier value to take."""

    def __init__(self) -> None:
        super().__init__("there is no last value for '.'; Enter skips, ? shows what is accepted")


class NoneHasNoTime(BadValue):
    """`none` with something behind it."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r}: none means the whole day; write none alone, or no if there is nothing to add"
        )


class NotARating(BadValue):
    """Something else where a check-in asks how restless the legs are."""

    def __init__(self, typed: str) -> None:
        said = "is not from 0 to 10" if typed.strip().removeprefix("-").isdecimal() else "is not a number"
        super().__init__(
            f"{quote_typed(typed)!r} {said}; write 0 to 10, or why there is no score: {', '.join(MISSED_REASONS)}"
        )


def without_command(asked: Question, answer: str) -> str:
    """Return an answer without the command's own word in front: `kratom none`, `sleep 7h`, `magnesium 200mg`."""
    first, _, rest = answer.partition(" ")
    if first.casefold() == _PROGRAM and rest:
        return without_command(asked, rest.strip())
    words = (
        {_LEAF_COMMAND, *_COMMANDS[DOSE]} if asked.asks == DOSE and asked.substance == LEAF else _COMMANDS[asked.asks]
    )
    if rest and first.casefold() in words:
        answer = rest.strip()
    if asked.asks == MEDICINE and asked.name and answer.casefold().startswith(f"{asked.name.casefold()} "):
        answer = answer[len(asked.name) :].strip()
    return answer


def read_answers(present: Present, asked: Question, answer: str, night: date) -> tuple[Request, ...]:
    """Make the requests of an answer: several for a list, none where there is nothing to store.

    Raises:
        BadValue: it cannot be read.
    """
    answer = without_command(asked, answer)
    if answer.lower() in _NOTHING and asked.asks not in {SEVERITY, DOSE}:
        return ()
    if asked.asks in _LISTS:
        from legdiary.app.checkin.listed_answers import read_factors, read_symptoms

        return (read_symptoms if asked.asks == SYMPTOMS else read_factors)(answer, night)
    if asked.asks == DOSE and _says_no_more(asked, answer):
        return ()
    return (read_answer(present, asked, answer, night),)


def _says_no_more(asked: Question, answer: str) -> bool:
    """Return whether there was no dose to add: `no`, or `none` where the day already has one."""
    word = answer.lower()
    return asked.entry_id is None and (
        word == _NO or (word == _NONE and asked.since is not None and not asked.can_be_none)
    )


def dose_without_product(present: Present, asked: Question, answer: str, night: date) -> LogDose | None:
    """Return the request of a dose that needs a product, if nobody has named one yet; None for any other answer.

    A dose of another substance than leaf is known by its product alone; without one it would count as leaf.

    Raises:
        BadValue: the answer cannot be read.
    """
    is_new = asked.asks == DOSE and asked.substance != LEAF and asked.entry_id is None
    if not is_new or answer == SAME or _says_no_more(asked, answer):
        return None
    request = read_answer(present, asked, answer, night)
    if not isinstance(request, LogDose) or request.product is not None:
        return None
    if request.amount.pieces is None:
        request.amount.micrograms(asked.substance, None)
    return request


def read_answer(present: Present, asked: Question, answer: str, night: date) -> Request:
    """Make the request of an answer.

    Args:
        present: the clock.
        asked: the question.
        answer: the words typed; not empty.
        night: the night asked for.

    Raises:
        NothingLast: `.` without an earlier value.
        NotARating, NotABedWake: a score, or bed time and wake time, are asked for, and it is something else.
        BadValue: something else that cannot be read.
    """
    if answer == SAME:
        return _read_same(asked, night)
    return _READERS[asked.asks](present, asked, answer, night)


def count_settled(asked: Question, answer: str) -> int:
    """Return the number of questions that an answer settles, including the one asked.

    Clock times may be followed by one or both of the minutes.
    """
    if asked.asks == MINUTES:
        return _TWO_QUESTIONS if answer in {"", SAME} else len(_split_minutes(answer))
    if asked.asks == SLEEP and (found := _with_minutes(answer)):
        return 1 + sum(part is not None for part in found.group("first", "second"))
    return 1


def _read_same(asked: Question, night: date) -> Request:
    """Make the request that takes the latest value of another night."""
    latest = asked.latest
    if isinstance(latest, Frame):
        return LogSleep(Slept(bed=latest.bed, wake=latest.wake), night=night)
    if isinstance(latest, Spans):
        return LogSleep(Slept(latency_min=latest.latency_min, awake_min=latest.awake_min), night=night)
    if isinstance(latest, Magnesium):
        salt = latest.salt_mg is not None
        amount_mg = latest.elemental_mg if latest.salt_mg is None else latest.salt_mg
        amount = MagnesiumAmount(f"{amount_mg}mg", amount_mg)
        at = _same_time(asked, latest.at)
        return LogMagnesium(amount, latest.form, salt=salt, topical=latest.topical, at=at, night=night)
    if isinstance(latest, Dose):
        return LogWithout(night, of=None if asked.substance == LEAF else asked.substance)
    if isinstance(latest, Medicine):
        return LogMedicine(TypedName(latest.name), latest.amount, _same_time(asked, latest.at), night)
    if isinstance(latest, Places):
        return LogNight(Rating(body_parts=latest.parts), night=night)
    if isinstance(latest, int):
        return LogSleep(_slept({asked.asks: latest}), night=night)
    raise NothingLast


def _same_time(asked: Question, at: Moment) -> When | None:
    """Return the time that a dot repeats, where it repeats one."""
    return read_when(f"{at.local:%H:%M}") if asked.takes_time else None


def _read_severity(present: Present, asked: Question, answer: str, night: date) -> Request:
    if answer.lower() in MISSED_REASONS:
        # An answer replaces a stored score that the question showed.
        over = frozenset({"severity"} if isinstance(asked.stored, int) else ())
        return LogNight(Rating(missed=answer.lower()), over, night)
    try:
        return replace(read_rating(present, answer), night=night)
    except NotAScore as error:
        raise NotARating(answer) from error


def _read_onset(present: Present, _asked: Question, answer: str, night: date) -> Request:
    return replace(read_rating(present, onset=_without_spaces(answer)), night=night)


def _read_where(present: Present, _asked: Question, answer: str, night: date) -> Request:
    return replace(read_rating(present, where=answer), night=night)


def _read_sleep(present: Present, asked: Question, answer: str, night: date) -> Request:
    """Read BED-WAKE; if one is left out (`-06:20`, `23:10-`), or only the waking given, the other stays as shown."""
    if asked.asks == SLEEP and (found := _with_minutes(answer)):
        spans = {LATENCY: found["first"], AWAKE: found["second"]}
        bed, wake = _latest_frame(asked) if found["times"] == SAME else _read_frame(present, asked, found["times"])
        minutes = {name: _read_span(typed) for name, typed in spans.items() if typed is not None}
        return LogSleep(replace(_slept(minutes), bed=bed, wake=wake), night=night)
    typed = _without_spaces(answer)
    if asked.asks == TOTAL and "-" not in typed:
        return LogSleep(Slept(total_min=parse_duration(answer)), night=night)
    if fullmatch(_BEGINS_AS_DURATION, typed):
        return LogSleep(Slept(total_min=parse_duration(typed)), night=night)
    bed, wake = _read_frame(present, asked, answer)
    return LogSleep(Slept(bed=bed, wake=wake), night=night)


def _with_minutes(answer: str) -> Match[str] | None:
    """Match clock times that are followed by one or two spans of minutes."""
    # A dash with blanks on both sides joins two times: `23 - 7` has no minutes behind it, `23:10- 40` has.
    return fullmatch(_TIMES_AND_MINUTES, " ".join(answer.replace("–", "-").split()).replace(" - ", "-"))


def _latest_frame(asked: Question) -> Frame:
    if not isinstance(asked.latest, Frame):
        raise NothingLast
    return asked.latest


def _read_frame(present: Present, asked: Question, answer: str) -> tuple[Told, Told]:
    typed = _without_spaces(answer)
    bed, wake = ("", typed) if _is_time_alone(typed) else split_span(typed) or ("", "")
    usual = asked.stored or asked.latest
    try:
        if bed and wake:
            return read_sides(bed, wake, present)
        if isinstance(usual, Frame) and (bed or wake):
            return (
                parse_reported_time(bed, present) if bed else usual.bed,
                parse_reported_time(wake, present) if wake else usual.wake,
            )
    except NotAClockTime as error:
        raise NotABedWake(answer) from error
    raise NotABedWake(answer)


def _is_time_alone(typed: str) -> bool:
    """Return whether the text is one clock time; `6.20` may as well be hours."""
    parts = clock_parts(typed)
    return is_reported_time(typed) and (parts is None or bool(parts.half) or "." not in typed)


def _without_spaces(answer: str) -> str:
    return "".join(answer.replace("–", "-").split())


def _read_one_span(_present: Present, asked: Question, answer: str, night: date) -> Request:
    return LogSleep(_slept({asked.asks: _read_span(answer)}), night=night)


def _read_minutes(_present: Present, asked: Question, answer: str, night: date) -> Request:
    typed = _split_minutes(answer)
    latest = dict(zip((LATENCY, AWAKE), asked.latest, strict=True)) if isinstance(asked.latest, Spans) else {}
    if SAME in typed.values() and not latest:
        raise NothingLast
    minutes = {name: latest[name] if each == SAME else _read_span(each) for name, each in typed.items()}
    return LogSleep(_slept(minutes), night=night)


def _split_minutes(answer: str) -> dict[str, str]:
    """Split `40 55` or `4055`; a single span is the first."""
    typed = " ".join(answer.split())
    if fullmatch(_SPAN, typed):
        return {LATENCY: typed}
    both = fullmatch(_BOTH_SPANS, typed) or fullmatch(_BOTH_IN_DIGITS, typed)
    return {LATENCY: both["first"], AWAKE: both["second"]} if both else {LATENCY: typed}


def _slept(minutes: Mapping[str, int]) -> Slept:
    return Slept(latency_min=minutes.get(LATENCY), awake_min=minutes.get(AWAKE))


def _read_span(typed: str) -> int:
    """Read a span; the question asks for minutes, so a bare number is minutes."""
    return parse_duration(f"{typed}m" if fullmatch(_MINUTES, typed) else typed)


def _read_dose(present: Present, asked: Question, answer: str, night: date) -> Request:
    answer, _, product = answer.partition(_OF)
    amount, rest = _amount_and_rest(answer)
    at = rest or None
    command = KRATOM if asked.substance == LEAF else DOSE_COMMAND
    if asked.entry_id is not None:
        changed = read_dose(present, amount, at=at, product=product or None, entry_id=asked.entry_id, command=command)
        return _within(changed, night) if at else changed
    says_none = amount.lower() == _NONE
    if says_none and (rest or product):
        raise NoneHasNoTime(answer)
    if not product and asked.product and not says_none:
        product = asked.product
    of = asked.substance if says_none and asked.substance != LEAF else None
    read = read_dose(present, amount, at=at, product=product or None, of=of, command=command)
    return read if asked.by_moment and not says_none else _within(read, night)


def _read_taking(present: Present, asked: Question, answer: str, night: date) -> Request:
    amount, rest = _amount_and_rest(answer)
    words = rest.split()
    turn = next((place for place, word in enumerate(words) if _is_time(word)), len(words))
    form = " ".join(words[:turn]) or None
    at = " ".join(words[turn:]).removeprefix("at ") or None
    taking = read_magnesium(present, amount, form=form, at=at, entry_id=asked.entry_id)
    return _within(taking, night) if at or asked.entry_id is None else taking


def _read_medicine(present: Present, asked: Question, answer: str, night: date) -> Request:
    del present
    amount, rest = _amount_and_rest(answer)
    at, of = read_when(rest or None), parse_medicine_amount(amount)
    if asked.entry_id is not None:
        return ChangeMedicine(asked.entry_id, amount=of, at=at, night=night if at else None)
    return LogMedicine(TypedName(asked.name), of, at, night)


def _within(request: Request, night: date) -> Request:
    """Return the request with its night, so that a clock time means the one of that day.

    Do not use it for a change without a time: the night would move the entry needlessly.
    """
    return replace(request, night=night)


def _is_time(word: str) -> bool:
    return word[:1].isdigit() or word.lower() in _BEGINS_A_TIME


def _amount_and_rest(answer: str) -> tuple[str, str]:
    """Split `2.5 g at 23:40` into `2.5g` and `23:40`."""
    first, *rest = answer.split()
    if rest and (rest[0].casefold() in _UNITS or is_medicine_amount(f"{first}{rest[0]}")):
        first, rest = f"{first}{rest[0]}", rest[1:]
    return first, " ".join(rest).removeprefix("at ")


_READERS = {
    SEVERITY: _read_severity,
    SLEEP: _read_sleep,
    TOTAL: _read_sleep,
    MINUTES: _read_minutes,
    LATENCY: _read_one_span,
    AWAKE: _read_one_span,
    DOSE: _read_dose,
    MAGNESIUM: _read_taking,
    ONSET: _read_onset,
    WHERE: _read_where,
    MEDICINE: _read_medicine,
}

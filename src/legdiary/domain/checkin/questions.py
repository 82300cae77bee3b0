"""The questions of a check-in, for one person: what to ask, in which order, and which values to show.

Everything that the diary is about is asked, until it was skipped three times in a row (`domain.checkin.skips`). Values
already stored for the night are asked about too. A substance is asked about while it is taken or planned; a medicine
where a plan of it is in force, or it is usually logged.

From 15:00 the check-in is about the night that begins, and about the sleep of the night before if that is not logged;
until then it is about last night. At night every keystroke counts. So the minutes to fall asleep and the minutes awake
are one question, and a dot repeats the last value. `app.checkin.answers` reads the answers.
"""

from __future__ import annotations

from datetime import timedelta

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
    Question,
    Spans,
)
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.dose_rules import NO_PRODUCT
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from datetime import time as clock_time

    from legdiary.domain.checkin.question import Subject, Value
    from legdiary.domain.entries.magnesium import Magnesium
    from legdiary.domain.entries.night import Night
    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.sleep import Sleep
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.time.moments import Moment, Present

NIGHTS_LOOKED_AT = 14
_LEAST_NIGHTS = 2
_ONE_NIGHT_IN = 3
#: On so many of the latest days with a dose of anything, a substance that is still taken is among the doses.
_DAYS_IN_USE = 3


@dataclass(frozen=True, slots=True)
class Recent:
    """The entries of the night and of the 14 before it, each kind oldest first.

    Attributes:
        takings: magnesium.
        products: product id → product.
        product: the default product in the settings.
        planned: the words of the substances other than leaf of which a plan is in force on the night.
        leaf_planned: a plan of leaf is in force on it.
        planned_medicines: the names of the medicines of which a plan is in force on it.
        is_first: the diary holds no entry that is filed by night.
    """

    nights: Sequence[Stored] = ()
    sleeps: Sequence[Stored] = ()
    doses: Sequence[Stored] = ()
    takings: Sequence[Stored] = ()
    medicines: Sequence[Stored] = ()
    symptoms: Sequence[Stored] = ()
    factors: Sequence[Stored] = ()
    products: Mapping[int, Product] | None = None
    product: str | None = None
    planned: frozenset[str] = frozenset()
    leaf_planned: bool = False
    planned_medicines: tuple[str, ...] = ()
    is_first: bool = False

    def all_entries(self) -> Iterator[Stored]:
        """Return the entries of every kind that a check-in asks for."""
        for each in (
            self.nights, self.sleeps, self.doses, self.takings, self.medicines, self.symptoms, self.factors,
        ):  # fmt: skip
            yield from each


@dataclass(frozen=True, slots=True)
class Scope:
    """The night that a check-in is about, and the clock.

    Attributes:
        night: the night.
        present: the clock.
        before: the ids of the entries from before the check-in; newer ones can be corrected in it.
        hidden: the names of what is no longer asked.
        everything: ask for what is already there, and for what is hidden.
        named: the night was named, so nothing beside it is asked.
    """

    night: date
    present: Present
    before: frozenset[int] = frozenset()
    hidden: frozenset[str] = frozenset()
    everything: bool = False
    named: bool = False

    @property
    def over(self) -> bool:
        """True if the night is over."""
        return self.night < self.present.tonight

    @property
    def sleep_night(self) -> date:
        """The night whose sleep is asked about: the one that is over."""
        return self.night if self.over else self.night - A_DAY


def first_night(night: date) -> date:
    """Return the first of the 14 nights before `night`, from which the habits are read."""
    return night - timedelta(days=NIGHTS_LOOKED_AT)


def questions(recent: Recent, scope: Scope, *, rated: bool | None = None) -> tuple[Question, ...]:
    """Return the questions, in order; the list is made again after every answer.

    Args:
        recent: the entries.
        scope: what the check-in is about.
        rated: the legs were restless, so when and where is asked; None reads it from the entry.
    """
    asked = [*_legs(recent, scope, rated=rated), *_beside_legs(recent, scope)]
    return tuple(each for each in asked if _is_asked(each, scope))


def subjects(recent: Recent, scope: Scope) -> tuple[Subject, ...]:
    """Return the subjects in the order in which they are numbered, as if the legs had been rated."""
    return tuple(dict.fromkeys(each.subject for each in questions(recent, scope, rated=True)))


def _is_asked(question: Question, scope: Scope) -> bool:
    """Return whether a question is not hidden; a value that is there, or was just given, is asked about."""
    if scope.everything or not question.keys or question.stored is not None:
        return True
    return not scope.hidden.issuperset(question.keys)


def _beside_legs(recent: Recent, scope: Scope) -> list[Question]:
    return [
        *_sleep(recent, scope),
        *_doses(recent, scope),
        *_magnesium(recent, scope),
        *_medicines(recent, scope),
        *_listed(SYMPTOMS, recent.symptoms, scope),
        *_listed(FACTORS, [each for each in recent.factors if each.entry.helped is not None], scope),
    ]


def _entries_of(entries: Iterable[Stored], night: date) -> list[Stored]:
    return [stored for stored in entries if stored.entry.night_of == night]


def _is_usual(entries: Iterable[Stored], recent: Recent, night: date) -> bool:
    """Return whether entries are on two of the 14 nights before, and on a third of those with any entry."""
    first = first_night(night)
    with_any = {stored.entry.night_of for stored in recent.all_entries() if first <= stored.entry.night_of < night}
    with_these = {stored.entry.night_of for stored in entries} & with_any
    return len(with_these) >= _LEAST_NIGHTS and len(with_these) * _ONE_NIGHT_IN >= len(with_any)


# ---------------------------------------------------------------------- legs and sleep


def _legs(recent: Recent, scope: Scope, *, rated: bool | None) -> list[Question]:
    """Return the questions about the legs; when and where only if they were restless.

    Args:
        recent: the entries.
        scope: the night.
        rated: whether they were; None reads it from the entry.
    """
    own = _entries_of(recent.nights, scope.night)
    rating: Night | None = own[0].entry if own else None
    stored = None if rating is None else rating.missed if rating.severity is None else rating.severity
    asked = [Question(SEVERITY, stored, so_far=not scope.over)]
    if not (rated or (rated is None and rating is not None and rating.severity)):
        return asked
    earlier = [each.entry.body_parts for each in recent.nights if each.entry.night_of < scope.night]
    last = next((parts for parts in reversed(earlier) if parts), ())
    here = rating.body_parts if rating is not None else ()
    return [
        *asked,
        Question(ONSET, rating.onset_min if rating is not None else None),
        Question(WHERE, Places(here) if here else None, Places(last) if last else None),
    ]


def _sleep(recent: Recent, scope: Scope) -> list[Question]:
    """Return the questions about sleep; about the night before only if that is not logged from before."""
    night = scope.sleep_night
    own = _entries_of(recent.sleeps, night)
    if not scope.over and (scope.named or (own and own[0].id in scope.before and not scope.everything)):
        return []
    return [replace(each, night=night) for each in _sleep_of(recent, own[0].entry if own else None, night, scope)]


def _sleep_of(recent: Recent, sleep: Sleep | None, night: date, scope: Scope) -> list[Question]:
    earlier: list[Sleep] = [stored.entry for stored in recent.sleeps if stored.entry.night_of < night]
    latest = sleep or (earlier[-1] if earlier else None)
    if latest is not None and latest.total_min is not None:
        return [Question(TOTAL, sleep.total_min if sleep else None)]
    frames = [frame for each in earlier if (frame := _frame(each))]
    asked = [Question(SLEEP, _frame(sleep) if sleep else None, frames[-1] if frames else None)]
    if sleep is None or sleep.bed is None:
        return asked
    latency = _span(LATENCY, sleep.latency_min, [each.latency_min for each in earlier])
    awake = _span(AWAKE, sleep.awake_min, [each.awake_min for each in earlier])
    if all(_is_asked(each, scope) for each in (latency, awake)):
        return asked + _joint_question(latency, awake)
    return [*asked, latency, awake]


def _span(asks: str, stored: int | None, earlier: Sequence[int | None]) -> Question:
    known = [minutes for minutes in earlier if minutes is not None]
    return Question(asks, stored, known[-1] if known else None)


def _joint_question(latency: Question, awake: Question) -> list[Question]:
    """Return one question for both spans if both are open or both are answered.

    The second question stays in the list, to be asked on its own.
    """
    if (latency.stored is None) != (awake.stored is None):
        return [latency, awake]
    return [Question(MINUTES, _spans(latency.stored, awake.stored), _spans(latency.latest, awake.latest)), awake]


def _spans(latency: Value | None, awake: Value | None) -> Spans | None:
    return Spans(latency, awake) if isinstance(latency, int) and isinstance(awake, int) else None


def _frame(sleep: Sleep) -> Frame | None:
    return Frame(_clock(sleep.bed), _clock(sleep.wake)) if sleep.bed and sleep.wake else None


def _clock(moment: Moment) -> clock_time:
    return moment.local.time().replace(second=0, microsecond=0, tzinfo=None)


# ---------------------------------------------------------------------- doses


def _doses(recent: Recent, scope: Scope) -> list[Question]:
    """Return the questions about doses, for each substance that is taken or planned; for leaf if nothing else is."""
    by_word = _by_substance(recent)
    asked = {
        word for word, doses in by_word.items() if _entries_of(doses, scope.night) or _is_in_use(doses, recent, scope)
    } | recent.planned
    if (setting := _product_set(recent)) is not None and not by_word.get(setting.product_kind):
        asked.add(setting.product_kind)
    if recent.leaf_planned or not asked:
        asked.add(LEAF)
    return [question for word in _in_order(asked) for question in _doses_of(word, by_word.get(word, []), recent, scope)]


def _is_in_use(doses: Sequence[Stored], recent: Recent, scope: Scope) -> bool:
    """Return whether a substance is usual, or among the doses of the latest three days that have any."""
    if _is_usual(doses, recent, scope.night):
        return True
    days = sorted({each.entry.night_of for each in recent.doses if each.entry.night_of < scope.night})
    latest = set(days[-_DAYS_IN_USE:])
    return any(each.entry.night_of in latest and not each.entry.says_none for each in doses)


def _in_order(words: set[str]) -> list[str]:
    if len(words) <= 1:
        return [*words]
    from legdiary.domain.entries.substances import sort_key

    return sorted(words, key=sort_key)


def _by_substance(recent: Recent) -> dict[str, list[Stored]]:
    """Return the doses and dose-free marks of each substance."""
    kinds = {number: product.product_kind for number, product in (recent.products or {}).items()}
    found: dict[str, list[Stored]] = {}
    for stored in recent.doses:
        word = stored.entry.none_of or kinds.get(stored.entry.product_id, LEAF)
        found.setdefault(word, []).append(stored)
    return found


def _doses_of(word: str, doses: Sequence[Stored], recent: Recent, scope: Scope) -> list[Question]:
    """Return the questions about one substance: a question of each new dose, to correct it, and one for a further."""
    # In the order in which they were typed, which `b` goes back; their times may be in another.
    made = sorted((stored for stored in doses if stored.id not in scope.before), key=lambda stored: stored.id)
    asked = [
        Question(DOSE, stored.entry, entry_id=None if stored.entry.says_none else stored.id, substance=word)
        for stored in made
    ]
    if any(stored.entry.says_none for stored in made):
        return [replace(each, night=scope.night) for each in asked]
    own = _entries_of(doses, scope.night)
    known = [each for each in doses if each.id in scope.before and not each.entry.says_none]
    since = None if scope.named or not known else max((each.entry.at for each in known), key=lambda at: at.utc_s)
    earlier = [each.entry for each in doses if each.entry.night_of < scope.night]
    is_without = bool(earlier) and earlier[-1].says_none and not own
    open_question = Question(
        DOSE,
        latest=earlier[-1] if is_without else None,  # no amount is ever offered, but `none` again is
        product=_usual_product(word, doses, recent),
        beside=() if since else tuple(each for each in own if each.id in scope.before),
        substance=word,
        since=since,
        # Only `since …` leaves the day open: a question that names a day is about that day.
        by_moment=not scope.named and since is not None and (scope.over or _is_before_today(since, scope)),
        can_be_none=not own,
        so_far=not scope.over,
    )
    return [replace(each, night=scope.night) for each in (*asked, open_question)]


def _is_before_today(moment: Moment, scope: Scope) -> bool:
    return scope.present.day_of(moment) < scope.night


def _product_set(recent: Recent) -> Product | None:
    """Return the product of the settings, if it is in the diary."""
    wanted = _key(recent.product)
    return next((each for each in (recent.products or {}).values() if each.name.casefold() == wanted), None)


def _usual_product(word: str, doses: Iterable[Stored], recent: Recent) -> str | None:
    """Return the product of a dose of a substance where the answer names none."""
    products = recent.products or {}
    setting = _product_set(recent)
    if setting is not None and setting.product_kind == word:
        return setting.name
    if recent.product is not None and setting is None and word == LEAF:
        return None
    taken = [stored.entry for stored in doses if not stored.entry.says_none]
    latest = max(taken, key=lambda dose: dose.at.utc_s if dose.at else 0) if taken else None
    last = products.get(latest.product_id) if latest is not None and latest.product_id is not None else None
    if last is not None:
        return last.name
    if word == LEAF:
        return None if setting is None else NO_PRODUCT
    of_kind = [number for number, product in products.items() if product.product_kind == word]
    return products[max(of_kind)].name if of_kind else None


def _key(name: str | None) -> str | None:
    return None if name is None else name.casefold()


# ---------------------------------------------------------------------- magnesium, medicines, lists


def _magnesium(recent: Recent, scope: Scope) -> list[Question]:
    return _taken(recent.takings, scope, lambda **fields: Question(MAGNESIUM, **fields))


def _medicines(recent: Recent, scope: Scope) -> list[Question]:
    """Return the questions about medicines: those with a plan in force, then those that are usually logged."""
    by_name: dict[str, list[Stored]] = {name: [] for name in recent.planned_medicines}
    for stored in recent.medicines:
        by_name.setdefault(stored.entry.name, []).append(stored)
    found: list[Question] = []
    for name, takings in by_name.items():
        is_planned = name in recent.planned_medicines
        if is_planned or _entries_of(takings, scope.night) or _is_usual(takings, recent, scope.night):
            asked = _taken(takings, scope, lambda name=name, **fields: Question(MEDICINE, name=name, **fields))
            # A plan changes the amount, so the last one is not offered.
            found += [replace(each, latest=None) for each in asked] if is_planned else asked
    return found


def _taken(takings: Sequence[Stored], scope: Scope, ask: Callable[..., Question]) -> list[Question]:
    """Return the questions about what is taken some times a day; none once the day has as many as the last one had."""
    own = _entries_of(takings, scope.night)
    made = [ask(stored=each.entry, entry_id=each.id) for each in own if each.id not in scope.before]
    beside = tuple(each for each in own if each.id in scope.before)
    earlier = [each for each in takings if each.entry.night_of < scope.night]
    usual = sum(each.entry.night_of == earlier[-1].entry.night_of for each in earlier) if earlier else 1
    if len(beside) >= usual and not made and not scope.everything and not scope.named:
        return []
    latest: Magnesium | None = earlier[-1].entry if earlier else None
    further = [] if made and len(own) >= usual else [ask(latest=latest, beside=beside, so_far=not scope.over)]
    return [replace(each, night=scope.night) for each in (*made, *further)]


def _listed(asks: str, entries: Sequence[Stored], scope: Scope) -> list[Question]:
    """Return the question about symptoms or factors, of which several are typed in one line."""
    own = _entries_of(entries, scope.night)
    if any(each.id in scope.before for each in own) and not (scope.everything or scope.named):
        return []
    return [Question(asks, beside=tuple(own), so_far=not scope.over, night=scope.night)]

"""The substances that another app's doses may be of, and the one way in which such a dose becomes an entry.

A name is looked up in legdiary's own vocabulary: kratom leaf, extracts, 7-OH and its kin, magnesium, medicines, and
factors such as caffeine. Anything else is left out and counted, and never named. An amount is kept as it is stated. A
weight is a weight in any unit; what a capsule or a spoon holds is never guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.entries.dose import LEAF, SEVEN_OH, UG_PER_MG, Dose
from legdiary.domain.entries.dose_limits import KRATOM_MOST_MG
from legdiary.domain.entries.factors_and_medicines import Factor, Medicine
from legdiary.domain.entries.magnesium import LABEL_ELEMENTAL, Magnesium, parse_form
from legdiary.domain.entries.name_vocabulary import FACTORS, MEDICINES
from legdiary.domain.entries.substances import (
    EXTRACT,
    KNOWN_KINDS,
    MGM_15,
    MGM_16,
    PSEUDOINDOXYL,
    Substance,
    find_kind,
)
from legdiary.domain.input.units import PIECES
from legdiary.domain.invariants import check_zones
from legdiary.domain.time.moments import DEFAULT_DAY_START, diary_day
from legdiary.errors import BadValue, plural
from legdiary.formats.dose_apps.own_words import MAGNESIUM
from legdiary.formats.dose_apps.stated_amounts import (
    NO_AMOUNT,
    NO_UNIT,
    NO_WEIGHT,
    OTHER_UNIT,
    PIECES_UNKNOWN,
    SALT,
    TWO_READINGS,
    Unclear,
)
from legdiary.formats.reader_result import locate_errors
from legdiary.util.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.domain.time.moments import Moment
    from legdiary.formats.dose_apps.stated_amounts import Measured, Typed
    from legdiary.formats.files.field_parser import Place

KRATOM_WORD = re.compile(r"\bkratom\b", re.IGNORECASE)
EXTRACT_WORD = re.compile(r"\bextracts?\b", re.IGNORECASE)
#: 7-OH and its kin.
SEVEN_OH_WORD = re.compile(
    r"(?<![0-9a-z])(?:(?P<seven>(?:7|seven)[ -]?(?:oh|hydroxy(?:mitragynine)?))|mgm[ -]?1(?P<mgm>[56])"
    r"|(?P<pseudo>(?:mitragynine )?pseudoindoxyl))\b",
    re.IGNORECASE,
)
_MAGNESIUM_WORD = re.compile(r"\bmagnesium\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^][]*\]")
_BRACKETS = str.maketrans("()[]", "    ")
_STRENGTH = re.compile(r"(?<![\w.,])[0-9]+(?:[.,][0-9]+)?\s?(?:mg|[uµμ]g|mcg|g|iu|ml|%)(?!\w)", re.IGNORECASE)
_LONGEST_NAME = 200


class Meaning(NamedTuple):
    """The thing in the diary that a name in another app means.

    Attributes:
        kind: kratom (any dose of a product), magnesium, medicine or factor, as entries are called.
        word: the substance, the form of magnesium (empty if not said), or the name of the medicine or factor.
    """

    kind: str
    word: str

    @property
    def shown(self) -> str:
        """The name for people, from legdiary's own vocabulary."""
        if self.kind == Magnesium.kind:
            return MAGNESIUM
        if self.kind != Dose.kind:
            return self.word
        return "kratom" if self.word == LEAF else Substance(self.word).name


def find_meaning(name: str) -> Meaning | None:
    """Return the meaning of a name in another app; None if legdiary does not know it, or it names several things."""
    plain = _without_strength(name[:_LONGEST_NAME].translate(_BRACKETS))
    kind = find_kind(plain) or _kind_in(plain)
    if kind is not None:
        return Meaning(Dose.kind, kind)
    if plain.casefold() in {MAGNESIUM, "mag"}:
        return Meaning(Magnesium.kind, "")
    if _MAGNESIUM_WORD.search(plain):
        try:
            return Meaning(Magnesium.kind, parse_form(plain))
        except BadValue:
            return None
    for plain_or_less in (plain, _without_strength(_IN_BRACKETS.sub(" ", name[:_LONGEST_NAME]))):
        for kind, vocabulary in ((Medicine.kind, MEDICINES), (Factor.kind, FACTORS)):
            found = vocabulary.find(plain_or_less)
            if found is not None:
                return Meaning(kind, found)
    return None


def _without_strength(name: str) -> str:
    """Return a name without its strength, and without the word for a tablet."""
    plain = _STRENGTH.sub(" ", name)
    return " ".join(word for word in plain.split() if word.casefold() not in PIECES).strip(" ,;-")


def _kind_in(plain: str) -> str | None:
    """Return the kind of product that a longer name holds: `7-OH Gold` is 7-OH, `Red Kratom` is leaf."""
    kinds = {
        SEVEN_OH if each["seven"] else PSEUDOINDOXYL if each["pseudo"] else {"5": MGM_15, "6": MGM_16}[each["mgm"]]
        for each in SEVEN_OH_WORD.finditer(plain)
    }
    if kinds:
        return kinds.pop() if len(kinds) == 1 else None
    if not KRATOM_WORD.search(plain):
        return None
    return EXTRACT if EXTRACT_WORD.search(plain) else LEAF


# ---------------------------------------------------------------------- doses


class Taken(NamedTuple):
    """One dose in another app.

    Attributes:
        place: its place in the file.
        name: the name that it has there.
        column: the field of its amount, for errors.
        amount: its amount; None if the file states none.
        at: its time.
        note: the person's words about it.
        topical: it was taken through the skin.
        is_estimate: the app marks the amount as an estimate.
    """

    place: Place
    name: str
    column: str
    amount: Measured | Typed | None
    at: Moment
    note: str | None = None
    topical: bool = False
    is_estimate: bool = False


@dataclass(slots=True)
class LeftOut:
    """Counts of doses, or of what was said of them, that are in the file but not imported.

    Attributes:
        unknown: doses of what legdiary does not know.
        unclear: the reason, and the substance for people → the number of doses.
        elemental: doses of magnesium whose milligrams are taken as elemental.
        rounded: amounts that were rounded.
        estimated: amounts that are estimates.
        other: the words for one, and for several → the number of what a single format has.
    """

    unknown: int = 0
    unclear: Counter[tuple[str, str]] = field(default_factory=Counter)
    elemental: int = 0
    rounded: int = 0
    estimated: int = 0
    other: Counter[tuple[str, str]] = field(default_factory=Counter)

    def said(self) -> Iterator[str]:
        """Yield one sentence for each count."""
        if self.unknown:
            yield f"{plural(self.unknown, 'dose')} of something that legdiary does not know"
        for (why, substance), number in sorted(self.unclear.items()):
            yield f"{plural(number, 'dose')} of {substance} {_UNCLEAR[why]}"
        if self.elemental:
            yield (
                f"the salt of {plural(self.elemental, 'dose')} of magnesium, which the file does not say: the "
                "milligrams are taken as elemental"
            )
        if self.estimated:
            were = "was" if self.estimated == 1 else "were"
            yield f"how exact {plural(self.estimated, 'amount')} {were}: called estimates in the app, and in the note"
        if self.rounded:
            yield f"{plural(self.rounded, 'amount')} finer than the diary keeps them, rounded half up"
        for (one, several), number in sorted(self.other.items()):
            if number:
                yield plural(number, one, several)


_UNCLEAR = {
    NO_AMOUNT: "without an amount",
    NO_UNIT: "whose amount has no unit",
    NO_WEIGHT: "whose unit is no weight: the file does not say what a capsule, a spoon or the like holds",
    OTHER_UNIT: "in a unit that legdiary does not know",
    TWO_READINGS: "whose amount cannot be read, or can be read two ways",
    SALT: "as a salt, which the mapping leaves out",
}


class Salt(NamedTuple):
    """A dose of magnesium as a salt: whether its milligrams are elemental is asked about at the end of the file."""

    taken: Taken
    form: str
    mg: int

    @property
    def word(self) -> str:
        """The words under which it is asked about."""
        return one_line(self.taken.name)


class OfPieces(NamedTuple):
    """A dose of so many capsules, spoons or the like: what one is is asked about at the end of the file.

    Attributes:
        number: how many.
        unit: the word for one; empty where the app has a bare number.
        why: the reason why no dose can be made of it.
        shown: the substance for people.
    """

    taken: Taken
    number: Decimal
    unit: str
    why: str
    shown: str

    @property
    def word(self) -> str:
        """The words under which it is asked about: `1 capsule of Red Kratom`."""
        return f"1 {f'{self.unit} ' if self.unit else ''}of {one_line(self.taken.name)}"


def one_line(name: str) -> str:
    """Return a name of the app on one line, not too long."""
    return " ".join(name[:_LONGEST_NAME].split())


def entry_of(taken: Taken, left: LeftOut) -> Any:
    """Return the entry of a dose; `Salt` or `OfPieces` if a person has to be asked; None if the dose is left out.

    Raises:
        BadRow: the dose cannot be right.
    """
    meaning = find_meaning(taken.name)
    if meaning is None:
        left.unknown += 1
        return None
    try:
        made = _made(taken, meaning, left)
    except Unclear as unclear:
        pieces = taken.amount.pieces() if taken.amount is not None and unclear.why in PIECES_UNKNOWN else None
        if pieces is not None:
            return OfPieces(taken, *pieces, unclear.why, meaning.shown)
        left.unclear[unclear.why, meaning.shown] += 1
        return None
    left.estimated += taken.is_estimate
    if not isinstance(made, Salt):
        with locate_errors(*taken.place):
            check_zones(made)
    return made


def _made(taken: Taken, meaning: Meaning, left: LeftOut) -> Any:
    """Return the entry.

    Raises:
        Unclear: the amount is not clear.
        BadRow: the entry cannot be right.
    """
    day, at, note = diary_day(taken.at, DEFAULT_DAY_START), taken.at, note_of(taken, meaning)
    if meaning.kind == Factor.kind:
        with locate_errors(*taken.place, taken.column):
            return Factor(day, meaning.word, at, taken.amount.in_words() if taken.amount else None, note=note)
    if taken.amount is None:
        raise Unclear(NO_AMOUNT)
    if meaning.kind == Medicine.kind:
        words = taken.amount.of_medicine()
        with locate_errors(*taken.place, taken.column):
            return Medicine(day, at, meaning.word, words, note=note)
    if meaning.kind == Magnesium.kind:
        mg = _whole(taken, taken.amount.micrograms(leaf=False), UG_PER_MG, left)
        if meaning.word:
            return Salt(taken, meaning.word, mg)
        left.elemental += 1
        with locate_errors(*taken.place, taken.column):
            return Magnesium(day, at, mg, LABEL_ELEMENTAL, topical=taken.topical, note=note)
    return _dose(taken, meaning.word, note, left)


def _dose(taken: Taken, kind: str, note: str | None, left: LeftOut) -> Dose:
    """Return a dose of kratom leaf in milligrams, or of another product in micrograms."""
    day, is_leaf = diary_day(taken.at, DEFAULT_DAY_START), kind == LEAF
    if taken.amount is None:
        raise Unclear(NO_AMOUNT)
    exact = taken.amount.micrograms(leaf=is_leaf)
    amount = _whole(taken, exact, UG_PER_MG if is_leaf else 1, left)
    with locate_errors(*taken.place, taken.column):
        if is_leaf:
            return Dose(day, amount, taken.at, note=note)
        return Dose(day, at=taken.at, product_id=KNOWN_KINDS.index(kind), note=note, amount_ug=amount)


def _whole(taken: Taken, ug: Decimal, unit_ug: int, left: LeftOut) -> int:
    """Return an amount in whole units of so many micrograms, rounded half up.

    Raises:
        BadRow: it is 0 or less, or far more than any dose.
    """
    if not 0 < ug <= KRATOM_MOST_MG * UG_PER_MG:
        raise taken.place.bad(taken.column, "accepted: an amount above 0 and up to 200 g")
    whole = int((ug / unit_ug).quantize(Decimal(1), ROUND_HALF_UP))
    if not whole:
        raise taken.place.bad(taken.column, "accepted: an amount above 0 and up to 200 g")
    left.rounded += ug != whole * unit_ug
    return whole


def note_of(taken: Taken, meaning: Meaning) -> str | None:
    """Return the note: the name in the app where it says more than the diary's own, and the person's words."""
    name = " ".join(taken.name.split())
    is_word = name.casefold().replace("-", " ") == meaning.shown.casefold().replace("-", " ")
    says_more = not is_word and find_kind(name) is None
    said = (name if says_more else "", "estimated" if taken.is_estimate else "", taken.note)
    return taken.place.note("note", "; ".join(filter(None, said)))

"""The doses of a file: those that are clear, and those about which a person is asked once."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.magnesium import COMPUTED_FROM_SALT, LABEL_ELEMENTAL, Magnesium, elemental_mg
from legdiary.domain.entries.products import Product
from legdiary.domain.entries.substances import KNOWN_KINDS, Substance
from legdiary.domain.invariants import check_zones
from legdiary.domain.time.moments import DEFAULT_DAY_START, diary_day
from legdiary.formats.dose_apps.own_words import EACH, ELEMENTAL, MAGNESIUM, PIECE, SALT_OF, Word, settle_words
from legdiary.formats.dose_apps.own_words import SALT as OF_SALT
from legdiary.formats.dose_apps.stated_amounts import SALT, Measured
from legdiary.formats.dose_apps.substances import Meaning as Thing
from legdiary.formats.dose_apps.substances import OfPieces, Salt, entry_of, note_of
from legdiary.formats.reader_result import Row, Rows, locate_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from legdiary.formats.dose_apps.own_words import Meaning
    from legdiary.formats.dose_apps.substances import LeftOut
    from legdiary.formats.files.field_parser import Place
    from legdiary.formats.reader_result import Found, ReadOptions

_Open = TypeVar("_Open", Salt, OfPieces)


class Doses(Rows):
    """The entries made of another app's doses, ordered by their moments, and the products that they name."""

    def __init__(self) -> None:
        super().__init__()
        self._kinds: set[str] = set()
        self._salts: list[Salt] = []
        self._pieces: list[OfPieces] = []

    def take(self, entries: Iterable[tuple[Any, Place]]) -> None:
        """Add entries that `entry_of` has made."""
        for entry, place in entries:
            if isinstance(entry, Salt):
                self._salts.append(entry)
                continue
            if isinstance(entry, OfPieces):
                self._pieces.append(entry)
                continue
            if isinstance(entry, Dose) and entry.product_id is not None:
                self._kinds.add(KNOWN_KINDS[entry.product_id])
            self.add(Row(entry, place), entry.at.utc_s)

    def settle(self, options: ReadOptions, source: str, left: LeftOut) -> None:
        """Add the doses about which the file leaves something open, as the person says; count those that are left out.

        Raises:
            WordsWithoutMeaning, WordsToLookThrough: nobody has said it.
            BadRow: a dose cannot be right.
        """
        for each, meaning in self._settled(self._pieces, PIECE, options, source):
            with options.bad.row(left):
                entry = _of_pieces(each, meaning, left)
                if entry is not None:
                    self.take([(entry, each.taken.place)])
        for salt, meaning in self._settled(self._salts, SALT_OF, options, source):
            with options.bad.row(left):
                entry = _of_salt(salt, meaning.name)
                if entry is None:
                    left.unclear[SALT, MAGNESIUM] += 1
                else:
                    self.take([(entry, salt.taken.place)])

    def _settled(
        self, waiting: list[_Open], about: str, options: ReadOptions, source: str
    ) -> Iterator[tuple[_Open, Meaning]]:
        """Yield the doses that wait for an answer, each with the answer."""
        doses, waiting[:] = list(waiting), []
        if doses:
            times = Counter(each.word for each in doses)
            words = [Word(word, times[word], about=about) for word in sorted(times)]
            meanings = settle_words(options.words, source, words)
            yield from ((each, meanings[each.word]) for each in doses)

    def found_with(self, not_carried: Iterable[str]) -> Found:
        """Return all entries, with their products."""
        kinds = [(number, kind) for number, kind in enumerate(KNOWN_KINDS) if kind in self._kinds]
        return self.found(tuple(not_carried), {number: Product(Substance(kind).name, kind) for number, kind in kinds})


def _of_pieces(each: OfPieces, meaning: Meaning, left: LeftOut) -> Any:
    """Return the entry of so many pieces, by what one of them is; None where it is left out, which is counted."""
    if meaning.field == EACH:
        number, _, unit = meaning.name.partition(" ")
        amount = Measured(each.number * Decimal(number), unit)
        entry = entry_of(each.taken._replace(amount=amount), left)
        if not isinstance(entry, OfPieces):
            return entry
    left.unclear[each.why, each.shown] += 1
    return None


def _of_salt(salt: Salt, basis: str) -> Magnesium | None:
    """Return the entry of magnesium as a salt; None where the person leaves it out."""
    taken = salt.taken
    day, note = diary_day(taken.at, DEFAULT_DAY_START), note_of(taken, Thing(Magnesium.kind, salt.form))
    with locate_errors(*taken.place, taken.column):
        if basis == ELEMENTAL:
            entry = Magnesium(day, taken.at, salt.mg, LABEL_ELEMENTAL, salt.form, topical=taken.topical, note=note)
        elif basis == OF_SALT:
            mg = elemental_mg(salt.mg, salt.form)
            entry = Magnesium(day, taken.at, mg, COMPUTED_FROM_SALT, salt.form, salt.mg, taken.topical, note=note)
        else:
            return None
        check_zones(entry)
    return entry

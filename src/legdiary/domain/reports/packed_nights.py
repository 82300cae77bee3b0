"""The records of many years of nights in little memory: numbers in one block of bytes, a twentieth of the values.

The figures of a night are a row of fixed size, of which a record is made when it is asked for; its ratings and its
sleep as typed, which few figures need, are held compressed. A list of records takes 80 MB for a hundred years.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isnan, nan
from struct import Struct
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar, overload

from legdiary.domain.entries.sleep import SleepFigures
from legdiary.domain.reports.dose_totals import DoseDay
from legdiary.domain.reports.night_record import NightRecord
from legdiary.util.compressed_list import Packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from legdiary.domain.entries.night import Night
    from legdiary.domain.entries.sleep import Sleep
    from legdiary.domain.reports.dose_totals import OtherSubstanceDay

    #: The other substances of a day, its mitragynine, the number of doses whose batch was tested.
    _Further: TypeAlias = tuple[tuple[OtherSubstanceDay, ...], tuple[int, int] | None, int]

_Value = TypeVar("_Value")
_set = object.__setattr__

#: A night's number, severity and onset; magnesium; whether it was recalled, has a sleep; the figures of its sleep; its
#: doses; the places of what comes again: further figures of the doses, factors, symptoms.
_ROW = Struct("<iii qq ?? 10i dd qiiqi III")
_NUMBER, _SEVERITY, _ONSET, _MAGNESIUM, _TOPICAL, _RECALLED, _HAS_SLEEP = range(7)
_SLEEP, _SHARES, _DOSES = slice(7, 17), slice(17, 19), slice(19, 24)
_FURTHER, _FACTORS, _SYMPTOMS = range(24, 27)
#: A number that is not known; no figure is that low.
_NOT_KNOWN = -(2**31)


class PackedNights(Sequence[NightRecord]):
    """Records of consecutive nights; they are only added at the end, never changed."""

    def __init__(self, records: Iterable[NightRecord] = ()) -> None:
        self._rows = bytearray()
        self._further: _Again[_Further] = _Again()
        self._factors: _Again[tuple[str, ...]] = _Again()
        self._symptoms: _Again[tuple[tuple[str, int], ...]] = _Again()
        self._ratings: Packed[Night | None] = Packed()
        self._sleeps: Packed[Sleep | None] = Packed()
        for record in records:
            self.append(record)

    def append(self, record: NightRecord) -> None:
        """Add a night at the end."""
        of, day = record.figures or SleepFigures(), record.kratom
        whole = record.severity, record.onset_after_noon, record.magnesium_mg, record.topical_mg
        doses = day.total_mg, day.doses, day.longest_gap_min, day.target_mg, day.target_doses
        self._rows += _ROW.pack(
            record.night_of.toordinal(),
            *map(_number, whole),
            record.recalled,
            record.figures is not None,
            *map(_number, of[:-2]),
            *(nan if share is None else share for share in of[-2:]),
            *map(_number, doses),
            self._further.place((day.apart, day.mitragynine_ug, day.tested)),
            self._factors.place(record.factors),
            self._symptoms.place(record.symptoms),
        )
        self._ratings.append(record.rating)
        self._sleeps.append(record.sleep)

    def __len__(self) -> int:
        return len(self._rows) // _ROW.size

    @overload
    def __getitem__(self, place: int) -> NightRecord: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[NightRecord]: ...
    def __getitem__(self, place: int | slice) -> NightRecord | Sequence[NightRecord]:
        if isinstance(place, slice):
            return _Some(self, range(*place.indices(len(self))))
        return self.at(range(len(self))[place])

    def __iter__(self) -> Iterator[NightRecord]:
        return map(self.at, range(len(self)))

    def at(self, place: int) -> NightRecord:
        """Return the night at a place from 0 on."""
        return _PackedNight(self, place, _ROW.unpack_from(self._rows, place * _ROW.size))

    def rating(self, place: int) -> Night | None:
        """Return the ratings of a night."""
        return self._ratings[place]

    def sleep(self, place: int) -> Sleep | None:
        """Return the sleep of a night as typed."""
        return self._sleeps[place]

    def further(self, place: int) -> _Further:
        """Return the figures of a day's doses that come again on others."""
        return self._further.values[place]

    def factors(self, place: int) -> tuple[str, ...]:
        """Return factors that come again."""
        return self._factors.values[place]

    def symptoms(self, place: int) -> tuple[tuple[str, int], ...]:
        """Return symptoms that come again."""
        return self._symptoms.values[place]


class _Again(Generic[_Value]):
    """Values of which many are equal, each held once."""

    def __init__(self) -> None:
        self.values: list[_Value] = []
        self._places: dict[_Value, int] = {}

    def place(self, value: _Value) -> int:
        """Return the place of a value."""
        found = self._places.setdefault(value, len(self.values))
        if found == len(self.values):
            self.values.append(value)
        return found


class _Some(Sequence[NightRecord]):
    """Some of the nights."""

    def __init__(self, of: PackedNights, places: range) -> None:
        self._of, self._places = of, places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> NightRecord: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[NightRecord]: ...
    def __getitem__(self, place: int | slice) -> NightRecord | Sequence[NightRecord]:
        if isinstance(place, slice):
            return _Some(self._of, self._places[place])
        return self._of.at(self._places[place])

    def __iter__(self) -> Iterator[NightRecord]:
        return map(self._of.at, self._places)


def _number(value: int | None) -> int:
    return _NOT_KNOWN if value is None else value


def _known(value: int) -> int | None:
    return None if value == _NOT_KNOWN else value


class _PackedNight(NightRecord):
    """A record whose parts are made when they are asked for."""

    __slots__ = ("_of", "_place", "_row")

    _of: PackedNights
    _place: int
    _row: tuple[Any, ...]

    def __init__(self, of: PackedNights, place: int, row: tuple[Any, ...]) -> None:
        _set(self, "_of", of)
        _set(self, "_place", place)
        _set(self, "_row", row)

    @property
    def night_of(self) -> date:
        return date.fromordinal(self._row[_NUMBER])

    @property
    def rating(self) -> Night | None:
        return self._of.rating(self._place)

    @property
    def sleep(self) -> Sleep | None:
        return self._of.sleep(self._place)

    @property
    def severity(self) -> int | None:
        return _known(self._row[_SEVERITY])

    @property
    def onset_after_noon(self) -> int | None:
        return _known(self._row[_ONSET])

    @property
    def magnesium_mg(self) -> int | None:
        return _known(self._row[_MAGNESIUM])

    @property
    def topical_mg(self) -> int | None:
        return _known(self._row[_TOPICAL])

    @property
    def recalled(self) -> bool:
        return bool(self._row[_RECALLED])

    @property
    def figures(self) -> SleepFigures | None:
        if not self._row[_HAS_SLEEP]:
            return None
        shares = (None if isnan(share) else share for share in self._row[_SHARES])
        return SleepFigures(*map(_known, self._row[_SLEEP]), *shares)

    @property
    def kratom(self) -> DoseDay:
        total_mg, doses, gap_min, target_mg, planned = map(_known, self._row[_DOSES])
        return DoseDay(total_mg, doses, gap_min, target_mg, planned, *self._of.further(self._row[_FURTHER]))

    @property
    def factors(self) -> tuple[str, ...]:
        return self._of.factors(self._row[_FACTORS])

    @property
    def symptoms(self) -> tuple[tuple[str, int], ...]:
        return self._of.symptoms(self._row[_SYMPTOMS])

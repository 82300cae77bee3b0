"""The choice of one tracker a night, where a file has the sleeps of several devices or apps.

A watch, a phone and an app may each have recorded one night. Put together they would count it twice, so the diary takes
one of them: the person names it (`--source`), alone or as an order of preference.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from legdiary.domain.input.tracker_names import SeveralTrackers, TrackerNights, word_of
from legdiary.errors import plural
from legdiary.formats.reader_result import BadRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from legdiary.formats.reader_result import ReadOptions

#: The most trackers of one file.
MOST_TRACKERS = 50


class NightsOfTrackers:
    """The nights of each tracker of a file, in the order in which the trackers are met."""

    def __init__(self) -> None:
        self._nights: dict[str, set[int]] = {}

    def add(self, tracker: str, night_of: date, source: str) -> None:
        """Note a night of a tracker.

        Raises:
            BadRow: there are too many trackers.
        """
        if tracker not in self._nights and len(self._nights) == MOST_TRACKERS:
            raise BadRow(source, None, None, f"more than {MOST_TRACKERS} sources of sleep, the most that are read")
        self._nights.setdefault(tracker, set()).add(night_of.toordinal())

    def choose(self, source: str, options: ReadOptions) -> ChosenTrackers:
        """Return the choice for every night: as `--source` says, else as the person answers.

        Raises:
            UnknownWord: `--source` names no tracker of the file.
            SeveralTrackers: trackers have nights in common, and there is no answer.
        """
        trackers = [
            TrackerNights(name, len(of), date.fromordinal(min(of)), date.fromordinal(max(of)))
            for name, of in self._nights.items()
        ]
        order = _named(options.trackers, trackers) if trackers else ()
        if not order and self._overlap():
            answered = options.choose_tracker(trackers) if options.choose_tracker else None
            if not answered:
                raise SeveralTrackers(source, trackers)
            order = _named(answered, trackers)
        return ChosenTrackers(self._nights, order)

    def _overlap(self) -> bool:
        return len(set().union(*self._nights.values())) < sum(map(len, self._nights.values()))


def _named(words: Sequence[str], trackers: Sequence[TrackerNights]) -> tuple[str, ...]:
    """Return the names of the trackers that these words mean; words of other files' trackers are passed over.

    Raises:
        UnknownWord: no word means any of them.
    """
    names = {each.word: each.name for each in trackers}
    found = tuple(dict.fromkeys(names[word] for word in map(word_of, words) if word in names))
    if words and not found:
        from legdiary.domain.input.night_vocabulary import UnknownWord

        raise UnknownWord("source", words[0], names)
    return found


class ChosenTrackers:
    """The tracker whose sleep is taken, for every night of a file."""

    def __init__(self, nights: Mapping[str, set[int]], order: Sequence[str]) -> None:
        """Make the choice.

        Args:
            nights: the nights of each tracker.
            order: the trackers in the order of preference; empty: all, which have no night in common.
        """
        self._nights = nights
        self._order = order

    @property
    def trackers(self) -> tuple[str, ...]:
        """Return the trackers of the file, in the order in which they were met."""
        return tuple(self._nights)

    def takes(self, tracker: str, night_of: date) -> bool:
        """Return whether the sleep of this tracker is taken in this night."""
        if not self._order:
            return True
        night = night_of.toordinal()
        return tracker == next((each for each in self._order if night in self._nights[each]), None)

    def left_out_texts(self) -> Iterator[str]:
        """Yield a sentence for each tracker with nights that are not taken."""
        if not self._order:
            return
        covered: set[int] = set()
        for tracker in self._order:
            if doubled := len(self._nights[tracker] & covered):
                yield f"{plural(doubled, 'night')} of {tracker}, which another source has as well"
            covered |= self._nights[tracker]
        for tracker, of in self._nights.items():
            if tracker not in self._order:
                if doubled := len(of & covered):
                    yield f"{plural(doubled, 'night')} of {tracker}, which another source has as well"
                if alone := len(of - covered):
                    yield f"{plural(alone, 'night')} that only a source has which was not chosen: {tracker}"

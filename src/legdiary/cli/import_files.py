"""The files of an import, each read whole: a file, a folder, standard input, plain or encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.moments import FUTURE_TOLERANCE_S, InTheFuture
from legdiary.domain.packed import Packed
from legdiary.errors import BadValue
from legdiary.imports.records import MOST_JSON, STRICT, BadRows, at_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from legdiary.cli.session import Session
    from legdiary.domain.merge import Incoming
    from legdiary.domain.moments import Present
    from legdiary.imports.detect import Format
    from legdiary.imports.own_json import Backup
    from legdiary.imports.records import Found, Where
    from legdiary.imports.text_lines import Content

#: Standard input as it is typed, and as it is told.
INPUT, PIPED = "-", "standard input"
_DIARY = "diary"


class NothingPiped(BadValue):
    """Standard input to import, and nothing in it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"standard input {why}")


class Source(NamedTuple):
    """What one file holds.

    Attributes:
        name: the file's own name.
        of: its format.
        incoming: its entries.
        not_carried: what is not taken, in words.
        backup: all of it, where it is a whole diary as JSON.
        where: where each of its entries stands; of another diary nothing is said.
        bad: its rows that cannot be right, where they are left out.
    """

    name: str
    of: Format
    incoming: Incoming
    not_carried: tuple[str, ...]
    backup: Backup | None = None
    where: Sequence[Where] = ()
    bad: BadRows = STRICT

    @property
    def is_diary(self) -> bool:
        """Whether it is another diary."""
        return self.of.name == _DIARY

    def so_far(self, present: Present) -> Incoming:
        """Return its entries, those left out that have not come yet, if bad rows are left out.

        Raises:
            BadRow: one has not, and its place.
        """
        if self.is_diary:
            return self.incoming
        if not self.bad.skip:
            check_past(zip((entry for entry, _ in self.incoming.entries), self.where, strict=True), present)
            return self.incoming
        kept: Packed[tuple[Any, bool]] = Packed()
        for (entry, recalled), where in zip(self.incoming.entries, self.where, strict=True):
            with self.bad.row():
                check_past([(entry, where)], present)
                kept.append((entry, recalled))
        return self.incoming if len(kept) == len(self.incoming.entries) else self.incoming.with_entries(kept)


class Files:
    """Reads the files of one import."""

    def __init__(self, session: Session, chosen: Format | None, *, skip_bad: bool, alone: bool) -> None:
        """Begin with none of them.

        Args:
            session: the run.
            chosen: the format that the person said.
            skip_bad: rows that cannot be right are left out.
            alone: there is one file.
        """
        self._alone = alone
        self._session = session
        self._chosen = chosen
        self._skip_bad = skip_bad

    def read(self, typed: str) -> Source:
        """Return what a file holds, or what is piped in.

        Raises:
            NothingPiped: nothing is.
            LegdiaryError: the file cannot be read, or is none that is known.
        """
        if typed == INPUT:
            return self._piped()
        from legdiary.imports.detect import DIARY, is_diary, is_sealed, read_path
        from legdiary.settings import path_of

        path = path_of(typed)
        if is_diary(path, self._chosen):
            return Source(path.name, DIARY, self._other_diary(path.absolute()), ())
        if is_sealed(path):
            return self._of_data(self._opened(path), path.name)
        bad = BadRows(skip=self._skip_bad)
        return self._source(path.name, *read_path(path, self._session.present.zone, self._chosen, bad), bad)

    def _piped(self) -> Source:
        """Return what is piped into standard input, whatever format it is in.

        Raises:
            NothingPiped: nothing is.
            NobodyToAsk: it is encrypted, and a passphrase cannot be typed there too.
        """
        from legdiary.imports.detect import (
            DIARY,
            LONGEST_BEGIN,
            MOST_PIPED_DIARY,
            check_size,
            holds_diary,
            holds_sealed,
        )
        from legdiary.imports.text_lines import as_file, begin_of

        try:
            file = self._session.piped(MOST_JSON + 1)
        except (OSError, ValueError) as error:
            raise NothingPiped(f"cannot be read ({getattr(error, 'strerror', None) or 'it is no file'})") from error
        if file is None:
            raise NothingPiped("is a terminal or closed; pipe a file into it")
        with file:
            begin = begin_of(file, LONGEST_BEGIN)
            if not begin:
                raise NothingPiped("is empty; pipe a file into it")
            if holds_sealed(begin):
                from legdiary.cli.sealing import NobodyToAsk

                raise NobodyToAsk
            if holds_diary(begin, self._chosen):
                check_size(file, PIPED, MOST_PIPED_DIARY)
                return Source(PIPED, DIARY, self._other_diary(Path(PIPED), as_file(file).read()), ())
            return self._of_data(file, PIPED)

    def _other_diary(self, source: Path, opened: bytes | None = None) -> Incoming:
        """Return all that another diary holds; without its ledger, where this one holds nothing to join it to."""
        from legdiary.store.joining import entries_of_copy

        path = self._session.diary_path.absolute() if opened is None else None
        return entries_of_copy(source, path, opened, alone=self._alone and self._holds_nothing())

    def _holds_nothing(self) -> bool:
        from legdiary.errors import DiaryTrouble
        from legdiary.store.trouble import DiaryLocked

        if self._session.nothing_there:
            return True
        try:
            with self._session.reading() as diary:
                return not diary.history(most=1)
        except DiaryLocked:  # another wait would be as long again
            raise
        except DiaryTrouble:
            return False  # which is told where the diary is written

    def _opened(self, path: Path) -> bytes:
        """Return what an encrypted export holds, in memory.

        Raises:
            StillSealed: it is a copy of a diary.
        """
        from legdiary.cli.sealing import ask_to_open
        from legdiary.imports.detect import holds_diary, read_bytes
        from legdiary.store.joining import StillSealed
        from legdiary.store.passing import IMPORTED

        data = ask_to_open(self._session, lambda: read_bytes(path), path, IMPORTED)
        if holds_diary(data, self._chosen):
            raise StillSealed(path.absolute())
        return data

    def _of_data(self, data: Content, name: str) -> Source:
        from legdiary.imports.detect import read_data

        bad = BadRows(skip=self._skip_bad)
        return self._source(name, *read_data(data, name, self._session.present.zone, self._chosen, bad), bad)

    def _source(self, name: str, of: Format, found: Found, bad: BadRows) -> Source:
        """Return what was read, its entries filed by night: as the file itself says, or by the setting."""
        from legdiary.domain.entries import filed
        from legdiary.domain.merge import Incoming
        from legdiary.imports.detect import WITH_NIGHTS
        from legdiary.imports.own_json import Backup

        present = self._session.present
        entries = found.entries if of in WITH_NIGHTS else (filed(entry, present) for entry in found.entries)
        marked = Packed((entry, place in found.recalled) for place, entry in enumerate(entries))
        backup = found if isinstance(found, Backup) else None
        return Source(name, of, Incoming(marked, found.products), found.not_carried, backup, found.where, bad)


def check_past(entries: Iterable[tuple[Any, Where | None]], present: Present) -> None:
    """Refuse what has not come yet: in a file from elsewhere it is a wrong zone or a wrong year.

    Raises:
        BadRow: it has not, and where it stands.
        InTheFuture: it has not; where it stands is not known.
    """
    for entry, where in entries:
        moments = [getattr(entry, name, None) for name in ("at", "bed", "wake", "up")]
        latest = max((moment for moment in moments if moment is not None), default=None)
        night = getattr(entry, "night_of", None)
        ahead = latest is not None and latest.utc_s > present.now.utc_s + FUTURE_TOLERANCE_S
        if ahead or (night is not None and night > present.today):
            at = f" ({latest.local:%Y-%m-%d %H:%M})" if latest is not None else ""
            what, now = f"a {entry.kind} of {night}{at}", f"{present.now.local:%Y-%m-%d %H:%M}"
            if where is None:
                raise InTheFuture(f"{what} in the file", now)
            with at_row(*where):
                raise InTheFuture(what, now)

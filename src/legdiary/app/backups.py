"""Copies of the diary: make one on demand, plain or encrypted; list them; restore one."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from legdiary.app.context import is_missing
from legdiary.app.questions import Asked
from legdiary.domain.time.moments import Moment
from legdiary.errors import Refused
from legdiary.formats import age_encryption
from legdiary.store.backups import file_names, on_demand, verify
from legdiary.store.backups import restore as restoring
from legdiary.store.backups.listing import label_copies, list_copies
from legdiary.store.backups.write import CopyExists, make_under_free_name
from legdiary.store.errors import NoDiary, restore_command, restore_newest_command
from legdiary.util.atomic_files import do_nothing
from legdiary.util.progress import CHECKING_COPY, COPYING, NO_PROGRESS, RESTORING
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from legdiary.app.context import Keeper
    from legdiary.app.questions import Yes
    from legdiary.domain.backup_retention import Keep
    from legdiary.domain.diary_facts import Facts
    from legdiary.store.backups.restore import DiaryState, Restored
    from legdiary.store.backups.verify import VerifiedCopy
    from legdiary.util.progress import Progress

#: The subject of the question before a restore: the diary that would be replaced.
DIARY = "diary"
_NOTHING_TO_KEEP = frozenset({restoring.MISSING, restoring.EMPTY})


class NotRestored(Refused):
    """A copy that was shown but not restored, because nobody said yes."""

    def __init__(self) -> None:
        super().__init__("nothing was restored; add --yes to restore the copy")


# ---------------------------------------------------------------------- a copy on demand


@dataclass(frozen=True, slots=True)
class MakeCopy:
    """A request for a copy.

    Attributes:
        output: a new file, or a folder for it; None: beside the diary.
        passphrase: asks for a passphrase, typed unseen; None: the copy is not encrypted.
        made: called as soon as the copy has its name.
        progress: hears that it is under way.
    """

    output: Path | None = None
    passphrase: Callable[[], str] | None = None
    made: Callable[[], None] = do_nothing
    progress: Progress = NO_PROGRESS


@dataclass(frozen=True, slots=True)
class CopyMade:
    """A copy that was made.

    Attributes:
        path: its absolute path.
        encrypted: it is encrypted.
        facts: the facts about its content.
        size: its size in bytes.
        sha256: the SHA-256 of its bytes.
    """

    path: Path
    encrypted: bool
    facts: Facts
    size: int
    sha256: str


def make_copy(run: Keeper, request: MakeCopy) -> CopyMade:
    """Copy the diary, which may be in use; the copy is checked before it gets its name.

    Raises:
        NoEncryption: the library for encryption is not installed.
        CopyExists: something is at that path.
        DiaryTrouble: the diary cannot be read, or the copy cannot be written.
    """
    ask = request.passphrase
    library = age_encryption.load_pyrage() if ask is not None else None
    path = run.diary_path.absolute()
    usual = on_demand.default_paths(path, run.present.now, age_encryption.ENDING if ask is not None else "")
    places = _places(request.output, usual)
    if ask is None:
        with request.progress.part(COPYING):
            target, facts = make_under_free_name(places, lambda place: on_demand.backup(path, place, request.made))
    else:
        passphrase = ask()
        with request.progress.part(COPYING):
            target, facts = make_under_free_name(
                places,
                lambda place: on_demand.backup_encrypted(
                    path,
                    place,
                    lambda data: age_encryption.encrypt_bytes(library, data, passphrase),
                    lambda data: age_encryption.decrypt_bytes(library, data, passphrase, place, "written"),
                    request.made,
                ),
            )
    return CopyMade(target.absolute(), ask is not None, facts, target.stat().st_size, _digest(target))


def _places(output: Path | None, usual: Iterator[Path]) -> Iterator[Path]:
    """Return the named file, refused if it exists; for a named folder, the usual names in it."""
    if output is None:
        return usual
    if output.is_dir():
        return (output / each.name for each in usual)
    if os.path.lexists(output):
        raise CopyExists(output)
    return iter((output,))


def _digest(path: Path) -> str:
    from hashlib import file_digest

    with path.open("rb") as made:
        return file_digest(made, "sha256").hexdigest()


# ---------------------------------------------------------------------- the list of copies


class ListedCopy(NamedTuple):
    """One copy beside the diary.

    Attributes:
        path: its path.
        made: the time it was made.
        nights: its first and its last night.
        facts: the facts about its content; None if it is encrypted or damaged.
        size: its size in bytes.
        verified: SQLite finds it in order; None if it is encrypted and nobody can tell.
        kept_as: the label under which it is kept; None if it may go.
    """

    path: Path
    made: Moment
    nights: tuple[date, date] | None
    facts: Facts | None
    size: int
    verified: bool | None
    kept_as: str | None


@dataclass(frozen=True, slots=True)
class CopiesFound:
    """The copies beside a diary.

    Attributes:
        diary: the path of the diary.
        folder: the folder of the copies.
        copies: the copies, newest first.
        command: the command that restores the best of them; None if there is none.
    """

    diary: Path
    folder: Path
    copies: list[ListedCopy]
    command: str | None


def load_copies(run: Keeper, keep: Callable[[], Keep]) -> CopiesFound:
    """Return the copies beside the diary, each with its facts. Nothing is written.

    Args:
        run: the run.
        keep: returns the numbers of copies to keep.

    Raises:
        NoDiary: there is neither a diary nor a copy.
    """
    path = run.diary_path.absolute()
    there = list_copies(path)
    if not there and is_missing(path):
        raise NoDiary(path)
    kept, zone = label_copies(path, there, keep()), run.present.zone
    copies = []
    for each in there:
        made = Moment.from_zoned(datetime.fromtimestamp(each.made_utc_s, UTC).astimezone(zone.info), zone.name)
        how = kept[each.path]
        copies.append(ListedCopy(each.path, made, each.nights, each.facts, each.size, each.verified, how))
    best = next((each for state in (True, None) for each in copies if each.verified is state), None)
    return CopiesFound(path, path.parent / file_names.BACKUPS, copies, restore_command(best.path) if best else None)


# ---------------------------------------------------------------------- restoring


@dataclass(frozen=True, slots=True)
class CopyOpened:
    """A verified copy, and the state of the diary that it would replace.

    Attributes:
        diary: the path of the diary.
        copy: the copy.
        standing: the state of the diary that it would replace.
    """

    diary: Path
    copy: VerifiedCopy
    standing: DiaryState


@dataclass(frozen=True, slots=True)
class CopyRestored:
    """The result of a restore.

    Attributes:
        diary: the path of the diary.
        source: the path of the copy.
        facts: the facts about the copy.
        done: the former state, the path of the former diary, and the command that goes back.
    """

    diary: Path
    source: Path
    facts: Facts
    done: Restored


def load_restore_command(run: Keeper) -> str | None:
    """Return the command that restores the newest copy; None if there is none."""
    return restore_newest_command(run.diary_path)


@contextmanager
def open_copy(
    run: Keeper, source: Path, passphrase: Callable[[Path], str], progress: Progress = NO_PROGRESS
) -> Iterator[CopyOpened]:
    """Read and verify a copy, and find the state of the diary that it would replace.

    Args:
        run: the run.
        source: the copy.
        passphrase: asks for the passphrase of a file, typed unseen; called only if the copy is encrypted.
        progress: hears that it is under way.

    Raises:
        NoSuchCopy, IsTheDiary: there is nothing to restore.
        NoEncryption, NotOpened: it is encrypted and cannot be opened.
        CopyRefused: it does not pass the checks.
        NeverReplaced: another program's file is in the diary's place.
        DiaryTrouble: it cannot be read, or the diary is locked.
    """
    path = run.diary_path.absolute()
    opened = _decrypted(source, passphrase) if verify.is_encrypted(source) else None
    with progress.part(CHECKING_COPY):
        copy = verify.verify_copy(source, path, opened)
    with closing(copy.image):
        with progress.part(CHECKING_COPY):
            state = restoring.diary_state(path)
        yield CopyOpened(path, copy, state)


def _decrypted(source: Path, passphrase: Callable[[Path], str]) -> bytes:
    library, data = age_encryption.load_pyrage(), source.read_bytes()
    return age_encryption.decrypt_bytes(library, data, passphrase(source), source, verify.RESTORED)


def restore(
    run: Keeper,
    opened: CopyOpened,
    yes: Yes,
    stored: Callable[[], None] = do_nothing,
    progress: Progress = NO_PROGRESS,
) -> CopyRestored | Asked:
    """Put a copy in the diary's place, after a person's yes; the former diary is kept beside it.

    Args:
        run: the run.
        opened: the copy.
        yes: the questions that the person has said yes to.
        stored: called as soon as the copy is in the diary's place.
        progress: hears that it is under way.

    Raises:
        NeverReplaced, NotAsWritten, DiaryTrouble: it cannot be restored; the diary is unchanged.
    """
    if DIARY not in yes:
        kept = "" if opened.standing.state in _NOTHING_TO_KEEP else "What is there now is kept."
        return Asked("Put the copy in the diary's place?", DIARY, NotRestored(), kept)
    from legdiary.app.imports.taken_lines import forget_seen

    forget_seen(opened.diary)  # the copy may not have what the inbox has given since
    with progress.part(RESTORING):
        done = restoring.restore(opened.diary, opened.copy, run.present.now, stored, opened.standing)
    return CopyRestored(opened.diary, opened.copy.source, opened.copy.facts, done)

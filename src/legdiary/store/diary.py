"""The diary: the only class that reads and writes the file. Values of the domain in and out; a transaction a method.

Every change writes its ledger lines in its own transaction. An entry's id is the number of the ledger line that made
it, so ids are unique over all kinds and never used again.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.stored_entry import Stored, field_differences
from legdiary.domain.ledger.actions import ADD, DELETE, EDIT, UNDO
from legdiary.domain.time.moments import Moment
from legdiary.errors import DiaryTrouble, Refused
from legdiary.store import diary_file
from legdiary.store.checksum_tables import BESIDE_PLAN, DOSE, EVER, FILED_BY, LEDGER, PLAN, PRODUCT, TABLES
from legdiary.store.connection import closed_on_error
from legdiary.store.row_checksums import RowChecksums
from legdiary.store.rows import (
    all_fields,
    entry_of_line,
    from_row,
    hold_columns,
    hold_of_row,
    line_of,
    row_reader,
    step_columns,
    step_of_row,
    to_columns,
    to_ledger,
)
from legdiary.store.statement_runner import Runner
from legdiary.util.progress import NO_PROGRESS, STORING, counted
from legdiary.util.values import dataclass, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import Any, Self, TypeAlias, TypeVar

    from legdiary.domain.entries.kinds import Kind
    from legdiary.domain.entries.products import TakenOfBatch
    from legdiary.domain.ledger.ledger_line import FieldsLine, TextLine
    from legdiary.domain.ledger.merge import Merged, Snapshot
    from legdiary.domain.reports.dose_totals import PrecedingDoses, Taken
    from legdiary.domain.reports.events import EventInputs
    from legdiary.domain.reports.night_record import Logged
    from legdiary.domain.sync.lines import LineRef, SyncLine
    from legdiary.domain.sync.parting import Moved
    from legdiary.domain.time.moments import Present
    from legdiary.store.event_history import Intake
    from legdiary.store.export_lines import Everything
    from legdiary.store.sync.exchanged import Exchanged
    from legdiary.store.sync.log import Device, DeviceLog, Waiting
    from legdiary.store.sync.move import Move
    from legdiary.store.sync.take import Exchange
    from legdiary.util.paths import StrPath
    from legdiary.util.progress import Progress

    _Short = TypeVar("_Short")

    #: The numbers of the first line that a change made and of the ledger's newest, and what the newest is known by.
    BeforeCommit: TypeAlias = Callable[[int, int, str], None]

#: The fields by which the one entry of a night is found.
_UNIQUE_FIELDS = frozenset({"night_of", "name"})
#: Above this number of ledger lines, the whole ledger is checked at once instead of entry by entry.
_MANY_LINES = 100
#: The column of a row of corrections that has the entry's number.
_ENTRY_ID = 6


class NoSuchEntry(Refused):
    """A number that no entry has, or no longer has."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(f"there is no entry {entry_id}", "legdiary list")


class BuiltOn(Refused):
    """An undo of what another device has changed since."""

    def __init__(self, entry_id: int, device: str | None) -> None:
        by = "" if device is None else f" on {device}"
        super().__init__(
            f"the last change here is about entry {entry_id}, which was changed{by} since; nothing was undone",
            f"legdiary history {entry_id}",
        )


class NothingToUndo(Refused):
    """There is no change left to undo."""

    def __init__(self) -> None:
        super().__init__("there is nothing to undo")


@dataclass(frozen=True, slots=True)
class Change:
    """The effect of one change on one entry.

    Attributes:
        id: the entry's number.
        kind: the entry's kind.
        old: the entry before; None where it was added.
        new: the entry after; None where it was deleted.
    """

    id: int
    kind: str
    old: Stored | None
    new: Stored | None

    @property
    def stored(self) -> Stored:
        """The entry after the change.

        Raises:
            ValueError: it was deleted.
        """
        if self.new is None:
            raise ValueError(self.id)
        return self.new

    @property
    def changed(self) -> dict[str, tuple[object, object]]:
        """Field → (old, new) of an entry that was edited; empty where it was added or deleted."""
        return field_differences(self.old.entry, self.new.entry) if self.old and self.new else {}


class Diary:
    """An open diary. Use as a context manager."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._sums = RowChecksums(runner)
        self.begun = False
        self._cached_plans: list[Stored] | None = None
        self._caches_plans = False
        self._before_commit: BeforeCommit | None = None

    # ------------------------------------------------------------------ opening

    @classmethod
    def for_reading(cls, path: StrPath, progress: Progress = NO_PROGRESS) -> Diary:
        """Open the diary at `path` for reading only; `progress` hears of the upgrade of an older one.

        Raises:
            DiaryTrouble: the file is missing, foreign, damaged, newer or unreadable.
        """
        sql = diary_file.load_sql()
        diary_file.check_header(path)
        with closed_on_error(diary_file.connect(path, writing=False)) as connection:
            version = diary_file.version_of(connection, path)
        if version < diary_file.SCHEMA_VERSION:
            from pathlib import Path

            from legdiary.store.migrate import upgraded_in_memory

            connection = upgraded_in_memory(connection, Path(path), version, progress)
        return cls(Runner(connection, path, sql))

    @classmethod
    def for_writing(
        cls, path: StrPath, present: Present, *, begin: bool = True, stored: Callable[[], None] = lambda: None,
        progress: Progress = NO_PROGRESS, before_commit: BeforeCommit | None = None,
    ) -> Diary:  # fmt: skip
        """Open the diary at `path`; begin a missing one if `begin` allows, upgrade an older one after a copy.

        Args:
            path: its path.
            present: the clock.
            begin: a missing diary may be begun.
            stored: called at once after every change that is stored.
            progress: hears of the upgrade.
            before_commit: called within every change, just before it is committed; where it raises, nothing is stored.

        Raises:
            DiaryTrouble: it is missing though copies exist, foreign, damaged, newer or not writable.
            TooLongAgo, TooFarAhead: the clock is wrong.
            Asks: the clock is more than a day behind the newest line of the ledger.
        """
        present.check_clock()
        sql = diary_file.load_sql()
        begun = False
        try:
            diary_file.check_header(path)
        except DiaryTrouble as refusal:
            from legdiary.store.errors import NoDiary

            if not begin or not isinstance(refusal, NoDiary):
                raise
            diary_file.begin_diary(path, sql["schema"])
            begun = True
        with closed_on_error(diary_file.connect(path, writing=True)) as connection:
            version = diary_file.version_of(connection, path)
        if version < diary_file.SCHEMA_VERSION:
            from pathlib import Path

            from legdiary.store.migrate import upgrade

            connection.close()
            upgrade(Path(path), version, present.written_at, progress)
            connection = diary_file.connect(path, writing=True)
        with closed_on_error(connection):
            if diary_file.has_other_objects(connection, path):
                from legdiary.store.schema.comparison import check_objects

                check_objects(connection, path)
        diary = cls(Runner(connection, path, sql, stored))
        diary.begun, diary._before_commit = begun, before_commit
        with closed_on_error(connection):
            present.check_after(diary._last_written())
        return diary

    @property
    def path(self) -> Path:
        """The path of the file."""
        from pathlib import Path

        return Path(self._runner.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.close()

    def _last_written(self) -> Moment | None:
        """Return the moment at which the newest line of the ledger was written."""
        with self._runner.transaction("BEGIN"):
            rows = self._runner.all("ledger_latest", most=1, skipped=0)
            self._sums.check_end()
            self._sums.check_history(*(row["entry_id"] for row in rows))
        return (
            Moment(rows[0]["made_utc_ms"] // 1000, rows[0]["made_offset_min"], rows[0]["made_zone"]) if rows else None
        )

    # ------------------------------------------------------------------ reading

    def entry(self, entry_id: int) -> Stored:
        """Return the entry with this id.

        Raises:
            NoSuchEntry: there is none.
        """
        with self._runner.transaction("BEGIN"):
            return self._stored(self._kind_of(entry_id), entry_id)

    def entries_between(self, kind: str, from_night: date, before_night: date) -> list[Stored]:
        """Return the entries of one kind filed under nights in a half-open range, in the order they happened."""
        with self._runner.transaction("BEGIN"):
            return self._between(KINDS[kind], from_night, before_night)

    def entries_on(self, kind: str, night: date) -> list[Stored]:
        """Return the entries of one kind filed under one night."""
        return self.entries_between(kind, night, night + timedelta(days=1))

    def logged(
        self, from_night: date, before_night: date, *, in_short: bool = False, with_lists: bool = True
    ) -> Logged:
        """Return everything from which the nights of a half-open range are put together, read in one transaction.

        Args:
            from_night: the first night.
            before_night: the night after the last.
            in_short: read of the doses only the columns for a day's figures.
            with_lists: read also what is only listed: factors, measures, medicines of which there is no plan, and more
                of magnesium and symptoms than a night's figures need.
        """
        from legdiary.domain.reports.dose_totals import medicine_names
        from legdiary.domain.reports.night_record import Logged, MagnesiumTaken, SymptomGrade

        nights = from_night, before_night
        with self._runner.transaction("BEGIN"):
            plans = [stored.entry for stored in self.plans(from_night)]
            medicines = KINDS["medicine"]
            has_planned = bool(medicine_names(plan.of for plan in plans))
            eve = from_night - timedelta(days=has_planned and from_night.toordinal() > 1)
            return Logged(
                nights=self._between(KINDS["night"], from_night, before_night),
                sleeps=self._between(KINDS["sleep"], from_night, before_night),
                doses=() if in_short else self._between(KINDS["kratom"], from_night, before_night),
                taken=self.dose_figures(from_night, before_night) if in_short else (),
                lead=self.preceding_doses(from_night),
                magnesium=self._between(KINDS["magnesium"], from_night, before_night) if with_lists else (),
                magnesium_taken=() if with_lists else self._in_short("magnesium", MagnesiumTaken, *nights),
                factors=self._between(KINDS["factor"], from_night, before_night) if with_lists else (),
                symptoms=self._between(KINDS["symptom"], from_night, before_night) if with_lists else (),
                symptom_grades=() if with_lists else self._in_short("symptom", SymptomGrade, *nights),
                medicines=self._between(medicines, from_night, before_night) if with_lists or has_planned else (),
                eve_medicines=self._between(medicines, eve, from_night) if has_planned else (),
                measures=self._between(KINDS["measure"], from_night, before_night) if with_lists else (),
                plans=plans,
                products={stored.id: stored.entry for stored in self.products(from_night, before_night)},
            )

    def scores(self, from_night: date, before_night: date) -> dict[date, int]:
        """Return the severity of every night of a half-open range that has one."""
        from datetime import date

        rows = self.rows("night_scores", from_night=f"{from_night}", before_night=f"{before_night}")
        return {date.fromisoformat(night_of): severity for night_of, severity in rows}

    def dose_ratings(self, from_night: date, before_night: date) -> list[tuple[str, date, int]]:
        """Return the doses of a half-open range that were rated: the kind of the product, the night, the rating."""
        from datetime import date

        rows = self.rows("dose_ratings", from_night=f"{from_night}", before_night=f"{before_night}")
        return [(kind, date.fromisoformat(night), helped) for kind, night, helped in rows]

    def preceding_doses(self, first: date) -> PrecedingDoses:
        """Return the last doses before a day, if every day between is logged: their gaps reach into the range."""
        from datetime import date

        from legdiary.domain.reports.dose_totals import PrecedingDoses, is_unbroken
        from legdiary.domain.time.moments import A_DAY

        before = first - A_DAY
        with self._runner.transaction("BEGIN"):
            rows = self.rows("dose_before", before=f"{first}")
            others: dict[str, int | None] = dict(self.rows("dose_apart_on", night_of=f"{before}"))
            self._sums.check_all(PRODUCT)
            self._sums.check_days(DOSE, _first_day(rows), f"{first}")
        leaf_s = None
        for night_of, utc_s, days_without in rows:
            if is_unbroken(first, date.fromisoformat(night_of), days_without):
                leaf_s = utc_s
        for word, last_s in others.items():
            if last_s is None:  # the day before was logged as dose-free
                others[word] = self.last_dose_of(word, first)
        return PrecedingDoses(before, leaf_s, others)

    def last_days(self, before: date, most: int) -> list[tuple[date, int]]:
        """Return the last logged days before a day, each with the milligrams of leaf taken on it, newest first."""
        from datetime import date

        with self._runner.transaction("BEGIN"):
            rows = self.rows("dose_last_days", before=f"{before}", most=most)
            self._sums.check_all(PRODUCT)
            self._sums.check_days(DOSE, _first_day(rows[most - 1 :]), f"{before}")
        return [(date.fromisoformat(night_of), total_mg) for night_of, total_mg in rows]

    def last_days_of(self, substance: str, before: date, most: int) -> list[tuple[date, int]]:
        """Return the last logged days of a substance before a day, each with its total in micrograms, newest first."""
        from datetime import date

        with self._runner.transaction("BEGIN"):
            rows = self.rows("dose_last_days_of", substance=substance, before=f"{before}", most=most)
            self._sums.check_all(PRODUCT)
            self._sums.check_days(DOSE, _first_day(rows[most - 1 :]), f"{before}")
        return [(date.fromisoformat(night_of), total_ug) for night_of, total_ug in rows]

    def last_dose_of(self, substance: str, first: date) -> int | None:
        """Return the instant of the last dose of a substance before a day; None where a day between is not logged."""
        from datetime import date

        from legdiary.domain.reports.dose_totals import is_unbroken

        with self._runner.transaction("BEGIN"):
            rows = self.rows("dose_before_of", substance=substance, before=f"{first}")
            self._sums.check_all(PRODUCT)
            self._sums.check_days(DOSE, _first_day(rows), f"{first}")
        for night_of, utc_s, days_without in rows:
            if is_unbroken(first, date.fromisoformat(night_of), days_without):
                return int(utc_s)
        return None

    def has_other_substance(self, from_night: date, before_night: date) -> bool:
        """Return whether a substance that is not counted as leaf is logged on a day of a half-open range."""
        days = self.rows("past_apart")
        return any(kind != "extract" and f"{from_night}" <= day < f"{before_night}" for kind, day, _ in days)

    def last_product(self, from_night: date, before_night: date) -> str | None:
        """Return the name of the product that the last dose with one in a half-open range named; 7-OH is left out."""
        rows = self.rows("dose_last_product", from_night=f"{from_night}", before_night=f"{before_night}")
        return str(rows[0][0]) if rows else None

    def amounts(self, from_night: date, before_night: date, *, but: int = 0) -> list[int]:
        """Return the milligrams of every leaf dose in a half-open range, except the dose with the id `but`."""
        rows = self.rows("dose_amounts", from_night=f"{from_night}", before_night=f"{before_night}", but=but)
        return [amount_mg for (amount_mg,) in rows]

    def amounts_of(self, substance: str, from_night: date, before_night: date, *, but: int = 0) -> list[int]:
        """Return the micrograms of every dose of a substance in a half-open range, except the one with the id `but`."""
        rows = self.rows(
            "dose_amounts_of", substance=substance, from_night=f"{from_night}", before_night=f"{before_night}", but=but
        )
        return [amount_ug for (amount_ug,) in rows]

    def taken_of_products(self) -> list[Taken]:
        """Return every dose of the diary in short form; those with a product name its number."""
        from datetime import date

        with self._runner.transaction("BEGIN"):
            self._sums.check_all(DOSE)
            return self.dose_figures(date.min, date.max)

    def taken_of_batches(self, before: date | None = None) -> list[TakenOfBatch]:
        """Return the amount taken of each batch, over all days or those before a day."""
        from legdiary.domain.entries.products import TakenOfBatch

        bound = EVER[1] if before is None else f"{before}"
        return [TakenOfBatch(*row) for row in self.rows("dose_of_batches", before=bound)]

    def dose_figures(self, from_night: date, before_night: date) -> list[Taken]:
        """Return the doses of a half-open range in short form: the columns for a day's figures, in order."""
        from legdiary.domain.reports.dose_totals import Taken

        return self._in_short("dose", Taken, from_night, before_night)

    def _in_short(self, table: str, short: Callable[..., _Short], from_night: date, before_night: date) -> list[_Short]:
        """Return the rows of a half-open range as values of the few columns that figures need, the day first."""
        from datetime import date

        rows = self.rows(f"{table}_in_short", from_night=f"{from_night}", before_night=f"{before_night}")
        days = {night_of: date.fromisoformat(night_of) for night_of in dict.fromkeys(row[0] for row in rows)}
        return [short(days[night_of], *others) for night_of, *others in rows]

    def span(self, *, measures: bool = False) -> tuple[date, date] | None:
        """Return the first and the last night that anything is filed under; None for an empty diary.

        Args:
            measures: count the dates of measures and trials as well; a laboratory value of last year makes no night.
        """
        from datetime import date

        kinds = [kind for kind in KINDS.values() if kind.by_night or (measures and kind.filed_by is not None)]
        with self._runner.transaction("BEGIN"):
            rows = [tuple(self._runner.one(f"{kind.table}_span")) for kind in kinds]
            for kind, row in zip(kinds, rows, strict=True):
                if row != tuple(self._runner.one("checksum_span", of=kind.table)):
                    self._sums.damaged(kind.table)
        first = [row[0] for row in rows if row[0] is not None]
        last = [row[1] for row in rows if row[1] is not None]
        return (date.fromisoformat(min(first)), date.fromisoformat(max(last))) if first else None

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Read everything within the block from one state of the file; writers wait until it ends."""
        with self._runner.transaction("BEGIN"):
            self._caches_plans = True
            try:
                yield
            finally:
                self._caches_plans, self._cached_plans = False, None

    def rows(self, name: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of a statement that formats its values itself, as plain tuples."""
        with self._runner.transaction("BEGIN"):
            self._sums.check_for(name, parameters)
            cursor = self._runner.run(name, **parameters)
            cursor.row_factory = None
            rows = cursor.fetchall()
            if name == "csv_corrections":  # it also reads the history of each entry
                self._sums.check_history(*{row[_ENTRY_ID] for row in rows})
            return rows

    def plans(self, since: date | None = None) -> list[Stored]:
        """Return the taper plans by their start; within `one_state` they are read once, because exports ask repeatedly.

        Args:
            since: leave out plans that ended before that day, except the last of them, which names the phase that the
                day may be in. None: every plan.
        """
        if self._cached_plans is not None:
            return self._cached_plans
        everything = since is None or self._caches_plans
        with self._runner.transaction("BEGIN"):
            self._sums.check_all(PLAN)
            rows = self._runner.all("plan_all") if everything else self._runner.all("plan_since", since=f"{since}")
            found = [Stored(row["id"], self._plan(row)) for row in rows]
        if self._caches_plans:
            self._cached_plans = found
        return found

    def products(self, from_night: date | None = None, before_night: date | None = None) -> list[Stored]:
        """Return the products by name: those opened in a half-open range or named by its doses, or every one."""
        with self._runner.transaction("BEGIN"):
            self._sums.check_all(PRODUCT)
            if from_night is None or before_night is None:
                rows = self._runner.all("product_all")
            else:
                self._sums.check_days(DOSE, f"{from_night}", f"{before_night}")
                rows = self._runner.all("product_within", from_night=f"{from_night}", before_night=f"{before_night}")
            return [Stored(row["id"], from_row(KINDS["product"], row)) for row in rows]

    def names(self, kind: str) -> list[str]:
        """Return each name that the factors, symptoms or medicines of the diary have."""
        return [name for (name,) in self.rows(f"{KINDS[kind].table}_names")]

    def has_one_entry(self, kind: str) -> bool:
        """Return whether the diary has exactly one entry of a kind that is filed by night."""
        with self._runner.transaction("BEGIN"):
            found = len(self._runner.all(f"{KINDS[kind].table}_first", most=2))
            if found <= 1:
                table = KINDS[kind].table
                self._sums.check_all(table)
                self._sums.check_path(f"{table}_by_day", table)
            return found == 1

    def past(self) -> EventInputs:
        """Return what events and steady intake are worked out from, over the whole diary."""
        from legdiary.store.event_history import read_event_inputs

        with self._runner.transaction("BEGIN"):
            return read_event_inputs(self)

    def past_of_range(self, from_day: date, before_day: date, *, courses: bool = False) -> EventInputs:
        """Return what the events of a half-open range are worked out from, and what courses are, where asked for."""
        from legdiary.store.event_history import past_of_range

        with self._runner.transaction("BEGIN"):
            return past_of_range(self, from_day, before_day, courses=courses)

    def days_taken(
        self, what: Intake, name: str, before: date, pick: Callable[[Sequence[date]], Sequence[date]]
    ) -> Sequence[date]:
        """Return some of the days before a day on which something was taken.

        Args:
            what: the kind of intake.
            name: the medicine, the route of magnesium, or the kind of product.
            before: the day after the last that may be returned.
            pick: takes every such day, in order, and returns those wanted, close together; these are compared with
                their checksums, so they show that it was taken. No other day is, so none shows that it was not.
        """
        from datetime import date

        with self._runner.transaction("BEGIN"):
            rows = self._runner.all(f"{what}_days_before", name=name, before=f"{before}")
            found = pick([date.fromisoformat(day) for (day,) in rows])
            if found:
                self._sums.check_days(DOSE if what == "apart" else what, f"{found[0]}", f"{found[-1]}{EVER[1]}")
            return found

    def kept_days(self) -> list[date]:
        """Return every day with an entry of a kind filed by night, compared with the days that have checksums."""
        from datetime import date

        with self._runner.transaction("BEGIN"):
            days = self.rows("past_kept")
            if days != self.rows("checksum_days"):
                self.check_everything()
                self._sums.damaged(DOSE)
            return [date.fromisoformat(day) for (day,) in days]

    def history(self, entry_id: int | None = None, most: int = 1_000_000) -> list[FieldsLine]:
        """Return the ledger, newest line last: of one entry, or the latest lines of all."""
        with self._runner.transaction("BEGIN"):
            if entry_id is not None:
                rows = self._lines_of(entry_id)
            else:
                self._sums.check_end()
                self._sums.check_all(LEDGER)
                rows = self._runner.all("ledger_latest", most=most, skipped=0)[::-1]
            return [line_of(row) for row in rows]

    def edits(self, entry_id: int) -> list[FieldsLine]:
        """Return the ledger lines that changed an entry, newest last; the text of other lines is not read."""
        with self._runner.transaction("BEGIN"):
            rows = self._lines_of(entry_id)
            return [line_of(row) for row in rows if row["old"] is not None and row["new"] is not None]

    def _lines_of(self, entry_id: int) -> list[Any]:
        if not _fits_sqlite(entry_id):
            raise NoSuchEntry(entry_id)
        self._sums.check_history(entry_id)
        rows = self._runner.all("ledger_by_entry", entry_id=entry_id)
        if not rows:
            raise NoSuchEntry(entry_id)
        return rows

    def whole_history(self) -> Sequence[FieldsLine]:
        """Return the whole ledger, newest line last; its lines are compressed, and made values as they are read."""
        from legdiary.util.compressed_list import PackedRows, View

        with self._runner.transaction("BEGIN"):
            self._sums.check_end()
            self._sums.check_all(LEDGER)
            return View(PackedRows(map(tuple, self._runner.run("ledger_in_order")), small=True), line_of)

    def last_change(self) -> list[FieldsLine]:
        """Return the lines of the last change that is not undone yet.

        Raises:
            NothingToUndo: there is none.
        """
        with self._runner.transaction("BEGIN"):
            return [line_of(row) for row in self._runner.all("ledger_of_change", change_id=self._last_undoable())]

    def ledger_mark(self, line_id: int) -> str | None:
        """Return what a line of the ledger is known by, in whatever copy of this diary it stands; None without it."""
        with self._runner.transaction("BEGIN"):
            skipped = int(self._runner.one("ledger_next_id")[0]) - 1 - line_id
            rows = self._runner.all("ledger_latest", most=1, skipped=skipped) if skipped >= 0 and line_id > 0 else []
            return _mark_of(rows) if (rows and rows[0]["id"] == line_id) or line_id == 0 else None

    def plan_history(self) -> list[FieldsLine]:
        """Return the ledger's lines of every plan that there ever was, newest line last."""
        with self._runner.transaction("BEGIN"):
            self._sums.check_end()
            self._sums.check_changes("of_plans")
            return [line_of(row) for row in self._runner.all("ledger_of_plans")]

    def corrections(self, from_night: date | None = None, before_night: date | None = None) -> list[FieldsLine]:
        """Return the ledger's lines that changed, deleted or undid something, whatever its night, newest line last.

        Args:
            from_night: the first night whose entries' whole histories are compared with their checksums as well;
                without one, the whole ledger is.
            before_night: the night after the last.
        """
        with self._runner.transaction("BEGIN"):
            self._sums.check_end()
            if from_night is None or before_night is None:
                self._sums.check_all(LEDGER)
            else:
                self._sums.check_changes("within", from_night=f"{from_night}", before_night=f"{before_night}")
            return [line_of(row) for row in self._runner.all("ledger_corrections")]

    def first_line(self) -> FieldsLine | None:
        """Return the line with which the ledger begins; None in an empty diary."""
        with self._runner.transaction("BEGIN"):
            rows = self._runner.all("ledger_first", most=1)
            self._sums.check_end()
            self._sums.check_line_numbers()
            self._sums.check_history(*(row["entry_id"] for row in rows))
            return line_of(rows[0]) if rows else None

    # ------------------------------------------------------------------ writing

    def add(
        self,
        entry: Any,
        present: Present,
        *,
        recalled: bool = False,
        check: Callable[[Diary], Sequence[int] | None] | None = None,
    ) -> Stored:
        """Store a new entry.

        Args:
            entry: the value.
            present: the clock.
            recalled: it was entered more than 36 h after waking.
            check: reads within the same transaction; raises where the entry must not be stored, and returns the ids
                of entries that it replaces in the same change.
        """
        with self._change(present) as change:
            for other in (check(self) or ()) if check else ():
                self._delete_entry(change, self._kind_of(other), other, DELETE)
            return self._put_new(change, KINDS[entry.kind], entry, recalled=recalled)

    def add_all(self, entries: Iterable[Any], present: Present) -> list[Stored]:
        """Store new entries in one change; each is a value, or a pair of a value and its `recalled` mark."""
        pairs = [entry if isinstance(entry, tuple) else (entry, False) for entry in entries]
        with self._change(present) as change:
            numbers = range(change.next_id, change.next_id + len(pairs))
            self._put_many(change, pairs)
            return [Stored(number, *pair) for number, pair in zip(numbers, pairs, strict=True)]

    def write_night(
        self,
        kind: str,
        night: date,
        build: Callable[[Any | None], Any],
        present: Present,
        *,
        recalled: Callable[[Any], bool] = lambda _: False,
        name: str | None = None,
    ) -> Change:
        """Store the entry that `build` makes from the night's present one (None at first).

        A night has one entry of the kind; of a kind with names (symptoms), one of each name.
        """
        with self._change(present) as change:
            there = [
                stored
                for stored in self._between(KINDS[kind], night, night + timedelta(days=1))
                if name is None or stored.entry.name == name
            ]
            if not there:
                made = build(None)
                new = self._put_new(change, KINDS[kind], made, recalled=recalled(made))
                return Change(new.id, kind, None, new)
            return self._rewrite(change, KINDS[kind], there[0], build(there[0].entry))

    def edit(self, entry_id: int, build: Callable[[Any], Any], present: Present) -> Change:
        """Replace an entry by the one that `build` makes from it.

        Raises:
            NoSuchEntry: there is none with this id.
        """
        with self._change(present) as change:
            kind = self._kind_of(entry_id)
            there = self._stored(kind, entry_id)
            return self._rewrite(change, kind, there, build(there.entry))

    def edit_several(self, new: Mapping[int, Any], added: Sequence[Any], present: Present) -> list[Change]:
        """Replace several entries and add others in one change (as when one plan replaces another)."""
        with self._change(present) as change:
            made = []
            for entry_id, entry in new.items():
                kind = self._kind_of(entry_id)
                made.append(self._rewrite(change, kind, self._stored(kind, entry_id), entry))
            for entry in added:
                stored = self._put_new(change, KINDS[entry.kind], entry, recalled=False)
                made.append(Change(stored.id, entry.kind, None, stored))
            return made

    def delete(self, entry_id: int, present: Present) -> Change:
        """Delete an entry; the ledger keeps it.

        Raises:
            NoSuchEntry: there is none with this id.
            InTheWay: doses name this product.
        """
        with self._change(present) as change:
            return self._delete_entry(change, self._kind_of(entry_id), entry_id, DELETE)

    def undo(self, present: Present) -> list[Change]:
        """Undo the last change that is not undone yet.

        Raises:
            NothingToUndo: there is none.
            InTheWay: a later entry depends on it.
        """
        with self._change(present) as change:
            change.undoes = self._last_undoable()
            lines = [line_of(row) for row in self._runner.all("ledger_of_change", change_id=change.undoes)]
            if len(lines) > 1:
                self._runner.defer_foreign_keys()  # a dose may name a batch again before that is back
            return [self._undo_line(change, line) for line in reversed(lines)]

    # ------------------------------------------------------------------ in bulk

    def everything(self) -> Everything:
        """Return all that the file holds, to be read piece by piece within `one_state`."""
        from legdiary.store.export_lines import everything

        with self._runner.transaction("BEGIN"):
            self.check_everything()
            self._sums.check_numbers()
            return everything(self._runner, self._entry_from_row)

    def every_entry(self) -> Iterator[Stored]:
        """Yield every entry, kind by kind, to be read piece by piece within `one_state`."""
        self.check_everything()
        for kind in KINDS.values():
            for row in self._runner.run(f"{kind.table}_in_order"):
                yield self._entry_from_row(kind, row)

    def snapshot(self, *, by_days: bool = False) -> Snapshot:
        """Return all entries as they are and as they were first added, for comparison with another file.

        Args:
            by_days: read a few days at a time, within `one_state`.
        """
        from legdiary.store import bulk

        with self._runner.transaction("BEGIN"):
            self.check_everything()
            self._sums.check_all_paths()
            return (bulk.snapshot_by_days if by_days else bulk.snapshot)(self._runner, self._entry_from_row)

    def import_entries(
        self,
        sort_out: Callable[[Snapshot], Merged],
        present: Present,
        *,
        by_days: bool = False,
        progress: Progress = NO_PROGRESS,
    ) -> Merged:
        """Store in one change the result of `sort_out` for the present entries; `sort_out` raises where it must not be.

        Args:
            sort_out: compares a file with the present entries (`NOTHING`, if there never were any) and returns what
                is new.
            present: the clock.
            by_days: `sort_out` reads the present entries a few days at a time.
            progress: hears how much is stored.
        """
        from legdiary.domain.ledger.merge_by_days import NOTHING
        from legdiary.store import bulk

        with self._change(present) as change:
            merged = sort_out(NOTHING if change.first_id == 1 else self.snapshot(by_days=by_days))
            if merged.gone:
                self._runner.defer_foreign_keys()  # a dose that named a deleted batch is changed after it
            for entry_id in merged.gone:
                self._delete_entry(change, self._kind_of(entry_id), entry_id, DELETE)
            numbers: dict[int | None, int | None] = {None: None}
            for place, product in enumerate(merged.products, start=1):
                numbers[-place] = self._put_new(change, KINDS["product"], product, recalled=False).id
            with progress.part(STORING, len(merged.edits) + len(merged.entries)) as part:
                for entry_id, entry in counted(merged.edits.items(), part):
                    kind = KINDS[entry.kind]
                    self._rewrite(change, kind, self._stored(kind, entry_id), bulk.renumber_product(entry, numbers))
                self._put_many(change, counted(merged.entries, part), numbers)
            self._note_imports(change, merged)
            return merged

    def _note_imports(self, change: _Change, merged: Merged) -> None:
        """Note how far the other diaries of an import are known now, where that is new."""
        if not merged.known:
            return
        from legdiary.domain.ledger.parted_ledgers import ImportNote
        from legdiary.store.import_notes import put_note, read_notes

        there = {each[1:3] for each in read_notes(self._runner)}
        for known in merged.known:
            if known not in there:
                wrote = change.next_id > change.first_id
                put_note(self._runner, self._sums, ImportNote(change.next_id - 1, *known, wrote))

    def restore_all(
        self,
        kept: Callable[[Sequence[int]], Iterable[tuple[int, Any, bool]]],
        told: Sequence[TextLine],
        progress: Progress = NO_PROGRESS,
    ) -> bool:
        """Restore a whole diary with its ledger and numbers, if this one never held anything; return whether it did.

        Args:
            kept: returns the entries that there are of some numbers, each with its number and its `recalled` mark;
                all entries are what the ledger says of them.
            told: every line of the ledger as a row of its table.
            progress: hears how much is stored.
        """
        from legdiary.store import bulk

        with self._runner.transaction("BEGIN IMMEDIATE"):
            self._runner.check_version()
            if int(self._runner.one("ledger_next_id")[0]) != 1:
                return False
            with progress.part(STORING, len(told)) as part:
                left = bulk.write_lines(self._runner, counted(told, part))
                for entry_id, entry, recalled in kept(left):
                    kind = KINDS[entry.kind]
                    self._insert_row(kind, entry_id, entry, recalled=recalled)
                    self._insert_plan_rows(kind, entry_id, entry)
                self._sums.count(len(told))
                self._sums.put_since(0, *(table for table in TABLES if table not in BESIDE_PLAN))
            return True

    # ------------------------------------------------------------------ several devices

    def exchange(self, me: str, names: Mapping[str, str], lines: Iterable[SyncLine], present: Present) -> Exchanged:
        """Write this device's changes into its log, and take the lines of others, in one change.

        Args:
            me: this device.
            names: device → its name, of every device that takes part, this one too.
            lines: lines of other devices; those that are known already are passed over.
            present: the clock.
        """
        with self._change(present) as change:
            exchange = self._exchange(me, names)
            taken = exchange.take(lines, self._json_fields, change.next_id)
            self._write_exchanged(change, exchange)
            return replace(taken, ledger_end=change.next_id - 1)

    def ledger_end(self) -> int:
        """Return the number of the newest line of the ledger; 0 before the first."""
        with self._runner.transaction("BEGIN"):
            self._sums.check_end()
            return int(self._runner.one("ledger_next_id")[0]) - 1

    def move_lines(self, device: str, after: int, me: str, names: Mapping[str, str], present: Present) -> Moved:
        """Give the lines of a device after a number another id, and so all whose authors knew one of them.

        Args:
            device: the device, under whose id two machines went on.
            after: the number of the newest line that both have.
            me: this device; its changes are written into its log first.
            names: device → its name, of this one.
            present: the clock.
        """
        from legdiary.store.sync.move import Move

        with self._runner.transaction("BEGIN IMMEDIATE"):
            self.exchange(me, names, (), present)
            with self._change(present) as change:
                move = Move(self._runner, self._sums, device, after, me)
                move.write(self._json_fields, change.next_id)
                self._write_exchanged(change, move)
                return move.moved

    def moved_from(self, device: str, first: SyncLine) -> LineRef | None:
        """Return the line here that is the same as another device's first one, which stands under an id of its own now.

        Returns:
            None where it is not known here.
        """
        from legdiary.domain.sync.parting import moved_id

        with self._runner.transaction("BEGIN"):
            alike = (line for line in self._device_log().every_line() if line.made_utc_ms == first.made_utc_ms)
            return next((line.ref for line in alike if moved_id(line) == device), None)

    def settle(self, entry_id: int, take: str | None, me: str, names: Mapping[str, str], present: Present) -> None:
        """Settle what devices have said differently of an entry.

        Args:
            entry_id: its number.
            take: the device whose value counts from now on; None for what stands.
            me: this device.
            names: device → its name.
            present: the clock.

        Raises:
            NothingToSettle: nothing waits there, or that device has said nothing else.
        """
        from legdiary.store.rows import from_json_fields
        from legdiary.store.sync.settle import choose, settling_lines

        with self._runner.transaction("BEGIN IMMEDIATE"):
            self.exchange(me, names, (), present)
            log = self._device_log()
            waiting = [each for each in log.waiting() if each.entry_id == entry_id]
            choice = choose(waiting, entry_id, take, log)
            kind = self._kind_of(entry_id)
            with self._change(present) as change:
                if choice.is_deleted:
                    self._delete_entry(change, kind, entry_id, DELETE)
                elif choice.fields:
                    there = self._stored(kind, entry_id)
                    self._rewrite(change, kind, there, replace(there.entry, **from_json_fields(kind, choice.fields)))
            self.exchange(me, names, (), present)
            stands = self._json_fields(kind.name, entry_id)
            if stands is not None:
                lines = settling_lines(waiting, entry_id, me, present.written_at, self._device_log(), stands)
                with self._change(present) as change:
                    exchange = self._exchange(me, names)
                    exchange.settle(lines, self._json_fields, change.next_id)
                    self._write_exchanged(change, exchange)

    def sync_id(self) -> str | None:
        """Return the id that the diary has on all devices; None before it has one."""
        with self._runner.transaction("BEGIN"):
            return self._device_log().diary

    def begin_sync(self, diary: str) -> None:
        """Give the diary the id that it has on all devices."""
        with self._runner.transaction("BEGIN IMMEDIATE"):
            self._device_log().put_diary(diary)

    def end_sync(self) -> None:
        """Forget every device and its lines; the entries and their history stay, and undo reaches all of it again."""
        with self._runner.transaction("BEGIN IMMEDIATE"):
            self._device_log().clear()

    def unpublished_changes(self) -> int:
        """Return how many lines of the ledger are in no log yet."""
        with self._runner.transaction("BEGIN"):
            return len(self._runner.all("sync_unpublished"))

    def unpublished_fields(self) -> dict[int, set[str]]:
        """Return entry → the fields that were changed here, in no log yet; none for one that was deleted."""
        from legdiary.store.sync.publish import UnpublishedLines, changed_fields

        changed: dict[int, set[str]] = {}
        with self._runner.transaction("BEGIN"):
            for line, state in UnpublishedLines(self._runner).states():
                written = set() if state is None else {*changed.get(line.entry_id, ()), *changed_fields(line, state)}
                changed[line.entry_id] = written
        return changed

    def said_fields(self, about: LineRef, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the kind of an entry, and what a device wrote of its fields, as values."""
        with self._runner.transaction("BEGIN"):
            log = self._device_log()
            return log.identities[about].kind, log.values_of(about, values)

    def is_deletion(self, line: LineRef) -> bool:
        """Return whether a known line of a device deletes its entry."""
        return any(each.new is None for each in self.device_lines(line.device, line.number - 1, line.number))

    def unsettled_count(self) -> int:
        """Return the number of entries of which devices say different things, until a person settles them."""
        with self._runner.transaction("BEGIN"):
            self._sums.check_for("sync_open_count", {})
            return int(self._runner.one("sync_open_count")[0])

    def told_by(self, first: int = 1, last: int = 2**62) -> dict[int, str | None]:
        """Return the lines of the ledger, of some numbers, that came from other devices, each with the device's name.

        A line that several devices' words have made together has no name.

        Args:
            first: the first number.
            last: the last number.
        """
        with self._runner.transaction("BEGIN"):
            self._sums.check_for("sync_told", {})
            found = {row["id"]: row["name"] for row in self._runner.run("sync_told", first=first, before=last + 1)}
        shared = {name: name for name in found.values()}
        return {number: shared[name] for number, name in found.items()}

    def entry_or_none(self, entry_id: int) -> Stored | None:
        """Return the entry with this id; None where it is gone."""
        try:
            return self.entry(entry_id)
        except NoSuchEntry:
            return None

    def forget_device(self, device: str) -> None:
        """Expect nothing of a device any more; its lines stay."""
        with self._runner.transaction("BEGIN IMMEDIATE"):
            self._device_log().forget(device)

    def device_lines(self, device: str, after: int, until: int | None = None) -> list[SyncLine]:
        """Return the lines of a device after one of its numbers, up to another."""
        with self._runner.transaction("BEGIN"):
            return self._device_log().lines_between(device, after, until)

    def lines_to_send(self, device: str, after: int, until: int) -> list[SyncLine]:
        """Return the lines of a device after one of its numbers, up to another, compared with their checksums."""
        with self._runner.transaction("BEGIN"):
            log = self._device_log()
            log.check()
            return log.lines_between(device, after, until)

    def newest_lines(self) -> dict[str, int]:
        """Return device → the number of the newest of its lines that is known."""
        with self._runner.transaction("BEGIN"):
            return self._device_log().newest()

    def chain_at(self, device: str, number: int) -> str | None:
        """Return the hash of a device's lines up to a number; None where not so many are known."""
        with self._runner.transaction("BEGIN"):
            return self._device_log().chain_at(device, number)

    def devices(self) -> list[Device]:
        """Return every device whose lines are known, or were expected."""
        with self._runner.transaction("BEGIN"):
            return list(self._device_log().devices.values())

    def waiting_conflicts(self) -> list[Waiting]:
        """Return what devices have said differently and nobody has settled yet."""
        with self._runner.transaction("BEGIN"):
            return self._device_log().waiting()

    def _device_log(self) -> DeviceLog:
        from legdiary.store.sync.log import DeviceLog

        return DeviceLog(self._runner, self._sums)

    def _json_fields(self, kind: str, entry_id: int) -> dict[str, Any] | None:
        from legdiary.store.rows import to_json_fields

        rows = self._runner.all(f"{KINDS[kind].table}_by_id", id=entry_id)
        if not rows:
            return None
        stored = self._entry_from_row(KINDS[kind], rows[0])
        return to_json_fields(KINDS[kind], stored.entry, recalled=stored.recalled)

    def _exchange(self, me: str, names: Mapping[str, str]) -> Exchange:
        from legdiary.store.sync.take import Exchange

        return Exchange(self._runner, self._sums, me, names)

    def _write_exchanged(self, change: _Change, exchange: Exchange | Move) -> None:
        """Write what devices' lines have made: the ledger first, then all rows at once, since some change places."""
        from legdiary.store.rows import json_text

        applied = exchange.applied
        first = change.next_id
        self._runner.defer_foreign_keys()
        for step in applied.steps:
            old, new = (None if side is None else json_text(side) for side in (step.old, step.new))
            self._insert_line(change, step.action, KINDS[step.kind], step.entry_id, old, new)
        self._sums.put_since(first, LEDGER)
        former = [row for row in applied.rows if row.entry_id < first]
        for row in former:
            if self._runner.all(f"{row.kind.table}_by_id", id=row.entry_id):
                self._delete_plan_rows(row.kind, row.entry_id)
                self._delete(row.kind, row.entry_id)
        for row in applied.rows:
            if row.entry is not None:
                self._insert_row(row.kind, row.entry_id, row.entry, recalled=row.recalled)
                self._insert_plan_rows(row.kind, row.entry_id, row.entry)
        for row in former:
            if row.entry is not None:
                self._sums.put(row.kind.table, row.entry_id)
        self._sums.put_since(first, *{row.kind.table for row in applied.rows if row.entry_id >= first})
        exchange.finish(change.first_id)

    # ------------------------------------------------------------------ inside a transaction

    def _put_new(
        self, change: _Change, kind: Kind, entry: Any, *, recalled: bool, entry_id: int | None = None
    ) -> Stored:
        new_id = change.next_id if entry_id is None else entry_id
        fields = all_fields(kind, entry, recalled=recalled)
        action = ADD if entry_id is None else UNDO
        self._write_line(change, action, kind, new_id, None, to_ledger(kind, fields))
        self._insert(kind, new_id, entry, recalled=recalled)
        self._insert_plan_rows(kind, new_id, entry)
        return Stored(new_id, entry, recalled)

    def _put_many(
        self,
        change: _Change,
        entries: Iterable[tuple[Any, bool]],
        products: Mapping[int | None, int | None] | None = None,
    ) -> None:
        """Store new entries, each with its `recalled` mark, under the next numbers.

        Args:
            change: the change.
            entries: the entries.
            products: the number of a product in the entries → its number in the diary, where it is another.
        """
        from legdiary.store.bulk import NewRows

        first = change.next_id
        new = NewRows(self._runner, change.present, change.first_id, products or {})
        for entry, recalled in entries:
            number, kind = change.next_id, KINDS[entry.kind]
            if kind.name == "plan":
                text = to_ledger(kind, all_fields(kind, entry, recalled=False))
                self._insert_line(change, ADD, kind, number, None, text)
                self._insert_row(kind, number, entry, recalled=False)
                self._insert_plan_rows(kind, number, entry)
            else:
                new.add(number, entry, recalled=recalled)
                change.next_id += 1
        new.store()
        self._sums.put_since(first, *(table for table in TABLES if table not in BESIDE_PLAN))

    def _rewrite(self, change: _Change, kind: Kind, there: Stored, new: Any, action: str = EDIT) -> Change:
        changed = field_differences(there.entry, new)
        stored = Stored(there.id, new, there.recalled)
        if not changed:
            return Change(there.id, kind.name, there, stored)
        old_text = to_ledger(kind, {name: pair[0] for name, pair in changed.items()})
        new_text = to_ledger(kind, {name: pair[1] for name, pair in changed.items()})
        self._write_line(change, action, kind, there.id, old_text, new_text)
        if kind.by_night and changed.keys() & _UNIQUE_FIELDS:
            self._delete(kind, there.id)
            change.moved_rows.append((kind, stored))
            return Change(there.id, kind.name, there, stored)
        self._delete_plan_rows(kind, there.id)
        self._sums.take(kind.table, there.id)
        self._runner.run(f"{kind.table}_update", b_id=there.id, **self._columns(kind, new, recalled=there.recalled))
        self._sums.put(kind.table, there.id)
        if (day := FILED_BY.get(kind.table)) in changed:  # a measure: entries of other kinds were moved above
            self._sums.tidy(kind.table, f"{getattr(there.entry, day)}")
        self._insert_plan_rows(kind, there.id, new)
        return Change(there.id, kind.name, there, stored)

    def _delete_entry(self, change: _Change, kind: Kind, entry_id: int, action: str) -> Change:
        there = self._entry_to_delete(kind, entry_id)
        fields = all_fields(kind, there.entry, recalled=there.recalled)
        self._write_line(change, action, kind, entry_id, to_ledger(kind, fields), None)
        self._delete_plan_rows(kind, entry_id)
        self._delete(kind, entry_id)
        return Change(entry_id, kind.name, there, None)

    def _undo_line(self, change: _Change, line: FieldsLine) -> Change:
        kind = KINDS[line.kind]
        self._check_not_built_on(kind, line)
        if line.old is None:
            return self._delete_entry(change, kind, line.entry_id, UNDO)
        if line.new is None:
            entry, recalled = entry_of_line(kind, line.old)
            stored = self._put_new(change, kind, entry, recalled=recalled, entry_id=line.entry_id)
            return Change(line.entry_id, kind.name, None, stored)
        there = self._stored(kind, line.entry_id)
        return self._rewrite(change, kind, there, replace(there.entry, **line.old), UNDO)

    def _check_not_built_on(self, kind: Kind, line: FieldsLine) -> None:
        """Refuse to undo a change where another device has changed the entry since.

        Raises:
            BuiltOn: it has.
        """
        from legdiary.domain.ledger.replay import same_value

        rows = self._runner.all(f"{kind.table}_by_id", id=line.entry_id)
        if line.new is None:
            is_same = not rows and not self._device_log().has_moved(line.entry_id)
        elif not rows:
            is_same = False
        else:
            there = self._entry_from_row(kind, rows[0], checked=False)
            fields = all_fields(kind, there.entry, recalled=there.recalled)
            is_same = all(same_value(name, fields.get(name), value) for name, value in line.new.items())
            is_same = is_same and (line.old is not None or all(name in line.new for name in fields))
        if not is_same:
            is_built_on, device = self._device_log().changed_since(line)
            if is_built_on or line.new is None:
                raise BuiltOn(line.entry_id, device)

    def _insert_moved(self, change: _Change) -> None:
        """Insert the rows that changed places, now that all of them have left their old ones."""
        for kind, stored in change.moved_rows:
            self._insert(kind, stored.id, stored.entry, recalled=stored.recalled)
        change.moved_rows.clear()

    def _write_line(
        self, change: _Change, action: str, kind: Kind, entry_id: int, old: str | None, new: str | None
    ) -> None:
        number = change.next_id
        self._insert_line(change, action, kind, entry_id, old, new)
        self._sums.put(LEDGER, number)

    def _insert_line(
        self, change: _Change, action: str, kind: Kind, entry_id: int, old: str | None, new: str | None
    ) -> None:
        now = change.present.written_at
        self._runner.run(
            "ledger_insert",
            id=change.next_id, change_id=change.first_id, made_utc_ms=now.utc_s * 1000,
            made_offset_min=now.offset_min, made_zone=now.zone, action=action, kind=kind.name,
            entry_id=entry_id, old=old, new=new, undoes=change.undoes,
        )  # fmt: skip
        change.next_id += 1

    def _kind_of(self, entry_id: int) -> Kind:
        if not _fits_sqlite(entry_id):
            raise NoSuchEntry(entry_id)
        self._sums.check_history(entry_id)
        rows = self._runner.all("ledger_kind", id=entry_id)
        if not rows:
            raise NoSuchEntry(entry_id)
        return KINDS[rows[0]["kind"]]

    def _stored(self, kind: Kind, entry_id: int, *, checked: bool = True) -> Stored:
        row = self._row(kind, entry_id)
        self._check_row(kind, row)
        return self._entry_from_row(kind, row, checked=checked)

    def _row(self, kind: Kind, entry_id: int) -> Any:
        rows = self._runner.all(f"{kind.table}_by_id", id=entry_id)
        if rows:
            return rows[0]
        from legdiary.store.errors import EntryChanged
        from legdiary.store.health.checksum_mismatch import is_row_lost

        if is_row_lost(self._runner, kind, entry_id):
            raise EntryChanged(kind.name, entry_id, None)
        raise NoSuchEntry(entry_id)

    def _check_row(self, kind: Kind, row: Any) -> None:
        """Compare an entry that was found by its number with the checksum of its day."""
        column = FILED_BY.get(kind.table)
        if column is None:
            self._sums.check_all(kind.table)
            return
        day = row[column] if isinstance(row[column], str) else ""
        self._sums.check_days(kind.table, day, f"{day}{EVER[1]}")
        of_day = self._runner.all(f"{kind.table}_between", from_night=day, before_night=f"{day}{EVER[1]}")
        if not any(tuple(each) == tuple(row) for each in of_day):
            self._sums.damaged(kind.table)

    def _entry_from_row(self, kind: Kind, row: Any, *, checked: bool = True) -> Stored:
        entry = self._plan(row) if kind.name == "plan" else from_row(kind, row, checked=checked)
        return Stored(row["id"], entry, bool(row["recalled"]) if kind.by_night else False)

    def _between(self, kind: Kind, from_night: date, before_night: date) -> list[Stored]:
        self._sums.check_days(kind.table, from_night.isoformat(), before_night.isoformat())
        rows = self._runner.all(
            f"{kind.table}_between", from_night=from_night.isoformat(), before_night=before_night.isoformat()
        )
        if not rows:
            return []
        entry = row_reader(kind.name, tuple(rows[0].keys()))
        return [Stored(row["id"], entry(row), bool(row["recalled"]) if kind.by_night else False) for row in rows]

    def _plan(self, row: Any) -> Any:
        self._sums.check_beside(row["id"])
        steps = tuple(step_of_row(step) for step in self._runner.all("taper_step_by_plan", plan_id=row["id"]))
        holds = tuple(hold_of_row(hold) for hold in self._runner.all("hold_by_plan", plan_id=row["id"]))
        return from_row(KINDS["plan"], row, steps=steps, holds=holds)

    def _insert_plan_rows(self, kind: Kind, entry_id: int, entry: Any) -> None:
        if kind.name != "plan":
            return
        for step in step_columns(entry):
            self._runner.run("taper_step_insert", plan_id=entry_id, **step)
        for hold in hold_columns(entry):
            self._runner.run("hold_insert", plan_id=entry_id, **hold)
        for table in BESIDE_PLAN:
            self._sums.put(table, entry_id)

    def _delete_plan_rows(self, kind: Kind, entry_id: int) -> None:
        if kind.name != "plan":
            return
        for table in BESIDE_PLAN:
            self._sums.take(table, entry_id)
            self._sums.tidy(table, f"{entry_id}")
            self._runner.run(f"{table}_delete", plan_id=entry_id)

    def _insert_row(self, kind: Kind, entry_id: int, entry: Any, *, recalled: bool) -> None:
        self._runner.run(f"{kind.table}_insert", id=entry_id, **self._columns(kind, entry, recalled=recalled))

    def _insert(self, kind: Kind, entry_id: int, entry: Any, *, recalled: bool) -> None:
        self._insert_row(kind, entry_id, entry, recalled=recalled)
        self._sums.put(kind.table, entry_id)

    def _delete(self, kind: Kind, entry_id: int) -> None:
        (row,) = self._runner.all(f"{kind.table}_by_id", id=entry_id)
        self._sums.take(kind.table, entry_id)
        self._sums.tidy(kind.table, row[FILED_BY[kind.table]] if kind.table in FILED_BY else "")
        self._runner.run(f"{kind.table}_delete", id=entry_id)

    def _entry_to_delete(self, kind: Kind, entry_id: int) -> Stored:
        """Return an entry for deletion, even one that breaks a rule or that the disk has changed.

        A changed entry is first stored again as its history has it, so that the ledger records the true values and undo
        brings them back.
        """
        try:
            return self._stored(kind, entry_id, checked=False)
        except DiaryTrouble as error:
            from legdiary.store.errors import EntryChanged
            from legdiary.store.health.checksum_mismatch import rewrite_from_ledger

            if not isinstance(error, EntryChanged) or error.entry_id != entry_id:
                raise
            rewrite_from_ledger(self._runner, kind, entry_id)
        return self._entry_from_row(kind, self._runner.one(f"{kind.table}_by_id", id=entry_id), checked=False)

    def _last_undoable(self) -> int:
        """Return the last change that is not undone, compared with the lines that came after it.

        Raises:
            NothingToUndo: there is none.
        """
        self._sums.check_end()
        last = self._runner.all("ledger_last_undoable", most=1, skipped=0)
        if not last:
            self._sums.check_all(LEDGER)
            raise NothingToUndo
        rows = self._runner.all("ledger_since", id=last[0]["change_id"])
        if len(rows) > _MANY_LINES:
            self._sums.check_all(LEDGER)
        else:
            self._sums.check_history(*{row["entry_id"] for row in rows})
        passed = {row["undoes"] for row in rows} | {row["id"] for row in self._taken_since(last[0]["change_id"])}
        found = max(row["change_id"] for row in rows if row["action"] != UNDO and row["change_id"] not in passed)
        if found != last[0]["change_id"] or rows[-1]["id"] - rows[0]["id"] != len(rows) - 1:
            self._sums.damaged(LEDGER)
        return int(found)

    def _taken_since(self, change_id: int) -> Sequence[Any]:
        """Return the changes that were made by taking lines of other devices."""
        self._sums.check_all("sync_change")
        return self._runner.all("sync_change_since", first=change_id)

    def check_everything(self) -> None:
        """Compare every row with its checksum, within `one_state`: also those that an index leaves out.

        Raises:
            DiaryTrouble: the rows are not as they were stored.
        """
        self._sums.check_end()
        self._sums.check_all(*TABLES)

    @staticmethod
    def _columns(kind: Kind, entry: Any, *, recalled: bool) -> dict[str, object]:
        columns = to_columns(kind, entry)
        return columns | {"recalled": int(recalled)} if kind.by_night else columns

    @contextmanager
    def _change(self, present: Present) -> Iterator[_Change]:
        with self._runner.transaction("BEGIN IMMEDIATE"):
            self._runner.check_version()  # another program may have upgraded the file since it was opened
            self._sums.check_end()
            first = int(self._runner.one("ledger_next_id")[0])
            change = _Change(present, first, first)
            yield change
            self._insert_moved(change)
            self._sums.count(change.next_id - first)
            if self._before_commit is not None:
                last = self._runner.all("ledger_latest", most=1, skipped=0)
                self._before_commit(first, change.next_id - 1, _mark_of(last))


@dataclass(slots=True)
class _Change:
    """A change in progress.

    Attributes:
        present: its clock.
        first_id: the number of its first ledger line.
        next_id: the number of the next line.
        undoes: the change that it undoes.
        moved_rows: rows taken out and not inserted again yet, since two entries may swap their nights.
    """

    present: Present
    first_id: int
    next_id: int
    undoes: int | None = None
    moved_rows: list[tuple[Kind, Stored]] = field(default_factory=list)


def _mark_of(rows: Sequence[Any]) -> str:
    """Return what a line of the ledger is known by; of an empty ledger one word."""
    return " ".join(f"{row['made_utc_ms']} {row['action']} {row['kind']} {row['entry_id']}" for row in rows) or "none"


def _first_day(rows: Sequence[Sequence[Any]]) -> str:
    """Return the day of the first row; without one, a text that sorts before every day."""
    return rows[0][0] if rows and isinstance(rows[0][0], str) else EVER[0]


def _fits_sqlite(typed: int) -> bool:
    """Return whether SQLite can hold the number at all."""
    return 0 < typed < 2**63

"""The diary: the only class that reads and writes the file. Values of the domain in and out; a transaction a method.

Every change writes its ledger lines in its own transaction. An entry's id is the number of the ledger line that made
it, so ids are unique over all kinds and never used again.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.ledger.actions import DELETE
from legdiary.domain.time.moments import Moment
from legdiary.errors import DiaryTrouble
from legdiary.store import diary_file
from legdiary.store.checksum_tables import BESIDE_PLAN, DOSE, EVER, LEDGER, PLAN, PRODUCT, TABLES
from legdiary.store.connection import closed_on_error
from legdiary.store.entry_rows import Change, EntryRows, NoSuchEntry, fits_sqlite, mark_of
from legdiary.store.row_checksums import RowChecksums
from legdiary.store.rows import (
    from_row,
    line_of,
)
from legdiary.store.statement_runner import Runner
from legdiary.util.progress import NO_PROGRESS, STORING, counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import Any, Self, TypeVar

    from legdiary.domain.entries.products import TakenOfBatch
    from legdiary.domain.ledger.ledger_line import FieldsLine, TextLine
    from legdiary.domain.ledger.merge import Merged, Snapshot
    from legdiary.domain.reports.dose_totals import PrecedingDoses, Taken
    from legdiary.domain.reports.events import EventInputs
    from legdiary.domain.reports.night_record import Logged
    from legdiary.domain.time.moments import Present
    from legdiary.store.entry_rows import BeforeCommit, OpenChange
    from legdiary.store.event_history import Intake
    from legdiary.store.export_lines import Everything
    from legdiary.store.sync.diary_sync import DiarySync
    from legdiary.util.paths import StrPath
    from legdiary.util.progress import Progress

    _Short = TypeVar("_Short")

#: The column of a row of corrections that has the entry's number.
_ENTRY_ID = 6


class Diary:
    """An open diary. Use as a context manager."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._sums = RowChecksums(runner)
        self._rows = EntryRows(runner, self._sums)
        self.begun = False
        self._cached_plans: list[Stored] | None = None
        self._caches_plans = False

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
        diary.begun, diary._rows.before_commit = begun, before_commit
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
            return self._rows.stored(self._rows.kind_of(entry_id), entry_id)

    def entries_between(self, kind: str, from_night: date, before_night: date) -> list[Stored]:
        """Return the entries of one kind filed under nights in a half-open range, in the order they happened."""
        with self._runner.transaction("BEGIN"):
            return self._rows.between(KINDS[kind], from_night, before_night)

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
                nights=self._rows.between(KINDS["night"], from_night, before_night),
                sleeps=self._rows.between(KINDS["sleep"], from_night, before_night),
                doses=() if in_short else self._rows.between(KINDS["kratom"], from_night, before_night),
                taken=self.dose_figures(from_night, before_night) if in_short else (),
                lead=self.preceding_doses(from_night),
                magnesium=self._rows.between(KINDS["magnesium"], from_night, before_night) if with_lists else (),
                magnesium_taken=() if with_lists else self._in_short("magnesium", MagnesiumTaken, *nights),
                factors=self._rows.between(KINDS["factor"], from_night, before_night) if with_lists else (),
                symptoms=self._rows.between(KINDS["symptom"], from_night, before_night) if with_lists else (),
                symptom_grades=() if with_lists else self._in_short("symptom", SymptomGrade, *nights),
                medicines=self._rows.between(medicines, from_night, before_night) if with_lists or has_planned else (),
                eve_medicines=self._rows.between(medicines, eve, from_night) if has_planned else (),
                measures=self._rows.between(KINDS["measure"], from_night, before_night) if with_lists else (),
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
            found = [Stored(row["id"], self._rows.plan(row)) for row in rows]
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
        if not fits_sqlite(entry_id):
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
        from legdiary.store.undo import Undo

        with self._runner.transaction("BEGIN"):
            return [
                line_of(row) for row in self._runner.all("ledger_of_change", change_id=Undo(self._rows).last_undoable())
            ]

    def ledger_mark(self, line_id: int) -> str | None:
        """Return what a line of the ledger is known by, in whatever copy of this diary it stands; None without it."""
        with self._runner.transaction("BEGIN"):
            skipped = int(self._runner.one("ledger_next_id")[0]) - 1 - line_id
            rows = self._runner.all("ledger_latest", most=1, skipped=skipped) if skipped >= 0 and line_id > 0 else []
            return mark_of(rows) if (rows and rows[0]["id"] == line_id) or line_id == 0 else None

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
        with self._rows.change(present) as change:
            for other in (check(self) or ()) if check else ():
                self._rows.delete_entry(change, self._rows.kind_of(other), other, DELETE)
            return self._rows.put_new(change, KINDS[entry.kind], entry, recalled=recalled)

    def add_all(self, entries: Iterable[Any], present: Present) -> list[Stored]:
        """Store new entries in one change; each is a value, or a pair of a value and its `recalled` mark."""
        pairs = [entry if isinstance(entry, tuple) else (entry, False) for entry in entries]
        with self._rows.change(present) as change:
            numbers = range(change.next_id, change.next_id + len(pairs))
            self._rows.put_many(change, pairs)
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
        with self._rows.change(present) as change:
            there = [
                stored
                for stored in self._rows.between(KINDS[kind], night, night + timedelta(days=1))
                if name is None or stored.entry.name == name
            ]
            if not there:
                made = build(None)
                new = self._rows.put_new(change, KINDS[kind], made, recalled=recalled(made))
                return Change(new.id, kind, None, new)
            return self._rows.rewrite(change, KINDS[kind], there[0], build(there[0].entry))

    def edit(self, entry_id: int, build: Callable[[Any], Any], present: Present) -> Change:
        """Replace an entry by the one that `build` makes from it.

        Raises:
            NoSuchEntry: there is none with this id.
        """
        with self._rows.change(present) as change:
            kind = self._rows.kind_of(entry_id)
            there = self._rows.stored(kind, entry_id)
            return self._rows.rewrite(change, kind, there, build(there.entry))

    def edit_several(self, new: Mapping[int, Any], added: Sequence[Any], present: Present) -> list[Change]:
        """Replace several entries and add others in one change (as when one plan replaces another)."""
        with self._rows.change(present) as change:
            made = []
            for entry_id, entry in new.items():
                kind = self._rows.kind_of(entry_id)
                made.append(self._rows.rewrite(change, kind, self._rows.stored(kind, entry_id), entry))
            for entry in added:
                stored = self._rows.put_new(change, KINDS[entry.kind], entry, recalled=False)
                made.append(Change(stored.id, entry.kind, None, stored))
            return made

    def delete(self, entry_id: int, present: Present) -> Change:
        """Delete an entry; the ledger keeps it.

        Raises:
            NoSuchEntry: there is none with this id.
            InTheWay: doses name this product.
        """
        with self._rows.change(present) as change:
            return self._rows.delete_entry(change, self._rows.kind_of(entry_id), entry_id, DELETE)

    def undo(self, present: Present) -> list[Change]:
        """Undo the last change that is not undone yet.

        Raises:
            NothingToUndo: there is none.
            InTheWay: a later entry depends on it.
            BuiltOn: another device has changed the entry since.
        """
        from legdiary.store.undo import Undo

        with self._rows.change(present) as change:
            return Undo(self._rows).write(change)

    # ------------------------------------------------------------------ in bulk

    def everything(self) -> Everything:
        """Return all that the file holds, to be read piece by piece within `one_state`."""
        from legdiary.store.export_lines import everything

        with self._runner.transaction("BEGIN"):
            self.check_everything()
            self._sums.check_numbers()
            return everything(self._runner, self._rows.entry_from_row)

    def every_entry(self) -> Iterator[Stored]:
        """Yield every entry, kind by kind, to be read piece by piece within `one_state`."""
        self.check_everything()
        for kind in KINDS.values():
            for row in self._runner.run(f"{kind.table}_in_order"):
                yield self._rows.entry_from_row(kind, row)

    def snapshot(self, *, by_days: bool = False) -> Snapshot:
        """Return all entries as they are and as they were first added, for comparison with another file.

        Args:
            by_days: read a few days at a time, within `one_state`.
        """
        from legdiary.store import bulk

        with self._runner.transaction("BEGIN"):
            self.check_everything()
            self._sums.check_all_paths()
            return (bulk.snapshot_by_days if by_days else bulk.snapshot)(self._runner, self._rows.entry_from_row)

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

        with self._rows.change(present) as change:
            merged = sort_out(NOTHING if change.first_id == 1 else self.snapshot(by_days=by_days))
            if merged.gone:
                self._runner.defer_foreign_keys()  # a dose that named a deleted batch is changed after it
            for entry_id in merged.gone:
                self._rows.delete_entry(change, self._rows.kind_of(entry_id), entry_id, DELETE)
            numbers: dict[int | None, int | None] = {None: None}
            for place, product in enumerate(merged.products, start=1):
                numbers[-place] = self._rows.put_new(change, KINDS["product"], product, recalled=False).id
            with progress.part(STORING, len(merged.edits) + len(merged.entries)) as part:
                for entry_id, entry in counted(merged.edits.items(), part):
                    kind = KINDS[entry.kind]
                    there = self._rows.stored(kind, entry_id)
                    self._rows.rewrite(change, kind, there, bulk.renumber_product(entry, numbers))
                self._rows.put_many(change, counted(merged.entries, part), numbers)
            self._note_imports(change, merged)
            return merged

    def _note_imports(self, change: OpenChange, merged: Merged) -> None:
        """Note how far the other diaries of an import are known now, where that is new."""
        if not merged.known:
            return
        from legdiary.domain.ledger.parted_ledgers import ImportNote
        from legdiary.store.import_notes import put_note, read_notes

        there = {each[1:3] for each in read_notes(self._runner)}
        for known in merged.known:
            if known not in there:
                written = change.next_id - change.first_id
                copies = merged.copies if len(merged.copies) == written else ()
                note = ImportNote(change.next_id - 1, *known, written > 0, copies)
                put_note(self._runner, self._sums, note)

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
                    self._rows.insert_row(kind, entry_id, entry, recalled=recalled)
                    self._rows.insert_plan_rows(kind, entry_id, entry)
                self._sums.count(len(told))
                self._sums.put_since(0, *(table for table in TABLES if table not in BESIDE_PLAN))
            return True

    # ------------------------------------------------------------------ several devices

    @property
    def sync(self) -> DiarySync:
        """Its part in an exchange between devices."""
        from legdiary.store.sync.diary_sync import DiarySync

        return DiarySync(self._rows)

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
            # A line that has another number ends the search too early: numbers have no gaps.
            first, before = max(1, first), min(last + 1, int(self._runner.one("ledger_next_id")[0]))
            held = int(self._runner.one("ledger_count_between", first=first, before=before)[0])
            self._sums.check_end()
            if held != max(0, before - first):
                self._sums.damaged(LEDGER)
            found = {row["id"]: row["name"] for row in self._runner.run("sync_told", first=first, before=last + 1)}
        shared = {name: name for name in found.values()}
        return {number: shared[name] for number, name in found.items()}

    def entry_or_none(self, entry_id: int) -> Stored | None:
        """Return the entry with this id; None where it is gone."""
        try:
            return self.entry(entry_id)
        except NoSuchEntry:
            return None

    def check_everything(self) -> None:
        """Compare every row with its checksum, within `one_state`: also those that an index leaves out.

        Raises:
            DiaryTrouble: the rows are not as they were stored.
        """
        self._sums.check_end()
        self._sums.check_all(*TABLES)


def _first_day(rows: Sequence[Sequence[Any]]) -> str:
    """Return the day of the first row; without one, a text that sorts before every day."""
    return rows[0][0] if rows and isinstance(rows[0][0], str) else EVER[0]

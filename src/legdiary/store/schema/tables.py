"""The tables of the diary: the schema is stated here, and in `sync_tables` for several devices, and nowhere else.

`tools/make_docs.py sql` turns these SQLModel classes into the committed `compiled.sql`. Table models do not validate
(SQLModel's do not, by design): the domain does, and the file refuses as well, by STRICT tables, CHECKs and foreign
keys.

Columns are INTEGER or TEXT only. Amounts are whole milligrams for leaf and magnesium, whole micrograms (`_ug`) for any
other substance; durations are whole minutes, days ISO dates; a moment is whole UTC seconds with the UTC offset of that
moment and the name of the time zone.
"""

# No `from __future__ import annotations` here: SQLModel reads the annotations.
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from legdiary.store.schema.migrations import UPGRADES
from legdiary.store.schema.sync_tables import DeviceRow

#: Bytes 68–71 of the file: "LEGD".
APPLICATION_ID = 0x4C454744
SCHEMA_VERSION = len(UPGRADES) + 1

_STRICT = {"sqlite_strict": True}


def _text(*, optional: bool = False) -> Any:
    return Field(default=None, sa_type=Text, nullable=True) if optional else Field(sa_type=Text, nullable=False)


def _score(column: str, most: int = 10, least: int = 0) -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN {least} AND {most}", name=f"{column}_range")


def _day(column: str) -> CheckConstraint:
    # Without a modifier, SQLite before 3.46 accepts 2026-02-30 as a date.
    return CheckConstraint(f"{column} IS date({column}, '+0 days')", name=f"{column}_is_a_day")


def _moment(column: str) -> CheckConstraint:
    return CheckConstraint(
        f"({column}_utc_s IS NULL) = ({column}_offset_min IS NULL) AND ({column}_utc_s IS NULL OR zone IS NOT NULL)",
        name=f"{column}_is_whole",
    )


def _minutes(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN 0 AND 1440", name=f"{column}_range")


def _least(column: str) -> CheckConstraint:
    """Require that a bound has bed times, and that the minutes awake are not known exactly."""
    return CheckConstraint(
        f"{column} IS NULL OR ({column} BETWEEN 1 AND 1440 AND awake_min IS NULL AND bed_utc_s IS NOT NULL)",
        name=f"{column}_is_a_bound",
    )


def _one_of(column: str, other: str, name: str) -> CheckConstraint:
    """Require that exactly one of two columns has the amount: milligrams or micrograms."""
    return CheckConstraint(f"({column} IS NULL) <> ({other} IS NULL)", name=name)


def _at_most_one_of(column: str, other: str, name: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IS NULL OR {other} IS NULL", name=name)


def _name() -> CheckConstraint:
    return CheckConstraint("name <> ''", name="name_given")


def _why() -> CheckConstraint:
    return CheckConstraint("why IN ('planned', 'good-nights', 'bad-nights', 'travel', 'other')", name="why_known")


def _known_to_ledger() -> ForeignKeyConstraint:
    """Require that an entry's id is the number of the ledger line that made it."""
    return ForeignKeyConstraint(["id"], ["ledger.id"])


class LedgerRow(SQLModel, table=True):
    """One line of the ledger, written in the transaction of its change. Lines of one command share `change_id`."""

    __tablename__: ClassVar[str] = "ledger"
    __table_args__ = (
        CheckConstraint("action IN ('add', 'edit', 'delete', 'undo')", name="action_known"),
        CheckConstraint("(action = 'undo') = (undoes IS NOT NULL)", name="undo_names_its_change"),
        CheckConstraint("change_id <= id", name="change_begins_first"),
        CheckConstraint("old IS NOT NULL OR new IS NOT NULL", name="something_changed"),
        Index("ledger_by_entry", "entry_id"),
        Index("ledger_by_undone", "undoes", sqlite_where=text("undoes IS NOT NULL")),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    change_id: int
    made_utc_ms: int
    made_offset_min: int
    made_zone: str = _text()
    action: str = _text()
    kind: str = _text()
    entry_id: int
    old: str | None = _text(optional=True)
    new: str | None = _text(optional=True)
    undoes: int | None = None


class NightRow(SQLModel, table=True):
    """One night's ratings."""

    __tablename__: ClassVar[str] = "night"
    __table_args__ = (
        UniqueConstraint("night_of"),
        _known_to_ledger(),
        _day("night_of"),
        _score("severity"),
        _score("falling_asleep"),
        _score("overnight"),
        _score("day_resting"),
        _score("day_active"),
        _score("sitting"),
        _score("mood"),
        _score("concentration"),
        CheckConstraint("onset_min BETWEEN 0 AND 1439", name="onset_range"),
        CheckConstraint("missed IN ('asleep', 'away', 'forgot', 'other')", name="missed_known"),
        CheckConstraint("severity IS NULL OR missed IS NULL", name="score_or_missed"),
        CheckConstraint("recalled IN (0, 1)", name="recalled_flag"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    recalled: int
    night_of: str = _text()
    severity: int | None = None
    missed: str | None = _text(optional=True)
    falling_asleep: int | None = None
    overnight: int | None = None
    day_resting: int | None = None
    day_active: int | None = None
    onset_min: int | None = None
    body_parts: str | None = _text(optional=True)
    sensations: str | None = _text(optional=True)
    note: str | None = _text(optional=True)
    sitting: int | None = None
    mood: int | None = None
    concentration: int | None = None


class SleepRow(SQLModel, table=True):
    """One night's sleep."""

    __tablename__: ClassVar[str] = "sleep"
    __table_args__ = (
        UniqueConstraint("night_of"),
        _known_to_ledger(),
        _day("night_of"),
        _moment("bed"),
        _moment("tried"),
        _moment("wake"),
        _moment("up"),
        _moment("planned"),
        CheckConstraint("(bed_utc_s IS NULL) = (wake_utc_s IS NULL)", name="bed_with_wake"),
        CheckConstraint("bed_utc_s < wake_utc_s", name="bed_before_wake"),
        _minutes("latency_min"),
        _minutes("awake_min"),
        _least("awake_least_min"),
        _least("unslept_least_min"),
        CheckConstraint("times BETWEEN 0 AND 99", name="times_range"),
        _minutes("pacing_min"),
        _minutes("lying_awake_min"),
        _minutes("total_min"),
        _score("quality", 5, 1),
        _minutes("nap_min"),
        CheckConstraint("recalled IN (0, 1)", name="recalled_flag"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    recalled: int
    night_of: str = _text()
    zone: str | None = _text(optional=True)
    bed_utc_s: int | None = None
    bed_offset_min: int | None = None
    tried_utc_s: int | None = None
    tried_offset_min: int | None = None
    wake_utc_s: int | None = None
    wake_offset_min: int | None = None
    up_utc_s: int | None = None
    up_offset_min: int | None = None
    planned_utc_s: int | None = None
    planned_offset_min: int | None = None
    latency_min: int | None = None
    awake_min: int | None = None
    awake_least_min: int | None = None
    unslept_least_min: int | None = None
    times: int | None = None
    pacing_min: int | None = None
    lying_awake_min: int | None = None
    total_min: int | None = None
    quality: int | None = None
    nap_min: int | None = None
    note: str | None = _text(optional=True)


class ProductRow(SQLModel, table=True):
    """One batch of a kratom product: one purchase, because potency differs by a factor of ten (facts B4)."""

    __tablename__: ClassVar[str] = "product"
    __table_args__ = (
        _known_to_ledger(),
        CheckConstraint("product_kind <> '' AND length(product_kind) <= 40", name="product_kind_given"),
        CheckConstraint("capsule_mg BETWEEN 1 AND 200000", name="capsule_range"),
        CheckConstraint("capsule_ug BETWEEN 1 AND 200000000", name="capsule_ug_range"),
        _at_most_one_of("capsule_mg", "capsule_ug", "capsule_once"),
        CheckConstraint("weight_mg > 0", name="weight_range"),
        CheckConstraint("weight_ug > 0", name="weight_ug_range"),
        _at_most_one_of("weight_mg", "weight_ug", "weight_once"),
        CheckConstraint(
            "(mitragynine_low_ug IS NULL) = (mitragynine_high_ug IS NULL)"
            " AND mitragynine_low_ug BETWEEN 0 AND mitragynine_high_ug AND mitragynine_high_ug <= 1000000",
            name="mitragynine_range",
        ),
        _day("opened_on"),
        Index("product_by_name", text("name COLLATE NOCASE"), text("coalesce(opened_on, '')"), unique=True),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    name: str = _text()
    product_kind: str = _text()
    capsule_mg: int | None = None
    mitragynine_low_ug: int | None = None
    mitragynine_high_ug: int | None = None
    weight_mg: int | None = None
    opened_on: str | None = _text(optional=True)
    capsule_ug: int | None = None
    weight_ug: int | None = None


class DoseRow(SQLModel, table=True):
    """One dose; 0 mg without a moment says that the diary day was without: without leaf, or the substance named."""

    __tablename__: ClassVar[str] = "dose"
    __table_args__ = (
        _known_to_ledger(),
        ForeignKeyConstraint(["product_id"], ["product.id"]),
        _day("night_of"),
        _moment("at"),
        CheckConstraint("amount_mg BETWEEN 0 AND 200000", name="amount_range"),
        CheckConstraint("amount_ug BETWEEN 1 AND 200000000", name="amount_ug_range"),
        _one_of("amount_mg", "amount_ug", "amount_once"),
        CheckConstraint("(amount_mg IS NOT NULL AND amount_mg = 0) = (at_utc_s IS NULL)", name="none_or_dose"),
        CheckConstraint(
            "none_of IS NULL OR (none_of NOT IN ('', 'leaf') AND amount_mg IS NOT NULL AND amount_mg = 0)",
            name="none_of_a_substance",
        ),
        CheckConstraint("helped IS NULL OR (helped BETWEEN 0 AND 3 AND at_utc_s IS NOT NULL)", name="helped_range"),
        CheckConstraint("recalled IN (0, 1)", name="recalled_flag"),
        Index("dose_by_night", "night_of", "at_utc_s"),
        Index(
            "dose_none_once",
            "night_of",
            text("coalesce(none_of, '')"),
            unique=True,
            sqlite_where=text("amount_mg = 0"),
        ),
        Index("dose_by_product", "product_id", sqlite_where=text("product_id IS NOT NULL")),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    recalled: int
    night_of: str = _text()
    zone: str | None = _text(optional=True)
    at_utc_s: int | None = None
    at_offset_min: int | None = None
    amount_mg: int | None = None
    product_id: int | None = None
    note: str | None = _text(optional=True)
    amount_ug: int | None = None
    none_of: str | None = _text(optional=True)
    helped: int | None = None


class MagnesiumRow(SQLModel, table=True):
    """One intake of magnesium."""

    __tablename__: ClassVar[str] = "magnesium"
    __table_args__ = (
        _known_to_ledger(),
        _day("night_of"),
        _moment("at"),
        CheckConstraint("elemental_mg BETWEEN 1 AND 5000", name="elemental_range"),
        CheckConstraint("basis IN ('label_elemental', 'computed_from_salt')", name="basis_known"),
        CheckConstraint("(basis = 'computed_from_salt') = (salt_mg IS NOT NULL)", name="salt_with_basis"),
        CheckConstraint("salt_mg IS NULL OR form IS NOT NULL", name="salt_with_form"),
        CheckConstraint("topical IN (0, 1)", name="topical_flag"),
        _score("helped", 3),
        CheckConstraint("recalled IN (0, 1)", name="recalled_flag"),
        Index("magnesium_by_night", "night_of", "at_utc_s"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    recalled: int
    night_of: str = _text()
    zone: str = _text()
    at_utc_s: int
    at_offset_min: int
    elemental_mg: int
    basis: str = _text()
    form: str | None = _text(optional=True)
    salt_mg: int | None = None
    topical: int
    helped: int | None = None
    note: str | None = _text(optional=True)


class FactorRow(SQLModel, table=True):
    """A factor that may matter: caffeine, walking, a name of the person's own."""

    __tablename__: ClassVar[str] = "factor"
    __table_args__ = (
        _known_to_ledger(),
        _day("night_of"),
        _moment("at"),
        _name(),
        _score("helped", 3),
        CheckConstraint("recalled IN (0, 1)", name="recalled_flag"),
        Index("factor_by_night", "night_of", "at_utc_s"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    recalled: int
    night_of: str = _text()
    zone: str | None = _text(optional=True)
    at_utc_s: int | None = None
    at_offset_min: int | None = None
    name: str = _text()
    amount: str | None = _text(optional=True)
    helped: int | None = None
    note: str | None = _text(optional=True)


class SymptomRow(SQLModel, table=True):
    """The grade of one symptom in one night."""

    __tablename__: ClassVar[str] = "symptom"
    __table_args__ = (
        UniqueConstraint("night_of", "name"),
        _known_to_ledger(),
        _day("night_of"),
        _name(),
        _score("grade", 3),
        CheckConstraint("recalled IN (0, 1)", name="recalled_flag"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    recalled: int
    night_of: str = _text()
    name: str = _text()
    grade: int
    note: str | None = _text(optional=True)


class MedicineRow(SQLModel, table=True):
    """One intake of a medicine."""

    __tablename__: ClassVar[str] = "medicine"
    __table_args__ = (
        _known_to_ledger(),
        _day("night_of"),
        _moment("at"),
        _name(),
        CheckConstraint("amount <> ''", name="amount_given"),
        _score("helped", 3),
        CheckConstraint("recalled IN (0, 1)", name="recalled_flag"),
        Index("medicine_by_night", "night_of", "at_utc_s"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    recalled: int
    night_of: str = _text()
    zone: str = _text()
    at_utc_s: int
    at_offset_min: int
    name: str = _text()
    amount: str = _text()
    helped: int | None = None
    note: str | None = _text(optional=True)


class MeasureRow(SQLModel, table=True):
    """A questionnaire total or a laboratory value, in thousandths of its unit, by its date."""

    __tablename__: ClassVar[str] = "measure"
    __table_args__ = (
        _known_to_ledger(),
        _day("taken_on"),
        _name(),
        CheckConstraint("value_milli BETWEEN 0 AND 1000000000", name="value_range"),
        CheckConstraint("unit <> ''", name="unit_given"),
        CheckConstraint("\"by\" IN ('self', 'clinician')", name="by_known"),
        Index("measure_by_day", "taken_on", "name"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    taken_on: str = _text()
    name: str = _text()
    value_milli: int
    unit: str = _text()
    by: str | None = _text(optional=True)
    conditions: str | None = _text(optional=True)


class TrialRow(SQLModel, table=True):
    """A question whose nights a coin chooses, with the draws made so far and what was done."""

    __tablename__: ClassVar[str] = "trial"
    __table_args__ = (
        UniqueConstraint("began_on", "name"),
        _known_to_ledger(),
        _day("began_on"),
        _name(),
        CheckConstraint("pairs BETWEEN 6 AND 100", name="pairs_range"),
        CheckConstraint("score <> ''", name="score_given"),
        CheckConstraint("looks >= 0", name="looks_range"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    began_on: str = _text()
    name: str = _text()
    pairs: int
    score: str = _text()
    draws: str | None = _text(optional=True)
    did: str | None = _text(optional=True)
    looks: int


class PlanRow(SQLModel, table=True):
    """One taper plan, of leaf or of the substance named; its dated steps and its holds have tables of their own."""

    __tablename__: ClassVar[str] = "plan"
    __table_args__ = (
        _known_to_ledger(),
        _day("starts_on"),
        _day("ended_on"),
        CheckConstraint("scale_mg BETWEEN 1 AND 200000", name="scale_range"),
        CheckConstraint("substance NOT IN ('', 'leaf')", name="substance_given"),
        CheckConstraint("unit IS NULL OR (unit = 'mcg' AND substance IS NOT NULL)", name="unit_known"),
        CheckConstraint("scale_ug BETWEEN 1 AND 200000000", name="scale_ug_range"),
        _one_of("scale_mg", "scale_ug", "scale_once"),
        CheckConstraint("(substance IS NULL) = (scale_ug IS NULL)", name="scale_of_substance"),
        CheckConstraint("coin <> ''", name="coin_given"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    name: str = _text()
    starts_on: str = _text()
    scale_mg: int | None = None
    ended_on: str | None = _text(optional=True)
    substance: str | None = _text(optional=True)
    unit: str | None = _text(optional=True)
    scale_ug: int | None = None
    coin: str | None = _text(optional=True)


class StepRow(SQLModel, table=True):
    """One dated step of a plan: current from its day until the next step's."""

    __tablename__: ClassVar[str] = "taper_step"
    __table_args__ = (
        ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        _day("starts_on"),
        CheckConstraint("target_mg BETWEEN 0 AND 200000", name="target_range"),
        CheckConstraint("target_ug BETWEEN 0 AND 200000000", name="target_ug_range"),
        _one_of("target_mg", "target_ug", "target_once"),
        CheckConstraint("doses_per_day BETWEEN 1 AND 24", name="doses_range"),
        _why(),
        _STRICT,
    )
    plan_id: int = Field(primary_key=True)
    starts_on: str = Field(primary_key=True, sa_type=Text)
    target_mg: int | None = None
    doses_per_day: int | None = None
    target_ug: int | None = None
    why: str | None = _text(optional=True)


class HoldRow(SQLModel, table=True):
    """A step made longer; reports show it."""

    __tablename__: ClassVar[str] = "hold"
    __table_args__ = (
        ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        _day("placed_on"),
        _day("step_starts_on"),
        CheckConstraint("days >= 1", name="days_range"),
        _why(),
        _STRICT,
    )
    plan_id: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    placed_on: str = _text()
    days: int
    step_starts_on: str = _text()
    why: str | None = _text(optional=True)


class ChecksumRow(SQLModel, table=True):
    """The sum of the CRC-32 of rows that belong together: those of one day, of one plan, of one entry's history.

    A row that was altered, lost or moved leaves a sum that does not fit (`store.row_checksums`).
    """

    __tablename__: ClassVar[str] = "checksum"
    __table_args__ = (_STRICT | {"sqlite_with_rowid": False},)
    of: str = Field(primary_key=True, sa_type=Text)
    key: str = Field(primary_key=True, sa_type=Text)
    sum: int


METADATA: MetaData = DeviceRow.metadata


def table(name: str) -> Table:
    """Return the table called `name`."""
    return METADATA.tables[name]

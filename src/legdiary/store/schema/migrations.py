"""The steps of schema upgrades, one function each, and the list of them (`UPGRADES`).

A released step never changes: some file out there still has to go through it. So each step states its tables itself
and never imports `store.schema.tables`, which changes with every version.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from alembic.operations import Operations


def to_2(operations: Operations) -> None:
    """Add factors, symptoms, medicines and measures."""
    import sqlalchemy as sa

    def whole(name: str) -> sa.Column[Any]:
        return sa.Column(name, sa.Integer, nullable=False)

    def text(name: str) -> sa.Column[Any]:
        return sa.Column(name, sa.Text, nullable=False)

    def known_to_ledger() -> sa.ForeignKeyConstraint:
        return sa.ForeignKeyConstraint(["id"], ["ledger.id"])

    def check(name: str, sql: str) -> sa.CheckConstraint:
        return sa.CheckConstraint(sql, name=name)

    def is_a_day(name: str) -> sa.CheckConstraint:
        return check(f"{name}_is_a_day", f"{name} IS date({name}, '+0 days')")

    at_is_whole = (
        "(at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)"
    )  # fmt: skip
    operations.create_table(
        "factor",
        sa.Column("id", sa.Integer, primary_key=True, nullable=False),
        whole("recalled"),
        text("night_of"),
        sa.Column("zone", sa.Text),
        sa.Column("at_utc_s", sa.Integer),
        sa.Column("at_offset_min", sa.Integer),
        text("name"),
        sa.Column("amount", sa.Text),
        sa.Column("helped", sa.Integer),
        sa.Column("note", sa.Text),
        known_to_ledger(),
        is_a_day("night_of"),
        check("at_is_whole", at_is_whole),
        check("name_given", "name <> ''"),
        check("helped_range", "helped BETWEEN 0 AND 3"),
        check("recalled_flag", "recalled IN (0, 1)"),
        sqlite_strict=True,
    )
    operations.create_index("factor_by_night", "factor", ["night_of", "at_utc_s"])
    operations.create_table(
        "symptom",
        sa.Column("id", sa.Integer, primary_key=True, nullable=False),
        whole("recalled"),
        text("night_of"),
        text("name"),
        whole("grade"),
        sa.UniqueConstraint("night_of", "name"),
        known_to_ledger(),
        is_a_day("night_of"),
        check("name_given", "name <> ''"),
        check("grade_range", "grade BETWEEN 0 AND 3"),
        check("recalled_flag", "recalled IN (0, 1)"),
        sqlite_strict=True,
    )
    operations.create_table(
        "medicine",
        sa.Column("id", sa.Integer, primary_key=True, nullable=False),
        whole("recalled"),
        text("night_of"),
        text("zone"),
        whole("at_utc_s"),
        whole("at_offset_min"),
        text("name"),
        text("amount"),
        known_to_ledger(),
        is_a_day("night_of"),
        check("at_is_whole", at_is_whole),
        check("name_given", "name <> ''"),
        check("amount_given", "amount <> ''"),
        check("recalled_flag", "recalled IN (0, 1)"),
        sqlite_strict=True,
    )
    operations.create_index("medicine_by_night", "medicine", ["night_of", "at_utc_s"])
    operations.create_table(
        "measure",
        sa.Column("id", sa.Integer, primary_key=True, nullable=False),
        text("taken_on"),
        text("name"),
        whole("value_milli"),
        text("unit"),
        sa.Column("by", sa.Text),
        known_to_ledger(),
        is_a_day("taken_on"),
        check("name_given", "name <> ''"),
        check("value_range", "value_milli BETWEEN 0 AND 1000000000"),
        check("unit_given", "unit <> ''"),
        check("by_known", "\"by\" IN ('self', 'clinician')"),
        sqlite_strict=True,
    )
    operations.create_index("measure_by_day", "measure", ["taken_on", "name"])


def to_3(operations: Operations) -> None:
    """Add to a night's sleep the lower bounds of the minutes awake and the minutes not slept."""
    import sqlalchemy as sa

    bounds = ("awake_least_min", "unslept_least_min")
    with operations.batch_alter_table("sleep", recreate="always", table_kwargs={"sqlite_strict": True}) as batch:
        for before, name in pairwise(("awake_min", *bounds)):
            batch.add_column(sa.Column(name, sa.Integer), insert_after=before)
            batch.create_check_constraint(
                f"{name}_is_a_bound",
                sa.text(
                    f"{name} IS NULL OR ({name} BETWEEN 1 AND 1440 AND awake_min IS NULL AND bed_utc_s IS NOT NULL)"
                ),
            )


def to_4(operations: Operations) -> None:
    """Add the checksums: for each group of rows, the sum of the CRC-32 of every row written as a JSON list."""
    import sqlalchemy as sa

    operations.create_table(
        "checksum",
        sa.Column("of", sa.Text, primary_key=True, nullable=False),
        sa.Column("key", sa.Text, primary_key=True, nullable=False),
        sa.Column("sum", sa.Integer, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    entry = "id, recalled, night_of"
    at = "zone, at_utc_s, at_offset_min"
    times = ", ".join(f"{name}_utc_s, {name}_offset_min" for name in ("bed", "tried", "wake", "up", "planned"))
    slept = "latency_min, awake_min, awake_least_min, unslept_least_min, times, pacing_min, lying_awake_min"
    scores = "severity, missed, falling_asleep, overnight, day_resting, day_active, onset_min"
    for table, key, columns in (
        ("night", "night_of", f"{entry}, {scores}, body_parts, sensations, note"),
        ("sleep", "night_of", f"{entry}, zone, {times}, {slept}, total_min, quality, nap_min, note"),
        ("dose", "night_of", f"{entry}, {at}, amount_mg, product_id, note"),
        ("magnesium", "night_of", f"{entry}, {at}, elemental_mg, basis, form, salt_mg, topical"),
        ("factor", "night_of", f"{entry}, {at}, name, amount, helped, note"),
        ("symptom", "night_of", f"{entry}, name, grade"),
        ("medicine", "night_of", f"{entry}, {at}, name, amount"),
        ("measure", "taken_on", 'id, taken_on, name, value_milli, unit, "by"'),
        (
            "product",
            "''",
            "id, name, product_kind, capsule_mg, mitragynine_low_ug, mitragynine_high_ug, weight_mg, opened_on",
        ),
        ('"plan"', "''", "id, name, starts_on, scale_mg, ended_on"),
        ("taper_step", "CAST(plan_id AS TEXT)", "plan_id, starts_on, target_mg, doses_per_day"),
        ("hold", "CAST(plan_id AS TEXT)", "plan_id, position, placed_on, days, step_starts_on"),
        (
            "ledger",
            "CAST(entry_id AS TEXT)",
            "id, change_id, made_utc_ms, made_offset_min, made_zone, action, kind, entry_id, old, new, undoes",
        ),
    ):
        name = table.strip('"')
        operations.execute(
            f"INSERT INTO checksum SELECT '{name}', {key}, "  # noqa: S608 - our own names
            f"sum(crc32(CAST(json_array('{name}', {columns}) AS BLOB))) FROM {table} GROUP BY {key}"
        )
    operations.execute("INSERT INTO checksum SELECT 'lines', '', max(id) FROM ledger HAVING max(id) IS NOT NULL")


def to_5(operations: Operations) -> None:
    """Add substances: amounts in micrograms beside those in milligrams, and the fields that entries gain.

    No amount, number or text is rewritten. The checksums are changed by what a row now says beyond what it said before,
    never computed anew: a row that did not fit its checksum does not fit it afterwards.
    """
    import sqlalchemy as sa

    entry = "id, recalled, night_of"
    at = "zone, at_utc_s, at_offset_min"
    scores = "severity, missed, falling_asleep, overnight, day_resting, day_active, onset_min"
    product = "id, name, product_kind, capsule_mg, mitragynine_low_ug, mitragynine_high_ug, weight_mg, opened_on"
    #: Table, the key of its checksums, its columns of before, and those that it gains.
    changed = (
        ("night", "night_of", f"{entry}, {scores}, body_parts, sensations, note", ("sitting", "mood", "concentration")),
        ("dose", "night_of", f"{entry}, {at}, amount_mg, product_id, note", ("amount_ug", "none_of", "helped")),
        ("magnesium", "night_of", f"{entry}, {at}, elemental_mg, basis, form, salt_mg, topical", ("helped", "note")),
        ("symptom", "night_of", f"{entry}, name, grade", ("note",)),
        ("medicine", "night_of", f"{entry}, {at}, name, amount", ("helped", "note")),
        ("measure", "taken_on", 'id, taken_on, name, value_milli, unit, "by"', ("conditions",)),
        ("product", "''", product, ("capsule_ug", "weight_ug")),
        ("plan", "''", "id, name, starts_on, scale_mg, ended_on", ("substance", "unit", "scale_ug")),
        ("taper_step", "CAST(plan_id AS TEXT)", "plan_id, starts_on, target_mg, doses_per_day", ("target_ug",)),
    )
    texts = ("none_of", "note", "conditions", "substance", "unit")
    checks: dict[str, dict[str, str]] = {
        "night": {f"{name}_range": f"{name} BETWEEN 0 AND 10" for name in ("sitting", "mood", "concentration")},
        "dose": {
            "amount_ug_range": "amount_ug BETWEEN 1 AND 200000000",
            "amount_once": "(amount_mg IS NULL) <> (amount_ug IS NULL)",
            "none_or_dose": "(amount_mg IS NOT NULL AND amount_mg = 0) = (at_utc_s IS NULL)",
            "none_of_a_substance": (
                "none_of IS NULL OR (none_of NOT IN ('', 'leaf') AND amount_mg IS NOT NULL AND amount_mg = 0)"
            ),
            "helped_range": "helped IS NULL OR (helped BETWEEN 0 AND 3 AND at_utc_s IS NOT NULL)",
        },
        "magnesium": {"helped_range": "helped BETWEEN 0 AND 3"},
        "medicine": {"helped_range": "helped BETWEEN 0 AND 3"},
        "product": {
            "product_kind_given": "product_kind <> '' AND length(product_kind) <= 40",
            "capsule_ug_range": "capsule_ug BETWEEN 1 AND 200000000",
            "capsule_once": "capsule_mg IS NULL OR capsule_ug IS NULL",
            "weight_ug_range": "weight_ug > 0",
            "weight_once": "weight_mg IS NULL OR weight_ug IS NULL",
        },
        "plan": {
            "substance_given": "substance NOT IN ('', 'leaf')",
            "unit_known": "unit IS NULL OR (unit = 'mcg' AND substance IS NOT NULL)",
            "scale_ug_range": "scale_ug BETWEEN 1 AND 200000000",
            "scale_once": "(scale_mg IS NULL) <> (scale_ug IS NULL)",
            "scale_of_substance": "(substance IS NULL) = (scale_ug IS NULL)",
        },
        "taper_step": {
            "target_ug_range": "target_ug BETWEEN 0 AND 200000000",
            "target_once": "(target_mg IS NULL) <> (target_ug IS NULL)",
        },
    }
    replaced = {"dose": "none_or_dose", "product": "product_kind_known"}
    now_optional = {"dose": "amount_mg", "plan": "scale_mg", "taper_step": "target_mg"}

    # Batch mode rebuilds no index on an expression.
    operations.execute("DROP INDEX product_by_name")
    operations.execute("DROP INDEX dose_none_once")
    for table, key, before, added in changed:
        _add_to_sums(operations, table, key, before, "-")
        with operations.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_strict": True}) as batch:
            if table in replaced:
                batch.drop_constraint(replaced[table], type_="check")
            if table in now_optional:
                batch.alter_column(now_optional[table], existing_type=sa.Integer, nullable=True)
            for name in added:
                batch.add_column(sa.Column(name, sa.Text if name in texts else sa.Integer))
            for name, sql in checks.get(table, {}).items():
                batch.create_check_constraint(name, sa.text(sql))
        _add_to_sums(operations, table, key, ", ".join((before, *added)), "")
    operations.execute("DELETE FROM checksum WHERE sum = 0")
    operations.execute("CREATE UNIQUE INDEX product_by_name ON product (name COLLATE NOCASE, coalesce(opened_on, ''))")
    operations.execute(
        "CREATE UNIQUE INDEX dose_none_once ON dose (night_of, coalesce(none_of, '')) WHERE amount_mg = 0"
    )


def to_6(operations: Operations) -> None:
    """Add trials, the coin of a plan, and why a step was held or set.

    As in the step before, the checksums are changed by what a row says beyond what it said.
    """
    import sqlalchemy as sa

    def check(name: str, sql: str) -> sa.CheckConstraint:
        return sa.CheckConstraint(sql, name=name)

    operations.create_table(
        "trial",
        sa.Column("id", sa.Integer, primary_key=True, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("began_on", "name")),
        sa.Column("pairs", sa.Integer, nullable=False),
        sa.Column("score", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("draws", "did")),
        sa.Column("looks", sa.Integer, nullable=False),
        sa.UniqueConstraint("began_on", "name"),
        sa.ForeignKeyConstraint(["id"], ["ledger.id"]),
        check("began_on_is_a_day", "began_on IS date(began_on, '+0 days')"),
        check("name_given", "name <> ''"),
        check("pairs_range", "pairs BETWEEN 6 AND 100"),
        check("score_given", "score <> ''"),
        check("looks_range", "looks >= 0"),
        sqlite_strict=True,
    )
    why = "why IN ('planned', 'good-nights', 'bad-nights', 'travel', 'other')"
    plan, of_plan = "id, name, starts_on, scale_mg, ended_on, substance, unit, scale_ug", "CAST(plan_id AS TEXT)"
    for table, key, before, added, name, sql in (
        ("plan", "''", plan, "coin", "coin_given", "coin <> ''"),
        ("taper_step", of_plan, "plan_id, starts_on, target_mg, doses_per_day, target_ug", "why", "why_known", why),
        ("hold", of_plan, "plan_id, position, placed_on, days, step_starts_on", "why", "why_known", why),
    ):
        _add_to_sums(operations, table, key, before, "-")
        with operations.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_strict": True}) as batch:
            batch.add_column(sa.Column(added, sa.Text))
            batch.create_check_constraint(name, sa.text(sql))
        _add_to_sums(operations, table, key, f"{before}, {added}", "")
    operations.execute("DELETE FROM checksum WHERE sum = 0")


def _add_to_sums(operations: Operations, table: str, key: str, columns: str, sign: str) -> None:
    """Add what the rows of a table say in these columns to its checksums, or take it off."""
    # "WHERE true" keeps SQLite from reading ON as that of a join.
    operations.execute(
        f"INSERT INTO checksum SELECT '{table}', {key}, "  # noqa: S608 - our own names
        f"{sign}sum(crc32(CAST(json_array('{table}', {columns}) AS BLOB))) "
        f'FROM "{table}" WHERE true GROUP BY {key} '
        'ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum'
    )


def to_7(operations: Operations) -> None:
    """Add what several devices exchange; all of it is empty until `sync setup`."""
    import sqlalchemy as sa

    def key() -> sa.Column[Any]:
        return sa.Column("id", sa.Integer, primary_key=True, nullable=False)

    def whole(*names: str) -> list[sa.Column[Any]]:
        return [sa.Column(name, sa.Integer, nullable=False) for name in names]

    def text(*names: str) -> list[sa.Column[Any]]:
        return [sa.Column(name, sa.Text, nullable=False) for name in names]

    def refers(column: str, to: str) -> sa.ForeignKeyConstraint:
        return sa.ForeignKeyConstraint([column], [f"{to}.id"])

    def check(name: str, sql: str) -> sa.CheckConstraint:
        return sa.CheckConstraint(sql, name=name)

    operations.create_table(
        "sync_diary",
        key(), *text("diary"),
        check("one_diary", "id = 1"), check("diary_whole", "length(diary) = 32"),
        sqlite_strict=True,
    )  # fmt: skip
    operations.create_table(
        "device",
        key(), *text("device", "name"), *whole("forgotten", "newest", "clock"), *text("chain"),
        sa.UniqueConstraint("device"),
        check("device_whole", "length(device) = 16"),
        check("name_given", "name <> ''"),
        check("forgotten_flag", "forgotten IN (0, 1)"),
        check("newest_range", "newest >= 0"),
        check("clock_range", "clock >= newest"),
        check("chain_whole", "length(chain) = 64"),
        sqlite_strict=True,
    )  # fmt: skip
    operations.create_table(
        "sync_entry",
        key(), *whole("device_id", "number", "group_id"), *text("kind"), sa.Column("entry_id", sa.Integer),
        sa.UniqueConstraint("device_id", "number"),
        refers("device_id", "device"),
        refers("entry_id", "ledger"),
        sqlite_strict=True,
    )  # fmt: skip
    operations.create_index("sync_entry_by_group", "sync_entry", ["group_id"])
    operations.create_index("sync_entry_by_entry", "sync_entry", ["entry_id"])
    operations.create_table(
        "sync_line",
        key(), *whole("device_id", "number", "clock"), *text("seen"), *whole("made_utc_ms", "made_offset_min"),
        *text("made_zone", "action", "kind", "of", "changed"), sa.Column("new", sa.Text), *whole("about_id"),
        sa.Column("ledger_id", sa.Integer),
        sa.UniqueConstraint("device_id", "number"),
        refers("device_id", "device"),
        refers("about_id", "sync_entry"),
        refers("ledger_id", "ledger"),
        check("number_range", "number >= 1"),
        check("clock_range", "clock >= 1"),
        check("action_known", "action IN ('add', 'edit', 'delete', 'settle')"),
        check("new_unless_deleted", "(action = 'delete') = (new IS NULL)"),
        sqlite_strict=True,
    )  # fmt: skip
    operations.create_index("sync_line_by_entry", "sync_line", ["about_id"])
    operations.create_index("sync_line_by_ledger", "sync_line", ["ledger_id"])
    operations.create_table(
        "sync_key", key(), *whole("about_id"), *text("key"), refers("about_id", "sync_entry"), sqlite_strict=True
    )
    operations.create_index("sync_key_by_entry", "sync_key", ["about_id"])
    operations.create_index("sync_key_by_key", "sync_key", ["key"])
    operations.create_table(
        "sync_open",
        key(), *whole("about_id"), sa.Column("entry_id", sa.Integer), *text("what", "open"),
        refers("about_id", "sync_entry"),
        refers("entry_id", "ledger"),
        check("what_known", "what IN ('field', 'deleted', 'excluded', 'invalid')"),
        sqlite_strict=True,
    )  # fmt: skip
    operations.create_index("sync_open_by_entry", "sync_open", ["about_id"])
    operations.create_table("sync_change", key(), refers("id", "ledger"), sqlite_strict=True)
    operations.create_table(
        "import_note",
        key(), *whole("line", "other_line"), *text("other_mark"), *whole("wrote"), *text("copies"),
        check("line_range", "line >= 0"),
        check("other_line_range", "other_line >= 0"),
        check("wrote_flag", "wrote IN (0, 1)"),
        sqlite_strict=True,
    )  # fmt: skip


#: The version upgraded *from* → the step to the next one. Append-only: a released step never changes. How to write one:
#: - a new table: `operations.create_table(..., sqlite_strict=True)`, its indexes with `operations.create_index`;
#: - a changed table: `operations.batch_alter_table(name, table_kwargs={"sqlite_strict": True})` rebuilds it with its
#:   rows, named CHECKs, UNIQUEs, foreign keys and partial indexes. Without `table_kwargs` SQLAlchemy 2.0 leaves STRICT
#:   out; every version leaves out an index on an expression (`product_by_name`): drop it before and make it again
#:   after, in SQL;
#: - a mistake is found: an upgrade that does not end in the fresh schema is rolled back.
UPGRADES: dict[int, Callable[[Operations], None]] = {1: to_2, 2: to_3, 3: to_4, 4: to_5, 5: to_6, 6: to_7}

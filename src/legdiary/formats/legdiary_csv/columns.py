"""The columns of every CSV table, defined once.

The header, `dictionary.csv`, `datapackage.json` and `docs/csv.md` are made from these lists. The formula guard follows
their types, and `import` reads the needed columns by them.

A name ends in its unit. Empty means not known, never zero; where a person needs to know why, a column ending in
`_missing_reason` says so.
"""

from __future__ import annotations

from typing import NamedTuple

from legdiary.domain.entries.factors_and_medicines import GRADE_MOST
from legdiary.domain.entries.kinds import KIND_NAMES
from legdiary.domain.entries.magnesium import BASES, FORMS
from legdiary.domain.entries.measure_scales import BY, CONDITIONS, MILLI
from legdiary.domain.entries.measure_scales import MEASURES as SCALES
from legdiary.domain.entries.night import SCORE_MOST
from legdiary.domain.entries.sleep import QUALITY_MOST, TIMES_MOST
from legdiary.domain.entries.substances import KNOWN_KINDS, Substance
from legdiary.domain.input.night_vocabulary import MISSED_REASONS
from legdiary.domain.reports.events import CHANGES as EVENT_CHANGES
from legdiary.domain.reports.events import KINDS as EVENT_KINDS
from legdiary.domain.reports.intake_periods import (
    BEGUN_AFTER_DAYS,
    CHANGED_FROM_DAYS,
    STOPPED_AFTER_DAYS,
    TOLERANCE_PERCENT,
)
from legdiary.domain.taper.plan import REASONS
from legdiary.domain.trials.trial import LEAST_PAIRS, MOST_LOOKS, MOST_PAIRS, SCORES
from legdiary.formats.legdiary_csv.column_types import BOOLEAN, DATE, DATETIME, FREE_TEXT, INTEGER, NUMBER, TEXT, TIME

LOGGED = "logged by the person"
KEPT = "stored by legdiary with the entry"
COMPUTED = "computed by legdiary"

NOT_LOGGED, INCOMPLETE, NOT_IN_MG = "not_logged", "incomplete", "not_in_mg"
_SCORE, _MIN, _H, _G, _MG, _PCT, _COUNT = "{score}", "min", "h", "g", "mg", "%", "{count}"
_MOST_G = 200
_MOST_MG = 1000 * _MOST_G
_DAY_MIN = 1440
_MOST_MEASURED = 1_000_000_000 // MILLI


class Column(NamedTuple):
    """One column of one table.

    Attributes:
        name: the name in the header, with its unit at the end.
        meaning: a description in one sentence.
        type: one of the types above.
        unit: UCUM, or empty.
        choices: the only possible values, or empty.
        least, most: the range of a number, if there is one.
        required: it is never empty.
        why: the column with the reason if this one is empty, or a few words.
        formula: how it is computed, or empty.
        source: the origin of the value.
        note: it holds words that `--no-notes` leaves out.
        also_read: `import` reads it although it is computed.
        optional: `import` does not need it: older packages lack it, or other columns say the same.
        field: the field of the entry, if its name differs from the column's.
    """

    name: str
    meaning: str
    type: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    required: bool = False
    why: str = ""
    formula: str = ""
    source: str = LOGGED
    note: bool = False
    also_read: bool = False
    optional: bool = False
    field: str = ""

    @property
    def is_needed(self) -> bool:
        """Return whether `import` needs it."""
        return (self.source != COMPUTED or self.also_read) and not self.optional

    @property
    def guarded(self) -> bool:
        """Return whether the formula guard applies: a text cell may hold any text, even one that it should not."""
        return self.type in {TEXT, FREE_TEXT}

    @property
    def allowed(self) -> str:
        """The allowed values in words; empty if the type says it all."""
        if self.choices:
            return ", ".join(self.choices)
        if self.least is not None and self.most is not None:
            return f"{self.least} to {self.most}"
        return f"{self.least} or more" if self.least is not None else _BY_TYPE.get(self.type, "")

    @property
    def missing(self) -> str:
        """The content of a cell whose value is not known."""
        if self.required:
            return "never missing"
        return f"empty ({self.why})" if self.why else "empty"


_BY_TYPE = {
    BOOLEAN: "true, false",
    DATE: "YYYY-MM-DD",
    TIME: "HH:MM, 24 hours",
    DATETIME: "YYYY-MM-DDThh:mm:ss±hh:mm",
}


def _id(name: str, meaning: str, *, why: str = "", required: bool = False) -> Column:
    return Column(name, meaning, INTEGER, least=1, source=KEPT, why=why, required=required)


def _night(meaning: str, *, required: bool = True, why: str = "") -> Column:
    return Column("night", meaning, DATE, source=KEPT, required=required, why=why, field="night_of")


def _score(name: str, meaning: str, why: str = "") -> Column:
    return Column(name, f"{meaning}, 0 none to 10 worst", INTEGER, _SCORE, least=0, most=SCORE_MOST, why=why)


def _affected(name: str) -> Column:
    meaning = f"How much the legs affected {name} by day, 0 not to 10 most"
    return Column(name, meaning, INTEGER, _SCORE, least=0, most=SCORE_MOST, optional=True)


def _helped() -> Column:
    meaning = "How much it helped the legs, 0 not at all to 3 very much"
    return Column("helped", meaning, INTEGER, _SCORE, least=0, most=GRADE_MOST, optional=True)


def _later_note() -> Column:
    return Column("note", "The person's own words about it", FREE_TEXT, note=True, optional=True)


def _kind_of_product(*, why: str = "", required: bool = False) -> Column:
    meaning = f"What the product is: {', '.join(KNOWN_KINDS)}, or the person's own word"
    return Column("product_kind", meaning, TEXT, why=why, required=required)


def _substance(meaning: str, *, optional: bool = True, source: str = LOGGED) -> Column:
    return Column("substance", meaning, TEXT, required=True, optional=optional, source=source)


def _later_mg(name: str, meaning: str, why: str, *, least: int | None = 0, most: int | None = None) -> Column:
    """Return a column of milligrams that older packages lack."""
    return Column(name, meaning, NUMBER, _MG, least=least, most=most, why=why, optional=True)


def _computed_mg(name: str, meaning: str, substance: str, why: str) -> Column:
    formula = f"sum of amount_mg in doses.csv, substance {substance}"
    return Column(name, meaning, NUMBER, _MG, least=0, formula=formula, source=COMPUTED, why=why)


def _target_mg(name: str, substance: str) -> Column:
    """Return the column with the target of a plan; without a substance, of the one that the row is about."""
    of = Substance(substance).name if substance else "it"
    meaning = f"The target of the taper plan of {of} for the diary day"
    formula = "target_mg of the current step in taper_steps.csv" + (f", substance {substance}" if substance else "")
    why = f"no active plan of {of}"
    return Column(name, meaning, NUMBER, _MG, least=0, most=_MOST_MG, formula=formula, source=COMPUTED, why=why)


def _event(name: str, meaning: str) -> Column:
    return Column(name, meaning, DATETIME)


def _logged_min(name: str, meaning: str) -> Column:
    return Column(name, meaning, INTEGER, _MIN, least=0, most=_DAY_MIN)


def _kept_min(name: str, meaning: str) -> Column:
    why = "waso_min is known, or no least value is"
    return Column(name, meaning, INTEGER, _MIN, least=1, most=_DAY_MIN, source=KEPT, why=why, optional=True)


def _computed_min(name: str, meaning: str, formula: str, why: str = "") -> Column:
    return Column(name, meaning, INTEGER, _MIN, least=0, formula=formula, source=COMPUTED, why=why)


def _computed_pct(name: str, meaning: str, formula: str) -> Column:
    return Column(name, meaning, NUMBER, _PCT, formula=formula, source=COMPUTED, least=0, most=100)


def _reason(of: str, choices: tuple[str, ...], source: str = COMPUTED) -> Column:
    name, meaning = f"{of}_missing_reason", f"Why the value for {of} is empty"
    return Column(name, meaning, TEXT, choices=choices, source=source, why="the value is there")


def _recalled(name: str = "recalled", of: str = "it was", formula: str = "") -> Column:
    return Column(
        name, f"true if {of} entered more than 36 h after waking", BOOLEAN, source=COMPUTED if formula else KEPT,
        formula=formula, required=name == "recalled" and not formula, optional=bool(formula),
    )  # fmt: skip


_OF_NIGHT = "The night or diary day it belongs to: the local date on which the evening began"
_ZONE = "The IANA time zone of the entry"

NIGHTS: tuple[Column, ...] = (
    _night("The night: the local date on which its evening began; a night without entries has an empty row"),
    _id("rating_id", "The number of the ratings' entry, as in corrections.csv", why="not logged"),
    _score("severity", "How restless the legs were over the night", "see severity_missing_reason"),
    _reason("severity", (NOT_LOGGED, *MISSED_REASONS), LOGGED),
    _score("falling_asleep", "Restless legs when falling asleep"),
    _score("overnight", "Restless legs during the night"),
    _score("day_resting", "Restless legs by day at rest"),
    _score("day_active", "Restless legs by day when active"),
    Column("onset", "The local clock time at which the restlessness began", TIME),
    Column("body_parts", "Where it was felt, separated by semicolons", TEXT),
    Column("sensations", "What it felt like, separated by semicolons", TEXT),
    Column("note", "The person's own words about the night", FREE_TEXT, note=True),
    _recalled("rating_recalled", "the ratings were"),
    _id("sleep_id", "The number of the sleep's entry, as in corrections.csv", why="not logged"),
    Column("sleep_zone", _ZONE, TEXT, source=KEPT, why="no times logged"),
    _event("bed_at", "Bed time"),
    _event("tried_at", "Tried to sleep"),
    _event("wake_at", "Final awakening"),
    _event("up_at", "Out of bed for the day"),
    _event("planned_at", "Planned to wake"),
    _logged_min("sol_min", "Minutes to fall asleep (sleep onset latency, SOL)"),
    _logged_min("waso_min", "Minutes awake during the night, without the final awakening (WASO)"),
    _kept_min("waso_at_least_min", "Minutes awake during the night, at least: between the parts of a tracked night"),
    _kept_min(
        "unslept_at_least_min",
        "Minutes not slept between bed_at and wake_at, with falling asleep, at least: from a tracker",
    ),
    Column("awakenings", "How often awake during the night", INTEGER, _COUNT, least=0, most=TIMES_MOST),
    _logged_min("pacing_min", "Minutes on the feet during the night; a part of waso_min"),
    _logged_min("lying_awake_min", "Minutes of trying to sleep after the final awakening (TASAFA)"),
    _logged_min("total_min", "Total sleep as the person typed it, instead of times"),
    _computed_min(
        "tst_min", "Total sleep time", "tts_min - sol_min - waso_min; or total_min", "see tst_missing_reason"
    ),
    _reason("tst", (NOT_LOGGED, INCOMPLETE)),
    _computed_min(
        "tst_at_most_min",
        "The upper limit of total sleep time if sol_min or waso_min is missing",
        "tts_min less sol_min and waso_min as far as known, or less waso_at_least_min; "
        "at most wake_at - bed_at - unslept_at_least_min",
        "tst_min is known, or nothing is",
    ),
    _computed_min("tib_min", "Time in bed", "up_at - bed_at; without up_at: wake_at + lying_awake_min - bed_at"),
    _computed_min(
        "tts_min",
        "From trying to sleep to the final awakening",
        "wake_at - tried_at; without tried_at: wake_at - bed_at",
    ),
    _computed_min("twak_min", "From the final awakening to out of bed", "tib_min less the time from bed_at to wake_at"),
    _computed_min("dse_min", "Duration of the sleep episode", "sol_min + tst_min + waso_min + lying_awake_min"),
    _computed_pct("se_tib_pct", "Sleep efficiency by time in bed", "100 × tst_min / tib_min, one decimal"),
    _computed_pct(
        "se_dse_pct", "Sleep efficiency by sleep episode (Reed & Sacco 2016)", "100 × tst_min / dse_min, one decimal"
    ),
    _computed_min("ema_min", "Early morning awakening", "planned_at - wake_at, at least 0"),
    Column(
        "quality", "How good the sleep was, 1 very poor to 5 very good", INTEGER, _SCORE, least=1, most=QUALITY_MOST
    ),
    _logged_min("nap_min", "Minutes of naps by day"),
    Column("sleep_note", "The person's own words about the sleep", FREE_TEXT, note=True),
    _recalled("sleep_recalled", "the sleep was"),
    _recalled("recalled", "either was", "rating_recalled or sleep_recalled"),
    Column(
        "kratom_total_g",
        "Grams of leaf taken on the diary day, without other substances; 0 only if the day was logged as dose-free",
        NUMBER,
        _G,
        least=0,
        formula="sum of amount_g in doses.csv, substance leaf",
        source=COMPUTED,
        why="see kratom_missing_reason",
    ),
    _reason("kratom", (NOT_LOGGED,)),
    Column(
        "kratom_doses",
        "Doses of leaf taken on the diary day",
        INTEGER,
        _COUNT,
        least=0,
        formula="count of doses, substance leaf",
        source=COMPUTED,
    ),
    Column(
        "longest_gap_h",
        "The longest time between two doses of leaf, the later one on this diary day",
        NUMBER,
        _H,
        least=0,
        formula="difference of taken_at, two decimals; missing if the day before is not logged",
        source=COMPUTED,
    ),
    Column(
        "target_g",
        "The target of the leaf taper plan for the diary day",
        NUMBER,
        _G,
        least=0,
        most=_MOST_G,
        source=COMPUTED,
        formula="target_g of the current step in taper_steps.csv",
        why="no active plan of leaf",
    ),
    Column(
        "target_doses",
        "The number of doses in the leaf taper plan for the diary day",
        INTEGER,
        _COUNT,
        least=1,
        source=COMPUTED,
        formula="doses_per_day of the current step in taper_steps.csv",
        why="the plan does not say",
    ),
    Column(
        "magnesium_oral_mg",
        "Elemental magnesium taken by mouth on the diary day",
        INTEGER,
        _MG,
        least=0,
        formula="sum of elemental_mg in supplements.csv, route oral",
        source=COMPUTED,
        why="see magnesium_missing_reason",
    ),
    _reason("magnesium", (NOT_LOGGED,)),
    Column(
        "magnesium_topical_mg",
        "Elemental magnesium put on the skin, kept apart since absorption is uncertain",
        INTEGER,
        _MG,
        least=0,
        formula="sum of elemental_mg in supplements.csv, route topical",
        source=COMPUTED,
        why="not logged",
    ),
    Column(
        "seven_oh_total_mg",
        "Milligrams of 7-OH products taken on the diary day, never part of the grams of leaf; 0 only if the day was "
        "logged as dose-free",
        NUMBER,
        _MG,
        least=0,
        formula="sum of amount_mg in doses.csv, substance 7-oh",
        source=COMPUTED,
        why="not logged",
    ),
    Column(
        "seven_oh_doses",
        "Doses of 7-OH products taken on the diary day",
        INTEGER,
        _COUNT,
        least=0,
        formula="count of doses, substance 7-oh",
        source=COMPUTED,
        why="not logged",
    ),
    Column(
        "seven_oh_longest_gap_h",
        "As longest_gap_h, between two doses of 7-OH products",
        NUMBER,
        _H,
        least=0,
        formula="difference of taken_at, two decimals; missing if the day before is not logged",
        source=COMPUTED,
    ),
    _affected("sitting"),
    _affected("mood"),
    _affected("concentration"),
    _computed_mg("extract_total_mg", "Milligrams of extract taken on the diary day", "extract", "not logged"),
    Column(
        "extract_doses",
        "Doses of extract taken on the diary day",
        INTEGER,
        _COUNT,
        least=0,
        formula="count of doses, substance extract",
        source=COMPUTED,
        why="not logged",
    ),
    _target_mg("extract_target_mg", "extract"),
    _target_mg("seven_oh_target_mg", "7-oh"),
)

SUBSTANCES: tuple[Column, ...] = (
    _night("The night: the local date on which its evening began"),
    Column(
        "substance",
        "The substance: a kind of product other than leaf, or medicine:NAME with a plan",
        TEXT,
        required=True,
        source=COMPUTED,
    ),
    Column(
        "total_mg",
        "Milligrams taken on the diary day; 0 only if the day was logged as dose-free",
        NUMBER,
        _MG,
        least=0,
        formula="sum of amount_mg in doses.csv; of a medicine, of its amounts",
        source=COMPUTED,
        why="see missing_reason",
    ),
    Column(
        "missing_reason",
        "Why the value for total_mg is empty; not_in_mg: an amount of the day has no weight, such as 1 tablet",
        TEXT,
        choices=(NOT_LOGGED, NOT_IN_MG),
        source=COMPUTED,
        why="the value is there",
    ),
    Column(
        "doses",
        "Doses taken on the diary day",
        INTEGER,
        _COUNT,
        least=0,
        formula="count of doses",
        source=COMPUTED,
        why="not logged",
    ),
    Column(
        "longest_gap_h",
        "The longest time between two doses, the later one on this diary day",
        NUMBER,
        _H,
        least=0,
        formula="difference of taken_at, two decimals; missing if the day before is not logged",
        source=COMPUTED,
    ),
    _target_mg("target_mg", ""),
    Column(
        "target_doses",
        "The number of doses in its plan for the diary day",
        INTEGER,
        _COUNT,
        least=1,
        source=COMPUTED,
        formula="doses_per_day of the current step in taper_steps.csv",
        why="no active plan of it, or the plan does not say",
    ),
)

DOSES: tuple[Column, ...] = (
    _id("id", "The entry's number, as in corrections.csv", required=True),
    _night(_OF_NIGHT),
    Column("taken_at", "When it was taken", DATETIME, why="said_none is true"),
    Column("zone", _ZONE, TEXT, source=KEPT, why="said_none is true"),
    Column(
        "amount_g",
        "Grams of leaf, exact; 0 if said_none is true",
        NUMBER,
        _G,
        least=0,
        most=_MOST_G,
        why="another substance, see amount_mg",
    ),
    Column(
        "said_none",
        "true if the diary day was logged as dose-free: no leaf, or none of the named substance",
        BOOLEAN,
        required=True,
        optional=True,
    ),
    Column(
        "product", "The product's name; grams of different products are not comparable", FREE_TEXT, why="not logged"
    ),
    _kind_of_product(why="no product"),
    Column("batch_opened_on", "When the batch of the product was opened", DATE, why="not logged"),
    Column("note", "The person's own words about the dose", FREE_TEXT, note=True),
    _recalled(),
    _later_mg(
        "amount_mg",
        "Milligrams of any substance but leaf, exact",
        "leaf, see amount_g",
        most=_MOST_MG,
    ),
    _substance("The substance: leaf, or the kind of the product; if said_none is true, the one not taken"),
    _helped(),
)

PRODUCTS: tuple[Column, ...] = (
    _id("id", "The batch's number, as in corrections.csv", required=True),
    Column("product", "The product's name, as in doses.csv; each batch has a row", FREE_TEXT, required=True),
    _kind_of_product(required=True),
    Column("batch_opened_on", "When the batch was opened, as in doses.csv", DATE, why="not logged"),
    Column(
        "capsule_g",
        "What one capsule of leaf weighs",
        NUMBER,
        _G,
        least=0,
        most=_MOST_G,
        why="not logged, or another substance: see capsule_mg",
    ),
    Column(
        "mitragynine_low_mg_per_g",
        "The laboratory's figure, or the lower end of its range; never assumed",
        NUMBER,
        "mg/g",
        least=0,
        most=1000,
        why="no laboratory figure",
    ),
    Column(
        "mitragynine_high_mg_per_g",
        "The upper end of the laboratory's range; the same if it is one figure",
        NUMBER,
        "mg/g",
        least=0,
        most=1000,
        why="no laboratory figure",
    ),
    Column(
        "weight_g",
        "What the batch of leaf weighed when it was opened",
        NUMBER,
        _G,
        least=0,
        why="not logged, or another substance: see weight_mg",
    ),
    _later_mg(
        "capsule_mg",
        "What one tablet or capsule of any substance but leaf weighs",
        "not logged, or leaf: see capsule_g",
        most=_MOST_MG,
    ),
    _later_mg(
        "weight_mg",
        "What the batch of any substance but leaf weighed when it was opened",
        "not logged, or leaf: see weight_g",
    ),
    Column(
        "left_g",
        "Grams left of the batch of leaf, after the logged doses; below 0 if more was logged than it weighed",
        NUMBER,
        _G,
        formula="weight_g - sum of amount_g of its doses",
        source=COMPUTED,
        why="weight_g is empty, or only a range of nights was exported",
    ),
    Column(
        "left_mg",
        "Milligrams left of the batch of any substance but leaf, after the logged doses; below 0 as in left_g",
        NUMBER,
        _MG,
        formula="weight_mg - sum of amount_mg of its doses",
        source=COMPUTED,
        why="weight_mg is empty, or only a range of nights was exported",
    ),
)

SUPPLEMENTS: tuple[Column, ...] = (
    _id("id", "The entry's number, as in corrections.csv", required=True),
    _night(_OF_NIGHT),
    Column("taken_at", "When it was taken", DATETIME, required=True),
    Column("zone", _ZONE, TEXT, source=KEPT, required=True),
    Column("supplement", "What was taken", TEXT, choices=("magnesium",), required=True),
    Column(
        "elemental_mg",
        "Elemental milligrams",
        INTEGER,
        _MG,
        least=1,
        most=5000,
        required=True,
        formula="if basis is computed_from_salt: salt_mg × elemental fraction of the form, rounded half up",
    ),
    Column(
        "basis",
        "Where elemental_mg comes from: the label's figure, or calculated from the salt",
        TEXT,
        choices=BASES,
        required=True,
    ),
    Column("form", "The salt", TEXT, choices=FORMS, why="not logged"),
    Column(
        "salt_mg",
        "Milligrams of the salt, if logged",
        INTEGER,
        _MG,
        least=1,
        why="basis is label_elemental",
    ),
    Column("route", "By mouth or on the skin", TEXT, choices=("oral", "topical"), required=True),
    _recalled(),
    _helped(),
    _later_note(),
)

TAPER_STEPS: tuple[Column, ...] = (
    _id("plan_id", "The plan's number, as in corrections.csv", required=True),
    Column("plan", "The plan's name", FREE_TEXT, why="the plan has no name"),
    Column("plan_ended_on", "The first day on which the plan is no longer active", DATE, why="the plan is open"),
    Column(
        "scale_g",
        "What the person's scale can weigh",
        NUMBER,
        _G,
        least=0,
        why="not leaf: see scale_mg",
    ),
    Column(
        "step",
        "The step's number within its plan",
        INTEGER,
        _COUNT,
        least=1,
        required=True,
        source=COMPUTED,
        also_read=True,
    ),
    Column("starts_on", "The step's first day", DATE, required=True),
    Column(
        "ends_on",
        "The step's last day, included",
        DATE,
        source=COMPUTED,
        why="the step is open, or never active",
        formula="the day before the next step, or before plan_ended_on",
    ),
    Column(
        "in_force",
        "true if the step was, is or will be active; false from plan_ended_on on",
        BOOLEAN,
        source=COMPUTED,
        required=True,
    ),
    Column(
        "target_g",
        "Grams of leaf a day",
        NUMBER,
        _G,
        least=0,
        most=_MOST_G,
        why="another substance: see target_mg",
    ),
    Column("doses_per_day", "Doses a day, if the plan says", INTEGER, _COUNT, least=1, most=24, why="not logged"),
    Column(
        "cut_g",
        "Grams less than the step before; negative for a rise",
        NUMBER,
        _G,
        source=COMPUTED,
        formula="target_g of the step before - target_g",
        why="the first step, never active, or another substance: see cut_mg",
    ),
    Column(
        "cut_pct",
        "The same as a share of the step before",
        NUMBER,
        _PCT,
        source=COMPUTED,
        formula="100 × cut_g / target_g of the step before, one decimal; or the same of cut_mg and target_mg",
        why="the first step, never active, or after a target of 0",
    ),
    Column(
        "held_days",
        "Days by which the step was made longer",
        INTEGER,
        "d",
        least=0,
        source=COMPUTED,
        required=True,
        formula="sum of the days in holds",
    ),
    Column(
        "holds",
        "Each hold as DATE+DAYSd, the day it was asked for and its length, separated by semicolons; then @DATE, the "
        "start of the step in which it was asked for, if that is not starts_on; then the reason, if logged",
        TEXT,
        why="none",
    ),
    _substance("The plan's substance: leaf, a kind of product, or medicine:NAME"),
    Column(
        "unit",
        "The unit in which legdiary shows the amounts; mcg only for a medicine, whose columns here are still in mg",
        TEXT,
        choices=("g", "mg", "mcg"),
        required=True,
        optional=True,
    ),
    _later_mg("scale_mg", "The smallest difference between two doses", "leaf: see scale_g"),
    _later_mg("target_mg", "Milligrams a day", "leaf: see target_g", most=_MOST_MG),
    Column(
        "cut_mg",
        "Milligrams less than the step before; negative for a rise",
        NUMBER,
        _MG,
        source=COMPUTED,
        formula="target_mg of the step before - target_mg",
        why="the first step, never active, or leaf: see cut_g",
    ),
    Column(
        "why",
        "Why the step was set, if logged",
        TEXT,
        choices=REASONS,
        why="part of the original plan, or not logged",
        optional=True,
    ),
    Column(
        "coin",
        "The plan's pairs of weeks, separated by semicolons: the first day of each, then the week that the coin "
        "chose for the cut, its first or its second; open before the toss",
        TEXT,
        source=KEPT,
        why="no coin chooses the weeks of this plan",
        optional=True,
    ),
)

EXPOSURES: tuple[Column, ...] = (
    _id("id", "The entry's number, as in corrections.csv", required=True),
    _night(_OF_NIGHT),
    Column("happened_at", "When it happened", DATETIME, why="not logged", field="at"),
    Column("zone", _ZONE, TEXT, source=KEPT, why="happened_at is empty"),
    Column(
        "factor",
        "A factor for the night: caffeine, walking, or the person's own name for it",
        FREE_TEXT,
        required=True,
        field="name",
    ),
    Column("amount", "How much, in the person's own words", FREE_TEXT, why="not logged"),
    Column("helped", "How much it helped, 0 not at all to 3 very much", INTEGER, _SCORE, least=0, most=GRADE_MOST),
    Column("note", "The person's own words about it", FREE_TEXT, note=True),
    _recalled(),
)

SYMPTOMS: tuple[Column, ...] = (
    _id("id", "The entry's number, as in corrections.csv", required=True),
    _night(_OF_NIGHT),
    Column(
        "symptom",
        "The symptom's name, or the person's own name for it; once a night",
        FREE_TEXT,
        required=True,
        field="name",
    ),
    Column("grade", "How much of it, 0 none to 3 much", INTEGER, _SCORE, least=0, most=GRADE_MOST, required=True),
    _recalled(),
    _later_note(),
)

MEDICINES: tuple[Column, ...] = (
    _id("id", "The entry's number, as in corrections.csv", required=True),
    _night(_OF_NIGHT),
    Column("taken_at", "When it was taken", DATETIME, required=True, field="at"),
    Column("zone", _ZONE, TEXT, source=KEPT, required=True),
    Column("medicine", "The medicine's name, or the person's own name for it", FREE_TEXT, required=True, field="name"),
    Column("amount", "How much, with its unit: 300 mg, 1 tablet", FREE_TEXT, required=True),
    _recalled(),
    _helped(),
    _later_note(),
)

MEASURES: tuple[Column, ...] = (
    _id("id", "The entry's number, as in corrections.csv", required=True),
    Column("taken_on", "The value's own date; it may be outside the diary's nights", DATE, required=True),
    Column(
        "measure", f"What was measured, by its short name: {', '.join(SCALES)}", FREE_TEXT, required=True, field="name"
    ),
    Column(
        "value",
        "The value in the unit beside it, exact",
        NUMBER,
        least=0,
        most=_MOST_MEASURED,
        required=True,
        field="value_milli",
    ),
    Column("unit", "The value's unit; points for the total of a questionnaire", FREE_TEXT, required=True),
    Column("rated_by", "Who rated it", TEXT, choices=BY, why="not logged", field="by"),
    Column(
        "conditions",
        f"For an iron value, how the person prepared before the blood was drawn, separated by semicolons: "
        f"{', '.join(CONDITIONS)}",
        TEXT,
        why="not logged",
        optional=True,
    ),
)

TRIALS: tuple[Column, ...] = (
    _id("id", "The entry's number, as in corrections.csv", required=True),
    Column("began_on", "The day on which the trial was made", DATE, required=True),
    Column("trial", "The thing tried, in the person's own words", FREE_TEXT, required=True, field="name"),
    Column(
        "pairs",
        "The number of pairs of nights, fixed beforehand",
        INTEGER,
        _COUNT,
        least=LEAST_PAIRS,
        most=MOST_PAIRS,
        required=True,
    ),
    Column("score", "The score that is compared, fixed beforehand", TEXT, choices=SCORES, required=True),
    Column(
        "draws",
        "The draw of each pair that has begun, separated by semicolons: the pair's first night, then which "
        "night the coin chose for the thing tried, the first or the second",
        TEXT,
        source=KEPT,
        why="no pair has begun",
    ),
    Column(
        "did",
        "Each night of a pair, then yes or no: was it done? Separated by semicolons",
        TEXT,
        why="not logged for any night",
    ),
    Column(
        "looks",
        "How often somebody looked at the result before the end",
        INTEGER,
        _COUNT,
        least=0,
        most=MOST_LOOKS,
        required=True,
        source=KEPT,
    ),
)

_PLAN_TEXT = (
    "a plan's steps as 2026-11-16 6 g in 3 doses (the first day, the amount a day, doses a day if the plan says), "
    "its holds as in taper_steps.csv; both separated by semicolons"
)

CORRECTIONS: tuple[Column, ...] = (
    _id("id", "The number of the ledger's line; a line has a row for each field it changed", required=True),
    _id("change_id", "The command's number: lines of one command share it", required=True),
    Column("made_at", "When the correction was made", DATETIME, source=KEPT, required=True),
    Column("zone", "The IANA time zone of the correction", TEXT, source=KEPT, required=True),
    Column(
        "action",
        "The action: edit changed an entry, delete removed it, undo undid a change",
        TEXT,
        choices=("edit", "delete", "undo"),
        required=True,
        source=KEPT,
    ),
    Column(
        "kind",
        "The kind of entry",
        TEXT,
        required=True,
        source=KEPT,
        choices=(*KIND_NAMES, "product", "plan"),
    ),
    _id("entry_id", "The entry's number, as in the other tables", required=True),
    _night(
        "The night, or a measure's own date, to which the entry belongs from then on (for a deleted entry: belonged "
        "before)",
        required=False,
        why="a product or a plan belongs to no night",
    ),
    Column(
        "field",
        "The field that changed, by legdiary's own name, with its unit at the end; a plan's steps give theirs",
        TEXT,
        source=KEPT,
        required=True,
    ),
    Column(
        "old",
        f"The value before; {_PLAN_TEXT}",
        FREE_TEXT,
        source=KEPT,
        why="no value, or a note that was left out",
    ),
    Column(
        "new",
        "The value after, written in the same way",
        FREE_TEXT,
        source=KEPT,
        why="no value, or a note that was left out",
    ),
    _id("undoes_change_id", "The change that an undo undid", why="not an undo"),
)

EVENTS: tuple[Column, ...] = (
    Column("number", "The event's number in this table", INTEGER, least=1, required=True, source=COMPUTED),
    Column(
        "on",
        "The first diary day of the change; for a plan that ended, its last day",
        DATE,
        required=True,
        source=COMPUTED,
    ),
    Column("kind", "What changed", TEXT, choices=EVENT_KINDS, required=True, source=COMPUTED),
    Column(
        "change",
        "How it changed; taken: once or twice only; resumed: again after a stop",
        TEXT,
        choices=EVENT_CHANGES,
        required=True,
        source=COMPUTED,
        formula=(
            f"begun after at least {BEGUN_AFTER_DAYS} days with entries; stopped after {STOPPED_AFTER_DAYS} days that "
            f"have entries but none of it; changed if {CHANGED_FROM_DAYS} logged days in a row agree "
            f"(magnesium within {TOLERANCE_PERCENT} %)"
        ),
    ),
    Column(
        "name",
        "The name of the product, plan or medicine, the route of magnesium, the length of a hold, a journey's zone",
        FREE_TEXT,
        required=True,
        source=COMPUTED,
    ),
    Column("was", "The value before", FREE_TEXT, source=COMPUTED, why="nothing, or the change says it"),
    Column("now", "The value from then on", FREE_TEXT, source=COMPUTED, why="nothing, or the change says it"),
)

DICTIONARY: tuple[Column, ...] = (
    Column("table", "The table: its file without .csv", TEXT, required=True, source=KEPT),
    Column("column", "The column's name in the header", TEXT, required=True, source=KEPT),
    Column("meaning", "The column's meaning", TEXT, required=True, source=KEPT),
    Column(
        "type",
        "The column's type; only text and free text have the formula guard",
        TEXT,
        required=True,
        source=KEPT,
        choices=(TEXT, FREE_TEXT, INTEGER, NUMBER, BOOLEAN, DATE, TIME, DATETIME),
    ),
    Column("unit", "Its unit in UCUM", TEXT, source=KEPT, why="no unit"),
    Column("allowed", "The allowed values", TEXT, source=KEPT, why="any value of its type"),
    Column("missing_code", "The cell's content if the value is not known", TEXT, required=True, source=KEPT),
    Column("formula", "How it is calculated", TEXT, source=KEPT, why="not calculated"),
    Column("source", "The origin of the value", TEXT, required=True, source=KEPT, choices=(LOGGED, KEPT, COMPUTED)),
)

#: Table → its columns, for the tables from which `import` makes entries; the dictionary names the computed columns.
READ_BACK: dict[str, tuple[Column, ...]] = {
    "nights": NIGHTS,
    "doses": DOSES,
    "products": PRODUCTS,
    "supplements": SUPPLEMENTS,
    "taper_steps": TAPER_STEPS,
    "exposures": EXPOSURES,
    "symptoms": SYMPTOMS,
    "medicines": MEDICINES,
    "measures": MEASURES,
    "trials": TRIALS,
    "dictionary": DICTIONARY,
}
#: Table that holds entries as they are stored → a description of one row.
ABOUT = {
    "exposures": "a factor of a night",
    "symptoms": "the grade of a symptom on one night",
    "medicines": "one intake of a medicine",
    "measures": "the total of a questionnaire, or a laboratory value",
    "trials": "a trial: a coin chooses its nights",
}
#: Tables for people, from which nothing is imported.
FOR_READING = ("substances", "corrections", "events")


def needed(table: str) -> tuple[str, ...]:
    """Return the names of the columns that `import` needs."""
    return tuple(column.name for column in READ_BACK[table] if column.is_needed)


def optional(table: str) -> tuple[str, ...]:
    """Return the names of the columns that `import` reads if they are there."""
    return tuple(column.name for column in READ_BACK[table] if column.optional)

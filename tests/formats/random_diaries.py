"""Random diaries, made as a person makes them: entries that a diary takes, changed, deleted and taken back at will."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK, present
from legdiary.domain.entries.dose import LEAF, Dose
from legdiary.domain.entries.factors_and_medicines import Factor, Measure, Medicine, Symptom
from legdiary.domain.entries.magnesium import COMPUTED_FROM_SALT, FORMS, LABEL_ELEMENTAL, Magnesium
from legdiary.domain.entries.measure_scales import BY, CONDITIONS
from legdiary.domain.entries.name_vocabulary import FACTORS, SYMPTOMS
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.products import Product
from legdiary.domain.entries.sleep import Sleep
from legdiary.domain.entries.substances import KNOWN_KINDS
from legdiary.domain.input.night_vocabulary import BODY_PARTS, MISSED_REASONS, SENSATIONS
from legdiary.domain.taper.plan import REASONS, Hold, Plan, Step
from legdiary.domain.time.moments import Moment, load_zone
from legdiary.domain.trials.trial import SCORES as SCORES_OF_TRIALS
from legdiary.domain.trials.trial import Trial
from legdiary.errors import Refused
from legdiary.store import diary_file
from legdiary.store.diary import Diary
from legdiary.store.undo import NothingToUndo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = present("2026-11-22T01:30-05:00")
FIRST = date(2026, 10, 1)
ZONES = st.sampled_from([NEW_YORK, BERLIN, "UTC", "Asia/Kolkata", "Pacific/Apia", "UTC-03:30"])
SECONDS = st.integers(1_790_900_000, 1_795_000_000)  # October and November 2026
DAYS = st.dates(FIRST, date(2026, 11, 20))
FORMULAS = st.sampled_from(["=1+1", "'=1", "+49", "a\n-b", "\t@x", "é, \"q\"; 'z'\n\n", "\ufeff=x", "\u202eabc", "#1"])
NOTES = st.none() | FORMULAS | st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t"), min_size=1, max_size=20
)  # fmt: skip
NAMES = st.sampled_from(["red leaf", "=green", "née", "x, y", '"q"'])
SCORES = st.none() | st.integers(0, 10)
WHYS = st.none() | st.sampled_from(REASONS)
GRADES = st.none() | st.integers(0, 3)
MINUTES = st.none() | st.integers(0, 60)


def words(known: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(known), unique=True, max_size=3).map(tuple)


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    return Moment.from_timestamp(draw(SECONDS), load_zone(draw(ZONES)))


@st.composite
def nights(draw: st.DrawFn) -> Night:
    severity = draw(SCORES)
    missed = draw(st.none() | st.sampled_from(MISSED_REASONS)) if severity is None else None
    falling_asleep, overnight, day_resting, day_active = (draw(SCORES) for _ in range(4))
    return Night(
        draw(DAYS), severity, missed, falling_asleep, overnight, day_resting, day_active,
        draw(st.none() | st.integers(0, 1439)), draw(words(BODY_PARTS)), draw(words(SENSATIONS)), draw(NOTES),
        draw(SCORES), draw(SCORES), draw(SCORES),
    )  # fmt: skip


@st.composite
def sleeps(draw: st.DrawFn) -> Sleep:
    zone = load_zone(draw(ZONES))
    first = draw(SECONDS)
    events: dict[str, Any] = {}
    if draw(st.booleans()):
        gaps = {"bed": 0, "tried": 1200, "wake": 28_000, "up": 30_000, "planned": 29_000}
        chosen = ["bed", "wake", *draw(st.lists(st.sampled_from(["tried", "up", "planned"]), unique=True))]
        events = {name: Moment.from_timestamp(first + gaps[name], zone) for name in chosen}
    else:
        events = {"total_min": draw(MINUTES)}
    latency, awake, nap = (draw(MINUTES) for _ in range(3))
    if "bed" in events and awake is None:
        events |= {name: draw(st.none() | st.integers(1, 100)) for name in ("awake_least_min", "unslept_least_min")}
    return Sleep(
        draw(DAYS), **events, latency_min=latency, awake_min=awake, times=draw(st.none() | st.integers(0, 99)),
        pacing_min=min(10, awake) if awake is not None else None, quality=draw(st.none() | st.integers(1, 5)),
        nap_min=nap, note=draw(NOTES),
    )  # fmt: skip


@st.composite
def doses(draw: st.DrawFn) -> Dose:
    if draw(st.integers(0, 5)) == 0:
        return Dose(draw(DAYS), 0, note=draw(NOTES), none_of=draw(st.sampled_from((None, "7-oh", "tea of 2024"))))
    # Whole milligrams, since the product may be leaf or not.
    in_mg, is_in_ug = draw(st.integers(1, 200_000)), draw(st.booleans())
    return Dose(
        draw(DAYS), None if is_in_ug else in_mg, draw(moments()), draw(st.none() | st.integers(1, 8)), draw(NOTES),
        amount_ug=in_mg * 1000 if is_in_ug else None, helped=draw(GRADES),
    )  # fmt: skip


@st.composite
def magnesiums(draw: st.DrawFn) -> Magnesium:
    salt = draw(st.none() | st.integers(1, 50_000))
    form = draw(st.sampled_from(FORMS) if salt else st.none() | st.sampled_from(FORMS))
    basis = COMPUTED_FROM_SALT if salt else LABEL_ELEMENTAL
    return Magnesium(
        draw(DAYS), draw(moments()), draw(st.integers(1, 5000)), basis, form, salt, draw(st.booleans()), draw(GRADES),
        draw(NOTES),
    )  # fmt: skip


@st.composite
def products(draw: st.DrawFn) -> Product:
    low, high = sorted(draw(st.tuples(*[st.integers(1, 1_000_000)] * 2)))
    tested, kind = draw(st.booleans()), draw(st.sampled_from((*KNOWN_KINDS, "tea of 2024")))
    # Before schema 5 every kind was in milligrams.
    is_in_ug = kind != LEAF and draw(st.booleans())
    capsule, weight = (draw(st.none() | st.integers(1, most)) for most in (5000, 5_000_000))
    weights = {"capsule_ug": capsule, "weight_ug": weight} if is_in_ug else {"capsule_mg": capsule, "weight_mg": weight}
    return Product(
        draw(NAMES), kind, mitragynine_low_ug=low if tested else None, mitragynine_high_ug=high if tested else None,
        opened_on=draw(st.none() | DAYS), **weights,
    )  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    offsets = sorted(draw(st.sets(st.integers(0, 50), min_size=1, max_size=5)))
    steps = tuple(
        Step(
            FIRST + timedelta(days=offset),
            draw(st.integers(0, 200_000)),
            draw(st.none() | st.integers(1, 24)),
            draw(WHYS),
        )
        for offset in offsets
    )
    holds = draw(
        st.lists(
            st.builds(Hold, DAYS, st.integers(1, 366), st.sampled_from([s.starts_on for s in steps]), WHYS), max_size=2
        )
    )
    ends, scale = draw(st.none() | DAYS), draw(st.integers(1, 10_000))
    pairs = draw(st.integers(0, 4))
    halves = draw(st.lists(st.sampled_from(["open", "first", "second"]), min_size=pairs, max_size=pairs))
    coin = tuple(f"{FIRST + timedelta(days=15 * number)} {half}" for number, half in enumerate(halves))
    word = draw(st.sampled_from((None, None, "7-oh", "tea of 2024", "medicine:gabapentin", "medicine:=own, of mine")))
    if word is None:
        return Plan(draw(NAMES), steps, scale, ends, tuple(holds), coin=coin)
    unit = draw(st.sampled_from((None, "mcg"))) if word.startswith("medicine:") else None
    return Plan(draw(NAMES), steps, None, ends, tuple(holds), word, unit, scale, coin)


FACTOR = st.builds(
    Factor, DAYS, st.sampled_from(FACTORS.names) | NAMES, st.none() | moments(), st.none() | NAMES,
    GRADES, NOTES,
)  # fmt: skip
SYMPTOM = st.builds(Symptom, DAYS, st.sampled_from((*SYMPTOMS.names[:3], "+fog")), st.integers(0, 3), NOTES)
MEDICINE = st.builds(
    Medicine,
    DAYS,
    moments(),
    st.sampled_from(["iron", "gabapentin"]) | NAMES,
    st.sampled_from(["300 mg", "1/2 tablet"]),
    GRADES,
    NOTES,
)
RATERS = st.none() | st.sampled_from(BY)
MEASURE = st.one_of(
    st.builds(Measure, DAYS, st.just("irls"), st.integers(0, 40_000), st.just("points"), RATERS),
    st.builds(
        Measure,
        DAYS,
        st.just("ferritin"),
        st.integers(100, 100_000_000),
        st.just("ng/mL"),
        RATERS,
        st.sampled_from([(), ("fasting",), ("no iron for 24 h",), CONDITIONS]),
    ),
    st.builds(Measure, DAYS, st.just("=own"), st.integers(0, 1_000_000_000), st.just("@x"), RATERS),
)


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    began_on = draw(DAYS)
    gaps = draw(st.lists(st.integers(2, 5), max_size=6))
    begins = [began_on + timedelta(days=sum(gaps[:number])) for number in range(len(gaps))]
    draws = tuple(f"{on} {draw(st.sampled_from(['first', 'second']))}" for on in begins)
    nights_of = [on + timedelta(days=later) for on in begins for later in (0, 1)]
    did = tuple(f"{on} {draw(st.sampled_from(['yes', 'no']))}" for on in nights_of if draw(st.booleans()))
    return Trial(
        began_on, draw(NAMES), draw(st.integers(6, 100)), draw(st.sampled_from(SCORES_OF_TRIALS)), draws, did,
        draw(st.integers(0, 3)),
    )  # fmt: skip


ENTRIES = st.one_of(
    nights(), sleeps(), doses(), magnesiums(), products(), plans(), trials(), FACTOR, SYMPTOM, MEDICINE, MEASURE
)
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), ENTRIES, st.booleans()),
        st.tuples(st.just("add"), ENTRIES, st.booleans()),
        st.tuples(st.just("several"), st.lists(ENTRIES, max_size=3)),
        st.tuples(st.just("edit"), st.integers(1, 20), ENTRIES),
        st.tuples(st.just("note"), st.integers(1, 20), NOTES),
        st.tuples(st.just("delete"), st.integers(1, 20)),
        st.tuples(st.just("undo")),
    ),
    max_size=16,
)


@contextmanager
def opened(path: Path) -> Iterator[Diary]:
    """A diary for writing that does not wait for the disk: no test here pulls the plug."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diary_file, "_PRAGMAS", diary_file._PRAGMAS.replace("synchronous=EXTRA", "synchronous=OFF"))  # noqa: SLF001
        with Diary.for_writing(path, NOW) as diary:
            yield diary


def perform(diary: Diary, operations: list[tuple[Any, ...]]) -> None:
    """Every operation that the diary does not refuse."""
    for operation in operations:
        try:
            _perform(diary, operation)
        except (Refused, NothingToUndo):
            continue


def _perform(diary: Diary, operation: tuple[Any, ...]) -> None:
    match operation:
        case ("add", entry, recalled):
            diary.add(entry, NOW, recalled=recalled and entry.kind not in {"product", "plan", "measure", "trial"})
        case ("several", entries):
            diary.add_all(entries, NOW)
        case ("edit", number, entry):
            diary.edit(number, lambda there: entry if entry.kind == there.kind else there, NOW)
        case ("note", number, note):
            diary.edit(number, lambda there: replace(there, note=note) if hasattr(there, "note") else there, NOW)
        case ("delete", number):
            diary.delete(number, NOW)
        case ("undo",):
            diary.undo(NOW)


def filled(path: Path, operations: list[tuple[Any, ...]]) -> None:
    """A diary on which the operations were performed."""
    path.unlink(missing_ok=True)
    with opened(path) as diary:
        perform(diary, operations)


def contents(path: Path) -> list[tuple[Any, bool]]:
    """Every entry without its number, doses with their product in place of its number."""
    with Diary.for_reading(path) as diary:
        stored = diary.snapshot().stored
    products = {each.id: (each.entry.name, each.entry.opened_on) for each in stored if each.entry.kind == "product"}
    named = [
        (replace(each.entry, product_id=products.get(each.entry.product_id)), each.recalled)
        if each.entry.kind == "kratom"
        else (each.entry, each.recalled)
        for each in stored
    ]
    return sorted(named, key=repr)

"""The FHIR bundle: valid R4, every reference inside it, only codes that were seen in their source.

`LEGDIARY_UPDATE_GOLDEN=1 pytest tests/render/test_fhir.py` writes the golden file anew; read the difference.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import day, dose, magnesium, moment, night, no_kratom, plan, present, product, sleep
from legdiary import __version__
from legdiary.domain.entries.factors_and_medicines import Factor, Measure, Medicine, Symptom
from legdiary.formats.fhir import LOINC, OWN, PHR, SNOMED, TAG, UCUM, chunks, resources
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Read before a test's own environment takes its place.
UPDATE = os.environ.get("LEGDIARY_UPDATE_GOLDEN") == "1"
GOLDEN = Path(__file__).parents[1] / "golden" / "fhir" / "small.json"
NOW = present()
FROM, BEFORE = day("2026-11-01"), day("2026-11-23")
#: The status values of R4, by resource.
STATUSES = {
    "Observation": {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error",
                    "unknown"},
    "MedicationStatement": {"active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown",
                            "not-taken"},
    "CarePlan": {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"},
}  # fmt: skip
DETAIL_STATUSES = {
    "not-started", "scheduled", "in-progress", "on-hold", "completed", "cancelled", "stopped", "unknown",
    "entered-in-error",
}  # fmt: skip
PHR_CODES = {
    "sleepEpisode", "latencyToSleepOnset", "wakeAfterSleepOnset", "totalSleepTime", "numberOfAwakenings",
    "sleepEfficiencyPercentage", "latencyToArising", "isMainSleep",
}  # fmt: skip


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    """A small diary in which there is something of everything."""
    with Diary.for_writing(tmp_path / "diary.db", NOW) as made:
        made.add(product("red leaf", opened_on=day("2026-11-01")), NOW)
        made.add(product("shot", product_kind="7-oh"), NOW)
        made.add(plan(ended_on=day("2026-11-16")), NOW)
        made.add(plan(("2026-11-16", 9700), name=" "), NOW)
        made.add(
            night(note="private", falling_asleep=7, onset_min=1230, body_parts=("legs",), sensations=("pulling",)),
            NOW,
        )
        made.add(night("2026-11-19", missed="asleep"), NOW, recalled=True)
        slept = sleep(latency_min=40, awake_min=55, up="06:45", times=3, pacing_min=20, quality=2, nap_min=30)
        made.add(replace(slept, note="private"), NOW)
        made.add(sleep("2026-11-19", span=None, total_min=390), NOW)
        made.add(sleep("2026-11-18"), NOW)
        made.add(dose(product_id=1, note="private"), NOW)
        made.add(dose("2026-11-20T23:00-05:00", 3000), NOW)
        made.edit(11, lambda _: dose("2026-11-20T23:00-05:00", 2000), NOW)
        made.add(dose("2026-11-21T08:00-05:00", 20, product_id=2), NOW)
        made.add(no_kratom("2026-11-19"), NOW)
        made.add(magnesium(form="oxide", basis="computed_from_salt", salt_mg=400), NOW)
        made.add(magnesium("2026-11-19T22:00-05:00", topical=True), NOW)
        at = moment("2026-11-20T20:00-05:00")
        made.add(Medicine(day("2026-11-20"), at, "gabapentin", "300 mg"), NOW)
        made.add(Factor(day("2026-11-20"), "caffeine", at, "2 cups", note="private"), NOW)
        made.add(Factor(day("2026-11-20"), "stretching", helped=2), NOW)
        made.add(Symptom(day("2026-11-20"), "nausea", 1), NOW)
        made.add(Measure(day("2026-11-15"), "ferritin", 48_000, "ng/mL"), NOW)
        made.add(Measure(day("2026-11-15"), "tsat", 18_500, "%"), NOW)
        made.add(Measure(day("2026-11-15"), "irls", 22_000, "points", "clinician"), NOW)
        made.add(night("2026-11-18", severity=None, overnight=3), NOW)
        made.edit(24, lambda there: night("2026-11-18", 5, overnight=there.overnight), NOW)
        made.add(Measure(day("2026-11-15"), "heart-rate", 96_000, "/min"), NOW)
        yield made


def written(diary: Diary, first: str = "2026-11-01", before: str = "2026-11-23") -> bytes:
    return b"".join(chunks(resources(diary, day(first), day(before)), Counter()))


def bundle_of(diary: Diary) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(diary))
    return found


def all_of(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from walk(each)
    elif isinstance(value, list):
        for each in value:
            yield from walk(each)


def test_the_bundle_is_as_it_was_looked_over(diary: Diary) -> None:
    text = written(diary).decode().replace(f'"{__version__}"', '"VERSION"')
    if UPDATE:
        GOLDEN.write_text(text, encoding="utf-8", newline="\n")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_it_is_valid_r4(diary: Diary) -> None:
    models = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources is the judge: pip install it")
    bundle = models.Bundle.model_validate_json(written(diary))
    assert len(bundle.entry) == len(bundle_of(diary)["entry"])


def test_references_resolve_within(diary: Diary) -> None:
    bundle = bundle_of(diary)
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    for entry in bundle["entry"]:
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
    referred = {each["reference"] for each in walk(bundle) if "reference" in each}
    assert referred <= set(urls)
    assert len(referred) == 4  # the patient, the device, and the two nights whose sleep is known


def test_a_bound_is_no_value(tmp_path: Path) -> None:
    """In bed 480, awake at least 90: at most 390, each with its comparator, and no sleep duration beside."""
    with Diary.for_writing(tmp_path / "tracked.db", NOW) as made:
        made.add(sleep("2026-11-18", "23:00-07:00", awake_least_min=90), NOW)
        bundle = bundle_of(made)
    (episode,) = all_of(bundle, "Observation")
    found = {
        component["code"]["text"]: (component["valueQuantity"]["value"], component["valueQuantity"]["comparator"])
        for component in episode["component"]
        if "valueQuantity" in component
    }
    assert found == {"Total sleep time": (390, "<="), "Wake after sleep onset": (90, ">=")}


def test_states_and_tags(diary: Diary) -> None:
    bundle = bundle_of(diary)
    assert (bundle["type"], bundle["meta"]["tag"]) == ("collection", [TAG])
    for entry in bundle["entry"]:
        resource = entry["resource"]
        assert resource["meta"]["tag"] == [TAG]
        if resource["resourceType"] in STATUSES:
            assert resource["status"] in STATUSES[resource["resourceType"]]
    details = [activity["detail"] for each in all_of(bundle, "CarePlan") for activity in each["activity"]]
    assert {detail["status"] for detail in details} == {"scheduled", "cancelled"}
    assert {detail["status"] for detail in details} <= DETAIL_STATUSES
    assert [each["status"] for each in all_of(bundle, "CarePlan")] == ["completed", "active"]


def test_only_codes_that_were_seen(diary: Diary) -> None:
    for each in walk(bundle_of(diary)):
        system = each.get("system", "")
        code = each.get("code", each.get("value"))
        if system == LOINC:
            assert code == "93832-4"
        elif system == SNOMED:
            assert code == "32914008"
        elif system.startswith(PHR):
            assert code in PHR_CODES
        elif system == UCUM:
            # "/min": FHIR's own value set of rates, http://hl7.org/fhir/ValueSet/ucum-vitalsignsrate
            assert code in {"min", "h", "%", "g", "mg", "/min", "{score}"}
        elif system:
            assert system.startswith(OWN) or code == "social-history"
    medications = all_of(bundle_of(diary), "MedicationStatement")
    assert all(set(each["medicationCodeableConcept"]) == {"text"} for each in medications)


def test_what_was_corrected_is_amended(diary: Diary) -> None:
    observations = all_of(bundle_of(diary), "Observation")
    amended = [each for each in observations if each["status"] == "amended"]
    assert [(each["valueInteger"], each["effectivePeriod"]["start"]) for each in amended] == [(5, "2026-11-18")]


def test_what_is_not_known_is_not_zero(diary: Diary) -> None:
    bundle = bundle_of(diary)
    [corrected] = [each for each in all_of(bundle, "MedicationStatement") if "note" in each]
    assert corrected["note"] == [{"text": "Corrected after it was first logged."}]
    [missed] = [each for each in all_of(bundle, "Observation") if "dataAbsentReason" in each]
    assert missed["dataAbsentReason"] == {"text": "asleep"}
    assert "valueInteger" not in missed
    none = [each for each in all_of(bundle, "MedicationStatement") if each["status"] == "not-taken"]
    assert [each["effectivePeriod"]["start"] for each in none] == ["2026-11-19"]
    sleeps = [each for each in all_of(bundle, "Observation") if each["code"]["text"] == "Sleep duration"]
    assert [each["valueQuantity"]["value"] for each in sleeps] == [6.5, 5.83]  # the 18th lacks what it takes


def test_nothing_private_is_in_it(diary: Diary) -> None:
    assert b"private" not in written(diary)


def test_the_range_is_half_open(diary: Diary) -> None:
    starts = re.findall(rb'"effectivePeriod": \{"start": "([0-9-]{10})', written(diary, "2026-11-19", "2026-11-20"))
    assert {start.decode() for start in starts} == {"2026-11-19"}


def test_ids_stay_when_the_range_changes(diary: Diary) -> None:
    ids = set(re.findall(rb"urn:uuid:[0-9a-f-]{36}", written(diary)))
    assert set(re.findall(rb"urn:uuid:[0-9a-f-]{36}", written(diary, "2026-11-20"))) < ids
    assert written(diary) == written(diary)


def test_an_empty_diary_is_a_bundle_too(tmp_path: Path) -> None:
    with Diary.for_writing(tmp_path / "empty.db", NOW) as empty:
        counts: Counter[str] = Counter()
        whole = json.loads(b"".join(chunks(resources(empty, FROM, BEFORE), counts)))
    assert counts == {"Patient": 1, "Device": 1}
    assert len(whole["entry"]) == 2

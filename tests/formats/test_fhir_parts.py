"""The encoder of FHIR resources, which are put together from texts: byte for byte what `json` writes of the values."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_diaries import OPERATIONS, filled

from builders import day
from effort import dear
from legdiary.formats.fhir import chunks, resources
from legdiary.formats.fhir_parts import Shared, encode, ids
from legdiary.store.diary import Diary

TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('\x00\x1f\x7f"\\/\u2028'), max_size=8)
PARTS = st.recursive(
    TEXTS | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(["code", "text", "unit"]), part),
    max_leaves=12,
)


@given(PARTS, st.dictionaries(st.sampled_from(["system", "value"]), PARTS))
def test_a_part_is_encoded_as_json_does(part: Any, shared: dict[str, Any]) -> None:
    whole = {"part": part, "shared": Shared(shared), "both": [Shared(shared), part]}
    assert encode(whole) == json.dumps(whole, ensure_ascii=False)


def test_a_part_that_is_not_known_is_no_json() -> None:
    with pytest.raises(TypeError):
        encode({"value": None})


@given(st.uuids(), TEXTS)
def test_ids_are_version_5_uuids(namespace: UUID, name: str) -> None:
    assert ids(namespace)(name) == str(uuid5(namespace, name))


def test_an_id_worked_out_elsewhere() -> None:
    """The example of RFC 9562, A.4."""
    assert (
        ids(UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))("www.example.com") == "2ed6657d-e927-568b-95e1-2665a8aea6a2"
    )


@dear(40)
@given(OPERATIONS)
def test_random_bundles_are_encoded_as_json_does(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[Any, ...]]
) -> None:
    path = tmp_path_factory.mktemp("random") / "diary.db"
    filled(path, operations)
    with Diary.for_reading(path) as diary:
        made = list(resources(diary, day("2026-09-30"), day("2026-11-30")))
    found = b"".join(chunks(made, Counter())).decode().split("\n")[1:-2]
    entries = [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in made]
    assert found == [
        json.dumps(each, ensure_ascii=False) + ("," if number < len(entries) else "")
        for number, each in enumerate(entries, start=1)
    ]

"""Time zones by the names that people type."""

from __future__ import annotations

import pytest

from legdiary.domain.time.moments import UnknownZone
from legdiary.domain.time.zone_names import full_zone_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"), ("berlin", "Europe/Berlin"), ("New York", "America/New_York"),
        ("america/new york", "America/New_York"), ("  los   angeles ", "America/Los_Angeles"), ("EST", "EST"),
        ("UTC", "UTC"), ("UTC-05:00", "UTC-05:00"), ("port-au-prince", "America/Port-au-Prince"),
    ],
)  # fmt: skip
def test_a_city_is_enough(typed: str, name: str) -> None:
    assert full_zone_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Berln", "did you mean Europe/Berlin?"),
        # Two names of one zone: which of them is stored is the person's choice.
        ("Louisville", "did you mean America/Kentucky/Louisville or America/Louisville?"),
        ("Bogus", "write an IANA name such as Europe/Berlin, or UTC-05:00"),
        ("Central", "write an IANA name such as Europe/Berlin, or UTC-05:00"),
        ("", "write an IANA name"),
    ],
)
def test_what_is_unclear_is_refused_with_what_is_near(typed: str, said: str) -> None:
    with pytest.raises(UnknownZone, match="is not known; ") as refused:
        full_zone_name(typed)
    assert said in refused.value.message

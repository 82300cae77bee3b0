"""What a coin may not choose: magnesium, which takes weeks, and any dose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from legdiary.domain.entries.medicines import MEDICINE_CLASSES, MEDICINE_SPELLINGS
from legdiary.domain.entries.substances import KNOWN_KINDS, SPELLINGS
from legdiary.domain.input.units import ANY_WEIGHT
from legdiary.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_AMOUNT = re.compile(rf"\d\s?(?:{ANY_WEIGHT}|caps?|capsules?|tabs?|tablets?|pills?|doses?|drops?|ml)\b")
_MAGNESIUM = {"magnesium", "mag", "mg"}
_DOSES = {
    "dose", "doses", "dosing", "redose", "kratom", "mitragynine", "leaf", "powder", "extract", "capsule", "capsules",
    "tablet", "tablets", "pill", "pills", "medicine", "medicines", "medication", "medications", "drug", "drugs",
    "opioid", "opioids", "opiate", "opiates", "benzodiazepine", "benzodiazepines", "benzo", "benzos", "7oh",
    "antihistamine", "antihistamines", "antidepressant", "antidepressants", "supplement", "supplements",
}  # fmt: skip


class NoTrialOfMagnesium(Refused):
    """Magnesium, which acts over weeks, in a trial of single nights."""

    def __init__(self) -> None:
        super().__init__(
            "magnesium can't be tried this way: an effect is only looked for after more than 4 weeks of steady "
            "intake, and a coin would change it from night to night"
        )


class NoTrialOfDoses(Refused):
    """A trial of a dose: no coin may choose one."""

    def __init__(self) -> None:
        super().__init__(
            "a dose can't be tried this way: a coin must not choose a dose. Try something that acts the same night "
            "and is not a medicine, such as a warm bath or stretching"
        )


def check_trial_name(name: str, taken: Iterable[str]) -> None:
    """Refuse a trial of magnesium, and one of a dose of anything that is taken.

    Args:
        name: what is to be tried, in the person's words.
        taken: the names of the products and medicines of the diary.

    Raises:
        NoTrialOfMagnesium, NoTrialOfDoses.
    """
    key = _key(name)
    words = set(_WORD.findall(key)) | set(key.replace("-", " ").split())
    if words & _MAGNESIUM or any(word.startswith("magnes") for word in words):
        raise NoTrialOfMagnesium
    known = {*MEDICINE_CLASSES, *MEDICINE_SPELLINGS, *KNOWN_KINDS, *SPELLINGS, *map(_key, taken)}
    plain = f" {' '.join(key.replace('-', ' ').split())} "
    named = any(f" {each.replace('-', ' ')} " in plain for each in known if each)
    if words & _DOSES or _AMOUNT.search(key) or named:
        raise NoTrialOfDoses


def _key(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())

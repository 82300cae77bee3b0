"""Magnesium: milligrams of a salt converted to elemental milligrams.

The elemental fraction is n × 24.305 / M (facts B3). It depends on water of crystallisation, which labels often leave
out: a form without it is counted as the anhydrous salt, the answer says so, and the basis is stored with the entry.
"""

from __future__ import annotations

from legdiary.domain.entries.dose_limits import HELPED_MOST, MAGNESIUM_MOST_MG
from legdiary.domain.invariants import (
    MOST_MG,
    OutOfRange,
    check_day,
    check_moment,
    check_one_of,
    check_text,
    check_within,
)
from legdiary.errors import BadValue
from legdiary.util.values import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import ClassVar

    from legdiary.domain.time.moments import Moment


_MG_ATOMIC_MASS_MILLI = 24_305
#: The upper limit for adults, a day, from supplements and medicines; food is not counted (facts B3).
SUPPLEMENTAL_LIMIT_MG = 350

LABEL_ELEMENTAL = "label_elemental"
COMPUTED_FROM_SALT = "computed_from_salt"
BASES = (LABEL_ELEMENTAL, COMPUTED_FROM_SALT)


class Salt(NamedTuple):
    """One salt: its name, its number of magnesium atoms, and its molar mass in mg/mol (facts B3)."""

    words: str
    atoms: int
    molar_mass_milli: int


SALTS = {
    "oxide": Salt("oxide", 1, 40_304),
    "hydroxide": Salt("hydroxide", 1, 58_319),
    "carbonate": Salt("carbonate", 1, 84_313),
    "chloride": Salt("chloride, anhydrous", 1, 95_205),
    "chloride-hexahydrate": Salt("chloride hexahydrate", 1, 203_295),
    "sulfate": Salt("sulfate, anhydrous", 1, 120_361),
    "sulfate-heptahydrate": Salt("sulfate heptahydrate", 1, 246_466),
    "citrate": Salt("citrate (trimagnesium), anhydrous", 3, 451_113),
    "citrate-nonahydrate": Salt("citrate (trimagnesium) nonahydrate", 3, 613_248),
    "hydrogen-citrate": Salt("hydrogen citrate", 1, 214_412),
    "malate": Salt("malate (mono)", 1, 156_376),
    "glycinate": Salt("bisglycinate, anhydrous", 1, 172_423),
    "glycinate-dihydrate": Salt("bisglycinate dihydrate", 1, 208_453),
    "lactate": Salt("lactate, anhydrous", 1, 202_445),
    "lactate-dihydrate": Salt("lactate dihydrate", 1, 238_475),
    "taurate": Salt("taurate", 1, 272_573),
    "threonate": Salt("L-threonate", 1, 294_495),
    "gluconate": Salt("gluconate", 1, 414_599),
}
_OTHER_NAMES = {
    "bisglycinate": "glycinate",
    "l-threonate": "threonate",
    "sulphate": "sulfate",
    "mgo": "oxide",
}
FORMS = tuple(SALTS)
#: The command that lists them.
LISTED_BY = "legdiary magnesium --list"
#: Words of a label that name the substance, not its salt.
_SUBSTANCE = {"magnesium", "mag", "mg"}


class SaltNeedsForm(BadValue):
    """Milligrams of a salt without its form."""

    def __init__(self) -> None:
        super().__init__("--salt needs --form, since each salt holds a different share of magnesium", LISTED_BY)


class FormOfSalt(BadValue):
    """The form cleared from milligrams of a salt."""

    def __init__(self, salt_mg: int) -> None:
        super().__init__(
            f"the {salt_mg} mg are of a salt, which needs its form; to clear the form, give the elemental amount too"
        )


def parse_form(text: str) -> str:
    """Return the key in `SALTS` of a typed form: `glycinate`, `Magnesium Glycinate`, `bisglycinate`.

    Raises:
        UnknownWord: the form is not known here.
    """
    words = text.lower().replace("-", " ").split()
    word = "-".join([each for each in words if each not in _SUBSTANCE] or words)
    form = _OTHER_NAMES.get(word, word)
    if form not in SALTS:
        from legdiary.domain.input.night_vocabulary import UnknownWord

        raise UnknownWord("form of magnesium", word, FORMS, LISTED_BY)
    return form


def elemental_mg(salt_mg: int, form: str) -> int:
    """Return the elemental milligrams in `salt_mg` of a form, rounded half up (facts B3: 400 mg oxide → 241)."""
    salt = SALTS[form]
    numerator = salt_mg * salt.atoms * _MG_ATOMIC_MASS_MILLI
    return (2 * numerator + salt.molar_mass_milli) // (2 * salt.molar_mass_milli)


def is_above_limit(elemental_mg: int) -> bool:
    """Return whether a day's total by mouth is above the limit for supplements and medicines."""
    return elemental_mg > SUPPLEMENTAL_LIMIT_MG


def fraction(form: str) -> float:
    """Return the elemental share of a form, 0–1."""
    salt = SALTS[form]
    return salt.atoms * _MG_ATOMIC_MASS_MILLI / salt.molar_mass_milli


@dataclass(frozen=True, slots=True)
class Magnesium:
    """One dose of magnesium in elemental milligrams, with the basis of that figure.

    Attributes:
        helped: how much it helped the legs, from 0 (not at all) to 3 (very much).
    """

    kind: ClassVar[str] = "magnesium"

    night_of: date
    at: Moment
    elemental_mg: int
    basis: str
    form: str | None = None
    salt_mg: int | None = None
    topical: bool = False
    helped: int | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        check_day(self.night_of)
        check_moment(self.at, "magnesium")
        check_within("elemental mg", self.elemental_mg, 1, MAGNESIUM_MOST_MG)
        check_within("salt in mg", self.salt_mg, 1, MOST_MG)
        check_within("helped", self.helped, 0, HELPED_MOST)
        check_text(self.note)
        check_one_of("basis", self.basis, BASES)
        check_one_of("form", self.form, FORMS)
        computed = self.basis == COMPUTED_FROM_SALT
        if computed != (self.salt_mg is not None) or (computed and self.form is None):
            raise OutOfRange("basis", self.basis, f"{COMPUTED_FROM_SALT} with a salt and its form, or neither")

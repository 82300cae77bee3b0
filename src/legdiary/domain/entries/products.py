"""Kratom products, one entry for each batch (purchase), since potency differs by a factor of ten (facts B4)."""

from __future__ import annotations

from legdiary.domain.entries.dose import LEAF, SEVEN_OH, UG_PER_MG, NotOneAmount, micrograms
from legdiary.domain.entries.dose_limits import KRATOM_MOST_MG
from legdiary.domain.entries.dose_rules import NO_PRODUCT, is_no_product
from legdiary.domain.invariants import (
    MOST_MG,
    OutOfRange,
    check_day,
    check_kind,
    check_trimmed_name,
    check_within,
)
from legdiary.errors import BadValue, Refused, quote_typed
from legdiary.util.patterns import fullmatch
from legdiary.util.values import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from typing import ClassVar, TypeAlias

    from legdiary.domain.entries.stored_entry import Stored

EXTRACT = "extract"
PRODUCT_KINDS = (LEAF, EXTRACT, SEVEN_OH)
_UG_MOST = 1_000_000
#: Product ids and products, for doses that name one.
Names: TypeAlias = "Mapping[int, Product]"


@dataclass(frozen=True, slots=True)
class Product:
    """One batch of a product.

    Attributes:
        product_kind: leaf, extract, 7-oh or another substance; only leaf is counted as leaf.
        capsule_mg: the weight of one capsule's content.
        mitragynine_low_ug, mitragynine_high_ug: a laboratory's range in µg per g; never assumed.
        weight_mg: the weight of the batch when it was opened.
        opened_on: the first diary day of the batch.
        capsule_ug, weight_ug: the same weights in micrograms, as products other than leaf have them.
    """

    kind: ClassVar[str] = "product"

    name: str
    product_kind: str = LEAF
    capsule_mg: int | None = None
    mitragynine_low_ug: int | None = None
    mitragynine_high_ug: int | None = None
    weight_mg: int | None = None
    opened_on: date | None = None
    capsule_ug: int | None = None
    weight_ug: int | None = None

    def __post_init__(self) -> None:
        check_trimmed_name(self.name, "product's name")
        if self.product_kind not in PRODUCT_KINDS:
            check_kind(self.product_kind)
        check_within("capsule in mg", self.capsule_mg, 1, KRATOM_MOST_MG)
        check_within("batch in mg", self.weight_mg, 1, MOST_MG)
        check_within("capsule in µg", self.capsule_ug, 1, KRATOM_MOST_MG * UG_PER_MG)
        check_within("batch in µg", self.weight_ug, 1, MOST_MG * UG_PER_MG)
        for in_mg, in_ug in ((self.capsule_mg, self.capsule_ug), (self.weight_mg, self.weight_ug)):
            if in_mg is not None and in_ug is not None:
                raise NotOneAmount
        check_day(self.opened_on)
        low, high = self.mitragynine_low_ug, self.mitragynine_high_ug
        if (low is None) != (high is None):
            raise OutOfRange("mitragynine", "half a range", "both ends, or neither")
        check_within("mitragynine in µg/g", high, low or 0, _UG_MOST)
        check_within("mitragynine in µg/g", low, 0, _UG_MOST)

    @property
    def capsule_micrograms(self) -> int | None:
        """The weight of a capsule or tablet in micrograms, whichever unit it is kept in; None where not known."""
        return _micrograms_or_none(self.capsule_mg, self.capsule_ug)

    @property
    def weight_micrograms(self) -> int | None:
        """The weight of the batch in micrograms, whichever unit it is kept in; None where not known."""
        return _micrograms_or_none(self.weight_mg, self.weight_ug)


def _micrograms_or_none(in_mg: int | None, in_ug: int | None) -> int | None:
    return None if in_mg is None and in_ug is None else micrograms(in_mg, in_ug)


class NotAConcentration(BadValue):
    """A laboratory value that is not valid."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} is not a mitragynine content; write 13mg/g, 10-15mg/g or 1.3% (up to 1000mg/g)"
        )


class NotANameOfAProduct(BadValue):
    """A product with the name that is reserved for doses without a product."""

    def __init__(self) -> None:
        super().__init__(f"{NO_PRODUCT!r} means a dose without a product, so no product can have that name")


class OddWeight(BadValue):
    """A capsule or a batch that weighs nothing, or far too much."""

    def __init__(self, what: str, typed: str, most: str) -> None:
        super().__init__(f"{quote_typed(typed)} can't be the weight of a {what}; write more than 0, up to {most}")


class WeightNeedsPiece(BadValue):
    """A batch in capsules or tablets whose weight is not known."""

    def __init__(self, typed: str, what: str) -> None:
        super().__init__(f"{quote_typed(typed)}: the weight of a {what} is not known; add it with --{what}")


class BatchThere(Refused):
    """A batch with the same name and opening day as another."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"that product already exists (#{number}); a new batch needs another --opened", "legdiary product list"
        )


def check_product_name(text: str) -> str:
    """Return a product name, trimmed, with runs of blanks folded into one.

    Raises:
        UnreadableText, TooLong, NoName, NotANameOfAProduct.
    """
    from legdiary.domain.input.text import check_name

    name = check_name(text, "product's name")
    if is_no_product(name):
        raise NotANameOfAProduct
    return name


_CAPSULE_MOST_UG = 5_000_000
_WEIGHT_MOST_UG = 10_000_000_000
_HUNDREDTHS = 100
#: Unit of a laboratory's figure → how many decimals of it make whole µg per g.
_PLACES = {"mg/g": 3, "%": 4}
_NUMBER = r"([0-9]{1,4})(?:[.,]([0-9]{1,4}))?"
# Not compiled at import: only a product that is opened or changed needs it.
_CONCENTRATION = rf"(?i){_NUMBER}(?:\s*[-–]\s*{_NUMBER})?\s?(mg/g|%)"


def parse_mitragynine(text: str) -> tuple[int, int]:
    """Return the range in µg per g from `13mg/g`, `10-15mg/g`, `1.3%` or `1-1.5%`.

    Raises:
        NotAConcentration: anything else.
    """
    match = fullmatch(_CONCENTRATION, text.strip())
    if match is None:
        raise NotAConcentration(text)
    places = _PLACES[match[5].lower()]
    ends = [(whole, fraction or "") for whole, fraction in (match.groups()[:2], match.groups()[2:4]) if whole]
    if any(fraction[places:].strip("0") for _, fraction in ends):
        raise NotAConcentration(text)
    amounts = [int(whole + fraction[:places].ljust(places, "0")) for whole, fraction in ends]
    low, high = amounts[0], amounts[-1]
    if not 0 < low <= high <= _UG_MOST:
        raise NotAConcentration(text)
    return low, high


def check_capsule(ug: int, typed: str) -> int:
    """Return the weight of one capsule or tablet in micrograms, above 0 and up to 5 g.

    Raises:
        OddWeight: any other weight.
    """
    if not 0 < ug <= _CAPSULE_MOST_UG:
        raise OddWeight("capsule", typed, "5g")
    return ug


def check_weight(ug: int, typed: str) -> int:
    """Return the weight of a batch in micrograms, above 0 and up to 10 kg.

    Raises:
        OddWeight: any other weight.
    """
    if not 0 < ug <= _WEIGHT_MOST_UG:
        raise OddWeight("batch", typed, "10000g")
    return ug


def check_new_batch(product: Product, others: Sequence[Stored]) -> None:
    """Refuse a batch with the name and opening day of another.

    Raises:
        BatchThere: the batch is stored already.
    """
    for stored in others:
        other = stored.entry
        if other.name.casefold() == product.name.casefold() and other.opened_on == product.opened_on:
            raise BatchThere(stored.id)


class TakenOfBatch(NamedTuple):
    """The amount taken of a batch.

    Attributes:
        product_id: the number of the batch.
        ug: the micrograms.
    """

    product_id: int | None
    ug: int


class Left(NamedTuple):
    """The rest of a batch with a known weight, after the logged doses.

    Attributes:
        ug: the micrograms left; below 0 where more was logged than it weighed.
        hundredths: the capsules or tablets left, in hundredths; None where what one weighs is not known, or nothing is
            left.
    """

    ug: int
    hundredths: int | None


def batches_left(products: Mapping[int, Product], taken: Iterable[tuple[int | None, int]]) -> dict[int, Left]:
    """Return what is left of each batch, by its number.

    Args:
        products: number → batch; only those with a known weight are looked at.
        taken: the product and the micrograms of every dose, or of all doses of a product together.
    """
    rest = {number: product.weight_micrograms for number, product in products.items()}
    left = {number: ug for number, ug in rest.items() if ug is not None}
    for product_id, ug in taken:
        if product_id in left:
            left[product_id] -= ug
    return {number: Left(ug, _hundredths(ug, products[number].capsule_micrograms)) for number, ug in left.items()}


def _hundredths(ug: int, piece_ug: int | None) -> int | None:
    return None if piece_ug is None or ug <= 0 else _HUNDREDTHS * ug // piece_ug

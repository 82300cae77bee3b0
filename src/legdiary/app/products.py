"""Add a product or a new batch of one; complete or correct one; list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.app.kinds_in_use import kinds_in_use
from legdiary.app.log.typed_fields import MissingValue, given_fields, read_past_day, request_fields
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.entries.dose import LEAF, UG_PER_MG
from legdiary.domain.entries.product_kinds import KindNeedsWholeMilligrams, NotAKind, find_product_kind
from legdiary.domain.entries.products import (
    Product,
    WeightNeedsPiece,
    batches_left,
    check_capsule,
    check_new_batch,
    check_product_name,
    check_weight,
    parse_mitragynine,
)
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.domain.entries.substances import KNOWN_KINDS
from legdiary.domain.input.amounts import FinerThanAMilligram, parse_amount, parse_exact, parse_pieces
from legdiary.store.entry_rows import Change
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from legdiary.app.context import Context, Reader
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.products import Left
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.time.moments import Present
    from legdiary.store.diary import Diary


@dataclass(frozen=True, slots=True)
class AddProduct:
    """A request for a new product; a known name with another opening day is a new batch.

    Attributes:
        product: the product.
        unknown_kind: its kind as typed, which only a product of the diary can make known; None where it is known.
    """

    product: Product
    unknown_kind: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeProduct:
    """A request to change a product; None leaves a part unchanged. Its doses still name it.

    Attributes:
        unknown_kind: as for a new product.
        capsule, weight: the weights as typed; the kind of the product tells their unit.
    """

    entry_id: int
    name: str | None = None
    product_kind: str | None = None
    mitragynine_low_ug: int | None = None
    mitragynine_high_ug: int | None = None
    opened_on: date | None = None
    unknown_kind: str | None = None
    capsule: str | None = None
    weight: str | None = None


def read_product(
    present: Present, name: str | None, *, kind: str | None = None, new: bool = False, capsule: str | None = None,
    mitragynine: str | None = None, weight: str | None = None, opened: str | None = None, entry_id: int | None = None,
) -> AddProduct | ChangeProduct:  # fmt: skip
    """Make the request from typed words: for a new product or, with an entry's number, for a change.

    Raises:
        BadValue: something cannot be read, is missing, or does not fit the rest.
    """
    if name is None and entry_id is None:
        raise MissingValue("the product's name", "legdiary product add --help")
    word, unknown = (None, None) if kind is None else _read_kind(kind, new=new)
    low, high = (None, None) if mitragynine is None else parse_mitragynine(mitragynine)
    parts: dict[str, Any] = given_fields(
        name=None if name is None else check_product_name(name),
        product_kind=word,
        mitragynine_low_ug=low,
        mitragynine_high_ug=high,
        opened_on=read_past_day(present, opened),
    )
    if entry_id is None:
        return AddProduct(Product(**parts, **_weights(capsule, weight, word or LEAF, None)), unknown)
    if not parts and capsule is None and weight is None:
        raise NothingGiven(
            "a name, --kind, --capsule, --mitragynine, --weight or --opened", f"legdiary edit {entry_id} --help"
        )
    return ChangeProduct(entry_id, **parts, unknown_kind=unknown, capsule=capsule, weight=weight)


def _read_kind(typed: str, *, new: bool) -> tuple[str, str | None]:
    """Return the word of a kind, and what was typed where it is not known and not said to be new."""
    word = find_product_kind(typed, new=True)
    return word, None if new or word in KNOWN_KINDS else typed


def _weights(capsule: str | None, weight: str | None, kind: str, old: Product | None) -> dict[str, Any]:
    """Return the fields of typed weights: in milligrams for leaf, in micrograms for other kinds.

    Args:
        capsule: the weight of a capsule or tablet.
        weight: the weight of the batch, or the number of its capsules or tablets.
        kind: the product's kind.
        old: the product before a change.
    """
    fields: dict[str, Any] = {}
    piece_ug = old.capsule_micrograms if old is not None else None
    if capsule is not None:
        piece_ug = check_capsule(_read_weight(capsule, kind), capsule)
        fields |= _in_unit("capsule", piece_ug, kind)
    if weight is not None:
        fields |= _in_unit("weight", check_weight(_read_weight(weight, kind, piece_ug), weight), kind)
    return fields


def _read_weight(typed: str, kind: str, piece_ug: int | None = None) -> int:
    """Return a typed weight in micrograms; so many capsules or tablets weigh what one does, times so many."""
    pieces = parse_pieces(typed)
    if pieces is None:
        return UG_PER_MG * parse_amount(typed) if kind == LEAF else parse_exact(typed, leaf=False)
    if piece_ug is None:
        raise WeightNeedsPiece(typed, pieces.what)
    ug = pieces.micrograms(piece_ug)
    if ug is None or (kind == LEAF and ug % UG_PER_MG):
        raise FinerThanAMilligram(typed, leaf=kind == LEAF, unit="microgram")
    return ug


def _in_unit(name: str, ug: int, kind: str) -> dict[str, Any]:
    if kind == LEAF and not ug % UG_PER_MG:
        return {f"{name}_mg": ug // UG_PER_MG, f"{name}_ug": None}
    return {f"{name}_mg": None, f"{name}_ug": ug}


@return_questions
def store_product(context: Context, request: AddProduct | ChangeProduct, yes: Yes = NOTHING) -> Change:
    """Carry out any request about a product.

    Raises:
        LegdiaryError: it cannot be carried out; nothing is stored.
    """
    return _add(context, request, yes) if isinstance(request, AddProduct) else _change(context, request, yes)


def _add(context: Context, request: AddProduct, yes: Yes) -> Change:
    product = request.product
    if context.is_diary_missing:
        _check_kind(request.unknown_kind, product.product_kind, ())
    with context.open_for_writing(yes) as diary:

        def check(inside: Diary) -> None:
            products = inside.products()
            _check_kind(request.unknown_kind, product.product_kind, kinds_in_use(inside))
            check_new_batch(product, products)

        stored = diary.add(product, context.present, check=check)
    return Change(stored.id, Product.kind, None, stored)


def _check_kind(typed: str | None, word: str | None, used: Collection[str]) -> None:
    """Refuse an unknown kind that no product and no plan of the diary has.

    Raises:
        NotAKind: none has it.
    """
    if typed is not None and word not in used:
        raise NotAKind(typed)


def _change(context: Context, request: ChangeProduct, yes: Yes) -> Change:
    parts = request_fields(request)
    for name in ("unknown_kind", "capsule", "weight"):
        parts.pop(name, None)
    with context.open_existing(yes) as diary:

        def build(old: Product) -> Product:
            others = [stored for stored in diary.products() if stored.id != request.entry_id]
            _check_kind(request.unknown_kind, request.product_kind, kinds_in_use(diary))
            kind = request.product_kind or old.product_kind
            product = replace(old, **parts, **_weights(request.capsule, request.weight, kind, old))
            if kind == LEAF != old.product_kind:
                product = _as_leaf(product, diary, request.entry_id)
            check_new_batch(product, others)
            return product

        return diary.edit(request.entry_id, build, context.present)


def _as_leaf(product: Product, diary: Diary, product_id: int) -> Product:
    """Return a product that becomes leaf, with its weights in milligrams.

    Raises:
        KindNeedsWholeMilligrams: a dose of it, or a weight, is finer than a milligram.
    """
    finer = sum(taken.ug % UG_PER_MG != 0 for taken in diary.taken_of_products() if taken.product_id == product_id)
    weights = {"capsule": product.capsule_micrograms, "weight": product.weight_micrograms}
    if finer or any(ug is not None and ug % UG_PER_MG for ug in weights.values()):
        raise KindNeedsWholeMilligrams(finer)
    fields = [_in_unit(name, ug, LEAF) for name, ug in weights.items() if ug is not None]
    return replace(product, **{name: amount for each in fields for name, amount in each.items()})


def list_products(reader: Reader) -> Sequence[Stored]:
    """Return every product and batch, by name.

    Raises:
        DiaryTrouble: the diary cannot be read.
    """
    with reader.open_for_reading() as diary:
        return diary.products()


def products_left(reader: Reader) -> tuple[Sequence[Stored], Mapping[int, Left]]:
    """Return every product and batch, by name, and what is left of those with a known weight, by number.

    Raises:
        DiaryTrouble: the diary cannot be read.
    """
    with reader.open_for_reading() as diary:
        products = diary.products()
        weighed = {stored.id: stored.entry for stored in products if stored.entry.weight_micrograms is not None}
        if not weighed:
            return products, {}
        return products, batches_left(weighed, diary.taken_of_batches())

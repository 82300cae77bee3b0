"""Add a product or a new batch of one; complete or correct one; list them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from legdiary.app.log.typed_fields import MissingValue, given_fields, read_past_day, request_fields
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.entries.products import (
    Product,
    check_capsule,
    check_new_batch,
    check_product_name,
    check_weight,
    parse_kind,
    parse_mitragynine,
)
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.domain.input.amounts import parse_amount
from legdiary.store.diary import Change

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.app.context import Context, Reader
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.time.moments import Present


@dataclass(frozen=True, slots=True)
class AddProduct:
    """A request for a new product; a known name with another opening day is a new batch."""

    product: Product


@dataclass(frozen=True, slots=True)
class ChangeProduct:
    """A request to change a product; None leaves a part unchanged. Its doses still name it."""

    entry_id: int
    name: str | None = None
    product_kind: str | None = None
    capsule_mg: int | None = None
    mitragynine_low_ug: int | None = None
    mitragynine_high_ug: int | None = None
    weight_mg: int | None = None
    opened_on: date | None = None


def read_product(
    present: Present, name: str | None, *, kind: str | None = None, capsule: str | None = None,
    mitragynine: str | None = None, weight: str | None = None, opened: str | None = None, entry_id: int | None = None,
) -> AddProduct | ChangeProduct:  # fmt: skip
    """Make the request from typed words: for a new product or, with an entry's number, for a change.

    Raises:
        BadValue: something cannot be read, is missing, or does not fit the rest.
    """
    if name is None and entry_id is None:
        raise MissingValue("the product's name", "legdiary product add --help")
    low, high = (None, None) if mitragynine is None else parse_mitragynine(mitragynine)
    parts: dict[str, Any] = given_fields(
        name=None if name is None else check_product_name(name),
        product_kind=None if kind is None else parse_kind(kind),
        capsule_mg=None if capsule is None else check_capsule(parse_amount(capsule), capsule),
        mitragynine_low_ug=low,
        mitragynine_high_ug=high,
        weight_mg=None if weight is None else check_weight(parse_amount(weight), weight),
        opened_on=read_past_day(present, opened),
    )
    if entry_id is None:
        return AddProduct(Product(**parts))
    if not parts:
        raise NothingGiven(
            "a name, --kind, --capsule, --mitragynine, --weight or --opened", f"legdiary edit {entry_id} --help"
        )
    return ChangeProduct(entry_id, **parts)


@return_questions
def store_product(context: Context, request: AddProduct | ChangeProduct, yes: Yes = NOTHING) -> Change:
    """Carry out any request about a product.

    Raises:
        LegdiaryError: it cannot be carried out; nothing is stored.
    """
    return _add(context, request, yes) if isinstance(request, AddProduct) else _change(context, request, yes)


def _add(context: Context, request: AddProduct, yes: Yes) -> Change:
    product = request.product
    with context.open_for_writing(yes) as diary:
        stored = diary.add(
            product, context.present, check=lambda inside: check_new_batch(product, inside.products())
        )  # fmt: skip
    return Change(stored.id, Product.kind, None, stored)


def _change(context: Context, request: ChangeProduct, yes: Yes) -> Change:
    parts = request_fields(request)
    with context.open_existing(yes) as diary:

        def build(old: Product) -> Product:
            others = [stored for stored in diary.products() if stored.id != request.entry_id]
            product = replace(old, **parts)
            check_new_batch(product, others)
            return product

        return diary.edit(request.entry_id, build, context.present)


def list_products(reader: Reader) -> Sequence[Stored]:
    """Return every product and batch, by name.

    Raises:
        DiaryTrouble: the diary cannot be read.
    """
    with reader.open_for_reading() as diary:
        return diary.products()

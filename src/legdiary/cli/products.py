"""`product add` and `product list`: what is taken, a batch each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legdiary.app.log.filing import MissingValue, given
from legdiary.cli.options import ConfirmOption, JsonOption, convert, past_day
from legdiary.domain.amounts import parse_amount
from legdiary.domain.entries import NothingGiven
from legdiary.domain.products import (
    PRODUCT_KINDS,
    Product,
    check_capsule,
    check_new_batch,
    check_product_name,
    check_weight,
    parse_mitragynine,
)
from legdiary.domain.vocabulary import UnknownWord
from legdiary.render import answers, as_json
from legdiary.render.describe import describe
from legdiary.render.layout import line

if TYPE_CHECKING:
    from legdiary.cli.session import Session
    from legdiary.domain.entries import Stored


def add(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="What you call it.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="leaf, extract or 7-oh. Default: leaf.")
    ] = None,
    capsule: Annotated[str | None, typer.Option(metavar="AMOUNT", help="What one capsule weighs: 0.5g.")] = None,
    mitragynine: Annotated[
        str | None, typer.Option(metavar="MG/G", help="A laboratory's figure: 13mg/g or 10-15mg/g.")
    ] = None,
    weight: Annotated[str | None, typer.Option(metavar="AMOUNT", help="What the batch weighs: 250g.")] = None,
    opened: Annotated[str | None, typer.Option(metavar="DATE", help="When the batch was opened.")] = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """A product. The same name again with another --opened is a new batch, which reports mark.

    What was left out is told later with `legdiary edit ID`, by the number that `product list` shows.
    """
    session: Session = ctx.obj
    if name is None and session.editing is None:
        raise MissingValue("the product's name", "legdiary product add --help")
    if kind is not None and kind not in PRODUCT_KINDS:
        raise UnknownWord("kind of product", kind, PRODUCT_KINDS)
    low, high = convert(mitragynine, parse_mitragynine) or (None, None)
    parts = given(
        name=convert(name, check_product_name),
        product_kind=kind,
        capsule_mg=convert(capsule, lambda typed: check_capsule(parse_amount(typed), typed)),
        mitragynine_low_ug=low,
        mitragynine_high_ug=high,
        weight_mg=convert(weight, lambda typed: check_weight(parse_amount(typed), typed)),
        opened_on=convert(opened, lambda typed: past_day(session, typed)),
    )
    if session.editing is None:
        _add(session, Product(**parts), json=json)
    else:
        _edit(session, session.editing, parts, json=json)


def _add(session: Session, product: Product, *, json: bool) -> None:
    with session.writing() as diary:
        stored = diary.add(
            product,
            session.present,
            check=lambda inside: check_new_batch(product, inside.products()),
        )
    _answer(session, None, stored, json=json)


def _edit(session: Session, number: int, parts: dict[str, Any], *, json: bool) -> None:
    """The batch itself, completed or corrected: doses that name it stay what they are."""
    if not parts:
        raise NothingGiven(
            "a name, --kind, --capsule, --mitragynine, --weight or --opened", f"legdiary edit {number} --help"
        )
    with session.existing() as diary:

        def build(old: Product) -> Product:
            others = [stored for stored in diary.products() if stored.id != number]
            product = replace(old, **parts)
            check_new_batch(product, others)
            return product

        change = diary.edit(number, build, session.present)
    if change.new is not None:
        _answer(session, change.old, change.new, json=json)


def _answer(session: Session, old: Stored | None, new: Stored, *, json: bool) -> None:
    session.answer(answers.change_lines(old, new, {}), lambda: answers.storing_json(old, new, {}), as_json=json)


def list_products(ctx: typer.Context, json: JsonOption = False) -> None:
    """Every product and batch."""
    session: Session = ctx.obj
    with session.reading() as diary:
        products = diary.products()
    session.answer(
        [line(f"#{stored.id}  {describe(stored.entry, {})}") for stored in products] or "no product is known yet",
        lambda: {"products": [as_json.entry(stored, {}) for stored in products]},
        as_json=json,
    )

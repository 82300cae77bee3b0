"""`product add` and `product list`: what is taken, a batch each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from legdiary.cli.options import JsonOption, MissingValue, convert, past_day
from legdiary.domain.amounts import parse_amount
from legdiary.domain.products import (
    LEAF,
    PRODUCT_KINDS,
    Product,
    check_capsule,
    check_new_batch,
    check_weight,
    parse_mitragynine,
)
from legdiary.domain.text import check_name
from legdiary.domain.vocabulary import UnknownWord
from legdiary.render import answers, as_json
from legdiary.render.describe import describe
from legdiary.render.layout import line

if TYPE_CHECKING:
    from legdiary.cli.session import Session


def add(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="What you call it.")] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="leaf, extract or 7-oh.")] = LEAF,
    capsule: Annotated[str | None, typer.Option(metavar="AMOUNT", help="What one capsule weighs: 0.5g.")] = None,
    mitragynine: Annotated[
        str | None, typer.Option(metavar="MG/G", help="A laboratory's figure: 13mg/g or 10-15mg/g.")
    ] = None,
    weight: Annotated[str | None, typer.Option(metavar="AMOUNT", help="What the batch weighs: 250g.")] = None,
    opened: Annotated[str | None, typer.Option(metavar="DATE", help="When the batch was opened.")] = None,
    json: JsonOption = False,
) -> None:
    """A product. The same name again with another --opened is a new batch, which reports mark."""
    session: Session = ctx.obj
    if name is None:
        raise MissingValue("the product's name", "legdiary product add 'red leaf' --capsule 0.5g")
    if kind not in PRODUCT_KINDS:
        raise UnknownWord("kind of product", kind, PRODUCT_KINDS)
    low, high = convert(mitragynine, parse_mitragynine) or (None, None)
    product = Product(
        name=check_name(name, "product's name"),
        product_kind=kind,
        capsule_mg=convert(capsule, lambda typed: check_capsule(parse_amount(typed), typed)),
        mitragynine_low_ug=low,
        mitragynine_high_ug=high,
        weight_mg=convert(weight, lambda typed: check_weight(parse_amount(typed), typed)),
        opened_on=convert(opened, lambda typed: past_day(session, typed)),
    )
    with session.writing() as diary:
        stored = diary.add(
            product,
            session.present,
            check=lambda inside: check_new_batch(product, inside.products(), session.present.today),
        )
    session.stored = True
    session.answer(answers.stored_line(stored, {}), lambda: answers.storing_json(None, stored, {}), as_json=json)


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

"""`product add` and `product list`: products and their batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.products import products_left, read_product, store_product
from legdiary.cli.shared_answers import edited_entry_id, store_and_answer
from legdiary.render.json.entries import products_known
from legdiary.render.terminal.entry_line import product_line
from legdiary.render.terminal.layout import line

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from legdiary.cli.command_line.options import ConfirmOption, JsonOption, NoPagerOption
    from legdiary.cli.session import Session


def add(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="What you call it.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="leaf, extract, 7-oh, mgm-15, … Default: leaf.")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="Add a kind of your own.")] = False,
    capsule: Annotated[
        str | None,
        typer.Option("--capsule", "--tablet", metavar="AMOUNT", help="What one capsule or tablet weighs: 0.5g, 15mg."),
    ] = None,
    mitragynine: Annotated[
        str | None, typer.Option(metavar="MG/G", help="Laboratory value: 13mg/g, 10-15mg/g or 1.3%.")
    ] = None,
    weight: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Size of the batch: 250g, 3000mg or 200tab.")
    ] = None,
    opened: Annotated[str | None, typer.Option(metavar="DATE", help="When the batch was opened.")] = None,
    json: JsonOption = False,
    _confirm: ConfirmOption = False,
) -> None:
    """Add a product. The same name with another --opened is a new batch, which reports mark.

    Add missing details later with `legdiary edit ID`; `product list` shows the number.
    """
    session: Session = ctx.obj
    request = read_product(
        session.present, name, kind=kind, new=new, capsule=capsule, mitragynine=mitragynine, weight=weight,
        opened=opened, entry_id=edited_entry_id(ctx),
    )  # fmt: skip
    store_and_answer(session, store_product, request, as_json=json)


def list_products(ctx: typer.Context, json: JsonOption = False, _no_pager: NoPagerOption = False) -> None:
    """List every product and batch. If you gave its size, the list says what is left."""
    session: Session = ctx.obj
    products, left = products_left(session)
    session.answer(
        [line(f"#{stored.id}  {product_line(stored, left.get(stored.id))}") for stored in products]
        or "no product is known yet",
        lambda: products_known(products, left),
        as_json=json,
    )

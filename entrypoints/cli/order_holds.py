"""`novex-shopify orders hold` and `orders release`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.use_cases.holds.changed_order import ChangedOrder
from novex_shopify.entrypoints.cli.session import open_container

OrdersArgument = Annotated[
    list[str], typer.Argument(metavar="ORDER...", help="The ERP's id, the name (#1001) or Shopify's id.")
]
ReasonOption = Annotated[str, typer.Option(help="Why. It is recorded with who and when.")]
StoreOption = Annotated[str | None, typer.Option(help="Their store, if several have orders of these names.")]


def hold_orders(references: OrdersArgument, *, reason: ReasonOption, store: StoreOption = None) -> None:
    """Put orders on hold: they are not assigned, packed or shipped until a person releases them."""
    with open_container() as container:
        keys = find_orders(container, references, store)
        changed = container.hold_many_orders()(keys, reason)
    _print_changes(references, changed, "is on hold")


def release_orders(references: OrdersArgument, *, reason: ReasonOption, store: StoreOption = None) -> None:
    """Release orders from all their holds."""
    with open_container() as container:
        keys = find_orders(container, references, store)
        changed = container.release_many_orders()(keys, reason)
    _print_changes(references, changed, "is released")


def find_orders(container: Container, references: Sequence[str], store: str | None) -> Sequence[OrderKey]:
    """The orders that these texts name. Raises `NotFound` for one that names none, or several."""
    shop = parse_shop_domain(store) if store else None
    return [_find_order(container, reference, shop) for reference in references]


def _find_order(container: Container, reference: str, shop: ShopDomain | None) -> OrderKey:
    with container.read_transaction() as tx:
        order = tx.erp.orders.get(reference)
    if order and shop in (None, order.shop_domain):
        return ShopDomain(order.shop_domain), order.shopify_order_id
    found = [each for each in container.find_order()(reference) if shop in (None, each.shop)]
    named = [each for each in found if reference in (each.name, (each.name or "").lstrip("#"), str(each.order_id))]
    match named or found:
        case []:
            raise NotFound(f"There is no order {reference}.")
        case [history]:
            return history.shop, history.order_id
        case several:
            shops = ", ".join(sorted({each.shop for each in several}))
            raise NotFound(f"Several orders are meant by {reference}, of {shops}. Name the store with --store.")


def _print_changes(references: Sequence[str], changed: Sequence[ChangedOrder], done: str) -> None:
    for reference, each in zip(references, changed, strict=False):
        typer.echo(f"Order {reference}: {each.problem}" if each.problem else f"Order {reference} {done}.")
    if any(each.problem for each in changed):
        raise typer.Exit(1)

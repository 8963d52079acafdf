"""`novex-shopify orders reconcile`."""

from datetime import date, datetime, timedelta
from typing import Annotated

import typer
from rich.progress import Progress

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.reconciliation import DayProof, Difference, OrderRange
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.entrypoints.cli.listing import AsJson, Row, show
from novex_shopify.entrypoints.cli.session import product
from novex_shopify.entrypoints.cli.shops import Domain

DAY = timedelta(days=1)
DAYS = 7
IN_THE_INBOX = "What was lost is in the inbox now, and applied as if its webhook had come."

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day in UTC.")]


class DoesNotHold(NovexError):
    """The two sides are not the same."""


def reconcile_orders(
    shop: Domain,
    *,
    since: Day = None,
    until: Day = None,
    prove: Annotated[bool, typer.Option(help="Compare day by day, and change nothing.")] = False,
    repair: Annotated[
        bool, typer.Option(help="Compare day by day, and bring what differs; what is gone is marked as deleted.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare the store's orders with the ERP's, and bring what is missing; the last week, unless told otherwise.

    For more than some weeks, `orders import` is quicker.
    """
    domain = parse_shop_domain(shop)
    with product() as container:
        last = until.date() if until else container.clock().now().date()
        first = since.date() if since else last - DAYS * DAY
        if prove or repair:
            _prove(container, domain, first, last, as_json=as_json, repair=repair)
        else:
            _reconcile(container, domain, first, last, as_json=as_json)


def _prove(container: Container, shop: ShopDomain, first: date, last: date, *, as_json: bool, repair: bool) -> None:
    proofs = container.prove_orders()(shop, first, last)
    show([_day(proof) for proof in proofs], as_json=as_json, empty="No day was asked for.")
    differences = [each for proof in proofs for each in proof.differences]
    if not as_json and differences:
        show([_difference(each) for each in differences], as_json=False, empty="")
    if repair:
        for proof in proofs:
            container.prove_orders().repair(proof)
        typer.echo(IN_THE_INBOX if differences else "Nothing differs.", err=as_json)
    elif differences:
        raise DoesNotHold(
            f"{len(differences)} differences. What was lost is brought by: novex-shopify orders reconcile {shop}"
            f" --repair --since {first} --until {last}"
        )


def _reconcile(container: Container, shop: ShopDomain, first: date, last: date, *, as_json: bool) -> None:
    orders = OrderRange.placed_on(first, last)
    since, until = orders.since, min(orders.until, container.clock().now())
    with Progress(transient=True) as progress:
        task = progress.add_task("comparing", total=(until - since).total_seconds())

        def watch(at: datetime, read: int) -> None:
            progress.update(task, completed=(at - since).total_seconds(), description=f"{read} orders compared")

        found = container.reconcile_orders()(shop, since, until, watch)
    show([_difference(each) for each in found], as_json=as_json, empty="Nothing differs.")
    if found and not as_json:
        typer.echo(IN_THE_INBOX)


def _day(proof: DayProof) -> Row:
    ours, theirs = proof.erp, proof.shopify
    return {
        "day": proof.day,
        "orders": _both(theirs.orders, ours.orders),
        "total": _both(theirs.total, ours.total),
        "currency": proof.currency,
        "refunds": _both(theirs.refunds, ours.refunds),
        "refunded": _both(theirs.refunded, ours.refunded),
        "fulfillments": _both(theirs.fulfillments, ours.fulfillments),
        "differences": len(proof.differences),
    }


def _both(shopify: object, erp: object) -> str:
    return str(shopify) if shopify == erp else f"{shopify} / {erp}"


def _difference(each: Difference) -> Row:
    return {
        "order": each.order_id,
        "name": each.name,
        "day": each.day,
        "differs": each.drift,
        "shopify": each.shopify,
        "erp": each.erp,
        "reason": each.reason,
    }

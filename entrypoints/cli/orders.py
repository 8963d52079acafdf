"""`novex-shopify orders`."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, Row, show
from novex_shopify.entrypoints.cli.order_import import import_orders
from novex_shopify.entrypoints.cli.reconcile import reconcile_orders
from novex_shopify.entrypoints.cli.session import product, reading

app = typer.Typer(no_args_is_help=True, help="The ERP's sales orders.")
app.command("import")(import_orders)
app.command("reconcile")(reconcile_orders)

OrderId = Annotated[str, typer.Argument(metavar="ORDER", help="The ERP's id, as `orders list` shows it.")]


@app.command("list")
def list_orders(*, as_json: AsJson = False, limit: Limit = 50) -> None:
    """Show the newest orders."""
    with reading() as tx:
        rows = [
            {
                "order": order.id,
                "shop": order.shop_domain,
                "name": order.name,
                "ordered_at": order.ordered_at,
                "total": order.total.amount,
                "currency": order.total.currency,
                "lines": len(order.lines),
                "payment": order.financial_status,
                "shipping": order.fulfillment_status,
            }
            for order in tx.erp.orders.latest(limit)
        ]
    show(rows, as_json=as_json, empty="No orders yet.")


@app.command("show")
def show_order(order_id: OrderId, *, as_json: AsJson = False) -> None:
    """Show an order's lines, and its parcels."""
    with reading() as tx:
        order = tx.erp.orders.get(order_id)
        pushes = tx.pushes.of_order(ShopDomain(order.shop_domain), order.shopify_order_id) if order else []
    ours = {int(gid.rpartition("/")[2]): p.shipment.id for p in pushes if p.plan for gid in p.plan.fulfillment_ids}
    if order is None:
        raise NotFound(f"The ERP has no order {order_id}.")
    rows = [
        {
            "line": line.line_item_id,
            "kind": line.kind,
            "item": line.item_id,
            "sku": line.sku,
            "title": line.title,
            "quantity": line.quantity,
            "unit_price": line.unit_price.amount,
            "discount": line.discount.amount,
            "tax": line.tax.amount,
            "total": line.total.amount,
        }
        for line in order.lines
    ]
    show(rows, as_json=as_json, empty="The order has no lines.")
    if not as_json:
        typer.echo(f"{order.name}: {order.total}")
        show(_parcels(order, ours), as_json=False, empty="Shopify knows of no parcel yet.")


def _parcels(order: SalesOrder, ours: Mapping[int, str]) -> list[Row]:
    """Every fulfillment that Shopify told us of: our own shipments, and what was made there."""
    return [
        {
            "fulfillment": parcel.id,
            "made_by": f"shipment {ours[parcel.id]}" if parcel.id in ours else "Shopify",
            "state": parcel.status,
            "carrier": parcel.tracking_company,
            "tracking": " ".join(parcel.tracking_numbers),
            "pieces": sum(quantity for _, quantity in parcel.lines),
        }
        for parcel in order.parcels
    ]


@app.command("explain")
def explain_order(
    reference: Annotated[str, typer.Argument(metavar="ORDER", help="The ERP's id, the name (#1001) or Shopify's id.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show how each figure came from Shopify's order; also of one that is parked since it does not add up."""
    with product() as container:
        figures = container.explain_order()(reference)
    show([asdict(figure) for figure in figures], as_json=as_json, empty="The order has no lines.")

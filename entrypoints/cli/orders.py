"""`novex-shopify orders`."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, Row, print_rows
from novex_shopify.entrypoints.cli.order_import import import_orders
from novex_shopify.entrypoints.cli.order_reconciliation import reconcile_orders
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="The ERP's sales orders.")
app.command("import")(import_orders)
app.command("reconcile")(reconcile_orders)

OrderIdArgument = Annotated[str, typer.Argument(metavar="ORDER", help="The ERP's id, as `orders list` shows it.")]


@app.command("list")
def list_orders(*, as_json: JsonOption = False, limit: LimitOption = 50) -> None:
    """Show the newest orders."""
    with open_transaction() as tx:
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
            for order in tx.erp.orders.list_latest(limit)
        ]
    print_rows(rows, as_json=as_json, empty_message="No orders yet.")


@app.command("show")
def show_order(order_id: OrderIdArgument, *, as_json: JsonOption = False) -> None:
    """Show an order's lines, and its parcels."""
    with open_transaction() as tx:
        order = tx.erp.orders.get(order_id)
        pushes = tx.pushes.list_for_order(ShopDomain(order.shop_domain), order.shopify_order_id) if order else []
    shipment_ids = {
        int(gid.rpartition("/")[2]): p.shipment.id for p in pushes if p.plan for gid in p.plan.fulfillment_ids
    }
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
    print_rows(rows, as_json=as_json, empty_message="The order has no lines.")
    if not as_json:
        typer.echo(f"{order.name}: {order.total}")
        print_rows(
            _build_fulfillment_rows(order, shipment_ids), as_json=False, empty_message="Shopify knows of no parcel yet."
        )


def _build_fulfillment_rows(order: SalesOrder, shipment_ids: Mapping[int, str]) -> list[Row]:
    """Every fulfillment that Shopify told us of: our own shipments, and what was made there."""
    return [
        {
            "fulfillment": fulfillment.id,
            "made_by": f"shipment {shipment_ids[fulfillment.id]}" if fulfillment.id in shipment_ids else "Shopify",
            "state": fulfillment.status,
            "carrier": fulfillment.tracking_company,
            "tracking": " ".join(fulfillment.tracking_numbers),
            "pieces": sum(quantity for _, quantity in fulfillment.lines),
        }
        for fulfillment in order.fulfillments
    ]


@app.command("explain")
def explain_order(
    reference: Annotated[str, typer.Argument(metavar="ORDER", help="The ERP's id, the name (#1001) or Shopify's id.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Show how each figure came from Shopify's order; also of one that is parked since it does not add up."""
    with open_container() as container:
        explanations = container.explain_order()(reference)
    print_rows([asdict(figure) for figure in explanations], as_json=as_json, empty_message="The order has no lines.")

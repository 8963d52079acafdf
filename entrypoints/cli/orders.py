"""`novex-shopify orders`."""

import getpass
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.tracker import Tracker
from novex_shopify.domain.policies.label_costs import sum_costs
from novex_shopify.domain.policies.order_facts import describe_line, describe_order
from novex_shopify.domain.policies.tracker_reports import find_all_delivered_at, list_parcels
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, Row, print_rows
from novex_shopify.entrypoints.cli.order_arguments import OrderIdArgument
from novex_shopify.entrypoints.cli.order_comments import comment_on_order, delete_comment
from novex_shopify.entrypoints.cli.order_holds import hold_orders, release_orders
from novex_shopify.entrypoints.cli.order_import import import_orders
from novex_shopify.entrypoints.cli.order_lots import (
    assign_lots,
    correct_lot,
    list_lots,
    propose_lots,
    reassign_lot,
    unassign_lots,
)
from novex_shopify.entrypoints.cli.order_picking import draw_pick_list
from novex_shopify.entrypoints.cli.order_reconciliation import reconcile_orders
from novex_shopify.entrypoints.cli.order_settling import list_unsettled, settle_orders
from novex_shopify.entrypoints.cli.order_shipping import ship_order
from novex_shopify.entrypoints.cli.order_timeline import show_timeline
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Show, import, ship and check orders.")
app.command("import")(import_orders)
app.command("reconcile")(reconcile_orders)
app.command("propose")(propose_lots)
app.command("lots")(list_lots)
app.command("assign")(assign_lots)
app.command("unassign")(unassign_lots)
app.command("reassign")(reassign_lot)
app.command("correct-lot")(correct_lot)
app.command("ship")(ship_order)
app.command("pick-list")(draw_pick_list)
app.command("hold")(hold_orders)
app.command("release")(release_orders)
app.command("timeline")(show_timeline)
app.command("comment")(comment_on_order)
app.command("delete-comment")(delete_comment)
app.command("settle")(settle_orders)
app.command("unsettled")(list_unsettled)


@app.command("list")
def list_orders(*, as_json: JsonOption = False, limit: LimitOption = 50) -> None:
    """Show the newest orders."""
    with open_transaction() as tx:
        rows = [
            {
                "order_id": order.id,
                "shop": order.shop_domain,
                "name": order.name,
                "ordered_at": order.ordered_at,
                "total": order.total.amount,
                "currency": order.total.currency,
                "line_count": len(order.lines),
                "financial_status": order.financial_status,
                "fulfillment_status": order.fulfillment_status,
            }
            for order in tx.erp.orders.list_latest(limit)
        ]
    print_rows(rows, as_json=as_json, empty_message="No orders yet.")


@app.command("show")
def show_order(order_id: OrderIdArgument, *, as_json: JsonOption = False) -> None:
    """Show an order, its lines with what the customer entered for them, and its fulfillments."""
    with open_transaction() as tx:
        order = tx.erp.orders.get(order_id)
        pushes = tx.pushes.list_for_order(ShopDomain(order.shop_domain), order.shopify_order_id) if order else []
        trackers = tx.trackers.get_for_shipments([push.shipment.id for push in pushes])
        costs = sum_costs(tx.label_purchases.list_for_orders([order_id]))
    shipment_ids = {
        int(gid.rpartition("/")[2]): push.shipment.id
        for push in pushes
        if push.plan
        for gid in push.plan.fulfillment_ids
    }
    if order is None:
        raise NotFound(f"The ERP has no order {order_id}.")
    rows = [
        {
            "line_item_id": line.line_item_id,
            "kind": line.kind,
            "item_id": line.item_id,
            "sku": line.sku,
            "title": line.title,
            "quantity": line.quantity,
            "unit_price": line.unit_price.amount,
            "discount": line.discount.amount,
            "tax": line.tax.amount,
            "total": line.total.amount,
            "details": [f"{label}: {fact}" for label, fact in describe_line(line).items()],
            "properties": [f"{each.name}: {each.value}" for each in line.properties],
        }
        for line in order.lines
    ]
    print_rows(rows, as_json=as_json, empty_message="The order has no lines.")
    if not as_json:
        typer.echo(f"{order.name}: {order.total}")
        for label, fact in describe_order(order).items():
            typer.echo(f"{label}: {fact}")
        print_rows(
            _build_fulfillment_rows(order, shipment_ids), as_json=False, empty_message="No fulfillments in Shopify yet."
        )
        if delivered_at := find_all_delivered_at(list_parcels(pushes, trackers)):
            typer.echo(f"Delivered: {delivered_at:%Y-%m-%d %H:%M} UTC")
        if costs:
            typer.echo(f"Shipping cost: {', '.join(map(str, costs))}")
        if trackers:
            print_rows(_build_parcel_rows(trackers), as_json=False, empty_message="")


def _build_parcel_rows(trackers: Mapping[str, Sequence[Tracker]]) -> list[Row]:
    """Where the parcels of each shipment are."""
    return [
        {
            "shipment": shipment_id,
            "tracking_number": tracker.tracking_number,
            "carrier": tracker.carrier,
            "status": tracker.status,
            "last_scan": tracker.last_scan and f"{tracker.last_scan.at:%Y-%m-%d %H:%M} {tracker.last_scan.text}",
            "expected": tracker.estimated_delivery and f"{tracker.estimated_delivery:%Y-%m-%d}",
            "tracking_page": tracker.public_url,
        }
        for shipment_id, each in trackers.items()
        for tracker in each
    ]


def _build_fulfillment_rows(order: SalesOrder, shipment_ids: Mapping[int, str]) -> list[Row]:
    """All fulfillments in Shopify: those of our shipments, and those created there."""
    return [
        {
            "fulfillment_id": fulfillment.id,
            "created_by": f"shipment {shipment_ids[fulfillment.id]}" if fulfillment.id in shipment_ids else "Shopify",
            "status": fulfillment.status,
            "carrier": fulfillment.tracking_company,
            "tracking_numbers": list(fulfillment.tracking_numbers),
            "quantity": sum(quantity for _, quantity in fulfillment.lines),
        }
        for fulfillment in order.fulfillments
    ]


@app.command("rebook")
def rebook_line(
    order_id: OrderIdArgument,
    line_item_id: Annotated[int, typer.Argument(metavar="LINE", help="The line item's id, from `orders show`.")],
    item_id: Annotated[
        str | None, typer.Argument(metavar="[ITEM]", help="The ERP item; none if it is left out.")
    ] = None,
    *,
    reason: Annotated[str, typer.Option(help="Why the line is rebooked. It is recorded.")],
    pieces: Annotated[
        int | None, typer.Option(help="How many base units of the item one sold unit is; also to correct a line's.")
    ] = None,
    rebooked_by: Annotated[str, typer.Option("--by", help="Who rebooks it.", default_factory=getpass.getuser)],
) -> None:
    """Book a line to another ERP item. Later states from Shopify keep it."""
    with open_container() as container:
        rebooking = container.rebook_line()(
            order_id, line_item_id, item_id, reason=reason, rebooked_by=rebooked_by, pieces=pieces
        )
    typer.echo(
        f"Line {line_item_id} is booked to {rebooking.item_id or 'no item'}; before, it was booked to"
        f" {rebooking.previous_item_id or 'no item'}."
    )


@app.command("explain")
def explain_order(
    reference: Annotated[str, typer.Argument(metavar="ORDER", help="The ERP's id, the name (#1001) or Shopify's id.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Show how each figure follows from Shopify's order; works also for an order that is blocked by its total."""
    with open_container() as container:
        explanations = container.explain_order()(reference)
    print_rows(
        [asdict(explanation) for explanation in explanations], as_json=as_json, empty_message="The order has no lines."
    )

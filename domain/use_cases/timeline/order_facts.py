"""What the order itself says about its past: ordered, cancelled, refunded, shipped in Shopify, rebooked."""

from collections.abc import Iterator

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind, TimelineTone
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory


def list_order_facts(_: Transaction, history: OrderHistory) -> Iterator[TimelineEntry]:
    if history.document:
        yield from _list_of_document(history.document)
        yield from _list_fulfillments(history, history.document)
    for place, each in enumerate(history.rebookings):
        yield TimelineEntry(
            each.rebooked_at,
            f"rebooking-{place}",
            TimelineKind.MAPPING,
            f"Line rebooked: {each.previous_item_id or 'no item'} \N{RIGHTWARDS ARROW} {each.item_id or 'no item'}",
            (each.reason,),
            actor=Actor(ActorKind.USER, each.rebooked_by),
        )


def _list_of_document(document: SalesOrder) -> Iterator[TimelineEntry]:
    kind = TimelineKind.ORDER
    yield TimelineEntry(document.ordered_at, "ordered", kind, f"Ordered for {document.total}")
    if document.cancelled_at:
        reason = (document.cancel_reason,) if document.cancel_reason else ()
        yield TimelineEntry(document.cancelled_at, "cancelled", kind, "Cancelled in Shopify", reason, TimelineTone.BAD)
    if document.deleted_at:
        yield TimelineEntry(document.deleted_at, "deleted", kind, "Deleted in Shopify", (), TimelineTone.BAD)
    titles = {line.line_item_id: line.title for line in document.lines}
    for refund in document.refunds:
        money = " and ".join(str(each) for each in refund.list_refunded(document.total.currency) if each.amount)
        items = (
            f"{line.quantity} \N{MULTIPLICATION SIGN} {titles.get(line.line_item_id, 'an item that is gone')}"
            for line in refund.lines
        )
        title = f"Refunded {money}" if money else "Edited in Shopify"
        yield TimelineEntry(refund.refunded_at, f"refund-{refund.id}", kind, title, tuple(items))


def _list_fulfillments(history: OrderHistory, document: SalesOrder) -> Iterator[TimelineEntry]:
    """Those that were made in Shopify; the others are syncs of shipments."""
    ours = {planned.fulfillment_number for push in history.pushes if push.plan for planned in push.plan.fulfillments}
    for each in document.fulfillments:
        at = each.created_at or each.updated_at
        if at and each.id not in ours:
            units = sum(quantity for _, quantity in each.lines)
            status = "Fulfillment cancelled" if each.status == "cancelled" else "Fulfilled"
            numbers = ", ".join(each.tracking_numbers)
            yield TimelineEntry(
                at,
                f"fulfillment-{each.id}",
                TimelineKind.SHIPMENT,
                f"{status} in Shopify: {units} {'item' if units == 1 else 'items'}",
                (f"{each.tracking_company or 'Tracking'} {numbers}",) if numbers else (),
            )

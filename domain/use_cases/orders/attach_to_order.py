"""Events that add something to an order: a refund, a parcel, a risk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from novex_shopify.domain.errors import OrderNotFoundYet
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.ports.erp import ErpOrders
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class AttachToOrder(Generic[Thing]):
    """Reads an order's id and the thing, and writes it to the ERP's document; waits for the order if need be.

    The order's own state brings the same refunds and parcels, so it does not matter which of them comes first.
    """

    read: Callable[[bytes], tuple[int, Thing]]
    write: Callable[[ErpOrders, Sequence[tuple[str, Thing]]], None]

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Add. The events speak of different orders."""
        outcomes = EventOutcomes()
        things = outcomes.parse(events, self.read)
        links = tx.order_links.lock_many(shop, [order_id for _, (order_id, _) in things])
        added = []
        for event, (order_id, thing) in things:
            link = links.get(order_id)
            if link is None:
                outcomes[event.id] = OrderNotFoundYet(order_id)
            elif link.deleted:
                outcomes.settle(event, EventStatus.SUPERSEDED, "the order was deleted")
            else:
                added.append((link.erp_id, thing))
                outcomes.settle(event, EventStatus.DONE)
        self.write(tx.erp.orders, added)
        return outcomes


def attach_refund(payloads: PayloadReader) -> AttachToOrder[Refund]:
    """`refunds/create`."""

    def read(body: bytes) -> tuple[int, Refund]:
        refund = payloads.parse_refund(body)
        return refund.order_id, refund

    def write(orders: ErpOrders, refunds: Sequence[tuple[str, Refund]]) -> None:
        orders.add_refunds(
            [(order_id, _with_document_currency(orders, order_id, refund)) for order_id, refund in refunds]
        )

    return AttachToOrder(read, write)


def _with_document_currency(orders: ErpOrders, order_id: str, refund: Refund) -> Refund:
    """A refund of money alone may not say what the shop's currency is; its document does."""
    if refund.has_currency:
        return refund
    document = orders.get(order_id)
    return refund.with_currency(document.total.currency) if document else refund


def attach_fulfillment(payloads: PayloadReader) -> AttachToOrder[OrderFulfillment]:
    """`fulfillments/create` and `fulfillments/update`."""
    return AttachToOrder(payloads.parse_fulfillment, lambda orders, parcels: orders.add_fulfillments(parcels))


def record_risk(payloads: PayloadReader) -> AttachToOrder[str]:
    """`orders/risk_assessment_changed`."""

    def write(orders: ErpOrders, risks: Sequence[tuple[str, str]]) -> None:
        for order_id, risk in risks:
            orders.set_risk(order_id, risk)

    return AttachToOrder(payloads.parse_order_risk, write)

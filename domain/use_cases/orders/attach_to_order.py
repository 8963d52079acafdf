"""Applies events that add something to an order: a refund, a return, a fulfillment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from novex_shopify.domain.errors import OrderNotFoundYet
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.stated_fields import is_from_before_erasure
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import order_key
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.indexing.index_records import index_fulfillments
from novex_shopify.domain.use_cases.mark_due import MarkDue
from novex_shopify.domain.use_cases.orders.add_refunds import add_refunds

Attachment = TypeVar("Attachment")


@dataclass(frozen=True, slots=True)
class _ParsedEvent(Generic[Attachment]):
    event: WebhookEvent
    order_id: int
    attachment: Attachment


@dataclass(frozen=True, slots=True)
class AttachToOrder(Generic[Attachment]):
    """Adds something to the ERP's document of an order; waits for the order if the ERP does not have it yet.

    An order lists the same refunds and fulfillments, so it does not matter which webhook arrives first.
    """

    payloads: PayloadReader
    parse: Callable[[bytes], tuple[int, Attachment]]
    """Returns Shopify's id of the order, and what is added to it."""

    write: Callable[[Transaction, ShopDomain, Sequence[tuple[str, Attachment]]], None]
    """Gets the ERP's ids of the orders, each with what is added to it."""

    mark_due: MarkDue

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply events of different orders."""
        outcomes = EventOutcomes()
        parsed = [_ParsedEvent(event, *values) for event, values in outcomes.parse(events, self.parse)]
        links = tx.order_links.lock_many(shop, [each.order_id for each in parsed])
        added = []
        for each in parsed:
            link = links.get(each.order_id)
            if link is None:
                outcomes.fail(each.event, OrderNotFoundYet(each.order_id))
            elif link.deleted:
                outcomes.settle(each.event, EventStatus.SUPERSEDED, "the order was deleted")
            else:
                added.append((link.erp_id, self._remove_erased(each, link)))
                outcomes.settle(each.event, EventStatus.DONE)
        self.write(tx, shop, added)
        self.mark_due(tx, shop, [erp_id for erp_id, _ in added])
        return outcomes

    def _remove_erased(self, parsed: _ParsedEvent[Attachment], link: ResourceLink) -> Attachment:
        occurred_at = parsed.event.triggered_at or parsed.event.received_at
        if not is_from_before_erasure(StateVersion(occurred_at), link.field_versions):
            return parsed.attachment
        _, attachment = self.parse(self.payloads.remove_personal_data(parsed.event.body))
        return attachment


def attach_refund(payloads: PayloadReader, mark_due: MarkDue) -> AttachToOrder[Refund]:
    """`refunds/create`."""

    def parse(body: bytes) -> tuple[int, Refund]:
        refund = payloads.parse_refund(body)
        return refund.order_id, refund

    return AttachToOrder(payloads, parse, lambda tx, shop, added: add_refunds(tx.erp.orders, shop, added), mark_due)


def attach_return(payloads: PayloadReader, clock: Clock, mark_due: MarkDue) -> AttachToOrder[Return]:
    """`returns/*`, with the return that `ReadReturn` read. Its fees may explain the total of a parked state."""

    def parse(body: bytes) -> tuple[int, Return]:
        known = payloads.deserialize_return(body)
        return known.order_id, known

    def write(tx: Transaction, shop: ShopDomain, returns: Sequence[tuple[str, Return]]) -> None:
        tx.erp.orders.add_returns(returns)
        tx.events.release_resources(shop, [order_key(each.order_id) for _, each in returns], clock.now())

    return AttachToOrder(payloads, parse, write, mark_due)


def attach_fulfillment(payloads: PayloadReader, mark_due: MarkDue) -> AttachToOrder[OrderFulfillment]:
    """`fulfillments/create` and `fulfillments/update`."""

    def write(tx: Transaction, shop: ShopDomain, fulfillments: Sequence[tuple[str, OrderFulfillment]]) -> None:
        tx.erp.orders.add_fulfillments(fulfillments)
        index_fulfillments(tx, shop, fulfillments)

    return AttachToOrder(payloads, payloads.parse_fulfillment, write, mark_due)

"""Applies orders from events to the ERP's documents."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import ProductsNotMapped, ProductsRefused
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.raw_order import RawOrder
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import UnmappedProducts
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.order_document import build_sales_order
from novex_shopify.domain.policies.staleness import is_stale
from novex_shopify.domain.policies.unstated_facts import keep_unstated_facts
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.customers.match_customers import get_or_create_customer_ids
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes


@dataclass(frozen=True, slots=True)
class _OrderState:
    """An order as one event describes it."""

    event: WebhookEvent
    order: Order

    @property
    def version(self) -> StateVersion:
        return StateVersion(self.order.updated_at, self.event.triggered_at)


@dataclass(frozen=True, slots=True)
class _Booking:
    """The document that is to be written for a state."""

    state: _OrderState
    document: SalesOrder


@dataclass(frozen=True, slots=True)
class ApplyOrder:
    """Writes the orders of every order topic to the ERP, except those older than what was applied before.

    `read_raw` is None for orders that were read by GraphQL.
    """

    parse: Callable[[bytes], Order]
    read_raw: Callable[[bytes], RawOrder] | None = None

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply events of different orders."""
        outcomes = EventOutcomes()
        states = [_OrderState(event, order) for event, order in outcomes.parse(events, self.parse)]
        fresh = _drop_stale(tx, shop, states, outcomes)
        bookings = _build_bookings(tx, shop, fresh, outcomes)
        documents = self._add_raw_orders(bookings, _add_customer_ids(tx, shop, bookings))
        erp_ids = tx.erp.orders.apply(_keep_unstated_facts(tx, shop, documents))
        tx.order_links.save(
            [
                ResourceLink(shop, booking.state.order.id, erp_id, booking.state.version)
                for booking, erp_id in zip(bookings, erp_ids, strict=True)
            ]
        )
        for booking in bookings:
            outcomes.settle(booking.state.event, EventStatus.DONE)
        return outcomes

    def _add_raw_orders(self, bookings: Sequence[_Booking], documents: Sequence[SalesOrder]) -> Sequence[SalesOrder]:
        if self.read_raw is None:
            return documents
        return [
            replace(document, raw=self.read_raw(booking.state.event.body))
            for booking, document in zip(bookings, documents, strict=True)
        ]


def _drop_stale(
    tx: Transaction, shop: ShopDomain, states: Sequence[_OrderState], outcomes: EventOutcomes
) -> list[_OrderState]:
    """Return the states that are not older than what was applied; settle the others."""
    links = tx.order_links.lock_many(shop, [state.order.id for state in states])
    fresh = []
    for state in states:
        link = links.get(state.order.id)
        if link and link.deleted:
            outcomes.settle(state.event, EventStatus.SUPERSEDED, "the order was deleted")
        elif is_stale(state.version, link.version if link else None):
            outcomes.settle(state.event, EventStatus.SUPERSEDED)
        else:
            fresh.append(state)
    return fresh


def _build_bookings(
    tx: Transaction, shop: ShopDomain, states: Sequence[_OrderState], outcomes: EventOutcomes
) -> list[_Booking]:
    unmapped = tx.shops.get_settings(shop).unmapped_products
    items = tx.mappings.get_item_ids(
        shop, {line.variant_id for state in states for line in state.order.line_items if line.variant_id is not None}
    )
    bookings = []
    for state in states:
        with outcomes.catch_errors(state.event):
            bookings.append(_Booking(state, _build_document(shop, state.order, items, unmapped)))
    return bookings


def _build_document(
    shop: ShopDomain, order: Order, items: Mapping[int, str | None], unmapped: UnmappedProducts
) -> SalesOrder:
    try:
        return build_sales_order(shop, order, items, placeholders=unmapped is UnmappedProducts.PLACEHOLDER)
    except ProductsNotMapped as error:
        if unmapped is UnmappedProducts.REFUSE:
            raise ProductsRefused(error) from error
        raise


def _add_customer_ids(tx: Transaction, shop: ShopDomain, bookings: Sequence[_Booking]) -> list[SalesOrder]:
    customers = [booking.state.order.customer for booking in bookings if booking.state.order.customer]
    customer_ids = get_or_create_customer_ids(tx, shop, customers)
    return [
        replace(booking.document, customer_id=customer_ids[booking.state.order.customer.id])
        if booking.state.order.customer
        else booking.document
        for booking in bookings
    ]


def _keep_unstated_facts(tx: Transaction, shop: ShopDomain, documents: Sequence[SalesOrder]) -> list[SalesOrder]:
    known = tx.erp.orders.get_many(shop, [document.shopify_order_id for document in documents])
    by_id = {each.shopify_order_id: each for each in known}
    return [
        keep_unstated_facts(document, by_id[document.shopify_order_id])
        if document.shopify_order_id in by_id
        else document
        for document in documents
    ]

"""Keeps the search index equal to the records, in the transaction that writes them."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from novex_shopify.domain.errors import to_log_fields
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.fulfillment import FulfillmentPush
from novex_shopify.domain.model.issued_invoice import IssuedInvoice
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import STUCK_EVENT_STATUSES, Settlement, WebhookEvent
from novex_shopify.domain.model.webhook_topic import HANDLED_TOPICS, Subject
from novex_shopify.domain.policies.order_document import preview_sales_order
from novex_shopify.domain.policies.search_terms import (
    build_customer_entry,
    build_fulfillment_entry,
    build_invoice_entry,
    build_lot_entry,
    build_order_entry,
    build_parcel_entry,
    build_variant_entry,
)
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_stuck_orders

_log = logging.getLogger(__name__)


def index_orders(tx: Transaction, orders: Mapping[str, SalesOrder], known: Iterable[SalesOrder] = ()) -> None:
    """Index the ERP's documents by its ids, with the parcels of their fulfillments.

    `known` are the documents before these, of which the ERP keeps a contact that the new ones do not state.
    """
    before = {(each.shop_domain, each.shopify_order_id): each for each in known}
    entries = [
        build_order_entry(each, before.get((each.shop_domain, each.shopify_order_id))) for each in orders.values()
    ]
    parcels = [
        build_fulfillment_entry(ShopDomain(order.shop_domain), erp_id, each)
        for erp_id, order in orders.items()
        for each in order.fulfillments
    ]
    tx.search.put([*entries, *parcels])


def index_fulfillments(tx: Transaction, shop: ShopDomain, fulfillments: Sequence[tuple[str, OrderFulfillment]]) -> None:
    """Index the parcels of fulfillments, each with the ERP's id of its order."""
    tx.search.put([build_fulfillment_entry(shop, erp_id, each) for erp_id, each in fulfillments])


def index_stuck_orders(
    tx: Transaction, payloads: PayloadReader, settlements: Sequence[tuple[WebhookEvent, Settlement]], now: datetime
) -> None:
    """Index orders by their payloads whose events are blocked or failed: the ERP may not have them.

    The payload is read again: what was settled after the event may have erased it.
    """
    stuck = [
        event for event, settlement in settlements if settlement.status in STUCK_EVENT_STATUSES and _get_subject(event)
    ]
    events = [event for each in stuck if (event := tx.events.get(each.id))]
    index_previews(tx, [order for event in events if (order := _preview(payloads, event))], now)


def index_previews(tx: Transaction, orders: Sequence[SalesOrder], now: datetime) -> None:
    """Index orders by what their payloads say (`preview_sales_order`), for searches and for lists."""
    if orders:
        tx.search.put([build_order_entry(order, from_payload=True) for order in orders])
        describe_stuck_orders(tx, orders, now)


def _preview(payloads: PayloadReader, event: WebhookEvent) -> SalesOrder | None:
    parse = payloads.deserialize_order if _get_subject(event) is Subject.ORDER_READ else payloads.parse_order
    try:
        return preview_sales_order(event.shop_domain, parse(event.body), {})
    except Exception as error:  # whatever made the event fail must not keep it from being settled
        _log.info("search.event_not_indexed", extra={"event_id": event.id, **to_log_fields(error)})
        return None


def _get_subject(event: WebhookEvent) -> Subject | None:
    """What the event is about, if that is an order with all its fields."""
    topic = HANDLED_TOPICS.get(event.topic)
    return topic.subject if topic and topic.subject in (Subject.ORDER, Subject.ORDER_READ) else None


def index_customers(tx: Transaction, shop: ShopDomain, customers: Mapping[str, Customer]) -> None:
    """Index customers by the ERP's ids, as this store and the ERP know them."""
    if customers:
        tx.search.put([build_customer_entry(shop, customer_id, each) for customer_id, each in customers.items()])


def index_changed_customers(tx: Transaction, shop: ShopDomain, customer_ids: Collection[str]) -> None:
    """Index customers of which only a part was stated: the ERP has the rest."""
    if customer_ids:
        index_customers(tx, shop, tx.erp.customers.get_many(customer_ids))


def index_variants(tx: Transaction, shop: ShopDomain, variants: Iterable[Variant]) -> None:
    entries = [build_variant_entry(shop, variant) for variant in variants]
    if entries:
        tx.search.put(entries)


def index_lots(tx: Transaction, lots: Sequence[Lot]) -> None:
    tx.search.put([build_lot_entry(lot) for lot in lots])


def index_shipments(tx: Transaction, pushes: Sequence[FulfillmentPush]) -> None:
    tx.search.put([build_parcel_entry(push.shop_domain, push.shipment) for push in pushes])


def index_invoices(tx: Transaction, invoices: Sequence[IssuedInvoice]) -> None:
    tx.search.put([build_invoice_entry(invoice) for invoice in invoices])

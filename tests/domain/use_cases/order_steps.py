"""Steps of the tests about orders: what the store and the ERP have, and what the inbox has received."""

from dataclasses import replace
from typing import Any

from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.webhook_event import EventFilter, NewEvent
from novex_shopify.domain.model.webhook_topic import ORDER_READ_TOPIC
from novex_shopify.domain.resource_keys import order_key
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_orders
from novex_shopify.domain.use_cases.reconciliation.reconcile_orders import ReconcileOrders
from tests.builders import (
    NOON,
    ORDER_ID,
    a_delivery,
    a_link,
    a_new_event,
    a_sales_order,
    an_order_body,
    euros,
)
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS

ORDER_BODY = an_order_body()


def make_order(order_id: int = ORDER_ID, **changes: Any) -> Order:
    """Make an order as in the webhook's body, with changes."""
    order = PAYLOADS.parse_order(ORDER_BODY)
    return replace(order, id=order_id, **{"updated_at": NOON, **changes})


def make_order_event(
    body: bytes = ORDER_BODY, topic: str = "orders/create", webhook_id: str = "webhook-1", order_id: int = ORDER_ID
) -> NewEvent:
    """Make an event of the order."""
    delivery = a_delivery(topic, body, webhook_id)
    return a_new_event(webhook_id, order_key(order_id), delivery=delivery)


def book_order(fakes: Fakes, order_id: int = ORDER_ID, **changes: Any) -> SalesOrder:
    """Put an order into the ERP, with the same total as in the webhook's body."""
    document = a_sales_order(shopify_order_id=order_id, **{"total": euros("15.71"), **changes})
    with fakes.unit_of_work() as tx:
        (erp_id,) = tx.erp.orders.apply([document])
        tx.order_links.save([a_link(order_id, erp_id)])
        describe_orders(tx, [erp_id], fakes.clock.now())
        tx.commit()
    return replace(document, id=erp_id)


def list_queued_orders(fakes: Fakes) -> list[Order]:
    """List the orders that were fetched and put into the inbox, by id."""
    with fakes.unit_of_work() as tx:
        events = tx.events.list_latest(99, EventFilter(topic=ORDER_READ_TOPIC.name))
    return sorted((PAYLOADS.deserialize_order(event.body) for event in events), key=lambda order: order.id)


def build_reconcile_orders(fakes: Fakes) -> ReconcileOrders:
    return ReconcileOrders(fakes.unit_of_work, fakes.admin, fakes.access, PAYLOADS, fakes.notifier, fakes.clock)

"""Steps of the tests that reconcile, resync, audit and import orders."""

from dataclasses import replace

from novex_shopify.config.container import Container
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.reconciliation import Difference
from tests.builders import HOUR, NOON, ORDER_ID, SHOP, an_order_body


def make_order(container: Container, order_id: int = ORDER_ID, **changes: object) -> Order:
    """Make an order as in the webhook's body, with changes."""
    order = container.payload_reader().parse_order(an_order_body())
    return replace(order, id=order_id, updated_at=NOON, **changes)  # type: ignore[arg-type]


def list_document_ids(container: Container) -> list[int]:
    """List the Shopify ids of the ERP's orders."""
    with container.unit_of_work()() as tx:
        return sorted(document.shopify_order_id for document in tx.erp.orders.list_latest(99))


def reconcile_last_hour(container: Container) -> list[Difference]:
    """Reconcile the orders placed or changed an hour before and after noon."""
    return list(container.reconcile_orders()(SHOP, NOON - HOUR, NOON + HOUR))

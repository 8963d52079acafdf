"""Shared steps: receive webhooks, process them, and read the results."""

from novex_shopify.config.container import Container
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.webhook_event import EventStatus, IntakeOutcome, WebhookEvent
from tests.builders import SHOP, VARIANT_ID, a_delivery, a_variant


def receive_webhook(
    container: Container, topic: str, body: bytes, webhook_id: str = "webhook-1", **headers: object
) -> None:
    delivery = a_delivery(topic, body, webhook_id, **headers)
    assert container.ingest_webhook()([delivery]) == [IntakeOutcome.STORED]


def process_events(container: Container) -> None:
    """Process events until none is due."""
    while container.process_event().run_next():
        pass


def list_events(container: Container) -> list[WebhookEvent]:
    """All events, oldest first."""
    with container.unit_of_work()() as tx:
        return list(tx.events.list_latest(100))[::-1]


def list_sales_orders(container: Container) -> list[SalesOrder]:
    with container.unit_of_work()() as tx:
        return list(tx.erp.orders.list_latest(100))


def map_product(container: Container) -> int:
    """Map the only product; returns how many orders this released."""
    with container.unit_of_work()() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant()])
        tx.commit()
    return container.map_product()(SHOP, VARIANT_ID, "ART-1")


def list_statuses(container: Container) -> list[EventStatus]:
    """The statuses of all events, oldest first."""
    return [event.status for event in list_events(container)]


def get_sales_order(container: Container) -> SalesOrder:
    """The only sales order."""
    (order,) = list_sales_orders(container)
    return order

"""Events are parked until what they wait for arrives, in each database."""

import json

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.webhook_event import EventStatus, NewEvent, WebhookEvent
from novex_shopify.domain.model.work import ActiveClaims, WorkerId
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.resource_keys import customer_key, order_key, shop_key
from novex_shopify.domain.use_cases.products.map_product import MapProduct
from novex_shopify.domain.use_cases.webhooks.handlers import build_handlers
from novex_shopify.domain.use_cases.webhooks.process_event import ProcessEvent
from novex_shopify.domain.use_cases.webhooks.release_parked_events import ReleaseParkedEvents
from tests.builders import NOON, ORDER_ID, SHOP, VARIANT_ID, a_delivery, a_shop, a_variant, an_item, an_order_body
from tests.webhook_bodies import ADDRESS, make_privacy_body, make_refund_body


class Inbox:
    """The inbox of a connected store with one unmapped product."""

    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self.unit_of_work = unit_of_work
        self.clock, self.notifier = ManualClock(), RecordingWorkNotifier()
        with unit_of_work() as tx:
            tx.shops.save(a_shop())
            tx.erp.catalog.put([an_item()])
            tx.mappings.upsert_variants(SHOP, [a_variant()])
            tx.commit()

    def receive(self, topic: str, body: bytes, resource_key: str = order_key(ORDER_ID)) -> None:
        """Store an event, and process all that are due."""
        with self.unit_of_work() as tx:
            tx.events.add([NewEvent(a_delivery(topic, body, topic), resource_key, NOON)])
            tx.commit()
        self.process()

    def process(self) -> None:
        process_event = ProcessEvent(
            self.unit_of_work,
            build_handlers(JsonPayloadReader(), self.notifier, self.clock),
            RetryPolicy(lambda: 0.5),
            self.notifier,
            self.clock,
            WorkerId("ann", 1),
            ActiveClaims(),
        )
        while process_event.run_next():
            pass

    def map_product(self) -> int:
        """Map the product; returns how many orders this released."""
        return MapProduct(self.unit_of_work, self.notifier, self.clock)(SHOP, VARIANT_ID, "ART-1")

    def release_parked_events(self) -> int:
        return ReleaseParkedEvents(self.unit_of_work, self.notifier, self.clock)()

    def list_events(self) -> list[WebhookEvent]:
        """List all events, oldest first."""
        with self.unit_of_work() as tx:
            return list(tx.events.list_latest(9))[::-1]

    def list_statuses(self) -> list[EventStatus]:
        return [event.status for event in self.list_events()]

    def list_documents(self) -> list[SalesOrder]:
        with self.unit_of_work() as tx:
            return list(tx.erp.orders.list_latest(9))


@pytest.fixture
def inbox(unit_of_work: UnitOfWork) -> Inbox:
    return Inbox(unit_of_work)


def test_an_order_waits_for_its_product_and_continues_once_it_is_mapped(inbox: Inbox) -> None:
    inbox.receive("orders/create", an_order_body())
    (parked,) = inbox.list_events()
    assert parked.status is EventStatus.PARKED
    assert "'Earl Grey' (SKU TEA)" in (parked.last_error or "")
    assert inbox.list_documents() == []
    assert inbox.map_product() == 1
    inbox.process()
    assert len(inbox.list_documents()) == 1
    assert inbox.list_statuses() == [EventStatus.DONE]


def test_a_refund_waits_for_its_order_and_continues_once_it_is_booked(inbox: Inbox) -> None:
    inbox.map_product()
    inbox.receive("refunds/create", make_refund_body())
    assert inbox.list_statuses() == [EventStatus.PARKED]
    inbox.receive("orders/create", an_order_body())
    assert inbox.release_parked_events() == 1
    inbox.process()
    assert inbox.list_statuses() == [EventStatus.DONE] * 2
    (document,) = inbox.list_documents()
    assert [refund.id for refund in document.refunds] == [5]


def test_an_order_whose_customer_was_erased_meanwhile_is_booked_without_personal_data(inbox: Inbox) -> None:
    inbox.receive("orders/create", an_order_body(shipping_address=ADDRESS, note="Ring twice"))
    inbox.receive("customers/redact", make_privacy_body(orders_to_redact=[ORDER_ID]), customer_key(7))
    assert inbox.list_statuses() == [EventStatus.PARKED, EventStatus.DONE]
    assert b"London" not in inbox.list_events()[0].body
    inbox.map_product()
    inbox.process()
    (document,) = inbox.list_documents()
    assert (str(document.total), document.shipping_address, document.customer_id) == ("15.71 EUR", None, None)


def test_the_erasure_of_a_disconnected_shop_is_not_parked(inbox: Inbox) -> None:
    with inbox.unit_of_work() as tx:
        tx.shops.save(a_shop(uninstalled_at=NOON))
        tx.commit()
    inbox.receive("shop/redact", json.dumps({"shop_domain": SHOP, "shop_id": 1}).encode(), shop_key(SHOP))
    assert inbox.list_statuses() == [EventStatus.DONE]

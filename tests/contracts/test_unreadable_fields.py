"""Whatever a field of a webhook holds, the database stores the record, or it is refused with a reason."""

from typing import Any

import pytest

from novex_shopify.adapters.easypost.event_reader import EasyPostEventReader
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.model.webhook_topic import TOPICS_BY_NAME
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.webhooks.handlers import build_handlers
from tests.builders import NOON, SHOP, a_shop
from tests.full_bodies import FULL_BODIES, JUNK, encode_with, iterate_paths

HANDLERS = build_handlers(JsonPayloadReader(), EasyPostEventReader(), RecordingWorkNotifier(), ManualClock())
RESOURCES = {
    "orders/updated": "id",
    "customers/update": "id",
    "products/update": "id",
    "customers_email_marketing_consent/update": "customer_id",
    "customers_marketing_consent/update": "id",
}
"""By topic: the field that makes each event one of a different resource."""


@pytest.mark.parametrize("unit_of_work", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("topic", RESOURCES)
def test_a_record_with_junk_in_a_field_is_stored_or_refused(unit_of_work: UnitOfWork, topic: str) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_settings(SHOP, ShopSettings(unmapped_products=UnmappedProducts.PLACEHOLDER))
        for number, value in enumerate(JUNK):
            outcomes = HANDLERS[TOPICS_BY_NAME[topic].subject](tx, SHOP, build_events(topic, number % 3, value))
            for outcome in outcomes.values():
                assert isinstance(outcome, NovexError) or outcome.status in (EventStatus.DONE, EventStatus.SUPERSEDED)


def build_events(topic: str, first: int, value: Any) -> list[WebhookEvent]:
    """An event for every third field of the topic's body, with this value there."""
    resource = RESOURCES[topic]
    paths = [path for path in iterate_paths(FULL_BODIES[topic]()) if path != (resource,)]
    return [
        build_event(number, topic, encode_with(FULL_BODIES[topic]() | {resource: number}, path, value))
        for number, path in enumerate(paths[first::3], start=1)
    ]


def build_event(number: int, topic: str, body: bytes) -> WebhookEvent:
    return WebhookEvent(
        number, SHOP, topic, f"webhook-{number}", f"resource:{number}", body, NOON, NOON, EventStatus.PROCESSING, 1
    )

"""A genuine body that comes under a topic to which it does not belong changes nothing.

Shopify signs the body, but neither the topic nor the store, the time or the id.
"""

import json
from dataclasses import fields

import pytest

from novex_shopify.adapters.memory.state import State
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.webhook_topic import TOPICS, TOPICS_BY_NAME
from novex_shopify.domain.use_cases.webhooks.ingest_webhook import IngestWebhook
from tests.builders import HOUR, SECRET, SHOP, a_customer_body, a_delivery, a_variant, an_item, an_order_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS, process_events
from tests.sample_bodies import ID, SAMPLES

EVENT_DATA = {"events", "event_claims", "event_signatures"}
DELIVERY_DATA = {"last_deliveries", "delivery_hours", "last_counted_ids"}


@pytest.fixture
def fakes() -> Fakes:
    """An order, its customer and its product, in the ERP and in Shopify. All have the same id."""
    fakes = Fakes()
    fakes.connect_shop(scopes=fakes.shop.scopes)
    variant = a_variant(ID, product_id=ID)
    line = json.loads(an_order_body())["line_items"][0] | {"variant_id": ID}
    order = an_order_body(id=ID, line_items=[line])
    fakes.shop.variants, fakes.shop.orders = [variant], {ID: PAYLOADS.parse_order(order)}
    with fakes.unit_of_work() as tx:
        tx.erp.catalog.put([an_item()])
        tx.mappings.upsert_variants(SHOP, [variant])
        tx.mappings.save(ProductMapping(SHOP, variant, an_item().id, MatchedBy.PERSON))
        tx.commit()
    receive(fakes, "customers/update", a_customer_body(id=ID), "known customer")
    receive(fakes, "orders/create", order, "known order")
    state = read_business_data(fakes)
    assert all(state[name] for name in ("orders", "customers", "order_links", "customer_links", "mappings"))
    return fakes


def receive(fakes: Fakes, topic: str, body: bytes, webhook_id: str) -> None:
    """Receive a webhook, and process it until it is settled for good."""
    ingest = IngestWebhook(fakes.unit_of_work, PAYLOADS, fakes.notifier, fakes.clock, (SECRET,))
    ingest([a_delivery(topic, body, webhook_id, triggered_at=fakes.clock.now() + HOUR)])
    for _ in range(4):
        process_events(fakes)
        fakes.clock.advance(HOUR)


def read_business_data(fakes: Fakes) -> dict[str, object]:
    unit_of_work = fakes.unit_of_work
    assert isinstance(unit_of_work, MemoryUnitOfWork)
    return {
        field.name: dict(getattr(unit_of_work.state, field.name))
        for field in fields(State)
        if field.name not in EVENT_DATA | DELIVERY_DATA
    }


def is_foreign(topic: str, origin: str) -> bool:
    """Whether a body of `origin` is about something else than the topic, whatever Shopify still has of it."""
    known = TOPICS_BY_NAME.get(origin)
    return known is None or known.subject is not TOPICS_BY_NAME[topic].subject


@pytest.mark.parametrize("topic", [topic.name for topic in {topic.subject: topic for topic in TOPICS}.values()])
def test_a_body_of_another_topic_changes_nothing(fakes: Fakes, topic: str) -> None:
    before = read_business_data(fakes)
    for origin, sample in SAMPLES.items():
        if is_foreign(topic, origin):
            receive(fakes, topic, json.dumps(sample).encode(), f"{origin} as {topic}")
            changed = [name for name, value in read_business_data(fakes).items() if value != before[name]]
            assert (origin, changed) == (origin, [])

"""A genuine body that comes under a topic to which it does not belong changes nothing.

Shopify signs the body, but neither the topic nor the store, the time or the id.
"""

import json
from collections.abc import Mapping
from dataclasses import fields

import pytest
from sqlalchemy import Engine

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.state import State
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.persistence.row import METADATA
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import WebhookEventRow
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.webhook_event import EventFilter
from novex_shopify.domain.model.webhook_topic import TOPICS, TOPICS_BY_NAME
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.webhooks.ingest_webhook import IngestWebhook
from tests.builders import HOUR, SECRET, SHOP, a_customer_body, a_delivery, a_variant, an_item, an_order_body
from tests.databases import CIPHER
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS, process_events
from tests.sample_bodies import ID, SAMPLES

EVENT_DATA = {"events", "event_claims", "event_signatures"}
DELIVERY_DATA = {"last_deliveries", "delivery_hours", "last_counted_ids"}
DESTRUCTIVE_TOPICS = ("orders/delete", "products/delete", "app/uninstalled", "customers/redact", "shop/redact")


@pytest.fixture
def fakes() -> Fakes:
    return connect_store(MemoryUnitOfWork())


def connect_store(unit_of_work: UnitOfWork) -> Fakes:
    """An order, its customer and its product, in the ERP and in Shopify. All have the same id."""
    fakes = Fakes(unit_of_work=unit_of_work)
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
    with fakes.unit_of_work() as tx:
        assert tx.erp.orders.list_latest(9)
        assert tx.customer_links.list_for_shop(SHOP)
        assert tx.mappings.get_items(SHOP, [ID])
    return fakes


def receive(fakes: Fakes, topic: str, body: bytes, webhook_id: str) -> None:
    """Receive a webhook, and process it until it is settled for good."""
    receive_all(fakes, topic, {webhook_id: body})


def receive_all(fakes: Fakes, topic: str, bodies: Mapping[str, bytes]) -> None:
    """Receive webhooks, by their webhook ids, and process them until they are settled for good."""
    ingest = IngestWebhook(fakes.unit_of_work, PAYLOADS, fakes.notifier, fakes.clock, (SECRET,))
    later = fakes.clock.now() + HOUR
    ingest([a_delivery(topic, body, webhook_id, triggered_at=later) for webhook_id, body in bodies.items()])
    for _ in range(4):
        process_events(fakes)
        fakes.clock.advance(HOUR)


def read_business_data(fakes: Fakes) -> dict[str, object]:
    unit_of_work = fakes.unit_of_work
    if isinstance(unit_of_work, SqlUnitOfWork):
        tables = [table for table in METADATA.sorted_tables if table.name != WebhookEventRow.__tablename__]
        with unit_of_work.engine.connect() as connection:
            return {table.name: sorted(map(repr, connection.execute(table.select()))) for table in tables}
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


@pytest.mark.parametrize("topic", DESTRUCTIVE_TOPICS)
def test_a_body_of_another_topic_changes_no_table(engine: Engine, topic: str) -> None:
    fakes = connect_store(SqlUnitOfWork(engine, CIPHER, BuiltinErp))
    before = read_business_data(fakes)
    foreign = {origin: json.dumps(sample).encode() for origin, sample in SAMPLES.items() if is_foreign(topic, origin)}
    receive_all(fakes, topic, foreign)
    after = read_business_data(fakes)
    assert [name for name, rows in after.items() if rows != before[name]] == []
    with fakes.unit_of_work() as tx:
        assert sum(tx.events.count_by_status(EventFilter(topic=topic)).values()) == len(foreign)

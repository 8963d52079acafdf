"""A worker inside this process, notified by a message or found by the sweep."""

import json
import threading
from collections.abc import Generator
from datetime import UTC, datetime, timedelta

import pytest
from dependency_injector import providers

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, EventStatus, IntakeOutcome
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.signatures import sign_webhook
from novex_shopify.domain.timing import HOUR
from novex_shopify.entrypoints.worker.host import WorkerHost
from tests.polling import wait_until

SHOP = ShopDomain("tea-and-paper.myshopify.com")


@pytest.fixture
def host(container: Container) -> Generator[WorkerHost]:
    """A worker, which is stopped after the test."""
    with container.unit_of_work()() as tx:
        tx.shops.save(Shop(SHOP, Scopes.parse("read_orders"), "2026-10", datetime(2026, 11, 1, tzinfo=UTC)))
        tx.commit()
    host = WorkerHost(container)
    yield host
    host.stop()


def ingest_customer_webhook(container: Container) -> None:
    """Ingest a webhook of a customer."""
    body = json.dumps({"id": 7, "updated_at": "2026-11-23T12:00:00+01:00", "email": "ada@example.com"}).encode()
    signature = sign_webhook(container.settings().client_secret, body)
    outcomes = container.ingest_webhook()([Delivery(SHOP, "customers/create", "webhook-1", signature, body)])
    assert outcomes == [IntakeOutcome.STORED]


def get_event_status(container: Container) -> EventStatus:
    """The status of the only event."""
    with container.unit_of_work()() as tx:
        (event,) = tx.events.list_latest(2)
    return event.status


def test_an_event_that_waits_at_the_start_is_found_by_the_sweep(container: Container, host: WorkerHost) -> None:
    ingest_customer_webhook(container)
    host.start()
    wait_until(lambda: get_event_status(container) is EventStatus.DONE, 10, "the event to be done")


class HourlySweepSettings(Settings):
    """Settings with a sweep that never comes during the test."""

    @property
    def sweep_interval(self) -> timedelta:
        return HOUR


def test_an_event_that_arrives_later_is_processed_without_a_sweep(container: Container, settings: Settings) -> None:
    container.settings.override(providers.Object(HourlySweepSettings.model_validate(settings.model_dump())))
    with container.unit_of_work()() as tx:
        tx.shops.save(Shop(SHOP, Scopes.parse("read_orders"), "2026-10", datetime(2026, 11, 1, tzinfo=UTC)))
        tx.commit()
    host = WorkerHost(container)
    host.start()
    wait_until(lambda: container.brokers()[Work.EVENTS].queues["events"].unfinished_tasks == 0, 10, "an idle worker")
    ingest_customer_webhook(container)
    wait_until(lambda: get_event_status(container) is EventStatus.DONE, 10, "the event to be done")
    host.stop()
    with container.unit_of_work()() as tx:
        assert len(tx.customer_links.list_for_shop(SHOP)) == 1


def test_every_kind_of_work_has_an_actor(container: Container, host: WorkerHost) -> None:
    host.start()
    assert all(work in broker.actors for work in Work for broker in [container.brokers()[work]])


def test_a_stopped_worker_processes_nothing(container: Container, host: WorkerHost) -> None:
    before = set(threading.enumerate())
    host.start()
    assert set(threading.enumerate()) > before
    host.stop()
    ingest_customer_webhook(container)
    assert set(threading.enumerate()) <= before
    assert get_event_status(container) is EventStatus.PENDING

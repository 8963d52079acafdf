"""Parked events continue once what they wait for exists."""

from dataclasses import replace

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.domain.model.connection import ConnectionProblem, ConnectionState
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.resource_keys import order_key, shop_key, variant_key
from novex_shopify.domain.use_cases.shops import CheckAddress
from novex_shopify.domain.use_cases.webhooks.release_parked_events import ReleaseParkedEvents
from tests.builders import APP_URL, NOON, ORDER_ID, SHOP, VARIANT_ID, a_link, a_new_event, a_shop, a_variant


class Inbox:
    """A store with one parked event, and the use case that releases it."""

    def __init__(self, waiting_for: str, shop: Shop) -> None:
        self.unit_of_work, self.notifier = MemoryUnitOfWork(), RecordingWorkNotifier()
        self.release = ReleaseParkedEvents(self.unit_of_work, self.notifier, ManualClock(), CheckAddress(APP_URL))
        with self.unit_of_work() as tx:
            tx.shops.save(shop)
            tx.events.add([a_new_event()])
            (event,) = tx.events.claim(WorkerId("ann", 1), NOON, 1)
            tx.events.settle([(event, Settlement(EventStatus.PARKED, waiting_for=(waiting_for,)))], NOON)
            tx.commit()

    def get_status(self) -> EventStatus:
        with self.unit_of_work() as tx:
            (event,) = tx.events.list_latest(9)
        return event.status


@pytest.mark.parametrize("waiting_for", [order_key(ORDER_ID), variant_key(VARIANT_ID), shop_key(SHOP)])
def test_an_event_stays_parked_while_what_it_waits_for_is_missing(waiting_for: str) -> None:
    inbox = Inbox(waiting_for, a_shop(uninstalled_at=NOON))
    assert inbox.release() == 0
    assert (inbox.get_status(), inbox.notifier.notifications) == (EventStatus.PARKED, [])


def test_an_event_stays_parked_while_its_shop_cannot_be_called() -> None:
    inbox = Inbox(shop_key(SHOP), a_shop())
    with inbox.unit_of_work() as tx:
        tx.shops.set_connection_problem(a_shop(), ConnectionProblem(ConnectionState.PAUSED, NOON, "frozen"))
        tx.commit()
    assert inbox.release() == 0


def test_an_event_that_waits_for_an_order_is_released_once_the_order_is_in_the_erp() -> None:
    inbox = Inbox(order_key(ORDER_ID), a_shop())
    with inbox.unit_of_work() as tx:
        tx.order_links.save([a_link()])
        tx.commit()
    assert inbox.release() == 1
    assert (inbox.get_status(), inbox.notifier.notifications) == (EventStatus.PENDING, [Work.EVENTS])


def test_an_event_that_waits_for_a_variant_is_released_once_the_variant_is_mapped() -> None:
    inbox = Inbox(variant_key(VARIANT_ID), a_shop())
    with inbox.unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant()])
        tx.commit()
    assert inbox.release() == 0
    with inbox.unit_of_work() as tx:
        mapping = tx.mappings.get(SHOP, VARIANT_ID)
        assert mapping is not None
        tx.mappings.save(replace(mapping, item_id="ART-1"))
        tx.commit()
    assert inbox.release() == 1
    assert inbox.get_status() is EventStatus.PENDING


def test_an_event_that_waits_for_its_shop_is_released_once_the_shop_is_connected() -> None:
    inbox = Inbox(shop_key(SHOP), a_shop(uninstalled_at=NOON))
    with inbox.unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    assert inbox.release() == 1
    assert inbox.get_status() is EventStatus.PENDING

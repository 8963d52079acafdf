"""The contract of `Statistics`."""

from dataclasses import replace
from datetime import timedelta

from novex_shopify.domain.model.fulfillment import PushAttempt, PushStatus
from novex_shopify.domain.model.product import ARCHIVED, ProductMapping
from novex_shopify.domain.model.statistics import OpenEvents, ProcessingTime, ReceivedCount, StuckEvents, StuckPush
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import HOUR, NOON, ORDER_ID, OTHER_SHOP, SECOND, SHOP, a_new_event, a_shipment, a_shop, a_variant

ANN = WorkerId("ann", 1)
MINUTE = 60 * SECOND


def store_event(tx: Transaction, number: int, after: timedelta = timedelta(), **delivery: object) -> None:
    event = a_new_event(f"webhook-{number}", f"order:{number}", received_at=NOON + after)
    tx.events.add([replace(event, delivery=replace(event.delivery, **delivery))])  # type: ignore[arg-type]


def settle_due_events(tx: Transaction, *ends: EventStatus, at: timedelta) -> None:
    """Settle the due events with these statuses."""
    events = tx.events.claim(ANN, NOON + HOUR, len(ends))
    tx.events.settle([(event, Settlement(end)) for event, end in zip(events, ends, strict=True)], NOON + at)


def test_open_events_are_counted_by_shop_and_status_with_the_oldest(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        for number in range(4):
            store_event(tx, number, number * SECOND)
        settle_due_events(tx, EventStatus.PARKED, EventStatus.DEAD, EventStatus.DONE, EventStatus.PARKED, at=MINUTE)
        store_event(tx, 5, MINUTE, shop_domain=OTHER_SHOP)
        assert set(tx.statistics.count_open_events()) == {
            OpenEvents(SHOP, EventStatus.PARKED, 2, NOON, 2),
            OpenEvents(SHOP, EventStatus.DEAD, 1, NOON + SECOND, 1),
            OpenEvents(OTHER_SHOP, EventStatus.PENDING, 1, NOON + MINUTE, 1),
        }


def test_stuck_events_of_a_resource_are_listed_together_by_their_cause(unit_of_work: UnitOfWork) -> None:
    parked = {"waiting_for": ("variant:1", "variant:2"), "error": "two products are not mapped"}
    ends = (
        Settlement(EventStatus.PARKED, **parked),  # type: ignore[arg-type]
        Settlement(EventStatus.PARKED, **parked),  # type: ignore[arg-type]
        Settlement(EventStatus.PARKED, "the totals differ"),
        Settlement(EventStatus.DEAD, "a bug"),
        Settlement(EventStatus.DONE),
    )
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        for number in range(5):
            tx.events.add(
                [a_new_event(f"webhook-{number}", f"order:{number // 2}", received_at=NOON + number * SECOND)]
            )
        tx.events.settle(list(zip(tx.events.claim(ANN, NOON + HOUR, 9), ends, strict=True)), NOON + HOUR)
        waiting_for, settled = frozenset({"variant:1", "variant:2"}), NOON + HOUR
        assert set(tx.statistics.list_stuck_events()) == {
            StuckEvents(SHOP, EventStatus.PARKED, "order:0", waiting_for, "", 2, NOON, settled),
            StuckEvents(
                SHOP, EventStatus.PARKED, "order:1", frozenset(), "the totals differ", 1, NOON + 2 * SECOND, settled
            ),
            StuckEvents(SHOP, EventStatus.DEAD, "order:1", frozenset(), "a bug", 1, NOON + 3 * SECOND, settled),
        }
        assert [each.resource_key for each in tx.statistics.list_stuck_events(waiting_for="variant:2")] == ["order:0"]
        assert list(tx.statistics.list_stuck_events(waiting_for="variant:")) == []


def test_stuck_pushes_are_listed_with_their_error(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for number, status in enumerate((PushStatus.PENDING, PushStatus.REFUSED)):
            tx.pushes.add(a_shipment(f"SHIP-{number}"), SHOP, ORDER_ID, status, NOON)
        waiting = tx.pushes.get_locked("SHIP-0")
        assert waiting
        assert tx.pushes.end(waiting, PushStatus.REFUSED, PushAttempt(1, NOON, "ann", (), "lost"))
        assert list(tx.statistics.list_stuck_pushes()) == [
            StuckPush(SHOP, PushStatus.REFUSED, "SHIP-0", ORDER_ID, "lost", NOON),
            StuckPush(SHOP, PushStatus.REFUSED, "SHIP-1", ORDER_ID, "", NOON),
        ]


def test_events_are_counted_by_interval_with_those_that_failed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        for number, after in enumerate((-HOUR, SECOND, 59 * SECOND, 2 * MINUTE)):
            store_event(tx, number, after)
        settle_due_events(tx, EventStatus.DONE, EventStatus.DEAD, at=MINUTE)
        assert list(tx.statistics.count_arrivals(NOON, MINUTE)) == [
            ReceivedCount(SHOP, NOON, 2, 1),
            ReceivedCount(SHOP, NOON + 2 * MINUTE, 1),
        ]
        assert list(tx.statistics.count_arrivals(NOON, HOUR)) == [ReceivedCount(SHOP, NOON, 3, 1)]


def test_processing_times_are_those_of_the_newest_done_events(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        for number in range(3):
            store_event(tx, number, number * SECOND)
        settle_due_events(tx, EventStatus.DONE, EventStatus.DEAD, EventStatus.DONE, at=3 * SECOND)
        assert list(tx.statistics.list_delays(NOON, 9)) == [
            ProcessingTime(SHOP, SECOND),
            ProcessingTime(SHOP, 3 * SECOND),
        ]
        assert list(tx.statistics.list_delays(NOON, 1)) == [ProcessingTime(SHOP, SECOND)]
        assert list(tx.statistics.list_delays(NOON + SECOND, 9)) == [ProcessingTime(SHOP, SECOND)]


def test_new_orders_are_counted_once_each(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        store_event(tx, 1, -HOUR)
        store_event(tx, 2)
        store_event(tx, 3, topic="orders/paid")
        tx.events.add([a_new_event("webhook-9", "order:2")])
        assert tx.statistics.count_orders(NOON) == {SHOP: 1}


def test_open_pushes_are_counted_by_shop_and_status(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for number, status in enumerate((PushStatus.PENDING, PushStatus.PENDING, PushStatus.PARKED, PushStatus.PUSHED)):
            tx.pushes.add(a_shipment(f"SHIP-{number}"), SHOP, ORDER_ID, status, NOON)
        assert tx.statistics.count_open_pushes() == {(SHOP, PushStatus.PENDING): 2, (SHOP, PushStatus.PARKED): 1}


def test_unmapped_variants_on_sale_are_counted_by_shop(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.save(
            ProductMapping(SHOP, a_variant(11)),
            ProductMapping(SHOP, a_variant(12)),
            ProductMapping(SHOP, a_variant(13), "ITEM-1"),
            ProductMapping(SHOP, a_variant(14, status=ARCHIVED)),
            ProductMapping(SHOP, a_variant(15), deleted_at=NOON),
            ProductMapping(OTHER_SHOP, a_variant(11)),
        )
        assert tx.statistics.count_unmapped() == {SHOP: 2, OTHER_SHOP: 1}
        assert tx.statistics.count_decided() == {SHOP: 1}

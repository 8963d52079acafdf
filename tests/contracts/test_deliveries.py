"""The contract of `Deliveries`."""

from dataclasses import replace
from datetime import timedelta

from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP, a_delivery, a_new_event, a_shop

MINUTE = timedelta(minutes=1)


def store_deliveries(unit_of_work: UnitOfWork, *minutes: int, topic: str = "orders/create") -> None:
    """Store a delivery for each of these minutes after noon."""
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        for minute in minutes:
            delivery = a_delivery(topic=topic, webhook_id=f"{topic}-{minute}")
            tx.events.add([replace(a_new_event(), delivery=delivery, received_at=NOON + minute * MINUTE)])
        tx.commit()


def test_each_delivery_is_counted_once_and_the_last_of_each_topic_is_known(unit_of_work: UnitOfWork) -> None:
    store_deliveries(unit_of_work, 0, 5, 65)
    store_deliveries(unit_of_work, 70, topic="orders/paid")
    with unit_of_work() as tx:
        assert tx.deliveries.find_last_received_at(SHOP) == {}
        assert [tx.deliveries.count_received(NOON + 2 * HOUR, 3) for _ in range(3)] == [3, 1, 0]
        assert tx.deliveries.find_last_received_at(SHOP) == {
            "orders/create": NOON + 65 * MINUTE,
            "orders/paid": NOON + 70 * MINUTE,
        }
        assert set(tx.deliveries.list_hours(SHOP, NOON)) == {NOON, NOON + HOUR}
        assert set(tx.deliveries.list_hours(SHOP, NOON + SECOND)) == {NOON + HOUR}
        assert tx.deliveries.find_last_received_at(OTHER_SHOP) == {}
        assert not tx.deliveries.list_hours(OTHER_SHOP, NOON)


def test_deliveries_after_the_limit_are_counted_later(unit_of_work: UnitOfWork) -> None:
    store_deliveries(unit_of_work, 0, 5)
    with unit_of_work() as tx:
        assert tx.deliveries.count_received(NOON + 5 * MINUTE, 9) == 1
        assert tx.deliveries.count_received(NOON + 6 * MINUTE, 9) == 1


def test_deleting_old_hours_keeps_the_last_delivery(unit_of_work: UnitOfWork) -> None:
    store_deliveries(unit_of_work, 0, 65)
    with unit_of_work() as tx:
        tx.deliveries.count_received(NOON + 2 * HOUR, 9)
        tx.deliveries.delete_hours(NOON + HOUR)
        assert set(tx.deliveries.list_hours(SHOP, NOON)) == {NOON + HOUR}
        tx.deliveries.delete_hours(NOON + 2 * HOUR)
        assert tx.deliveries.find_last_received_at(SHOP) == {"orders/create": NOON + 65 * MINUTE}
        assert tx.deliveries.count_received(NOON + 2 * HOUR, 9) == 0


def test_a_delivery_outage_is_stored_until_it_ends(unit_of_work: UnitOfWork) -> None:
    outage = DeliveryOutage(SHOP, NOON, NOON + HOUR)
    with unit_of_work() as tx:
        assert tx.deliveries.get_outage(SHOP) is None
        tx.deliveries.save_outage(outage)
        tx.deliveries.save_outage(again := replace(outage, resync_requested_at=NOON + 2 * HOUR))
        assert tx.deliveries.get_outage(SHOP) == again
        assert tx.deliveries.get_outage(OTHER_SHOP) is None
        assert list(tx.deliveries.list_outages()) == [again]
        tx.deliveries.end_outage(SHOP)
        assert tx.deliveries.get_outage(SHOP) is None


def test_the_last_refused_deliveries_of_each_shop_are_stored(unit_of_work: UnitOfWork) -> None:
    first, other = RefusedDeliveries(SHOP, 5, NOON, NOON + SECOND), RefusedDeliveries(OTHER_SHOP, 7, NOON, NOON)
    with unit_of_work() as tx:
        tx.deliveries.save_refused([first, other])
        later = replace(first, count=9, last_at=NOON + HOUR)
        tx.deliveries.save_refused([later])
        assert list(tx.deliveries.list_refused()) == sorted([later, other], key=lambda each: each.shop)

"""The exam for `Deliveries`."""

from dataclasses import replace
from datetime import timedelta

from novex_shopify.domain.model.silence import Silence
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP, a_delivery, a_new_event, a_shop

MINUTE = timedelta(minutes=1)


def received(unit_of_work: UnitOfWork, *minutes: int, topic: str = "orders/create") -> None:
    """One delivery at each of these minutes after noon."""
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        for minute in minutes:
            delivery = a_delivery(topic=topic, webhook_id=f"{topic}-{minute}")
            tx.events.add([replace(a_new_event(), delivery=delivery, received_at=NOON + minute * MINUTE)])
        tx.commit()


def test_each_delivery_is_counted_once_and_the_last_of_each_topic_is_known(unit_of_work: UnitOfWork) -> None:
    received(unit_of_work, 0, 5, 65)
    received(unit_of_work, 70, topic="orders/paid")
    with unit_of_work() as tx:
        assert tx.deliveries.last(SHOP) == {}
        assert [tx.deliveries.tally(NOON + 2 * HOUR, 3) for _ in range(3)] == [3, 1, 0]
        assert tx.deliveries.last(SHOP) == {"orders/create": NOON + 65 * MINUTE, "orders/paid": NOON + 70 * MINUTE}
        assert set(tx.deliveries.hours(SHOP, NOON)) == {NOON, NOON + HOUR}
        assert set(tx.deliveries.hours(SHOP, NOON + SECOND)) == {NOON + HOUR}
        assert tx.deliveries.last(OTHER_SHOP) == {}
        assert not tx.deliveries.hours(OTHER_SHOP, NOON)


def test_what_is_too_young_is_counted_later(unit_of_work: UnitOfWork) -> None:
    received(unit_of_work, 0, 5)
    with unit_of_work() as tx:
        assert tx.deliveries.tally(NOON + 5 * MINUTE, 9) == 1
        assert tx.deliveries.tally(NOON + 6 * MINUTE, 9) == 1


def test_old_hours_are_forgotten_and_the_last_delivery_is_not(unit_of_work: UnitOfWork) -> None:
    received(unit_of_work, 0, 65)
    with unit_of_work() as tx:
        tx.deliveries.tally(NOON + 2 * HOUR, 9)
        tx.deliveries.forget_hours(NOON + HOUR)
        assert set(tx.deliveries.hours(SHOP, NOON)) == {NOON + HOUR}
        tx.deliveries.forget_hours(NOON + 2 * HOUR)
        assert tx.deliveries.last(SHOP) == {"orders/create": NOON + 65 * MINUTE}
        assert tx.deliveries.tally(NOON + 2 * HOUR, 9) == 0


def test_a_silence_is_remembered_until_it_ends(unit_of_work: UnitOfWork) -> None:
    silence = Silence(SHOP, NOON, NOON + HOUR)
    with unit_of_work() as tx:
        assert tx.deliveries.silence(SHOP) is None
        tx.deliveries.note_silence(silence)
        tx.deliveries.note_silence(again := replace(silence, noticed_at=NOON + 2 * HOUR))
        assert tx.deliveries.silence(SHOP) == again
        assert tx.deliveries.silence(OTHER_SHOP) is None
        assert list(tx.deliveries.silences()) == [again]
        tx.deliveries.end_silence(SHOP)
        assert tx.deliveries.silence(SHOP) is None

"""The contract of `MissedWindows`."""

from dataclasses import replace

from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP

MISSED_WINDOW = MissedWindow(SHOP, NOON - HOUR, "orders/create was not subscribed", NOON)


def test_a_missed_window_is_open_until_it_is_closed(unit_of_work: UnitOfWork) -> None:
    other = replace(MISSED_WINDOW, shop=OTHER_SHOP, detected_at=NOON - SECOND)
    with unit_of_work() as tx:
        tx.missed_windows.record(MISSED_WINDOW)
        tx.missed_windows.record(other)
        assert list(tx.missed_windows.list_open()) == [other, MISSED_WINDOW]
        assert tx.missed_windows.close(MISSED_WINDOW)
        assert not tx.missed_windows.close(MISSED_WINDOW)
        assert list(tx.missed_windows.list_open()) == [other]


def test_a_shop_has_one_missed_window_that_only_widens(unit_of_work: UnitOfWork) -> None:
    later, earlier = (
        replace(MISSED_WINDOW, since=NOON, reason="silent"),
        replace(MISSED_WINDOW, since=NOON - 2 * HOUR, detected_at=NOON),
    )
    with unit_of_work() as tx:
        tx.missed_windows.record(MISSED_WINDOW)
        tx.missed_windows.record(later)
        assert list(tx.missed_windows.list_open()) == [replace(later, since=MISSED_WINDOW.since)]
        tx.missed_windows.record(earlier)
        assert list(tx.missed_windows.list_open()) == [earlier]


def test_a_missed_window_recorded_again_during_the_resync_stays_open(unit_of_work: UnitOfWork) -> None:
    again = replace(MISSED_WINDOW, detected_at=NOON + SECOND)
    with unit_of_work() as tx:
        tx.missed_windows.record(MISSED_WINDOW)
        tx.missed_windows.record(again)
        assert not tx.missed_windows.close(MISSED_WINDOW)
        assert list(tx.missed_windows.list_open()) == [again]

"""Units come back into the lot that they were shipped from, held, until a person restocks or scraps them."""

from datetime import date, timedelta

import pytest

from novex_shopify.domain.errors import (
    HeldForReturns,
    InvalidReason,
    LotExpired,
    LotQuarantined,
    MoreThanExpected,
    NotShippedToOrder,
    ReturnedLotsMissing,
    ReturnIsElsewhere,
)
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.domain.model.warehouse_return import WarehouseReturnState
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.returns import CloseReturn, ReceiveReturn, ShowReturns
from novex_shopify.domain.use_cases.stock.hold_stock import HoldStock
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.stock.scrap_stock import ScrapStock
from tests.builders import NOON
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.settling.settling_steps import EARLY, LATE, ShopifyOrder, Store
from tests.domain.use_cases.stock.stock_steps import FREEZER, RACK, list_parts
from tests.domain.use_cases.stock.stock_steps import receive as receive_lot

RETURN = 1


@pytest.fixture
def store(unit_of_work: UnitOfWork) -> Store:
    """Twelve units left, ten of the first lot and two of the second; three of them are refunded as returned."""
    store = Store(Fakes(unit_of_work=unit_of_work), ShopifyOrder(12))
    store.set_up(auto_assign=AutoAssign.ON_ORDER)
    store.send("orders/create")
    store.settle()
    store.order.fulfill(12)
    store.send_fulfillment()
    store.order.refund(3, "return")
    store.send_refund()
    store.settle()
    return store


def receive(store: Store, *lots: tuple[str, int], **details: str) -> None:
    ReceiveReturn(store.unit_of_work, store.fakes.clock)(RETURN, dict(lots) or None, **details)


def close(store: Store) -> CloseReturn:
    return CloseReturn(store.unit_of_work, store.fakes.clock)


def test_a_refund_is_expected_with_the_lots_that_were_shipped(store: Store) -> None:
    [listed] = ShowReturns(store.unit_of_work)([WarehouseReturnState.EXPECTED], 9)
    assert (listed.returned.quantity, listed.order.name, dict(listed.sum_by_lot_code())) == (3, "#1001", {"L1": 3})
    assert store.count_units() == {"free": 8, "shipped": 12}


def test_received_units_are_held_in_their_lot(store: Store) -> None:
    receive(store)
    assert store.count_units(EARLY) == {"held": 3, "shipped": 7}
    [received] = store.list_returns()
    assert received.state is WarehouseReturnState.RECEIVED
    store.mark_due()
    store.settle()
    assert store.list_returns() == [received]
    assert store.count_units(EARLY) == {"held": 3, "shipped": 7}


def test_a_person_corrects_the_lots_and_the_location(store: Store) -> None:
    receive(store, ("L1", 1), ("L2", 2), location=FREEZER)
    assert list_parts(store.fakes, LATE)[FREEZER] == (0, 0, 2)
    assert store.count_units() == {"free": 8, "held": 3, "shipped": 9}


def test_only_lots_that_were_shipped_to_the_order_come_back(store: Store) -> None:
    with pytest.raises(NotShippedToOrder) as refused:
        receive(store, ("L2", 3))
    assert refused.value.numbers == {"available": 2, "asked": 3}
    with pytest.raises(MoreThanExpected):
        receive(store, ("L1", 4))
    assert store.count_units() == {"free": 8, "shipped": 12}


def test_a_return_is_received_once(store: Store) -> None:
    receive(store)
    with pytest.raises(ReturnIsElsewhere):
        receive(store)
    assert store.count_units(EARLY) == {"held": 3, "shipped": 7}


def test_restocked_units_may_be_sold_again(store: Store) -> None:
    receive(store)
    close(store).restock(RETURN)
    assert store.count_units(EARLY) == {"free": 3, "shipped": 7}
    with pytest.raises(ReturnIsElsewhere):
        close(store).scrap(RETURN, "twice")


def test_a_lot_that_may_not_be_sold_is_not_restocked(store: Store) -> None:
    receive(store)
    QuarantineLot(store.unit_of_work)(EARLY, "smells odd")
    with pytest.raises(LotQuarantined):
        close(store).restock(RETURN, "it looks fine")
    QuarantineLot(store.unit_of_work).release(EARLY, "it is fine")
    store.fakes.clock.advance(timedelta(days=400))
    with pytest.raises(LotExpired):
        close(store).restock(RETURN)
    close(store).restock(RETURN, "for the staff")
    assert store.count_units(EARLY) == {"free": 3, "shipped": 7}


def test_scrapped_units_are_gone(store: Store) -> None:
    receive(store)
    with pytest.raises(InvalidReason):
        close(store).scrap(RETURN, " ")
    close(store).scrap(RETURN, "opened")
    assert store.count_units(EARLY) == {"shipped": 7}


def test_what_never_came_stays_with_the_customer(store: Store) -> None:
    close(store).never_came(RETURN, "lost by the carrier")
    store.mark_due()
    store.settle()
    assert [each.state for each in store.list_returns()] == [WarehouseReturnState.NEVER_CAME]
    assert store.count_units() == {"free": 8, "shipped": 12}


def test_what_comes_after_all_is_received(store: Store) -> None:
    close(store).never_came(RETURN, "lost by the carrier")
    receive(store)
    store.mark_due()
    store.settle()
    assert [each.state for each in store.list_returns()] == [WarehouseReturnState.RECEIVED]
    assert store.count_units() == {"free": 8, "held": 3, "shipped": 9}


def test_a_return_is_expected_again_when_its_units_leave_again(store: Store) -> None:
    [fulfillment_id] = store.order.fulfillments
    for _ in range(2):
        store.order.cancel_fulfillment(fulfillment_id)
        store.send("orders/updated")
        store.settle()
        assert [each.state for each in store.list_returns()] == [WarehouseReturnState.NOT_SHIPPED]
        with pytest.raises(ReturnIsElsewhere):
            receive(store)
        fulfillment_id += 1
        store.order.fulfill(12, fulfillment_id)
        store.send("orders/updated")
        store.settle()
        [expected] = store.list_returns()
        assert (expected.state, expected.quantity) == (WarehouseReturnState.EXPECTED, 3)
    receive(store)
    assert store.count_units() == {"free": 8, "held": 3, "shipped": 9}


def test_a_return_without_a_known_lot_needs_one_named(unit_of_work: UnitOfWork) -> None:
    """What left before stock was kept has no lot here."""
    long_ago = NOON - timedelta(days=30)
    store = Store(Fakes(unit_of_work=unit_of_work), ShopifyOrder(2, created_at=long_ago))
    store.set_up()
    store.order.fulfill(2, at=long_ago)
    store.order.refund(1, "return")
    store.send("orders/updated")
    store.settle()
    assert [each.lots for each in store.list_returns()] == [()]
    with pytest.raises(ReturnedLotsMissing):
        receive(store)
    with pytest.raises(NotShippedToOrder):
        receive(store, ("L1", 1))
    with unit_of_work.read() as tx:
        assert list(get_stock(tx).ledger.list_entries_of_order(store.order_id)) == []


def test_returned_units_stay_held_until_their_return_is_decided(store: Store) -> None:
    """Units that were held for another reason are released and scrapped beside them."""
    receive(store)
    hold = HoldStock(store.unit_of_work, store.fakes.clock)
    scrap = ScrapStock(store.unit_of_work, store.fakes.clock)
    receive_lot(store.fakes, 2, EARLY, expires_on=date(2027, 1, 31))
    hold(EARLY, RACK, 2, "dented")
    with pytest.raises(HeldForReturns, match=r"L1 has 5 held at Rack\. 3 of them came back") as refusal:
        hold.release(EARLY, RACK, 3, "a mistake")
    assert refusal.value.numbers == {"available": 2, "asked": 3}
    with pytest.raises(HeldForReturns):
        scrap(EARLY, RACK, 3, "a mistake", held=True)
    hold.release(EARLY, RACK, 1, "only the box is dented")
    scrap(EARLY, RACK, 1, "dented", held=True)
    close(store).restock(RETURN)
    hold(EARLY, RACK, 3, "dented")
    hold.release(EARLY, RACK, 3, "a mistake")
    assert store.count_units(EARLY) == {"free": 4, "shipped": 7}

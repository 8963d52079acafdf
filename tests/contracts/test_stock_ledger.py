"""The contract of `ErpStock`: locations, lots and the ledger."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.lot import Lot, LotFilter, LotSource, LotStatus
from novex_shopify.domain.model.stock import Movement, MovementKind, StockBalance, StockChange
from novex_shopify.domain.model.storage_location import StorageKind, StorageLocation
from novex_shopify.domain.ports.erp_stock import CausePosted, ErpStock, NegativeBalance
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import HOUR, NOON

ANNA = Actor(ActorKind.USER, "Anna", "7")
MAY, JUNE = date(2027, 5, 2), date(2027, 6, 2)
KIMCHI = Lot(0, "KIMCHI-350", "L261101-A", LotSource.PRODUCTION, NOON, expires_on=MAY)


def open_stock(tx: Transaction) -> ErpStock:
    stock = tx.erp.stock
    assert stock is not None
    return stock


def free(lot_id: int, quantity: int, location_id: int = 1, cause: str | None = None) -> Movement:
    change = StockChange(free=quantity)
    return Movement(MovementKind.RECEIVE, lot_id, location_id, change, "a test", cause)


def find_codes(stock: ErpStock, wanted: LotFilter, limit: int = 9) -> Sequence[str]:
    return [lot.code for lot in stock.lots.search(wanted, limit)]


def test_locations_are_saved_and_found_by_name(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        locations = open_stock(tx).locations
        rack = locations.save(StorageLocation(0, "Rack 1", StorageKind.RACK, address="Hall 2"))
        freezer = locations.save(StorageLocation(0, "Freezer", StorageKind.FREEZER, sells=False, counted=False))
        closed = locations.save(replace(rack, sells=False))
        assert locations.find("rack 1") == locations.get(rack.id) == closed
        assert (locations.find("Rack"), locations.get(404)) == (None, None)
        assert list(locations.list_all()) == [freezer, closed]


def test_a_lot_is_added_once(unit_of_work: UnitOfWork) -> None:
    complete = replace(
        KIMCHI, supplier_code="S-7", source_reference="RUN-1", produced_on=date(2026, 11, 1), note="first of the line"
    )
    with unit_of_work() as tx:
        lots = open_stock(tx).lots
        added = lots.add(complete)
        assert added == replace(complete, id=added.id)
        assert lots.add(replace(KIMCHI, expires_on=JUNE)) == added
        assert lots.add(replace(KIMCHI, item_id="KIMCHI-700")).id != added.id
        assert lots.find("KIMCHI-350", "L261101-A") == added
        assert lots.find("KIMCHI-350", "L261101-B") is None
        assert lots.add(replace(KIMCHI, code="l261101-a")) == lots.find("KIMCHI-350", " l261101-A ") == added
        assert list(lots.get_many([added.id, 404])) == [added]


def test_lots_are_searched_by_expiry(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        stock = open_stock(tx)
        for code, expires_on in (("june", JUNE), ("never", None), ("may", MAY)):
            lot = stock.lots.add(replace(KIMCHI, code=code, expires_on=expires_on))
        stock.lots.set_status(lot.id, LotStatus.QUARANTINED, "smells odd")
        stock.lots.set_supplier_code(lot.id, "S-9")
        stock.ledger.post([free(lot.id, 5)], NOON)
        assert find_codes(stock, LotFilter()) == ["may", "june", "never"]
        assert find_codes(stock, LotFilter(), limit=1) == ["may"]
        assert find_codes(stock, LotFilter(item_id="KIMCHI-350")) == ["may", "june", "never"]
        assert find_codes(stock, LotFilter(item_id="KIMCHI-700")) == []
        assert find_codes(stock, LotFilter(expires_until=MAY)) == ["may"]
        assert find_codes(stock, LotFilter(with_stock=True)) == ["may"]
        [quarantined] = stock.lots.search(LotFilter(status=LotStatus.QUARANTINED), 9)
        assert (quarantined.code, quarantined.status_reason) == ("may", "smells odd")
        assert quarantined.supplier_code == "S-9"


def test_movements_change_balances_and_are_listed(unit_of_work: UnitOfWork) -> None:
    hold = Movement(
        MovementKind.HOLD, 1, 1, StockChange(free=-2, held=2), "dented", "inspection:1", source_reference="PO-17"
    )
    with unit_of_work() as tx, acting_as(ANNA):
        ledger = open_stock(tx).ledger
        ledger.post([free(1, 10), free(1, 4, location_id=2), free(2, 1)], NOON)
        ledger.post([hold, free(2, -1)], NOON + HOUR)
        assert list(ledger.list_balances([1, 2])) == [StockBalance(1, 1, 8, 0, 2), StockBalance(1, 2, 4)]
        assert list(ledger.lock([2])) == [StockBalance(2, 1)]
        newest, *others = ledger.list_entries(1, limit=9)
        assert (newest.movement, newest.actor, newest.at) == (hold, ANNA, NOON + HOUR)
        assert [entry.movement.location_id for entry in others] == [2, 1]
        assert (ledger.is_posted("inspection:1"), ledger.is_posted("inspection:2")) == (True, False)
        assert ledger.find_discrepancies() == []


def test_no_balance_becomes_negative(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        open_stock(tx).ledger.post([free(1, 3)], NOON)
        tx.commit()
    for change in (StockChange(free=-4), StockChange(assigned=-1), StockChange(held=-1)):
        with unit_of_work() as tx, pytest.raises(NegativeBalance):
            open_stock(tx).ledger.post([Movement(MovementKind.ADJUST, 1, 1, change)], NOON)
    with unit_of_work() as tx:
        assert list(open_stock(tx).ledger.list_balances([1])) == [StockBalance(1, 1, 3)]
        assert len(open_stock(tx).ledger.list_entries(1, limit=9)) == 1


def test_a_cause_moves_a_lot_at_a_location_once(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        open_stock(tx).ledger.post([free(1, 3, cause="receipt:7"), free(1, 3, 2, cause="receipt:7")], NOON)
        tx.commit()
    with unit_of_work() as tx, pytest.raises(CausePosted):
        open_stock(tx).ledger.post([free(1, 3, cause="receipt:7")], NOON)


def test_movements_of_one_transaction_may_cancel_each_other(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        ledger = open_stock(tx).ledger
        ledger.post([free(1, -3), free(1, 5), free(1, 10_000_000_000)], NOON)
        assert list(ledger.list_balances([1])) == [StockBalance(1, 1, 10_000_000_002)]
        assert ledger.find_discrepancies() == []


def test_what_is_rolled_back_was_never_posted(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        open_stock(tx).ledger.post([free(1, 3, cause="receipt:1")], NOON + timedelta(days=1))
    with unit_of_work() as tx:
        assert not open_stock(tx).ledger.is_posted("receipt:1")
        assert list(open_stock(tx).ledger.list_balances([1])) == []

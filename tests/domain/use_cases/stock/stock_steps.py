"""Steps for tests of lots and stock."""

from collections.abc import Mapping
from typing import Any

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.stock import LedgerEntry, StockBalance
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt, ReceiveLot
from novex_shopify.domain.use_cases.stock.records import LotKey, get_location_names, get_stock
from novex_shopify.domain.use_cases.stock.save_location import SaveLocation
from tests.builders import an_item
from tests.domain.use_cases.fakes import Fakes

KIMCHI = LotKey("ART-1", "L1")
RACK, FREEZER = "Rack", "Freezer"


def open_warehouse(unit_of_work: UnitOfWork) -> None:
    """Two items, a rack and a freezer."""
    with unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-1"), an_item("ART-2")])
        tx.commit()
    for name in (RACK, FREEZER):
        SaveLocation(unit_of_work, ManualClock())(StorageLocation(0, name))


def receive(fakes: Fakes, quantity: int = 10, key: LotKey = KIMCHI, location: str = RACK, **changes: Any) -> Lot:
    receipt = Receipt(key.item_id, key.code, location, quantity, **changes)
    return ReceiveLot(fakes.unit_of_work, fakes.clock)(receipt).lot


def list_balances(fakes: Fakes, key: LotKey = KIMCHI) -> Mapping[str, StockBalance]:
    """The balances of a lot by the name of the location; without those that are empty."""
    with fakes.unit_of_work.read() as tx:
        stock = get_stock(tx)
        names = get_location_names(stock)
        lot = stock.lots.find(key.item_id, key.code)
        balances = stock.ledger.list_balances([lot.id]) if lot else []
    return {names[balance.location_id]: balance for balance in balances}


def list_parts(fakes: Fakes, key: LotKey = KIMCHI) -> Mapping[str, tuple[int, int, int]]:
    """What is free, assigned and held by location."""
    return {name: (each.free, each.assigned, each.held) for name, each in list_balances(fakes, key).items()}


def get_newest_entry(fakes: Fakes, key: LotKey = KIMCHI) -> LedgerEntry:
    with fakes.unit_of_work.read() as tx:
        stock = get_stock(tx)
        lot = stock.lots.find(key.item_id, key.code)
        assert lot is not None
        return stock.ledger.list_entries(lot.id, 1)[0]

"""Steps for tests of the warehouse's pages."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.stock import LedgerEntry
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import get_stock

MAY = date(2027, 5, 2)


def receive(container: Container, code: str = "L1", quantity: int = 10, item_id: str = "KIMCHI", **changes: Any) -> Lot:
    """Receive a lot on the rack."""
    receipt = Receipt(item_id, code, changes.pop("location", "Rack"), quantity, **changes)
    return container.receive_lot()(receipt).lot


def list_parts(container: Container, lot_id: int = 1) -> Mapping[str, tuple[int, int, int]]:
    """What is free, assigned and held of a lot, by location."""
    listed = container.show_lot()(lot_id, limit=0).listed
    return {each.location: (each.balance.free, each.balance.assigned, each.balance.held) for each in listed.balances}


def get_newest_entry(container: Container, lot_id: int = 1) -> LedgerEntry:
    with container.read_transaction() as tx:
        return get_stock(tx).ledger.list_entries(lot_id, 1)[0]


def read_file(console: TestClient, address: str) -> list[dict[str, str]]:
    """The lines of a CSV file."""
    return list(csv.DictReader(io.StringIO(console.get(address).text.removeprefix("\ufeff"))))

"""The contract of `StockOverview`, and of the pages of `Lots` and `StockLedger`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from novex_shopify.domain.model.item_stock import ItemStock, ItemStockFilter, StockView
from novex_shopify.domain.model.lot import Lot, LotFilter, LotSource, LotStatus
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import HOUR, NOON

TODAY, MAY, JUNE = date(2026, 11, 23), date(2027, 5, 2), date(2027, 6, 2)
KIMCHI = Lot(0, "KIMCHI", "L1", LotSource.PRODUCTION, NOON, expires_on=JUNE)
UNTIL_MAY = ItemStockFilter(TODAY, MAY)


def add(stock: ErpStock, lot: Lot, location_id: int = 1, **parts: int) -> Lot:
    added = stock.lots.add(lot)
    change = StockChange(**parts)
    stock.ledger.post([Movement(MovementKind.RECEIVE, added.id, location_id, change)], NOON)
    return added


def fill(tx: Transaction) -> ErpStock:
    """Kimchi that expires in May and in June, quarantined tea, expired rice on another shelf, and oil that is gone."""
    stock = get_stock(tx)
    add(stock, KIMCHI, free=10, assigned=2)
    add(stock, replace(KIMCHI, code="L2", expires_on=MAY), free=3)
    tea = add(stock, replace(KIMCHI, item_id="TEA", expires_on=None), free=7)
    stock.lots.set_status(tea.id, LotStatus.QUARANTINED, "smells odd")
    add(stock, replace(KIMCHI, item_id="RICE", expires_on=date(2026, 11, 22)), location_id=2, free=4, held=1)
    add(stock, replace(KIMCHI, item_id="OIL"), free=5)
    oil = stock.lots.find("OIL", "L1")
    assert oil
    stock.ledger.post([Movement(MovementKind.SCRAP, oil.id, 1, StockChange(free=-5))], NOON)
    return stock


def list_ids(stock: ErpStock, wanted: ItemStockFilter) -> list[str]:
    found = [item.item_id for item in stock.overview.list_items(wanted, 9)]
    assert stock.overview.count_items(wanted, 9) == len(found)
    return found


def test_the_stock_of_an_item_is_summed_over_its_lots(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert list(fill(tx).overview.list_items(UNTIL_MAY, 9)) == [
            ItemStock("KIMCHI", 13, 2, 0, unusable=0, expiring=3, first_expiry=MAY, lots=2),
            ItemStock("RICE", 4, 0, 1, unusable=4, expiring=5, first_expiry=date(2026, 11, 22), lots=1),
            ItemStock("TEA", 7, 0, 0, unusable=7, expiring=0, first_expiry=None, lots=1),
        ]


def test_items_are_filtered_by_what_of_them_is_there(unit_of_work: UnitOfWork) -> None:
    found = {
        StockView.IN_STOCK: ["KIMCHI", "RICE", "TEA"],
        StockView.EXPIRING: ["KIMCHI", "RICE"],
        StockView.UNUSABLE: ["RICE", "TEA"],
        StockView.HELD: ["RICE"],
        StockView.ALL: ["KIMCHI", "OIL", "RICE", "TEA"],
    }
    with unit_of_work() as tx:
        stock = fill(tx)
        assert {view: list_ids(stock, replace(UNTIL_MAY, view=view)) for view in StockView} == found
        assert list_ids(stock, replace(UNTIL_MAY, location_id=2)) == ["RICE"]
        assert list_ids(stock, replace(UNTIL_MAY, item_ids=["OIL", "TEA"])) == ["TEA"]
        assert list_ids(stock, replace(UNTIL_MAY, item_ids=[])) == []


def test_items_are_read_page_by_page(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        overview = fill(tx).overview
        assert [item.item_id for item in overview.list_items(UNTIL_MAY, 1, after="KIMCHI")] == ["RICE"]
        assert list(overview.list_items(UNTIL_MAY, 1, after="TEA")) == []
        assert overview.count_items(UNTIL_MAY, 2) == 2


def test_the_last_receipts_are_listed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        stock = fill(tx)
        lots = {lot.id: lot.item_id for lot in stock.lots.search(LotFilter(), 9)}
        receipts = stock.overview.list_receipts(2)
        assert [lots[entry.movement.lot_id] for entry in receipts] == ["OIL", "RICE"]


@pytest.mark.parametrize("page_size", [1, 2, 5])
def test_lots_are_read_page_by_page(unit_of_work: UnitOfWork, page_size: int) -> None:
    """Also where a page ends among lots of one day, or between those with a date and those without."""
    with unit_of_work() as tx:
        lots = get_stock(tx).lots
        for code, expires_on, received_at in (
            ("never", None, NOON),
            ("june", JUNE, NOON),
            ("may, late", MAY, NOON + HOUR),
            ("may", MAY, NOON),
            ("may, again", MAY, NOON),
            ("never, late", None, NOON + HOUR),
        ):
            lots.add(replace(KIMCHI, code=code, expires_on=expires_on, received_at=received_at))
        pages: list[Sequence[Lot]] = [lots.search(LotFilter(), page_size)]
        while pages[-1]:
            pages.append(lots.search(LotFilter(), page_size, pages[-1][-1].position))
        codes = [lot.code for page in pages for lot in page]
        assert codes == ["may", "may, again", "may, late", "june", "never", "never, late"]
        assert max(map(len, pages)) == page_size
        assert (lots.count(LotFilter(), 9), lots.count(LotFilter(), 4)) == (6, 4)
        assert lots.count(LotFilter(expires_until=MAY), 9) == 3


def test_lots_are_found_by_a_part_of_a_code_and_by_their_item(unit_of_work: UnitOfWork) -> None:
    def find(text: str, *item_ids: str) -> list[str]:
        wanted = LotFilter(text=text, text_item_ids=item_ids)
        assert lots.count(wanted, 9) == len(lots.search(wanted, 9))
        return [f"{lot.item_id} {lot.code}" for lot in lots.search(wanted, 9)]

    with unit_of_work() as tx:
        lots = get_stock(tx).lots
        lots.add(replace(KIMCHI, code="L26_1", supplier_code="S-77"))
        lots.add(replace(KIMCHI, item_id="TEA", code="T1"))
        assert find("l26") == find("s-7") == ["KIMCHI L26_1"]
        assert find("26_1") == ["KIMCHI L26_1"]
        assert find("2_") == []  # no pattern
        assert find("nothing", "TEA") == ["TEA T1"]
        assert find("l", "TEA") == ["KIMCHI L26_1", "TEA T1"]


def test_the_entries_of_a_lot_are_read_page_by_page_and_found_by_their_cause(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        ledger = get_stock(tx).ledger
        for cause in ("receipt:1", None, "receipt:2"):
            ledger.post([Movement(MovementKind.RECEIVE, 1, 1, StockChange(free=1), cause=cause)], NOON)
        third, second = ledger.list_entries(1, 2)
        [first] = ledger.list_entries(1, 2, before_id=second.id)
        assert [entry.movement.cause for entry in (third, second, first)] == ["receipt:2", None, "receipt:1"]
        assert ledger.find_by_cause("receipt:1") == first
        assert ledger.find_by_cause("receipt:3") is None

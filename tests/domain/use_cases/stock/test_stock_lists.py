"""Lists of stock and lots name items and locations, and are searched by what people know."""

from dataclasses import replace
from datetime import date

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.item_stock import ItemStockFilter
from novex_shopify.domain.model.lot import LotFilter
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.use_cases.stock.hold_stock import HoldStock
from novex_shopify.domain.use_cases.stock.list_lots import ListLots
from novex_shopify.domain.use_cases.stock.list_stock import ListStock
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.stock.show_lot import ShowLot
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import FREEZER, KIMCHI, RACK, receive

TODAY = date(2026, 11, 23)
ALL = ItemStockFilter(TODAY, TODAY)
KIMCHI_ITEM = Item("ART-1", "Kimchi, mild", "KIM-350", "4006381333931")


@pytest.fixture
def warehouse(warehouse: Fakes) -> Fakes:
    """Kimchi on the rack and in the freezer, and a lot of something that the catalog does not name."""
    with warehouse.unit_of_work() as tx:
        tx.erp.catalog.put([KIMCHI_ITEM])
        tx.commit()
    receive(warehouse, 10)
    receive(warehouse, 4, location=FREEZER)
    receive(warehouse, 3, LotKey("ART-2", "C1"))
    HoldStock(warehouse.unit_of_work, warehouse.clock)(KIMCHI, FREEZER, 1, "dented")
    return warehouse


def test_the_stock_of_items_is_listed_with_their_names(warehouse: Fakes) -> None:
    list_stock = ListStock(warehouse.unit_of_work)
    kimchi, _ = list_stock(ALL, 9)
    assert (kimchi.item, kimchi.stock.free, kimchi.stock.held, kimchi.stock.on_hand) == (KIMCHI_ITEM, 13, 1, 14)
    assert [each.stock.item_id for each in list_stock(ALL, 9, after="ART-1")] == ["ART-2"]
    for text in ("ART-1", "kim 350", "4006381333931", "mild"):
        assert [each.stock.item_id for each in list_stock(ALL, 9, text=text)] == ["ART-1"], text
    assert (list_stock.count(ALL, 9, text="mild"), list_stock.count(ALL, 9, text="unknown")) == (1, 0)


def test_lots_are_listed_with_where_they_are(warehouse: Fakes) -> None:
    list_lots = ListLots(warehouse.unit_of_work)
    kimchi, _ = list_lots(LotFilter(), 9)
    assert (kimchi.item, kimchi.free, kimchi.assigned, kimchi.held) == (KIMCHI_ITEM, 13, 0, 1)
    assert (kimchi.on_hand, list(kimchi.locations)) == (14, [RACK, FREEZER])
    for text in ("l1", "mild", "4006381333931"):
        assert [each.lot.code for each in list_lots(LotFilter(), 9, text=text)] == ["L1"], text
    assert list_lots.count(LotFilter(), 9, text="c") == 1


def test_a_lot_is_shown_with_its_ledger_page_by_page(warehouse: Fakes) -> None:
    show_lot = ShowLot(warehouse.unit_of_work)
    shown = show_lot(1, 2)
    assert shown.listed.lot == replace(shown.listed.lot, code="L1")
    assert [(entry.movement.kind, shown.locations[entry.movement.location_id].name) for entry in shown.entries] == [
        ("hold", FREEZER),
        ("receive", FREEZER),
    ]
    [first] = show_lot(1, 2, before_id=shown.entries[-1].id).entries
    assert first.movement.change.free == 10
    with pytest.raises(NotFound, match="no lot with the number 404"):
        show_lot(404, 2)

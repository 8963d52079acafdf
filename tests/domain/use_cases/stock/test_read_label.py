"""A label is read, and its item found by its barcode."""

import pytest

from novex_shopify.adapters.barcodes.gs1_label_reader import Gs1LabelReader
from novex_shopify.domain.errors import ItemNotFound, SeveralItems, UnreadableLabel
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.scanned_label import ScannedLabel
from novex_shopify.domain.use_cases.stock.find_item import FindItem
from novex_shopify.domain.use_cases.stock.list_receipts import ListReceipts
from novex_shopify.domain.use_cases.stock.read_label import ReadItem, ReadLabel
from novex_shopify.domain.use_cases.stock.records import LotKey
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import FREEZER, receive

KIMCHI = Item("KIMCHI", "Kimchi 04006381333931", "KIM-350", "4006381333931")
TEA = Item("TEA", "Tea", "KIM-351", "96385074")
SAME_BARCODE = (Item("CUP-1", "Cup", barcode="036000291452"), Item("CUP-2", "Cup, blue", barcode="36000291452"))


@pytest.fixture
def warehouse(warehouse: Fakes) -> Fakes:
    """A catalog with kimchi, tea, and two cups with one barcode."""
    with warehouse.unit_of_work() as tx:
        tx.erp.catalog.put([KIMCHI, TEA, *SAME_BARCODE])
        tx.commit()
    return warehouse


@pytest.mark.parametrize("key", ["KIMCHI", "kim350", "4006381333931", "04006381333931"])
def test_an_item_is_found_by_its_id_sku_or_barcode(warehouse: Fakes, key: str) -> None:
    assert FindItem(warehouse.unit_of_work)(key) == KIMCHI


def test_a_word_of_a_name_is_no_key(warehouse: Fakes) -> None:
    find_item = FindItem(warehouse.unit_of_work)
    for key in ("Kimchi 04006381333931", "350", ""):
        with pytest.raises(ItemNotFound):
            find_item(key)
    with pytest.raises(SeveralItems, match="several items: CUP-1, CUP-2"):
        find_item("036000291452")


def test_a_label_is_read_with_its_item(warehouse: Fakes) -> None:
    read_label = ReadLabel(warehouse.unit_of_work, Gs1LabelReader())
    label = ScannedLabel("04006381333931", "L1")
    assert read_label("010400638133393110L1") == ReadItem(label, KIMCHI)
    assert read_label("10L1") == ReadItem(ScannedLabel(lot_code="L1"))
    assert read_label("KIM-350") == read_label("4006381333931") == ReadItem(ScannedLabel(), KIMCHI)


def test_a_label_without_a_known_item_says_why(warehouse: Fakes) -> None:
    read_label = ReadLabel(warehouse.unit_of_work, Gs1LabelReader())
    for text, problem in (("011400638133393810L1", ItemNotFound), ("010003600029145210L1", SeveralItems)):
        read = read_label(text)
        assert (read.item, type(read.problem), read.label.lot_code) == (None, problem, "L1")
    with pytest.raises(UnreadableLabel, match="'KIM-999' can't be read"):
        read_label("KIM-999")


def test_the_last_receipts_are_listed(warehouse: Fakes) -> None:
    receive(warehouse, 10, LotKey("KIMCHI", "L1"))
    receive(warehouse, 4, LotKey("TEA", "T1"), location=FREEZER)
    newest, first = ListReceipts(warehouse.unit_of_work)(9)
    assert (newest.item, newest.lot.code, newest.location, newest.entry.movement.change.free) == (TEA, "T1", FREEZER, 4)
    assert first.item == KIMCHI
    assert len(ListReceipts(warehouse.unit_of_work)(1)) == 1

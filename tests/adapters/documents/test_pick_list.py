"""The pick list of several orders: the units together by place and lot, then by order, and no money."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from novex_shopify.adapters.documents.drawer import FileDrawer
from novex_shopify.domain.model.barcode import Barcode
from novex_shopify.domain.model.lot import Lot, LotSource
from novex_shopify.domain.model.lot_choice import Obstacle
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.pick_list import PickedOrder, PickList, PickRow, PickSheet
from tests.adapters.documents.invoice_samples import SELLER
from tests.adapters.documents.test_pdf import read_text
from tests.builders import NOON, a_sales_order
from tests.warehouse_world import KIMCHI, NEWER, OLDER


def an_order(number: int) -> SalesOrder:
    return a_sales_order(id=str(number), name=f"#{number}")


FIRST, SECOND = an_order(1001), an_order(1002)
OLD_LOT = Lot(1, KIMCHI.id, OLDER, LotSource.PRODUCTION, NOON, expires_on=date(2027, 3, 1))
NEW_LOT = replace(OLD_LOT, id=2, code=NEWER, expires_on=None)
ROWS = [
    PickRow("Freezer", NEW_LOT, [PickedOrder(SECOND, 3)], Obstacle.QUARANTINED),
    PickRow("Rack", OLD_LOT, [PickedOrder(FIRST, 6), PickedOrder(SECOND, 2)]),
]
PICKED = PickList([FIRST, SECOND], ROWS, {KIMCHI.id: KIMCHI}, [], {"1002": ["is on hold in Shopify"]})
DAY = date(2026, 11, 26)
MODULE = 0.33 / 25.4 * 72


def draw(sheet: PickSheet) -> str:
    return " ".join(read_text(FileDrawer().draw_pick_list(sheet).data).split())


def test_units_are_summed_by_place_and_lot_and_then_divided_by_order() -> None:
    text = draw(PickSheet(PICKED, DAY, SELLER))
    walk, _, division = text.partition("Sort: #1001")
    assert walk.index("Take: Freezer") < walk.index("Take: Rack")
    assert "8 pcs" in walk
    assert f"{OLDER} best before Mar 1, 2027" in walk
    assert "#1001 \N{MULTIPLICATION SIGN} 6, #1002 \N{MULTIPLICATION SIGN} 2" in walk
    assert "DO NOT PICK: quarantined" in walk
    first, _, second = division.partition("Sort: #1002")
    assert ("6 pcs" in first, "3 pcs" in second, "2 pcs" in second) == (True, True, True)
    assert "#1002: is on hold in Shopify" in text
    assert "EUR" not in text


def test_each_order_has_a_barcode_whose_bars_are_a_third_of_a_millimetre_wide() -> None:
    code = Barcode("ORDER-7", 68, ((0, 2), (3, 1), (66, 2)))
    drawn = FileDrawer().draw_pick_list(PickSheet(PICKED, DAY, SELLER, [("#1001", code), ("#1002", code)])).data
    assert "Scan to pack #1001 #1002" in " ".join(read_text(drawn).split())
    assert list_black_widths(drawn) == pytest.approx([2 * MODULE, MODULE, 2 * MODULE] * 2, abs=0.01)


def list_black_widths(pdf: bytes) -> list[float]:
    """The widths of filled rectangles as high as a barcode, in points. typst draws them as lines from a corner."""
    [page] = PdfReader(BytesIO(pdf)).pages
    content = page.get_contents()
    assert content is not None
    found = re.findall(rb"0 0 m\s+(\S+) 0 l\s+\S+ 28\.34\S* l", content.get_data())
    return [float(each) for each in found]


def test_the_pick_list_is_in_the_sellers_language_and_may_have_no_seller_or_nothing_to_pick() -> None:
    assert "Entnehmen: Rack" in draw(PickSheet(PICKED, DAY, replace(SELLER, language="de")))
    nothing = PickList([FIRST], [], {}, [], {})
    assert "No lots are assigned to these orders." in draw(PickSheet(nothing, DAY))

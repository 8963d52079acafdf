"""What is packed and refunded is counted for each line."""

from dataclasses import replace

from novex_shopify.domain.model.actor import ERP_CODE
from novex_shopify.domain.model.label import USUAL_OPTIONS
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.packing import ItemScanned, PackedUnits, Packing
from novex_shopify.domain.model.parcel import Box, Parcel
from novex_shopify.domain.model.refund import Refund, RefundLine
from novex_shopify.domain.policies.order_figures import count_packed_units, count_refunded
from tests.builders import LINE_ID, NOON, SHOP, a_sales_order, euros

ORDER = replace(a_sales_order(), lines=(replace(a_sales_order().lines[0], pieces=12),))
PARCEL = Parcel("P-1", "1", (PackedLine(LINE_ID, 1), PackedLine(LINE_ID, 3, "L1")), Box("S", "Small", 1, 1, 1, 1), 100)
LABEL = replace(
    LabelPurchase.begin(SHOP, PARCEL, "ref", NOON, USUAL_OPTIONS, reverse=False), state=PurchaseState.BOUGHT
)
PACKING = Packing("1", SHOP, ERP_CODE, NOON, NOON, (ItemScanned((PackedUnits(LINE_ID, 2, "L1"),)),))


def test_packed_are_the_units_of_parcels_that_have_not_left() -> None:
    assert count_packed_units(ORDER, PACKING, [LABEL], ()) == {LINE_ID: 2 + 12 + 3}
    assert count_packed_units(ORDER, None, [LABEL], ["P-1"]) == {}
    for ended in (
        replace(LABEL, voided_at=NOON),
        replace(LABEL, state=PurchaseState.REFUSED),
        replace(LABEL, reverse=True),
    ):
        assert count_packed_units(ORDER, None, [ended], ()) == {}


def test_a_parcel_that_is_being_packed_counts_once() -> None:
    assert count_packed_units(ORDER, replace(PACKING, parcel_id="P-1"), [LABEL], ()) == {LINE_ID: 2}


def test_refunded_units_are_summed_over_all_refunds() -> None:
    line = RefundLine(LINE_ID, 1, euros("4.50"), euros("0.86"))
    order = replace(ORDER, refunds=(Refund(1, 1, NOON, (line,)), Refund(2, 1, NOON, (line,))))
    assert count_refunded(order) == {LINE_ID: 2}

"""A return label brings a shipment back, and changes nothing of the order."""

import pytest

from novex_shopify.domain.errors import InvalidShipment, LabelIsOpen, NotFound
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.warehouse_return import WarehouseReturn
from novex_shopify.domain.use_cases.labels import PackParcel, ProposeParcel, RequestRates, RequestReturnLabel
from tests.builders import LINE_ID, NOON
from tests.domain.use_cases.fulfillment.shipping_steps import find_push, list_units, push_fulfillment
from tests.domain.use_cases.labels.label_steps import BOX, LabelFakes


@pytest.fixture
def fakes() -> LabelFakes:
    """An order whose 7 units left with a label."""
    fakes = LabelFakes()
    fakes.open()
    purchase_id = fakes.request_rates()
    fakes.work()
    fakes.choose(purchase_id)
    fakes.work()
    return fakes


def request(fakes: LabelFakes, shipment_id: str = "PAR-1") -> LabelPurchase:
    rates = RequestRates(fakes.unit_of_work, fakes.notifier, fakes.clock)
    pack = PackParcel(fakes.unit_of_work, ProposeParcel(fakes.unit_of_work), rates)
    return RequestReturnLabel(fakes.unit_of_work, pack, rates)(shipment_id)


def test_all_that_left_comes_back_in_its_box_and_nothing_is_shipped(fakes: LabelFakes) -> None:
    units = list_units(fakes.unit_of_work, fakes.order_id)
    asked = request(fakes)
    assert (asked.reverse, asked.parcel.lines[0].quantity, asked.parcel.box) == (True, 7, BOX)
    fakes.work()
    fakes.choose(asked.id)
    fakes.work()
    bought = fakes.get(asked.id)
    assert (bought.state, bought.ship_error) == (PurchaseState.BOUGHT, None)
    assert find_push(fakes.unit_of_work, bought.parcel.id) is None
    assert list_units(fakes.unit_of_work, fakes.order_id) == units
    fakes.void(asked.id, "not needed")
    push = find_push(fakes.unit_of_work, "PAR-1")
    assert push is not None
    assert not push.shipment.cancelled
    assert list_units(fakes.unit_of_work, fakes.order_id) == units


def test_what_a_return_expects_is_what_comes_back(fakes: LabelFakes) -> None:
    with fakes.unit_of_work() as tx:
        assert tx.erp.stock
        tx.erp.stock.warehouse_returns.add(WarehouseReturn(0, fakes.order_id, LINE_ID, "ART-1", 2, "refund:1:2", NOON))
        tx.commit()
    assert [(each.line_item_id, each.quantity) for each in request(fakes).parcel.lines] == [(LINE_ID, 2)]


def test_a_shipment_has_one_return_label_and_one_that_was_cancelled_has_none(fakes: LabelFakes) -> None:
    request(fakes)
    with pytest.raises(LabelIsOpen):
        request(fakes)
    push_fulfillment(fakes).cancel("PAR-1")
    with pytest.raises(InvalidShipment, match="was cancelled"):
        request(fakes)
    with pytest.raises(NotFound):
        request(fakes, "PAR-9")

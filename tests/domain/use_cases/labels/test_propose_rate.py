"""What is proposed to a person who packs a parcel, and advice about its address."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from novex_shopify.domain.errors import InvalidShipment
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import LabelOptions
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.shop_settings import RateRule
from novex_shopify.domain.model.verified_address import CheckedAddress
from novex_shopify.domain.use_cases.labels.propose_parcel import ProposeParcel
from novex_shopify.domain.use_cases.labels.propose_rate import ProposeRate
from novex_shopify.domain.use_cases.labels.verify_address import VerifyAddress
from tests.builders import LINE_ID, SHOP, an_item
from tests.domain.use_cases.assignment.assignment_steps import keep_item
from tests.domain.use_cases.labels.label_steps import BOX, LabelFakes

PO_BOX = Address("Ann Lee", None, "PO Box 7", None, "10001", "New York", None, "NY", "US")


@pytest.fixture
def fakes() -> LabelFakes:
    fakes = LabelFakes()
    fakes.open()
    ship_to(fakes, PO_BOX)
    return fakes


def ship_to(fakes: LabelFakes, address: Address | None) -> None:
    with fakes.unit_of_work() as tx:
        order = tx.erp.orders.get(fakes.order_id)
        assert order is not None
        tx.erp.orders.apply([replace(order, shipping_address=address)])
        tx.shops.save_settings(SHOP, replace(tx.shops.get_settings(SHOP), rate_rule=RateRule.CHEAPEST))
        tx.boxes.save(BOX)
        tx.erp.catalog.put([an_item("ART-1", grams=250)])
        tx.commit()


def test_the_rule_of_the_store_proposes_one_of_the_stored_rates(fakes: LabelFakes) -> None:
    purchase_id = fakes.request_rates()
    fakes.work()
    calls = list(fakes.carriers.shipments)
    proposal = ProposeRate(fakes.unit_of_work, fakes.clock)(purchase_id)
    assert {rate.carrier for rate in proposal.rates} == {"USPS"}
    assert "USPS" not in {rate.carrier for rate in proposal.hidden}
    assert proposal.choice.rate == proposal.rates[0]
    assert "not delivered to PO boxes" in proposal.choice.why
    assert list(fakes.carriers.shipments) == calls


def test_chilled_items_need_a_fast_rate(fakes: LabelFakes) -> None:
    purchase_id = fakes.request_rates()
    fakes.work()
    keep_item(fakes.unit_of_work, chilled=True)
    proposal = ProposeRate(fakes.unit_of_work, fakes.clock)(purchase_id)
    chosen = proposal.choice.rate
    assert chosen is None or (chosen.delivery_days or 99) <= 2
    assert proposal.choice.why


@pytest.mark.parametrize(("sender", "recipient"), [("DE", "US"), ("US", "CN")])
def test_holidays_of_both_ends_are_no_days_of_a_carrier(fakes: LabelFakes, sender: str, recipient: str) -> None:
    ship_to(fakes, replace(PO_BOX, address1="2 Oak St", country_code=recipient))
    with fakes.unit_of_work() as tx:
        tx.origins.save(Origin(None, replace(PO_BOX, country_code=sender)))
        tx.commit()
    wednesday = datetime(2026, 12, 23, 12, tzinfo=UTC)
    purchase_id = fakes.request_rates(options=LabelOptions(label_date=wednesday))
    fakes.work()
    proposal = ProposeRate(fakes.unit_of_work, fakes.clock)(purchase_id)
    two_days = next(rate for rate in proposal.rates if rate.delivery_days == 2)
    assert proposal.arrivals[two_days.id] == date(2026, 12, 28)
    assert "not counting Christmas Day, 25 December" in proposal.choice.why


def test_the_days_after_the_promised_day_are_counted_without_holidays(fakes: LabelFakes) -> None:
    ship_to(fakes, replace(PO_BOX, address1="2 Oak St"))
    with fakes.unit_of_work() as tx:
        stock = tx.erp.stock
        assert stock
        state = stock.warehouse_states.get_many([fakes.order_id])[fakes.order_id]
        stock.warehouse_states.save(replace(state, promised_on=date(2026, 11, 23)))
        in_time = replace(tx.shops.get_settings(SHOP), rate_rule=RateRule.IN_TIME, transit_days=3)
        tx.shops.save_settings(SHOP, in_time)
        tx.commit()
    monday = datetime(2026, 11, 23, 12, tzinfo=UTC)
    purchase_id = fakes.request_rates(options=LabelOptions(label_date=monday))
    fakes.work()
    proposal = ProposeRate(fakes.unit_of_work, fakes.clock)(purchase_id)
    assert proposal.choice.rate
    assert proposal.arrivals[proposal.choice.rate.id] == date(2026, 11, 27)


def test_a_box_and_a_weight_are_proposed_for_packed_lines(fakes: LabelFakes) -> None:
    keep_item(fakes.unit_of_work, volume_ml=400)
    proposal = ProposeParcel(fakes.unit_of_work)(fakes.order_id, [PackedLine(LINE_ID, 7)])
    assert (proposal.box, proposal.weight_g) == (BOX, 7 * 250 + BOX.tare_g)


def test_an_address_is_looked_up_and_nothing_is_written(fakes: LabelFakes) -> None:
    verify = VerifyAddress(fakes.unit_of_work, fakes.carriers)
    assert verify(fakes.order_id) == CheckedAddress((), ())
    with fakes.unit_of_work.read() as tx:
        order = tx.erp.orders.get(fakes.order_id)
    assert order is not None
    assert order.shipping_address == PO_BOX
    ship_to(fakes, replace(PO_BOX, country_code=None))
    with pytest.raises(InvalidShipment, match="with a country"):
        verify(fakes.order_id)

"""A shipment that Shopify does not take is corrected, ended elsewhere, or given up, each with its reason."""

from dataclasses import replace

import pytest

from novex_shopify.domain.errors import InvalidShipment
from novex_shopify.domain.model.fulfillment import A_PERSON, PushStatus, ShipmentLine
from novex_shopify.domain.use_cases.fulfillment import CorrectShipment
from tests.builders import LINE_ID, ORDER_ID, a_fulfillment_order, a_shipment
from tests.domain.use_cases.fulfillment.push_fakes import TIMEOUT, PushFakes


@pytest.fixture
def correct_shipment(fakes: PushFakes) -> CorrectShipment:
    return CorrectShipment(fakes.unit_of_work, fakes.notifier, fakes.clock)


def test_a_shipment_of_too_much_is_synced_with_corrected_quantities(
    shipped: PushFakes, correct_shipment: CorrectShipment
) -> None:
    shipped.shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(1))
    assert shipped.send_for_an_hour().status is PushStatus.PARKED
    correct_shipment.change_quantities("SHIP-1", {LINE_ID: 1}, "one was broken")
    done = shipped.send_for_an_hour()
    assert (done.status, done.shipment.lines) == (PushStatus.PUSHED, (ShipmentLine(LINE_ID, 1),))
    assert [attempt.steps for attempt in done.history if attempt.worker == A_PERSON] == [
        ("Quantities were changed by ERP code: one was broken",)
    ]


def test_quantities_are_final_once_shopify_may_have_them(shipped: PushFakes, correct_shipment: CorrectShipment) -> None:
    with pytest.raises(InvalidShipment, match="must have lines"):
        correct_shipment.change_quantities("SHIP-1", {LINE_ID: 0}, "nothing was shipped")
    shipped.send_for_an_hour()
    with pytest.raises(InvalidShipment, match="so its quantities cannot be changed"):
        correct_shipment.change_quantities("SHIP-1", {LINE_ID: 1}, "too late")


def test_quantities_that_were_sent_in_part_are_not_changed(
    shipped: PushFakes, correct_shipment: CorrectShipment
) -> None:
    shipped.shop.add_unfulfilled_order(
        ORDER_ID,
        a_fulfillment_order(1),
        replace(a_fulfillment_order(1, "Hamburg"), id="gid://shopify/FulfillmentOrder/2"),
    )
    shipped.shop.run_on_call(
        "create_fulfillment", 2, lambda: shipped.shop.fail_next_call("create_fulfillment", TIMEOUT)
    )
    shipped.send_fulfillments.run_next()
    with pytest.raises(InvalidShipment, match="is in Shopify in part"):
        correct_shipment.change_quantities("SHIP-1", {LINE_ID: 1}, "one was broken")


def test_a_shipment_that_was_shipped_elsewhere_is_never_sent(
    shipped: PushFakes, correct_shipment: CorrectShipment
) -> None:
    correct_shipment.mark_shipped_elsewhere("SHIP-1", "entered in Shopify by hand")
    done = shipped.send_for_an_hour()
    assert (done.status, done.last_error) == (PushStatus.ELSEWHERE, None)
    assert done.history[-1].steps == ("Marked as shipped elsewhere by ERP code: entered in Shopify by hand",)
    assert shipped.unit_of_work.state.confirmed_fulfillment_ids == {"SHIP-1": ()}
    shipped.request_again()
    assert shipped.get_push() == done


def test_a_shipment_that_is_given_up_is_rejected_with_the_reason(
    shipped: PushFakes, correct_shipment: CorrectShipment
) -> None:
    correct_shipment.give_up("SHIP-1", "typed by mistake")
    push = shipped.get_push()
    assert (push.status, push.last_error) == (PushStatus.REFUSED, "given up: typed by mistake")
    assert not shipped.send_fulfillments.run_next()


def test_a_finished_shipment_cannot_be_ended_by_a_person(shipped: PushFakes, correct_shipment: CorrectShipment) -> None:
    shipped.add_push(a_shipment("SHIP-2"), PushStatus.PUSHED)
    with pytest.raises(InvalidShipment, match="so it cannot be given up"):
        correct_shipment.give_up("SHIP-2", "no reason")
    with pytest.raises(InvalidShipment, match="so it cannot be marked as shipped elsewhere"):
        correct_shipment.mark_shipped_elsewhere("SHIP-2", "no reason")

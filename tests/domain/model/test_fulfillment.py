"""Shipments that Shopify could not take are refused when they are created."""

from datetime import datetime
from typing import Any

import pytest

from novex_shopify.domain.errors import InvalidShipment
from novex_shopify.domain.model.fulfillment import (
    FulfillmentOrderLine,
    FulfillmentPlan,
    FulfillmentPush,
    FulfillmentRequest,
    PlannedFulfillment,
    PushStatus,
    ShipmentLine,
    Tracking,
)
from tests.builders import HOUR, LINE_ID, NOON, a_fulfillment_order, a_shipment

REQUEST = FulfillmentRequest((), None, notify_customer=True)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": " "}, "number of its own"),
        ({"order_id": ""}, "name its order"),
        ({"lines": ()}, "must have lines"),
        ({"lines": (ShipmentLine(LINE_ID, 0),)}, "quantity of at least 1"),
        ({"tracking": Tracking(" ")}, "tracking without a number or a carrier"),
        ({"tracking": Tracking("JD01", additional_numbers=("JD02", ""))}, "empty tracking number"),
        ({"tracking": Tracking(carrier="DHL", url="https://dhl.example")}, "tracking page without a tracking number"),
        ({"tracking": Tracking("JD01", "DHL\0")}, r"U\+0000"),
    ],
)
def test_a_shipment_that_lacks_something_is_refused_with_the_reason(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidShipment, match=message):
        a_shipment(**changes)


def test_spaces_around_tracking_numbers_are_removed() -> None:
    assert Tracking(" JD01 ", additional_numbers=("\tJD02\n",)).all_numbers == ("JD01", "JD02")


@pytest.mark.parametrize(
    ("url", "urls"),
    [
        (None, ()),
        ("https://dhl.example/JD01", ("https://dhl.example/JD01",)),
        ("https://dhl.example/{number}", ("https://dhl.example/JD%2F1", "https://dhl.example/JD02")),
    ],
    ids=["no page", "the page of the first number", "a page for each number"],
)
def test_tracking_pages_are_built_from_the_numbers(url: str | None, urls: tuple[str, ...]) -> None:
    assert Tracking("JD/1", url=url, additional_numbers=("JD02",)).urls == urls


def test_the_actions_of_a_fulfillment_order_decide_what_can_be_done_with_it() -> None:
    movable = a_fulfillment_order(actions=frozenset({"MOVE"}), status="OPEN")
    assert (movable.can_be_moved, movable.can_be_fulfilled) == (True, False)


def test_the_remaining_quantity_of_an_order_line_is_the_sum_of_its_fulfillment_order_lines() -> None:
    lines = (
        FulfillmentOrderLine("1", LINE_ID, 2),
        FulfillmentOrderLine("2", LINE_ID, 3),
        FulfillmentOrderLine("3", LINE_ID + 1, 5),
    )
    assert a_fulfillment_order(lines=lines).remaining_quantity_of(LINE_ID) == 5


def test_a_plan_lists_the_fulfillments_that_shopify_created() -> None:
    plan = FulfillmentPlan((PlannedFulfillment(REQUEST), PlannedFulfillment(REQUEST)), frozenset())
    sent = plan.with_fulfillment(1, PlannedFulfillment(REQUEST, "F2"))
    assert (plan.fulfillment_ids, sent.fulfillment_ids, sent.fulfillments[0]) == ((), ("F2",), plan.fulfillments[0])


@pytest.mark.parametrize(("unknown_until", "due_at"), [(None, NOON), (NOON - HOUR, NOON), (NOON + HOUR, NOON + HOUR)])
def test_a_push_is_not_tried_while_shopify_may_still_work_on_a_lost_request(
    unknown_until: datetime | None, due_at: datetime
) -> None:
    push = FulfillmentPush(1, a_shipment(), PushStatus.PENDING, outcome_unknown_until=unknown_until)
    assert push.next_due_at(NOON) == due_at

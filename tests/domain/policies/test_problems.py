"""What keeps an event or a shipment from ending well is said to people by title, cause and fix."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from novex_shopify.domain.errors import CannotAllocate, ShopifyRefused, describe, get_details, get_title
from novex_shopify.domain.model.fulfillment import A_PERSON, FulfillmentPush, PushAttempt, PushStatus
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.problem import Problem
from novex_shopify.domain.model.webhook_event import EventStatus, FailedAttempt
from novex_shopify.domain.policies.problems import describe_event_problem, describe_shipment_problem
from tests.builders import LINE_ID, NOON, a_sales_order, a_shipment, an_event

SHORTAGE = CannotAllocate([f"'Tea {number}': 1 shipped, 0 expected from there" for number in range(3)])

GIVEN_UP = PushAttempt(1, NOON, A_PERSON, (), "given up: lost", "Given up", ("lost",))


def a_push(error: Exception | None, status: PushStatus = PushStatus.PARKED) -> FulfillmentPush:
    if error is None:
        return FulfillmentPush(1, a_shipment(), PushStatus.PUSHED)
    attempt = PushAttempt(1, NOON, "ann:1", (), describe(error), get_title(error), get_details(error))
    return FulfillmentPush(1, a_shipment(), status, last_error=attempt.error, history=(attempt,))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"current_quantity": 0, "financial_status": "refunded"},
            Problem("Nothing is left to ship", "Order was refunded; nothing is left to ship.", "Cancel this shipment."),
        ),
        (
            {"cancelled_at": NOON},
            Problem(
                "Nothing is left to ship", "Order was cancelled; nothing is left to ship.", "Cancel this shipment."
            ),
        ),
        (
            {"fulfillments": (OrderFulfillment(7, status="success", lines=((LINE_ID, 2),)),)},
            Problem(
                "Already fulfilled",
                "Everything in this shipment is fulfilled in Shopify already.",
                "Mark it as shipped elsewhere, or cancel it.",
            ),
        ),
        (
            {"current_quantity": 1, "fulfillments": (OrderFulfillment(7, status="cancelled", lines=((LINE_ID, 1),)),)},
            Problem(
                "More shipped than ordered",
                "Shopify expects fewer items: Earl Grey (1 instead of 2).",
                "Edit the quantities, or cancel this shipment.",
            ),
        ),
        ({}, Problem("Shopify doesn't expect all of this shipment")),
    ],
)
def test_a_shipment_that_shopify_does_not_take_is_explained_by_its_order(
    changes: dict[str, Any], expected: Problem
) -> None:
    (line,) = a_sales_order().lines
    line = replace(line, current_quantity=changes.pop("current_quantity", 2))
    order = a_sales_order(lines=(line,), **changes)
    assert describe_shipment_problem(a_push(SHORTAGE), order) == replace(expected, details=SHORTAGE.details)


@pytest.mark.parametrize(
    ("push", "expected"),
    [
        (a_push(None), None),
        (
            a_push(ShopifyRefused("fulfillmentCreate", ["The order is archived."]), PushStatus.REFUSED),
            Problem("Declined by Shopify", "The order is archived."),
        ),
        (
            replace(a_push(None), last_error="given up: lost", history=(GIVEN_UP,)),
            Problem("Given up", "lost"),
        ),
    ],
)
def test_a_shipment_of_an_unknown_order_is_explained_by_its_last_error(
    push: FulfillmentPush, expected: Problem | None
) -> None:
    assert describe_shipment_problem(push, None) == expected


@pytest.mark.parametrize(
    ("status", "failures", "expected"),
    [
        (EventStatus.PARKED, [FailedAttempt(1, NOON, "ann:1", "why", "Totals don't match")], "Totals don't match"),
        (EventStatus.DEAD, [], "Couldn't be processed"),
        (EventStatus.IGNORED, [], None),
    ],
)
def test_an_event_that_is_not_finished_has_the_title_of_its_last_error(
    status: EventStatus, failures: Sequence[FailedAttempt], expected: str | None
) -> None:
    problem = describe_event_problem(an_event(status=status, last_error="why", failures=tuple(failures)))
    assert problem == (Problem(expected, "why") if expected else None)

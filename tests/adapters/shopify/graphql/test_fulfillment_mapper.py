"""GraphQL fulfillments, and the inputs of the mutations that create them."""

from dataclasses import replace

import pytest

from novex_shopify.adapters.shopify.graphql import fulfillment_responses as responses
from novex_shopify.adapters.shopify.graphql.fulfillment_mapper import (
    build_fulfillment_input,
    map_fulfillment,
    map_fulfillment_order,
)
from novex_shopify.adapters.shopify.graphql.responses import Connection, PageInfo
from novex_shopify.domain.model.delivery_method import DeliveryMethod
from novex_shopify.domain.model.fulfillment import AllocatedLine, FulfillmentRequest, Tracking

LINE = AllocatedLine("fulfillment-order-1", "line-1", 11, 2)
SECOND_LINE = AllocatedLine("fulfillment-order-1", "line-2", 12, 1)
LINE_OF_ANOTHER_ORDER = AllocatedLine("fulfillment-order-2", "line-3", 13, 5)


def test_every_line_is_named_with_its_quantity_under_its_fulfillment_order() -> None:
    request = FulfillmentRequest((LINE, LINE_OF_ANOTHER_ORDER, SECOND_LINE), tracking=None, notify_customer=False)
    assert build_fulfillment_input(request)["lineItemsByFulfillmentOrder"] == [
        {
            "fulfillmentOrderId": "fulfillment-order-1",
            "fulfillmentOrderLineItems": [{"id": "line-1", "quantity": 2}, {"id": "line-2", "quantity": 1}],
        },
        {
            "fulfillmentOrderId": "fulfillment-order-2",
            "fulfillmentOrderLineItems": [{"id": "line-3", "quantity": 5}],
        },
    ]


@pytest.mark.parametrize("notify_customer", [True, False])
def test_the_request_decides_whether_shopify_tells_the_customer(notify_customer: bool) -> None:
    request = FulfillmentRequest((LINE,), tracking=None, notify_customer=notify_customer)
    assert build_fulfillment_input(request)["notifyCustomer"] is notify_customer


def test_without_tracking_the_input_has_no_tracking_field() -> None:
    request = FulfillmentRequest((LINE,), tracking=None, notify_customer=True)
    assert "trackingInfo" not in build_fulfillment_input(request)


def test_tracking_is_sent_with_the_fulfillment() -> None:
    request = FulfillmentRequest((LINE,), Tracking("1Z999", carrier="UPS"), notify_customer=True)
    assert build_fulfillment_input(request)["trackingInfo"] == {"number": "1Z999", "company": "UPS"}
    carrier_only = replace(request, tracking=Tracking(carrier="UPS"))
    assert build_fulfillment_input(carrier_only)["trackingInfo"] == {"company": "UPS"}


def test_a_fulfillment_has_the_tracking_numbers_that_shopify_knows() -> None:
    tracking = [responses.FulfillmentTrackingInfo(number="1Z999"), responses.FulfillmentTrackingInfo(number=None)]
    fulfillment = map_fulfillment(responses.Fulfillment("gid://shopify/Fulfillment/1", "SUCCESS", tracking))
    assert fulfillment.tracking_numbers == ("1Z999",)
    assert not fulfillment.cancelled


def test_a_cancelled_fulfillment_is_known_as_cancelled() -> None:
    assert map_fulfillment(responses.Fulfillment("gid://shopify/Fulfillment/1", "CANCELLED")).cancelled


@pytest.mark.parametrize(
    ("stated", "known_as"),
    [
        ("SHIPPING", DeliveryMethod.SHIPPING),
        ("PICK_UP", DeliveryMethod.PICK_UP),
        ("LOCAL", DeliveryMethod.LOCAL),
        ("NONE", DeliveryMethod.NONE),
        ("RETAIL", DeliveryMethod.RETAIL),
        ("PICKUP_POINT", DeliveryMethod.PICKUP_POINT),
        ("BY_BALLOON", DeliveryMethod.UNKNOWN),
        ("UNSTATED", DeliveryMethod.UNKNOWN),
        (None, DeliveryMethod.UNSTATED),
    ],
)
def test_the_delivery_method_is_read_even_if_it_is_new_or_missing(stated: str | None, known_as: DeliveryMethod) -> None:
    node = responses.FulfillmentOrder(
        "fulfillment-order-1",
        "OPEN",
        supported_actions=[],
        fulfillment_holds=[],
        assigned_location=responses.AssignedLocation("Berlin"),
        line_items=Connection([], PageInfo(False, None)),
        delivery_method=responses.DeliveryMethod(stated) if stated else None,
    )
    assert map_fulfillment_order(node, []).delivery_method is known_as

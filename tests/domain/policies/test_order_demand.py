"""What Shopify counts as ordered and not fulfilled."""

from dataclasses import replace

import pytest

from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    FulfillmentPlan,
    FulfillmentPush,
    FulfillmentRequest,
    PlannedFulfillment,
    PushStatus,
    Shipment,
    ShipmentLine,
)
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.order_demand import list_demand
from tests.builders import LINE_ID, NOON, a_complete_sales_order

NUMBER = 501
SHOWN = OrderFulfillment(NUMBER, status="success", lines=((LINE_ID, 4),))


def an_order(*fulfillments: OrderFulfillment, **changes: object) -> SalesOrder:
    """Ten cases of twelve."""
    order = a_complete_sales_order()
    line = replace(
        order.lines[0],
        line_item_id=LINE_ID,
        item_id="CAN",
        quantity=10,
        wanted_quantity=10,
        pieces=12,
        is_third_party=False,
    )
    plain = {"cancelled_at": None, "deleted_at": None, "refunds": (), "test": False}
    return replace(order, lines=(line,), fulfillments=fulfillments, **{**plain, **changes})  # type: ignore[arg-type]


def a_shipment_of_four(*, is_known: bool, cancelled: bool = False) -> FulfillmentPush:
    """A shipment that was sent to Shopify; without its answer unless `is_known`."""
    request = FulfillmentRequest((AllocatedLine("fo", "fol", LINE_ID, 4),), None, notify_customer=True)
    gid = f"gid://shopify/Fulfillment/{NUMBER}" if is_known else None
    plan = FulfillmentPlan((PlannedFulfillment(request, gid, cancelled=cancelled),), frozenset())
    return FulfillmentPush(1, Shipment("S-1", "1", (ShipmentLine(LINE_ID, 4),)), PushStatus.PUSHED, plan=plan)


SENT, CONFIRMED = a_shipment_of_four(is_known=False), a_shipment_of_four(is_known=True)
CANCELLED = a_shipment_of_four(is_known=True, cancelled=True)


@pytest.mark.parametrize(
    ("order", "pushes", "units"),
    [
        pytest.param(an_order(), (), 120, id="a new order"),
        pytest.param(an_order(SHOWN), (), 72, id="fulfilled in Shopify"),
        pytest.param(an_order(), (SENT,), 120, id="without an answer"),
        pytest.param(an_order(), (CONFIRMED,), 72, id="answered, and not in the order yet"),
        pytest.param(an_order(SHOWN), (CONFIRMED,), 72, id="counted once"),
        pytest.param(an_order(SHOWN), (CANCELLED,), 120, id="cancelled, and still in the order"),
        pytest.param(an_order(), (CANCELLED,), 120, id="cancelled"),
    ],
)
def test_what_shopify_has_answered_counts_before_its_order_says_so(
    order: SalesOrder, pushes: tuple[FulfillmentPush, ...], units: int
) -> None:
    assert [each.committed for each in list_demand(order, pushes)] == [units]


@pytest.mark.parametrize("changes", [{"test": True}, {"cancelled_at": NOON}, {"deleted_at": NOON}], ids=str)
def test_orders_that_shopify_does_not_wait_for_need_nothing(changes: dict[str, object]) -> None:
    assert list_demand(an_order(**changes), (SENT,)) == []

"""What is still to be shipped of a line."""

from dataclasses import replace
from typing import Any

from novex_shopify.domain.model.order import LineItem, Order, OrderFulfillment
from novex_shopify.domain.policies.unfulfilled import count_unfulfilled
from tests.builders import LINE_ID, NOON, a_complete_order

ORDER = replace(
    a_complete_order(),
    cancelled_at=None,
    fulfillments=(
        OrderFulfillment(1, status="success", lines=((LINE_ID, 2),)),
        OrderFulfillment(2, status="cancelled", lines=((LINE_ID, 3),)),
        OrderFulfillment(3, status=None, lines=((LINE_ID, 1), (4711, 5))),
    ),
)


def count(order: Order = ORDER, **changes: Any) -> int:
    line = replace(ORDER.line_items[0], quantity=9, current_quantity=8, tip=False, gift_card=False)
    return count_unfulfilled(order, replace(line, unfulfilled_quantity=None, **changes))


def test_shopify_counts() -> None:
    stated: LineItem = replace(ORDER.line_items[0], unfulfilled_quantity=4)
    assert count_unfulfilled(ORDER, stated) == 4


def test_without_shopifys_count_it_is_what_refunds_and_valid_fulfillments_leave() -> None:
    assert count() == 8 - 2 - 1
    assert count(current_quantity=None) == 9 - 2 - 1


def test_more_shipped_than_left_is_nothing_to_ship() -> None:
    assert count(current_quantity=1) == 0


def test_tips_and_gift_cards_are_not_packed() -> None:
    assert (count(tip=True), count(gift_card=True)) == (0, 0)


def test_a_cancelled_order_is_not_shipped() -> None:
    assert count(replace(ORDER, cancelled_at=NOON)) == 0

"""How much of a line the customer is to get."""

from dataclasses import replace
from typing import Any

from novex_shopify.domain.model.order import LineItem, Order, OrderFulfillment
from novex_shopify.domain.policies.wanted_quantity import count_wanted
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
    return count_wanted(order, replace(line, unfulfilled_quantity=None, **changes))


def test_it_is_what_shopify_has_fulfilled_and_still_wants_to_have_shipped() -> None:
    stated: LineItem = replace(ORDER.line_items[0], unfulfilled_quantity=4)
    assert count_wanted(ORDER, stated) == 2 + 1 + 4


def test_without_shopifys_count_it_is_what_refunds_and_edits_leave() -> None:
    assert count() == 8
    assert count(current_quantity=None) == 9


def test_what_is_fulfilled_stays_wanted() -> None:
    assert count(current_quantity=1) == 2 + 1


def test_tips_and_gift_cards_are_not_packed() -> None:
    assert (count(tip=True, gift_card=False), count(gift_card=True)) == (3, 3)


def test_of_a_cancelled_order_only_what_has_left_counts() -> None:
    assert count(replace(ORDER, cancelled_at=NOON)) == 3

"""The contract of `OrderOverviews`."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.order_hold import HoldEnd, OrderHold
from novex_shopify.domain.model.order_overview import (
    ALL_OVERVIEWS,
    DeliveryState,
    OrderOverview,
    OrderOverviewFilter,
)
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus, OrderStatus
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP, euros

PAID = OrderOverview(
    SHOP,
    1,
    "11",
    "#1",
    NOON,
    euros("12.50"),
    3,
    "paid",
    status=OrderStatus.OPEN,
    ready=True,
    ship_by=date(2026, 11, 24),
    country="DE",
    tags=("VIP", "gift_50%"),
    skus=("TEA-1", "Cup 2"),
    risk="low",
)
SHIPPED = replace(
    PAID,
    order_id=2,
    erp_id="12",
    name="#2",
    placed_at=NOON + HOUR,
    payment="partially_refunded",
    status=OrderStatus.COMPLETED,
    fulfillment=FulfillmentStatus.FULFILLED,
    ready=False,
    ship_by=None,
    country="US",
    tags=(),
    skus=(),
    risk=None,
)
BLOCKED = replace(PAID, order_id=3, erp_id=None, name="#3", payment="pending", ready=False, total=euros("100"))
ELSEWHERE = replace(SHIPPED, shop=OTHER_SHOP, order_id=1, erp_id="13", placed_at=NOON - HOUR, payment=None)
EVERY = (SHIPPED, BLOCKED, PAID, ELSEWHERE)


@pytest.fixture
def filled(unit_of_work: UnitOfWork) -> UnitOfWork:
    with unit_of_work() as tx:
        tx.order_overviews.put(EVERY)
        ann = Actor(ActorKind.USER, "Ann", "7")
        tx.order_holds.add(OrderHold(0, SHOP, 2, "#2", "Risk", "high", NOON, ann))
        ended = tx.order_holds.add(OrderHold(0, SHOP, 1, "#1", "Risk", "high", NOON, ann))
        tx.order_holds.save(replace(ended, end=HoldEnd.RELEASED, ended_at=NOON, ended_by=ann))
        tx.commit()
    return unit_of_work


def get(tx: Transaction, overview: OrderOverview) -> OrderOverview:
    (found,) = tx.order_overviews.list_page(OrderOverviewFilter(among=[overview.key]), 9)
    return found


@pytest.mark.parametrize("oldest_first", [False, True])
def test_orders_are_listed_by_their_time_in_pages(filled: UnitOfWork, *, oldest_first: bool) -> None:
    expected = list(EVERY)[:: -1 if oldest_first else 1]
    with filled.read() as tx:
        found: list[OrderOverview] = []
        after = None
        while page := tx.order_overviews.list_page(ALL_OVERVIEWS, 1, after, oldest_first=oldest_first):
            found += page
            after = page[-1].position
        assert (tx.order_overviews.count(ALL_OVERVIEWS, 9), tx.order_overviews.count(ALL_OVERVIEWS, 2)) == (4, 2)
    assert found == expected


FILTERS: list[tuple[dict[str, Any], list[OrderOverview]]] = [
    ({"shop": OTHER_SHOP}, [ELSEWHERE]),
    ({"placed_from": NOON, "placed_before": NOON + HOUR}, [BLOCKED, PAID]),
    ({"booked": False}, [BLOCKED]),
    ({"booked": True, "shop": SHOP}, [SHIPPED, PAID]),
    ({"on_hold": True}, [SHIPPED]),
    ({"on_hold": False, "ready": True}, [PAID]),
    ({"unpaid": True}, [BLOCKED]),
    ({"refunded": True}, [SHIPPED]),
    ({"payment": "paid"}, [PAID]),
    ({"fulfillment": FulfillmentStatus.FULFILLED, "country": "US", "shop": SHOP}, [SHIPPED]),
    ({"tag": "GIFT_50%"}, [BLOCKED, PAID]),
    ({"tag": "gift_50"}, []),
    ({"sku": "cup 2", "risk": "low"}, [BLOCKED, PAID]),
    ({"min_total": Decimal("12.51")}, [BLOCKED]),
    ({"among": [SHIPPED.key, (OTHER_SHOP, 3)]}, [SHIPPED]),
    ({"among": []}, []),
    ({"besides": [PAID.key, SHIPPED.key]}, [BLOCKED, ELSEWHERE]),
    ({"delivery": DeliveryState.DELIVERED}, []),
]


def test_orders_are_filtered(filled: UnitOfWork) -> None:
    with filled.read() as tx:
        for values, expected in FILTERS:
            wanted = OrderOverviewFilter(**values)
            assert list(tx.order_overviews.list_page(wanted, 9)) == expected, values
            assert tx.order_overviews.count(wanted, 9) == len(expected)


def test_an_overview_replaces_the_one_before_and_keeps_what_it_does_not_know(filled: UnitOfWork) -> None:
    with filled() as tx:
        tx.order_overviews.set_delivery(SHOP, 1, DeliveryState.IN_TRANSIT)
        tx.order_overviews.set_risks(SHOP, {1: "high", 9: "low"})
        news = replace(PAID, name="#1a", payment="refunded", risk=None, country=None, ready=False, ship_by=None)
        tx.order_overviews.put([news], keep_states=True)
        kept = replace(PAID, name="#1a", payment="refunded", risk="high", delivery=DeliveryState.IN_TRANSIT)
        assert get(tx, PAID) == kept
        tx.order_overviews.put([news])
        assert get(tx, PAID) == replace(kept, ready=False, ship_by=None)
        tx.order_overviews.set_delivery(SHOP, 1, None)
        assert get(tx, PAID).delivery is None


def test_a_payload_never_replaces_what_the_erp_has(filled: UnitOfWork) -> None:
    with filled() as tx:
        tx.order_overviews.put([replace(PAID, erp_id=None, name="older")])
        assert get(tx, PAID) == PAID
        tx.order_overviews.put([replace(BLOCKED, name="newer")])
        assert get(tx, BLOCKED).name == "newer"
        tx.order_overviews.put([replace(BLOCKED, erp_id="14")])
        assert get(tx, BLOCKED).erp_id == "14"


def test_only_what_the_erp_does_not_have_is_removed(filled: UnitOfWork) -> None:
    with filled() as tx:
        tx.order_overviews.remove_unbooked(OTHER_SHOP, [3])
        tx.order_overviews.remove_unbooked(SHOP, [1, 3])
        assert tx.order_overviews.find_unknown([each.key for each in EVERY]) == {BLOCKED.key}
        assert tx.order_overviews.find_unknown([]) == set()
        assert tx.order_overviews.find_keys(["11", "13", "99"]) == {"11": PAID.key, "13": ELSEWHERE.key}

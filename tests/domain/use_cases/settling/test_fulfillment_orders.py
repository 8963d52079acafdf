"""What Shopify's fulfillment orders say about when and where: the promised day, and the hints of the pick list."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import NotFound, NovexError, ShopifyAccessDenied
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.policies.fulfillment_orders import find_fulfill_by, keep_newest, list_hints
from novex_shopify.domain.use_cases.assignment.order_lots import ShowOrderLots
from tests.builders import HOUR, NOON, ORDER_ID, a_fulfillment_order
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import list_statuses
from tests.domain.use_cases.settling.settling_steps import Store

GID = a_fulfillment_order().id
ROUTED = FulfillmentOrderState(GID, ORDER_ID, "OPEN", NOON, "Berlin")
DAY = 24 * HOUR
WITHOUT_DATE = date(2026, 11, 25)


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


@pytest.fixture
def store(fakes: Fakes) -> Store:
    store = Store(fakes)
    store.set_up()
    store.send("orders/create")
    store.settle()
    return store


def route(store: Store, topic: str, *states: FulfillmentOrderState) -> None:
    """Shopify changes fulfillment orders and sends a webhook about the first."""
    store.fakes.shop.fulfillment_order_states = {each.id: each for each in states}
    named = "moved_fulfillment_order" if topic == "moved" else "fulfillment_order"
    store.send(f"fulfillment_orders/{topic}", json.dumps({named: {"id": states[0].id, "status": "open"}}).encode())
    if store.has_order():
        store.settle()


def list_order_hints(store: Store) -> Sequence[str]:
    return ShowOrderLots(store.unit_of_work)(store.order_id).hints


def test_an_order_is_promised_by_the_earliest_date_of_its_open_fulfillment_orders(store: Store) -> None:
    assert store.get_state().promised_on == WITHOUT_DATE
    late = replace(ROUTED, fulfill_by=NOON + 9 * DAY)
    soon = replace(ROUTED, id=f"{GID}2", fulfill_by=NOON + 5 * DAY)
    elsewhere = replace(ROUTED, id=f"{GID}3", fulfill_by=NOON + DAY, is_third_party=True)
    route(store, "order_routing_complete", late, soon, elsewhere)
    assert store.get_state().promised_on == (NOON + 5 * DAY).date()
    route(store, "rescheduled", late, replace(soon, fulfill_by=NOON + 7 * DAY, updated_at=NOON + HOUR))
    assert store.get_state().promised_on == (NOON + 7 * DAY).date()


def test_a_fulfillment_has_the_dates_read_again_that_it_closed(store: Store) -> None:
    soon = replace(ROUTED, fulfill_by=NOON + 5 * DAY)
    late = replace(ROUTED, id=f"{GID}2", fulfill_by=NOON + 9 * DAY)
    route(store, "order_routing_complete", soon, late)
    store.fakes.shop.fulfillment_order_states[GID] = replace(soon, status="CLOSED", updated_at=NOON + HOUR)
    store.order.fulfill(2)
    store.send_fulfillment()
    store.settle()
    assert store.get_state().promised_on == (NOON + 9 * DAY).date()


def test_holds_and_moves_are_hints_until_they_are_over(store: Store) -> None:
    held = replace(ROUTED, status="ON_HOLD", holds=("Inventory out of stock",), updated_at=NOON + HOUR)
    route(store, "placed_on_hold", held)
    assert list_order_hints(store) == ["On hold at Shopify: Inventory out of stock"]
    released = replace(ROUTED, updated_at=NOON + 2 * HOUR)
    route(store, "hold_released", released)
    assert list_order_hints(store) == []
    moved = replace(ROUTED, id=f"{GID}2", location="Hamburg")
    route(store, "moved", moved, replace(released, status="CLOSED"))
    route(store, "order_routing_complete", released, moved)
    assert list_order_hints(store) == ["Moved to Hamburg"]
    route(store, "cancelled", replace(moved, status="CANCELLED", updated_at=NOON + HOUR))
    assert list_order_hints(store) == []


def test_what_is_routed_before_the_order_arrives_is_known_when_it_does(fakes: Fakes) -> None:
    store = Store(fakes)
    store.set_up()
    route(store, "order_routing_complete", replace(ROUTED, fulfill_by=NOON + 5 * DAY))
    store.send("orders/create")
    store.settle()
    assert store.get_state().promised_on == (NOON + 5 * DAY).date()


@pytest.mark.parametrize("settings", [{"stock_since": None}, {}])
def test_only_a_store_that_keeps_stock_reads_them(fakes: Fakes, settings: dict[str, None]) -> None:
    store = Store(fakes)
    store.set_up(**settings)
    route(store, "placed_on_hold", ROUTED)
    assert fakes.shop.call_counts["fetch_fulfillment_order_states"] == (not settings)


@pytest.mark.parametrize("error", [ShopifyAccessDenied("no scope"), NotFound("not shown")])
def test_what_the_scopes_do_not_show_leaves_the_order_as_it_was(store: Store, error: NovexError) -> None:
    store.fakes.shop.fail_next_call("fetch_fulfillment_order_states", error)
    route(store, "order_routing_complete", replace(ROUTED, fulfill_by=NOON + 5 * DAY))
    assert list_statuses(store.fakes)[-1] is EventStatus.DONE
    assert store.get_state().promised_on == WITHOUT_DATE


def test_a_scheduled_one_names_its_day_in_the_zone_of_the_store() -> None:
    scheduled = replace(ROUTED, status="SCHEDULED", fulfill_at=datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert list_hints([scheduled], UTC) == ["Scheduled at Shopify for 2026-12-01"]


def test_an_order_that_has_left_keeps_its_date() -> None:
    closed = replace(ROUTED, status="CLOSED", fulfill_by=NOON + DAY)
    assert find_fulfill_by([closed]) == NOON + DAY
    assert find_fulfill_by([closed, replace(ROUTED, id="2", fulfill_by=NOON + 2 * DAY)]) == NOON + 2 * DAY


@given(st.permutations([replace(ROUTED, updated_at=NOON + n * HOUR, moved=n == 1, status=f"S{n}") for n in range(4)]))
def test_the_newest_state_wins_in_any_order(states: list[FulfillmentOrderState]) -> None:
    [kept] = keep_newest(states)
    assert (kept.status, kept.moved) == ("S3", True)

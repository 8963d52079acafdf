"""EasyPost's events through the inbox, in any order and any number."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.label import Postage, Rate, RefundState
from novex_shopify.domain.model.label_purchase import PurchaseState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.shop import NO_SHOP
from novex_shopify.domain.model.tracker import TrackerStatus
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.use_cases.tracking.handle_carrier_events import UNKNOWN_PARCEL
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import process_events
from tests.domain.use_cases.tracking.tracking_steps import (
    NUMBER,
    SHIPMENT,
    TRACKER,
    a_tracker_body,
    an_event_body,
    receive_event,
    ship_with_label,
)

WAY = ("pre_transit", "in_transit", "out_for_delivery", "delivered")


def list_outcomes(fakes: Fakes) -> list[tuple[EventStatus, str | None]]:
    with fakes.unit_of_work() as tx:
        return [(event.status, event.last_error) for event in tx.events.list_oldest(20)]


def find_delivered(fakes: Fakes) -> datetime | None:
    with fakes.unit_of_work() as tx:
        assert tx.erp.stock
        return tx.erp.stock.warehouse_states.get_many(["1"])["1"].delivered_at


@given(st.permutations([*range(4), *range(4)]), st.integers(1, 8))
def test_the_parcel_is_delivered_whatever_the_order_of_its_events(order: list[int], at_once: int) -> None:
    fakes = Fakes()
    fakes.connect_shop()
    ship_with_label(fakes)
    for position, step in enumerate(order):
        receive_event(fakes, a_tracker_body(WAY[step], NOON + step * HOUR), f"evt_{position}")
        if position % at_once == 0:
            process_events(fakes)
    process_events(fakes)
    assert {status for status, _ in list_outcomes(fakes)} <= {EventStatus.DONE, EventStatus.SUPERSEDED}
    with fakes.unit_of_work() as tx:
        ((tracker,),) = tx.trackers.get_for_shipments(["SHIP-1"]).values()
    assert (tracker.status, tracker.updated_at) == (TrackerStatus.DELIVERED, NOON + 3 * HOUR)
    assert find_delivered(fakes) == NOON + 3 * HOUR


def test_a_parcel_that_comes_back_is_not_delivered_any_more(fakes: Fakes) -> None:
    ship_with_label(fakes)
    receive_event(fakes, a_tracker_body("delivered", NOON), "evt_1")
    receive_event(fakes, a_tracker_body("return_to_sender", NOON + HOUR), "evt_2")
    process_events(fakes)
    assert find_delivered(fakes) is None


def test_nothing_of_a_person_is_stored_of_a_report_after_an_erasure(fakes: Fakes) -> None:
    ship_with_label(fakes)
    receive_event(fakes, a_tracker_body("in_transit", NOON), "evt_1")
    process_events(fakes)
    with fakes.unit_of_work() as tx:
        tx.trackers.erase(["SHIP-1"])
        tx.commit()
    receive_event(fakes, a_tracker_body("delivered", NOON + HOUR, signed_by="Ann"), "evt_2")
    process_events(fakes)
    assert_delivered_without_a_person(fakes)


def test_the_first_report_of_an_erased_label_has_nothing_of_a_person(fakes: Fakes) -> None:
    purchase = ship_with_label(fakes)
    rate = Rate("rate_1", "USPS", "Priority", Money(Decimal("7.50"), "USD"))
    with fakes.unit_of_work() as tx:
        tx.label_purchases.save(replace(purchase, postage=Postage(NUMBER, rate, rate.price, "https://x/l.png")))
        tx.label_purchases.erase(SHOP, ["1"])
        tx.commit()
    receive_event(fakes, a_tracker_body("delivered", NOON, signed_by="Ann"), "evt_1")
    process_events(fakes)
    assert_delivered_without_a_person(fakes)


def assert_delivered_without_a_person(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        tracker, (latest, *_) = tx.trackers.get(TRACKER), tx.events.list_latest(2)
    assert tracker
    assert (tracker.status, tracker.signed_by, tracker.scans) == (TrackerStatus.DELIVERED, None, ())
    assert (latest.status, latest.body) == (EventStatus.DONE, b"")


def test_the_tracker_of_a_parcel_that_is_not_known_is_ignored_and_says_why(fakes: Fakes) -> None:
    receive_event(fakes, a_tracker_body("in_transit", NOON, "shp_of_another_program"), "evt_1", shop=NO_SHOP)
    process_events(fakes)
    assert list_outcomes(fakes) == [(EventStatus.IGNORED, UNKNOWN_PARCEL)]


def test_the_account_of_one_store_says_nothing_of_the_parcels_of_another(fakes: Fakes) -> None:
    ship_with_label(fakes)
    receive_event(fakes, a_tracker_body("delivered", NOON), "evt_1", shop=OTHER_SHOP)
    process_events(fakes)
    assert list_outcomes(fakes) == [(EventStatus.IGNORED, UNKNOWN_PARCEL)]
    assert find_delivered(fakes) is None


def test_a_refund_that_succeeded_ends_the_refund_of_the_label(fakes: Fakes) -> None:
    purchase = ship_with_label(fakes)
    with fakes.unit_of_work() as tx:
        tx.label_purchases.save(
            replace(purchase, voided_at=NOON, refund=RefundState.SUBMITTED, next_attempt_at=NOON + HOUR)
        )
        tx.commit()
    refund = {"id": "rfnd_1", "object": "Refund", "shipment_id": SHIPMENT, "status": "refunded"}
    receive_event(fakes, an_event_body("refund.successful", refund), "evt_1", "refund.successful")
    process_events(fakes)
    with fakes.unit_of_work() as tx:
        found = tx.label_purchases.get(purchase.id)
    assert found
    assert (found.refund, found.next_attempt_at) == (RefundState.REFUNDED, None)


def test_an_event_without_a_tracker_fails_alone(fakes: Fakes) -> None:
    ship_with_label(fakes)
    receive_event(fakes, an_event_body("tracker.updated", {"id": TRACKER}), "evt_1")
    receive_event(fakes, a_tracker_body("delivered", NOON), "evt_2")
    process_events(fakes)
    assert [status for status, _ in list_outcomes(fakes)] == [EventStatus.DEAD, EventStatus.DONE]


@pytest.mark.parametrize(
    ("ended", "state"),
    [
        (PurchaseState.CARRIER_UNCLEAR, PurchaseState.UNCLEAR),
        (PurchaseState.REFUSED, PurchaseState.BOUGHT),
        (PurchaseState.GIVEN_UP, PurchaseState.BOUGHT),
    ],
)
def test_a_label_that_turns_out_to_be_sold_is_used_or_its_money_asked_for(
    fakes: Fakes, ended: PurchaseState, state: PurchaseState
) -> None:
    purchase = ship_with_label(fakes)
    with fakes.unit_of_work() as tx:
        tx.label_purchases.save(replace(purchase, state=ended, next_attempt_at=None))
        tx.commit()
    receive_event(fakes, a_tracker_body("unknown", NOON), "evt_1", "tracker.created")
    process_events(fakes)
    with fakes.unit_of_work.read() as tx:
        found = tx.label_purchases.get(purchase.id)
    assert found is not None
    assert (found.state, found.next_attempt_at is None) == (state, False)
    assert (found.voided_at is not None) is (state is PurchaseState.BOUGHT)

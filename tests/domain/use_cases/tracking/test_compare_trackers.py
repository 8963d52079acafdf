"""The daily comparison of trackers, and what needs attention because of parcels."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.adapters.memory.shipping.carriers import MemoryCarriers
from novex_shopify.domain.errors import CarriersThrottled, CarriersUnavailable
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.tracker import Tracker, TrackerStatus
from novex_shopify.domain.timing import DAY
from novex_shopify.domain.use_cases.tracking import ApplyTracker, CompareTrackers, WatchCarrierWebhooks
from tests.builders import HOUR, NOON, SHOP
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.tracking.tracking_steps import NUMBER, SHIPMENT, TRACKER, ship_with_label

URL, ALIAS = "https://erp.example/webhooks/easypost", "https://erp.example/api/webhooks/easypost"
IN_TRANSIT = Tracker(TRACKER, NUMBER, "USPS", TrackerStatus.IN_TRANSIT, NOON, shipment_id=SHIPMENT)


@pytest.fixture
def carriers(fakes: Fakes) -> MemoryCarriers:
    """An account whose provider sends, and a parcel that was last seen at noon."""
    ship_with_label(fakes)
    with fakes.unit_of_work() as tx:
        tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key"), Secret("secret"))
        tx.trackers.save("SHIP-1", IN_TRANSIT)
        tx.commit()
    return MemoryCarriers(trackers={TRACKER: IN_TRANSIT}, webhooks={URL: None})


def compare(fakes: Fakes, carriers: MemoryCarriers, after: timedelta = timedelta()) -> None:
    fakes.clock.advance(after)
    watch = build_watch(fakes, carriers)
    CompareTrackers(fakes.unit_of_work, fakes.clock, WORKER, carriers, ApplyTracker(fakes.clock), watch)()


def build_watch(fakes: Fakes, carriers: MemoryCarriers) -> WatchCarrierWebhooks:
    return WatchCarrierWebhooks(fakes.unit_of_work, fakes.clock, carriers, SequentialNonces(), (URL, ALIAS))


def list_open(fakes: Fakes) -> list[OrderExceptionKind]:
    with fakes.unit_of_work() as tx:
        assert tx.erp.stock
        return [each.kind for each in tx.erp.stock.order_exceptions.list_by_orders(["1"]) if each.closed_at is None]


def report(carriers: MemoryCarriers, status: TrackerStatus, after: timedelta) -> None:
    carriers.trackers[TRACKER] = replace(IN_TRANSIT, status=status, updated_at=NOON + after)


def test_what_a_lost_webhook_said_is_read_within_a_day(fakes: Fakes, carriers: MemoryCarriers) -> None:
    report(carriers, TrackerStatus.DELIVERED, HOUR)
    compare(fakes, carriers, DAY)
    compare(fakes, carriers, HOUR)
    with fakes.unit_of_work() as tx:
        assert tx.erp.stock
        assert tx.erp.stock.warehouse_states.get_many(["1"])["1"].delivered_at == NOON + HOUR
    assert carriers.calls["fetch_tracker"] == 1


def test_a_parcel_without_a_scan_needs_attention_until_it_moves(fakes: Fakes, carriers: MemoryCarriers) -> None:
    compare(fakes, carriers, 5 * DAY)
    assert list_open(fakes) == []
    compare(fakes, carriers, DAY)
    assert list_open(fakes) == [OrderExceptionKind.NO_MOVEMENT]
    report(carriers, TrackerStatus.OUT_FOR_DELIVERY, 6 * DAY)
    compare(fakes, carriers, DAY)
    assert list_open(fakes) == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (TrackerStatus.RETURN_TO_SENDER, OrderExceptionKind.RETURN_TO_SENDER),
        (TrackerStatus.FAILURE, OrderExceptionKind.DELIVERY_FAILED),
    ],
)
def test_what_the_carrier_could_not_deliver_needs_attention_until_a_person_has_decided(
    fakes: Fakes, carriers: MemoryCarriers, status: TrackerStatus, kind: OrderExceptionKind
) -> None:
    report(carriers, status, HOUR)
    compare(fakes, carriers, DAY)
    assert list_open(fakes) == [kind]
    with fakes.unit_of_work() as tx:
        assert tx.erp.stock
        exceptions = tx.erp.stock.order_exceptions
        exceptions.close([each.id for each in exceptions.list_open(9)], "Sent again", NOON)
        tx.commit()
    with fakes.unit_of_work() as tx:
        ApplyTracker(fakes.clock).judge_order(tx, "SHIP-1")
        tx.commit()
    assert list_open(fakes) == []


def test_a_webhook_that_easypost_disabled_is_enabled_again_and_shown_for_a_day(
    fakes: Fakes, carriers: MemoryCarriers
) -> None:
    carriers.webhooks[URL] = NOON
    compare(fakes, carriers, DAY)
    assert carriers.webhooks[URL] is None
    assert "on 2026" in read_problem(fakes)
    compare(fakes, carriers, DAY)
    assert read_problem(fakes) == ""


def test_a_webhook_that_was_never_registered_is_registered(fakes: Fakes, carriers: MemoryCarriers) -> None:
    carriers.webhooks.clear()
    compare(fakes, carriers, DAY)
    assert carriers.webhooks == {URL: None}
    assert read_problem(fakes) == ""


def test_the_other_address_of_this_installation_is_not_registered_twice(fakes: Fakes, carriers: MemoryCarriers) -> None:
    carriers.webhooks = {ALIAS: NOON}
    compare(fakes, carriers, DAY)
    assert carriers.webhooks == {ALIAS: None}


def test_what_easypost_answers_to_the_registration_is_shown(fakes: Fakes, carriers: MemoryCarriers) -> None:
    carriers.webhooks.clear()
    carriers.fail_next("register_webhook", CarriersUnavailable("No response."))
    compare(fakes, carriers, DAY)
    assert read_problem(fakes) == "No response."


def test_a_person_registers_a_webhook_for_an_account_that_has_no_secret(fakes: Fakes, carriers: MemoryCarriers) -> None:
    with fakes.unit_of_work() as tx:
        account = tx.carrier_accounts.save(SHOP, CarrierMode.TEST, Secret("its key"), None)
        tx.commit()
    carriers.webhooks.clear()
    build_watch(fakes, carriers).register(account.id)
    assert carriers.webhooks == {URL: None}
    with fakes.unit_of_work() as tx:
        stored = tx.carrier_accounts.find(SHOP)
        assert stored
        assert (stored.api_key, bool(stored.webhook_secret)) == (Secret("its key"), True)


def read_problem(fakes: Fakes) -> str:
    with fakes.unit_of_work() as tx:
        problem = tx.carrier_webhooks.list_problems().get(None)
    return problem.reason if problem else ""


def test_one_tracker_that_fails_does_not_stop_the_others_and_a_throttle_does(
    fakes: Fakes, carriers: MemoryCarriers
) -> None:
    with fakes.unit_of_work() as tx:
        tx.trackers.save("SHIP-1", replace(IN_TRANSIT, id="trk_2", updated_at=NOON - HOUR))
        tx.commit()
    carriers.fail_next("fetch_tracker", CarriersUnavailable("No response."))
    compare(fakes, carriers, DAY)
    assert carriers.calls["fetch_tracker"] == 2
    carriers.fail_next("fetch_tracker", CarriersThrottled("Too many."))
    compare(fakes, carriers, DAY)
    assert carriers.calls["fetch_tracker"] == 3

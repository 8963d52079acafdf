"""Parcels whose labels were bought elsewhere are followed where the store asks for it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.shipping.carriers import MemoryCarriers
from novex_shopify.domain.errors import CarriersThrottled
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.fulfillment import PushStatus, Tracking
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.privacy import PrivacyRecord, PrivacyRequestKind
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.policies.stated_fields import ERASURE, erase_fields
from novex_shopify.domain.timing import DAY, HOUR
from novex_shopify.domain.use_cases.tracking import ApplyTracker, TrackShipments
from tests.builders import ORDER_ID, SHOP, a_link, a_shipment
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes

ACCOUNT = CarrierAccount(1, None, CarrierMode.TEST, Secret("key"))
TWO_BOXES = Tracking("JD01", "DHL Express", additional_numbers=("JD02",))


@pytest.fixture
def carriers(fakes: Fakes) -> MemoryCarriers:
    """A store with an account, and a shipment of two boxes without a label of ours."""
    with fakes.unit_of_work() as tx:
        tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key"), None)
        now = fakes.clock.now()
        tx.pushes.add(a_shipment("S-1", tracking=TWO_BOXES), SHOP, ORDER_ID, PushStatus.PUSHED, now)
        tx.pushes.add(a_shipment("S-2", tracking=None), SHOP, ORDER_ID, PushStatus.PUSHED, now)
        tx.commit()
    return MemoryCarriers()


def switch(fakes: Fakes, *, on: bool) -> None:
    with fakes.unit_of_work() as tx:
        tx.shops.save_settings(SHOP, replace(ShopSettings(), track_shipments=on))
        tx.commit()


def track(fakes: Fakes, carriers: MemoryCarriers, after: timedelta = HOUR) -> list[str]:
    """Run the job later; returns the numbers that are followed for the shipment."""
    fakes.clock.advance(after)
    TrackShipments(fakes.unit_of_work, fakes.clock, WORKER, carriers, ApplyTracker(fakes.clock))()
    with fakes.unit_of_work() as tx:
        return [each.tracking_number for each in tx.trackers.get_for_shipments(["S-1"]).get("S-1", ())]


def test_each_number_is_registered_once(fakes: Fakes, carriers: MemoryCarriers) -> None:
    assert track(fakes, carriers) == []
    switch(fakes, on=True)
    assert track(fakes, carriers) == ["JD01", "JD02"]
    track(fakes, carriers)
    assert carriers.calls["track"] == 2


def test_a_throttle_ends_the_run_and_the_rest_follows_while_the_shipment_is_recent(
    fakes: Fakes, carriers: MemoryCarriers
) -> None:
    switch(fakes, on=True)
    carriers.fail_next("track", CarriersThrottled("Too many."))
    assert track(fakes, carriers) == []
    assert carriers.calls["track"] == 1
    assert track(fakes, carriers) == ["JD01", "JD02"]


@pytest.mark.parametrize("is_store", [False, True])
def test_the_first_report_after_an_erasure_has_nothing_of_a_person(
    fakes: Fakes, carriers: MemoryCarriers, is_store: bool
) -> None:
    switch(fakes, on=True)
    report = replace(carriers.track(ACCOUNT, "JD01", "DHL Express"), signed_by="B. Jones", public_url="https://track")
    carriers.trackers[report.id] = report
    with fakes.unit_of_work() as tx:
        now = fakes.clock.now()
        if is_store:
            tx.privacy.add(PrivacyRecord(SHOP, PrivacyRequestKind.SHOP_ERASURE, None, now, now))
        else:
            tx.order_links.save([replace(a_link(), field_versions=erase_fields([ERASURE], now))])
        tx.commit()
    assert track(fakes, carriers) == ["JD01", "JD02"]
    with fakes.unit_of_work() as tx:
        assert tx.trackers.get(report.id) == report.without_personal_data()


def test_an_old_shipment_is_left_alone(fakes: Fakes, carriers: MemoryCarriers) -> None:
    switch(fakes, on=True)
    assert track(fakes, carriers, 30 * DAY) == []

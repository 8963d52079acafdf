"""Starts trackers: for labels that were bought here, and for codes from elsewhere."""

from datetime import timedelta

from novex_shopify.entrypoints.sandbox.easypost.errors import build_missing_parameter
from novex_shopify.entrypoints.sandbox.easypost.events import publish_event
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.shipment import Shipment
from novex_shopify.entrypoints.sandbox.easypost.model.tracker import Tracker
from novex_shopify.entrypoints.sandbox.easypost.payloads.trackers import build_announced_tracker
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState
from novex_shopify.entrypoints.sandbox.easypost.tracking.journeys import TEST_HISTORY, begin_journey, show_scans
from novex_shopify.entrypoints.sandbox.easypost.tracking.scans import JOURNEYS_OF_TEST_CODES

SAME_TRACKER_PERIOD = timedelta(days=90)
"""Within it, the same code and carrier give the first tracker again."""


def start_tracker_of_label(state: EasyPostState, account: Account, shipment: Shipment, code: str) -> Tracker:
    assert shipment.selected_rate
    now = state.clock()
    tracker = Tracker(
        id=create_id("trk"),
        mode=account.mode,
        tracking_code=code,
        carrier=shipment.selected_rate.carrier,
        created_at=now,
        updated_at=now,
        shipment_id=shipment.id,
        is_return=shipment.is_return,
    )
    account.trackers[tracker.id] = tracker
    begin_journey(account, tracker, now)
    publish_event(state, account, "tracker.created", build_announced_tracker(tracker))
    return tracker


def find_or_start_tracker(
    state: EasyPostState, account: Account, code: str | None, carrier: str | None
) -> tuple[Tracker, bool]:
    """Return the tracker of a code, and whether it is new. In test mode, only test codes are known to the carriers."""
    if not code:
        raise build_missing_parameter("tracking_code")
    now = state.clock()
    found = account.find_tracker(code, carrier)
    if found and now - found.created_at < SAME_TRACKER_PERIOD:
        return found, False
    tracker = Tracker(
        id=create_id("trk"),
        mode=account.mode,
        tracking_code=code,
        carrier=carrier or "USPS",
        created_at=now,
        updated_at=now,
    )
    account.trackers[tracker.id] = tracker
    if code in JOURNEYS_OF_TEST_CODES:
        show_scans(tracker, JOURNEYS_OF_TEST_CODES[code], now - TEST_HISTORY, now, empty=None)
    elif account.is_test:
        tracker.status, tracker.status_detail = "error", "unknown"
    else:
        begin_journey(account, tracker, now)
    publish_event(state, account, "tracker.created", build_announced_tracker(tracker))
    return tracker, True

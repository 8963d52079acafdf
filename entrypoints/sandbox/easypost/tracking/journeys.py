"""Moves trackers forward by the clock: in test mode within three minutes, else scan by scan within three days."""

import heapq
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from novex_shopify.entrypoints.sandbox.easypost.events import publish_event
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.tracker import PlannedUpdate, Tracker
from novex_shopify.entrypoints.sandbox.easypost.payloads.trackers import build_announced_tracker
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState
from novex_shopify.entrypoints.sandbox.easypost.tracking.scans import JOURNEY, SCANS_UNTIL_STATUS, Scan, build_detail

TEST_UPDATES = ((1, "pre_transit"), (60, "in_transit"), (120, "out_for_delivery"), (180, "delivered"))
"""Seconds after the purchase, and what a label that was bought in test mode is then."""

TEST_HISTORY = timedelta(days=30)
"""In test mode, the first scan is about a month old, however new the label is."""


def plan_journey(account: Account, bought_at: datetime) -> deque[PlannedUpdate]:
    if account.is_test:
        steps = [(timedelta(seconds=seconds), SCANS_UNTIL_STATUS[status]) for seconds, status in TEST_UPDATES]
    else:
        steps = [(timedelta(minutes=scan.minutes, seconds=1), count) for count, scan in enumerate(JOURNEY, 1)]
    return deque(PlannedUpdate(bought_at + after, count) for after, count in steps)


def begin_journey(account: Account, tracker: Tracker, bought_at: datetime) -> None:
    tracker.planned = plan_journey(account, bought_at)
    heapq.heappush(account.due_updates, (tracker.planned[0].at, tracker.id))


def move_due_trackers(state: EasyPostState) -> None:
    """Apply every update whose time has come, in the order of time, each with its event."""
    now = state.clock()
    for account in state.accounts.values():
        while account.due_updates and account.due_updates[0][0] <= now:
            _, tracker_id = heapq.heappop(account.due_updates)
            tracker = account.trackers.get(tracker_id)
            if tracker and tracker.planned:
                _apply_next_update(state, account, tracker)


def _apply_next_update(state: EasyPostState, account: Account, tracker: Tracker) -> None:
    update = tracker.planned.popleft()
    if tracker.planned:
        heapq.heappush(account.due_updates, (tracker.planned[0].at, tracker.id))
    previous = {"status": tracker.status}
    began_at = update.at - TEST_HISTORY if account.is_test else tracker.created_at
    show_scans(tracker, JOURNEY[: update.scan_count], began_at, update.at, empty="")
    publish_event(state, account, "tracker.updated", build_announced_tracker(tracker), previous)


def show_scans(
    tracker: Tracker, scans: Sequence[Scan], began_at: datetime, now: datetime, *, empty: str | None
) -> None:
    """Bring a tracker to what these scans say."""
    tracker.updated_at = now
    if not scans:
        return
    tracker.details = [build_detail(scan, began_at, tracker.carrier, empty) for scan in scans]
    tracker.status, tracker.status_detail = scans[-1].status, scans[-1].status_detail
    tracker.est_delivery_date = now
    tracker.signed_by = "John Tester" if tracker.status == "delivered" else None


def report_status(
    state: EasyPostState, account: Account, tracker: Tracker, *, status: str, detail: str, message: str
) -> None:
    """Add a scan by hand, after which the parcel's journey is over."""
    now = state.clock()
    previous = {"status": tracker.status}
    tracker.planned.clear()
    scan = Scan(0, status, detail, message, ("CHARLESTON", "SC", "29407"))
    tracker.details = [*tracker.details, build_detail(scan, now, tracker.carrier, "")]
    tracker.status, tracker.status_detail, tracker.updated_at = status, detail, now
    tracker.signed_by = "John Tester" if status == "delivered" else None
    publish_event(state, account, "tracker.updated", build_announced_tracker(tracker), previous)

"""What follows for the warehouse from Shopify's fulfillment orders: until when, and what a packer must know."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.policies.reconciliation import to_day


def keep_newest(states: Iterable[FulfillmentOrderState]) -> Sequence[FulfillmentOrderState]:
    """One state of each fulfillment order, by id: the newest. One that was ever moved stays marked as moved."""
    newest: dict[str, FulfillmentOrderState] = {}
    for state in states:
        known = newest.get(state.id, state)
        kept = state if state.updated_at >= known.updated_at else known
        newest[state.id] = replace(kept, moved=known.moved or state.moved)
    return [newest[key] for key in sorted(newest)]


def find_fulfill_by(states: Sequence[FulfillmentOrderState]) -> datetime | None:
    """The earliest `fulfillBy` of what the warehouse has to ship; once all has left, the one that it had to keep."""
    own = [state for state in states if not state.is_third_party and state.status != "CANCELLED"]
    considered = [state for state in own if state.is_open] or own
    return min((state.fulfill_by for state in considered if state.fulfill_by), default=None)


def list_hints(states: Iterable[FulfillmentOrderState], zone: tzinfo) -> Sequence[str]:
    """What a packer must know of an order, in a few words each; days are in the store's time zone."""
    hints: list[str] = []
    for state in states:
        if not state.is_open:
            continue
        if state.status == "ON_HOLD" or state.holds:
            reasons = ", ".join(state.holds)
            hints.append(f"On hold at Shopify: {reasons}" if reasons else "On hold at Shopify")
        if state.status == "SCHEDULED":
            day = f" for {to_day(state.fulfill_at, zone)}" if state.fulfill_at else ""
            hints.append(f"Scheduled at Shopify{day}")
        if state.moved:
            hints.append(f"Moved to {state.location}")
    return list(dict.fromkeys(hints))

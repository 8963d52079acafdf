"""Fulfillment pushes in memory."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.fulfillment import (
    MAX_CONCURRENT_PUSHES_PER_SHOP,
    FulfillmentPlan,
    FulfillmentPush,
    PushAttempt,
    PushStatus,
    Shipment,
)
from novex_shopify.domain.model.push_filter import ALL_PUSHES, PushFilter
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.tracker import Tracker
from novex_shopify.domain.model.work import WorkerId

_RESTARTABLE_STATUSES = (PushStatus.PENDING, PushStatus.PARKED, PushStatus.REFUSED, PushStatus.PUSHED)
_WAITING_STATUSES = (PushStatus.PENDING, PushStatus.PARKED, PushStatus.REFUSED)


@dataclass(frozen=True, slots=True)
class MemoryFulfillmentPushes:
    """The port `FulfillmentPushes`."""

    state: State

    def add(
        self, shipment: Shipment, shop: ShopDomain | None, order_id: int | None, status: PushStatus, now: datetime
    ) -> FulfillmentPush:
        known = self.get(shipment.id)
        if known:
            return known
        push = FulfillmentPush(allocate_id(self.state.pushes), shipment, status, shop, order_id, next_attempt_at=now)
        return self._store(replace(push, created_at=now))

    def claim(self, worker: WorkerId, now: datetime) -> FulfillmentPush | None:
        push = next((push for push in self._list_by_id() if self._is_due(push, worker, now)), None)
        if push is None:
            return None
        self.state.push_claims[push.id] = (worker, now)
        return self._store(replace(push, status=PushStatus.SENDING, claimed_by=str(worker), attempts=push.attempts + 1))

    def save_plan(self, push: FulfillmentPush, plan: FulfillmentPlan) -> bool:
        current = self.state.pushes[push.id]
        if not _is_same_claim(current, push):
            return False
        self._store(replace(current, plan=plan))
        return True

    def settle(
        self,
        push: FulfillmentPush,
        status: PushStatus,
        attempt: PushAttempt,
        next_attempt_at: datetime | None = None,
        outcome_unknown_until: datetime | None = None,
    ) -> bool:
        current = self.state.pushes[push.id]
        if not _is_same_claim(current, push):
            return False
        current = replace(current, outcome_unknown_until=outcome_unknown_until or current.outcome_unknown_until)
        if current.shipment != push.shipment:
            status, next_attempt_at = PushStatus.PENDING, current.next_due_at(attempt.at)
        settled = replace(current, status=status, last_error=attempt.error, next_attempt_at=next_attempt_at)
        self._store(replace(settled, claimed_by=None, history=(*push.history, attempt)))
        self.state.push_claims.pop(push.id, None)
        return True

    def request_again(
        self, push: FulfillmentPush, shipment: Shipment, now: datetime, note: PushAttempt | None = None
    ) -> FulfillmentPush:
        current = self.state.pushes[push.id]
        if current.status is PushStatus.SENDING:
            return self._store(replace(current, shipment=shipment))
        if current.status not in _RESTARTABLE_STATUSES:
            return current
        history = (*current.history, note) if note else current.history
        requeued = replace(current, shipment=shipment, status=PushStatus.PENDING, history=history)
        return self._store(replace(requeued, attempts=0, next_attempt_at=current.next_due_at(now)))

    def end(self, push: FulfillmentPush, status: PushStatus, note: PushAttempt) -> bool:
        current = self.state.pushes[push.id]
        if current.status not in _WAITING_STATUSES:
            return False
        history = (*current.history, note)
        self._store(replace(current, status=status, last_error=note.error, history=history, next_attempt_at=None))
        return True

    def list_for_order(self, shop: ShopDomain, order_id: int) -> Sequence[FulfillmentPush]:
        return [push for push in self._list_by_id() if (push.shop_domain, push.order_id) == (shop, order_id)]

    def list_for_orders(self, shop: ShopDomain, order_ids: Collection[int]) -> Sequence[FulfillmentPush]:
        return [each for each in self._list_by_id() if each.shop_domain == shop and each.order_id in order_ids]

    def count_by_status(self) -> Mapping[PushStatus, int]:
        return Counter(push.status for push in self.state.pushes.values())

    def find_oldest_waiting(self) -> datetime | None:
        waiting = (PushStatus.PENDING, PushStatus.SENDING, PushStatus.PARKED)
        since = [push.created_at for push in self.state.pushes.values() if push.status in waiting and push.created_at]
        return min(since, default=None)

    def release(self, shop: ShopDomain, now: datetime) -> int:
        parked = [push for push in self._list_by_id() if push.shop_domain == shop and push.status is PushStatus.PARKED]
        for push in parked:
            self._store(replace(push, status=PushStatus.PENDING, attempts=0, next_attempt_at=push.next_due_at(now)))
        return len(parked)

    def get_locked(self, shipment_id: str) -> FulfillmentPush | None:
        return self.get(shipment_id)

    def get(self, shipment_id: str) -> FulfillmentPush | None:
        return next((push for push in self.state.pushes.values() if push.shipment.id == shipment_id), None)

    def get_many(self, shipment_ids: Collection[str]) -> Sequence[FulfillmentPush]:
        return [push for push in self._list_by_id() if push.shipment.id in shipment_ids]

    def search(self, text: str, limit: int) -> Sequence[FulfillmentPush]:
        shipments = ((push, push.shipment) for push in reversed(self._list_by_id()))
        found = [
            push
            for push, shipment in shipments
            if text == shipment.id or (shipment.tracking and text in shipment.tracking.all_numbers)
        ]
        return found[:limit]

    def list_latest(
        self, limit: int, which: PushFilter = ALL_PUSHES, before: int | None = None
    ) -> Sequence[FulfillmentPush]:
        found = reversed(self._filter(which))
        return [push for push in found if before is None or push.id < before][:limit]

    def list_oldest(
        self, limit: int, which: PushFilter = ALL_PUSHES, after: int | None = None
    ) -> Sequence[FulfillmentPush]:
        return [push for push in self._filter(which) if after is None or push.id > after][:limit]

    def count(self, limit: int, which: PushFilter = ALL_PUSHES) -> int:
        return min(limit, len(self._filter(which)))

    def _filter(self, which: PushFilter) -> Sequence[FulfillmentPush]:
        trackers: dict[str, list[Tracker]] = defaultdict(list)
        for shipment_id, tracker in self.state.trackers.values():
            trackers[shipment_id].append(tracker)
        return [push for push in self._list_by_id() if which.includes(push, trackers[push.shipment.id])]

    def _store(self, push: FulfillmentPush) -> FulfillmentPush:
        self.state.pushes[push.id] = push
        return push

    def _list_by_id(self) -> list[FulfillmentPush]:
        return [self.state.pushes[number] for number in sorted(self.state.pushes)]

    def _is_due(self, push: FulfillmentPush, worker: WorkerId, now: datetime) -> bool:
        if push.status is not PushStatus.PENDING or push.next_attempt_at is None or push.next_attempt_at > now:
            return False
        claimed = [other for other in self._list_of_shop(push.shop_domain) if other.claimed_by == str(worker)]
        return len(claimed) < MAX_CONCURRENT_PUSHES_PER_SHOP and not any(
            _is_blocking(other, push) for other in self._list_by_id()
        )

    def _list_of_shop(self, shop: ShopDomain | None) -> list[FulfillmentPush]:
        return [push for push in self._list_by_id() if push.shop_domain == shop]


def _is_blocking(other: FulfillmentPush, push: FulfillmentPush) -> bool:
    """Whether `other` is of the same order and is being sent, or is pending before `push`."""
    if (other.shop_domain, other.order_id) != (push.shop_domain, push.order_id):
        return False
    return other.status is PushStatus.SENDING or (other.status is PushStatus.PENDING and other.id < push.id)


def _is_same_claim(current: FulfillmentPush, push: FulfillmentPush) -> bool:
    return (current.claimed_by, current.attempts) == (push.claimed_by, push.attempts)

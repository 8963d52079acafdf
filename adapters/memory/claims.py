"""Claims in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.due_records import requeue
from novex_shopify.adapters.memory.state import Claim, State
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportStatus
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.work import Work, WorkerId


@dataclass(frozen=True, slots=True)
class MemoryClaims:
    """The port `Claims`."""

    state: State

    def list_holders(self) -> Sequence[WorkerId]:
        return sorted({worker for claims in self._claims_by_work.values() for worker, _ in claims.values()}, key=str)

    def renew(self, worker: WorkerId, held: Mapping[Work, Collection[int]], before: datetime, now: datetime) -> None:
        for work, claims in self._claims_by_work.items():
            renewed = _find_claimed_ids(worker, claims, before) & set(held.get(work, ()))
            claims.update(dict.fromkeys(renewed, (worker, now)))

    def reclaim(
        self, worker: WorkerId, claimed_before: datetime, now: datetime, outcome_unknown_until: datetime
    ) -> int:
        abandoned = {
            work: sorted(_find_claimed_ids(worker, claims, claimed_before))
            for work, claims in self._claims_by_work.items()
        }
        for work, keys in abandoned.items():
            for key in keys:
                del self._claims_by_work[work][key]
        self._requeue_events_and_imports(abandoned[Work.EVENTS], abandoned[Work.IMPORTS], now)
        self._requeue_pushes(abandoned[Work.FULFILLMENTS], now, outcome_unknown_until)
        requeue(self.state.label_purchases, abandoned[Work.LABELS], now)
        requeue(self.state.manifests, abandoned[Work.MANIFESTS], now)
        requeue(self.state.notifications, abandoned[Work.NOTIFICATIONS], now)
        requeue(self.state.stock_syncs, abandoned[Work.STOCK], now)
        return sum(map(len, abandoned.values()))

    def _requeue_events_and_imports(self, events: list[int], imports: list[int], now: datetime) -> None:
        for key in events:
            event = self.state.events[key]
            self.state.events[key] = replace(
                event,
                status=EventStatus.PENDING,
                next_attempt_at=now,
                claimed_by=None,
                attempts=event.attempts - 1,
                crash_count=event.crash_count + 1,
            )
        for key in imports:
            run = self.state.imports[key]
            self.state.imports[key] = replace(
                run,
                status=ImportStatus.PENDING,
                next_attempt_at=now,
                claimed_by=None,
                crash_count=run.crash_count + 1,
            )

    def _requeue_pushes(self, pushes: list[int], now: datetime, outcome_unknown_until: datetime) -> None:
        for key in pushes:
            push = self.state.pushes[key]
            push = replace(push, status=PushStatus.PENDING, claimed_by=None)
            if push.plan:
                push = replace(push, outcome_unknown_until=outcome_unknown_until)
            self.state.pushes[key] = replace(push, next_attempt_at=push.next_due_at(now))

    @property
    def _claims_by_work(self) -> Mapping[Work, dict[int, Claim]]:
        return {
            Work.EVENTS: self.state.event_claims,
            Work.FULFILLMENTS: self.state.push_claims,
            Work.IMPORTS: self.state.import_claims,
            Work.LABELS: self.state.label_claims,
            Work.MANIFESTS: self.state.manifest_claims,
            Work.NOTIFICATIONS: self.state.notification_claims,
            Work.STOCK: self.state.stock_claims,
        }


def _find_claimed_ids(worker: WorkerId, claims: Mapping[int, Claim], claimed_before: datetime) -> set[int]:
    return {key for key, (holder, claimed_at) in claims.items() if holder == worker and claimed_at < claimed_before}

"""Claims in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import Claim, State
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportStatus
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.work import WorkerId


@dataclass(frozen=True, slots=True)
class MemoryClaims:
    """The port `Claims`."""

    state: State

    def holders(self) -> Sequence[WorkerId]:
        """Every worker that holds a claim."""
        return sorted({worker for claims in self._kinds for worker, _ in claims.values()}, key=str)

    def renew(self, worker: WorkerId, since: datetime, now: datetime) -> None:
        """Mark the worker's claims as still being worked on."""
        for claims in self._kinds:
            claims.update(
                {key: (worker, now) for key, (holder, at) in claims.items() if holder == worker and at >= since}
            )

    def take_back(self, worker: WorkerId, claimed_before: datetime, now: datetime) -> int:
        """Return to the queue what the worker claimed before that."""
        abandoned = [
            [key for key, (holder, at) in claims.items() if holder == worker and at < claimed_before]
            for claims in self._kinds
        ]
        for claims, keys in zip(self._kinds, abandoned, strict=True):
            for key in keys:
                del claims[key]
        events, pushes, imports = abandoned
        self._return(events, pushes, imports, now)
        return len(events) + len(pushes) + len(imports)

    def _return(self, events: list[int], pushes: list[int], imports: list[int], now: datetime) -> None:
        for key in events:
            event = self.state.events[key]
            self.state.events[key] = replace(event, status=EventStatus.PENDING, next_attempt_at=now, claimed_by=None)
        for key in pushes:
            push = self.state.pushes[key]
            self.state.pushes[key] = replace(push, status=PushStatus.PENDING, next_attempt_at=now, claimed_by=None)
        for key in imports:
            run = self.state.imports[key]
            self.state.imports[key] = replace(run, status=ImportStatus.PENDING, next_attempt_at=now)

    @property
    def _kinds(self) -> tuple[dict[int, Claim], ...]:
        return self.state.event_claims, self.state.push_claims, self.state.import_claims

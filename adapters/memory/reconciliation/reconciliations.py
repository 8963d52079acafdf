"""Reconciliations in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.reconciliation import AuditRequest, DailyAudit
from novex_shopify.domain.model.resync import ResyncProblem, ResyncSubject
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryReconciliations:
    """The port `Reconciliations`."""

    state: State

    def get_watermark(self, shop: ShopDomain, subject: ResyncSubject = ResyncSubject.ORDERS) -> datetime | None:
        return self.state.watermarks.get((shop, subject))

    def move_watermark(self, shop: ShopDomain, at: datetime, subject: ResyncSubject = ResyncSubject.ORDERS) -> None:
        self.state.watermarks[shop, subject] = max(at, self.state.watermarks.get((shop, subject), at))

    def record_problem(self, problem: ResyncProblem) -> None:
        key = problem.shop, problem.subject, problem.record
        known = self.state.resync_problems.get(key, problem)
        self.state.resync_problems[key] = replace(problem, since=min(known.since, problem.since))

    def clear_problems(self, shop: ShopDomain, subject: ResyncSubject, records: Collection[str]) -> None:
        for record in records:
            self.state.resync_problems.pop((shop, subject, record), None)

    def list_problems(self, shop: ShopDomain) -> Sequence[ResyncProblem]:
        return [problem for key, problem in sorted(self.state.resync_problems.items()) if key[0] == shop]

    def save_audit(self, audit: DailyAudit) -> None:
        self.state.daily_audits[audit.shop, audit.day] = audit

    def get_audit(self, shop: ShopDomain, day: date) -> DailyAudit | None:
        return self.state.daily_audits.get((shop, day))

    def list_audits(
        self, shop: ShopDomain | None = None, limit: int = 30, until: date | None = None
    ) -> Sequence[DailyAudit]:
        audits = [
            audit
            for audit in self.state.daily_audits.values()
            if shop in (None, audit.shop) and (until is None or audit.day <= until)
        ]
        return sorted(audits, key=lambda audit: (-audit.day.toordinal(), audit.shop))[:limit]

    def save_audit_request(self, request: AuditRequest) -> None:
        self.state.audit_requests[request.shop] = request

    def get_audit_request(self, shop: ShopDomain) -> AuditRequest | None:
        return self.state.audit_requests.get(shop)

    def find_due_audit_request(self, now: datetime) -> AuditRequest | None:
        due = [request for request in self.state.audit_requests.values() if request.due_at <= now]
        return min(due, key=lambda request: (request.due_at, request.shop), default=None)

    def delete_audit_request(self, shop: ShopDomain) -> None:
        self.state.audit_requests.pop(shop, None)

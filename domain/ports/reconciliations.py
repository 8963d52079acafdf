"""How far each shop was read, what could not be read, and the daily audits."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from novex_shopify.domain.model.reconciliation import AuditRequest, DailyAudit
from novex_shopify.domain.model.resync import ResyncProblem, ResyncSubject
from novex_shopify.domain.model.shop import ShopDomain


class Reconciliations(Protocol):
    """One watermark per shop and subject, one problem per record, one audit per shop and day."""

    def get_watermark(self, shop: ShopDomain, subject: ResyncSubject = ResyncSubject.ORDERS) -> datetime | None:
        """Return the time up to which all changes of the subject were read."""
        ...

    def move_watermark(self, shop: ShopDomain, at: datetime, subject: ResyncSubject = ResyncSubject.ORDERS) -> None:
        """Move the watermark forward; it never moves back."""
        ...

    def record_problem(self, problem: ResyncProblem) -> None:
        """Store a problem, or the new reason of a known one, which keeps its earliest `since`."""
        ...

    def clear_problems(self, shop: ShopDomain, subject: ResyncSubject, records: Collection[str]) -> None:
        """Delete the problems of records that were read."""
        ...

    def list_problems(self, shop: ShopDomain) -> Sequence[ResyncProblem]:
        """List the problems of a shop by subject, those of all records first, then by record."""
        ...

    def save_audit(self, audit: DailyAudit) -> None:
        """Store an audit, replacing the day's last one."""
        ...

    def get_audit(self, shop: ShopDomain, day: date) -> DailyAudit | None:
        """Get the last audit of a day."""
        ...

    def list_audits(
        self, shop: ShopDomain | None = None, limit: int = 30, until: date | None = None
    ) -> Sequence[DailyAudit]:
        """List the audits of the newest days up to `until`, newest first."""
        ...

    def save_audit_request(self, request: AuditRequest) -> None:
        """Store a request, replacing the shop's last one."""
        ...

    def get_audit_request(self, shop: ShopDomain) -> AuditRequest | None:
        """Get the request of a shop that was not met yet."""
        ...

    def find_due_audit_request(self, now: datetime) -> AuditRequest | None:
        """Find the request that has been due for the longest time."""
        ...

    def delete_audit_request(self, shop: ShopDomain) -> None:
        """Delete the shop's request."""
        ...

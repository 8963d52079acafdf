"""`shopify_reconciliations`, `shopify_resync_problems`, `shopify_order_audits` and `shopify_audit_requests`.

Up to when each store was read, what could not be read, whether both sides agree, and what is to be compared now.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, case, delete
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.reconciliation.audit_document import (
    decode_counts,
    decode_differences,
    encode_counts,
    encode_differences,
)
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.reconciliation import AuditRequest, DailyAudit
from novex_shopify.domain.model.resync import ResyncProblem, ResyncSubject
from novex_shopify.domain.model.shop import ShopDomain


class ReconciliationRow(Row, table=True):
    __tablename__ = "shopify_reconciliations"

    shop_domain: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    watermark: datetime = Field(sa_type=UtcDateTime)


class ResyncProblemRow(Row, table=True):
    __tablename__ = "shopify_resync_problems"

    shop_domain: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    record: str = Field(primary_key=True)
    reason: str
    since: datetime = Field(sa_type=UtcDateTime)

    def to_domain(self) -> ResyncProblem:
        return ResyncProblem(
            ShopDomain(self.shop_domain), ResyncSubject(self.subject), self.record, self.reason, self.since
        )


class OrderAuditRow(Row, table=True):
    """One day (ISO) of one store. The totals and differences are JSON (`audit_document.py`)."""

    __tablename__ = "shopify_order_audits"

    shop_domain: str = Field(primary_key=True)
    day: str = Field(primary_key=True, index=True)
    audited_at: datetime = Field(sa_type=UtcDateTime)
    time_zone: str
    currency: str
    shopify_totals: str
    erp_totals: str
    differences: str

    def to_domain(self) -> DailyAudit:
        return DailyAudit(
            ShopDomain(self.shop_domain),
            date.fromisoformat(self.day),
            self.audited_at,
            self.currency,
            decode_counts(self.shopify_totals),
            decode_counts(self.erp_totals),
            decode_differences(self.differences),
            self.time_zone,
        )


class AuditRequestRow(Row, table=True):
    """`first_day` and `last_day` are ISO dates."""

    __tablename__ = "shopify_audit_requests"

    shop_domain: str = Field(primary_key=True)
    first_day: str
    last_day: str
    repairs: bool
    due_at: datetime = Field(sa_type=UtcDateTime)
    error: str
    order_id: int | None = Field(default=None, sa_type=BigInteger)

    def to_domain(self) -> AuditRequest:
        first, last = date.fromisoformat(self.first_day), date.fromisoformat(self.last_day)
        domain = ShopDomain(self.shop_domain)
        return AuditRequest(domain, first, last, self.repairs, self.due_at, self.error, self.order_id)


@dataclass(frozen=True, slots=True)
class SqlReconciliations:
    """The port `Reconciliations`."""

    session: Session

    def get_watermark(self, shop: ShopDomain, subject: ResyncSubject = ResyncSubject.ORDERS) -> datetime | None:
        row = self.session.get(ReconciliationRow, (shop, subject))
        return row.watermark if row else None

    def move_watermark(self, shop: ShopDomain, at: datetime, subject: ResyncSubject = ResyncSubject.ORDERS) -> None:
        row = {"shop_domain": shop, "subject": subject, "watermark": at}
        insert_many(self.session, ReconciliationRow, [row], _upsert_if_later)

    def record_problem(self, problem: ResyncProblem) -> None:
        row = {
            "shop_domain": problem.shop,
            "subject": problem.subject,
            "record": problem.record,
            "reason": problem.reason,
            "since": problem.since,
        }
        insert_many(self.session, ResyncProblemRow, [row], _keep_earliest)

    def clear_problems(self, shop: ShopDomain, subject: ResyncSubject, records: Collection[str]) -> None:
        these = delete(ResyncProblemRow).where(
            col(ResyncProblemRow.shop_domain) == shop,
            col(ResyncProblemRow.subject) == subject,
            col(ResyncProblemRow.record).in_(records),
        )
        self.session.connection().execute(these)

    def list_problems(self, shop: ShopDomain) -> Sequence[ResyncProblem]:
        statement = (
            select(ResyncProblemRow)
            .where(ResyncProblemRow.shop_domain == shop)
            .order_by(col(ResyncProblemRow.subject), col(ResyncProblemRow.record))
        )
        return [row.to_domain() for row in self.session.exec(statement)]

    def save_audit(self, audit: DailyAudit) -> None:
        row = {
            "shop_domain": audit.shop,
            "day": audit.day.isoformat(),
            "audited_at": audit.audited_at,
            "time_zone": audit.time_zone,
            "currency": audit.currency,
            "shopify_totals": encode_counts(audit.shopify_counts),
            "erp_totals": encode_counts(audit.erp_counts),
            "differences": encode_differences(audit.differences),
        }
        insert_many(self.session, OrderAuditRow, [row], overwrite_on_conflict(("shop_domain", "day"), _AUDIT_COLUMNS))

    def get_audit(self, shop: ShopDomain, day: date) -> DailyAudit | None:
        row = self.session.get(OrderAuditRow, (shop, day.isoformat()), populate_existing=True)
        return row.to_domain() if row else None

    def list_audits(
        self, shop: ShopDomain | None = None, limit: int = 30, until: date | None = None
    ) -> Sequence[DailyAudit]:
        statement = select(OrderAuditRow).order_by(col(OrderAuditRow.day).desc(), col(OrderAuditRow.shop_domain))
        if shop:
            statement = statement.where(OrderAuditRow.shop_domain == shop)
        if until:
            statement = statement.where(col(OrderAuditRow.day) <= until.isoformat())
        newest = statement.limit(limit)
        return [row.to_domain() for row in self.session.exec(newest)]

    def save_audit_request(self, request: AuditRequest) -> None:
        row = {
            "shop_domain": request.shop,
            "first_day": request.first.isoformat(),
            "last_day": request.last.isoformat(),
            "repairs": request.repairs,
            "due_at": request.due_at,
            "error": request.error,
            "order_id": request.order_id,
        }
        insert_many(self.session, AuditRequestRow, [row], overwrite_on_conflict(("shop_domain",), _REQUEST_COLUMNS))

    def get_audit_request(self, shop: ShopDomain) -> AuditRequest | None:
        row = self.session.get(AuditRequestRow, shop, populate_existing=True)
        return row.to_domain() if row else None

    def find_due_audit_request(self, now: datetime) -> AuditRequest | None:
        due = select(AuditRequestRow).where(AuditRequestRow.due_at <= now)
        longest = due.order_by(col(AuditRequestRow.due_at), col(AuditRequestRow.shop_domain)).limit(1)
        row = self.session.exec(longest).one_or_none()
        return row.to_domain() if row else None

    def delete_audit_request(self, shop: ShopDomain) -> None:
        this = delete(AuditRequestRow).where(col(AuditRequestRow.shop_domain) == shop)
        self.session.connection().execute(this)


_REQUEST_COLUMNS = ("first_day", "last_day", "repairs", "due_at", "error", "order_id")
_AUDIT_COLUMNS = ("audited_at", "time_zone", "currency", "shopify_totals", "erp_totals", "differences")


def _upsert_if_later(insert: Any) -> Any:
    new, known = insert.excluded.watermark, insert.table.c.watermark
    return insert.on_conflict_do_update(
        index_elements=["shop_domain", "subject"], set_={"watermark": new}, where=new > known
    )


def _keep_earliest(insert: Any) -> Any:
    new, known = insert.excluded, insert.table.c
    earliest = case((new.since < known.since, new.since), else_=known.since)
    return insert.on_conflict_do_update(
        index_elements=["shop_domain", "subject", "record"], set_={"reason": new.reason, "since": earliest}
    )

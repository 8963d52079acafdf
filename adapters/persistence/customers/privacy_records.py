"""`shopify_privacy_requests`: completed requests about personal data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.privacy import PrivacyRecord, PrivacyRequestKind
from novex_shopify.domain.model.shop import ShopDomain


class PrivacyRequestRow(Row, table=True):
    """`report` is JSON for the customer who asked for their data; the product never reads it back."""

    __tablename__ = "shopify_privacy_requests"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    kind: str
    customer_id: int | None = Field(default=None, sa_type=BigInteger)
    requested_at: datetime = Field(sa_type=UtcDateTime)
    handled_at: datetime = Field(sa_type=UtcDateTime)
    report: str | None = None

    def to_domain(self) -> PrivacyRecord:
        return PrivacyRecord(
            ShopDomain(self.shop_domain),
            PrivacyRequestKind(self.kind),
            self.customer_id,
            self.requested_at,
            self.handled_at,
            self.report,
            self.id or 0,
        )


@dataclass(frozen=True, slots=True)
class SqlPrivacyRecords:
    """The port `PrivacyRecords`."""

    session: Session

    def add(self, record: PrivacyRecord) -> None:
        row = PrivacyRequestRow(
            shop_domain=record.shop_domain,
            kind=record.kind,
            customer_id=record.customer_id,
            requested_at=record.requested_at,
            handled_at=record.completed_at,
            report=record.report,
        )
        self.session.add(row)
        self.session.flush()

    def erase_reports(self, shop: ShopDomain, customer_id: int | None) -> None:
        whose = [col(PrivacyRequestRow.shop_domain) == shop]
        if customer_id is not None:
            whose.append(col(PrivacyRequestRow.customer_id) == customer_id)
        self.session.connection().execute(update(PrivacyRequestRow).where(*whose).values(report=None))

    def list_latest(self, limit: int) -> Sequence[PrivacyRecord]:
        statement = select(PrivacyRequestRow).order_by(col(PrivacyRequestRow.id).desc()).limit(limit)
        rows = self.session.exec(statement)
        return [row.to_domain() for row in rows]

    def get(self, record_id: int) -> PrivacyRecord | None:
        row = self.session.get(PrivacyRequestRow, record_id)
        return row.to_domain() if row else None

"""`shopify_privacy_requests` and `shopify_erasures`: completed requests about personal data."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, func, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.privacy import KeptInvoices, PrivacyRecord, PrivacyRequestKind
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
    signature: str | None = Field(default=None, index=True)
    kept_invoices: int
    kept_until: date | None = None

    def to_domain(self) -> PrivacyRecord:
        return PrivacyRecord(
            ShopDomain(self.shop_domain),
            PrivacyRequestKind(self.kind),
            self.customer_id,
            self.requested_at,
            self.handled_at,
            self.report,
            self.id or 0,
            self.signature,
            KeptInvoices(self.kept_invoices, self.kept_until),
        )


class ErasureRow(Row, table=True):
    """A record that was to be erased before it arrived."""

    __tablename__ = "shopify_erasures"

    shop_domain: str = Field(primary_key=True)
    resource_key: str = Field(primary_key=True)
    requested_at: datetime = Field(sa_type=UtcDateTime)


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
            signature=record.signature,
            kept_invoices=record.kept.count,
            kept_until=record.kept.until,
        )
        self.session.add(row)
        self.session.flush()

    def is_met(self, shop: ShopDomain, signature: str) -> bool:
        this = (PrivacyRequestRow.shop_domain == shop, PrivacyRequestRow.signature == signature)
        return self.session.exec(select(PrivacyRequestRow.id).where(*this).limit(1)).first() is not None

    def erase_old_reports(self, completed_before: datetime) -> None:
        old = (col(PrivacyRequestRow.handled_at) < completed_before, col(PrivacyRequestRow.report).is_not(None))
        self.session.connection().execute(update(PrivacyRequestRow).where(*old).values(report=None))

    def erase_reports(self, shop: ShopDomain, customer_id: int | None) -> None:
        whose = [col(PrivacyRequestRow.shop_domain) == shop]
        if customer_id is not None:
            whose.append(col(PrivacyRequestRow.customer_id) == customer_id)
        self.session.connection().execute(update(PrivacyRequestRow).where(*whose).values(report=None))

    def remember_erasures(self, shop: ShopDomain, resource_keys: Collection[str], at: datetime) -> None:
        rows = [{"shop_domain": shop, "resource_key": key, "requested_at": at} for key in sorted(resource_keys)]
        insert_many(self.session, ErasureRow, rows, _keep_latest)

    def find_erasures(self, shop: ShopDomain, resource_keys: Collection[str]) -> Mapping[str, datetime]:
        these = is_one_of(self.session, ErasureRow, "resource_key", resource_keys)
        rows = self.session.exec(select(ErasureRow).where(ErasureRow.shop_domain == shop, these))
        return {row.resource_key: row.requested_at for row in rows}

    def find_shop_erasure(self, shop: ShopDomain) -> datetime | None:
        of_shop = (PrivacyRequestRow.shop_domain == shop, PrivacyRequestRow.kind == PrivacyRequestKind.SHOP_ERASURE)
        return self.session.exec(select(func.max(PrivacyRequestRow.handled_at)).where(*of_shop)).one()

    def list_latest(self, limit: int, before: int | None = None) -> Sequence[PrivacyRecord]:
        statement = select(PrivacyRequestRow).order_by(col(PrivacyRequestRow.id).desc()).limit(limit)
        if before is not None:
            statement = statement.where(col(PrivacyRequestRow.id) < before)
        return [row.to_domain() for row in self.session.exec(statement)]

    def count(self, limit: int) -> int:
        some = select(PrivacyRequestRow.id).limit(limit).subquery()
        return self.session.exec(select(func.count()).select_from(some)).one()

    def get(self, record_id: int) -> PrivacyRecord | None:
        row = self.session.get(PrivacyRequestRow, record_id)
        return row.to_domain() if row else None


def _keep_latest(insert: Any) -> Any:
    new, known = insert.excluded.requested_at, insert.table.c.requested_at
    return insert.on_conflict_do_update(
        index_elements=["shop_domain", "resource_key"], set_={"requested_at": new}, where=new > known
    )

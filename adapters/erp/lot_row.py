"""`erp_lots`: rows and domain objects."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.lot import Lot, LotSource, LotStatus


class LotRow(Row, table=True):
    """A lot."""

    __tablename__ = "erp_lots"
    __table_args__ = (
        UniqueConstraint("item_id", "code_key"),
        Index("ix_erp_lots_expires_on_received_at_id", "expires_on", "received_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    item_id: str
    code: str
    code_key: str
    source: str
    received_at: datetime = Field(sa_type=UtcDateTime)
    supplier_code: str | None = None
    source_reference: str | None = None
    produced_on: date | None = None
    expires_on: date | None = None
    status: str
    status_reason: str | None = None
    note: str | None = None

    def to_domain(self) -> Lot:
        return Lot(
            self.id or 0,
            self.item_id,
            self.code,
            LotSource(self.source),
            self.received_at,
            self.supplier_code,
            self.source_reference,
            self.produced_on,
            self.expires_on,
            LotStatus(self.status),
            self.status_reason,
            self.note,
        )

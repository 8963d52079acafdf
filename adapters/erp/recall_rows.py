"""The rows of recalls, and the domain objects."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from novex_shopify.adapters.persistence.actor_columns import build_actor_columns, to_actor, to_optional_actor
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.recall import (
    LotOutcome,
    NoticeChannel,
    Recall,
    RecallClass,
    RecalledLot,
    RecallNotice,
)


class RecallRow(Row, table=True):
    """A recall."""

    __tablename__ = "erp_recalls"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    number: str = Field(unique=True)
    recall_class: str
    reason: str
    mock: bool
    opened_at: datetime = Field(sa_type=UtcDateTime)
    opened_by_kind: str
    opened_by_name: str
    opened_by_id: str
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by_kind: str | None = None
    closed_by_name: str | None = None
    closed_by_id: str | None = None
    conclusion: str | None = None

    def to_domain(self) -> Recall:
        return Recall(
            self.id or 0,
            self.number,
            RecallClass(self.recall_class),
            self.reason,
            self.mock,
            self.opened_at,
            to_actor(self.opened_by_kind, self.opened_by_name, self.opened_by_id),
            self.closed_at,
            to_optional_actor(self.closed_by_kind, self.closed_by_name, self.closed_by_id),
            self.conclusion,
        )


class RecalledLotRow(Row, table=True):
    """A lot of a recall."""

    __tablename__ = "erp_recall_lots"

    recall_id: int = Field(primary_key=True, sa_type=BigInteger)
    lot_id: int = Field(primary_key=True, sa_type=BigInteger, index=True)
    outcome: str | None = None

    def to_domain(self) -> RecalledLot:
        return RecalledLot(self.recall_id, self.lot_id, LotOutcome(self.outcome) if self.outcome else None)


class RecallNoticeRow(Row, table=True):
    """A notice. `note` is what a customer answered, and is erased with the order's personal data."""

    __tablename__ = "erp_recall_notices"
    __table_args__ = (
        Index("ix_erp_recall_notices_recall_id_order_id", "recall_id", "order_id"),
        Index("ix_erp_recall_notices_recall_id_customer_id", "recall_id", "customer_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    recall_id: int = Field(sa_type=BigInteger)
    order_id: int = Field(sa_type=BigInteger, index=True)
    customer_id: str | None = None
    channel: str
    notified_at: datetime = Field(sa_type=UtcDateTime)
    notified_by_kind: str
    notified_by_name: str
    notified_by_id: str
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str | None = None
    returned: int = Field(sa_type=BigInteger)

    def to_domain(self) -> RecallNotice:
        return RecallNotice(
            self.id or 0,
            self.recall_id,
            str(self.order_id),
            self.customer_id,
            NoticeChannel(self.channel),
            self.notified_at,
            to_actor(self.notified_by_kind, self.notified_by_name, self.notified_by_id),
            self.answered_at,
            self.note,
            self.returned,
        )


def build_recall_row(recall: Recall) -> dict[str, Any]:
    return {
        "number": recall.number,
        "recall_class": recall.recall_class,
        "reason": recall.reason,
        "mock": recall.mock,
        "opened_at": recall.opened_at,
        **build_actor_columns(recall.opened_by, "opened_by"),
        "closed_at": recall.closed_at,
        **build_actor_columns(recall.closed_by, "closed_by"),
        "conclusion": recall.conclusion,
    }


def build_notice_row(notice: RecallNotice) -> dict[str, Any]:
    return {
        "recall_id": notice.recall_id,
        "order_id": int(notice.order_id),
        "customer_id": notice.customer_id,
        "channel": notice.channel,
        "notified_at": notice.notified_at,
        **build_actor_columns(notice.notified_by, "notified_by"),
        "answered_at": notice.answered_at,
        "note": notice.note,
        "returned": notice.returned,
    }

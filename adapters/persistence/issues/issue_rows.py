"""`shopify_issues` and `shopify_issue_changes`: the rows and the domain objects."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from novex_shopify.adapters.persistence.actor_columns import build_actor_columns, to_actor, to_optional_actor
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.issue import IssueKind
from novex_shopify.domain.model.issue_record import IssueChange, IssueChangeKind, IssueRecord, IssueState
from novex_shopify.domain.model.shop import NO_SHOP, ShopDomain

WATCHED = text("state <> 'resolved' OR missing_since IS NULL")


class IssueRow(Row, table=True):
    """An issue. `shop_domain` is empty for what belongs to no store, so that the key is unique for it too."""

    __tablename__ = "shopify_issues"
    __table_args__ = (
        UniqueConstraint("cause", "kind", "shop_domain"),
        Index("ix_shopify_issues_watched", "id", postgresql_where=WATCHED, sqlite_where=WATCHED),
        Index("ix_shopify_issues_resolved_at", "resolved_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    kind: str
    shop_domain: str
    cause: str
    title: str
    detail: str
    subject: str
    state: str
    orders: int
    most_orders: int
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    missing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    occurrences: int
    summed_up: bool
    owner_kind: str | None = None
    owner_name: str | None = None
    owner_id: str | None = None
    ignored_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ignored_above: int | None = None
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by_kind: str
    changed_by_name: str
    changed_by_id: str

    def to_domain(self) -> IssueRecord:
        return IssueRecord(
            self.id or 0,
            IssueKind(self.kind),
            ShopDomain(self.shop_domain) if self.shop_domain else None,
            self.cause,
            self.title,
            self.first_seen_at,
            self.opened_at,
            self.last_seen_at,
            self.changed_at,
            to_actor(self.changed_by_kind, self.changed_by_name, self.changed_by_id),
            IssueState(self.state),
            self.detail,
            self.subject,
            self.orders,
            self.most_orders,
            self.since,
            self.missing_since,
            self.occurrences,
            self.summed_up,
            to_optional_actor(self.owner_kind, self.owner_name, self.owner_id),
            self.ignored_until,
            self.ignored_above,
            self.resolved_at,
        )


def build_issue_row(record: IssueRecord) -> dict[str, Any]:
    return {
        "kind": record.kind,
        "shop_domain": record.shop or NO_SHOP,
        "cause": record.cause,
        "title": record.title,
        "detail": record.detail,
        "subject": record.subject,
        "state": record.state,
        "orders": record.orders,
        "most_orders": record.most_orders,
        "since": record.since,
        "first_seen_at": record.first_seen_at,
        "opened_at": record.opened_at,
        "last_seen_at": record.last_seen_at,
        "missing_since": record.missing_since,
        "occurrences": record.occurrences,
        "summed_up": record.summed_up,
        **build_actor_columns(record.owner, "owner"),
        "ignored_until": record.ignored_until,
        "ignored_above": record.ignored_above,
        "resolved_at": record.resolved_at,
        "changed_at": record.changed_at,
        **build_actor_columns(record.changed_by, "changed_by"),
    }


class IssueChangeRow(Row, table=True):
    __tablename__ = "shopify_issue_changes"
    __table_args__ = (
        Index("ix_shopify_issue_changes_issue_id", "issue_id", "id"),
        Index("ix_shopify_issue_changes_at", "at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    issue_id: int = Field(sa_type=BigInteger)
    kind: str
    at: datetime = Field(sa_type=UtcDateTime)
    actor_kind: str
    actor_name: str
    actor_id: str
    orders: int
    orders_before: int
    text: str


def to_issue_change(row: Any) -> IssueChange:
    return IssueChange(
        row.id,
        row.issue_id,
        IssueChangeKind(row.kind),
        row.at,
        to_actor(row.actor_kind, row.actor_name, row.actor_id),
        row.orders,
        row.orders_before,
        row.text,
    )


def build_issue_change_row(change: IssueChange) -> dict[str, Any]:
    return {
        "issue_id": change.issue_id,
        "kind": change.kind,
        "at": change.at,
        **build_actor_columns(change.actor),
        "orders": change.orders,
        "orders_before": change.orders_before,
        "text": change.text,
    }

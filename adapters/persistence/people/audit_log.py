"""`shopify_audit_log`: who changed what."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.actor_columns import build_actor_columns, to_actor
from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.json_document import to_json
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import (
    AuditAction,
    AuditedKind,
    AuditEntry,
    AuditFilter,
    AuditSubject,
    AuditValues,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.audit_log import AuditChange
from novex_shopify.domain.ports.clock import Clock


class AuditEntryRow(Row, table=True):
    """`before_values` and `after_values` are JSON objects."""

    __tablename__ = "shopify_audit_log"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_kind: str
    actor_name: str = Field(index=True)
    actor_id: str
    action: str
    subject_kind: str
    subject_id: str = Field(index=True)
    shop_domain: str | None = None
    before_values: str
    after_values: str

    def to_domain(self) -> AuditEntry:
        return AuditEntry(
            self.id or 0,
            self.at,
            to_actor(self.actor_kind, self.actor_name, self.actor_id),
            AuditAction(self.action),
            AuditSubject(
                AuditedKind(self.subject_kind),
                self.subject_id,
                ShopDomain(self.shop_domain) if self.shop_domain else None,
            ),
            json.loads(self.before_values),
            json.loads(self.after_values),
        )


@dataclass(frozen=True, slots=True)
class SqlAuditLog:
    """The port `AuditLog`."""

    session: Session
    clock: Clock

    def record(
        self,
        action: AuditAction,
        subject: AuditSubject,
        before: AuditValues | None = None,
        after: AuditValues | None = None,
    ) -> None:
        self.record_many(action, [(subject, before or {}, after or {})])

    def record_many(self, action: AuditAction, changes: Iterable[AuditChange]) -> None:
        actor, now = get_current_actor(), self.clock.now()
        rows = [
            {
                "at": now,
                **build_actor_columns(actor),
                "action": action,
                "subject_kind": subject.kind,
                "subject_id": subject.id,
                "shop_domain": subject.shop,
                "before_values": to_json(before),
                "after_values": to_json(after),
            }
            for subject, before, after in changes
        ]
        insert_many(self.session, AuditEntryRow, rows)

    def search(self, wanted: AuditFilter, limit: int, before_id: int | None = None) -> Sequence[AuditEntry]:
        columns_and_values = (
            (AuditEntryRow.actor_name, wanted.actor_name),
            (AuditEntryRow.action, wanted.action),
            (AuditEntryRow.subject_kind, wanted.kind),
            (AuditEntryRow.subject_id, wanted.subject_id),
            (AuditEntryRow.shop_domain, wanted.shop),
        )
        statement = select(AuditEntryRow).where(
            *(col(column) == value for column, value in columns_and_values if value is not None)
        )
        if wanted.since is not None:
            statement = statement.where(col(AuditEntryRow.at) >= wanted.since)
        if wanted.until is not None:
            statement = statement.where(col(AuditEntryRow.at) < wanted.until)
        if before_id is not None:
            statement = statement.where(col(AuditEntryRow.id) < before_id)
        rows = self.session.exec(statement.order_by(col(AuditEntryRow.id).desc()).limit(limit))
        return [row.to_domain() for row in rows]

    def list_about(self, subjects: Collection[AuditSubject], limit: int) -> Sequence[AuditEntry]:
        ids = defaultdict[tuple[AuditedKind, ShopDomain | None], set[str]](set)
        for subject in subjects:
            ids[subject.kind, subject.shop].add(subject.id)
        if not ids:
            return []
        conditions = (
            and_(
                col(AuditEntryRow.subject_kind) == kind,
                col(AuditEntryRow.shop_domain) == shop,
                is_one_of(self.session, AuditEntryRow, "subject_id", of_kind),
            )
            for (kind, shop), of_kind in ids.items()
        )
        these = is_one_of(self.session, AuditEntryRow, "subject_id", set[str]().union(*ids.values()))
        # By an expression: along the key, a database would read the whole log for subjects with few entries.
        newest_first = (col(AuditEntryRow.id) + 0).desc()
        statement = select(AuditEntryRow).where(these, or_(*conditions)).order_by(newest_first).limit(limit)
        return [row.to_domain() for row in self.session.exec(statement)]

    def find_last(
        self, kind: AuditedKind, subject_ids: Collection[str], shop: ShopDomain | None
    ) -> Mapping[str, AuditEntry]:
        newest = (
            select(func.max(col(AuditEntryRow.id)))
            .where(AuditEntryRow.subject_kind == kind, AuditEntryRow.shop_domain == shop)
            .where(is_one_of(self.session, AuditEntryRow, "subject_id", subject_ids))
            .group_by(AuditEntryRow.subject_id)
        )
        rows = self.session.exec(select(AuditEntryRow).where(col(AuditEntryRow.id).in_(newest)))
        return {row.subject_id: row.to_domain() for row in rows}

    def list_actor_names(self, limit: int) -> Sequence[str]:
        # One step along the index for each name: DISTINCT would read every entry.
        names: list[str] = []
        following = select(func.min(AuditEntryRow.actor_name))
        while len(names) < limit:
            after = [col(AuditEntryRow.actor_name) > names[-1]] if names else []
            name = self.session.connection().execute(following.where(*after)).scalar()
            if name is None:
                break
            names.append(name)
        return names

"""`shopify_notification_rules` and `shopify_notification_settings`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import msgspec
from sqlalchemy import delete, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.json_document import to_json
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.issue import IssueKind, Severity
from novex_shopify.domain.model.notification_rule import (
    NotificationRule,
    NotificationSettings,
    NotificationTiming,
    RuleSubject,
)
from novex_shopify.domain.model.shop import ShopDomain

_ONLY_ROW = 1


class NotificationRuleRow(Row, table=True):
    """A rule. `channel_ids` is a JSON list, and `daily_at` a time such as 08:00."""

    __tablename__ = "shopify_notification_rules"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    channel_ids: str
    subject: str
    kind: str | None = None
    severity: str | None = None
    shop_domain: str | None = None
    min_orders: int
    min_minutes: int
    timing: str
    daily_at: str
    passes_quiet_hours: bool
    remind_after_hours: int
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def to_domain(self) -> NotificationRule:
        return NotificationRule(
            id=self.id or 0,
            channel_ids=msgspec.json.decode(self.channel_ids, type=tuple[int, ...]),
            subject=RuleSubject(self.subject),
            kind=IssueKind(self.kind) if self.kind else None,
            severity=Severity(self.severity) if self.severity else None,
            shop=ShopDomain(self.shop_domain) if self.shop_domain else None,
            min_orders=self.min_orders,
            min_minutes=self.min_minutes,
            timing=NotificationTiming(self.timing),
            daily_at=time.fromisoformat(self.daily_at),
            passes_quiet_hours=self.passes_quiet_hours,
            remind_after_hours=self.remind_after_hours,
            due_at=self.due_at,
        )


class NotificationSettingsRow(Row, table=True):
    """One row. Times are such as 22:00."""

    __tablename__ = "shopify_notification_settings"

    id: int = Field(primary_key=True)
    time_zone: str
    quiet_from: str | None = None
    quiet_until: str | None = None


@dataclass(frozen=True, slots=True)
class SqlNotificationRules:
    """The port `NotificationRules`."""

    session: Session

    def save(self, rule: NotificationRule) -> NotificationRule:
        values = _build_row(rule)
        if rule.id:
            this = update(NotificationRuleRow).where(col(NotificationRuleRow.id) == rule.id)
            self.session.connection().execute(this.values(**values))
            return rule
        row = NotificationRuleRow(**values)
        self.session.add(row)
        self.session.flush()
        return row.to_domain()

    def get(self, rule_id: int) -> NotificationRule | None:
        row = self.session.get(NotificationRuleRow, rule_id, populate_existing=True)
        return row.to_domain() if row else None

    def list_all(self) -> Sequence[NotificationRule]:
        rows = select(NotificationRuleRow).order_by(col(NotificationRuleRow.id))
        return [row.to_domain() for row in self.session.exec(rows.execution_options(populate_existing=True))]

    def remove(self, rule_id: int) -> None:
        self.session.connection().execute(delete(NotificationRuleRow).where(col(NotificationRuleRow.id) == rule_id))

    def get_settings(self) -> NotificationSettings:
        row = self.session.get(NotificationSettingsRow, _ONLY_ROW, populate_existing=True)
        if row is None:
            return NotificationSettings()
        return NotificationSettings(row.time_zone, _read_time(row.quiet_from), _read_time(row.quiet_until))

    def save_settings(self, settings: NotificationSettings) -> None:
        row = {
            "id": _ONLY_ROW,
            "time_zone": settings.time_zone,
            "quiet_from": _write_time(settings.quiet_from),
            "quiet_until": _write_time(settings.quiet_until),
        }
        overwrite = overwrite_on_conflict(("id",), ("time_zone", "quiet_from", "quiet_until"))
        insert_many(self.session, NotificationSettingsRow, [row], overwrite)


def _build_row(rule: NotificationRule) -> dict[str, Any]:
    copied = (
        "subject",
        "kind",
        "severity",
        "min_orders",
        "min_minutes",
        "timing",
        "passes_quiet_hours",
        "remind_after_hours",
        "due_at",
    )
    return {
        **{name: getattr(rule, name) for name in copied},
        "channel_ids": to_json(list(rule.channel_ids)),
        "shop_domain": rule.shop,
        "daily_at": _write_time(rule.daily_at),
    }


def _read_time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _write_time(value: time | None) -> str | None:
    return f"{value:%H:%M}" if value else None

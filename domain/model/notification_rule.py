"""Who is notified of what, and when."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum, auto

from novex_shopify.domain.model.issue import IssueKind, Severity
from novex_shopify.domain.model.shop import UTC_NAME, ShopDomain

DEFAULT_DAILY_AT = time(8)


class RuleSubject(StrEnum):
    """What a rule is about: issues, or the result of the daily data check."""

    ISSUES = auto()
    DATA_CHECK = auto()


class NotificationTiming(StrEnum):
    """When it is sent: at once, or with everything else of the hour or the day."""

    IMMEDIATE = auto()
    HOURLY = auto()
    DAILY = auto()


@dataclass(frozen=True, slots=True)
class NotificationRule:
    """A rule. What is None is any.

    - `kind`, `severity`: which issues. `min_orders`, `min_minutes`: how many orders one must affect, and how long it
      must have lasted.
    - `daily_at`: when a daily message is sent, in the zone of the settings.
    - `passes_quiet_hours`: whether it is sent in quiet hours as well.
    - `remind_after_hours`: how long an issue lasts until it is sent again; 0 is never.
    - `due_at`: when the next data check is sent; None for issues.
    """

    id: int
    channel_ids: tuple[int, ...]
    subject: RuleSubject = RuleSubject.ISSUES
    kind: IssueKind | None = None
    severity: Severity | None = None
    shop: ShopDomain | None = None
    min_orders: int = 0
    min_minutes: int = 0
    timing: NotificationTiming = NotificationTiming.IMMEDIATE
    daily_at: time = DEFAULT_DAILY_AT
    passes_quiet_hours: bool = False
    remind_after_hours: int = 0
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """What all rules have in common. Quiet hours begin and end at times of day in `time_zone`, an IANA name.

    Without both times there are none; `quiet_until` is the next day if it is the earlier one.
    """

    time_zone: str = UTC_NAME
    quiet_from: time | None = None
    quiet_until: time | None = None

"""Rules of notifications from what people and programs write, and back."""

from collections.abc import Iterable, Sequence

from novex_shopify.domain.errors import InvalidNotificationRule
from novex_shopify.domain.model.issue import SEVERITIES, IssueKind, Severity
from novex_shopify.domain.model.notification_rule import (
    DEFAULT_DAILY_AT,
    NotificationRule,
    NotificationSettings,
    NotificationTiming,
    RuleSubject,
)
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.notification_rules import parse_time

ALL = "all"
_SEVERITIES = (Severity.CRITICAL, Severity.WARNING)
NOTIFIED_KINDS = tuple(kind for kind in IssueKind if SEVERITIES[kind] is not Severity.INFO)
"""What needs a person. The others pass, or were decided by one."""

CAUSES: Sequence[str] = (ALL, *_SEVERITIES, RuleSubject.DATA_CHECK, *NOTIFIED_KINDS)
"""What a rule can be about, by one word."""


def build_rule(
    channels: Iterable[int],
    cause: str,
    *,
    rule_id: int = 0,
    shop: str = "",
    min_orders: int = 0,
    min_minutes: int = 0,
    timing: str = NotificationTiming.IMMEDIATE,
    daily_at: str = "",
    passes_quiet_hours: bool = False,
    remind_after_hours: int = 0,
) -> NotificationRule:
    """Build a rule. Raises `InvalidNotificationRule` for a word that is not known, and `InvalidShopDomain`."""
    if cause not in CAUSES:
        raise InvalidNotificationRule(f"There is no cause {cause}: use {', '.join(CAUSES)}.", "cause")
    if timing not in tuple(NotificationTiming):
        raise InvalidNotificationRule(f"There is no timing {timing}: use {', '.join(NotificationTiming)}.", "timing")
    return NotificationRule(
        rule_id,
        tuple(channels),
        RuleSubject.DATA_CHECK if cause == RuleSubject.DATA_CHECK else RuleSubject.ISSUES,
        IssueKind(cause) if cause in NOTIFIED_KINDS else None,
        Severity(cause) if cause in _SEVERITIES else None,
        parse_shop_domain(shop) if shop else None,
        min_orders,
        min_minutes,
        NotificationTiming(timing),
        parse_time(daily_at, "daily_at") if daily_at else DEFAULT_DAILY_AT,
        passes_quiet_hours,
        remind_after_hours,
    )


def build_settings(time_zone: str, quiet_from: str | None, quiet_until: str | None) -> NotificationSettings:
    """Build the settings of all rules; an empty time is none. Raises `InvalidNotificationRule`."""
    begin = parse_time(quiet_from, "quiet_from") if quiet_from else None
    return NotificationSettings(time_zone, begin, parse_time(quiet_until, "quiet_until") if quiet_until else None)


def get_cause(rule: NotificationRule) -> str:
    """Return the word that says what the rule is about."""
    if rule.subject is RuleSubject.DATA_CHECK:
        return RuleSubject.DATA_CHECK
    return rule.kind or rule.severity or ALL

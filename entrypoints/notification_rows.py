"""Channels, rules and notifications as rows, for the command line and the API. No row has an address or a key whole."""

from collections.abc import Mapping
from typing import Any

from novex_shopify.domain.model.notification import Notification
from novex_shopify.domain.model.notification_channel import NotificationChannel
from novex_shopify.domain.model.notification_rule import NotificationRule, NotificationSettings
from novex_shopify.domain.policies.notification_rule_values import get_cause

Row = Mapping[str, Any]


def to_channel_row(channel: NotificationChannel) -> Row:
    return {
        "id": str(channel.id),
        "name": channel.name,
        "kind": str(channel.kind),
        "address": channel.address,
        "created_at": channel.created_at,
        "paused_at": channel.paused_at,
        "pause_reason": channel.pause_reason or None,
    }


def to_rule_row(rule: NotificationRule) -> Row:
    return {
        "id": str(rule.id),
        "channels": [str(each) for each in rule.channel_ids],
        "cause": str(get_cause(rule)),
        "shop": rule.shop,
        "min_orders": rule.min_orders,
        "min_minutes": rule.min_minutes,
        "timing": str(rule.timing),
        "daily_at": f"{rule.daily_at:%H:%M}",
        "passes_quiet_hours": rule.passes_quiet_hours,
        "remind_after_hours": rule.remind_after_hours,
    }


def to_settings_row(settings: NotificationSettings) -> Row:
    return {
        "time_zone": settings.time_zone,
        "quiet_from": f"{settings.quiet_from:%H:%M}" if settings.quiet_from else None,
        "quiet_until": f"{settings.quiet_until:%H:%M}" if settings.quiet_until else None,
    }


def to_notification_row(notification: Notification, channel: str | None) -> Row:
    """`channel` is the name of its channel; None if that was removed."""
    return {
        "id": str(notification.id),
        "message_id": notification.message_id,
        "channel": channel,
        "titles": [each.title for each in notification.entries],
        "created_at": notification.created_at,
        "state": str(notification.state),
        "attempts": notification.attempts,
        "next_attempt_at": notification.next_attempt_at,
        "settled_at": notification.settled_at,
        "answer": notification.answer or None,
        "error": notification.error,
    }

"""What rules, quiet hours and channels of notifications must be, and what a rule says in words."""

import base64
import binascii
import ipaddress
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from novex_shopify.domain.errors import InvalidChannel, InvalidNotificationRule, InvalidUser
from novex_shopify.domain.model.issue import Severity
from novex_shopify.domain.model.notification_channel import ChannelKind, NotificationChannel
from novex_shopify.domain.model.notification_rule import (
    NotificationRule,
    NotificationSettings,
    NotificationTiming,
    RuleSubject,
)
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.public_addresses import is_public
from novex_shopify.domain.policies.user_rules import check_email

MAX_NAME = 60
MAX_RECIPIENTS = 20
MAX_URL = 2000
MAX_ORDERS, MAX_MINUTES, MAX_REMINDER_HOURS = 1_000_000, 30 * 24 * 60, 30 * 24
SECRET_PREFIX = "whsec_"  # noqa: S105 - not a secret
_MIN_KEY, _MAX_KEY = 24, 64
"""Bytes of a key, by the specification of Standard Webhooks."""


def check_channel(channel: NotificationChannel, *, allows_private: bool) -> NotificationChannel:
    """Return the channel without blanks and duplicates. Raises `InvalidChannel`.

    `allows_private`: whether it may be in a private network, and be reached without encryption.
    """
    name = " ".join(channel.name.split())
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise InvalidChannel(f"Enter a name of at most {MAX_NAME} letters.", "name")
    if channel.kind is ChannelKind.EMAIL:
        return replace(channel, name=name, recipients=_check_recipients(channel.recipients), url=None)
    if channel.url is None:
        raise InvalidChannel("Enter the address that takes the messages.", "url")
    _check_url(channel.url.value, allows_private=allows_private)
    if channel.kind is ChannelKind.WEBHOOK:
        _check_secret(channel.signing_secret)
    return replace(channel, name=name, recipients=())


def check_rule(rule: NotificationRule, known_channels: Collection[int]) -> NotificationRule:
    """Return the rule. Raises `InvalidNotificationRule`."""
    channel_ids = tuple(dict.fromkeys(rule.channel_ids))
    if not channel_ids:
        raise InvalidNotificationRule("Choose at least one channel.", "channels")
    if unknown := [each for each in channel_ids if each not in known_channels]:
        raise InvalidNotificationRule(f"There is no channel {unknown[0]}.", "channels")
    if rule.severity is Severity.INFO:
        raise InvalidNotificationRule("Choose critical, warning or all: the others need no person.", "severity")
    limits = {
        "min_orders": (rule.min_orders, MAX_ORDERS),
        "min_minutes": (rule.min_minutes, MAX_MINUTES),
        "remind_after_hours": (rule.remind_after_hours, MAX_REMINDER_HOURS),
    }
    for field, (value, largest) in limits.items():
        if not 0 <= value <= largest:
            raise InvalidNotificationRule(f"Enter a whole number from 0 to {largest}.", field)
    if rule.subject is RuleSubject.DATA_CHECK:
        return replace(
            rule,
            channel_ids=channel_ids,
            kind=None,
            severity=None,
            min_orders=0,
            min_minutes=0,
            remind_after_hours=0,
            timing=NotificationTiming.DAILY,
        )
    return replace(rule, channel_ids=channel_ids, due_at=None)


def check_settings(settings: NotificationSettings) -> NotificationSettings:
    """Return the settings. Raises `InvalidNotificationRule`."""
    try:
        ZoneInfo(settings.time_zone)
    except (ValueError, OSError, LookupError):
        message = "Enter the name of a time zone, such as Europe/Berlin or America/New_York."
        raise InvalidNotificationRule(message, "time_zone") from None
    if (settings.quiet_from is None) != (settings.quiet_until is None):
        raise InvalidNotificationRule("Enter both times of the quiet hours, or none.", "quiet_until")
    if settings.quiet_from is not None and settings.quiet_from == settings.quiet_until:
        message = "These hours end when they begin. Enter another time, or neither for no quiet hours."
        raise InvalidNotificationRule(message, "quiet_until")
    return settings


def parse_time(text: str, field: str) -> time:
    """Parse a time of day such as 08:00. Raises `InvalidNotificationRule`."""
    try:
        parsed = time.fromisoformat(text.strip())
    except ValueError:
        raise InvalidNotificationRule("Enter a time of day, such as 08:00.", field) from None
    if parsed.tzinfo is not None:
        raise InvalidNotificationRule("Enter a time of day, such as 08:00.", field)
    return parsed.replace(second=0, microsecond=0)


def build_default_rules(channel_id: int) -> Sequence[NotificationRule]:
    """Return what the first channel gets: what is critical at once, warnings once a day."""
    return (
        NotificationRule(0, (channel_id,), severity=Severity.CRITICAL, passes_quiet_hours=True),
        NotificationRule(0, (channel_id,), severity=Severity.WARNING, timing=NotificationTiming.DAILY),
    )


def describe_cause(rule: NotificationRule) -> str:
    """Return what the rule is about, in words."""
    if rule.subject is RuleSubject.DATA_CHECK:
        return "Daily data check"
    words = rule.kind.replace("_", " ").capitalize() if rule.kind else _ALL[rule.severity]
    if rule.min_orders:
        words += f", at least {rule.min_orders} order{'' if rule.min_orders == 1 else 's'}"
    if rule.min_minutes:
        words += f", lasting {rule.min_minutes} minute{'' if rule.min_minutes == 1 else 's'}"
    return words


def describe_timing(rule: NotificationRule) -> str:
    """Return when the rule sends, in words."""
    match rule.timing:
        case NotificationTiming.IMMEDIATE:
            words = "At once"
        case NotificationTiming.HOURLY:
            words = "Every hour"
        case NotificationTiming.DAILY:
            words = f"Daily at {rule.daily_at:%H:%M}"
    if rule.passes_quiet_hours:
        words += ", also in quiet hours"
    if rule.remind_after_hours:
        words += f", again after {rule.remind_after_hours} h"
    return words


_ALL = {None: "All issues", Severity.CRITICAL: "All critical issues", Severity.WARNING: "All warnings"}


def _check_recipients(recipients: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(each.strip() for each in recipients if each.strip()))
    if not found:
        raise InvalidChannel("Enter at least one e-mail address.", "recipients")
    if len(found) > MAX_RECIPIENTS:
        raise InvalidChannel(
            f"{len(found)} addresses are too many; a channel has {MAX_RECIPIENTS} at most.", "recipients"
        )
    for each in found:
        try:
            check_email(each)
        except InvalidUser as error:
            raise InvalidChannel(f"{each} isn't an e-mail address.", "recipients") from error
    return found


def _check_url(url: str, *, allows_private: bool) -> None:
    """What the name means is checked when something is sent: it can change at any time."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidChannel("This isn't a web address.", "url") from None
    schemes = ("https", "http") if allows_private else ("https",)
    if parts.scheme not in schemes or not host or len(url) > MAX_URL or not url.isascii() or not url.isprintable():
        raise InvalidChannel("Enter an address that begins with https://.", "url")
    if "@" in parts.netloc or " " in url:
        raise InvalidChannel("Enter an address without a user name, a password and blanks.", "url")
    if not allows_private and _is_private_literal(host):
        raise InvalidChannel(
            "This address is in a private network. Set NOTIFICATION_PRIVATE_ADDRESSES=true to allow those.", "url"
        )


def _is_private_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return not is_public(host)


def _check_secret(secret: Secret | None) -> None:
    try:
        key = base64.b64decode((secret.value if secret else "").removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not _MIN_KEY <= len(key) <= _MAX_KEY:
        message = (
            f"Enter {SECRET_PREFIX} and {_MIN_KEY} to {_MAX_KEY} bytes in base64, or leave it empty for a new one."
        )
        raise InvalidChannel(message, "signing_secret")

"""What notifications say: plain English, without customer data."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from novex_shopify.domain.model.channel_message import ChannelMessage, MessageSection
from novex_shopify.domain.model.notification import NoticeEvent, Notification, NotificationEntry
from novex_shopify.domain.model.notification_rule import NotificationSettings

MAX_ENTRIES = 25
"""Slack takes 50 blocks. Further entries are counted, and the page shows them."""

MAX_DETAIL = 500
"""Letters of a cause. Its page has it whole."""

_LABELS: Mapping[NoticeEvent, str] = {
    NoticeEvent.OPENED: "Needs attention",
    NoticeEvent.REMINDER: "Still needs attention",
    NoticeEvent.OVER: "Is over",
    NoticeEvent.DATA_CHECK: "Data check",
    NoticeEvent.TEST: "Test",
}
_SUMMARIES: Mapping[NoticeEvent, tuple[str, str]] = {
    NoticeEvent.OPENED: ("1 thing needs attention", "{} things need attention"),
    NoticeEvent.REMINDER: ("1 still does", "{} still do"),
    NoticeEvent.OVER: ("1 is over", "{} are over"),
    NoticeEvent.DATA_CHECK: ("data check of 1 store", "data check of {} stores"),
    NoticeEvent.TEST: ("test", "{} tests"),
}


def build_message(notification: Notification, settings: NotificationSettings, app_url: str) -> ChannelMessage:
    """Return what the notification says, the same at each try. Times are in the zone of the settings."""
    zone = ZoneInfo(settings.time_zone)
    entries = notification.entries[:MAX_ENTRIES]
    return ChannelMessage(
        notification.message_id,
        _build_title(notification.entries),
        [_build_section(each, zone, app_url) for each in entries],
        entries,
        notification.created_at,
        app_url,
        len(notification.entries) - len(entries),
    )


def _build_title(entries: Sequence[NotificationEntry]) -> str:
    if len(entries) == 1:
        return _build_heading(entries[0]) + (f" ({entries[0].shop})" if entries[0].shop else "")
    counts = Counter(each.event for each in entries)
    summaries = [
        _SUMMARIES[event][0 if counts[event] == 1 else 1].format(counts[event])
        for event in NoticeEvent
        if counts[event]
    ]
    text = ", ".join(summaries)
    return text[:1].upper() + text[1:]


def _build_heading(entry: NotificationEntry) -> str:
    return f"{_LABELS[entry.event]}: {_join_lines(entry.title)}"


def _build_section(entry: NotificationEntry, zone: tzinfo, app_url: str) -> MessageSection:
    return MessageSection(_build_heading(entry), tuple(_build_lines(entry, zone)), f"{app_url}{entry.page}")


def _build_lines(entry: NotificationEntry, zone: tzinfo) -> Iterator[str]:
    if entry.detail:
        yield _shorten(_join_lines(entry.detail))
    if entry.shop:
        yield f"Store: {entry.shop}"
    if entry.orders:
        yield f"Orders affected: {entry.orders}"
    if entry.since:
        yield f"Since: {_format(entry.since, zone)}"
    if entry.ended_at:
        yield f"Over since: {_format(entry.ended_at, zone)}"
    if entry.severity:
        yield f"Severity: {entry.severity}"


def _format(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M} ({zone})"


def _join_lines(text: str) -> str:
    return " ".join(text.split())


def _shorten(text: str) -> str:
    return text if len(text) <= MAX_DETAIL else text[: MAX_DETAIL - 1] + "…"

"""Channels whose messages were given up, as issues."""

from collections.abc import Iterator, Mapping

from novex_shopify.domain.model.issue import Issue, IssueKind


def find_notification_issues(names: Mapping[int, str], given_up: Mapping[int, int]) -> Iterator[Issue]:
    """One issue for each channel, however many of its messages failed. Both are by the id of the channel."""
    for channel_id, count in given_up.items():
        if channel_id in names:
            messages = "A message was" if count == 1 else f"{count} messages were"
            yield Issue(
                IssueKind.NOTIFICATIONS_NOT_SENT,
                f"{messages} not sent to {names[channel_id]}",
                detail="Send a test message, and then retry or dismiss them.",
                subject=str(channel_id),
            )

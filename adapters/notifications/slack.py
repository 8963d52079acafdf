"""Messages in the form of Slack's incoming webhooks. Mattermost and others take the same."""

from collections.abc import Iterator, Mapping
from typing import Any

from novex_shopify.domain.model.channel_message import ChannelMessage, MessageSection

MAX_SECTION, MAX_TEXT = 2_900, 3_000
"""Letters; Slack refuses a section of more than 3,000."""


def build_slack_message(message: ChannelMessage) -> Mapping[str, Any]:
    title = _escape(message.title)
    return {"text": title[:MAX_TEXT], "blocks": [_build_section(each) for each in _build_texts(message)]}


def _build_texts(message: ChannelMessage) -> Iterator[str]:
    if len(message.sections) > 1:
        yield f"*{_escape(message.title)}*"
    for section in message.sections:
        yield _build_text(section)
    if message.omitted:
        yield f"<{_escape(message.url)}|And {message.omitted} more>"


def _build_text(section: MessageSection) -> str:
    lines = "\n".join((f"*{_escape(section.heading)}*", *map(_escape, section.lines)))
    return f"{lines[:MAX_SECTION]}\n<{_escape(section.url)}|Open the page>"


def _build_section(text: str) -> Mapping[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _escape(text: str) -> str:
    """What Slack asks for: without these three, no text mentions a channel or becomes a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

"""Messages in the form of the webhooks of Microsoft Teams (Workflows): an Adaptive Card."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from novex_shopify.domain.model.channel_message import ChannelMessage, MessageSection

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~])")


def build_teams_message(message: ChannelMessage) -> Mapping[str, Any]:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": list(_build_body(message)),
        "actions": [{"type": "Action.OpenUrl", "title": "Open what needs attention", "url": message.url}],
    }
    content_type = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": content_type, "contentUrl": None, "content": card}]}


def _build_body(message: ChannelMessage) -> Iterator[Mapping[str, Any]]:
    if len(message.sections) > 1:
        yield _build_block(_escape(message.title), size="Large", weight="Bolder")
    for section in message.sections:
        yield from _build_blocks(section)
    if message.omitted:
        yield _build_block(f"And {message.omitted} more")


def _build_blocks(section: MessageSection) -> Iterator[Mapping[str, Any]]:
    yield _build_block(_escape(section.heading), weight="Bolder", separator=True)
    for line in section.lines:
        yield _build_block(_escape(line), spacing="None")
    yield _build_block(f"[Open the page]({section.url})", spacing="None")


def _build_block(text: str, **style: Any) -> Mapping[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True, **style}


def _escape(text: str) -> str:
    """A text block takes some Markdown; in a text nothing of it may become a link."""
    return _MARKDOWN.sub(r"\\\1", text)

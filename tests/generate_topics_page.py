"""Generates docs/topics.md: `make docs`."""

import sys
from collections.abc import Iterator

from novex_shopify.domain.model.webhook_topic import TOPICS, Topic

INTRODUCTION = """\
# Webhook topics

Generated from the topic table (`domain/model/webhook_topic.py`) by `make docs`; a test checks that it is current. The
same table decides what stores are subscribed to, what `novex-shopify webhooks list` shows, and which handler runs
(`domain/use_cases/webhooks/handlers.py`).

Two topics that some integrations use do not exist at Shopify: `fulfillment_orders/assigned` and
`fulfillment_orders/closed`. They are accepted, and the topics that mean the same are subscribed. The three compliance
topics cannot be subscribed per store: set them in the app's settings at Shopify.

A topic is a hint. Every order topic brings the whole order, so the first to arrive creates the document, and an
older state never replaces a newer one.
"""


def render_page() -> str:
    return "\n".join([INTRODUCTION, *_iter_table_lines(), ""])


def _iter_table_lines() -> Iterator[str]:
    yield "| topic | means | handling | subscribed |"
    yield "|---|---|---|---|"
    yield from map(_format_row, TOPICS)


def _format_row(topic: Topic) -> str:
    subscribed = "itself" if topic.subscribed == (topic.name,) else ", ".join(f"`{name}`" for name in topic.subscribed)
    return f"| `{topic.name}` | {topic.meaning} | {topic.handling} | {subscribed or 'in the app settings'} |"


if __name__ == "__main__":
    sys.stdout.write(render_page())

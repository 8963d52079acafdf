"""The page docs/topics.md, written from the topic table: `python -m tests.generate_topics_page`, or `make docs`."""

import sys
from collections.abc import Iterator

from novex_shopify.domain.model.webhook_topic import TOPICS, Topic

INTRODUCTION = """\
# Webhook topics

Written from the topic table (`domain/model/webhook_topic.py`) by `make docs`; a test sees that it is up to date. The
same table is what stores are subscribed to, what `novex-shopify webhooks list` shows, and what picks the handler
(`domain/use_cases/event_handlers/`).

Two topics that are in use among Shopify's partners do not exist at Shopify: `fulfillment_orders/assigned` and
`fulfillment_orders/closed`. They are accepted, and what carries their meaning is subscribed. The three compliance
topics cannot be subscribed per store: name them in the app's settings at Shopify.

A topic is a hint. Every order topic brings the whole order, so whichever comes first creates the document, and an
older state never replaces a newer one.
"""


def render_page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *_iter_table_lines(), ""])


def _iter_table_lines() -> Iterator[str]:
    yield "| topic | means | so | subscribed |"
    yield "|---|---|---|---|"
    yield from map(_format_row, TOPICS)


def _format_row(topic: Topic) -> str:
    subscribed = "itself" if topic.subscribed == (topic.name,) else ", ".join(f"`{name}`" for name in topic.subscribed)
    return f"| `{topic.name}` | {topic.meaning} | {topic.handling} | {subscribed or 'in the app settings'} |"


if __name__ == "__main__":
    sys.stdout.write(render_page())

"""Counts parked and dead events by what people know: orders."""

from collections.abc import Iterable
from datetime import datetime

from novex_shopify.domain.model.statistics import StuckEvents
from novex_shopify.domain.resource_keys import parse_order_key


def count_orders(stuck: Iterable[StuckEvents]) -> int:
    """Each order once, however many of its events are stuck."""
    return len({(each.shop, each.resource_key) for each in stuck if parse_order_key(each.resource_key) is not None})


def find_latest(stuck: Iterable[StuckEvents]) -> datetime | None:
    return max((each.latest for each in stuck), default=None)


def find_oldest(stuck: Iterable[StuckEvents]) -> datetime | None:
    return min((each.oldest for each in stuck), default=None)

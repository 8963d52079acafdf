"""A place in a list of orders."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from novex_shopify.domain.model.record_id import parse_id

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class OrderPosition(NamedTuple):
    """When an order was placed, and its Shopify id, which decides between orders of the same time."""

    at: datetime
    order_id: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICROSECOND}-{self.order_id}"


def parse_order_position(text: str) -> OrderPosition | None:
    """None for what is no position."""
    since_epoch, _, order_id = text.partition("-")
    microseconds, number = parse_id(since_epoch), parse_id(order_id)
    if microseconds is None or number is None:
        return None
    try:
        return OrderPosition(_EPOCH + microseconds * _MICROSECOND, number)
    except OverflowError:
        return None

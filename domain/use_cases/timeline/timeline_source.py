"""What a timeline is made of."""

from collections.abc import Iterable
from typing import Protocol

from novex_shopify.domain.model.order_timeline import TimelineEntry
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory


class TimelineSource(Protocol):
    """Says what one kind of record knows about the past of an order, in any order.

    What the history has is not read again; a source that reads more does so with as few statements as possible.
    """

    def __call__(self, tx: Transaction, history: OrderHistory, /) -> Iterable[TimelineEntry]: ...

"""What people wrote about an order."""

from collections.abc import Iterator

from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory


def list_comments(tx: Transaction, history: OrderHistory) -> Iterator[TimelineEntry]:
    for each in tx.order_comments.list_by_orders(history.shop, [history.order_id]):
        yield TimelineEntry(
            each.written_at,
            f"comment-{each.id}",
            TimelineKind.COMMENT,
            "Comment",
            (each.text,),
            actor=each.written_by,
            comment_id=each.id,
        )

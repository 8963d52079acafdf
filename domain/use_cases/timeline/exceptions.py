"""Where Shopify's news and the warehouse contradicted each other, and how it was decided."""

from collections.abc import Iterator

from novex_shopify.domain.model.order_exception import EXCEPTION_TITLES
from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind, TimelineTone
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory


def list_exceptions(tx: Transaction, history: OrderHistory) -> Iterator[TimelineEntry]:
    order = history.sales_order
    if tx.erp.stock is None or order is None or order.id is None:
        return
    titles = {line.line_item_id: line.title for line in order.lines}
    for each in tx.erp.stock.order_exceptions.list_by_orders([order.id]):
        title, line = EXCEPTION_TITLES[each.kind], titles.get(each.line_item_id)
        yield TimelineEntry(
            each.opened_at,
            f"exception-{each.id}",
            TimelineKind.EXCEPTION,
            f"Exception: {title[:1].lower()}{title[1:]}",
            (line,) if line else (),
            TimelineTone.WARN,
        )
        if each.closed_at:
            yield TimelineEntry(
                each.closed_at,
                f"exception-{each.id}-end",
                TimelineKind.EXCEPTION,
                f"Exception closed: {title[:1].lower()}{title[1:]}",
                (each.note,) if each.note else (),
                TimelineTone.GOOD,
                actor=each.closed_by,
            )

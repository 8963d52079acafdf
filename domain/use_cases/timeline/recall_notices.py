"""When the customer of an order was notified of a recall. What the customer answered is on the recall's page."""

from collections.abc import Iterator

from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory


def list_recall_notices(tx: Transaction, history: OrderHistory) -> Iterator[TimelineEntry]:
    order = history.sales_order
    if tx.erp.stock is None or order is None or order.id is None:
        return
    for each in tx.erp.stock.recalls.list_notices(None, [order.id], []):
        title = f"Customer notified of a recall by {each.channel.replace('_', ' ')}"
        yield TimelineEntry(each.notified_at, f"notice-{each.id}", TimelineKind.MESSAGE, title, actor=each.notified_by)
        if each.answered_at:
            title = "Customer answered to a recall"
            yield TimelineEntry(each.answered_at, f"notice-{each.id}-answer", TimelineKind.MESSAGE, title)

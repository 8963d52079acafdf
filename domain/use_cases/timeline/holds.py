"""When an order was put on hold, and by whom it was released."""

from collections.abc import Iterator

from novex_shopify.domain.model.order_hold import HoldEnd
from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind, TimelineTone
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory


def list_holds(tx: Transaction, history: OrderHistory) -> Iterator[TimelineEntry]:
    for hold in tx.order_holds.list_by_orders(history.shop, [history.order_id]):
        yield TimelineEntry(
            hold.placed_at,
            f"hold-{hold.id}",
            TimelineKind.HOLD,
            f"Put on hold {'by ' if hold.rule else ''}{hold.cause}",
            (hold.reason,),
            TimelineTone.WARN,
            actor=None if hold.rule else hold.placed_by,
        )
        if hold.ended_at:
            is_released = hold.end is HoldEnd.RELEASED
            yield TimelineEntry(
                hold.ended_at,
                f"hold-{hold.id}-end",
                TimelineKind.HOLD,
                "Released" if is_released else "Hold is over",
                (hold.end_reason,) if hold.end_reason else (),
                TimelineTone.GOOD if is_released else TimelineTone.NEUTRAL,
                actor=hold.ended_by if is_released else None,
            )

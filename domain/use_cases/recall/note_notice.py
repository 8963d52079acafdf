"""Records who was notified of a recall, and what they answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import MoreThanShipped, NotFound, RecallIsClosed
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.recall import NoticeChannel, Recall, RecallNotice
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_stock, require_quantity
from novex_shopify.domain.use_cases.trace.traced_orders import LEFT


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer answered, and how many base units came back upon it."""

    note: str = ""
    returned: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.note.strip() and not self.returned


@dataclass(frozen=True, slots=True)
class NoteNotice:
    """Stores notices, and answers to them. The audit log says who did it, and nothing of what the customer said."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(
        self,
        number: str,
        order_id: str,
        channel: NoticeChannel,
        answer: Answer | None = None,
        notified_at: datetime | None = None,
    ) -> RecallNotice:
        """Record that the customer of an order was notified, now or at another time.

        No more can come back than was shipped to the customer: of the recall's lots, and without a known lot of their
        items. Raises `NotFound`, `RecallIsClosed`, `InvalidQuantity`, `MoreThanShipped` or `NoStockKept`.
        """
        with self.unit_of_work() as tx:
            recall = _lock_open(tx, number)
            head = get_stock(tx).traces.get_heads([order_id]).get(order_id)
            if head is None:
                raise NotFound(f"The ERP has no order {order_id}.")
            if not _may_have_units(get_stock(tx), recall, order_id):
                raise NotFound(f"Order {head.name} has no units of the lots of recall {number}, and had none.")
            now = self.clock.now()
            notice = RecallNotice(
                0, recall.id, order_id, head.customer_id, channel, notified_at or now, get_current_actor()
            )
            saved = _save(tx, recall, _add_answer(notice, answer or Answer(), now))
            tx.commit()
        return saved

    def note_answer(self, number: str, notice_id: int, answer: Answer) -> RecallNotice:
        """Store the answer to a notice, in place of an earlier one. Raises as above."""
        with self.unit_of_work() as tx:
            recall = _lock_open(tx, number)
            notice = get_stock(tx).recalls.get_notice(notice_id)
            if notice is None or notice.recall_id != recall.id:
                raise NotFound(f"Recall {number} has no notice {notice_id}.")
            saved = _save(tx, recall, _add_answer(notice, answer, self.clock.now()))
            tx.commit()
        return saved


def _lock_open(tx: Transaction, number: str) -> Recall:
    recall = get_stock(tx).recalls.lock(number)
    if recall is None:
        raise NotFound(f"There is no recall {number}.")
    if recall.closed_at is not None:
        raise RecallIsClosed(number, recall.closed_at)
    return recall


def _may_have_units(stock: ErpStock, recall: Recall, order_id: str) -> bool:
    """Whether the order has or had units of the lots, or units whose lot is not known."""
    lot_ids = [each.lot_id for each in stock.recalls.list_lots([recall.id])]
    assignments = stock.assignments.list_by_orders([order_id])
    exceptions = stock.order_exceptions.list_by_orders([order_id])
    return any(each.lot_id in lot_ids for each in assignments) or any(
        each.kind is OrderExceptionKind.UNTRACED for each in exceptions
    )


def _add_answer(notice: RecallNotice, answer: Answer, now: datetime) -> RecallNotice:
    require_quantity(answer.returned, lowest=0)
    if answer.is_empty:
        return replace(notice, answered_at=None, note=None, returned=0)
    return replace(notice, answered_at=now, note=answer.note.strip() or None, returned=answer.returned)


def _require_shipped(tx: Transaction, recall: Recall, notice: RecallNotice) -> None:
    """A notice to one order counts for all of the customer's."""
    customer_ids = [notice.customer_id] if notice.customer_id else []
    known = get_stock(tx).recalls.list_notices(recall.id, [notice.order_id], customer_ids)
    other = sum(each.returned for each in known if each.id != notice.id)
    orders = {each.id: each for each in _list_orders_of_customer(tx, notice) if each.id}
    shipped = _count_shipped(get_stock(tx), recall, orders)
    if shipped - other < notice.returned:
        raise MoreThanShipped(orders[notice.order_id].name, shipped, other, notice.returned)


def _list_orders_of_customer(tx: Transaction, notice: RecallNotice) -> Iterator[SalesOrder]:
    order = tx.erp.orders.get(notice.order_id)
    if order:
        yield order
    if notice.customer_id:
        yield from tx.erp.orders.list_by_customer(notice.customer_id)


def _count_shipped(stock: ErpStock, recall: Recall, orders: Mapping[str, SalesOrder]) -> int:
    """Base units that left for these orders, of the lots, and without a known lot of their items."""
    lots = stock.lots.get_many({each.lot_id for each in stock.recalls.list_lots([recall.id])})
    lot_ids, item_ids = {lot.id for lot in lots}, {lot.item_id for lot in lots}
    lines = {
        (key, line.line_item_id) for key, order in orders.items() for line in order.lines if line.item_id in item_ids
    }
    recorded = (
        each.quantity
        for each in stock.assignments.list_by_orders(orders)
        if each.lot_id in lot_ids and each.state in LEFT
    )
    untraced = (
        each.quantity
        for each in stock.order_exceptions.list_by_orders(orders)
        if each.kind is OrderExceptionKind.UNTRACED
        and each.closed_at is None
        and (each.order_id, each.line_item_id) in lines
    )
    return sum(recorded) + sum(untraced)


def _save(tx: Transaction, recall: Recall, notice: RecallNotice) -> RecallNotice:
    if notice.returned:
        _require_shipped(tx, recall, notice)
    saved = get_stock(tx).recalls.save_notice(notice)
    tx.audit_log.record(
        AuditAction.RECALL_NOTICE_SAVED,
        AuditSubject(AuditedKind.RECALL, recall.number),
        {},
        {
            "order": saved.order_id,
            "channel": saved.channel,
            "answered": saved.answered_at is not None,
            "returned": saved.returned,
        },
    )
    return saved

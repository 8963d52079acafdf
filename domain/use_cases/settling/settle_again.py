"""Has orders settled because a person asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.stock.records import get_stock

_PAGE = 500
_MOST_FAILED = 10_000


@dataclass(frozen=True, slots=True)
class SettleAgain:
    """Marks orders due that could not be settled, or all of a store, such as after it began to keep stock."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, order_ids: Sequence[str] = ()) -> int:
        """Mark these of the ERP's orders due, or those that failed; returns how many. Raises `NoStockKept`."""
        with self.unit_of_work() as tx:
            states = get_stock(tx).warehouse_states
            marked = order_ids or [each.order_id for each in states.list_failed(_MOST_FAILED)]
            states.mark_due(marked, self.clock.now())
            tx.commit()
        self.notifier.notify(Work.SETTLE)
        return len(marked)

    def all_of(self, shop: ShopDomain) -> int:
        """Mark all orders of a store due, some at a time; returns how many. Raises `NoStockKept`."""
        count, after = 0, None  # type: tuple[int, OrderPosition | None]
        while True:
            with self.unit_of_work() as tx:
                orders = tx.erp.orders.list_page(_PAGE, shop, after, oldest_first=True)
                get_stock(tx).warehouse_states.mark_due([each.id for each in orders if each.id], self.clock.now())
                tx.commit()
            self.notifier.notify(Work.SETTLE)
            count += len(orders)
            if len(orders) < _PAGE:
                return count
            after = OrderPosition(orders[-1].ordered_at, orders[-1].shopify_order_id)

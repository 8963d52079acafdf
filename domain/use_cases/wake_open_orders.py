"""Has the open orders of a store settled, when it begins to keep stock or to assign lots automatically."""

from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier

_BATCH = 500


@dataclass(frozen=True, slots=True)
class WakeOpenOrders:
    """Marks orders due that are neither cancelled nor fulfilled, a batch in each transaction."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, shop: ShopDomain) -> int:
        """Return how many; none where the ERP keeps no stock."""
        count, after = 0, None  # type: tuple[int, str | None]
        while True:
            with self.unit_of_work() as tx:
                stock = tx.erp.stock
                order_ids = stock.warehouse_states.list_open_orders(shop, _BATCH, after) if stock else ()
                if stock and order_ids:
                    stock.warehouse_states.mark_due(order_ids, self.clock.now())
                    tx.commit()
            if not order_ids:
                return count
            self.notifier.notify(Work.SETTLE)
            count, after = count + len(order_ids), order_ids[-1]

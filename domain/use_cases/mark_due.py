"""Has orders settled whose facts have changed."""

from collections.abc import Collection
from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import AFTER_COMMIT_DELAY
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_orders


@dataclass(frozen=True, slots=True)
class MarkDue:
    """Marks orders in the transaction that changes them, which locks no lots: `SettleOrder` does."""

    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self,
        tx: Transaction,
        shop: ShopDomain,
        order_ids: Collection[str],
        settings: ShopSettings | None = None,
        *,
        described: Collection[str] = (),
    ) -> None:
        """Mark the ERP's orders of a store due, by one statement. If no stock is kept for the store, nothing of them is
        settled, and their overviews are written at once, but for those that the caller describes.

        It locks the orders' states until the end of the transaction, so what else is locked of an order comes after
        it, except for the order's link. `settings` are the store's, if the caller has read them.
        """
        if not order_ids:
            return
        stock = tx.erp.stock
        if stock is None or (settings or tx.shops.get_settings(shop)).stock_since is None:
            describe_orders(tx, set(order_ids).difference(described), self.clock.now())
            return
        stock.warehouse_states.mark_due(order_ids, self.clock.now())
        self.notifier.notify(Work.SETTLE, after=AFTER_COMMIT_DELAY)

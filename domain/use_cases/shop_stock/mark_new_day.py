"""Has levels compared when a day begins on which lots are no longer good for long enough."""

from dataclasses import dataclass
from datetime import timedelta

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import STOCK_READ_INTERVAL
from novex_shopify.domain.use_cases.shop_stock.stock_facts import find_good_until
from novex_shopify.domain.use_cases.wake_shop_stock import compare_again, list_comparing_shops

_ONE_DAY = timedelta(days=1)
_UNREAD_LIMIT = 1000
"""Of each store and check: a large store is read throughout the day, and no sale waits for that."""


@dataclass(frozen=True, slots=True)
class MarkNewDay:
    """Marks the items due of which a lot was good for long enough until yesterday, by the day of each store.

    So it does with levels that were not read for a day, some at a time: Shopify's news of them may be lost.
    """

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self) -> None:
        """Look at each store, in a transaction of its own: others lock the levels of several stores."""
        with self.unit_of_work.read() as tx:
            shops = list_comparing_shops(tx) if tx.erp.stock else ()
        marked = [self._mark(shop) for shop in shops]
        if any(marked):
            self.notifier.notify(Work.STOCK)

    def _mark(self, shop: ShopDomain) -> bool:
        with self.unit_of_work() as tx:
            has_begun, now = self._begin_day(tx, shop), self.clock.now()
            unread = tx.shop_stock.levels.mark_unread(shop, now - STOCK_READ_INTERVAL, now, _UNREAD_LIMIT)
            if unread:
                tx.shop_stock.syncs.wake([shop], now)
            if has_begun or unread:
                tx.commit()
        return has_begun or unread > 0

    def _begin_day(self, tx: Transaction, shop: ShopDomain) -> bool:
        known, settings = tx.shops.get_with_settings(shop)
        sync, now = tx.shop_stock.syncs.find(shop), self.clock.now()
        today = to_day(now, known.profile.zone) if known else now.date()
        if tx.erp.stock is None or (sync and sync.day == today):
            return False
        if sync and sync.day:
            first, last = find_good_until(sync.day, settings), find_good_until(today, settings) - _ONE_DAY
            compare_again(tx, [shop], now, tx.erp.stock.units.list_items_crossing(first, last))
        else:
            compare_again(tx, [shop], now)
        tx.shop_stock.syncs.set_day(shop, today)
        return True

"""Has levels compared when a day begins on which lots are no longer good for long enough."""

from dataclasses import dataclass
from datetime import timedelta

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.shop_stock.stock_facts import find_good_until
from novex_shopify.domain.use_cases.wake_shop_stock import compare_again, list_comparing_shops

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MarkNewDay:
    """Marks the items due of which a lot was good for long enough until yesterday, by the day of each store."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self) -> None:
        """Look at each store whose day has changed since it was looked at."""
        with self.unit_of_work() as tx:
            marked = [shop for shop in list_comparing_shops(tx) if self._mark(tx, shop)]
            if marked:
                tx.commit()
        if marked:
            self.notifier.notify(Work.STOCK)

    def _mark(self, tx: Transaction, shop: ShopDomain) -> bool:
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

"""Has orders settled that wait for lots, when some become free."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import DatabaseUnavailable, to_log_fields
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier

_log = logging.getLogger(__name__)
_BATCH = 200

WakeForItems = Callable[[Collection[str]], None]
"""Says that units of these items, by id, have become free, after the transaction that did it."""


def wake_none(item_ids: Collection[str]) -> None:
    """For an ERP whose lots are assigned by people only."""


@dataclass(frozen=True, slots=True)
class WakeShortOrders:
    """Marks orders due that have an open exception `short` of an item, a batch in each transaction.

    These are transactions of their own: an order's state is locked before balances are (docs/decisions/0008), and who
    makes units free has their balances locked until the commit.
    """

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, item_ids: Collection[str]) -> None:
        """Raises nothing: the change is committed, and an order that is missed is settled a few minutes later."""
        try:
            after: str | None = None
            while item_ids and (marked := self._mark_batch(item_ids, after)):
                self.notifier.notify(Work.SETTLE)
                after = marked[-1]
        except DatabaseUnavailable as error:
            _log.warning("settling.not_woken", extra=to_log_fields(error))

    def _mark_batch(self, item_ids: Collection[str], after: str | None) -> Sequence[str]:
        with self.unit_of_work() as tx:
            stock = tx.erp.stock
            order_ids = stock.order_exceptions.list_short_orders(item_ids, _BATCH, after) if stock else ()
            if stock and order_ids:
                stock.warehouse_states.mark_due(order_ids, self.clock.now())
                tx.commit()
        return order_ids

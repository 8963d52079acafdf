"""Takes recalled units from the orders that wait for them."""

from collections.abc import Collection
from dataclasses import dataclass

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.recall import Recall
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.assignment.transfers import RELEASE, AssignedPart, TransferDetails, transfer_units
from novex_shopify.domain.use_cases.stock.records import get_stock

_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class UnassignRecalled:
    """Unassigns units of recalled lots, one order in a transaction: order first, then its lots (decision 0008).

    It may run at any time and any number of times. Units of a shipment that is cancelled later come back assigned, so
    it runs as long as the recall is open.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    notifier: WorkNotifier

    def __call__(self, recall: Recall) -> int:
        """Unassign what is not shipped of the recall's lots; returns how many units."""
        if recall.mock or not recall.is_open:
            return 0
        with self.unit_of_work.read() as tx:
            lot_ids = [each.lot_id for each in get_stock(tx).recalls.list_lots([recall.id])]
        units, after = 0, None
        while order_ids := self._list_orders(lot_ids, after):
            units += sum(self._unassign_order(each, lot_ids, recall.number) for each in order_ids)
            after = order_ids[-1]
        return units

    def continue_all(self) -> int:
        """Continue with all open recalls; returns how many units were unassigned."""
        with self.unit_of_work.read() as tx:
            recalls = tx.erp.stock.recalls.list_open() if tx.erp.stock else []
        return sum(map(self, recalls))

    def _list_orders(self, lot_ids: Collection[int], after: str | None) -> list[str]:
        with self.unit_of_work.read() as tx:
            traces, states = get_stock(tx).traces, (AssignmentState.ASSIGNED,)
            return list(traces.list_order_ids(lot_ids, _PAGE_SIZE, after, states=states))

    def _unassign_order(self, order_id: str, lot_ids: Collection[int], number: str) -> int:
        with self.unit_of_work() as tx:
            stock, now = get_stock(tx), self.clock.now()
            stock.warehouse_states.lock(order_id)
            stock.ledger.lock(lot_ids)
            assignments = [
                each
                for each in stock.assignments.list_by_orders([order_id])
                if each.lot_id in lot_ids and each.state is AssignmentState.ASSIGNED
            ]
            parts = [AssignedPart(each, each.quantity) for each in assignments]
            transfer_units(stock, parts, RELEASE, TransferDetails(now, f"Recall {number}"))
            stock.warehouse_states.mark_due([order_id], now)
            tx.commit()
        self.notifier.notify(Work.SETTLE)  # the order is short now, and may get other lots
        return sum(each.quantity for each in assignments)

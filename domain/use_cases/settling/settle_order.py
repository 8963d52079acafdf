"""The worker that brings the lots of an order in line with what Shopify and the ERP's shipments say."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never

from novex_shopify.domain.errors import DatabaseUnavailable, describe, to_log_fields, unexpected
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.retry import GiveUp, Park, Retry, RetryPolicy
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_metrics import WorkMetrics
from novex_shopify.domain.use_cases.assignment.auto_assign_lots import AutoAssignLots
from novex_shopify.domain.use_cases.settling.settle import settle
from novex_shopify.domain.use_cases.wake_short_orders import WakeForItems, wake_none

_log = logging.getLogger(__name__)
_ACTOR = Actor(ActorKind.WORKER, Work.SETTLE)


@dataclass(frozen=True, slots=True)
class SettleOrder:
    """Settles the order that has been due longest, alone in its transaction, so that it waits for no other order.

    It compares what should be with what is, and posts the difference: an order that is settled twice, or again after
    a crash, is changed once. An order that fails gives way to the others and is tried again; after the last attempt
    it waits for a person (`SettleAgain`), or for the next news.
    """

    unit_of_work: UnitOfWork
    retry: RetryPolicy
    clock: Clock
    metrics: WorkMetrics
    strategy: LotStrategy = LotStrategy.FIFO
    wake: WakeForItems = wake_none
    say_settled: Callable[[], object] = lambda: None
    """Says that the demand of an order may have changed, after the transaction that settled it."""

    def run_next(self) -> bool:
        """Settle the next order that is due; False if none is."""
        state: WarehouseState | None = None
        try:
            with self.unit_of_work() as tx, acting_as(_ACTOR):
                stock = tx.erp.stock
                state = stock.warehouse_states.lock_next_due(self.clock.now()) if stock else None
                if state is None:
                    return False
                freed = settle(tx, state, AutoAssignLots(self.clock, self.strategy), self.clock.now())
                tx.commit()
        except DatabaseUnavailable:  # also a deadlock; the order is still due
            raise
        except Exception as error:  # any error at all, so that it is stored and the others continue
            if state is None:
                raise
            self._store_failure_in_transaction(state, error)
            return True
        self.metrics.count_settled_order(succeeded=True)
        self.wake(freed)
        self.say_settled()
        return True

    def _store_failure_in_transaction(self, due: WarehouseState, error: Exception) -> None:
        attempts = due.attempts + 1
        fields = {"order": due.order_id, "attempt": attempts, **to_log_fields(error)}
        _log.warning("settling.failed", extra=fields, exc_info=unexpected(error))
        with self.unit_of_work() as tx:
            assert tx.erp.stock
            states = tx.erp.stock.warehouse_states
            state = states.lock(due.order_id)
            if (state.due_at, state.attempts) == (due.due_at, due.attempts):  # else it was settled, or has news
                states.save(self._schedule(replace(state, attempts=attempts, error=describe(error)), error))
                tx.commit()
        self.metrics.count_settled_order(succeeded=False)

    def _schedule(self, failed: WarehouseState, error: Exception) -> WarehouseState:
        decision = self.retry.decide(error, failed.attempts)
        match decision:
            case Retry(delay):
                return replace(failed, due_at=self.clock.now() + delay)
            case Park() | GiveUp():
                return replace(failed, due_at=None)
        assert_never(decision)

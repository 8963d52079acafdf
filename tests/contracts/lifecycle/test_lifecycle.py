"""Whatever happens in a store and its warehouse, in any order: the invariants of lots hold.

`make invariants` searches longer.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.records import LotKey
from tests.contracts.lifecycle.machine import DAYS_LEFT
from tests.contracts.lifecycle.order_rules import OrderRules
from tests.contracts.lifecycle.shopify_rules import ShopifyRules
from tests.contracts.lifecycle.warehouse_rules import WarehouseRules
from tests.contracts.lifecycle.world import CAN, RACK, YARD


class LifecycleMachine(WarehouseRules, ShopifyRules, OrderRules):
    """All that can happen. Each rule is done as far as the product allows it; what it refuses must change nothing."""

    @initialize(how=st.sampled_from(AutoAssign), min_days=st.sampled_from((0, 10)), few=st.integers(1, 6))
    def open_store(self, how: AutoAssign, min_days: int, few: int) -> None:
        self.min_days = min_days
        self.world.open(how, min_days)
        for key in DAYS_LEFT:
            # What goes first of the cans is where nothing is sold from.
            self.receive(key, YARD if key.code == "C" else RACK, few)
        self.place_order(1, (2, 1, 1), is_paid=True)
        self.world.deliver_all()


SHARES = {"memory": 1, "sqlite": 13, "postgresql": 20}
"""By how much the examples are divided: a database is slower."""


def test_invariants_hold_whatever_happens(unit_of_work: UnitOfWork) -> None:
    kind = unit_of_work.engine.dialect.name if isinstance(unit_of_work, SqlUnitOfWork) else "memory"
    machine = type("Machine", (LifecycleMachine,), {"unit_of_work": unit_of_work})
    examples = max(1, settings().max_examples // SHARES[kind])
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=30))


def test_what_random_search_seldom_reaches() -> None:
    """A stopped lot, chosen by hand; two shipments of a lot; a webhook before its answer; a line that was rebooked."""
    for how in (AutoAssign.BY_HAND, AutoAssign.ON_ORDER):
        machine = type("Machine", (LifecycleMachine,), {"unit_of_work": MemoryUnitOfWork()})()
        machine.open_store(how, 0, 3)
        machine.hold_order(1)  # before it has lots, where people assign them
        machine.books_are_right()
        machine.settle_until_quiet()
        machine.books_are_right()
        machine.release_order(0)
        machine.settle_until_quiet()
        machine.assign_as_proposed(1)
        machine.ship_partly(1, (1, 0, 0), None, is_synced=True)
        machine.ship_partly(1, (1, 0, 0), None, is_synced=False)
        machine.book_to_other_item(1, 1, CAN, 1, is_fulfilled=False)
        machine.edit(1, 0, 2)
        machine.deliver_webhooks(1)
        machine.quarantine(LotKey(CAN, "A"), release=False)
        machine.assign_chosen(1, key=LotKey(CAN, "A"), place=RACK, quantity=1, reason="a test")
        machine.settle_until_quiet()

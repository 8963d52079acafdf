"""A process that dies around any commit leaves nothing of the step, or all of it: one label, and each unit once."""

from collections import Counter
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import pytest
from dependency_injector import providers

from novex_shopify.adapters.memory.shipping.carriers import MemoryCarriers
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.packing import PackingStage
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.warehouse_world import NEWER, OLDER, assign, book, list_assignments

SCANS = ("2*L1", "L1", "L1", "2*L2")
MAX_ACTIONS = 40


class Died(BaseException):
    """The process ended."""


@dataclass
class DyingUnitOfWork:
    """Dies at a commit of those that it counts: before it, or right after it. `dies_at` counts down to 0."""

    real: UnitOfWork
    dies_at: int
    after: bool

    @contextmanager
    def __call__(self) -> Generator[Transaction]:
        with self.real() as tx:
            commit = tx.commit

            def commit_or_die() -> None:
                self.dies_at -= 1
                if self.dies_at == 0 and not self.after:
                    raise Died
                commit()
                if self.dies_at == 0:
                    raise Died

            tx.commit = commit_or_die  # type: ignore[method-assign]
            yield tx

    def read(self) -> AbstractContextManager[Transaction]:
        return self.real.read()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("dies_at", range(1, 13))
def test_packing_goes_on_wherever_a_process_died(container: Container, dies_at: int, *, after: bool) -> None:
    order = book(container, "#1001", 6)
    assign(container, order, OLDER, 4)
    assign(container, order, NEWER, 2)
    dying = DyingUnitOfWork(container.unit_of_work(), dies_at, after)
    deaths = 0
    for _ in range(MAX_ACTIONS):
        try:
            with container.unit_of_work.override(providers.Object(dying)):
                is_done = act(container, order.id or "")
        except Died:
            deaths, is_done = deaths + 1, False
        while container.process_label_purchase().run_next():
            pass
        if is_done:
            break
    carriers = container.carriers()
    assert isinstance(carriers, MemoryCarriers)
    assert (deaths, sum(each.postage is not None for each in carriers.shipments.values())) == (1, 1)
    left = Counter[str]()
    for code, state, quantity in list_assignments(container, [order]):
        left[f"{code} {state}"] += quantity
    assert left == {f"{OLDER} shipped": 4, f"{NEWER} shipped": 2}


def act(container: Container, order_id: str) -> bool:
    """What a person does next by what the station shows; True when the order is done."""
    try:
        view = container.show_packing()(order_id)
    except NotFound:
        with container.read_transaction() as tx:
            if tx.label_purchases.list_for_orders([order_id]):
                return True
        container.begin_packing()(order_id)
        return False
    text = ""
    if view.stage is PackingStage.SCANNING:
        packed = sum(line.packed for line in view.lines)
        text = SCANS[{0: 0, 2: 1, 3: 2, 4: 3}[packed]]
    elif view.stage is PackingStage.BOX and (view.proposal is None or view.proposal.box is None):
        text = "F1"
    elif view.stage is PackingStage.BOX and view.proposal and view.proposal.weight_g is None:
        text = "1500"
    elif view.stage is PackingStage.RATES and view.rate is None:
        text = "1"
    container.pack_order()(order_id, view.packing.version, text)
    return False

"""Whole lots are stopped and released."""

import pytest

from novex_shopify.domain.errors import LotRecalled, NoStockKept
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import KIMCHI, receive


def test_a_lot_is_quarantined_and_released_and_the_audit_log_says_why(warehouse: Fakes) -> None:
    receive(warehouse)
    quarantine = QuarantineLot(warehouse.unit_of_work)
    assert quarantine(KIMCHI, "smells odd").status is LotStatus.QUARANTINED
    assert quarantine.release(KIMCHI, "the laboratory found nothing").status is LotStatus.RELEASED
    with warehouse.unit_of_work.read() as tx:
        released, quarantined, *_ = tx.audit_log.search(AuditFilter(), 9)
    assert (quarantined.action, released.action) == (AuditAction.LOT_QUARANTINED, AuditAction.LOT_RELEASED)
    assert (released.before, released.after) == (
        {"status": "quarantined", "reason": "smells odd"},
        {"status": "released", "reason": "the laboratory found nothing"},
    )


def test_a_recalled_lot_is_not_released_by_hand(warehouse: Fakes) -> None:
    lot = receive(warehouse)
    with warehouse.unit_of_work() as tx:
        get_stock(tx).lots.set_status(lot.id, LotStatus.RECALLED, "R-1")
        tx.commit()
    for change in (QuarantineLot(warehouse.unit_of_work), QuarantineLot(warehouse.unit_of_work).release):
        with pytest.raises(LotRecalled):
            change(KIMCHI, "a reason")


def test_an_erp_without_stock_says_so(warehouse: Fakes) -> None:
    with warehouse.unit_of_work() as tx:
        tx.erp.stock = None  # type: ignore[misc]
        with pytest.raises(NoStockKept):
            get_stock(tx)

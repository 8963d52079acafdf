"""Steps for tests of recalls."""

from typing import Any

from novex_shopify.domain.model.audit import AuditAction, AuditEntry, AuditFilter
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.recall import Recall, RecallClass
from novex_shopify.domain.use_cases.recall.open_recall import OpenRecall, RecallRequest
from novex_shopify.domain.use_cases.recall.show_recall import ShownRecall, ShowRecall
from novex_shopify.domain.use_cases.recall.unassign_recalled import UnassignRecalled
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lot, get_stock
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import KIMCHI


def open_recall(fakes: Fakes, *keys: LotKey, reason: str = "glass found", **changes: Any) -> Recall:
    """Recall lots, or the lot L1 if none is named."""
    use_case = OpenRecall(
        fakes.unit_of_work, fakes.clock, UnassignRecalled(fakes.unit_of_work, fakes.clock, fakes.notifier)
    )
    return use_case(RecallRequest(keys or (KIMCHI,), RecallClass.CLASS_1, reason, **changes))


def show(fakes: Fakes, recall: Recall) -> ShownRecall:
    return ShowRecall(fakes.unit_of_work)(recall.number)


def get_current(fakes: Fakes, key: LotKey = KIMCHI) -> Lot:
    """The lot as it is now."""
    with fakes.unit_of_work.read() as tx:
        return get_lot(get_stock(tx), key)


def list_entries(fakes: Fakes, action: AuditAction) -> list[AuditEntry]:
    """The entries of the audit log about an action, newest first."""
    with fakes.unit_of_work.read() as tx:
        return list(tx.audit_log.search(AuditFilter(action=action), 99))

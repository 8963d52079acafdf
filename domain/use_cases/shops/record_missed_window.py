"""It is noted that a store may not have told us something."""

from novex_shopify.domain.model.import_run import COMPLETE_LIST_KINDS
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.ports.unit_of_work import Transaction


def record_missed_window(tx: Transaction, window: MissedWindow) -> None:
    """Have its orders and customers be read since then, and its products whole; what did not change costs little."""
    tx.missed_windows.record(window)
    for kind in COMPLETE_LIST_KINDS:
        tx.imports.start(window.shop, kind, window.detected_at)

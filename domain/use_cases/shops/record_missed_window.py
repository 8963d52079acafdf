"""Records a time in which webhooks of a store may be missing."""

from novex_shopify.domain.model.import_run import COMPLETE_LIST_KINDS
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.ports.unit_of_work import Transaction


def record_missed_window(tx: Transaction, window: MissedWindow) -> None:
    """Request a resync of orders, and an import of everything else; unchanged records cost little."""
    tx.missed_windows.record(window)
    for kind in COMPLETE_LIST_KINDS:
        tx.imports.start(window.shop, kind, window.detected_at)

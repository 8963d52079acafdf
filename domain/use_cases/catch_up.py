"""A store may not have told us all that happened there."""

from novex_shopify.domain.model.gap import Gap
from novex_shopify.domain.model.import_run import WHOLE_LISTS
from novex_shopify.domain.ports.unit_of_work import Transaction


def ask_for_catch_up(tx: Transaction, gap: Gap) -> None:
    """Have its orders be read since then, and its products and customers whole; what did not change costs little."""
    tx.gaps.note(gap)
    for kind in WHOLE_LISTS:
        tx.imports.start(gap.shop, kind, gap.noticed_at)

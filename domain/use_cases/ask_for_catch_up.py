"""It is noted that a store may not have told us something."""

from novex_shopify.domain.model.gap import Gap
from novex_shopify.domain.model.import_run import WHOLE_LISTS
from novex_shopify.domain.ports.unit_of_work import Transaction


def ask_for_catch_up(tx: Transaction, gap: Gap) -> None:
    """Have its orders and customers be read since then, and its products whole; what did not change costs little."""
    tx.gaps.note(gap)
    for kind in WHOLE_LISTS:
        tx.imports.start(gap.shop, kind, gap.noticed_at)

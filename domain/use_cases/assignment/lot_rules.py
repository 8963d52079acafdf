"""What decides which lots an order may have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_choice import LotDemand, LotStrategy
from novex_shopify.domain.model.product import DateKind, Item
from novex_shopify.domain.policies.lot_checks import require_usable
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, update_state


@dataclass(frozen=True, slots=True)
class LotRules:
    """How lots are chosen and judged for an order.

    `ship_on` is the day on which it should leave, by the store's time zone: the promised day, or today if that is over.
    A lot that is good today and not on that day could not be shipped. `strategy` is for items that have none of their
    own.
    """

    ship_on: date
    strategy: LotStrategy
    min_remaining_days: int
    prefer_whole_lots: bool
    items: Mapping[str, Item]

    def build_demand(self, item_id: str, quantity: int) -> LotDemand:
        item = self.items.get(item_id)
        strategy = (item and item.strategy) or self.strategy
        return LotDemand(quantity, self.ship_on, strategy, self.min_remaining_days, self.prefer_whole_lots)

    def require_usable(self, lot: Lot, override_reason: str | None) -> None:
        """Raises as `lot_checks.require_usable` does."""
        item = self.items.get(lot.item_id)
        use_by = item is not None and item.date_kind is DateKind.USE_BY
        require_usable(lot, self.ship_on, self.min_remaining_days, use_by=use_by, override_reason=override_reason)


def find_min_remaining_days(tx: Transaction, locked: LockedOrder) -> int:
    """How many days a lot must still be good: the customer's minimum or the store's, whichever is longer."""
    customer_id = locked.order.customer_id
    minimums = tx.erp.customers.get_min_remaining_days([customer_id]) if customer_id else {}
    return max(minimums.get(customer_id or "", 0), locked.settings.min_remaining_days)


def read_lot_rules(tx: Transaction, locked: LockedOrder, strategy: LotStrategy, now: datetime) -> LotRules:
    """The rules for an order; `strategy` is that of the installation."""
    today = to_day(now, locked.zone)
    promised_on = update_state(locked, now).promised_on
    return LotRules(
        max(today, promised_on or today),
        strategy,
        find_min_remaining_days(tx, locked),
        locked.settings.prefer_whole_lots,
        locked.items,
    )

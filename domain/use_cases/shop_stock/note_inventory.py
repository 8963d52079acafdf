"""What Shopify says of stock: the level is read and compared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_level import LevelState, StockLevel
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.level_comparison import is_own_echo
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import STOCK_WEBHOOK_DELAY
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes


@dataclass(frozen=True, slots=True)
class NoteInventoryLevel:
    """Has a level compared, unless the news says what is known already: it is of the number that was just sent."""

    payloads: PayloadReader
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        outcomes = EventOutcomes()
        stated = outcomes.parse(events, self.payloads.parse_inventory_level)
        found = tx.shop_stock.levels.get_many(shop, {key for _, (key, _) in stated}) if stated else ()
        levels = {level.key: level for level in found}
        changed = set()
        for event, (key, available) in stated:
            level = levels.get(key)
            if level and not is_own_echo(level, available, _find_sent(tx, level)):
                changed.add(key.inventory_item_id)
            outcomes.settle(event, EventStatus.DONE)
        mark_inventory_items(tx, shop, changed, self.notifier, self.clock)
        return outcomes


@dataclass(frozen=True, slots=True)
class NoteInventoryItem:
    """Has the levels of an item compared: Shopify may have begun or ended to track it."""

    payloads: PayloadReader
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        outcomes = EventOutcomes()
        stated = outcomes.parse(events, self.payloads.parse_inventory_item)
        mark_inventory_items(tx, shop, {item for _, (item, _) in stated}, self.notifier, self.clock)
        for event, _ in stated:
            outcomes.settle(event, EventStatus.DONE)
        return outcomes


def mark_inventory_items(
    tx: Transaction, shop: ShopDomain, inventory_item_ids: Collection[int], notifier: WorkNotifier, clock: Clock
) -> None:
    """Have the levels of inventory items compared a little later: more news of them may follow."""
    at = clock.now() + STOCK_WEBHOOK_DELAY
    levels = tx.shop_stock.levels
    if inventory_item_ids and levels.mark_due(shop, at, inventory_item_ids=inventory_item_ids):
        tx.shop_stock.syncs.wake([shop], at)
        notifier.notify(Work.STOCK, after=STOCK_WEBHOOK_DELAY)


def _find_sent(tx: Transaction, level: StockLevel) -> int | None:
    """The number whose answer is not stored yet."""
    if level.state is not LevelState.SENDING:
        return None
    newest = tx.shop_stock.pushes.list_of_level(level.shop, level.key, 1)
    return newest[0].to_quantity if newest else None

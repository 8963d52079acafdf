"""The stock of a Shopify store in memory."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from novex_shopify.domain.errors import ShopifyRefused
from novex_shopify.domain.model.inventory_level import InventoryLevel, LevelKey
from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.stock_call import MAX_ROWS, StockAnswer, StockCall, StockRefusal, StockRow

MAX_QUANTITY = 1_000_000_000
DUPLICATE_CODE = "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"


@dataclass(slots=True)
class FakeInventory:
    """Levels that orders, fulfillments and people change as in Shopify, and calls that it refuses as Shopify does.

    `bundle_items` are inventory items of bundle parents, and `failed_keys` keys of calls that Shopify gave up.
    `running_keys` are keys of calls that another request is still working on.
    """

    locations: list[Location] = field(default_factory=list)
    levels: dict[LevelKey, InventoryLevel] = field(default_factory=dict)
    bundle_items: set[int] = field(default_factory=set)
    failed_keys: set[str] = field(default_factory=set)
    running_keys: set[str] = field(default_factory=set)
    answered: dict[str, tuple[tuple[StockRow, ...], StockAnswer]] = field(default_factory=dict)
    _after_reading: list[Callable[[], object]] = field(default_factory=list)

    def stock(self, key: LevelKey, on_hand: int, *, tracked: bool = True) -> None:
        """Stock an item at a location."""
        self.levels[key] = InventoryLevel(on_hand, on_hand, 0, tracked)

    def count(self, key: LevelKey, on_hand: int) -> None:
        """Set what is in the house, as a person does in Shopify's admin, or another app."""
        self._set_on_hand(key, on_hand)

    def commit(self, key: LevelKey, quantity: int) -> None:
        """An order takes units; a negative quantity returns them, as a cancellation or an edit does."""
        level = self.levels[key]
        self.levels[key] = replace(level, available=level.available - quantity, committed=level.committed + quantity)

    def fulfill(self, key: LevelKey, quantity: int) -> None:
        """Committed units leave the house; a negative quantity brings them back, as a cancelled fulfillment does."""
        level = self.levels[key]
        self.levels[key] = replace(level, on_hand=level.on_hand - quantity, committed=level.committed - quantity)

    def restock(self, key: LevelKey, quantity: int) -> None:
        """Returned units are back in the house, and available."""
        self._set_on_hand(key, self.levels[key].on_hand + quantity)

    def read(self, keys: Collection[LevelKey]) -> Mapping[LevelKey, InventoryLevel | None]:
        if len(keys) > MAX_ROWS:
            raise ShopifyRefused("inventoryLevels", [f"The input array size of {len(keys)} is greater than 250."])
        found = {key: self.levels.get(key) for key in keys}
        while self._after_reading:
            self._after_reading.pop()()
        return found

    def run_after_reading(self, action: Callable[[], object]) -> None:
        """Run `action` once, while the next answer to a reader is on its way."""
        self._after_reading.append(action)

    def set_quantities(self, call: StockCall) -> StockAnswer:
        if len(call.rows) > MAX_ROWS:
            reason = f"The input array size of {len(call.rows)} is greater than the maximum allowed of {MAX_ROWS}."
            raise ShopifyRefused("inventorySetQuantities", [reason])
        if not call.key:
            raise ShopifyRefused("inventorySetQuantities", ["The @idempotent directive is required."])
        if call.key in self.running_keys:
            return _refuse(StockRefusal.IN_PROGRESS, "This request is currently in progress, please try again.")
        if call.key in self.failed_keys:
            return _refuse(StockRefusal.KEY_FAILED, "The previous attempt with this key failed.")
        if call.key in self.answered:
            rows, answer = self.answered[call.key]
            return answer if rows == call.rows else _refuse(StockRefusal.KEY_MISMATCH, "The key was used before.")
        answer = StockAnswer(tuple(self._check_rows(call.rows)))
        if answer.accepted:
            for row in call.rows:
                self._set_on_hand(row.key, row.to_quantity)
        self.answered[call.key] = call.rows, answer
        return answer

    def _check_rows(self, rows: Sequence[StockRow]) -> Sequence[StockRefusal]:
        return [refusal for index, row in enumerate(rows) if (refusal := self._check_row(index, row, rows))]

    def _check_row(self, index: int, row: StockRow, rows: Sequence[StockRow]) -> StockRefusal | None:
        level = self.levels.get(row.key)
        checks = (
            (level is None or not level.is_active, "INVALID_LOCATION", "The item is not stocked at the location."),
            (row.key.inventory_item_id in self.bundle_items, StockRefusal.BUNDLE, "The item cannot be changed."),
            (row.to_quantity < 0, "INVALID_QUANTITY_NEGATIVE", "The quantity can't be negative."),
            (row.to_quantity > MAX_QUANTITY, "INVALID_QUANTITY_TOO_HIGH", "The quantity is above 1,000,000,000."),
            (sum(each.key == row.key for each in rows) > 1, DUPLICATE_CODE, "The pair was stated twice."),
            (level and level.on_hand != row.from_quantity, StockRefusal.STALE, "The quantity has changed."),
        )
        found = next(((code, message) for failed, code, message in checks if failed), None)
        return StockRefusal(*found, index) if found else None

    def _set_on_hand(self, key: LevelKey, on_hand: int) -> None:
        level = self.levels[key]
        self.levels[key] = replace(level, on_hand=on_hand, available=level.available + on_hand - level.on_hand)


def _refuse(code: str, message: str) -> StockAnswer:
    return StockAnswer((StockRefusal(code, message),))

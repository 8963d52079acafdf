"""What is known of the stock of Shopify stores, and what was sent to it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_level import LevelFilter, LevelState, StockLevel
from novex_shopify.domain.model.stock_push import PushOutcome, StockPush
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.model.work import WorkerId


class StockLevels(Protocol):
    """The levels of stores whose stock is compared. They follow from mappings and mapped locations (`derive`)."""

    def note_variants(self, shop: ShopDomain, variant_ids: Collection[int]) -> None:
        """Say that something about variants has changed that decides their levels. It waits for no one."""
        ...

    def has_notes(self) -> bool:
        """Return whether there are such notes that were not taken yet."""
        ...

    def take_variants(self, limit: int) -> Mapping[ShopDomain, frozenset[int]]:
        """Remove up to `limit` such notes, the oldest first; returns the variants by store."""
        ...

    def derive(self, shop: ShopDomain, variant_ids: Collection[int] | None, at: datetime) -> None:
        """Make the levels of these variants, or of all if None, equal to what is mapped, and mark them due.

        A level is a variant that exists, has an ERP item and an inventory item, at a location that is active, mapped,
        and of no fulfillment service. Levels that are no longer of this kind are removed.
        """
        ...

    def remove_all(self, shop: ShopDomain) -> None:
        """Remove the levels of a store whose stock is no longer compared."""
        ...

    def mark_due(
        self,
        shop: ShopDomain,
        at: datetime,
        *,
        inventory_item_ids: Collection[int] | None = None,
        item_ids: Collection[str] | None = None,
        force: bool = False,
    ) -> int:
        """Mark a store's levels due, only those of these inventory items or items if given; returns how many.

        One that is due already keeps the earlier time. `force`: the target is to be sent, whatever Shopify has.
        """
        ...

    def mark_items_due(self, item_ids: Collection[str], at: datetime) -> frozenset[ShopDomain]:
        """Mark the levels of these items due in all stores; returns the stores that have any."""
        ...

    def mark_unread(self, shop: ShopDomain, before: datetime, at: datetime, limit: int) -> int:
        """Mark up to `limit` levels due that were not read since `before`; returns how many.

        Those that are due or will be are left out, and those that Shopify refused: they wait for a person.
        """
        ...

    def list_due(self, shop: ShopDomain, now: datetime, limit: int) -> Sequence[StockLevel]:
        """List the levels of a store that are due, those that have been due longest first."""
        ...

    def find_next_due(self, shop: ShopDomain) -> datetime | None:
        """Return when the next level of the store is due."""
        ...

    def save(self, levels: Collection[StockLevel]) -> None:
        """Store levels as they were computed.

        What was marked due since they were read stays due, and forced if it was.
        """
        ...

    def get_many(self, shop: ShopDomain, keys: Collection[LevelKey]) -> Sequence[StockLevel]:
        """Get the levels with these keys that exist, by id."""
        ...

    def list_by_items(self, item_ids: Collection[str]) -> Sequence[StockLevel]:
        """List the levels of these items in all stores, by id."""
        ...

    def list_page(
        self, shop: ShopDomain, wanted: LevelFilter, limit: int, after: int | None = None
    ) -> Sequence[StockLevel]:
        """List a store's levels by id; those after an id, if given."""
        ...

    def count(self, shop: ShopDomain, wanted: LevelFilter, limit: int) -> int:
        """Count what is listed, up to `limit`."""
        ...

    def count_by_state(self, shop: ShopDomain) -> Mapping[LevelState, int]:
        """Count a store's levels by state."""
        ...

    def count_undecided(self) -> Mapping[tuple[ShopDomain, LevelState], int]:
        """Count the levels that wait for a person, which are `drift` and `refused`, by store and state."""
        ...

    def count_due(self, limit: int) -> int:
        """Count the levels that are due or will be, up to `limit`."""
        ...

    def find_oldest_due(self) -> datetime | None:
        """Return since when the level is due that has been due longest."""
        ...


class StockSyncs(Protocol):
    """One record per store: which call is open, and when its levels are looked at."""

    def wake(self, shops: Collection[ShopDomain], at: datetime) -> None:
        """Make these stores due at a time, unless they are due earlier; a store gets its record."""
        ...

    def claim(self, worker: WorkerId, now: datetime) -> StockSync | None:
        """Claim the store that has been due for longest, and count the attempt."""
        ...

    def lock(self, shop: ShopDomain) -> StockSync | None:
        """Lock a store's record until the end of the transaction; None if it has none."""
        ...

    def save(self, sync: StockSync) -> bool:
        """Store how far a store is, and keep the claim.

        Returns False, and stores nothing, if it is no longer claimed as it was when it was read.
        """
        ...

    def settle(self, sync: StockSync) -> bool:
        """Do the same and end the claim; the store is due again at `next_attempt_at`, if it has one."""
        ...

    def set_pause(self, shop: ShopDomain, at: datetime | None, by: str | None, reason: str | None) -> None:
        """Pause a store, or resume it with None; a store gets its record. The claim of a worker stays."""
        ...

    def set_day(self, shop: ShopDomain, day: date) -> None:
        """Store for which day the dates of lots were looked at; a store gets its record."""
        ...

    def get(self, sync_id: int) -> StockSync | None: ...

    def find(self, shop: ShopDomain) -> StockSync | None:
        """Find the record of a store."""
        ...

    def list_all(self) -> Sequence[StockSync]:
        """List all, by store."""
        ...


class StockPushes(Protocol):
    """The history of numbers that were sent."""

    def add(self, pushes: Collection[StockPush]) -> None:
        """Store the rows of a call before it is sent, in their order."""
        ...

    def list_call(self, call_key: str) -> Sequence[StockPush]:
        """List the rows of a call, in the order in which they were added."""
        ...

    def answer(self, pushes: Collection[StockPush], outcome: PushOutcome, at: datetime, message: str | None) -> None:
        """Store what became of these rows."""
        ...

    def list_of_level(
        self, shop: ShopDomain, key: LevelKey, limit: int, before: int | None = None
    ) -> Sequence[StockPush]:
        """List the newest pushes of a level, newest first; those before an id, if given."""
        ...

    def list_of_item(self, item_id: str, limit: int, before: int | None = None) -> Sequence[StockPush]:
        """List the newest pushes of an item in all stores, newest first; those before an id, if given."""
        ...

    def delete_answered(self, shop: ShopDomain, before: datetime, limit: int) -> int:
        """Delete up to `limit` rows whose answer is older; returns how many."""
        ...


class SafetyStocks(Protocol):
    """The rules, at most one for each scope."""

    def save(self, rule: SafetyStock) -> None:
        """Store a rule, instead of one of the same scope."""
        ...

    def remove(self, shop: ShopDomain | None, location_id: int | None, item_id: str | None) -> bool:
        """Remove the rule of a scope; returns whether there was one."""
        ...

    def list_for(self, shop: ShopDomain, item_ids: Collection[str]) -> Sequence[SafetyStock]:
        """List the rules that may apply to one of these items in a store."""
        ...

    def list_all(self) -> Sequence[SafetyStock]:
        """List all, by store, location and item; what is for all comes first."""
        ...

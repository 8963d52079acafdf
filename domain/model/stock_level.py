"""What is known of a level: what Shopify had, what it is to have, and how far that is."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_terms import StockTerm


class LevelState(StrEnum):
    """How a level stands.

    - `new`: it was not compared yet.
    - `in_step`: Shopify has the target.
    - `differs`: it does not, and the store only reports.
    - `sending`: the target is being sent.
    - `waiting`: Shopify's number changed, and news of a shipment may be on its way.
    - `drift`: somebody else changed Shopify's number. What changes in the ERP is sent on top of that.
    - `refused`: Shopify refused the number; `error` says why.
    - `not_tracked`: Shopify does not count this item.
    - `bundle`: Shopify counts the parts of this bundle instead.
    - `not_stocked`: Shopify does not stock the item at the location.
    - `no_stock_kept`: the ERP keeps no lots of this item, so it does not know a number.
    """

    NEW = auto()
    IN_STEP = auto()
    DIFFERS = auto()
    SENDING = auto()
    WAITING = auto()
    DRIFT = auto()
    REFUSED = auto()
    NOT_TRACKED = auto()
    BUNDLE = auto()
    NOT_STOCKED = auto()
    NO_STOCK_KEPT = auto()


NEVER_WRITTEN = frozenset({LevelState.NOT_TRACKED, LevelState.BUNDLE, LevelState.NOT_STOCKED, LevelState.NO_STOCK_KEPT})
"""The states of levels that are left alone."""


@dataclass(frozen=True, slots=True)
class StockLevel:
    """A variant with an ERP item at a mapped location of a store. Quantities are sold units of the variant.

    - `on_hand`, `available`, `committed`: Shopify's, at `read_at` or by what was set since; None before.
    - `target` and `terms`: what it is to have, and why.
    - `accounted`: the part of `on_hand` that is explained; the rest is drift. None before the first comparison.
    - `due_at`: when it is compared again; None if nothing has changed.
    - `marks`: how often it was marked due, so that no news is missed.
    - `is_forced`: a person wants the target sent, whatever Shopify has.
    - `drift_since`: when somebody else changed Shopify's number, until that is explained or corrected.
    """

    id: int
    shop: ShopDomain
    key: LevelKey
    variant_id: int
    item_id: str
    state: LevelState = LevelState.NEW
    on_hand: int | None = None
    available: int | None = None
    committed: int | None = None
    read_at: datetime | None = None
    target: int | None = None
    terms: tuple[StockTerm, ...] = field(default=())
    accounted: int | None = None
    error: str | None = None
    due_at: datetime | None = None
    marks: int = 0
    is_forced: bool = False
    drift_since: datetime | None = None

    @property
    def drift(self) -> int:
        """How much more Shopify has than is explained; 0 if that is not known."""
        return 0 if self.on_hand is None or self.accounted is None else self.on_hand - self.accounted

    @property
    def difference(self) -> int | None:
        """How much more Shopify has than it is to have; None if one is not known."""
        return None if self.on_hand is None or self.target is None else self.on_hand - self.target


@dataclass(frozen=True, slots=True)
class LevelFilter:
    """Conditions for levels; None matches all. `differing`: Shopify has another number than the target."""

    states: frozenset[LevelState] | None = None
    location_id: int | None = None
    item_ids: frozenset[str] | None = None
    differing: bool = False

"""What people see of a store's stock: both numbers of each level, and why they are what they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import StockMode
from novex_shopify.domain.model.stock_level import LevelState, StockLevel
from novex_shopify.domain.model.stock_push import StockPush
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.model.stock_terms import StockTarget


@dataclass(frozen=True, slots=True)
class ComparedLevel:
    """A level with the names that people know it by. `reason` says how it stands, `next_step` what happens next."""

    level: StockLevel
    title: str
    sku: str | None
    item_name: str
    location_name: str
    pieces: int
    reason: str
    next_step: str


@dataclass(frozen=True, slots=True)
class StockComparison:
    """A page of a store's levels. `obstacle` says why nothing is sent, None if nothing is in the way.

    `counts` are of all levels of the store, by state. `next_after` is the position of the next page.
    """

    shop: ShopDomain
    mode: StockMode
    sync: StockSync | None
    obstacle: str | None
    levels: tuple[ComparedLevel, ...]
    next_after: int | None = None
    counts: Mapping[LevelState, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExplainedLevel:
    """A variant at one location of its store.

    - `level`: None at a location that is never written.
    - `target`: what Shopify is to have by what is known now, and the terms; None if that is not known.
    - `pushes`: the last ones, newest first.
    """

    location: Location
    level: StockLevel | None
    target: StockTarget | None
    reason: str
    next_step: str
    pushes: tuple[StockPush, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedVariant:
    """A variant at all locations of its store. `obstacle` says why nothing of it is sent, None if nothing is."""

    shop: ShopDomain
    variant_id: int
    title: str
    sku: str | None
    item_id: str | None
    pieces: int
    obstacle: str | None
    levels: tuple[ExplainedLevel, ...] = ()

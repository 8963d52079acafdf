"""Why Shopify is to have a number: the terms that add up to it. Quantities are base units of the item."""

from dataclasses import dataclass
from enum import StrEnum, auto

from novex_shopify.domain.model.shop import ShopDomain


class TermKind(StrEnum):
    """What a term counts.

    - `free`: units that may be assigned and are good for long enough, at the storage locations of the location.
    - `assigned`: units set aside there for this variant's orders, which Shopify still counts as in the house.
    - `in_transit`: units that have left, and Shopify does not know of the shipment yet.
    - `not_committed`: those of the two before that Shopify no longer counts for orders; the ERP hears of it later.
    - `demand`: what is needed elsewhere and has no units yet: by another store, another variant, orders from elsewhere,
      or orders that Shopify expects from a location that is not mapped.
    - `safety`: what is kept back.
    - `below_zero`: what is missing to nothing; Shopify gets 0.
    - `rounding`: units that are no whole pack.
    """

    FREE = auto()
    ASSIGNED = auto()
    IN_TRANSIT = auto()
    NOT_COMMITTED = auto()
    DEMAND = auto()
    SAFETY = auto()
    BELOW_ZERO = auto()
    ROUNDING = auto()


@dataclass(frozen=True, slots=True)
class StockTerm:
    """A term; negative numbers subtract. A `demand` names whose it is, None for orders that are not from Shopify."""

    kind: TermKind
    units: int
    shop: ShopDomain | None = None
    variant_id: int | None = None


@dataclass(frozen=True, slots=True)
class StockTarget:
    """The `on_hand` that Shopify is to have, in sold units of `pieces` base units each.

    The terms add up to `quantity` times `pieces`.
    """

    quantity: int
    pieces: int
    terms: tuple[StockTerm, ...] = ()

    def get_units(self, kind: TermKind) -> int:
        """The sum of the terms of a kind."""
        return sum(term.units for term in self.terms if term.kind is kind)

"""Safety stock: units that no store is to sell."""

from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class SafetyStock:
    """How many base units of an item are kept back from each location that this is about.

    None stands for all stores, all locations of the store, and all items. A location is that of a store. The most
    specific rule decides: one for the item before one for all items, then the location before the store.
    """

    units: int
    shop: ShopDomain | None = None
    location_id: int | None = None
    item_id: str | None = None

    @property
    def scope(self) -> tuple[ShopDomain | None, int | None, str | None]:
        """What it is about; there is one rule for each."""
        return self.shop, self.location_id, self.item_id

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """The higher, the more specific."""
        return self.item_id is not None, self.location_id is not None, self.shop is not None

    def applies_to(self, shop: ShopDomain, location_id: int, item_id: str) -> bool:
        wanted = (shop, location_id, item_id)
        return all(mine is None or mine == other for mine, other in zip(self.scope, wanted, strict=True))

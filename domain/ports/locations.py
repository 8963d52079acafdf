"""The locations of Shopify stores, and the ERP's places that they stand for."""

from collections.abc import Collection, Sequence
from typing import Protocol

from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.shop import ShopDomain


class Locations(Protocol):
    """The locations, one per store and id of Shopify."""

    def save(self, locations: Collection[Location]) -> None:
        """Store how these locations are now."""
        ...

    def remove(self, shop: ShopDomain, location_ids: Collection[int]) -> None:
        """Remove locations that Shopify no longer has, with their mappings."""
        ...

    def get(self, shop: ShopDomain, location_id: int) -> Location | None: ...

    def list_for_shop(self, shop: ShopDomain) -> Sequence[Location]:
        """List a store's locations, by name."""
        ...

    def save_mapping(self, mapping: LocationMapping) -> None:
        """Store which storage locations a location stands for, instead of what it stood for before.

        The caller has checked that they belong to no other location of the store, and that at most one takes the rest:
        the database refuses the first.
        """
        ...

    def list_mappings(self, shop: ShopDomain) -> Sequence[LocationMapping]:
        """List the mappings of a store's locations, by location id; those that are not mapped are left out."""
        ...

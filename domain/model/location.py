"""The locations of a Shopify store, and the ERP's places that each of them stands for."""

from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class Location:
    """A place where a store keeps stock, as Shopify describes it.

    - `is_fulfillment_service`: another app keeps its stock, so it is never written.
    - `ships_online_orders`: orders of the online store are shipped from it.
    """

    shop: ShopDomain
    id: int
    name: str
    is_active: bool = True
    is_fulfillment_service: bool = False
    ships_online_orders: bool = True


@dataclass(frozen=True, slots=True)
class LocationMapping:
    """The ERP's storage locations whose stock a location of a store shows.

    A storage location belongs to at most one location of each store, so no unit is in two of them. One location of a
    store may take the rest: all storage locations that belong to no other of its locations. A location that has neither
    is not mapped, and its stock is never written.
    """

    shop: ShopDomain
    location_id: int
    storage_location_ids: frozenset[int] = frozenset()
    takes_rest: bool = False

    @property
    def is_mapped(self) -> bool:
        return self.takes_rest or bool(self.storage_location_ids)

"""What is known of a lot at a location."""

from dataclasses import dataclass

from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.stock import StockBalance
from novex_shopify.domain.model.storage_location import StorageLocation


@dataclass(frozen=True, slots=True)
class LotBalance:
    """A balance, with the lot and the location that it is of."""

    lot: Lot
    location: StorageLocation
    balance: StockBalance

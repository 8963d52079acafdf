"""The stock of Shopify stores, as far as it is known."""

from typing import Protocol

from novex_shopify.domain.ports.locations import Locations
from novex_shopify.domain.ports.stock_levels import SafetyStocks, StockLevels, StockPushes, StockSyncs


class ShopStock(Protocol):
    """One transaction's view of it."""

    @property
    def locations(self) -> Locations: ...

    @property
    def levels(self) -> StockLevels: ...

    @property
    def syncs(self) -> StockSyncs: ...

    @property
    def pushes(self) -> StockPushes: ...

    @property
    def safety(self) -> SafetyStocks: ...

"""The stock of Shopify stores in memory."""

from novex_shopify.adapters.memory.state import State
from novex_shopify.adapters.memory.stock.locations import MemoryLocations
from novex_shopify.adapters.memory.stock.safety_stocks import MemorySafetyStocks
from novex_shopify.adapters.memory.stock.stock_levels import MemoryStockLevels
from novex_shopify.adapters.memory.stock.stock_pushes import MemoryStockPushes
from novex_shopify.adapters.memory.stock.stock_syncs import MemoryStockSyncs
from novex_shopify.domain.ports.locations import Locations
from novex_shopify.domain.ports.stock_levels import SafetyStocks, StockLevels, StockPushes, StockSyncs


class MemoryShopStock:
    """The port `ShopStock`."""

    def __init__(self, state: State) -> None:
        self.locations: Locations = MemoryLocations(state)
        self.levels: StockLevels = MemoryStockLevels(state)
        self.syncs: StockSyncs = MemoryStockSyncs(state)
        self.pushes: StockPushes = MemoryStockPushes(state)
        self.safety: SafetyStocks = MemorySafetyStocks(state)

"""The stock of Shopify stores in the database."""

from sqlmodel import Session

from novex_shopify.adapters.persistence.stock.locations import SqlLocations
from novex_shopify.adapters.persistence.stock.safety_stocks import SqlSafetyStocks
from novex_shopify.adapters.persistence.stock.stock_levels import SqlStockLevels
from novex_shopify.adapters.persistence.stock.stock_pushes import SqlStockPushes
from novex_shopify.adapters.persistence.stock.stock_syncs import SqlStockSyncs
from novex_shopify.domain.ports.locations import Locations
from novex_shopify.domain.ports.stock_levels import SafetyStocks, StockLevels, StockPushes, StockSyncs


class SqlShopStock:
    """The port `ShopStock`."""

    def __init__(self, session: Session) -> None:
        self.locations: Locations = SqlLocations(session)
        self.levels: StockLevels = SqlStockLevels(session)
        self.syncs: StockSyncs = SqlStockSyncs(session)
        self.pushes: StockPushes = SqlStockPushes(session)
        self.safety: SafetyStocks = SqlSafetyStocks(session)

"""Lots and stock of the built-in ERP."""

from sqlmodel import Session

from novex_shopify.adapters.erp.assignments import SqlAssignments
from novex_shopify.adapters.erp.fulfillment_orders import SqlFulfillmentOrders
from novex_shopify.adapters.erp.lot_traces import SqlLotTraces
from novex_shopify.adapters.erp.lots import SqlLots
from novex_shopify.adapters.erp.order_exceptions import SqlOrderExceptions
from novex_shopify.adapters.erp.recalls import SqlRecalls
from novex_shopify.adapters.erp.stock_demand import SqlOrderDemands, SqlStockUnits
from novex_shopify.adapters.erp.stock_ledger import SqlStockLedger
from novex_shopify.adapters.erp.stock_news import SqlStockNews
from novex_shopify.adapters.erp.stock_overview import SqlStockOverview
from novex_shopify.adapters.erp.storage_locations import SqlStorageLocations
from novex_shopify.adapters.erp.warehouse_returns import SqlWarehouseReturns
from novex_shopify.adapters.erp.warehouse_states import SqlWarehouseStates
from novex_shopify.domain.ports.erp_stock import Lots, StockLedger, StorageLocations
from novex_shopify.domain.ports.lot_traces import LotTraces
from novex_shopify.domain.ports.order_stock import (
    Assignments,
    FulfillmentOrders,
    OrderExceptions,
    WarehouseReturns,
    WarehouseStates,
)
from novex_shopify.domain.ports.recalls import Recalls
from novex_shopify.domain.ports.stock_demand import OrderDemands, StockNews, StockUnits
from novex_shopify.domain.ports.stock_overview import StockOverview


class BuiltinStock:
    """The port `ErpStock`."""

    def __init__(self, session: Session) -> None:
        self.locations: StorageLocations = SqlStorageLocations(session)
        self.lots: Lots = SqlLots(session)
        self.ledger: StockLedger = SqlStockLedger(session)
        self.overview: StockOverview = SqlStockOverview(session)
        self.assignments: Assignments = SqlAssignments(session)
        self.warehouse_states: WarehouseStates = SqlWarehouseStates(session)
        self.order_exceptions: OrderExceptions = SqlOrderExceptions(session)
        self.warehouse_returns: WarehouseReturns = SqlWarehouseReturns(session)
        self.fulfillment_orders: FulfillmentOrders = SqlFulfillmentOrders(session)
        self.traces: LotTraces = SqlLotTraces(session)
        self.recalls: Recalls = SqlRecalls(session)
        self.news: StockNews = SqlStockNews(session)
        self.demand: OrderDemands = SqlOrderDemands(session)
        self.units: StockUnits = SqlStockUnits(session)

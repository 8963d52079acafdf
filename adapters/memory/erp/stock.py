"""Lots and stock of the fake ERP."""

from novex_shopify.adapters.memory.erp.assignments import MemoryAssignments
from novex_shopify.adapters.memory.erp.fulfillment_orders import MemoryFulfillmentOrders
from novex_shopify.adapters.memory.erp.lot_traces import MemoryLotTraces
from novex_shopify.adapters.memory.erp.lots import MemoryLots
from novex_shopify.adapters.memory.erp.order_exceptions import MemoryOrderExceptions
from novex_shopify.adapters.memory.erp.recalls import MemoryRecalls
from novex_shopify.adapters.memory.erp.stock_demand import MemoryOrderDemands, MemoryStockNews, MemoryStockUnits
from novex_shopify.adapters.memory.erp.stock_ledger import MemoryStockLedger
from novex_shopify.adapters.memory.erp.stock_overview import MemoryStockOverview
from novex_shopify.adapters.memory.erp.storage_locations import MemoryStorageLocations
from novex_shopify.adapters.memory.erp.warehouse_returns import MemoryWarehouseReturns
from novex_shopify.adapters.memory.erp.warehouse_states import MemoryWarehouseStates
from novex_shopify.adapters.memory.state import State
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


class MemoryStock:
    """The port `ErpStock`."""

    def __init__(self, state: State) -> None:
        self.locations: StorageLocations = MemoryStorageLocations(state)
        self.lots: Lots = MemoryLots(state)
        self.ledger: StockLedger = MemoryStockLedger(state)
        self.overview: StockOverview = MemoryStockOverview(state)
        self.assignments: Assignments = MemoryAssignments(state)
        self.warehouse_states: WarehouseStates = MemoryWarehouseStates(state)
        self.order_exceptions: OrderExceptions = MemoryOrderExceptions(state)
        self.warehouse_returns: WarehouseReturns = MemoryWarehouseReturns(state)
        self.fulfillment_orders: FulfillmentOrders = MemoryFulfillmentOrders(state)
        self.traces: LotTraces = MemoryLotTraces(state)
        self.recalls: Recalls = MemoryRecalls(state)
        self.news: StockNews = MemoryStockNews(state)
        self.demand: OrderDemands = MemoryOrderDemands(state)
        self.units: StockUnits = MemoryStockUnits(state)

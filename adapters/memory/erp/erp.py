"""The fake ERP."""

from novex_shopify.adapters.memory.erp.catalog import MemoryCatalog
from novex_shopify.adapters.memory.erp.customers import MemoryCustomers
from novex_shopify.adapters.memory.erp.invoices import MemoryInvoices
from novex_shopify.adapters.memory.erp.orders import MemoryOrders
from novex_shopify.adapters.memory.erp.reports import MemoryReports
from novex_shopify.adapters.memory.erp.shipments import MemoryShipments
from novex_shopify.adapters.memory.erp.stock import MemoryStock
from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.ports.erp import ErpCatalog, ErpCustomers, ErpOrders, ErpShipments
from novex_shopify.domain.ports.erp_invoices import ErpInvoices
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.reports import Reports


class MemoryErp:
    """The port `Erp`."""

    def __init__(self, state: State) -> None:
        self.catalog: ErpCatalog = MemoryCatalog(state)
        self.customers: ErpCustomers = MemoryCustomers(state)
        self.orders: ErpOrders = MemoryOrders(state)
        self.shipments: ErpShipments = MemoryShipments(state)
        self.stock: ErpStock | None = MemoryStock(state)
        self.invoices: ErpInvoices | None = MemoryInvoices(state)
        self.reports: Reports | None = MemoryReports(state)

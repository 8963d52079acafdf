"""The built-in ERP, in one transaction of the product's database."""

from sqlmodel import Session

from novex_shopify.adapters.erp.catalog import SqlCatalog
from novex_shopify.adapters.erp.customers import SqlCustomers
from novex_shopify.adapters.erp.invoices import SqlInvoices
from novex_shopify.adapters.erp.orders import SqlOrders
from novex_shopify.adapters.erp.reports import SqlReports
from novex_shopify.adapters.erp.shipments import SqlShipments
from novex_shopify.adapters.erp.stock import BuiltinStock
from novex_shopify.domain.ports.erp import ErpCatalog, ErpCustomers, ErpOrders, ErpShipments
from novex_shopify.domain.ports.erp_invoices import ErpInvoices
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.reports import Reports


class BuiltinErp:
    """The port `Erp`."""

    def __init__(self, session: Session) -> None:
        self.catalog: ErpCatalog = SqlCatalog(session)
        self.customers: ErpCustomers = SqlCustomers(session)
        self.orders: ErpOrders = SqlOrders(session)
        self.shipments: ErpShipments = SqlShipments(session)
        self.stock: ErpStock | None = BuiltinStock(session)
        self.invoices: ErpInvoices | None = SqlInvoices(session)
        self.reports: Reports | None = SqlReports(session)

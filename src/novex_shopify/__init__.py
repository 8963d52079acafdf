"""Novex Shopify: the API for ERP code.

    from novex_shopify import Connector, Shipment, ShipmentLine, Tracking

    connector = Connector.from_env()
    for order in connector.list_orders():
        print(order.name, order.total)

These names are stable. Each is imported on first use, so that importing a part of the package stays fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from novex_shopify.config.container import Container
    from novex_shopify.domain.errors import NovexError
    from novex_shopify.domain.model.document_design import DesignText, DocumentDesign
    from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus, Shipment, ShipmentLine, Tracking
    from novex_shopify.domain.model.invoice import InvoiceKind
    from novex_shopify.domain.model.issued_invoice import InvoiceFilter, IssuedInvoice
    from novex_shopify.domain.model.money import Money
    from novex_shopify.domain.model.packed_shipment import PackedLine, PackedShipment
    from novex_shopify.domain.model.product import Item
    from novex_shopify.domain.model.report import Report
    from novex_shopify.domain.model.report_schedule import Frequency, ReportSchedule
    from novex_shopify.domain.model.report_table import ReportRequest, ReportTable
    from novex_shopify.domain.model.sales_order import SalesOrder, SalesOrderLine
    from novex_shopify.domain.model.search import RecordKind
    from novex_shopify.domain.model.sheet import SheetFormat
    from novex_shopify.domain.policies.design_changes import DesignChanges
    from novex_shopify.domain.use_cases.assignment.lot_selection import LotSelection
    from novex_shopify.domain.use_cases.assignment.order_lots import OrderLots
    from novex_shopify.domain.use_cases.assignment.propose_lots import OrderProposal
    from novex_shopify.domain.use_cases.assignment.reassign_lot import NewLot
    from novex_shopify.domain.use_cases.assignment.unassign_lots import AssignedUnits
    from novex_shopify.domain.use_cases.invoices.preview_document import PreviewedDesign, PreviewKind
    from novex_shopify.domain.use_cases.reports.schedule_report import NewSchedule
    from novex_shopify.domain.use_cases.search.found_record import FoundRecord
    from novex_shopify.domain.use_cases.stock.receive_lot import Receipt, ReceivedLot
    from novex_shopify.entrypoints.embedded.connector import Connector

__all__ = [
    "AssignedUnits",
    "Connector",
    "Container",
    "DesignChanges",
    "DesignText",
    "DocumentDesign",
    "FoundRecord",
    "Frequency",
    "FulfillmentPush",
    "InvoiceFilter",
    "InvoiceKind",
    "IssuedInvoice",
    "Item",
    "LotKey",
    "LotSelection",
    "Money",
    "NewLot",
    "NewSchedule",
    "NovexError",
    "OrderLots",
    "OrderProposal",
    "PackedLine",
    "PackedShipment",
    "PreviewKind",
    "PreviewedDesign",
    "PushStatus",
    "Receipt",
    "ReceivedLot",
    "RecordKind",
    "Report",
    "ReportRequest",
    "ReportSchedule",
    "ReportTable",
    "SalesOrder",
    "SalesOrderLine",
    "SheetFormat",
    "Shipment",
    "ShipmentLine",
    "Tracking",
]

_NAMES_BY_MODULE = {
    "entrypoints.embedded.connector": ("Connector",),
    "config.container": ("Container",),
    "domain.errors": ("NovexError",),
    "domain.model.document_design": ("DesignText", "DocumentDesign"),
    "domain.model.fulfillment": ("FulfillmentPush", "PushStatus", "Shipment", "ShipmentLine", "Tracking"),
    "domain.model.invoice": ("InvoiceKind",),
    "domain.model.issued_invoice": ("InvoiceFilter", "IssuedInvoice"),
    "domain.model.money": ("Money",),
    "domain.model.report": ("Report",),
    "domain.model.report_schedule": ("Frequency", "ReportSchedule"),
    "domain.model.report_table": ("ReportRequest", "ReportTable"),
    "domain.model.search": ("RecordKind",),
    "domain.model.sheet": ("SheetFormat",),
    "domain.model.sales_order": ("SalesOrder", "SalesOrderLine"),
    "domain.model.packed_shipment": ("PackedLine", "PackedShipment"),
    "domain.model.product": ("Item",),
    "domain.policies.design_changes": ("DesignChanges",),
    "domain.use_cases.assignment.lot_selection": ("LotSelection",),
    "domain.use_cases.assignment.order_lots": ("OrderLots",),
    "domain.use_cases.assignment.propose_lots": ("OrderProposal",),
    "domain.use_cases.assignment.reassign_lot": ("NewLot",),
    "domain.use_cases.assignment.unassign_lots": ("AssignedUnits",),
    "domain.use_cases.invoices.preview_document": ("PreviewKind", "PreviewedDesign"),
    "domain.use_cases.search.found_record": ("FoundRecord",),
    "domain.use_cases.reports.schedule_report": ("NewSchedule",),
    "domain.use_cases.stock.receive_lot": ("Receipt", "ReceivedLot"),
    "domain.use_cases.stock.records": ("LotKey",),
}


def __getattr__(name: str) -> Any:
    for module, names in _NAMES_BY_MODULE.items():
        if name in names:
            return getattr(import_module(f"novex_shopify.{module}"), name)
    raise AttributeError(f"module 'novex_shopify' has no attribute {name!r}")

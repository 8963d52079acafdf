"""Use cases of invoices and credit notes."""

from novex_shopify.domain.use_cases.invoices.draw_packing_slip import DrawPackingSlip, DrawPackingSlips
from novex_shopify.domain.use_cases.invoices.erase_expired_invoices import EraseExpiredInvoices
from novex_shopify.domain.use_cases.invoices.find_invoices import FindInvoices
from novex_shopify.domain.use_cases.invoices.get_invoice_file import GetInvoiceFile
from novex_shopify.domain.use_cases.invoices.issue_due_invoices import IssueDueInvoices
from novex_shopify.domain.use_cases.invoices.issue_invoice import IssueInvoice
from novex_shopify.domain.use_cases.invoices.preview_document import PreviewDocument
from novex_shopify.domain.use_cases.invoices.save_design import SaveDesign
from novex_shopify.domain.use_cases.invoices.save_seller import SaveSeller
from novex_shopify.domain.use_cases.invoices.show_invoice import ShowInvoice
from novex_shopify.domain.use_cases.invoices.verify_invoices import VerifyInvoices

__all__ = [
    "DrawPackingSlip",
    "DrawPackingSlips",
    "EraseExpiredInvoices",
    "FindInvoices",
    "GetInvoiceFile",
    "IssueDueInvoices",
    "IssueInvoice",
    "PreviewDocument",
    "SaveDesign",
    "SaveSeller",
    "ShowInvoice",
    "VerifyInvoices",
]

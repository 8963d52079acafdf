"""Draws documents. XML needs nothing else; what draws PDF files is an extra."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from novex_shopify.adapters.documents.invoice_xml import write_invoice_xml
from novex_shopify.domain.errors import DocumentsNotInstalled
from novex_shopify.domain.model.document_design import LogoFormat
from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.model.packing_slip import PackingSlip
from novex_shopify.domain.policies.pick_list import PickSheet
from novex_shopify.domain.ports.document_drawer import DrawnDocument


class FileDrawer:
    """The port `DocumentDrawer`."""

    def draw_invoice(
        self, content: InvoiceContent, logo: bytes | None = None, *, preview: bool = False
    ) -> DrawnDocument:
        drawn: DrawnDocument = _import_extra("draw_invoice")(content, logo, preview=preview)
        return drawn

    def draw_packing_slip(
        self, slip: PackingSlip, logo: bytes | None = None, *, preview: bool = False
    ) -> DrawnDocument:
        drawn: DrawnDocument = _import_extra("draw_packing_slip")(slip, logo, preview=preview)
        return drawn

    def draw_pick_list(self, sheet: PickSheet) -> DrawnDocument:
        drawn: DrawnDocument = _import_extra("draw_pick_list")(sheet)
        return drawn

    def join_documents(self, files: Sequence[bytes]) -> bytes:
        joined: bytes = _import_extra("join_documents")(files)
        return joined

    def join_labels(self, files: Sequence[bytes]) -> bytes:
        joined: bytes = _import_extra("join_labels", "label_pages")(files)
        return joined

    def check_logo(self, kind: LogoFormat, data: bytes) -> None:
        _import_extra("check_logo")(kind, data)

    def write_xml(self, content: InvoiceContent) -> bytes:
        return write_invoice_xml(content)


def _import_extra(name: str, module: str = "pdf") -> Callable[..., Any]:
    try:
        imported = import_module(f"{__package__}.{module}")
    except ModuleNotFoundError as error:
        raise DocumentsNotInstalled from error
    function: Callable[..., Any] = getattr(imported, name)
    return function

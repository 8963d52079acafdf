"""Draws documents as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from novex_shopify.domain.model.document_design import LogoFormat
from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.model.packing_slip import PackingSlip
from novex_shopify.domain.policies.pick_list import PickSheet


@dataclass(frozen=True, slots=True)
class DrawnDocument:
    """A PDF file. `drawn_with` names the template and the programs, which may draw other bytes in other versions."""

    data: bytes
    drawn_with: str


class DocumentDrawer(Protocol):
    """Draws the same bytes for the same document, in every process that has the same versions."""

    def draw_invoice(
        self, content: InvoiceContent, logo: bytes | None = None, *, preview: bool = False
    ) -> DrawnDocument:
        """Draw an invoice or a credit note as PDF, with its XML in it unless it has a `no_xml_reason`.

        `logo` is the image of the content's look. A preview is marked as one on each page, and has no XML.

        Raises `DocumentsNotInstalled`.
        """
        ...

    def draw_packing_slip(
        self, slip: PackingSlip, logo: bytes | None = None, *, preview: bool = False
    ) -> DrawnDocument:
        """Raises `DocumentsNotInstalled`."""
        ...

    def draw_pick_list(self, sheet: PickSheet) -> DrawnDocument:
        """Raises `DocumentsNotInstalled`."""
        ...

    def join_documents(self, files: Sequence[bytes]) -> bytes:
        """Put PDF files into one, in this order. Raises `DocumentsNotInstalled`."""
        ...

    def join_labels(self, files: Sequence[bytes]) -> bytes:
        """Put PDF files into one, in this order, each page 4 by 6 inches: programs print them in their real size.

        A page of another size is turned and scaled until all of it fits. Raises `DocumentsNotInstalled`.
        """
        ...

    def check_logo(self, kind: LogoFormat, data: bytes) -> None:
        """Raises `InvalidLogo` if an image cannot be drawn on a document, and `DocumentsNotInstalled`."""
        ...

    def write_xml(self, content: InvoiceContent) -> bytes:
        """Write the EN 16931 data of a content that has no `no_xml_reason`."""
        ...

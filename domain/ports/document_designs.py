"""Stores how documents look."""

from typing import Protocol

from novex_shopify.domain.model.document_design import DocumentDesign


class DocumentDesigns(Protocol):
    """Versions of designs, and logos by their hash. They are added, and never changed or deleted."""

    def get(self, seller_id: int, shop_domain: str = "") -> DocumentDesign:
        """Return the newest version; the empty version 0 if there is none."""
        ...

    def add(self, design: DocumentDesign) -> None:
        """Store a new version."""
        ...

    def add_logo(self, sha256: str, data: bytes) -> None:
        """Store the bytes of a logo, unless they are stored."""
        ...

    def get_logo(self, sha256: str) -> bytes | None: ...

"""Encodes texts that scanners read."""

from typing import Protocol

from novex_shopify.domain.model.barcode import Barcode


class BarcodeEncoder(Protocol):
    """Makes linear barcodes, which every scanner reads."""

    def encode(self, text: str) -> Barcode:
        """Encode a text of ASCII characters that people can read."""
        ...

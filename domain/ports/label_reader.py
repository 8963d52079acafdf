"""Reads what scanners send."""

from typing import Protocol

from novex_shopify.domain.model.scanned_label import ScannedLabel


class LabelReader(Protocol):
    """Understands GS1 labels."""

    def read(self, text: str) -> ScannedLabel:
        """Read an element string (with separators, or with brackets), a Digital Link, or the number of a trade item.

        Raises `UnreadableLabel` for anything else.
        """
        ...

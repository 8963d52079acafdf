"""Writes sheets as files."""

from collections.abc import Iterator
from typing import Protocol

from novex_shopify.domain.model.sheet import Sheet, SheetFormat


class SheetWriter(Protocol):
    """Writes files in which no cell is a formula or a link."""

    def __call__(self, sheet: Sheet, sheet_format: SheetFormat, /) -> Iterator[bytes]:
        """Write a sheet in parts, so that a long one needs no memory."""
        ...

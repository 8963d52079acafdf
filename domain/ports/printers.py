"""Label printers behind print agents."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.printer import Printer


class Printers(Protocol):
    """The printers by name. A browser prints itself where it uses none of them."""

    def save(self, printer: Printer) -> None:
        """Create a printer, or replace the one with its name."""
        ...

    def delete(self, name: str) -> None: ...

    def get(self, name: str) -> Printer | None: ...

    def list_all(self) -> Sequence[Printer]:
        """List all, by name."""
        ...

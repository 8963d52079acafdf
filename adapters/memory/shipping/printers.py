"""Printers in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.printer import Printer


@dataclass(frozen=True, slots=True)
class MemoryPrinters:
    """The port `Printers`."""

    state: State

    def save(self, printer: Printer) -> None:
        self.state.printers[printer.name] = printer

    def delete(self, name: str) -> None:
        self.state.printers.pop(name, None)

    def get(self, name: str) -> Printer | None:
        return self.state.printers.get(name)

    def list_all(self) -> Sequence[Printer]:
        return sorted(self.state.printers.values(), key=lambda printer: printer.name)

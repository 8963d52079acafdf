"""The printer of a browser: one behind a print agent that a person has chosen, or the browser's own."""

from novex_shopify.domain.model.printer import Printer
from novex_shopify.domain.use_cases.packing.save_printer import get_origin
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def find_printer(request: ConsoleRequest) -> Printer | None:
    """None if the browser prints itself: no printer was chosen here, or it was deleted."""
    name = request.preferences.printer
    if not name:
        return None
    with request.container.read_transaction() as tx:
        return tx.printers.get(name)


def list_origins(printer: Printer | None) -> list[str]:
    """What the page may connect to beside the console: the agent of its own printer, and nothing else."""
    return [get_origin(printer.url)] if printer else []

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


def find_obstacle(request: ConsoleRequest, printer: Printer | None) -> str | None:
    """Why browsers may keep the pages of this console from the printer, and what to do; None if they do not."""
    if printer is None or not printer.is_mixed_content or not request.settings.uses_https:
        return None
    return (
        f"The console is used over HTTPS, so browsers may block {get_origin(printer.url)}, which is HTTP on another"
        " machine. Run the print agent on the workstation and enter http://127.0.0.1:9101/print, or give the agent an"
        " address with https."
    )


def list_origins(printer: Printer | None) -> list[str]:
    """What the page may connect to beside the console: the agent of its own printer, and nothing else."""
    return [get_origin(printer.url)] if printer else []

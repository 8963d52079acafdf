"""`/console/settings/printers`: label printers behind print agents, and the one that this browser uses."""

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidPrinter, NotFound
from novex_shopify.domain.model.printer import Printer
from novex_shopify.entrypoints.web.console.packing.chosen_printer import find_obstacle, find_printer, list_origins
from novex_shopify.entrypoints.web.console.preferences import set_preference
from novex_shopify.entrypoints.web.console.rendering import permit_connections, render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_PATH = "/console/settings/printers"


def show_printers(request: ConsoleRequest) -> Response:
    return _render(request, Printer("", ""))


def save_printer(request: ConsoleRequest) -> Response:
    printer = Printer(request.get_form_field("name"), request.get_form_field("url"))
    try:
        request.container.save_printer()(printer)
    except InvalidPrinter as refusal:
        return _render(request, printer, refusal)
    return redirect(_PATH, f"Printer {printer.name} was saved")


def delete_printer(request: ConsoleRequest) -> Response:
    name = request.get_form_field("name")
    request.container.save_printer().delete(name)
    return redirect(_PATH, f"Printer {name} was deleted")


def choose_printer(request: ConsoleRequest) -> Response:
    """Remember the printer in this browser; an empty name is the browser's own."""
    name = request.get_form_field("name")
    with request.container.read_transaction() as tx:
        if name and tx.printers.get(name) is None:
            raise NotFound(f"There is no printer {name}.")
    response = redirect(_PATH, f"Labels are printed by {name or 'this browser'}")
    set_preference(response, "printer", name)
    return response


def _render(request: ConsoleRequest, entered: Printer, refusal: InvalidPrinter | None = None) -> Response:
    chosen = find_printer(request)
    with request.container.read_transaction() as tx:
        printers = tx.printers.list_all()
    page = render(
        request,
        "packing/printers.html",
        422 if refusal else 200,
        printers=[(each, find_obstacle(request, each)) for each in printers],
        chosen=chosen,
        entered=entered,
        refusal=refusal,
    )
    return permit_connections(request, page, list_origins(chosen))

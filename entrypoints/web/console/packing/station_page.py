"""`/console/packing`: the packing station, for a person with a scanner and no mouse."""

from collections.abc import Sequence
from contextlib import suppress

from starlette.responses import Response

from novex_shopify.domain.errors import (
    InvalidShipment,
    LabelIsOpen,
    LabelRefused,
    NoCarrierAccount,
    NotFound,
    NovexError,
    OrderBeingPacked,
    OrderOnHold,
    PackingRefused,
    StockRefused,
)
from novex_shopify.domain.model.fulfillment import Tracking
from novex_shopify.domain.model.packing import PackingCommand, PackingStage
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.export_filing import parse_filing
from novex_shopify.domain.use_cases.packing.pack_order import BOX_KEYS, parse_command
from novex_shopify.entrypoints.web.console.packing.chosen_printer import find_obstacle, find_printer, list_origins
from novex_shopify.entrypoints.web.console.packing.station_label import find_station_label
from novex_shopify.entrypoints.web.console.rendering import permit_connections, render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect
from novex_shopify.entrypoints.web.console.shipping.address_check import AddressCheck, check_address
from novex_shopify.entrypoints.web.console.stock.days import format_day, get_today

PACKING_PATH = "/console/packing"
_POLLED = (PackingStage.ASKING_RATES, PackingStage.BUYING)
_REFUSALS = (PackingRefused, LabelRefused, LabelIsOpen, NoCarrierAccount, StockRefused, InvalidShipment)
_NO_FILING = "Enter an ITN (X and 14 digits) or an exemption, such as NOEEI 30.37(a). Nothing was asked for."
_ALL_DONE = "No more orders are ready to pack"


def show_start(request: ConsoleRequest) -> Response:
    return _render_start(request)


def find_order(request: ConsoleRequest) -> Response:
    """Open the order that was scanned, or the next one that is ready."""
    text, label = request.get_form_field("text"), parse_id(request.get_form_field("label"))
    command = parse_command(text)
    if command is PackingCommand.NEXT:
        return _open_next(request, label)
    if command or not text:
        prints_now = 1 if command is PackingCommand.REPRINT else None
        return redirect(PACKING_PATH + build_query(label=label, print=prints_now))
    return _open_found(request, text, label)


def _open_found(request: ConsoleRequest, text: str, label: int | None) -> Response:
    try:
        found = request.container.find_orders_to_pack().find(text)
        if len(found) > 1:
            return _render_start(request, choices=found)
        return _open(request, found[0].id or "", label)
    except OrderBeingPacked as refusal:
        return _render_start(request, refusal, taken=found[0])
    except (PackingRefused, OrderOnHold, NotFound) as refusal:
        return _render_start(request, refusal)


def take_over(request: ConsoleRequest) -> Response:
    """Go on with an order that somebody else was packing. The audit log says so."""
    try:
        return _open(request, _get_order_id(request), None, take_over=True)
    except (PackingRefused, OrderOnHold, NotFound) as refusal:
        return _render_start(request, refusal)


def show_order(request: ConsoleRequest) -> Response:
    return _render_order(request)


def scan(request: ConsoleRequest) -> Response:
    """A scan, a typed text, a command, or Enter alone."""
    order_id, text = _get_order_id(request), request.get_form_field("text")
    page = f"{PACKING_PATH}/{order_id}"
    if parse_command(text) is PackingCommand.REPRINT:
        return redirect(f"{page}?print=1")
    label, filing = find_station_label(request, order_id), request.get_form_field("filing")
    if filing and parse_filing(filing) is None:
        return _render_order(request, PackingRefused(_NO_FILING))
    text = filing or text
    try:
        packing = request.container.pack_order()(order_id, _get_version(request), text, _get_shown_stage(request))
    except _REFUSALS as refusal:
        return _render_order(request, refusal)
    if packing:
        return redirect(page)
    if parse_command(text) is PackingCommand.LEAVE:
        return redirect(PACKING_PATH + build_query(label=label))
    return _open_next(request, label)


def swap_lot(request: ConsoleRequest) -> Response:
    order_id, reason = _get_order_id(request), request.get_form_field("reason")
    try:
        request.container.swap_lot()(order_id, _get_version(request), reason)
    except (*_REFUSALS, NotFound) as refusal:
        return _render_order(request, refusal)
    return redirect(f"{PACKING_PATH}/{order_id}")


def ship_unlabelled(request: ConsoleRequest) -> Response:
    """Ship with a carrier of one's own, whose number was typed, or without any."""
    order_id = _get_order_id(request)
    number, carrier = (request.get_form_field(name) or None for name in ("number", "carrier"))
    tracking = Tracking(number, carrier) if number or carrier else None
    try:
        request.container.finish_parcel().ship_unlabelled(order_id, _get_version(request), tracking)
    except _REFUSALS as refusal:
        return _render_order(request, refusal)
    return redirect(f"{PACKING_PATH}/{order_id}")


def verify_address(request: ConsoleRequest) -> Response:
    """Ask the directory. The packing stays as it is."""
    return _render_order(request, check=check_address(request, _get_order_id(request)))


def mark_printed(request: ConsoleRequest) -> Response:
    """What the browser says after its printer took the label."""
    order_id = _get_order_id(request)
    request.container.finish_parcel().mark_printed(order_id, parse_id(request.get_form_field("label")) or 0)
    return redirect(f"{PACKING_PATH}/{order_id}")


def _open_next(request: ConsoleRequest, label: int | None) -> Response:
    for order_id in request.container.find_orders_to_pack().list_next(request.preferences.shop):
        # Somebody else was faster, or the labels of its parcels are being bought.
        with suppress(PackingRefused, OrderOnHold, NotFound):
            return _open(request, order_id, label)
    return redirect(PACKING_PATH + build_query(label=label), _ALL_DONE)


def _open(request: ConsoleRequest, order_id: str, label: int | None, *, take_over: bool = False) -> Response:
    request.container.begin_packing()(order_id, take_over=take_over, previous_label=label)
    return redirect(f"{PACKING_PATH}/{order_id}")


def _render_start(
    request: ConsoleRequest,
    refusal: NovexError | None = None,
    *,
    taken: SalesOrder | None = None,
    choices: Sequence[SalesOrder] = (),
) -> Response:
    printer = find_printer(request)
    page = render(
        request,
        "packing/start.html",
        (409 if taken else 422) if refusal else 200,
        printer=printer,
        printer_obstacle=find_obstacle(request, printer),
        started=request.container.show_packing().list_started(),
        refusal=refusal,
        taken=taken,
        choices=choices,
        label=parse_id(request.get_query_param("label") or request.get_form_field("label")),
        prints_now=bool(request.get_query_param("print")),
    )
    return permit_connections(request, page, list_origins(printer))


def _render_order(
    request: ConsoleRequest, refusal: NovexError | None = None, check: AddressCheck | None = None
) -> Response:
    order_id = _get_order_id(request)
    try:
        view = request.container.show_packing()(order_id)
    except (OrderBeingPacked, NotFound) as problem:
        taken = None
        if isinstance(problem, OrderBeingPacked):
            with request.container.read_transaction() as tx:
                taken = tx.erp.orders.get(order_id)
        return _render_start(request, problem, taken=taken)
    printer = find_printer(request)
    rendered = render(
        request,
        "packing/parcel.html",
        422 if refusal else 200,
        printer=printer,
        printer_obstacle=find_obstacle(request, printer),
        view=view,
        refusal=refusal,
        check=check,
        page=f"{PACKING_PATH}/{order_id}",
        is_polled=view.stage in _POLLED,
        box_keys=list(zip(BOX_KEYS, view.boxes, strict=False)),
        label=find_station_label(request, order_id),
        prints_now=bool(request.get_query_param("print")),
        today=get_today(request),
        format_day=format_day,
    )
    return permit_connections(request, rendered, list_origins(printer))


def _get_order_id(request: ConsoleRequest) -> str:
    return str(request.get_path_id("order"))


def _get_version(request: ConsoleRequest) -> int:
    return parse_id(request.get_form_field("version")) or 0


def _get_shown_stage(request: ConsoleRequest) -> PackingStage | None:
    stage = request.get_form_field("shown")
    return PackingStage(stage) if stage in set(PackingStage) else None

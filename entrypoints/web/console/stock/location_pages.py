"""`/console/settings/locations`: the places where items are kept."""

from starlette.responses import Response

from novex_shopify.domain.errors import LocationExists, LocationNameMissing, NotFound
from novex_shopify.domain.model.storage_location import StorageKind, StorageLocation
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_PATH = "/console/settings/locations"
_KINDS = [(kind.value, format_label(kind)) for kind in StorageKind]
_NEW = StorageLocation(0, "")


def list_locations(request: ConsoleRequest) -> Response:
    return _render_list(request, _NEW)


def add_location(request: ConsoleRequest) -> Response:
    filled_in = _read_form(request, 0)
    try:
        saved = request.container.save_location()(filled_in)
    except (LocationExists, LocationNameMissing) as refusal:
        return _render_list(request, filled_in, str(refusal))
    return redirect(_PATH, f"Location {saved.name} was created")


def show_location(request: ConsoleRequest) -> Response:
    return _render_location(request, _get_location(request))


def change_location(request: ConsoleRequest) -> Response:
    known = _get_location(request)
    filled_in = _read_form(request, known.id)
    try:
        saved = request.container.save_location()(filled_in)
    except (LocationExists, LocationNameMissing) as refusal:
        return _render_location(request, filled_in, str(refusal))
    return redirect(_PATH, f"Location {saved.name} was saved")


def _get_location(request: ConsoleRequest) -> StorageLocation:
    number = request.get_path_id("location")
    with request.container.read_transaction() as tx:
        location = get_stock(tx).locations.get(number)
    if location is None:
        raise NotFound(f"There is no location with the number {number}.")
    return location


def _read_form(request: ConsoleRequest, location_id: int) -> StorageLocation:
    read, kind = request.get_form_field, request.get_form_field("kind")
    return StorageLocation(
        location_id,
        read("name"),
        StorageKind(kind) if kind in set(StorageKind) else StorageKind.OTHER,
        sells=bool(read("sells")),
        counted=bool(read("counted")),
        address=read("address") or None,
    )


def _render_list(request: ConsoleRequest, form: StorageLocation, error: str = "") -> Response:
    with request.container.read_transaction() as tx:
        locations = get_stock(tx).locations.list_all()
    status = 422 if error else 200
    return render(request, "stock/locations.html", status, locations=locations, kinds=_KINDS, form=form, error=error)


def _render_location(request: ConsoleRequest, form: StorageLocation, error: str = "") -> Response:
    return render(request, "stock/location.html", 422 if error else 200, kinds=_KINDS, form=form, error=error)

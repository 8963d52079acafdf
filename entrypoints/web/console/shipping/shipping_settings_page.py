"""`/console/settings/shipping`: the boxes, and the addresses that parcels leave from."""

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidBox, InvalidOrigin, NotFound
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.model.parcel import Box
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_PATH = "/console/settings/shipping"
_NUMBERS = ("length_mm", "width_mm", "height_mm", "tare_g", "max_weight_g")
_NEW_BOX = Box("", "", 0, 0, 0, 0)
_NEW_ORIGIN = Origin(None, Address())


def show_settings(request: ConsoleRequest) -> Response:
    """With `box` or `origin` in the address, the form is filled in with it."""
    code, location = request.get_query_param("box"), request.get_query_param("origin")
    with request.container.read_transaction() as tx:
        box = tx.boxes.get(code) if code else None
        origin = tx.origins.find(location) if location else None
    return _render(request, box or _NEW_BOX, origin or _NEW_ORIGIN)


def save_box(request: ConsoleRequest) -> Response:
    try:
        box = _read_box(request)
        request.container.save_box()(box)
    except InvalidBox as refusal:
        values = {name: request.get_form_field(name) for name in ("code", "name", "carrier_package", *_NUMBERS)}
        return _render(request, values, _NEW_ORIGIN, box_error=refusal)
    return redirect(_PATH, f"Box {box.name} was saved")


def delete_box(request: ConsoleRequest) -> Response:
    code = request.get_form_field("code")
    request.container.save_box().delete(code)
    return redirect(_PATH, f"Box {code} was deleted")


def save_origin(request: ConsoleRequest) -> Response:
    origin = _read_origin(request)
    try:
        request.container.save_origin()(origin)
    except (InvalidOrigin, NotFound) as refusal:
        return _render(request, _NEW_BOX, origin, origin_error=str(refusal))
    return redirect(_PATH, f"The address of {origin.location or 'all other locations'} was saved")


def delete_origin(request: ConsoleRequest) -> Response:
    location = request.get_form_field("location") or None
    request.container.save_origin().delete(location)
    return redirect(_PATH, f"The address of {location or 'all other locations'} was deleted")


def _read_box(request: ConsoleRequest) -> Box:
    read = request.get_form_field
    numbers = {name: _read_number(request, name) for name in _NUMBERS}
    return Box(
        code=read("code"),
        name=read("name"),
        length_mm=numbers["length_mm"] or 0,
        width_mm=numbers["width_mm"] or 0,
        height_mm=numbers["height_mm"] or 0,
        tare_g=numbers["tare_g"] or 0,
        carrier_package=read("carrier_package") or None,
        max_weight_g=numbers["max_weight_g"],
    )


def _read_number(request: ConsoleRequest, name: str) -> int | None:
    text = request.get_form_field(name)
    if text and not (text.isascii() and text.isdecimal()):
        raise InvalidBox(name, "Enter a whole number.")
    return int(text) if text else None


def _read_origin(request: ConsoleRequest) -> Origin:
    read = request.get_form_field
    address = Address(
        name=read("name") or None,
        company=read("company") or None,
        address1=read("address1") or None,
        address2=read("address2") or None,
        zip=read("zip") or None,
        city=read("city") or None,
        province_code=read("province_code").upper() or None,
        country_code=read("country_code").upper() or None,
        phone=read("phone") or None,
    )
    return Origin(read("location") or None, address)


def _render(
    request: ConsoleRequest,
    box: object,
    origin: Origin,
    box_error: InvalidBox | None = None,
    origin_error: str = "",
) -> Response:
    with request.container.read_transaction() as tx:
        boxes, origins = tx.boxes.list_all(), tx.origins.list_all()
        locations = tx.erp.stock.locations.list_all() if tx.erp.stock else ()
    return render(
        request,
        "shipping/shipping_settings.html",
        422 if box_error or origin_error else 200,
        boxes=boxes,
        origins=origins,
        locations=[("", "All other locations"), *((each.name, each.name) for each in locations)],
        box=box,
        origin=origin,
        box_error=box_error,
        origin_error=origin_error,
    )

"""What a person does with a lot. A refusal shows the page again, with the form as it was filled in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from starlette.responses import Response

from novex_shopify.domain.errors import (
    InvalidQuantity,
    InvalidReason,
    ItemNotFound,
    LotRecalled,
    NotFound,
    SameItem,
    SameLocation,
    SeveralItems,
    StockRefused,
)
from novex_shopify.domain.use_cases.stock.records import MAX_QUANTITY, LotKey
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.stock.lot_pages import RefusedForm, render_lot
from novex_shopify.entrypoints.web.console.toast import Undo

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,12}")
_FIELDS = ("location", "destination", "quantity", "part", "reason", "to_item", "to_quantity")
_INVALID_FIELDS: Mapping[type[Exception], str] = {
    InvalidReason: "reason",
    LotRecalled: "reason",
    SameLocation: "destination",
    NotFound: "location",
    **dict.fromkeys((ItemNotFound, SameItem, SeveralItems), "to_item"),
}
"""At which field a refusal is shown; all others are about the quantity."""


@dataclass(frozen=True, slots=True)
class LotForm:
    """What was filled in, for one lot."""

    request: ConsoleRequest
    key: LotKey
    path: str

    @property
    def location(self) -> str:
        return self.request.get_form_field("location")

    @property
    def reason(self) -> str:
        return self.request.get_form_field("reason")

    @property
    def quantity(self) -> int:
        """Raises `InvalidQuantity`."""
        return self.read_number("quantity")

    def read_number(self, field: str) -> int:
        """Raises `InvalidQuantity`."""
        text = self.request.get_form_field(field)
        if not _WHOLE_NUMBER.fullmatch(text):
            raise InvalidQuantity(0, MAX_QUANTITY)
        return int(text)

    @property
    def units(self) -> str:
        """Such as `3 units`."""
        return format_plural(abs(self.quantity), "unit")

    def build_undo(self, action: str, **fields: str) -> Undo:
        """The form of another action, which takes this one back."""
        reason = f"Undo: {self.reason.removeprefix('Undo: ')}"
        return Undo(f"{self.path}/{action}", {"location": self.location, "reason": reason, **fields})


Change = Callable[[LotForm], tuple[str, Undo | None]]
"""Makes the change; returns the message and what undoes it."""


def quarantine_lot(request: ConsoleRequest) -> Response:
    return _change(request, "quarantine", _quarantine)


def release_lot(request: ConsoleRequest) -> Response:
    return _change(request, "release", _release)


def adjust_stock(request: ConsoleRequest) -> Response:
    return _change(request, "adjust", _adjust)


def count_stock(request: ConsoleRequest) -> Response:
    return _change(request, "count", _count)


def move_stock(request: ConsoleRequest) -> Response:
    return _change(request, "move", _move)


def scrap_stock(request: ConsoleRequest) -> Response:
    return _change(request, "scrap", _scrap)


def hold_stock(request: ConsoleRequest) -> Response:
    return _change(request, "hold", _hold)


def release_held_stock(request: ConsoleRequest) -> Response:
    return _change(request, "release-held", _release_held)


def convert_stock(request: ConsoleRequest) -> Response:
    return _change(request, "convert", _convert)


def _change(request: ConsoleRequest, action: str, change: Change) -> Response:
    lot_id = request.get_path_id("lot")
    lot = request.container.show_lot()(lot_id, limit=0).listed.lot
    form = LotForm(request, LotKey(lot.item_id, lot.code), f"/console/lots/{lot_id}")
    try:
        message, undo = change(form)
    except (StockRefused, NotFound) as refusal:
        invalid_field = _INVALID_FIELDS.get(type(refusal), "quantity")
        values = {name: request.get_form_field(name) for name in _FIELDS}
        return render_lot(request, RefusedForm(action, values, invalid_field, str(refusal)))
    return redirect(form.path, message, undo)


def _quarantine(form: LotForm) -> tuple[str, Undo | None]:
    form.request.container.quarantine_lot()(form.key, form.reason)
    return f"Lot {form.key.code} is quarantined", form.build_undo("release")


def _release(form: LotForm) -> tuple[str, Undo | None]:
    form.request.container.quarantine_lot().release(form.key, form.reason)
    return f"Lot {form.key.code} is released", form.build_undo("quarantine")


def _adjust(form: LotForm) -> tuple[str, Undo | None]:
    form.request.container.adjust_stock()(form.key, form.location, form.quantity, form.reason)
    verb = "added" if form.quantity > 0 else "removed"
    return f"{form.units} {verb} at {form.location}", form.build_undo("adjust", quantity=str(-form.quantity))


def _count(form: LotForm) -> tuple[str, Undo | None]:
    differences = form.request.container.count_stock()(form.location, {form.key: form.quantity}, form.reason)
    if not differences:
        return f"Counted {form.quantity} at {form.location}, as expected", None
    return f"Counted {form.quantity} at {form.location}; {differences[0].expected} were expected", None


def _move(form: LotForm) -> tuple[str, Undo | None]:
    destination = form.request.get_form_field("destination")
    form.request.container.move_stock()(form.key, form.location, destination, form.quantity, form.reason)
    undo = form.build_undo("move", location=destination, destination=form.location, quantity=str(form.quantity))
    return f"Moved {form.units} from {form.location} to {destination}", undo


def _scrap(form: LotForm) -> tuple[str, Undo | None]:
    held = form.request.get_form_field("part") == "held"
    form.request.container.scrap_stock()(form.key, form.location, form.quantity, form.reason, held=held)
    return f"Scrapped {form.units} at {form.location}", None


def _hold(form: LotForm) -> tuple[str, Undo | None]:
    form.request.container.hold_stock()(form.key, form.location, form.quantity, form.reason)
    return f"Holding {form.units} at {form.location}", form.build_undo("release-held", quantity=str(form.quantity))


def _release_held(form: LotForm) -> tuple[str, Undo | None]:
    form.request.container.hold_stock().release(form.key, form.location, form.quantity, form.reason)
    return f"Released {form.units} at {form.location}", form.build_undo("hold", quantity=str(form.quantity))


def _convert(form: LotForm) -> tuple[str, Undo | None]:
    to_item = form.request.container.find_item()(form.request.get_form_field("to_item"))
    to_quantity = form.read_number("to_quantity")
    made = form.request.container.convert_product()(
        form.key, form.location, form.quantity, to_item_id=to_item.id, to_quantity=to_quantity, reason=form.reason
    )
    back = {"quantity": str(to_quantity), "to_item": form.key.item_id, "to_quantity": str(form.quantity)}
    undo = replace(form, path=f"/console/lots/{made.id}").build_undo("convert", **back)
    return f"{form.units} became {to_quantity} of {to_item.name}, lot {made.code}", undo

"""`/console/orders/on-hold`: the orders on hold; and holding and releasing, one or several at once."""

from collections.abc import Collection, Sequence

from starlette.responses import Response

from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.use_cases.holds.changed_order import ChangedOrder
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.holds.held_order_records import HELD_ORDERS, HOLDS_PATH, build_key_text
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.orders.chosen_orders import read_chosen_orders
from novex_shopify.entrypoints.web.console.orders.order_actions import show_result
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect, sanitize_next_path
from novex_shopify.entrypoints.web.console.toast import Undo

_NO_REASON = "State a reason. Nothing was changed"
_NONE_CHOSEN = "Choose orders first"


def show_held_orders(request: ConsoleRequest) -> Response:
    if wants_csv(request):
        return send_list(request, HELD_ORDERS)
    return render(request, "holds/held_orders.html", page=load_page(request, HELD_ORDERS))


def hold_chosen(request: ConsoleRequest) -> Response:
    """Hold the orders that were chosen in a list: of Shopify's ids, or of the ERP's."""
    return _change_chosen(request, held=True)


def release_chosen(request: ConsoleRequest) -> Response:
    """Release the chosen orders from what the list has shown."""
    return _change_chosen(request, held=False)


def hold_order(request: ConsoleRequest) -> Response:
    shop, order_id = _read_order(request)
    hold = request.container.hold_order()(shop, order_id, request.get_form_field("reason"))
    return redirect(_build_order_url(shop, order_id), f"Order {hold.order_name} is on hold")


def release_order(request: ConsoleRequest) -> Response:
    """Release the order from the holds that the page has shown."""
    shop, order_id = _read_order(request)
    released = request.container.release_order()(
        shop, order_id, request.get_form_field("reason"), _read_hold_ids(request)
    )
    return redirect(_build_order_url(shop, order_id), f"Order {released[0].order_name} is released")


def _change_chosen(request: ConsoleRequest, *, held: bool) -> Response:
    back, reason = sanitize_next_path(request.get_form_field("next") or HOLDS_PATH), request.get_form_field("reason")
    keys = read_chosen_orders(request)
    if not keys:
        return redirect(back, _NONE_CHOSEN)
    if not reason.strip():
        return redirect(back, _NO_REASON)
    if held:
        changed, done = request.container.hold_many_orders()(keys, reason), "put on hold"
    else:
        release = request.container.release_many_orders()
        changed, done = release(keys, reason, _read_hold_ids(request)), "released"
    text = f"{format_plural(sum(not each.problem for each in changed), 'order')} {done}"
    if problems := {each.key: each.problem for each in changed if each.problem}:
        return show_result(request, text, problems)
    return redirect(back, text, _build_undo(request, changed, back, held=held))


def _build_undo(request: ConsoleRequest, changed: Sequence[ChangedOrder], back: str, *, held: bool) -> Undo | None:
    """Releasing exactly what was placed, or holding by hand what was released."""
    if held and not request.may(Role.OPERATOR):
        return None
    ids = " ".join(build_key_text(*each.key) for each in changed)
    fields = {"id": ids, "next": back, "reason": "Put on hold by mistake" if held else "Released by mistake"}
    if not held:
        return Undo("/console/orders/hold", fields)
    holds = "-".join(str(hold.id) for each in changed for hold in each.holds)
    return Undo("/console/orders/release", fields | {"holds": holds})


def _read_hold_ids(request: ConsoleRequest) -> Collection[int] | None:
    """What the page has shown; None if the form does not say it."""
    ids = request.get_form_field("holds")
    return [number for each in ids.split("-") if (number := parse_id(each))] if ids else None


def _read_order(request: ConsoleRequest) -> OrderKey:
    return parse_shop_domain(request.http_request.path_params["shop"]), request.get_path_id("order")


def _build_order_url(shop: ShopDomain, order_id: int) -> str:
    return f"/console/orders/{shop}/{order_id}"

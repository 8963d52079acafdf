"""Holding and releasing several orders at once."""

from collections.abc import Sequence

from starlette.responses import Response

from novex_shopify.domain.model.user import Role
from novex_shopify.domain.use_cases.holds.changed_order import ChangedOrder
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.holds.held_order_records import HOLDS_PATH, build_key_text
from novex_shopify.entrypoints.web.console.holds.hold_pages import read_hold_ids
from novex_shopify.entrypoints.web.console.order_list.chosen_orders import read_chosen_orders
from novex_shopify.entrypoints.web.console.order_list.order_actions import show_result
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.toast import Undo

_NO_REASON = "State a reason. Nothing was changed"
_NONE_CHOSEN = "Choose orders first"


def hold_chosen(request: ConsoleRequest) -> Response:
    """Hold the orders that were chosen in a list: of Shopify's ids, or of the ERP's."""
    return _change_chosen(request, held=True)


def release_chosen(request: ConsoleRequest) -> Response:
    """Release the chosen orders from what the list has shown."""
    return _change_chosen(request, held=False)


def _change_chosen(request: ConsoleRequest, *, held: bool) -> Response:
    back, reason = request.get_next_path(HOLDS_PATH), request.get_form_field("reason")
    keys = read_chosen_orders(request)
    if not keys:
        return redirect(back, _NONE_CHOSEN)
    if not reason.strip():
        return redirect(back, _NO_REASON)
    begun = request.container.clock().now()
    if held:
        changed, done = request.container.hold_many_orders()(keys, reason), "put on hold"
    else:
        release = request.container.release_many_orders()
        changed, done = release(keys, reason, read_hold_ids(request)), "released"
    text = f"{format_plural(sum(not each.problem for each in changed), 'order')} {done}"
    if problems := {each.key: each.problem for each in changed if each.problem}:
        return show_result(request, text, problems)
    # What was on hold before stays so.
    undone = [each for each in changed if not held or all(hold.placed_at >= begun for hold in each.holds)]
    return redirect(back, text, _build_undo(request, undone, back, held=held))


def _build_undo(request: ConsoleRequest, changed: Sequence[ChangedOrder], back: str, *, held: bool) -> Undo | None:
    """Releasing exactly what was placed, or holding by hand what was released."""
    if not changed or (held and not request.may(Role.OPERATOR)):
        return None
    ids = " ".join(build_key_text(*each.key) for each in changed)
    fields = {"id": ids, "next": back, "reason": "Put on hold by mistake" if held else "Released by mistake"}
    if not held:
        return Undo("/console/orders/hold", fields)
    holds = "-".join(str(hold.id) for each in changed for hold in each.holds)
    return Undo("/console/orders/release", fields | {"holds": holds})

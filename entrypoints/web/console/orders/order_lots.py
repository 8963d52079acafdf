"""What a person does with the lots of an order. Each leads back to the order's page."""

from collections.abc import Iterable, Sequence

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.use_cases.assignment.lot_selection import LotSelection
from novex_shopify.domain.use_cases.assignment.order_lots import AssignedLot, OrderLots
from novex_shopify.domain.use_cases.assignment.reassign_lot import NewLot
from novex_shopify.domain.use_cases.assignment.unassign_lots import AssignedUnits
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.order_key import fetch_erp_id, read_order_url
from novex_shopify.entrypoints.web.console.orders.lot_fields import SEPARATOR, read_lot, read_quantity
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.toast import Undo

_UNASSIGN_REASON, _UNDO_REASON = "Unassigned by hand", "Undo: unassigned by mistake"


def assign_proposed(request: ConsoleRequest) -> Response:
    """Assign the proposed lots: to a line, if the form names one, or to all."""
    order_id, line_id = fetch_erp_id(request), parse_id(request.get_form_field("line"))
    before = _list_assigned_ids(request.container.show_order_lots()(order_id))
    selections = None if line_id is None else _select_proposed(request, order_id, line_id)
    lots = request.container.assign_lots()(order_id, selections)
    return _return_with_undo(request, lots, before, _describe_rest(lots))


def assign_chosen(request: ConsoleRequest) -> Response:
    """Assign units of the lot that a person chose for a line."""
    order_id, read = fetch_erp_id(request), request.get_form_field
    before = _list_assigned_ids(request.container.show_order_lots()(order_id))
    code, location = read_lot(request)
    line_id = parse_id(read("line")) or 0
    selection = LotSelection(line_id, code, read_quantity(read("quantity")), location, read("reason") or None)
    return _return_with_undo(request, request.container.assign_lots()(order_id, [selection]), before)


def change_lot(request: ConsoleRequest) -> Response:
    """Give a line units of another lot in place of those it has."""
    assignment_id, read = parse_id(request.get_form_field("assignment")) or 0, request.get_form_field
    code, location = read_lot(request)
    quantity = read_quantity(read("quantity"))
    _require_its_own(request, fetch_erp_id(request), [assignment_id])
    request.container.reassign_lot()(assignment_id, NewLot(code, location), read("reason"), quantity=quantity)
    return redirect(read_order_url(request), f"{format_plural(quantity, 'unit')} of lot {code} assigned instead")


def correct_lot(request: ConsoleRequest) -> Response:
    """Replace a lot that was named after its units had left."""
    assignment_id, read = parse_id(request.get_form_field("assignment")) or 0, request.get_form_field
    code, location = read_lot(request)
    quantity = read_quantity(read("quantity"))
    _require_its_own(request, fetch_erp_id(request), [assignment_id])
    request.container.correct_named_lot()(assignment_id, code, location, read("reason"), quantity=quantity)
    return redirect(read_order_url(request), f"{format_plural(quantity, 'unit')} of lot {code} recorded instead")


def unassign(request: ConsoleRequest) -> Response:
    """Make the units of assignments free again."""
    order_id, chosen = fetch_erp_id(request), _read_ids(request.get_form_field("assignments"))
    lots = request.container.show_order_lots()(order_id)
    assigned = {each.assignment.id: each for each in lots.assigned}
    reason = request.get_form_field("reason") or _UNASSIGN_REASON
    for assignment_id in chosen:
        request.container.unassign_lots()(order_id, reason, AssignedUnits(assignment_id=assignment_id))
    units = sum(assigned[each].assignment.quantity for each in chosen if each in assigned)
    undo = _build_assign_again(request, assigned[chosen[0]]) if len(chosen) == 1 and chosen[0] in assigned else None
    return redirect(read_order_url(request), f"{format_plural(units, 'unit')} unassigned", undo)


def _build_assign_again(request: ConsoleRequest, assigned: AssignedLot) -> Undo:
    lot, quantity = f"{assigned.lot.id}{SEPARATOR}{assigned.assignment.location_id}", assigned.assignment.quantity
    reason = assigned.assignment.override_reason or _UNDO_REASON
    fields = {"line": str(assigned.assignment.line_item_id), "lot": lot, "quantity": str(quantity), "reason": reason}
    return Undo(f"{read_order_url(request)}/lots/choose", fields)


def _select_proposed(request: ConsoleRequest, order_id: str, line_id: int) -> Sequence[LotSelection]:
    """What is proposed for a line. Raises `NotFound` for a line that the warehouse does not ship."""
    proposal = request.container.propose_lots()(order_id)
    line = next((each for each in proposal.lines if each.line.line_item_id == line_id), None)
    if line is None:
        raise NotFound(f"The order has no line {line_id} that the warehouse ships.")
    chosen = line.proposal.chosen if line.proposal else ()
    locations = proposal.locations
    return [LotSelection(line_id, each.lot.code, each.quantity, locations[each.location_id]) for each in chosen]


def _read_ids(text: str) -> Sequence[int]:
    return [number for part in text.split(SEPARATOR) if (number := parse_id(part)) is not None]


def _require_its_own(request: ConsoleRequest, order_id: str, assignment_ids: Iterable[int]) -> None:
    known = {each.assignment.id for each in request.container.show_order_lots()(order_id).assigned}
    if unknown := set(assignment_ids) - known:
        raise NotFound(f"The order has no assignment {unknown.pop()}.")


def _list_assigned_ids(lots: OrderLots) -> frozenset[int]:
    return frozenset(each.assignment.id for each in lots.assigned if each.assignment.state is AssignmentState.ASSIGNED)


def _return_with_undo(request: ConsoleRequest, lots: OrderLots, before: frozenset[int], rest: str = "") -> Response:
    """Say what was assigned, with a button that unassigns it."""
    new = [each for each in lots.assigned if each.assignment.id in _list_assigned_ids(lots) - before]
    units, codes = sum(each.assignment.quantity for each in new), dict.fromkeys(each.lot.code for each in new)
    if not new:
        return redirect(read_order_url(request), f"No free lots.{rest}")
    fields = {"assignments": SEPARATOR.join(str(each.assignment.id) for each in new)}
    message = f"{format_plural(units, 'unit')} of lot {', '.join(codes)} assigned.{rest}"
    return redirect(read_order_url(request), message, Undo(f"{read_order_url(request)}/lots/unassign", fields))


def _describe_rest(lots: OrderLots) -> str:
    short = lots.state.short
    return f" {format_plural(short, 'unit')} still {'needs' if short == 1 else 'need'} a lot." if short else ""

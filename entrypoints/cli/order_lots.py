"""`novex-shopify orders propose`, `lots`, `assign`, `unassign`, `reassign` and `correct-lot`."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from novex_shopify.domain.use_cases.assignment.lot_selection import LotSelection
from novex_shopify.domain.use_cases.assignment.order_lots import OrderLots
from novex_shopify.domain.use_cases.assignment.propose_lots import LineProposal, OrderProposal
from novex_shopify.domain.use_cases.assignment.reassign_lot import NewLot
from novex_shopify.domain.use_cases.assignment.unassign_lots import AssignedUnits
from novex_shopify.entrypoints.cli.listing import JsonOption, Row, print_rows
from novex_shopify.entrypoints.cli.lot_arguments import LocationOption, ReasonOption
from novex_shopify.entrypoints.cli.order_arguments import OrderIdArgument, ReferenceOption
from novex_shopify.entrypoints.cli.session import open_container

LineOption = Annotated[int | None, typer.Option(help="The line item's id, from `orders lots`.")]
LotOption = Annotated[str | None, typer.Option(help="The lot code.")]
UnitsOption = Annotated[int | None, typer.Option(min=1, help="In base units of the item.")]
PlaceOption = Annotated[str | None, typer.Option(help="The location's name; any that sells if left out.")]
AssignmentArgument = Annotated[int, typer.Argument(metavar="ASSIGNMENT", help="Its id, from `orders lots`.")]
NewLotArgument = Annotated[str, typer.Argument(metavar="LOT", help="The code of the lot that takes its place.")]

_WHOLE_SELECTION = "Name --line, --lot and --quantity together, for one order; or none of them, for the proposed lots."


def propose_lots(order_id: OrderIdArgument, *, as_json: JsonOption = False) -> None:
    """Show which lots would be assigned to an order now, which would not, and why."""
    with open_container() as container:
        proposal = container.propose_lots()(order_id)
    rows = [row for line in proposal.lines for row in _list_proposed(proposal, line)]
    if not as_json:
        typer.echo(f"Lots of {proposal.order.name} are judged on {proposal.ship_on}.")
    print_rows(rows, as_json=as_json, empty_message="The order needs no lots.")


def list_lots(order_id: OrderIdArgument, *, as_json: JsonOption = False) -> None:
    """Show the lots that an order has or had, and what its lines still need."""
    with open_container() as container:
        lots = container.show_order_lots()(order_id)
    if not as_json:
        _print_lines(lots)
    print_rows([*_list_assigned(lots)], as_json=as_json, empty_message="The order has no lots.")


def assign_lots(
    order_ids: Annotated[list[str], typer.Argument(metavar="ORDER...", help="The ERP's ids, from `orders list`.")],
    *,
    line: LineOption = None,
    lot: LotOption = None,
    quantity: UnitsOption = None,
    location: PlaceOption = None,
    reason: Annotated[str | None, typer.Option(help="Why this lot, if another one is proposed.")] = None,
    reference: ReferenceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Assign the proposed lots to orders; or the lot that you name to a line of one order.

    With several orders, each is assigned what is left after those before it. Exit code 1 if one is refused.
    """
    selections = _parse_selection(line, lot, quantity, location, reason)
    if selections and len(order_ids) > 1:
        raise typer.BadParameter(_WHOLE_SELECTION)
    with open_container() as container:
        if len(order_ids) == 1:
            _print_orders([container.assign_lots()(order_ids[0], selections, reference=reference)], as_json=as_json)
            return
        done = container.assign_many_orders()(order_ids, reference=reference)
    _print_orders([each.lots for each in done if each.lots], as_json=as_json)
    refused = [each for each in done if each.problem]
    for each in refused:
        typer.echo(f"Order {each.order_id}: {each.problem}", err=True)
    if refused:
        raise typer.Exit(1)


def unassign_lots(
    order_id: OrderIdArgument,
    *,
    reason: ReasonOption,
    line: LineOption = None,
    assignment: Annotated[int | None, typer.Option(help="The assignment's id, from `orders lots`.")] = None,
    quantity: UnitsOption = None,
    reference: ReferenceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make assigned units free again: all of an order, of a line or of an assignment, or as many as you say.

    What was assigned last is unassigned first. Units that have left stay with their order.
    """
    units = AssignedUnits(line, assignment, quantity)
    with open_container() as container:
        _print_orders([container.unassign_lots()(order_id, reason, units, reference=reference)], as_json=as_json)


def reassign_lot(
    assignment_id: AssignmentArgument,
    lot: NewLotArgument,
    *,
    reason: ReasonOption,
    location: PlaceOption = None,
    quantity: UnitsOption = None,
    reference: ReferenceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Exchange the lot of an assignment, or of some of its units, in one step."""
    new = NewLot(lot, location)
    with open_container() as container:
        changed = container.reassign_lot()(assignment_id, new, reason, quantity=quantity, reference=reference)
    _print_orders([changed], as_json=as_json)


def correct_lot(
    assignment_id: AssignmentArgument,
    lot: NewLotArgument,
    *,
    location: LocationOption,
    reason: ReasonOption,
    quantity: UnitsOption = None,
    reference: ReferenceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Correct a lot that was named or confirmed after its units had left.

    The wrong lot gets its units back, and the right one loses as many.
    """
    with open_container() as container:
        correct = container.correct_named_lot()
        changed = correct(assignment_id, lot, location, reason, quantity=quantity, reference=reference)
    _print_orders([changed], as_json=as_json)


def _parse_selection(
    line: int | None, lot: str | None, quantity: int | None, location: str | None, reason: str | None
) -> Sequence[LotSelection] | None:
    """The lot that a person names; None for the proposed ones."""
    if line is not None and lot is not None and quantity is not None:
        return [LotSelection(line, lot, quantity, location, reason)]
    if (line, lot, quantity, location, reason) != (None,) * 5:
        raise typer.BadParameter(_WHOLE_SELECTION)
    return None


def _print_orders(orders: Sequence[OrderLots], *, as_json: bool) -> None:
    if not as_json:
        for each in orders:
            _print_lines(each)
    rows = [row for each in orders for row in _list_assigned(each)]
    print_rows(rows, as_json=as_json, empty_message="No lots are assigned.")


def _print_lines(lots: OrderLots) -> None:
    state = lots.state
    promised = f", promised for {state.promised_on}" if state.promised_on else ""
    locked = ", locked: what has left stays" if state.locked else ""
    typer.echo(f"{lots.order.name} is {state.status}, {state.fulfillment.replace('_', ' ')}{promised}{locked}.")
    for line in lots.lines:
        numbers = f"{line.to_ship} to ship, {line.assigned} assigned, {line.short} short"
        typer.echo(f"{lots.order.name}, line {line.line_item_id}, {line.title}: {numbers}.")
    for hint in lots.hints:
        typer.echo(f"{lots.order.name}: {hint}.")


def _list_assigned(lots: OrderLots) -> Iterator[Row]:
    for each in lots.assigned:
        yield {
            "order_id": each.assignment.order_id,
            "assignment_id": each.assignment.id,
            "line_item_id": each.assignment.line_item_id,
            "item_id": each.assignment.item_id,
            "lot": each.lot.code,
            "location": each.location,
            "quantity": each.assignment.quantity,
            "state": each.assignment.state,
            "shipment_id": each.assignment.shipment_id,
            "reason": each.assignment.override_reason or each.assignment.reason,
            "by": each.assignment.actor.name,
            "at": each.assignment.at,
        }


def _list_proposed(proposal: OrderProposal, line: LineProposal) -> Iterator[Row]:
    """What is proposed for a line, then what no lot can fill, then the lots that are left out."""
    if line.proposal is None:
        return
    same = {"line_item_id": line.line.line_item_id, "item_id": line.line.item_id}
    for chosen in line.proposal.chosen:
        place = proposal.locations[chosen.location_id]
        yield {**same, "quantity": chosen.quantity, "lot": chosen.lot.code, "location": place, "reason": chosen.reason}
    if line.proposal.short:
        yield {**same, "quantity": line.proposal.short, "lot": None, "location": None, "reason": "no lot is free"}
    for refused in line.proposal.refused:
        yield {**same, "quantity": 0, "lot": refused.lot.code, "location": None, "reason": refused.reason}

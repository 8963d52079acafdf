"""Moves units of lots between the shelf, an order and the customer, and keeps ledger and assignments together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.stock import LedgerEntry, Movement, MovementKind, StockChange
from novex_shopify.domain.ports.erp_stock import ErpStock

_EntryKey = tuple[MovementKind | None, int | None, int, str | None]


@dataclass(frozen=True, slots=True)
class Transfer:
    """What happens to assigned units: the movement, its change for one unit, and the state they have afterwards."""

    kind: MovementKind
    change: StockChange
    state: AssignmentState
    reverses: MovementKind | None = None


RELEASE = Transfer(
    MovementKind.UNASSIGN, StockChange(free=1, assigned=-1), AssignmentState.RELEASED, MovementKind.ASSIGN
)
SHIP = Transfer(MovementKind.SHIP, StockChange(assigned=-1), AssignmentState.SHIPPED)
UNSHIP = Transfer(MovementKind.UNSHIP, StockChange(assigned=1), AssignmentState.ASSIGNED, MovementKind.SHIP)
RETURN = Transfer(MovementKind.RETURN, StockChange(held=1), AssignmentState.RETURNED)


@dataclass(frozen=True, slots=True)
class AssignedPart:
    """Some or all units of an assignment."""

    assignment: Assignment
    quantity: int


@dataclass(frozen=True, slots=True)
class TransferDetails:
    """What the ledger says about a transfer.

    - `cause`: Shopify's or the ERP's fact, without the line: `refund:123`. Its effect on each line is posted once.
    - `shipment_id`: the shipment that the units leave with.
    - `location_id`: where they arrive, if it is not where they were assigned.
    """

    at: datetime
    reason: str | None = None
    cause: str | None = None
    shipment_id: str | None = None
    location_id: int | None = None


def assign_units(stock: ErpStock, assignments: Sequence[Assignment], cause: str | None = None) -> Sequence[Assignment]:
    """Take free units for order lines; returns the assignments with their ids. The balances are locked and checked.

    With a cause, there is one assignment at most for a line, a lot and a location.
    """
    movements = [
        Movement(
            MovementKind.ASSIGN,
            each.lot_id,
            each.location_id,
            StockChange(free=-each.quantity, assigned=each.quantity),
            each.override_reason or each.reason,
            f"{cause}:{each.line_item_id}" if cause else None,
            order_id=each.order_id,
            line_item_id=each.line_item_id,
        )
        for each in assignments
    ]
    if movements:
        stock.ledger.post(movements, assignments[0].at)
    return stock.assignments.save(assignments)


def take_newest(assignments: Sequence[Assignment], quantity: int) -> Sequence[AssignedPart]:
    """The part of these assignments that is unassigned first: what was assigned last. It may be less than asked for."""
    parts = []
    for each in sorted(assignments, key=lambda assignment: assignment.id, reverse=True):
        taken = min(each.quantity, quantity)
        if taken > 0:
            parts.append(AssignedPart(each, taken))
        quantity -= taken
    return parts


def transfer_units(
    stock: ErpStock, parts: Sequence[AssignedPart], transfer: Transfer, details: TransferDetails
) -> Sequence[Assignment]:
    """Transfer units of assignments; returns the rows of what was transferred. The balances are locked and checked.

    Of an assignment of which only a part is transferred, the rest stays as it is.
    """
    if not parts:
        return []
    entries = stock.ledger.list_entries_of_order(parts[0].assignment.order_id) if transfer.reverses else ()
    stock.ledger.post(_build_movements(parts, transfer, details, entries), details.at)
    rests = [_take(part.assignment, part.assignment.quantity - part.quantity) for part in parts]
    moved = [
        replace(
            _take(part.assignment, part.quantity),
            id=0 if rest.quantity else part.assignment.id,
            state=transfer.state,
            shipment_id=_find_shipment_id(part.assignment, transfer, details),
        )
        for part, rest in zip(parts, rests, strict=True)
    ]
    stock.assignments.save([rest for rest in rests if rest.quantity])
    return stock.assignments.save(moved)


def _build_movements(
    parts: Sequence[AssignedPart], transfer: Transfer, details: TransferDetails, entries: Sequence[LedgerEntry]
) -> list[Movement]:
    quantities: dict[tuple[str, int, int, int, str], int] = {}
    for part in parts:
        each = part.assignment
        from_shipment = each.shipment_id if transfer.reverses else None
        key = (
            each.order_id,
            each.line_item_id,
            each.lot_id,
            details.location_id or each.location_id,
            from_shipment or "",
        )
        quantities[key] = quantities.get(key, 0) + part.quantity
    return [
        Movement(
            transfer.kind,
            lot_id,
            location_id,
            _multiply(transfer.change, quantity),
            details.reason,
            f"{details.cause}:{line_item_id}" if details.cause else None,
            order_id,
            line_item_id,
            details.shipment_id or from_shipment or None,
            _find_reversed(entries, (transfer.reverses, line_item_id, lot_id, from_shipment or None)),
        )
        for (order_id, line_item_id, lot_id, location_id, from_shipment), quantity in sorted(quantities.items())
    ]


def _find_reversed(entries: Sequence[LedgerEntry], key: _EntryKey) -> int | None:
    """The newest entry of a kind for a line, a lot and a shipment."""
    return next((entry.id for entry in reversed(entries) if _build_key(entry.movement) == key), None)


def _build_key(movement: Movement) -> _EntryKey:
    return movement.kind, movement.line_item_id, movement.lot_id, movement.shipment_id


def _find_shipment_id(assignment: Assignment, transfer: Transfer, details: TransferDetails) -> str | None:
    if transfer.state is AssignmentState.RETURNED:
        return assignment.shipment_id
    return details.shipment_id if transfer.state is AssignmentState.SHIPPED else None


def _take(assignment: Assignment, quantity: int) -> Assignment:
    whole = quantity == assignment.quantity
    # The weight of a part is not known.
    return replace(assignment, quantity=quantity, grams=assignment.grams if whole else None)


def _multiply(change: StockChange, quantity: int) -> StockChange:
    return StockChange(change.free * quantity, change.assigned * quantity, change.held * quantity)

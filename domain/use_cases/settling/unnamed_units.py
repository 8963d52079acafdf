"""Units that left without a recorded lot: which they are, and how they get it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from novex_shopify.domain.errors import MoreThanToName, NotEnoughToName
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.policies.departures import list_departures
from novex_shopify.domain.policies.lot_choice import find_obstacle
from novex_shopify.domain.policies.movement_causes import build_departure_cause, number_cause
from novex_shopify.domain.policies.order_exceptions import is_assumed
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.policies.settlement import Lack, find_lacks
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder
from novex_shopify.domain.use_cases.assignment.transfers import (
    RELEASE,
    SHIP,
    UNSHIP,
    AssignedPart,
    TransferDetails,
    assign_units,
    take_newest,
    transfer_units,
)
from novex_shopify.domain.use_cases.stock.records import LotKey, get_location, get_lot, get_stock

_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class UnnamedUnits:
    """Units of an order line and of its item, by the shipment that they left with.

    `replaced` are the parts of assignments whose lot is only assumed, or was named wrongly; none for units without any.
    """

    line_item_id: int
    item_id: str
    quantities: Mapping[str, int]
    replaced: Sequence[AssignedPart] = ()


@dataclass(frozen=True, slots=True)
class NamedUnits:
    """What a person says of them, and the cause of it in the ledger, if the request has a name."""

    lot: Lot
    location: StorageLocation
    reason: str
    at: datetime
    cause: str | None = None


def find_unnamed(
    tx: Transaction, locked: LockedOrder, exception: OrderException, quantity: int, instead_of: str | None
) -> UnnamedUnits:
    """Find this many units of the exception. Raises `MoreThanToName`, or `NotFound` for an unknown lot."""
    if exception.kind is OrderExceptionKind.INFERRED:
        return _find_assumed(tx, locked, exception, quantity, instead_of)
    lacks = [each for each in _find_lacks(locked) if each.line_item_id == exception.line_item_id]
    left = min(exception.quantity, sum(each.quantity for each in lacks))
    _require_left(locked, exception, left, quantity)
    return UnnamedUnits(exception.line_item_id, lacks[0].item_id, dict(_take_oldest(lacks, quantity)))


def lock_named_lot(stock: ErpStock, unnamed: UnnamedUnits, lot_code: str, location: str) -> tuple[Lot, StorageLocation]:
    """Lock the balances of all lots that change at once, and read the named lot after it. Raises `NotFound`."""
    place = get_location(stock, location)
    lot_id = get_lot(stock, LotKey(unnamed.item_id, lot_code)).id
    stock.ledger.lock({lot_id, *(part.assignment.lot_id for part in unnamed.replaced)})
    return stock.lots.get_many([lot_id])[0], place


def replace_lot(tx: Transaction, locked: LockedOrder, unnamed: UnnamedUnits, named: NamedUnits) -> None:
    """Give the replaced lots their units back, and ship those of the named lot. All balances are locked.

    Raises `NotEnoughToName`.
    """
    stock = get_stock(tx)
    _free_replaced(stock, unnamed, named)
    _require_free(stock, named, sum(unnamed.quantities.values()))
    _ship_named(stock, locked, unnamed, named)


def _free_replaced(stock: ErpStock, unnamed: UnnamedUnits, named: NamedUnits) -> None:
    """Make the units of the replaced lots free again: they never left."""
    shipments: dict[str, list[AssignedPart]] = defaultdict(list)
    for part in unnamed.replaced:
        shipments[part.assignment.shipment_id or ""].append(part)
    for shipment_id, parts in shipments.items():
        entries = stock.ledger.list_entries_of_order(parts[0].assignment.order_id)
        cause = number_cause(f"{build_departure_cause(shipment_id)}:corrected", entries)
        details = TransferDetails(named.at, named.reason, cause)
        moved = transfer_units(stock, parts, UNSHIP, details)
        here = [AssignedPart(each, each.quantity) for each in moved]
        transfer_units(stock, here, RELEASE, replace(details, cause=f"{cause}:released"))


def _require_free(stock: ErpStock, named: NamedUnits, quantity: int) -> None:
    balances = stock.ledger.list_balances([named.lot.id])
    free = next((each.free for each in balances if each.location_id == named.location.id), 0)
    if free < quantity:
        raise NotEnoughToName(named.lot.code, named.location.name, free, quantity)


def _ship_named(stock: ErpStock, locked: LockedOrder, unnamed: UnnamedUnits, named: NamedUnits) -> None:
    """Assign the named lot, and ship it with the shipments that the units left with."""
    [rest] = assign_units(stock, [_build_assignment(locked, unnamed, named)], named.cause)
    entries = stock.ledger.list_entries_of_order(locked.state.order_id)
    for shipment_id, quantity in unnamed.quantities.items():
        cause = number_cause(build_departure_cause(shipment_id), entries)
        details = TransferDetails(named.at, named.reason, cause, shipment_id)
        transfer_units(stock, [AssignedPart(rest, quantity)], SHIP, details)
        rest = replace(rest, quantity=rest.quantity - quantity)


def count_left_to_name(tx: Transaction, exception: OrderException, named: int) -> int:
    """What the exception is still about, after this many units were named."""
    if exception.kind is OrderExceptionKind.UNTRACED:
        return exception.quantity - named
    assignments = get_stock(tx).assignments.list_by_orders([exception.order_id])
    return sum(each.quantity for each in _list_assumed(assignments, exception))


def _find_assumed(
    tx: Transaction, locked: LockedOrder, exception: OrderException, quantity: int, instead_of: str | None
) -> UnnamedUnits:
    assumed = _list_assumed(locked.assignments, exception)
    if assumed and instead_of:
        lot = get_lot(get_stock(tx), LotKey(assumed[0].item_id, instead_of))
        assumed = [each for each in assumed if each.lot_id == lot.id]
    _require_left(locked, exception, sum(each.quantity for each in assumed), quantity)
    parts = take_newest(assumed, quantity)
    quantities: dict[str, int] = defaultdict(int)
    for part in parts:
        quantities[part.assignment.shipment_id or ""] += part.quantity
    return UnnamedUnits(exception.line_item_id, assumed[0].item_id, quantities, parts)


def _find_lacks(locked: LockedOrder) -> Sequence[Lack]:
    """What left without a lot. A store may ship lots of an order before it keeps stock."""
    departures = list_departures(locked.order, locked.pushes)
    stock_since = locked.settings.stock_since or _EVER
    return find_lacks(departures, locked.pushes, locked.assignments, locked.lines, stock_since)


def _require_left(locked: LockedOrder, exception: OrderException, left: int, asked: int) -> None:
    if asked > left:
        titles = {line.line_item_id: line.title for line in locked.order.lines}
        title = titles.get(exception.line_item_id, f"Line {exception.line_item_id}")
        raise MoreThanToName(title, left=left, asked=asked)


def _take_oldest(lacks: Sequence[Lack], quantity: int) -> Iterator[tuple[str, int]]:
    for lack in lacks:
        if taken := min(lack.quantity, quantity):
            yield lack.departure.shipment_id, taken
            quantity -= taken


def _find_days(locked: LockedOrder, unnamed: UnnamedUnits, named: NamedUnits) -> Sequence[date]:
    """The days on which the shipments left, by the store's time zone."""
    departures = list_departures(locked.order, locked.pushes)
    days = {each.shipment_id: to_day(each.at, locked.zone) for each in departures if each.at}
    return [days.get(shipment_id, named.at.date()) for shipment_id in unnamed.quantities]


def _build_assignment(locked: LockedOrder, unnamed: UnnamedUnits, named: NamedUnits) -> Assignment:
    """By the current actor. A lot that should not have left is taken against a rule."""
    assignment = Assignment(
        0,
        locked.state.order_id,
        unnamed.line_item_id,
        unnamed.item_id,
        named.lot.id,
        named.location.id,
        sum(unnamed.quantities.values()),
        get_current_actor(),
        named.at,
        named_later=True,
    )
    if any(find_obstacle(named.lot, day) for day in _find_days(locked, unnamed, named)):
        return replace(assignment, override_reason=named.reason)
    return replace(assignment, reason=named.reason)


def _list_assumed(assignments: Sequence[Assignment], exception: OrderException) -> Sequence[Assignment]:
    return [each for each in assignments if is_assumed(each) and each.line_item_id == exception.line_item_id]

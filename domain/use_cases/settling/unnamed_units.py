"""Units that left without a recorded lot: which they are, and how they get it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from novex_shopify.domain.errors import MoreThanToName
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
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
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lot, get_stock

_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class UnnamedUnits:
    """Units of an order line and of its item, by the shipment that they left with.

    `assumed` are the parts of assignments whose lot is only assumed; none for units without any.
    """

    line_item_id: int
    item_id: str
    quantities: Mapping[str, int]
    assumed: Sequence[AssignedPart] = ()


@dataclass(frozen=True, slots=True)
class NamedUnits:
    """What a person says of them."""

    lot: Lot
    location_id: int
    reason: str
    at: datetime


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


def release_assumed(stock: ErpStock, unnamed: UnnamedUnits, reason: str, at: datetime) -> None:
    """Make the units of the assumed lot free again: they never left. Its balances are locked."""
    shipments: dict[str, list[AssignedPart]] = defaultdict(list)
    for part in unnamed.assumed:
        shipments[part.assignment.shipment_id or ""].append(part)
    for shipment_id, parts in shipments.items():
        entries = stock.ledger.list_entries_of_order(parts[0].assignment.order_id)
        cause = number_cause(f"{build_departure_cause(shipment_id)}:corrected", entries)
        details = TransferDetails(at, reason, cause)
        moved = transfer_units(stock, parts, UNSHIP, details)
        here = [AssignedPart(each, each.quantity) for each in moved]
        transfer_units(stock, here, RELEASE, replace(details, cause=f"{cause}:released"))


def ship_named(tx: Transaction, locked: LockedOrder, unnamed: UnnamedUnits, named: NamedUnits) -> None:
    """Assign the named lot and ship it with the shipments that the units left with. Its balances are checked."""
    stock, days = get_stock(tx), _find_days(tx, locked)
    entries = stock.ledger.list_entries_of_order(locked.state.order_id)
    for shipment_id, quantity in unnamed.quantities.items():
        cause = number_cause(build_departure_cause(shipment_id), entries)
        left_on = days.get(shipment_id, named.at.date())
        assignment = _build_assignment(locked, unnamed, named, quantity, left_on)
        [assigned] = assign_units(stock, [assignment], f"{cause}:named")
        details = TransferDetails(named.at, named.reason, cause, shipment_id)
        transfer_units(stock, [AssignedPart(assigned, quantity)], SHIP, details)


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


def _find_days(tx: Transaction, locked: LockedOrder) -> Mapping[str, date]:
    """When each shipment left, by the store's time zone."""
    shop = tx.shops.get(locked.shop)
    zone = shop.profile.zone if shop else UTC
    departures = list_departures(locked.order, locked.pushes)
    return {each.shipment_id: to_day(each.at, zone) for each in departures if each.at}


def _build_assignment(
    locked: LockedOrder, unnamed: UnnamedUnits, named: NamedUnits, quantity: int, left_on: date
) -> Assignment:
    """By the current actor. A lot that should not have left is taken against a rule."""
    assignment = Assignment(
        0,
        locked.state.order_id,
        unnamed.line_item_id,
        unnamed.item_id,
        named.lot.id,
        named.location_id,
        quantity,
        get_current_actor(),
        named.at,
    )
    if find_obstacle(named.lot, left_on):
        return replace(assignment, override_reason=named.reason)
    return replace(assignment, reason=named.reason)


def _list_assumed(assignments: Sequence[Assignment], exception: OrderException) -> Sequence[Assignment]:
    return [each for each in assignments if is_assumed(each) and each.line_item_id == exception.line_item_id]

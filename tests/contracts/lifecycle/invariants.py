"""What is true whatever happens: the invariants of lots, each as a question to the warehouse and to a model of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.lot import Lot, LotStatus
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.order_overview import ALL_OVERVIEWS
from novex_shopify.domain.model.stock import LedgerEntry, MovementKind
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_orders
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from novex_shopify.domain.use_cases.trace.trace_lot import TraceLot
from novex_shopify.domain.use_cases.trace.trace_order import TraceOrder
from tests.contracts.lifecycle.world import BAG, CAN, CASE, PIECES, STRATEGIES, Stock, World, list_line_ids

ITEMS = (CAN, CASE, BAG)


def check_books(world: World, stock: Stock, came: Mapping[LotKey, int]) -> None:
    """Balance = ledger, and never negative; assigned = assignments; all that came is here or with a customer.

    `came` is what people brought, less what they took out for good.
    """
    assert list(VerifyStock(world.unit_of_work)()) == []
    assert all(min(each.free, each.assigned, each.held) >= 0 for each in stock.balances)
    assigned: Counter[tuple[int, int]] = Counter()
    for row in stock.list_rows(AssignmentState.ASSIGNED):
        assigned[row.lot_id, row.location_id] += row.quantity
    assert assigned == {(each.lot_id, each.location_id): each.assigned for each in stock.balances if each.assigned}
    units: Counter[int] = Counter()
    for balance in stock.balances:
        units[balance.lot_id] += balance.on_hand
    for row in stock.list_rows(AssignmentState.SHIPPED):
        units[row.lot_id] += row.quantity
    here = {LotKey(lot.item_id, lot.code): units[lot.id] for lot in stock.lots.values() if units[lot.id]}
    assert here == {key: quantity for key, quantity in came.items() if quantity}


def check_mass_balance(world: World, stock: Stock) -> None:
    """What the product's own mass balance says of each lot: 100 %."""
    trace = TraceLot(world.unit_of_work)
    for lot in stock.lots.values():
        assert trace(LotKey(lot.item_id, lot.code)).mass_balance.percent == 100


def check_traces(world: World, stock: Stock) -> None:
    """The trace of an order names each of its rows, and the trace of a lot each row of it: not one is forgotten."""
    live = [row for row in stock.rows if row.state is not AssignmentState.RELEASED]
    for order in stock.orders.values():
        traced = TraceOrder(world.unit_of_work)(order.id or "")
        named = [each.units.assignment for line in traced.lines for each in line.lots]
        assert _list_ids(named) == _list_ids(row for row in live if row.order_id == order.id)
    for lot in stock.lots.values():
        found = TraceLot(world.unit_of_work).iterate_orders(LotKey(lot.item_id, lot.code))
        units = [each.assignment for traced in found for each in traced.units]
        assert _list_ids(units) == _list_ids(row for row in live if row.lot_id == lot.id)


def _list_ids(rows: Iterable[Assignment]) -> list[int]:
    return sorted(row.id for row in rows)


def check_settled(world: World, stock: Stock, rebooked: Sequence[int]) -> None:
    """No line has more than it needs, and every unit that left has one lot, or an open exception.

    Units of a shipment that Shopify does not have may be the same that were fulfilled there by hand. Of lines that were
    booked to another item, units of the old one may be left.
    """
    for number in stock.orders:
        order, left = world.orders[number], world.count_left(stock, number)
        unsynced = world.count_unsynced(stock, number)
        for line_id, item_id in zip(list_line_ids(number), ITEMS, strict=True):
            if line_id in rebooked:
                continue
            if order.test or item_id == BAG:
                assert _count_rows(stock, line_id) + _count_untraced(stock, line_id) == 0
                continue
            wanted = order.count_fulfilled(line_id) + order.count_unfulfilled(line_id)
            to_ship = max(0, wanted - left[line_id]) * PIECES[item_id]
            assert _count_rows(stock, line_id, AssignmentState.ASSIGNED) <= to_ship
            gone = _count_rows(stock, line_id, AssignmentState.SHIPPED, AssignmentState.RETURNED)
            most, unclear = left[line_id] * PIECES[item_id], unsynced[line_id] * PIECES[item_id]
            assert most - unclear <= gone + _count_untraced(stock, line_id) <= most


def check_overviews(world: World) -> None:
    """What lists of orders are filtered by is what the records say: writing it again changes nothing."""
    with world.unit_of_work() as tx:
        before = tx.order_overviews.list_page(ALL_OVERVIEWS, 99)
        orders = tx.erp.orders.list_latest(99)
        describe_orders(tx, [order.id or "" for order in orders], world.fakes.clock.now())
        assert tx.order_overviews.list_page(ALL_OVERVIEWS, 99) == before
        assert {each.erp_id for each in before} == {order.id for order in orders}


def check_items(stock: Stock, new: Sequence[LedgerEntry]) -> None:
    """Nothing leaves for a line that is not of its item."""
    items = {line.line_item_id: line.item_id for order in stock.orders.values() for line in order.lines}
    for entry in new:
        if entry.movement.kind is MovementKind.SHIP:
            assert stock.lots[entry.movement.lot_id].item_id == items[entry.movement.line_item_id or 0]


def check_choice(world: World, stock: Stock, new: Sequence[LedgerEntry], min_remaining_days: int) -> None:
    """What was assigned by rule may leave that day, and nothing that goes before it was left on the shelf.

    Of what has left already, the lot is assumed: that day is the one on which it left.
    """
    assigned = [entry.movement for entry in new if entry.movement.kind is MovementKind.ASSIGN]
    was_released = any(entry.movement.kind is MovementKind.UNASSIGN for entry in new)
    for movement in assigned:
        left_on = world.find_day_of_departure(stock, movement)
        day = left_on or world.today
        lot = stock.lots[movement.lot_id]
        assert may_leave(lot, day, min_remaining_days)
        assert stock.locations[movement.location_id].sells
        if left_on and was_released:  # what was released afterwards was not there to be assumed
            continue
        assert all(rank(lot) <= rank(each) for each in list_usable(stock, lot.item_id, day, min_remaining_days))


def check_departed(stock: Stock, shipment_id: str, today: date, min_remaining_days: int) -> None:
    """Nothing that was stopped left, and nothing too old, unless a person had decided so."""
    for row in stock.list_rows(AssignmentState.SHIPPED):
        if row.shipment_id == shipment_id:
            lot = stock.lots[row.lot_id]
            assert lot.status is LotStatus.RELEASED
            assert row.override_reason or may_leave(lot, today, min_remaining_days)


def check_held(number: int, before: Stock, stock: Stock) -> None:
    """Of an order on hold nothing was assigned, packed or shipped here. What left at Shopify is followed."""
    known = {entry.id for entry in before.entries}
    order_id = stock.orders[number].id
    for movement in (entry.movement for entry in stock.entries if entry.id not in known):
        cause = movement.cause or ""
        is_followed = cause.startswith("fulfillment:") or ":inferred" in cause
        if movement.order_id == order_id and not is_followed:
            assert movement.kind not in (MovementKind.ASSIGN, MovementKind.SHIP)
    assert _list_shipments(stock, number) == _list_shipments(before, number)


def _list_shipments(stock: Stock, number: int) -> list[str]:
    return [push.shipment.id for push in stock.pushes if push.order_id == number]


def may_leave(lot: Lot, day: date, min_remaining_days: int = 0) -> bool:
    is_fresh = lot.expires_on is None or (lot.expires_on - day).days >= min_remaining_days
    return lot.status is LotStatus.RELEASED and is_fresh


def rank(lot: Lot) -> tuple[object, ...]:
    if STRATEGIES[lot.item_id] is LotStrategy.FEFO:
        return (lot.expires_on or date.max,)
    return (lot.received_at, lot.id)


def list_usable(stock: Stock, item_id: str, day: date, min_remaining_days: int) -> Sequence[Lot]:
    """The lots of an item of which something is free and may leave."""
    lots = {stock.lots[each.lot_id] for each in stock.balances if each.free and stock.locations[each.location_id].sells}
    return [lot for lot in lots if lot.item_id == item_id and may_leave(lot, day, min_remaining_days)]


def _count_rows(stock: Stock, line_id: int, *states: AssignmentState) -> int:
    return sum(
        row.quantity
        for row in stock.rows
        if row.line_item_id == line_id
        and (row.state in states if states else row.state is not AssignmentState.RELEASED)
    )


def _count_untraced(stock: Stock, line_id: int) -> int:
    kind = OrderExceptionKind.UNTRACED
    return sum(each.quantity for each in stock.exceptions if each.kind is kind and each.line_item_id == line_id)

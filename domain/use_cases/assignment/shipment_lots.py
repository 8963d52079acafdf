"""Moves the lots of a shipment, in the transaction in which it is recorded, changed or cancelled."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import NoStockKept, UnitsWithoutLot
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.fulfillment import FulfillmentPush, Shipment
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.product import DateKind
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.lot_checks import require_usable
from novex_shopify.domain.policies.movement_causes import find_cancellation_cause, number_cause
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, save_state
from novex_shopify.domain.use_cases.assignment.lot_rules import find_min_remaining_days
from novex_shopify.domain.use_cases.assignment.shipped_units import (
    UnitDemand,
    build_demands,
    choose_parts,
    choose_returning,
    count_by_lot,
    count_units,
    name_lots,
    sort_by_expiry,
)
from novex_shopify.domain.use_cases.assignment.transfers import (
    SHIP,
    UNSHIP,
    AssignedPart,
    TransferDetails,
    transfer_units,
)
from novex_shopify.domain.use_cases.assignment.untraced_units import change_untraced
from novex_shopify.domain.use_cases.holds.lock import require_not_on_hold
from novex_shopify.domain.use_cases.stock.records import get_stock

_CHANGED = "The shipment was changed."


@dataclass(frozen=True, slots=True)
class ShipmentChange:
    """A shipment before and after a change. `before` is None for a new one; one that is cancelled has no units.

    - `demands`: what a new shipment takes of which lots; None means what its lines say.
    - `untraced_reason`: why units may leave although no lot is known for them, in a person's words.
    """

    before: Shipment | None
    after: Shipment
    at: datetime
    demands: Sequence[UnitDemand] | None = None
    untraced_reason: str | None = None


def moves_lots(tx: Transaction, shop: ShopDomain, shipment: Shipment, at: datetime) -> bool:
    """Whether a shipment takes or has lots: the store keeps stock, or the order has lots all the same.

    Raises `NoStockKept` if it names lots and the ERP has none.
    """
    names_lots = any(line.lot_id for line in shipment.lines)
    if tx.erp.stock is None:
        if names_lots:
            raise NoStockKept
        return False
    if names_lots or tx.shops.get_settings(shop).moves_stock(at):
        return True
    return bool(tx.erp.stock.assignments.list_by_orders([shipment.order_id]))


def move_lots(tx: Transaction, locked: LockedOrder, change: ShipmentChange) -> Shipment:
    """Ship what is new in a shipment, and assign again what is not in it any more; returns it with its lots.

    Raises `UnitsWithoutLot`, and as `require_usable` does.
    """
    stock, order_id = get_stock(tx), locked.state.order_id
    pieces = {line.line_item_id: line.pieces for line in locked.order.lines}
    before, after = count_units(change.before, pieces), count_units(change.after, pieces)
    demands = _find_demands(change, before, after, pieces)
    if demands:
        require_not_on_hold(tx, locked.order)
    line_ids = _find_lines(locked, change, demands)
    lots = _lock_lots(stock, locked)
    shipped = sort_by_expiry(_list_of_shipment(locked, change.after.id), lots)
    assigned = sort_by_expiry(_list_assigned(locked, line_ids), lots)

    returning, untraced_back = choose_returning(shipped, before, after)
    leaving, unfilled = choose_parts((each for each in demands if each.line_item_id in line_ids), assigned)
    _refuse_unfilled(stock, locked, change, unfilled)
    _refuse_stopped_lots(tx, locked, change, leaving, lots)

    _transfer(stock, change, leaving, returning)
    untraced = Counter({each.line_item_id: lacking for each, lacking in unfilled})
    if _has_untraced_account(locked, change):
        untraced.subtract(untraced_back)
    change_untraced(stock, order_id, untraced, change.untraced_reason or _CHANGED, change.at)
    if change.after.cancelled:
        return change.after
    left = count_by_lot(AssignedPart(each, each.quantity) for each in shipped) + count_by_lot(leaving)
    return replace(change.after, lines=name_lots(change.after, left - count_by_lot(returning), pieces))


def save_order(tx: Transaction, locked: LockedOrder, push: FulfillmentPush, at: datetime) -> None:
    """Store the order's state with a push that is new or was changed."""
    pushes = {each.id: each for each in locked.pushes} | {push.id: push}
    save_state(tx, replace(locked, pushes=list(pushes.values())), at)


def _find_demands(
    change: ShipmentChange, before: Mapping[int, int], after: Mapping[int, int], pieces: Mapping[int, int]
) -> Sequence[UnitDemand]:
    if change.before is None:
        return [] if change.after.cancelled else change.demands or build_demands(change.after, pieces)
    more = {line_id: units - before.get(line_id, 0) for line_id, units in after.items()}
    return [UnitDemand(line_id, units) for line_id, units in more.items() if units > 0]


def _find_lines(locked: LockedOrder, change: ShipmentChange, demands: Sequence[UnitDemand]) -> Collection[int]:
    """The lines whose units must have a lot: all of items with lots if the store keeps stock, else those with lots."""
    named = {demand.line_item_id for demand in demands if demand.lot_id}
    needing = {line.line_item_id for line in locked.lines if line.needs_lots}
    if locked.settings.moves_stock(change.at) and not locked.order.test:
        return named | needing
    states = (AssignmentState.ASSIGNED, AssignmentState.SHIPPED)
    return named | (needing & {each.line_item_id for each in locked.assignments if each.state in states})


def _lock_lots(stock: ErpStock, locked: LockedOrder) -> Mapping[int, Lot]:
    # Stopping a lot locks its balances first, so what is read after the lock stays true until the commit.
    states = (AssignmentState.ASSIGNED, AssignmentState.SHIPPED, AssignmentState.RETURNED)
    lot_ids = {each.lot_id for each in locked.assignments if each.state in states}
    stock.ledger.lock(lot_ids)
    return {lot.id: lot for lot in stock.lots.get_many(lot_ids)}


def _list_of_shipment(locked: LockedOrder, shipment_id: str) -> Sequence[Assignment]:
    left = (AssignmentState.SHIPPED, AssignmentState.RETURNED)
    return [each for each in locked.assignments if each.state in left and each.shipment_id == shipment_id]


def _list_assigned(locked: LockedOrder, line_ids: Collection[int]) -> Sequence[Assignment]:
    """Those of a line's present item: what was assigned before it was mapped to another one must not leave with it."""
    items = {line.line_item_id: line.item_id for line in locked.order.lines}
    return [
        each
        for each in locked.assignments
        if each.state is AssignmentState.ASSIGNED
        and each.line_item_id in line_ids
        and each.item_id == items.get(each.line_item_id)
    ]


def _refuse_unfilled(
    stock: ErpStock, locked: LockedOrder, change: ShipmentChange, unfilled: Sequence[tuple[UnitDemand, int]]
) -> None:
    """No reason makes units of a named lot untraced: their lot is known, and it is not assigned."""
    refused = [(each, lacking) for each, lacking in unfilled if each.lot_id or not change.untraced_reason]
    if not refused:
        return
    titles = {line.line_item_id: line.title for line in locked.order.lines}
    codes = {lot.id: lot.code for lot in stock.lots.get_many([each.lot_id for each, _ in refused if each.lot_id])}
    raise UnitsWithoutLot(
        change.after.id,
        [
            f"'{titles.get(each.line_item_id, each.line_item_id)}':"
            f" {each.units}{f' of lot {codes.get(each.lot_id, each.lot_id)}' if each.lot_id else ''} to ship,"
            f" {each.units - lacking} assigned, {lacking} missing"
            for each, lacking in refused
        ],
        assigned=sum(each.units - lacking for each, lacking in refused),
        asked=sum(each.units for each, _ in refused),
    )


def _refuse_stopped_lots(
    tx: Transaction,
    locked: LockedOrder,
    change: ShipmentChange,
    leaving: Sequence[AssignedPart],
    lots: Mapping[int, Lot],
) -> None:
    """A person who assigned a lot against a rule has decided about its shipping too, as far as the rule allows it."""
    today = to_day(change.at, locked.zone)
    min_days = find_min_remaining_days(tx, locked)
    for part in leaving:
        lot = lots[part.assignment.lot_id]
        item = locked.items.get(lot.item_id)
        use_by = item is not None and item.date_kind is DateKind.USE_BY
        require_usable(lot, today, min_days, use_by=use_by, override_reason=part.assignment.override_reason)


def _transfer(
    stock: ErpStock, change: ShipmentChange, leaving: Sequence[AssignedPart], returning: Sequence[AssignedPart]
) -> None:
    shipment_id = change.after.id
    # A shipment is recorded once. Its quantities may be changed several times.
    recorded = f"shipment:{shipment_id}" if change.before is None else None
    cancelled = _build_cancellation_cause(stock, returning, shipment_id) if change.after.cancelled else None
    transfer_units(stock, returning, UNSHIP, TransferDetails(change.at, cause=cancelled))
    transfer_units(
        stock,
        leaving,
        SHIP,
        TransferDetails(change.at, change.untraced_reason, recorded, shipment_id),
    )


def _build_cancellation_cause(stock: ErpStock, returning: Sequence[AssignedPart], shipment_id: str) -> str | None:
    """Numbered: a part of the shipment may have been cancelled in Shopify, and settled, before the rest."""
    if not returning:
        return None
    entries = stock.ledger.list_entries_of_order(returning[0].assignment.order_id)
    return number_cause(find_cancellation_cause(shipment_id).name, entries)


def _has_untraced_account(locked: LockedOrder, change: ShipmentChange) -> bool:
    """What left before the store kept stock is no exception."""
    pushes = (push for push in locked.pushes if push.shipment.id == change.after.id)
    recorded_at = next((push.created_at for push in pushes), None)
    return recorded_at is not None and locked.settings.moves_stock(recorded_at)

"""What may be packed of an order now."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from novex_shopify.domain.errors import StockRefused
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.packing import PackableLine, PackableLot
from novex_shopify.domain.model.product import DateKind
from novex_shopify.domain.policies.lot_checks import require_usable
from novex_shopify.domain.policies.order_stock import is_order_cancelled
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder
from novex_shopify.domain.use_cases.assignment.lot_rules import find_min_remaining_days
from novex_shopify.domain.use_cases.stock.records import get_location_names, get_stock

PackedElsewhere = Mapping[tuple[int, str | None], int]
"""Base units by line and lot, or sold units of a line without lots."""


@dataclass(frozen=True, slots=True)
class _Checks:
    """What a lot is judged by as shipping judges it, and the names of the locations."""

    order: LockedOrder
    today: date
    min_remaining_days: int
    lots: Mapping[int, Lot]
    locations: Mapping[int, str]
    elsewhere: PackedElsewhere


def read_packable_lines(tx: Transaction, order: LockedOrder, now: datetime) -> tuple[PackableLine, ...]:
    """What is assigned and has not left, without what is in other parcels whose labels are bought or being bought.

    As in shipping, lines of items without lots, and all lines of a store that keeps no stock, are packed without one.
    """
    if is_order_cancelled(order.order):
        return ()
    assigned = [each for each in order.assignments if each.state is AssignmentState.ASSIGNED]
    purchases = tx.label_purchases.list_for_orders([order.state.order_id])
    checks = _Checks(
        order,
        to_day(now, order.zone),
        find_min_remaining_days(tx, order),
        {lot.id: lot for lot in get_stock(tx).lots.get_many({each.lot_id for each in assigned})},
        get_location_names(get_stock(tx)),
        _count_elsewhere(purchases, {push.shipment.id for push in order.pushes}),
    )
    keeps_stock = order.settings.moves_stock(now)
    lines = (_build_line(checks, line, assigned, keeps_stock=keeps_stock) for line in order.lines)
    return tuple(line for line in lines if line.to_pack or line.short)


def _count_elsewhere(purchases: Sequence[LabelPurchase], shipped: Collection[str]) -> PackedElsewhere:
    units: Counter[tuple[int, str | None]] = Counter()
    for each in purchases:
        if each.is_open and not each.reverse and each.parcel.id not in shipped:
            for line in each.parcel.lines:
                units[line.line_item_id, line.lot_code] += line.quantity
    return units


def _build_line(checks: _Checks, line: LineStock, assigned: Sequence[Assignment], *, keeps_stock: bool) -> PackableLine:
    known = next(each for each in checks.order.order.lines if each.line_item_id == line.line_item_id)
    its_own = [each for each in assigned if each.line_item_id == line.line_item_id and each.item_id == line.item_id]
    needs_lots = line.needs_lots and (keeps_stock or bool(its_own))
    in_other_parcels = checks.elsewhere.get((line.line_item_id, None), 0) * known.pieces
    return PackableLine(
        line_item_id=line.line_item_id,
        title=line.title,
        item_id=line.item_id,
        sku=known.sku,
        pieces=known.pieces,
        units=0 if needs_lots else max(0, line.to_ship - in_other_parcels),
        lots=_build_lots(checks, line.line_item_id, its_own) if needs_lots else (),
        needs_lots=needs_lots,
        short=line.short if needs_lots else 0,
    )


def _build_lots(checks: _Checks, line_item_id: int, assigned: Sequence[Assignment]) -> tuple[PackableLot, ...]:
    """By lot, those that expire first in front."""
    by_lot: dict[int, list[Assignment]] = {}
    for each in assigned:
        by_lot.setdefault(each.lot_id, []).append(each)
    lots = []
    for lot in sorted((checks.lots[lot_id] for lot_id in by_lot), key=lambda lot: (lot.expires_on or date.max, lot.id)):
        units = sum(each.quantity for each in by_lot[lot.id]) - checks.elsewhere.get((line_item_id, lot.code), 0)
        places = tuple(dict.fromkeys(checks.locations[each.location_id] for each in by_lot[lot.id]))
        reason = next((each.override_reason for each in by_lot[lot.id] if each.override_reason), None)
        lots.append(PackableLot(lot.code, max(0, units), lot.expires_on, places, _find_problem(checks, lot, reason)))
    return tuple(lot for lot in lots if lot.units)


def _find_problem(checks: _Checks, lot: Lot, override_reason: str | None) -> str | None:
    """Why a lot must not leave today. Who assigned it against a rule has decided about its shipping too."""
    item = checks.order.items.get(lot.item_id)
    use_by = item is not None and item.date_kind is DateKind.USE_BY
    days = checks.min_remaining_days
    try:
        require_usable(lot, checks.today, days, use_by=use_by, override_reason=override_reason)
    except StockRefused as refusal:
        return str(refusal)
    return None

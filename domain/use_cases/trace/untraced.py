"""Orders that may have units of a lot, because it is not known which lot theirs are of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_trace import UntracedTotal, UntracedUnits
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.trace.erasures import find_erasures
from novex_shopify.domain.use_cases.trace.traced_orders import OrderInTrace, find_head_contact


@dataclass(frozen=True, slots=True)
class UntracedOrder(OrderInTrace):
    """An order with units of the item whose lot is not known."""

    units: UntracedUnits

    @property
    def position(self) -> str:
        return str(self.units.exception.id)

    @property
    def shipped(self) -> int:
        return self.units.exception.quantity


@dataclass(frozen=True, slots=True)
class _Window:
    """When a lot of an item could have been shipped: from its receipt until the last of it had left."""

    since: datetime
    until: datetime | None


def list_untraced_orders(
    tx: Transaction, lots: Collection[Lot], limit: int, after: int | None = None
) -> Sequence[UntracedOrder]:
    """List by the exception's id. Rather one too many than one too few: each may be a person in danger."""
    stock = get_stock(tx)
    found = [
        each
        for item_id, window in _find_windows(stock, lots).items()
        for each in stock.traces.list_untraced(item_id, window.since, window.until, limit, after)
    ]
    units = sorted(found, key=lambda each: each.exception.id)[:limit]
    heads = stock.traces.get_heads({each.exception.order_id for each in units})
    erased = find_erasures(tx, heads.values())
    return [
        UntracedOrder(head, find_head_contact(head, erased.get(head.id)), each, erased_at=erased.get(head.id))
        for each in units
        if (head := heads.get(each.exception.order_id))
    ]


def sum_untraced(tx: Transaction, lots: Collection[Lot]) -> UntracedTotal:
    """Sum what `list_untraced_orders` lists. An order with several of the items counts for each of them."""
    traces, windows = get_stock(tx).traces, _find_windows(get_stock(tx), lots)
    totals = [traces.sum_untraced(item_id, each.since, each.until) for item_id, each in windows.items()]
    return UntracedTotal(sum(each.units for each in totals), sum(each.orders for each in totals))


def _find_windows(stock: ErpStock, lots: Collection[Lot]) -> Mapping[str, _Window]:
    windows: dict[str, _Window] = {}
    in_stock = {balance.lot_id for balance in stock.ledger.list_balances({lot.id for lot in lots})}
    for lot in lots:
        entries = [] if lot.id in in_stock else stock.ledger.list_entries(lot.id, 1)
        window = _Window(lot.received_at, entries[0].at if entries else None)
        known = windows.get(lot.item_id, window)
        until = None if None in (known.until, window.until) else max(filter(None, (known.until, window.until)))
        windows[lot.item_id] = _Window(min(known.since, window.since), until)
    return windows

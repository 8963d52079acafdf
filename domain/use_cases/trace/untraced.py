"""Orders that may have units of a lot, because it is not known which lot theirs are of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_trace import ShippingWindow, UntracedTotal, UntracedUnits
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


def list_untraced_orders(
    tx: Transaction, lots: Collection[Lot], limit: int, after: int | None = None
) -> Sequence[UntracedOrder]:
    """List by the exception's id. Rather one too many than one too few: each may be a person in danger."""
    stock = get_stock(tx)
    found = [
        each
        for window in _find_windows(stock, lots)
        for each in stock.traces.list_untraced(window.item_id, window.since, window.until, limit, after)
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
    """Sum what `list_untraced_orders` lists; each order counts once."""
    return get_stock(tx).traces.sum_untraced(_find_windows(get_stock(tx), lots))


def _find_windows(stock: ErpStock, lots: Collection[Lot]) -> Collection[ShippingWindow]:
    """One for each item: from the first receipt of its lots until the last of them had left."""
    windows: dict[str, ShippingWindow] = {}
    in_stock = {balance.lot_id for balance in stock.ledger.list_balances({lot.id for lot in lots})}
    for lot in lots:
        entries = [] if lot.id in in_stock else stock.ledger.list_entries(lot.id, 1)
        window = ShippingWindow(lot.item_id, lot.received_at, entries[0].at if entries else None)
        known = windows.get(lot.item_id, window)
        until = None if None in (known.until, window.until) else max(filter(None, (known.until, window.until)))
        windows[lot.item_id] = ShippingWindow(lot.item_id, min(known.since, window.since), until)
    return windows.values()

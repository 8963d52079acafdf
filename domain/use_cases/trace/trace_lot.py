"""Traces a lot: where it came from, where it is, and who has it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_trace import AssignmentTotal
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.stock import LedgerEntry, MovementKind, StockBalance
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.policies.mass_balance import MassBalance, balance_mass
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lot, get_stock
from novex_shopify.domain.use_cases.trace.traced_orders import LEFT, TracedOrder, iterate_orders, read_orders
from novex_shopify.domain.use_cases.trace.untraced import UntracedOrder, list_untraced_orders

ANY_STATE = (AssignmentState.ASSIGNED, *LEFT)
_RECEIPTS = (MovementKind.RECEIVE, MovementKind.PRODUCE)
_CONVERSIONS = (MovementKind.CONVERT_IN, MovementKind.CONVERT_OUT)


@dataclass(frozen=True, slots=True)
class Conversion:
    """Units that came from another lot, or became one. `entry` is of the lot that is traced."""

    entry: LedgerEntry
    other: Lot


@dataclass(frozen=True, slots=True)
class LotTrace:
    """A lot without its orders, which `TraceLot.list_orders` reads and `TraceLot.count_orders` counts."""

    lot: Lot
    item: Item | None
    places: Sequence[tuple[StorageLocation, StockBalance]]
    receipts: Sequence[LedgerEntry]
    conversions: Sequence[Conversion]
    totals: Sequence[AssignmentTotal]
    mass_balance: MassBalance


@dataclass(frozen=True, slots=True)
class TraceLot:
    """Reads the trace of a lot, and its orders in pages."""

    unit_of_work: UnitOfWork

    def __call__(self, key: LotKey) -> LotTrace:
        """Raises `NotFound` or `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            return trace_lots(tx, [get_lot(get_stock(tx), key)])[0]

    def list_orders(
        self, key: LotKey, limit: int, after: str | None = None, *, inferred: bool
    ) -> Sequence[TracedOrder]:
        """List the orders that have or had units of it, by id. Of `inferred` units, the lot is assumed."""
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            lot_ids = [get_lot(stock, key).id]
            order_ids = stock.traces.list_order_ids(lot_ids, limit, after, states=ANY_STATE, inferred=inferred)
            return read_orders(tx, lot_ids, order_ids, inferred=inferred)

    def count_orders(self, key: LotKey, *, inferred: bool) -> int:
        """Count what `list_orders` lists, each order once."""
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            return stock.traces.count_orders([get_lot(stock, key).id], states=ANY_STATE, inferred=inferred)

    def iterate_orders(self, key: LotKey, *, inferred: bool | None = None) -> Iterator[TracedOrder]:
        """Read all orders, page by page."""
        with self.unit_of_work.read() as tx:
            lot_ids = [get_lot(get_stock(tx), key).id]
        return iterate_orders(self.unit_of_work, lot_ids, ANY_STATE, inferred=inferred)

    def list_untraced(self, key: LotKey, limit: int, after: int | None = None) -> Sequence[UntracedOrder]:
        """List orders that got units of its item while it could have been shipped, and the lot is not known."""
        with self.unit_of_work.read() as tx:
            return list_untraced_orders(tx, [get_lot(get_stock(tx), key)], limit, after)


def trace_lots(tx: Transaction, lots: Sequence[Lot]) -> Sequence[LotTrace]:
    """Trace several lots at once."""
    stock, lot_ids = get_stock(tx), [lot.id for lot in lots]
    items = tx.erp.catalog.get_many({lot.item_id for lot in lots})
    locations = {location.id: location for location in stock.locations.list_all()}
    balances = stock.ledger.list_balances(lot_ids)
    moved, totals = stock.traces.sum_movements(lot_ids), stock.traces.sum_assignments(lot_ids)
    receipts = stock.traces.list_entries(lot_ids, _RECEIPTS)
    conversions = _read_conversions(stock, lot_ids)
    return [
        LotTrace(
            lot,
            items.get(lot.item_id),
            [(locations[each.location_id], each) for each in balances if each.lot_id == lot.id],
            [entry for entry in receipts if entry.movement.lot_id == lot.id],
            [each for each in conversions if each.entry.movement.lot_id == lot.id],
            [total for total in totals if total.lot_id == lot.id],
            balance_mass(
                moved.get(lot.id, {}),
                [each for each in balances if each.lot_id == lot.id],
                [total for total in totals if total.lot_id == lot.id],
            ),
        )
        for lot in lots
    ]


def find_descendants(stock: ErpStock, lots: Collection[Lot]) -> Sequence[Lot]:
    """Find the lots that units of these were converted into, directly or by others, without these."""
    known = {lot.id: lot for lot in lots}
    new = set(known)
    found: dict[int, Lot] = {}
    while new:
        entries = stock.traces.list_entries(new, [MovementKind.CONVERT_OUT])
        made = {entry.movement.other_lot_id for entry in entries} - {None} - set(known)
        lots_made = stock.lots.get_many({each for each in made if each is not None})
        found |= {lot.id: lot for lot in lots_made}
        known |= {lot.id: lot for lot in lots_made}
        new = {lot.id for lot in lots_made}
    return [found[lot_id] for lot_id in sorted(found)]


def _read_conversions(stock: ErpStock, lot_ids: Collection[int]) -> Sequence[Conversion]:
    entries = stock.traces.list_entries(lot_ids, _CONVERSIONS)
    others = {lot.id: lot for lot in stock.lots.get_many({entry.movement.other_lot_id or 0 for entry in entries})}
    return [
        Conversion(entry, others[entry.movement.other_lot_id or 0])
        for entry in entries
        if entry.movement.other_lot_id in others
    ]

"""Which lots were assigned to an order, left, came back, and by whom: what the stock ledger has of it."""

from collections.abc import Iterator, Mapping

from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind
from novex_shopify.domain.model.stock import LedgerEntry, MovementKind
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory

_VERBS = {
    MovementKind.ASSIGN: "assigned",
    MovementKind.UNASSIGN: "unassigned",
    MovementKind.SHIP: "left",
    MovementKind.UNSHIP: "did not leave",
    MovementKind.RETURN: "came back",
    MovementKind.SCRAP: "scrapped",
    MovementKind.HOLD: "held",
    MovementKind.RELEASE: "restocked",
}


def list_movements(tx: Transaction, history: OrderHistory) -> Iterator[TimelineEntry]:
    stock, order = tx.erp.stock, history.sales_order
    if stock is None or order is None or order.id is None:
        return
    entries = stock.ledger.list_entries_of_order(order.id)
    lots = {lot.id: lot for lot in stock.lots.get_many({entry.movement.lot_id for entry in entries})}
    titles = {line.line_item_id: line.title for line in order.lines}
    for entry in entries:
        yield _describe(entry, lots, titles)


def _describe(entry: LedgerEntry, lots: Mapping[int, Lot], titles: Mapping[int, str]) -> TimelineEntry:
    movement = entry.movement
    change = movement.change
    units = max(abs(change.free), abs(change.assigned), abs(change.held))
    lot = lots.get(movement.lot_id)
    what = f"{units} {'unit' if units == 1 else 'units'} of lot {lot.code if lot else movement.lot_id}"
    title = titles.get(movement.line_item_id or 0)
    return TimelineEntry(
        entry.at,
        f"movement-{entry.id}",
        TimelineKind.LOTS,
        f"{what} {_VERBS.get(movement.kind, movement.kind.replace('_', ' '))}",
        tuple(filter(None, (title, movement.reason))),
        actor=entry.actor,
        about=AuditSubject(AuditedKind.LOT, str(movement.lot_id)),
    )

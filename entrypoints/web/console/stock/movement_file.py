"""All movements of a lot as a CSV file."""

from collections.abc import Iterator, Sequence

from starlette.responses import Response

from novex_shopify.domain.model.stock import LedgerEntry
from novex_shopify.domain.policies.csv_cells import to_cell
from novex_shopify.domain.use_cases.stock.show_lot import ShownLot
from novex_shopify.entrypoints.web.console.csv_download import send_csv
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

_HEADER = (
    *("time", "who", "who_id", "item", "lot", "movement", "location", "free", "assigned", "held"),
    *("reason", "cause", "order", "shipment", "source_reference"),
)
_BATCH_SIZE = 1000


def send_movements(request: ConsoleRequest) -> Response:
    """Newest first."""
    lot_id = request.get_path_id("lot")
    first = request.container.show_lot()(lot_id, _BATCH_SIZE)
    rows = (_to_row(shown, entry) for shown, entry in _iter_entries(request, lot_id, first))
    return send_csv(f"lot-{lot_id}-movements.csv", _HEADER, rows)


def _iter_entries(request: ConsoleRequest, lot_id: int, shown: ShownLot) -> Iterator[tuple[ShownLot, LedgerEntry]]:
    """In a transaction for each batch: a browser may read slowly."""
    while shown.entries:
        yield from ((shown, entry) for entry in shown.entries)
        shown = request.container.show_lot()(lot_id, _BATCH_SIZE, shown.entries[-1].id)


def _to_row(shown: ShownLot, entry: LedgerEntry) -> Sequence[str]:
    lot, movement = shown.listed.lot, entry.movement
    names = (entry.actor.name, entry.actor.id, lot.item_id, lot.code)
    what = (format_label(movement.kind), shown.locations[movement.location_id].name)
    change = (movement.change.free, movement.change.assigned, movement.change.held)
    why = (movement.reason, movement.cause, movement.order_id, movement.shipment_id, movement.source_reference)
    texts = [to_cell(text or "") for text in (*names, *what)]
    return (entry.at.isoformat(), *texts, *map(str, change), *(to_cell(text or "") for text in why))

"""What the files of a recall say about its lots and places."""

from collections.abc import Mapping
from dataclasses import dataclass

from novex_shopify.domain.model.lot import Lot, LotSource
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.recall.show_recall import ShownRecall
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.trace.trace_lot import LotTrace

_MADE_HERE = (LotSource.PRODUCTION, LotSource.CONVERSION)


@dataclass(frozen=True, slots=True)
class LotFacts:
    """The lots of a recall with their items, and all locations, by id."""

    traces: Mapping[int, LotTrace]
    locations: Mapping[int, StorageLocation]

    def get_lot(self, lot_id: int) -> Lot:
        return self.traces[lot_id].lot

    def get_item(self, lot_id: int) -> Item | None:
        return self.traces[lot_id].item

    def describe_item(self, lot_id: int) -> str:
        """Its name, or its id if the ERP has no name."""
        item = self.get_item(lot_id)
        return item.name if item else self.get_lot(lot_id).item_id

    def describe_unit(self, lot_id: int) -> str:
        """The unit of quantities: what the ledger counts."""
        item = self.get_item(lot_id)
        if item and item.unit:
            return item.unit
        return f"unit of {item.grams} g" if item and item.grams else "unit"

    def describe_location(self, location_id: int) -> str:
        """Name and address of a place in the warehouse."""
        location = self.locations.get(location_id)
        return ", ".join(filter(None, (location.name, location.address))) if location else ""

    def describe_source(self, lot_id: int) -> str:
        """Where the lot code was assigned: the reference of the lot, or the place where it was made.

        Empty if the lot was bought and names no reference.
        """
        trace = self.traces[lot_id]
        if trace.lot.source_reference or trace.lot.source not in _MADE_HERE:
            return trace.lot.source_reference or ""
        return self.describe_location(trace.receipts[0].movement.location_id) if trace.receipts else ""


def read_lot_facts(unit_of_work: UnitOfWork, shown: ShownRecall) -> LotFacts:
    with unit_of_work.read() as tx:
        locations = {location.id: location for location in get_stock(tx).locations.list_all()}
    return LotFacts({trace.lot.id: trace for trace in shown.impact.lots}, locations)

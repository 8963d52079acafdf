"""The files of a recall: whom to notify, and the records that authorities ask for."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto

from novex_shopify.domain.model.sheet import Cell, Sheet
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.recall.customer_sheet import CUSTOMER_COLUMNS, build_customer_row
from novex_shopify.domain.use_cases.recall.impact import Affected
from novex_shopify.domain.use_cases.recall.lot_facts import LotFacts, read_lot_facts
from novex_shopify.domain.use_cases.recall.shipping_sheets import (
    EU_COLUMNS,
    FSMA_COLUMNS,
    build_eu_row,
    build_fsma_row,
)
from novex_shopify.domain.use_cases.recall.show_recall import ShowRecall
from novex_shopify.domain.use_cases.trace.traced_orders import LEFT, TracedOrder, TracedUnits

_LEFT_THE_WAREHOUSE = (Affected.SHIPPED, Affected.INFERRED)


class RecallFile(StrEnum):
    """What a file is for.

    - `customers`: all who may have units of the lots, with their contact, and what they answered.
    - `fsma`: the key data elements of shipping (21 CFR 1.1340(a)), a row for each lot in each shipment.
    - `eu`: one step forward: which business customers got which lot (Regulation 178/2002, art. 18).
    """

    CUSTOMERS = auto()
    FSMA = auto()
    EU = auto()


@dataclass(frozen=True, slots=True)
class ExportRecall:
    """Builds the files of a recall. The order of rows is that of the orders, so two files can be compared."""

    unit_of_work: UnitOfWork

    def __call__(self, number: str, file: RecallFile) -> Sheet:
        """Raises `NotFound` or `NoStockKept` before the first row is read."""
        facts = read_lot_facts(self.unit_of_work, ShowRecall(self.unit_of_work)(number))
        name = f"{number}-{file}"
        match file:
            case RecallFile.CUSTOMERS:
                return Sheet(name, CUSTOMER_COLUMNS, self._list_customers(number, facts))
            case RecallFile.FSMA:
                rows = (build_fsma_row(facts, *each) for each in self._list_units(number))
                return Sheet(name, FSMA_COLUMNS, rows)
            case RecallFile.EU:
                units = ((order, each) for order, each in self._list_units(number) if order.head.company)
                return Sheet(name, EU_COLUMNS, (build_eu_row(facts, *each) for each in units))

    def _list_customers(self, number: str, facts: LotFacts) -> Iterator[list[Cell]]:
        shows = ShowRecall(self.unit_of_work)
        for affected in (Affected.SHIPPED, Affected.INFERRED, Affected.UNTRACED):
            for each in shows.iterate_orders(number, affected):
                yield build_customer_row(facts, each)

    def _list_units(self, number: str) -> Iterator[tuple[TracedOrder, TracedUnits]]:
        """The units that left, with their orders."""
        shows = ShowRecall(self.unit_of_work)
        for affected in _LEFT_THE_WAREHOUSE:
            for order in (each.order for each in shows.iterate_orders(number, affected)):
                if isinstance(order, TracedOrder):
                    yield from ((order, each) for each in order.units if each.assignment.state in LEFT)

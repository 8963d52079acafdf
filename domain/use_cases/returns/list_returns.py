"""Lists what comes back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.warehouse_return import WarehouseReturn, WarehouseReturnState
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class ListedReturn:
    """A return with the names of its order, its lots and where they are; `lots` has units by lot code."""

    returned: WarehouseReturn
    order_name: str
    lots: Mapping[str, int]
    locations: Sequence[str]


@dataclass(frozen=True, slots=True)
class ListReturns:
    """Lists returns by state, newest first."""

    unit_of_work: UnitOfWork

    def __call__(self, state: WarehouseReturnState, limit: int, before: int | None = None) -> Sequence[ListedReturn]:
        """List those before an id, if given. Raises `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            returns = stock.warehouse_returns.list_in_states([state], limit, before)
            lot_ids = {lot.lot_id for each in returns for lot in each.lots}
            codes = {lot.id: lot.code for lot in stock.lots.get_many(lot_ids)}
            names = {location.id: location.name for location in stock.locations.list_all()}
            heads = stock.traces.get_heads({each.order_id for each in returns})
        return [
            ListedReturn(
                each,
                heads[each.order_id].name if each.order_id in heads else each.order_id,
                _sum_by_code(each, codes),
                sorted({names[lot.location_id] for lot in each.lots}),
            )
            for each in returns
        ]


def _sum_by_code(returned: WarehouseReturn, codes: Mapping[int, str]) -> Mapping[str, int]:
    units = Counter[str]()
    for each in returned.lots:
        units[codes[each.lot_id]] += each.quantity
    return units

"""The list of returns: its columns and views. The newest come first."""

from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter

from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.warehouse_return import WarehouseReturnState
from novex_shopify.domain.use_cases.returns.show_returns import ShownReturn
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

RETURNS_PATH = "/console/returns"

_OPEN = (WarehouseReturnState.EXPECTED, WarehouseReturnState.RECEIVED)

VIEWS: Mapping[str, tuple[str, Collection[WarehouseReturnState]]] = {
    "": ("Expected", [WarehouseReturnState.EXPECTED]),
    "received": ("Received", [WarehouseReturnState.RECEIVED]),
    "done": (
        "Done",
        [state for state in WarehouseReturnState if state not in _OPEN],
    ),
}
"""By the value of the filter: the name of a view, and the states that it shows."""


def _get_states(query: Query) -> Collection[WarehouseReturnState]:
    return VIEWS[query.get("view")][1]


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[ShownReturn]:
    return request.container.show_returns()(_get_states(query), query.limit, parse_id(query.address.after))


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.show_returns().count(_get_states(query), query.limit)


def _get_id(shown: ShownReturn, _address: ListAddress | None = None) -> int:
    return shown.returned.id


def _describe_lots(shown: ShownReturn) -> str:
    return ", ".join(f"{each.quantity} of {each.lot.code} at {each.location}" for each in shown.lots)


RETURNS: RecordList[ShownReturn] = RecordList(
    path=RETURNS_PATH,
    noun="return",
    columns=(
        Column("item", "Item", attrgetter("returned.item_id")),
        Column("order", "Order", attrgetter("order.name")),
        Column("store", "", attrgetter("order.shop"), is_shown=False),
        Column("units", "Units", attrgetter("returned.quantity"), is_amount=True),
        Column("lots", "Lots", _describe_lots),
        Column("since", "Since", attrgetter("returned.expected_at")),
        Column("state", "State", attrgetter("returned.state")),
        Column("cause", "", attrgetter("returned.cause"), is_shown=False),
        Column("actions", ""),
    ),
    filters=(Filter("view", "Show", [(value, label) for value, (label, _) in VIEWS.items()]),),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=_get_id,
    get_id=_get_id,
    has_shop_filter=False,
)

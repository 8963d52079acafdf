"""The list of recalls. The newest comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.recall import Recall
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

RECALLS_PATH = "/console/recalls"


@dataclass(frozen=True, slots=True)
class ListedRecall:
    """A recall with its lots, and the minutes it took or has taken."""

    recall: Recall
    lots: Sequence[Lot]
    minutes: int

    @property
    def lot_codes(self) -> str:
        return ", ".join(lot.code for lot in self.lots)


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[ListedRecall]:
    recalls = request.container.show_recall().list_latest(query.limit, parse_id(query.address.after))
    return [ListedRecall(recall, lots, recall.count_minutes(query.now)) for recall, lots in recalls]


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.show_recall().count(query.limit)


def _get_position(listed: ListedRecall, _address: ListAddress) -> int:
    return listed.recall.id


RECALLS: RecordList[ListedRecall] = RecordList(
    path=RECALLS_PATH,
    noun="recall",
    columns=(
        Column("number", "Recall", attrgetter("recall.number")),
        Column("state", "State", lambda listed: "open" if listed.recall.is_open else "closed"),
        Column("class", "Class", attrgetter("recall.recall_class")),
        Column("reason", "Reason", attrgetter("recall.reason")),
        Column("lots", "Lots", attrgetter("lot_codes")),
        Column("opened_at", "Opened", attrgetter("recall.opened_at")),
        Column("opened_by", "", attrgetter("recall.opened_by.name"), is_shown=False),
        Column("mock", "", attrgetter("recall.mock"), is_shown=False),
        Column("closed_at", "", attrgetter("recall.closed_at"), is_shown=False),
        Column("conclusion", "", attrgetter("recall.conclusion"), is_shown=False),
        Column("minutes", "Minutes open", attrgetter("minutes"), is_amount=True),
    ),
    filters=(),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=_get_position,
    get_id=attrgetter("recall.id"),
    has_shop_filter=False,
)

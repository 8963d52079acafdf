"""The list of label purchases: its columns and filters. The newest come first."""

from collections.abc import Sequence
from operator import attrgetter

from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

LABELS_PATH = "/console/labels"
UNDECIDED = "undecided"
_STATES = [(state.value, format_label(state)) for state in PurchaseState]


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[LabelPurchase]:
    states, shop, undecided = _read_filters(query)
    before = parse_id(query.address.after)
    with request.container.read_transaction() as tx:
        return tx.label_purchases.list_latest(query.limit, states, shop, before, needs_decision=undecided)


def _count(request: ConsoleRequest, query: Query) -> int:
    states, shop, undecided = _read_filters(query)
    with request.container.read_transaction() as tx:
        return tx.label_purchases.count(query.limit, states, shop, needs_decision=undecided)


def _read_filters(query: Query) -> tuple[Sequence[PurchaseState], ShopDomain | None, bool]:
    state, shop = query.get("state"), query.get("shop")
    states = [PurchaseState(state)] if state in set(PurchaseState) else []
    return states, ShopDomain(shop) if shop else None, state == UNDECIDED


LABELS: RecordList[LabelPurchase] = RecordList(
    path=LABELS_PATH,
    noun="label",
    columns=(
        Column("id", "Label", attrgetter("id")),
        Column("parcel", "Parcel", attrgetter("parcel.id")),
        Column("store", "Store", attrgetter("shop_domain")),
        Column("state", "State", attrgetter("state")),
        Column("carrier", "Carrier", lambda each: each.chosen and f"{each.chosen.carrier} {each.chosen.service}"),
        Column("tracking", "Tracking", lambda each: each.postage and each.postage.tracking_number),
        Column("price", "Price", lambda each: each.chosen and each.chosen.price.amount, is_amount=True),
        Column("currency", "", lambda each: each.chosen and each.chosen.price.currency, is_shown=False),
        Column("created_at", "Asked for", attrgetter("created_at")),
    ),
    filters=(
        Filter(
            "state",
            "State",
            [("", "All"), (UNDECIDED, "Waits for a decision"), *_STATES],
        ),
    ),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=lambda each, _: each.id,
    get_id=attrgetter("id"),
)

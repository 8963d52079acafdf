"""The list of lots: its columns and filters. What expires first comes first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from operator import attrgetter

from novex_shopify.domain.model.lot import LotFilter, LotPosition, LotStatus
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.use_cases.stock.list_lots import ListedLot
from novex_shopify.entrypoints.web.console.labels import build_status_options
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.console.stock.days import PERIODS, compute_last_day, get_today

_EXPIRED, _WITH_STOCK_ONLY = "expired", ""


def build_lot_list(request: ConsoleRequest) -> RecordList[ListedLot]:
    """The list; if its address names an item, with a filter that leads back to all items."""
    item_id = request.get_query_param("item")
    if not item_id:
        return _LOTS
    return replace(_LOTS, filters=(*_LOTS.filters, Filter("item", "Item", [("", "Any"), (item_id, "Only this one")])))


def parse_position(text: str) -> LotPosition | None:
    """The position in the address of a page; None if it is none."""
    expires_on, _, rest = text.partition("_")
    received_at, _, lot_id = rest.partition("_")
    number = parse_id(lot_id)
    try:
        moment = datetime.fromisoformat(received_at)
        day = date.fromisoformat(expires_on) if expires_on else None
    except ValueError:
        return None
    return LotPosition(day, moment, number) if number is not None and moment.tzinfo else None


def _read_filter(request: ConsoleRequest, query: Query) -> LotFilter:
    status, expires, today = query.get("status"), query.get("expires"), get_today(request)
    last_day = today - timedelta(days=1) if expires == _EXPIRED else compute_last_day(today, expires)
    return LotFilter(
        query.get("item") or None,
        status=LotStatus(status) if status else None,
        expires_until=last_day if expires else None,
        with_stock=query.get("stock") == _WITH_STOCK_ONLY,
    )


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[ListedLot]:
    wanted, after = _read_filter(request, query), parse_position(query.address.after)
    return request.container.list_lots()(wanted, query.limit, text=query.get("text"), after=after)


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.list_lots().count(_read_filter(request, query), query.limit, text=query.get("text"))


def _get_position(listed: ListedLot, _address: ListAddress) -> str:
    position = listed.lot.position
    return f"{position.expires_on or ''}_{position.received_at.isoformat()}_{position.id}"


_LOTS: RecordList[ListedLot] = RecordList(
    path="/console/lots",
    noun="lot",
    columns=(
        Column("lot", "Lot", attrgetter("lot.code")),
        Column("item", "Item", attrgetter("lot.item_id")),
        Column("name", "Name", lambda listed: listed.item.name if listed.item else "", is_shown=False),
        Column("status", "Status", attrgetter("lot.status")),
        Column("status_reason", "", attrgetter("lot.status_reason"), is_shown=False),
        Column("expires_on", "Expires", attrgetter("lot.expires_on")),
        Column("where", "Where", lambda listed: ", ".join(listed.locations)),
        Column("free", "Free", attrgetter("free"), is_amount=True),
        Column("assigned", "Assigned", attrgetter("assigned"), is_amount=True),
        Column("held", "Held", attrgetter("held"), is_amount=True),
        Column("supplier_code", "", attrgetter("lot.supplier_code"), is_shown=False),
        Column("source", "", attrgetter("lot.source"), is_shown=False),
        Column("source_reference", "", attrgetter("lot.source_reference"), is_shown=False),
        Column("received", "", attrgetter("lot.received_at"), is_shown=False),
    ),
    filters=(
        Filter("text", "Search", hint="Lot, supplier's code or item"),
        Filter("status", "Status", build_status_options(LotStatus)),
        Filter(
            "expires",
            "Expires",
            [("", "Any day"), (_EXPIRED, "Expired"), *((days, f"Within {text}") for days, text in PERIODS.items())],
        ),
        Filter("stock", "Show", [(_WITH_STOCK_ONLY, "With stock"), ("all", "All lots")]),
    ),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=_get_position,
    get_id=attrgetter("lot.id"),
    has_shop_filter=False,
)

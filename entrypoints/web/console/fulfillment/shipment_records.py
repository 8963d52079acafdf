"""The list of shipments: its columns, filters and orders."""

from collections.abc import Sequence
from operator import attrgetter

from novex_shopify.domain.model.fulfillment import STUCK_PUSH_STATUSES, WAITING_PUSH_STATUSES, PushStatus
from novex_shopify.domain.model.push_filter import PushFilter
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.tracker import TrackerStatus
from novex_shopify.domain.policies.label_costs import sum_costs
from novex_shopify.domain.policies.tracking_pages import list_tracking_pages
from novex_shopify.domain.use_cases.fulfillment.find_shipments import ListedShipment
from novex_shopify.entrypoints.web.console.labels import build_status_options, format_label
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

STATUS_GROUPS = {"waiting": WAITING_PUSH_STATUSES, "failed": STUCK_PUSH_STATUSES}
"""What the figures of Home count."""

_ANY, *_SINGLE_STATUSES = build_status_options(PushStatus)


def parse_statuses(value: str) -> Sequence[PushStatus]:
    """A group or one status; an unknown value means all, as an empty one does."""
    return STATUS_GROUPS.get(value) or [status for status in PushStatus if status == value]


def _read_filter(query: Query) -> tuple[PushFilter, str]:
    shop, delivery = query.get("shop"), query.get("delivery")
    which = PushFilter(
        parse_statuses(query.get("status")),
        ShopDomain(shop) if shop else None,
        query.get("carrier"),
        next((status for status in TrackerStatus if status == delivery), None),
    )
    return which, query.get("text")


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[ListedShipment]:
    position, oldest_first = parse_id(query.address.after), not query.address.is_descending
    return request.container.find_shipments()(query.limit, *_read_filter(query), position, oldest_first=oldest_first)


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.find_shipments().count(query.limit, *_read_filter(query))


def _get_id(listed: ListedShipment, _address: ListAddress | None = None) -> int:
    return listed.push.id


def _list_tracking_numbers(listed: ListedShipment) -> str:
    tracking = listed.push.shipment.tracking
    return " ".join(tracking.all_numbers) if tracking else ""


def _list_lots(listed: ListedShipment) -> str:
    return ", ".join(f"{quantity} of {code}" for lots in listed.lots.values() for code, quantity in lots)


def _list_contents(listed: ListedShipment) -> str:
    return ", ".join(f"{quantity} x {title}" for _, title, quantity in listed.contents)


def _list_tracking_pages(listed: ListedShipment) -> str:
    pages = list_tracking_pages(listed.push.shipment.tracking)
    return " ".join(
        [*(url for _, url in pages if url), *(each.public_url for each in listed.trackers if each.public_url)]
    )


def _list_deliveries(listed: ListedShipment) -> str:
    """The state of each parcel, and when it was scanned last."""
    states = ((format_label(each.status), each.last_scan) for each in listed.trackers)
    return ", ".join(f"{state} ({scan.at.isoformat()})" if scan else state for state, scan in states)


def _describe_label(listed: ListedShipment) -> str:
    return format_label(listed.label.state) if listed.label else ""


def _describe_cost(listed: ListedShipment) -> str:
    return ", ".join(map(str, sum_costs([listed.label]))) if listed.label else ""


def _get_carrier(listed: ListedShipment) -> str | None:
    tracking = listed.push.shipment.tracking
    return tracking.carrier if tracking else None


SHIPMENTS: RecordList[ListedShipment] = RecordList(
    path="/console/shipments",
    noun="shipment",
    columns=(
        Column("shipment", "Shipment", attrgetter("push.shipment.id"), is_shown=False),
        Column("created", "Shipment, created", attrgetter("push.created_at"), is_sortable=True),
        Column("order", "Order", lambda listed: listed.order.name if listed.order else listed.push.order_id),
        Column("store", "Store", attrgetter("push.shop_domain"), is_shown=False),
        Column("items", "Items", attrgetter("quantity")),
        Column("lots", "Lots", _list_lots, is_shown=False),
        Column("carrier", "Carrier", _get_carrier, is_shown=False),
        Column("tracking", "Tracking", _list_tracking_numbers),
        Column("contents", "Contents", _list_contents, is_shown=False),
        Column("tracking_pages", "Tracking pages", _list_tracking_pages, is_shown=False),
        Column("delivery", "Delivery", _list_deliveries, is_shown=False),
        Column("label", "Label", _describe_label, is_shown=False),
        Column("cost", "Cost", _describe_cost, is_shown=False),
        Column("status", "Sync to Shopify", attrgetter("push.status")),
        Column("error", "Last error", attrgetter("push.last_error"), is_shown=False),
        Column("actions", ""),
    ),
    filters=(
        Filter("text", "Search", hint="Tracking number, order or shipment"),
        Filter(
            "status",
            "Status",
            [_ANY, ("waiting", "Waiting to sync"), ("failed", "Sync failed"), *_SINGLE_STATUSES],
        ),
        Filter("delivery", "Delivery", build_status_options(TrackerStatus)),
        Filter("carrier", "Carrier", hint="Such as UPS"),
    ),
    default_sort="-created",
    fetch=_fetch,
    count=_count,
    get_position=_get_id,
    get_id=_get_id,
    get_value=attrgetter("push.shipment.id"),
)

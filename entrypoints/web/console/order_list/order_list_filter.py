"""The filters of the list of orders: the fields of its form, and what they mean."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from novex_shopify.domain.model.money import is_amount
from novex_shopify.domain.model.order_list import BookingState, OrderFilter, OrderView
from novex_shopify.domain.model.order_overview import DeliveryState, OrderOverviewFilter
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus
from novex_shopify.domain.resource_keys import parse_variant_key, variant_key
from novex_shopify.entrypoints.web.console.invoices.invoice_records import parse_day
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Filter
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

PAYMENTS = ("paid", "pending", "authorized", "partially_paid", "partially_refunded", "refunded", "voided", "expired")
RISKS = ("high", "medium", "low", "none", "pending")
ANY_PRODUCT = variant_key(0).rstrip("0")
"""The beginning of the keys of all products."""


def list_filters(missing: str) -> Sequence[Filter]:
    """`missing` is what the address names as the missing product."""
    products = [(ANY_PRODUCT, "Any product")]
    products += [(missing, f"Variant {missing.partition(':')[2]}")] if is_product(missing) else []
    return (
        Filter("view", "View", [("", "All"), *_choices(OrderView)], is_hidden=True),
        Filter("text", "Search", is_hidden=True),
        Filter("saved", "Saved view", is_hidden=True),
        Filter("from", "From", is_day=True),
        Filter("to", "To", is_day=True),
        Filter("payment", "Payment", [("", "Any"), *((each, _say(each)) for each in PAYMENTS)]),
        Filter("fulfillment", "Fulfillment", [("", "Any"), *_choices(FulfillmentStatus)]),
        Filter("state", "ERP", [("", "Any"), *_choices(BookingState)]),
        Filter("delivery", "Delivery", [("", "Any"), *_choices(DeliveryState)], is_more=True),
        Filter("missing", "Missing product", [("", "None"), *products], is_more=True),
        Filter("sku", "SKU", hint="All of it", is_more=True),
        Filter("lot", "Lot", hint="Its code", is_more=True),
        Filter("country", "Country", hint="Such as DE", is_more=True),
        Filter("tag", "Tag", is_more=True),
        Filter("total", "Total from", hint="Such as 100", is_more=True),
        Filter("risk", "Risk", [("", "Any"), *((each, _say(each)) for each in RISKS)], is_more=True),
    )


def build_order_filter(request: ConsoleRequest, address: ListAddress) -> OrderFilter:
    """What the address means. A day begins in the reader's zone; what cannot be read filters nothing."""
    read = address.filters.get
    zone = request.preferences.zone or UTC

    def begin(day: date | None) -> datetime | None:
        return datetime.combine(day, time(), zone) if day else None

    last = parse_day(read("to", ""))
    facts = OrderOverviewFilter(
        shop=ShopDomain(read("shop", "")) or None,
        placed_from=begin(parse_day(read("from", ""))),
        placed_before=begin(last + timedelta(days=1) if last and last < date.max else None),
        payment=read("payment") or None,
        fulfillment=FulfillmentStatus(read("fulfillment", "")) if read("fulfillment") else None,
        delivery=DeliveryState(read("delivery", "")) if read("delivery") else None,
        country=(read("country") or "").upper() or None,
        tag=read("tag") or None,
        sku=read("sku") or None,
        risk=read("risk") or None,
        min_total=_parse_amount(read("total", "")),
    )
    view, state = read("view"), read("state")
    return OrderFilter(
        OrderView(view) if view else OrderView.ALL,
        BookingState(state) if state else None,
        facts,
        read("text", ""),
        request.may_find_people,
        read("missing", ""),
        read("lot", ""),
    )


def is_product(missing: str) -> bool:
    """Whether it is the key of one product."""
    return missing.removeprefix(ANY_PRODUCT).isdecimal() and parse_variant_key(missing) is not None


def _choices(states: type[OrderView | BookingState | FulfillmentStatus | DeliveryState]) -> Sequence[tuple[str, str]]:
    return [(str(each), format_label(each)) for each in states if each is not OrderView.ALL]


def _say(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _parse_amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return amount if is_amount(amount) else None

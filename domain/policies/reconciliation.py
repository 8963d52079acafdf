"""What differs between Shopify's orders and the ERP's documents."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from novex_shopify.domain.model.reconciliation import BookedOrder, Difference, Drift, StatedOrder, Tally
from novex_shopify.domain.model.sales_order import SalesOrder

FALLEN = frozenset({"cancelled", "error", "failure"})
"""States of a fulfillment that is none."""

_NOTHING = ""


def summed_up(document: SalesOrder) -> BookedOrder:
    """A document, as far as it is compared."""
    return BookedOrder(
        document.shopify_order_id,
        document.name,
        document.ordered_at,
        document.total,
        frozenset(refund.id for refund in document.refunds),
        sum((refund.repaid() for refund in document.refunds), Decimal(0)),
        frozenset(parcel.id for parcel in document.parcels if parcel.status not in FALLEN),
        deleted=document.deleted_at is not None,
    )


def compare(stated: Iterable[StatedOrder], booked: Mapping[int, BookedOrder]) -> list[Difference]:
    """What of these orders is not the same in the ERP; `booked` has its documents by Shopify's id."""
    return [difference for order in stated for difference in _differences(order, booked.get(order.id))]


def gone(stated: Iterable[StatedOrder], booked: Iterable[BookedOrder]) -> list[Difference]:
    """Documents of orders that Shopify does not list; both sides are of the same days."""
    listed = {order.id for order in stated}
    return [
        Difference(each.shopify_order_id, each.name, day_of(each.ordered_at), Drift.GONE, _NOTHING, str(each.total))
        for each in booked
        if each.shopify_order_id not in listed and not each.deleted
    ]


def day_of(moment: datetime) -> date:
    """The day in UTC."""
    return moment.astimezone(UTC).date()


def stated_tally(stated: Sequence[StatedOrder], booked: Mapping[int, BookedOrder]) -> Tally:
    """Shopify's side. An edited order counts with the total that the ERP booked, if that is either of Shopify's two."""
    return Tally(
        orders=len(stated),
        total=sum((_comparable(order, booked.get(order.id)) for order in stated), Decimal(0)),
        refunds=sum(len(_refunds(order, booked.get(order.id))) for order in stated),
        refunded=sum((order.refunded for order in stated), Decimal(0)),
        fulfillments=sum(len(_parcels(order, booked.get(order.id))) for order in stated),
    )


def booked_tally(booked: Iterable[BookedOrder]) -> Tally:
    """The ERP's side."""
    standing = [each for each in booked if not each.deleted]
    return Tally(
        orders=len(standing),
        total=sum((each.total.amount for each in standing), Decimal(0)),
        refunds=sum(len(each.refunds) for each in standing),
        refunded=sum((each.refunded for each in standing), Decimal(0)),
        fulfillments=sum(len(each.parcels) for each in standing),
    )


def _differences(order: StatedOrder, booked: BookedOrder | None) -> Iterable[Difference]:
    def differs(drift: Drift, shopify: object, erp: object) -> Difference:
        return Difference(order.id, order.name, day_of(order.created_at), drift, str(shopify), str(erp))

    if booked is None or booked.deleted:
        yield differs(Drift.MISSING, order.total, _NOTHING)
        return
    if booked.total not in (order.total, order.current_total):
        yield differs(Drift.TOTAL, order.total, booked.total)
    refunds, parcels = _refunds(order, booked), _parcels(order, booked)
    if (refunds, order.refunded) != (booked.refunds, booked.refunded):
        yield differs(Drift.REFUNDS, _sum_up(refunds, order.refunded), _sum_up(booked.refunds, booked.refunded))
    if parcels != booked.parcels:
        yield differs(Drift.FULFILLMENTS, _list(parcels), _list(booked.parcels))


def _refunds(order: StatedOrder, booked: BookedOrder | None) -> frozenset[int]:
    """Shopify's; those of the ERP where Shopify does not tell them all: then only the money is compared."""
    return order.refunds if order.refunds is not None else booked.refunds if booked else frozenset()


def _parcels(order: StatedOrder, booked: BookedOrder | None) -> frozenset[int]:
    """Shopify's; those of the ERP where Shopify does not tell them all: they are not compared."""
    return order.parcels if order.parcels is not None else booked.parcels if booked else frozenset()


def _comparable(order: StatedOrder, booked: BookedOrder | None) -> Decimal:
    edited = booked is not None and booked.total == order.current_total
    return (order.current_total if edited else order.total).amount


def _sum_up(refunds: Collection[int], refunded: Decimal) -> str:
    return f"{refunded} in {len(refunds)} refunds"


def _list(ids: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(ids))) or "none"

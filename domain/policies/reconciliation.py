"""Compares Shopify's orders with the ERP's documents."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.order_return import ReturnSummary, summarize_returns
from novex_shopify.domain.model.reconciliation import BookedOrder, Difference, DifferenceKind, OrderCounts, OrderSummary
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.timing import AUDIT_AFTER, AUDITED_BY, DAY

INACTIVE_FULFILLMENT_STATUSES = frozenset({"cancelled", "error", "failure"})
"""A fulfillment with one of these statuses does not count."""

_NOTHING = ""


def summarize(document: SalesOrder) -> BookedOrder:
    """Summarize a document for the comparison."""
    return BookedOrder(
        document.shopify_order_id,
        document.name,
        document.created_at,
        document.total,
        frozenset(refund.id for refund in document.refunds),
        sum((refund.refunded_amount() for refund in document.refunds), Decimal(0)),
        collect_active_ids(document.fulfillments),
        summarize_returns(document.returns),
        sum((each.value(taxes_included=document.taxes_included) for each in document.refunds), Decimal(0)),
        deleted=document.deleted_at is not None,
    )


def collect_active_ids(fulfillments: Iterable[OrderFulfillment]) -> frozenset[int]:
    return frozenset(each.id for each in fulfillments if each.status not in INACTIVE_FULFILLMENT_STATUSES)


def compare_orders(summaries: Iterable[OrderSummary], booked: Mapping[int, BookedOrder]) -> list[Difference]:
    """Return the differences of these orders; `booked` has the ERP's summaries by Shopify id."""
    return [difference for order in summaries for difference in _find_differences(order, booked.get(order.id))]


def find_deleted(
    summaries: Iterable[OrderSummary], booked: Iterable[BookedOrder], unreadable: Collection[int | None] = ()
) -> list[Difference]:
    """Return the documents of orders that Shopify does not list; both sides are of the same days.

    `unreadable` are the ids of Shopify's other orders. None may be the id of any, so then no order counts as deleted.
    """
    if None in unreadable:
        return []
    listed = {*unreadable, *(order.id for order in summaries)}
    return [
        Difference(
            each.shopify_order_id, each.name, to_day(each.created_at), DifferenceKind.DELETED, _NOTHING, str(each.total)
        )
        for each in booked
        if each.shopify_order_id not in listed and not each.deleted
    ]


def build_unreadable(order_id: int | None, reason: str, day: date) -> Difference:
    """Build the difference of an order that could not be read, so that nothing is known about it."""
    name = str(order_id) if order_id else "unknown"
    return Difference(order_id or 0, name, day, DifferenceKind.UNREADABLE, _NOTHING, _NOTHING, reason)


def to_day(moment: datetime, zone: tzinfo = UTC) -> date:
    """Return the day in this zone."""
    return moment.astimezone(zone).date()


def find_last_audit_time(now: datetime, zone: tzinfo) -> datetime:
    """Return when the last days were to be audited for the last time: soon after midnight in this zone."""
    return datetime.combine(to_day(now - AUDIT_AFTER, zone), time(), zone).astimezone(UTC) + AUDIT_AFTER


def find_last_audited_day(now: datetime, zone: tzinfo) -> date:
    """Return the last day in this zone that ended long enough ago to have been audited."""
    return to_day(now - AUDITED_BY, zone) - DAY


def count_shopify(summaries: Sequence[OrderSummary], booked: Mapping[int, BookedOrder]) -> OrderCounts:
    """Count Shopify's side. A changed order counts with the total the ERP booked, if Shopify's figures confirm it."""
    return OrderCounts(
        orders=len(summaries),
        total=sum((_get_comparable_total(order, booked.get(order.id)) for order in summaries), Decimal(0)),
        refunds=sum(len(_get_comparable_refunds(order, booked.get(order.id))) for order in summaries),
        refunded=sum((order.refunded for order in summaries), Decimal(0)),
        fulfillments=sum(len(_get_comparable_fulfillments(order, booked.get(order.id))) for order in summaries),
        returns=sum(len(_get_comparable_returns(order, booked.get(order.id))) for order in summaries),
    )


def count_erp(booked: Iterable[BookedOrder]) -> OrderCounts:
    standing = [each for each in booked if not each.deleted]
    return OrderCounts(
        orders=len(standing),
        total=sum((each.total.amount for each in standing), Decimal(0)),
        refunds=sum(len(each.refund_ids) for each in standing),
        refunded=sum((each.refunded for each in standing), Decimal(0)),
        fulfillments=sum(len(each.fulfillment_ids) for each in standing),
        returns=sum(len(each.returns) for each in standing),
    )


def _find_differences(order: OrderSummary, booked: BookedOrder | None) -> Iterable[Difference]:
    def build_difference(kind: DifferenceKind, shopify: object, erp: object) -> Difference:
        return Difference(order.id, order.name, to_day(order.created_at), kind, str(shopify), str(erp))

    if booked is None or booked.deleted:
        yield build_difference(DifferenceKind.MISSING, order.total, _NOTHING)
        return
    if not _confirms_total(order, booked):
        yield build_difference(DifferenceKind.TOTAL, order.total, booked.total)
    refund_ids, fulfillment_ids = _get_comparable_refunds(order, booked), _get_comparable_fulfillments(order, booked)
    if (refund_ids, order.refunded) != (booked.refund_ids, booked.refunded):
        yield build_difference(
            DifferenceKind.REFUNDS,
            _format_refunds(refund_ids, order.refunded),
            _format_refunds(booked.refund_ids, booked.refunded),
        )
    if fulfillment_ids != booked.fulfillment_ids:
        yield build_difference(
            DifferenceKind.FULFILLMENTS, _format_ids(fulfillment_ids), _format_ids(booked.fulfillment_ids)
        )
    returns = _get_comparable_returns(order, booked)
    if returns != booked.returns:
        yield build_difference(DifferenceKind.RETURNS, _format_returns(returns), _format_returns(booked.returns))


def _get_comparable_refunds(order: OrderSummary, booked: BookedOrder | None) -> frozenset[int]:
    """Shopify's refunds; if Shopify does not list all, the ERP's, so that only the money is compared."""
    if order.refund_ids is not None:
        return order.refund_ids
    return booked.refund_ids if booked else frozenset()


def _get_comparable_fulfillments(order: OrderSummary, booked: BookedOrder | None) -> frozenset[int]:
    """Shopify's fulfillments; if Shopify does not list all, the ERP's, so that they are not compared."""
    if order.fulfillment_ids is not None:
        return order.fulfillment_ids
    return booked.fulfillment_ids if booked else frozenset()


def _get_comparable_returns(order: OrderSummary, booked: BookedOrder | None) -> frozenset[ReturnSummary]:
    """Shopify's returns; if Shopify does not list all, the ERP's, so that they are not compared."""
    if order.returns is not None:
        return order.returns
    return booked.returns if booked else frozenset()


def _get_comparable_total(order: OrderSummary, booked: BookedOrder | None) -> Decimal:
    return (booked.total if booked and _confirms_total(order, booked) else order.total).amount


def _confirms_total(order: OrderSummary, booked: BookedOrder) -> bool:
    """Whether the ERP booked Shopify's original total, or the total with what edits and exchanges added to it.

    Shopify states the latter without what refunds credit.
    """
    with_credits = Money(order.current_total.amount + booked.returned_value, order.current_total.currency)
    return booked.total in (order.total, order.current_total, with_credits)


def _format_refunds(refunds: Collection[int], refunded: Decimal) -> str:
    return f"{refunded} in {len(refunds)} refunds"


def _format_returns(returns: Iterable[ReturnSummary]) -> str:
    ordered = sorted(returns, key=lambda each: each.id)
    return ", ".join(f"{each.id} {each.status}, quantity {each.quantity}" for each in ordered) or "none"


def _format_ids(ids: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(ids))) or "none"

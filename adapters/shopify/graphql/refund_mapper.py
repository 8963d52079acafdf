"""GraphQL refunds to the domain's `Refund`."""

from collections.abc import Iterator, Sequence

from novex_shopify.adapters.shopify.enum_values import lower_enum_value
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql import refund_responses as responses
from novex_shopify.adapters.shopify.graphql.money_mapper import map_money, map_presentment_money
from novex_shopify.adapters.shopify.graphql.order_sales import NO_SALES, OrderSales
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine, RefundTransaction

_REFUND_TRANSACTION_KINDS = frozenset({"REFUND", "VOID"})


def map_refund(order_id: int, pages: Sequence[responses.Refund], sales: OrderSales = NO_SALES) -> Refund:
    """A refund with the line items of all its pages, and with the fees that the order's sales say it returns."""
    refund = pages[0]
    refund_id = parse_gid(refund.legacy_resource_id)
    return Refund(
        id=refund_id,
        order_id=order_id,
        refunded_at=refund.processed_at,
        lines=tuple(_map_refund_line(line) for page in pages for line in page.refund_line_items.nodes),
        adjustments=(
            *map(_map_shipping_line, refund.refund_shipping_lines.nodes),
            *map(_map_adjustment, refund.order_adjustments.nodes),
            *_build_charge("duty", [map_money(each.amount_set) for each in refund.duties or ()]),
            *_build_charge("fee", sales.refunded_fees.get(refund_id, ())),
        ),
        transactions=tuple(
            _map_transaction(each) for each in refund.transactions.nodes if each.kind in _REFUND_TRANSACTION_KINDS
        ),
        note=refund.note or None,
    )


def _map_shipping_line(line: responses.RefundShippingLine) -> RefundAdjustment:
    amount, tax = line.subtotal_amount_set, line.tax_amount_set
    return RefundAdjustment(
        "shipping_refund", map_money(amount), map_money(tax), map_presentment_money(amount), map_presentment_money(tax)
    )


def _map_adjustment(adjustment: responses.OrderAdjustment) -> RefundAdjustment:
    # Shopify's amounts are negative where the customer gets money; the domain's are positive.
    kind = lower_enum_value(adjustment.reason) or "adjustment"
    agreed, agreed_tax = map_presentment_money(adjustment.amount_set), map_presentment_money(adjustment.tax_amount_set)
    return RefundAdjustment(
        kind,
        -map_money(adjustment.amount_set),
        -map_money(adjustment.tax_amount_set),
        -agreed if agreed else None,
        -agreed_tax if agreed_tax else None,
    )


def _build_charge(kind: str, amounts: Sequence[Money]) -> Iterator[RefundAdjustment]:
    """One adjustment for all duties, and one for all fees, as by webhook."""
    if amounts and any(money.amount for money in amounts):
        yield RefundAdjustment(kind, sum(amounts[1:], amounts[0]), amounts[0] * 0)


def _map_transaction(transaction: responses.OrderTransaction) -> RefundTransaction:
    return RefundTransaction(
        id=parse_gid(transaction.id),
        gateway=transaction.gateway,
        amount=map_money(transaction.amount_set),
        status=lower_enum_value(transaction.status),
    )


def _map_refund_line(line: responses.RefundLineItem) -> RefundLine:
    return RefundLine(
        line_item_id=parse_gid(line.line_item.id),
        quantity=line.quantity,
        subtotal=map_money(line.subtotal_set),
        tax=map_money(line.total_tax_set),
        restock_type=lower_enum_value(line.restock_type),
        location_id=parse_gid(line.location.id) if line.location else None,
        presentment_subtotal=map_presentment_money(line.subtotal_set),
        presentment_tax=map_presentment_money(line.total_tax_set),
    )

"""Webhook bodies of refunds to the domain's `Refund`."""

from collections.abc import Iterator, Sequence

from novex_shopify.adapters.shopify.webhooks import refund_schemas as schemas
from novex_shopify.adapters.shopify.webhooks.money_mapper import map_money, map_presentment_money, map_shop_money
from novex_shopify.adapters.shopify.webhooks.money_schemas import ZERO, AmountSet
from novex_shopify.adapters.shopify.webhooks.refund_value import (
    SHIPPING_REFUND,
    compute_shop_amount,
    is_stated_as_shipping_line,
    list_charges,
)
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine, RefundTransaction

_REFUND_TRANSACTION_KINDS = frozenset({"refund", "void"})
_MISSING_CURRENCIES = frozenset({"", "XXX"})
"""`XXX` is the ISO 4217 code for no currency."""


def map_refund(body: schemas.Refund, order_id: int, currency: str | None = None) -> Refund:
    """A refund in the shop's `currency`. Without it, the currency of its amounts; empty if they state none.

    Raises `UnreadablePayload` if the refund has no date.
    """
    refunded_at = body.processed_at or body.created_at
    if refunded_at is None:
        raise UnreadablePayload("One of the refunds has no readable date, neither processed_at nor created_at.")
    currency = currency or _find_currency(body)
    transactions = [
        each for each in body.transactions or () if each.kind is None or each.kind in _REFUND_TRANSACTION_KINDS
    ]
    return Refund(
        id=body.id,
        order_id=order_id,
        refunded_at=refunded_at,
        lines=tuple([_map_refund_line(line, currency) for line in body.refund_line_items or ()]),
        adjustments=tuple(_iterate_adjustments(body, currency)),
        transactions=tuple([_map_refund_transaction(body, transactions, each, currency) for each in transactions]),
        note=body.note or None,
    )


def _map_refund_transaction(
    refund: schemas.Refund, transactions: Sequence[schemas.Transaction], transaction: schemas.Transaction, currency: str
) -> RefundTransaction:
    # A transaction states the currency in which it was made, which may be the customer's.
    paid = map_money(transaction.amount or ZERO, transaction.currency or currency)
    if paid.currency == currency:
        return RefundTransaction(transaction.id, transaction.gateway, paid, transaction.status)
    shop_money = map_shop_money(transaction.amount_set, currency)
    worth = shop_money or compute_shop_amount(refund, transactions, transaction, currency)
    return RefundTransaction(transaction.id, transaction.gateway, worth, transaction.status, presentment=paid)


def _map_refund_line(line: schemas.RefundLineItem, currency: str) -> RefundLine:
    return RefundLine(
        line_item_id=line.line_item_id,
        quantity=line.quantity,
        subtotal=map_money(line.subtotal or ZERO, currency),
        tax=map_money(line.total_tax or ZERO, currency),
        restock_type=line.restock_type,
        location_id=line.location_id,
        presentment_subtotal=map_presentment_money(line.subtotal_set, currency),
        presentment_tax=map_presentment_money(line.total_tax_set, currency),
    )


def _iterate_adjustments(body: schemas.Refund, currency: str) -> Iterator[RefundAdjustment]:
    for shipping in body.refund_shipping_lines or ():
        yield _map_shipping_refund(shipping, currency)
    for adjustment in body.order_adjustments or ():
        yield _map_adjustment(body, adjustment, currency)
    duties = list_charges(body.duties, body.total_duties_set)
    fees = list_charges(body.additional_fees, body.total_additional_fees_set)
    for kind, amounts in (("duty", duties), ("fee", fees)):
        total = sum((each.shop_money.amount for each in amounts if each.shop_money), ZERO)
        if total:
            yield RefundAdjustment(kind, map_money(total, currency), map_money(ZERO, currency))


def _map_shipping_refund(line: schemas.RefundShippingLine, currency: str) -> RefundAdjustment:
    zero = map_money(ZERO, currency)
    amount, tax = map_shop_money(line.subtotal_amount_set, currency), map_shop_money(line.tax_amount_set, currency)
    return RefundAdjustment(
        SHIPPING_REFUND,
        amount or zero,
        tax or zero,
        map_presentment_money(line.subtotal_amount_set, currency),
        map_presentment_money(line.tax_amount_set, currency),
    )


def _map_adjustment(refund: schemas.Refund, adjustment: schemas.OrderAdjustment, currency: str) -> RefundAdjustment:
    kind = adjustment.kind or adjustment.reason or "adjustment"
    if is_stated_as_shipping_line(refund, adjustment):
        zero = map_money(ZERO, currency)
        return RefundAdjustment(kind, zero, zero)
    # Shopify's amounts are negative where the customer gets money; the domain's are positive.
    amount, tax = adjustment.amount or ZERO, adjustment.tax_amount or ZERO
    agreed = map_presentment_money(adjustment.amount_set, currency)
    agreed_tax = map_presentment_money(adjustment.tax_amount_set, currency)
    return RefundAdjustment(
        kind,
        map_money(-amount, currency),
        map_money(-tax, currency),
        -agreed if agreed else None,
        -agreed_tax if agreed_tax else None,
    )


def _find_currency(body: schemas.Refund) -> str:
    return next((code for code in _iter_currency_codes(body) if code not in _MISSING_CURRENCIES), "")


def _iter_currency_codes(body: schemas.Refund) -> Iterator[str]:
    for amounts in _iter_amount_sets(body):
        if amounts and amounts.shop_money:
            yield amounts.shop_money.currency_code
    for each in body.transactions or ():
        if each.total_unsettled_set and each.total_unsettled_set.shop_money:
            yield each.total_unsettled_set.shop_money.currency


def _iter_amount_sets(body: schemas.Refund) -> Iterator[AmountSet | None]:
    for line in body.refund_line_items or ():
        yield line.subtotal_set
    for shipping in body.refund_shipping_lines or ():
        yield shipping.subtotal_amount_set
    for adjustment in body.order_adjustments or ():
        yield adjustment.amount_set
    yield from list_charges(body.duties, body.total_duties_set)
    yield from list_charges(body.additional_fees, body.total_additional_fees_set)
    for transaction in body.transactions or ():
        yield transaction.amount_set

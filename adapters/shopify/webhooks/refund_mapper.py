"""Webhook bodies of refunds to the domain's `Refund`."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from novex_shopify.adapters.shopify.webhooks import refund_schemas as schemas
from novex_shopify.adapters.shopify.webhooks.money_mapper import map_shop_money
from novex_shopify.adapters.shopify.webhooks.money_schemas import ZERO, AmountSet
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine, RefundTransaction

RefundValue = tuple[Decimal, Money]
"""One value in the shop's currency and in the customer's."""

_REFUND_TRANSACTION_KINDS = frozenset({"refund", "void"})
_SHIPPING_REFUND = "shipping_refund"
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
    shipping_lines = body.refund_shipping_lines or ()
    return Refund(
        id=body.id,
        order_id=order_id,
        refunded_at=refunded_at,
        lines=tuple([_map_refund_line(line, currency) for line in body.refund_line_items or ()]),
        adjustments=(
            *(_map_shipping_refund(line, currency) for line in shipping_lines),
            *(
                _map_adjustment(each, currency, has_shipping_lines=bool(shipping_lines))
                for each in body.order_adjustments or ()
            ),
        ),
        transactions=tuple(
            [_map_refund_transaction(each, currency, body if len(transactions) == 1 else None) for each in transactions]
        ),
        note=body.note or None,
    )


def _map_refund_transaction(
    transaction: schemas.Transaction, currency: str, refund: schemas.Refund | None
) -> RefundTransaction:
    # A transaction states the currency in which it was made, which may be the customer's.
    paid = Money(transaction.amount or ZERO, transaction.currency or currency)
    if paid.currency == currency:
        return RefundTransaction(transaction.id, transaction.gateway, paid, transaction.status)
    values = _compute_refund_values(refund) if refund else ()
    by_value = next((Money(value, currency) for value, presentment in values if presentment == paid), None)
    shop_money = map_shop_money(transaction.amount_set, currency) or by_value
    return RefundTransaction(transaction.id, transaction.gateway, shop_money, transaction.status, presentment=paid)


def _compute_refund_values(body: schemas.Refund) -> Sequence[RefundValue]:
    """The values that the refund may have, without and with taxes. Only its order says which of them was paid."""
    parts = list(_iter_amount_sets(body))
    if not parts or not all(net and net.shop_money and net.presentment_money for net, _ in parts):
        return ()
    net = [amounts for amounts, _ in parts]
    return (_sum_amount_sets(net), _sum_amount_sets((*net, *(tax for _, tax in parts))))


def _iter_amount_sets(body: schemas.Refund) -> Iterator[tuple[AmountSet | None, AmountSet | None]]:
    """The net amounts and taxes of all parts; nothing if adjustments change what is paid."""
    if body.order_adjustments:
        return
    for line in body.refund_line_items or ():
        yield line.subtotal_set, line.total_tax_set
    for shipping in body.refund_shipping_lines or ():
        yield shipping.subtotal_amount_set, shipping.tax_amount_set


def _sum_amount_sets(sets: Iterable[AmountSet | None]) -> RefundValue:
    both = [(each.shop_money, each.presentment_money) for each in sets if each]
    shop_total = sum((shop.amount for shop, _ in both if shop), ZERO)
    presentment = [amount for _, amount in both if amount]
    return shop_total, Money(sum((amount.amount for amount in presentment), ZERO), presentment[0].currency_code)


def _map_refund_line(line: schemas.RefundLineItem, currency: str) -> RefundLine:
    return RefundLine(
        line_item_id=line.line_item_id,
        quantity=line.quantity,
        subtotal=Money(line.subtotal or ZERO, currency),
        tax=Money(line.total_tax or ZERO, currency),
        restock_type=line.restock_type,
        location_id=line.location_id,
    )


def _map_shipping_refund(line: schemas.RefundShippingLine, currency: str) -> RefundAdjustment:
    zero = Money(ZERO, currency)
    amount, tax = map_shop_money(line.subtotal_amount_set, currency), map_shop_money(line.tax_amount_set, currency)
    return RefundAdjustment(_SHIPPING_REFUND, amount or zero, tax or zero)


def _map_adjustment(
    adjustment: schemas.OrderAdjustment, currency: str, *, has_shipping_lines: bool
) -> RefundAdjustment:
    kind = adjustment.kind or adjustment.reason or "adjustment"
    # Newer API versions state refunded shipping costs twice, as an adjustment and as shipping lines.
    if has_shipping_lines and kind == _SHIPPING_REFUND:
        return RefundAdjustment(kind, Money(ZERO, currency), Money(ZERO, currency))
    # Shopify's amounts are negative where the customer gets money; the domain's are positive.
    return RefundAdjustment(
        kind, Money(-(adjustment.amount or ZERO), currency), Money(-(adjustment.tax_amount or ZERO), currency)
    )


def _find_currency(body: schemas.Refund) -> str:
    return next((code for code in _iter_currency_codes(body) if code not in _MISSING_CURRENCIES), "")


def _iter_currency_codes(body: schemas.Refund) -> Iterator[str]:
    for amounts in (
        *(line.subtotal_set for line in body.refund_line_items or ()),
        *(line.subtotal_amount_set for line in body.refund_shipping_lines or ()),
        *(each.amount_set for each in body.order_adjustments or ()),
        *(each.amount_set for each in body.transactions or ()),
    ):
        if amounts and amounts.shop_money:
            yield amounts.shop_money.currency_code
    for each in body.transactions or ():
        if each.total_unsettled_set and each.total_unsettled_set.shop_money:
            yield each.total_unsettled_set.shop_money.currency

"""What the money of a refund is worth in the shop's currency, if it was repaid in the customer's.

A webhook states a transaction only in the currency in which it was made. The parts of the refund are stated in both, so
money that is as much as all parts together is worth as much as they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from novex_shopify.adapters.shopify.webhooks import refund_schemas as schemas
from novex_shopify.adapters.shopify.webhooks.money_mapper import map_money
from novex_shopify.adapters.shopify.webhooks.money_schemas import ZERO, Amount, AmountSet
from novex_shopify.domain.model.currency import round_amount
from novex_shopify.domain.model.money import Money

SHIPPING_REFUND = "shipping_refund"

_ARRIVING_STATUSES = frozenset({"success", "pending"})


class RefundValue(NamedTuple):
    """One value in the shop's currency and in the customer's."""

    shop: Decimal
    presentment: Decimal


class _Part(NamedTuple):
    """A part of a refund. The sign of an adjustment is -1: its amount is what the customer gets less."""

    net: AmountSet | None
    tax: AmountSet | None = None
    sign: int = 1


def compute_shop_amount(
    refund: schemas.Refund, transactions: Sequence[schemas.Transaction], transaction: schemas.Transaction, currency: str
) -> Money | None:
    """What a transaction in the customer's currency is worth; None if the refund does not say so."""
    paid = transaction.amount or ZERO
    values = list(_compute_values(refund, transaction.currency or ""))
    for value in values:
        if paid == value.presentment:
            return map_money(value.shop, currency)
    arriving = [each for each in transactions if each.status in _ARRIVING_STATUSES]
    for value in values:
        if transaction in arriving and value.presentment and value.presentment == _sum_paid(arriving, transaction):
            return _compute_share(value, arriving, arriving.index(transaction), currency)
    return None


def list_charges(items: Sequence[schemas.RefundedCharge] | None, total: AmountSet | None) -> Sequence[AmountSet]:
    """The amounts of duties or additional fees: one by one, or only their total if they are not listed."""
    listed = [each.amount_set for each in items or () if each.amount_set]
    return listed or ([total] if total else [])


def _sum_paid(transactions: Iterable[schemas.Transaction], like: schemas.Transaction) -> Decimal | None:
    amounts = [each.amount or ZERO if each.currency == like.currency else None for each in transactions]
    return None if None in amounts else sum((each for each in amounts if each), ZERO)


def _compute_share(value: RefundValue, transactions: Sequence[schemas.Transaction], index: int, currency: str) -> Money:
    """A share of the value. The shares add up to it, since each is the difference of two rounded sums."""
    before = sum((each.amount or ZERO for each in transactions[:index]), ZERO)
    after = before + (transactions[index].amount or ZERO)
    rate = value.shop / value.presentment
    return map_money(round_amount(after * rate, currency) - round_amount(before * rate, currency), currency)


def _compute_values(refund: schemas.Refund, paid_in: str) -> Iterator[RefundValue]:
    """The values that the refund may have, without and with taxes. Only its order says which of them was paid."""
    parts = list(_iterate_parts(refund))
    net = [(part.net, part.sign) for part in parts]
    taxes = [(part.tax, part.sign) for part in parts if part.tax]
    for amounts in (net, [*net, *taxes]):
        if value := _sum_amount_sets(amounts, paid_in):
            yield value


def _iterate_parts(refund: schemas.Refund) -> Iterator[_Part]:
    for line in refund.refund_line_items or ():
        yield _Part(line.subtotal_set, line.total_tax_set)
    for shipping in refund.refund_shipping_lines or ():
        yield _Part(shipping.subtotal_amount_set, shipping.tax_amount_set)
    for amounts in (
        *list_charges(refund.duties, refund.total_duties_set),
        *list_charges(refund.additional_fees, refund.total_additional_fees_set),
    ):
        yield _Part(amounts)
    for adjustment in refund.order_adjustments or ():
        if not is_stated_as_shipping_line(refund, adjustment):
            yield _Part(adjustment.amount_set, adjustment.tax_amount_set, -1)


def is_stated_as_shipping_line(refund: schemas.Refund, adjustment: schemas.OrderAdjustment) -> bool:
    """Newer API versions state refunded shipping costs twice, as an adjustment and as shipping lines."""
    return bool(refund.refund_shipping_lines) and (adjustment.kind or adjustment.reason) == SHIPPING_REFUND


def _sum_amount_sets(amounts: Sequence[tuple[AmountSet | None, int]], paid_in: str) -> RefundValue | None:
    """None if an amount is not stated in both currencies."""
    shop = presentment = ZERO
    for amount_set, sign in amounts:
        both = _get_both(amount_set, paid_in)
        if both is None:
            return None
        shop, presentment = shop + sign * both[0].amount, presentment + sign * both[1].amount
    return RefundValue(shop, presentment) if amounts else None


def _get_both(amounts: AmountSet | None, paid_in: str) -> tuple[Amount, Amount] | None:
    if amounts is None or amounts.shop_money is None or amounts.presentment_money is None:
        return None
    is_zero = not amounts.presentment_money.amount and not amounts.shop_money.amount
    if amounts.presentment_money.currency_code != paid_in and not is_zero:
        return None
    return amounts.shop_money, amounts.presentment_money

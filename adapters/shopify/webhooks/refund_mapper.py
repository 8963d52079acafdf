"""From the body of a refund to the domain's words."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from novex_shopify.adapters.shopify.webhooks import order_schemas as shapes
from novex_shopify.adapters.shopify.webhooks.money_mapper import map_shop_money
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine, RefundTransaction

ZERO = shapes.ZERO
RefundValue = tuple[Decimal, Money]
"""The same in the shop's currency, and in the customer's."""

_REFUND_TRANSACTION_KINDS = frozenset({"refund", "void"})
_SHIPPING_REFUND = "shipping_refund"
_MISSING_CURRENCIES = frozenset({"", "XXX"})
"""`XXX` is ISO 4217's word for none."""


def map_refund(body: shapes.Refund, currency: str | None = None) -> Refund:
    """A refund. By itself it names its currency only within its amounts; where nowhere, it is empty."""
    currency = currency or _find_currency(body)
    transactions = [
        each for each in body.transactions or () if each.kind is None or each.kind in _REFUND_TRANSACTION_KINDS
    ]
    shipping_lines = body.refund_shipping_lines or ()
    return Refund(
        id=body.id,
        order_id=body.order_id,
        refunded_at=body.processed_at or body.created_at,
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
    transaction: shapes.Transaction, currency: str, refund: shapes.Refund | None
) -> RefundTransaction:
    """A payment is stated in the currency that it was made in, which may be the customer's."""
    paid = Money(transaction.amount or ZERO, transaction.currency or currency)
    if paid.currency == currency:
        return RefundTransaction(transaction.id, transaction.gateway, paid, transaction.status)
    worth = _compute_refund_values(refund) if refund else ()
    by_worth = next((Money(shops, currency) for shops, customers in worth if customers == paid), None)
    shop_money = map_shop_money(transaction.amount_set, currency) or by_worth
    return RefundTransaction(transaction.id, transaction.gateway, shop_money, transaction.status, presentment=paid)


def _compute_refund_values(body: shapes.Refund) -> Sequence[RefundValue]:
    """What the refund is worth, without taxes and with them: which of them the customer gets, its order tells."""
    parts = list(_iter_amount_sets(body))
    if not parts or not all(net and net.shop_money and net.presentment_money for net, _ in parts):
        return ()
    net = [amounts for amounts, _ in parts]
    return (_sum_amount_sets(net), _sum_amount_sets((*net, *(tax for _, tax in parts))))


def _iter_amount_sets(body: shapes.Refund) -> Iterator[tuple[shapes.AmountSet | None, shapes.AmountSet | None]]:
    """Goods and freight; where there are adjustments, what the money is for cannot be told for sure."""
    if body.order_adjustments:
        return
    for line in body.refund_line_items or ():
        yield line.subtotal_set, line.total_tax_set
    for freight in body.refund_shipping_lines or ():
        yield freight.subtotal_amount_set, freight.tax_amount_set


def _sum_amount_sets(sets: Iterable[shapes.AmountSet | None]) -> RefundValue:
    both = [(each.shop_money, each.presentment_money) for each in sets if each]
    shops = sum((shop.amount for shop, _ in both if shop), ZERO)
    customers = [seen for _, seen in both if seen]
    return shops, Money(sum((seen.amount for seen in customers), ZERO), customers[0].currency_code)


def _map_refund_line(line: shapes.RefundLineItem, currency: str) -> RefundLine:
    return RefundLine(
        line_item_id=line.line_item_id,
        quantity=line.quantity,
        subtotal=Money(line.subtotal or ZERO, currency),
        tax=Money(line.total_tax or ZERO, currency),
        restock_type=line.restock_type,
        location_id=line.location_id,
    )


def _map_shipping_refund(line: shapes.RefundShippingLine, currency: str) -> RefundAdjustment:
    zero = Money(ZERO, currency)
    amount, tax = map_shop_money(line.subtotal_amount_set, currency), map_shop_money(line.tax_amount_set, currency)
    return RefundAdjustment(_SHIPPING_REFUND, amount or zero, tax or zero)


def _map_adjustment(adjustment: shapes.OrderAdjustment, currency: str, *, has_shipping_lines: bool) -> RefundAdjustment:
    """Negative means money for the customer. Newer versions state refunded freight in lines of its own as well."""
    kind = adjustment.kind or adjustment.reason or "adjustment"
    if has_shipping_lines and kind == _SHIPPING_REFUND:
        return RefundAdjustment(kind, Money(ZERO, currency), Money(ZERO, currency))
    return RefundAdjustment(
        kind, Money(-(adjustment.amount or ZERO), currency), Money(-(adjustment.tax_amount or ZERO), currency)
    )


def _find_currency(body: shapes.Refund) -> str:
    return next((code for code in _iter_currency_codes(body) if code not in _MISSING_CURRENCIES), "")


def _iter_currency_codes(body: shapes.Refund) -> Iterator[str]:
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

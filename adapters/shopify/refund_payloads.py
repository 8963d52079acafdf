"""From the body of a refund to the domain's words."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from novex_shopify.adapters.shopify import order_shapes as shapes
from novex_shopify.adapters.shopify.amount_payloads import in_shop
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Adjustment, Refund, RefundLine, Repayment

ZERO = shapes.ZERO
Worth = tuple[Decimal, Money]
"""The same in the shop's currency, and in the customer's."""

_MONEY_BACK = frozenset({"refund", "void"})
_FREIGHT = "shipping_refund"
_NO_CURRENCY = frozenset({"", "XXX"})
"""`XXX` is ISO 4217's word for none."""


def refund(body: shapes.Refund, currency: str | None = None) -> Refund:
    """A refund. By itself it names its currency only within its amounts; where nowhere, it is empty."""
    currency = currency or _currency_of(body)
    paid = [each for each in body.transactions or () if each.kind is None or each.kind in _MONEY_BACK]
    freight = body.refund_shipping_lines or ()
    return Refund(
        id=body.id,
        order_id=body.order_id,
        refunded_at=body.processed_at or body.created_at,
        lines=tuple([_refund_line(line, currency) for line in body.refund_line_items or ()]),
        adjustments=(
            *(_freight_refund(line, currency) for line in freight),
            *(_adjustment(each, currency, counted=bool(freight)) for each in body.order_adjustments or ()),
        ),
        repayments=tuple([_repayment(each, currency, body if len(paid) == 1 else None) for each in paid]),
        note=body.note or None,
    )


def _repayment(each: shapes.Transaction, currency: str, only_one_of: shapes.Refund | None) -> Repayment:
    """A payment is stated in the currency that it was made in, which may be the customer's."""
    told = Money(each.amount or ZERO, each.currency or currency)
    if told.currency == currency:
        return Repayment(each.id, each.gateway, told, each.status)
    worth = _worth(only_one_of) if only_one_of else ()
    by_worth = next((Money(shops, currency) for shops, customers in worth if customers == told), None)
    in_shops = in_shop(each.amount_set, currency) or by_worth
    return Repayment(each.id, each.gateway, in_shops, each.status, presentment=told)


def _worth(body: shapes.Refund) -> Sequence[Worth]:
    """What the refund is worth, without taxes and with them: which of them the customer gets, its order tells."""
    parts = list(_parts(body))
    if not parts or not all(net and net.shop_money and net.presentment_money for net, _ in parts):
        return ()
    net = [amounts for amounts, _ in parts]
    return (_sum(net), _sum((*net, *(tax for _, tax in parts))))


def _parts(body: shapes.Refund) -> Iterator[tuple[shapes.AmountSet | None, shapes.AmountSet | None]]:
    """Goods and freight; where there are adjustments, what the money is for cannot be told for sure."""
    if body.order_adjustments:
        return
    for line in body.refund_line_items or ():
        yield line.subtotal_set, line.total_tax_set
    for freight in body.refund_shipping_lines or ():
        yield freight.subtotal_amount_set, freight.tax_amount_set


def _sum(sets: Iterable[shapes.AmountSet | None]) -> Worth:
    both = [(each.shop_money, each.presentment_money) for each in sets if each]
    shops = sum((shop.amount for shop, _ in both if shop), ZERO)
    customers = [seen for _, seen in both if seen]
    return shops, Money(sum((seen.amount for seen in customers), ZERO), customers[0].currency_code)


def _refund_line(line: shapes.RefundLine, currency: str) -> RefundLine:
    return RefundLine(
        line_item_id=line.line_item_id,
        quantity=line.quantity,
        subtotal=Money(line.subtotal or ZERO, currency),
        tax=Money(line.total_tax or ZERO, currency),
        restock_type=line.restock_type,
        location_id=line.location_id,
    )


def _freight_refund(line: shapes.RefundShippingLine, currency: str) -> Adjustment:
    nothing = Money(ZERO, currency)
    amount, tax = in_shop(line.subtotal_amount_set, currency), in_shop(line.tax_amount_set, currency)
    return Adjustment(_FREIGHT, amount or nothing, tax or nothing)


def _adjustment(each: shapes.OrderAdjustment, currency: str, *, counted: bool) -> Adjustment:
    """Negative means money for the customer. Newer versions state refunded freight in lines of its own as well."""
    kind = each.kind or each.reason or "adjustment"
    if counted and kind == _FREIGHT:
        return Adjustment(kind, Money(ZERO, currency), Money(ZERO, currency))
    return Adjustment(kind, Money(-(each.amount or ZERO), currency), Money(-(each.tax_amount or ZERO), currency))


def _currency_of(body: shapes.Refund) -> str:
    return next((code for code in _codes(body) if code not in _NO_CURRENCY), "")


def _codes(body: shapes.Refund) -> Iterator[str]:
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

"""What labels cost."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from novex_shopify.domain.model.currency import get_smallest_unit, round_amount
from novex_shopify.domain.model.label import CostKind, LabelCost, RefundState
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.money import Money, sum_by_currency

_NOT_PAID = (RefundState.REFUNDED, RefundState.NOT_APPLICABLE)
"""The money came back, or the carrier bills a label when it is used, and this one never was."""

_REFUNDABLE = (CostKind.POSTAGE, CostKind.FEE)
"""Whether the insurance of a void label comes back, EasyPost does not say."""


def list_costs(purchase: LabelPurchase) -> Sequence[LabelCost]:
    """List what a label costs, in whole minor units; what came back of it is negative."""
    if purchase.postage is None:
        return []
    charged = purchase.postage.costs or (LabelCost(CostKind.POSTAGE, purchase.postage.charged),)
    costs = [LabelCost(each.kind, _round(each.amount)) for each in charged]
    if purchase.refund in _NOT_PAID:
        refundable = [each.amount for each in costs if each.kind in _REFUNDABLE]
        costs += [LabelCost(CostKind.REFUND, -each) for each in sum_by_currency(refundable)]
    return [each for each in costs if each.amount.amount]


def find_cost_moment(purchase: LabelPurchase, cost: LabelCost) -> datetime:
    """When a cost counts: when the label was bought, and what came back when it was voided."""
    voided_at = purchase.voided_at if cost.kind is CostKind.REFUND else None
    return voided_at or purchase.sent_at or purchase.created_at


def sum_costs(purchases: Iterable[LabelPurchase]) -> Sequence[Money]:
    """Sum what labels cost, one amount for each currency."""
    return sum_by_currency(cost.amount for each in purchases for cost in list_costs(each))


def to_minor_units(money: Money) -> int:
    """An amount in the smallest unit of its currency: 9.97 USD is 997. Raises `ValueError` for a part of one."""
    units = money.amount / get_smallest_unit(money.currency)
    if units != units.to_integral_value():
        raise ValueError(f"{money} has parts of a minor unit")
    return int(units)


def from_minor_units(units: int, currency: str) -> Decimal:
    """The amount of a number of smallest units of a currency."""
    return units * get_smallest_unit(currency)


def _round(money: Money) -> Money:
    return Money(round_amount(money.amount, money.currency), money.currency)

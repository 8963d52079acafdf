"""What labels cost."""

from dataclasses import replace
from decimal import Decimal

import pytest

from novex_shopify.domain.model.label import CostKind, LabelCost, Postage, Rate, RefundState
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.policies.label_costs import list_costs, sum_costs, to_minor_units
from tests.builders import NOON, SHOP
from tests.contracts.test_label_purchases import PARCEL

RATE = Rate("rate_1", "USPS", "Priority", Money(Decimal("7.50"), "USD"))


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def a_bought_label(*costs: LabelCost, refund: RefundState | None = None) -> LabelPurchase:
    postage = Postage("9400100", RATE, RATE.price, None, costs=costs)
    return LabelPurchase(1, SHOP, PARCEL, "ref", PurchaseState.BOUGHT, NOON, postage=postage, refund=refund)


COSTS = (
    LabelCost(CostKind.POSTAGE, usd("7.50000")),
    LabelCost(CostKind.FEE, usd("0.08000")),
    LabelCost(CostKind.INSURANCE, usd("1.00")),
)


def test_postage_fees_and_insurance_are_counted_in_minor_units() -> None:
    assert [(each.kind, str(each.amount)) for each in list_costs(a_bought_label(*COSTS))] == [
        (CostKind.POSTAGE, "7.50 USD"),
        (CostKind.FEE, "0.08 USD"),
        (CostKind.INSURANCE, "1.00 USD"),
    ]
    assert [to_minor_units(each) for each in sum_costs([a_bought_label(*COSTS)] * 2)] == [1716]


@pytest.mark.parametrize(
    ("refund", "left"),
    [
        (RefundState.SUBMITTED, "8.58"),
        (RefundState.REJECTED, "8.58"),
        (RefundState.REFUNDED, "1.00"),
        (RefundState.NOT_APPLICABLE, "1.00"),
    ],
)
def test_what_came_back_is_no_cost_and_of_insurance_it_is_not_known(refund: RefundState, left: str) -> None:
    assert sum_costs([a_bought_label(*COSTS, refund=refund)]) == [usd(left)]


def test_amounts_of_two_currencies_are_not_added_up() -> None:
    canadian = replace(COSTS[0], amount=Money(Decimal("9.1"), "CAD"))
    assert [str(each) for each in sum_costs([a_bought_label(canadian, COSTS[1])])] == ["9.10 CAD", "0.08 USD"]


def test_what_was_not_bought_costs_nothing() -> None:
    assert sum_costs([replace(a_bought_label(), postage=None, state=PurchaseState.REFUSED)]) == []


def test_an_amount_has_no_parts_of_a_minor_unit() -> None:
    assert to_minor_units(Money(Decimal("980"), "JPY")) == 980
    with pytest.raises(ValueError, match="minor unit"):
        to_minor_units(usd("0.005"))

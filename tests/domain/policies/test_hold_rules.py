"""Which orders rules hold, and why."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import InvalidHoldRule
from novex_shopify.domain.model.actor import ERP_CODE
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order_hold import HoldFinding, HoldRule, HoldRuleKind, OrderHold
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.hold_rules import (
    MAX_RULES,
    HoldFacts,
    add_rule,
    build_rule,
    describe_rule,
    find_holds,
    is_new_reason,
)
from tests.builders import NOON, ORDER_ID, SHOP, a_sales_order

STREET = Address("Ann", None, "2 Oak St", None, "10001", "New York", None, "NY", "US")


def an_order(**changes: object) -> SalesOrder:
    """An order for 100 EUR of a known customer, to a street in New York."""
    (line,) = a_sales_order().lines
    shipped = replace(line, requires_shipping=True, wanted_quantity=2)
    order = a_sales_order(
        lines=(shipped,), total=euros(100), customer_id="7", shipping_address=STREET, billing_address=STREET
    )
    return replace(order, **changes)  # type: ignore[arg-type]


def euros(amount: int) -> Money:
    return Money(Decimal(amount), "EUR")


def hold(rule: HoldRule, order: SalesOrder, *, is_first_order: bool = False) -> str | None:
    """Why the rule holds the order."""
    found = find_holds([rule], HoldFacts(order, is_first_order))
    return found[0].reason if found else None


def a_rule(kind: str, *values: str) -> HoldRule:
    return build_rule("a rule", kind, values)


def ship_to(**changes: object) -> SalesOrder:
    return an_order(shipping_address=replace(STREET, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "order", "reason"),
    [
        (a_rule("risk", "medium"), an_order(risk="high"), "Shopify's risk is high"),
        (a_rule("risk", "medium"), an_order(risk="MEDIUM"), "Shopify's risk is medium"),
        (a_rule("risk", "medium"), an_order(risk="low"), None),
        (a_rule("risk", "low"), an_order(risk="pending"), None),
        (a_rule("risk", "low"), an_order(risk=None), None),
        (a_rule("amount_above", "99.99"), an_order(), "100 EUR is above 99.99"),
        (a_rule("amount_above", "100"), an_order(), None),
        (a_rule("amount_above", "100"), an_order(current_total=euros(101)), "101 EUR is above 100"),
        (a_rule("country", "US", "CA"), an_order(), "Ships to US"),
        (a_rule("country", "ca"), an_order(), None),
        (a_rule("other_country", "CA"), an_order(), "Ships to US"),
        (a_rule("other_country", "us"), an_order(), None),
        (a_rule("other_country", "CA"), an_order(shipping_address=None), None),
        (a_rule("address", "missing"), an_order(shipping_address=None), "No shipping address"),
        (a_rule("address", "po_box"), ship_to(address1="PO Box 12"), "PO box"),
        (a_rule("address", "military"), ship_to(city="APO", province_code="AE"), "Military address"),
        (a_rule("address", "no_house_number"), ship_to(address1="Oak Street"), "No house number"),
        (a_rule("address", "no_house_number"), an_order(), None),
        (a_rule("address", "no_house_number"), ship_to(name=None, address1=None), None),
        (a_rule("address", "billing_differs"), ship_to(zip="10002"), "Billing address differs"),
        (a_rule("address", "billing_differs"), ship_to(address1="2, OAK ST."), None),
        (a_rule("tag", "wholesale"), an_order(tags="VIP, Wholesale"), "Tagged Wholesale"),
        (a_rule("tag", "whole"), an_order(tags="VIP, Wholesale"), None),
    ],
)
def test_what_each_rule_holds(rule: HoldRule, order: SalesOrder, reason: str | None) -> None:
    assert hold(rule, order) == reason


def test_the_first_order_of_a_customer_and_an_order_without_one_are_held() -> None:
    rule = a_rule("first_order")
    assert hold(rule, an_order(), is_first_order=True) == "First order of the customer"
    assert hold(rule, an_order()) is None
    assert hold(rule, an_order(customer_id=None)) == "The order names no customer"


@pytest.mark.parametrize(
    "order",
    [
        an_order(test=True),
        an_order(cancelled_at=NOON),
        an_order(deleted_at=NOON),
        an_order(fulfillment_status="fulfilled"),
        an_order(lines=a_sales_order().lines),
    ],
)
def test_an_order_with_nothing_to_ship_is_never_held(order: SalesOrder) -> None:
    assert hold(a_rule("amount_above", "0"), order) is None


def release(finding: HoldFinding) -> OrderHold:
    return OrderHold(
        1, SHOP, ORDER_ID, "#1", finding.rule, finding.reason, NOON, ERP_CODE, finding.grounds, finding.figure
    )


@pytest.mark.parametrize(
    ("rule", "released", "changed", "is_held_again"),
    [
        (a_rule("amount_above", "10"), an_order(), an_order(total=euros(90)), False),
        (a_rule("amount_above", "10"), an_order(), an_order(total=euros(110)), True),
        (a_rule("risk", "medium"), an_order(risk="medium"), an_order(risk="high"), True),
        (a_rule("risk", "medium"), an_order(risk="high"), an_order(risk="medium"), False),
        (a_rule("tag", "a", "b"), an_order(tags="a, b"), an_order(tags="b"), False),
        (a_rule("tag", "a", "b"), an_order(tags="a"), an_order(tags="a, b"), True),
        (a_rule("country", "US", "CA"), an_order(), ship_to(country_code="CA"), True),
        (a_rule("address", "po_box"), ship_to(address1="PO Box 1"), ship_to(address1="P.O. Box 2"), True),
        (a_rule("address", "po_box"), ship_to(address1="PO Box 1"), ship_to(address1="PO BOX 1"), False),
    ],
)
def test_a_released_order_is_held_again_only_for_another_reason(
    rule: HoldRule, released: SalesOrder, changed: SalesOrder, is_held_again: bool
) -> None:
    [first] = find_holds([rule], HoldFacts(released))
    [again] = find_holds([rule], HoldFacts(changed))
    assert is_new_reason(again, [release(first)]) is is_held_again
    assert not is_new_reason(first, [release(first)])
    assert is_new_reason(first, [])


RULES = st.lists(
    st.sampled_from(
        [
            a_rule("risk", "medium"),
            a_rule("first_order"),
            a_rule("amount_above", "50"),
            a_rule("country", "US"),
            a_rule("other_country", "US"),
            a_rule("address", "po_box", "no_house_number", "billing_differs", "missing"),
            a_rule("tag", "x"),
        ]
    ),
    unique=True,
)
ADDRESSES = st.none() | st.builds(
    Address,
    name=st.just("Ann"),
    address1=st.none() | st.text(max_size=12),
    zip=st.none() | st.text(max_size=5),
    country_code=st.sampled_from(["US", "DE", None]),
)
ORDERS = st.builds(
    an_order,
    total=st.integers(0, 100).map(euros),
    risk=st.sampled_from([None, "none", "low", "medium", "high", "?"]),
    tags=st.none() | st.text(alphabet="xy, ", max_size=6),
    customer_id=st.sampled_from([None, "7"]),
    shipping_address=ADDRESSES,
    billing_address=ADDRESSES,
)


@given(RULES, ORDERS, ORDERS, st.booleans())
def test_rules_are_independent_repeatable_and_settle(
    rules: Sequence[HoldRule], order: SalesOrder, edited: SalesOrder, is_first: bool
) -> None:
    """Each finds the same alone. A released order stays released until something changes, and after its release too."""
    found = find_holds(rules, HoldFacts(order, is_first))
    assert found == [each for rule in rules for each in find_holds([rule], HoldFacts(order, is_first))]
    releases: list[OrderHold] = []
    for each in (order, edited, order, edited):
        for finding in find_holds(rules, HoldFacts(each, is_first)):
            if is_new_reason(finding, releases):
                releases.append(release(finding))
            assert not is_new_reason(finding, releases)
    assert len(releases) <= 2 * len(rules)


@given(ORDERS)
def test_no_reason_or_ground_contains_what_a_customer_wrote(order: SalesOrder) -> None:
    street = "Secret Lane without a number"
    order = replace(order, shipping_address=replace(STREET, address1=street, zip="SECRET"))
    rule = a_rule("address", "no_house_number", "billing_differs")
    [finding] = find_holds([rule], HoldFacts(order))
    assert "secret" not in f"{finding}".casefold()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("risk", []),
        ("risk", ["extreme"]),
        ("risk", ["low", "high"]),
        ("first_order", ["2"]),
        ("amount_above", []),
        ("amount_above", ["lots"]),
        ("amount_above", ["-1"]),
        ("amount_above", ["NaN"]),
        ("country", []),
        ("country", ["Germany"]),
        ("address", ["ugly"]),
        ("tag", []),
        ("tag", ["a,b"]),
        ("weather", []),
        ("tag", ["x" * 300]),
    ],
)
def test_a_rule_that_means_nothing_is_refused(kind: str, values: list[str]) -> None:
    with pytest.raises(InvalidHoldRule):
        build_rule("a rule", kind, values)


def test_a_rule_needs_a_name_and_a_store_has_a_limited_number() -> None:
    with pytest.raises(InvalidHoldRule):
        build_rule("  ", "first_order", [])
    rules: tuple[HoldRule, ...] = ()
    for number in range(MAX_RULES):
        rules = add_rule(rules, build_rule(f"rule {number}", "first_order", []))
    changed = build_rule("rule 0", "tag", ["x"])
    assert add_rule(rules, changed) == (changed, *rules[1:])
    with pytest.raises(InvalidHoldRule):
        add_rule(rules, build_rule("one more", "first_order", []))


def test_each_kind_of_rule_is_described() -> None:
    values = {"risk": ["high"], "amount_above": ["5"], "country": ["US"], "other_country": ["US"], "tag": ["x"]}
    values["address"] = ["po_box"]
    described = {describe_rule(a_rule(kind, *values.get(kind, []))) for kind in HoldRuleKind}
    assert len(described) == len(HoldRuleKind)

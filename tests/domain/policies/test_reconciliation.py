"""Both sides are compared order by order, and nothing that differs goes unnamed."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import ShopifyParcel
from novex_shopify.domain.model.reconciliation import BookedOrder, Drift, StatedOrder
from novex_shopify.domain.policies.reconciliation import booked_tally, compare, day_of, gone, stated_tally, summed_up
from tests.builders import NOON, a_refund, a_sales_order, euros

STATED = StatedOrder(
    1, "#1", NOON, NOON, euros("10.00"), euros("7.00"), frozenset({5}), Decimal("3.00"), frozenset({8})
)
BOOKED = BookedOrder(1, "#1", NOON, euros("10.00"), frozenset({5}), Decimal("3.00"), frozenset({8}))


def drifts(booked: BookedOrder | None) -> list[Drift]:
    """What differs from the stated order."""
    return [each.drift for each in compare([STATED], {1: booked} if booked else {})]


def test_two_equal_sides_differ_in_nothing() -> None:
    assert drifts(BOOKED) == []
    assert stated_tally([STATED], {1: BOOKED}) == booked_tally([BOOKED])


def test_each_kind_of_difference_is_named() -> None:
    assert drifts(None) == [Drift.MISSING]
    assert drifts(replace(BOOKED, deleted=True)) == [Drift.MISSING]
    assert drifts(replace(BOOKED, total=euros("10.01"))) == [Drift.TOTAL]
    assert drifts(replace(BOOKED, refunds=frozenset())) == [Drift.REFUNDS]
    assert drifts(replace(BOOKED, refunded=Decimal(0))) == [Drift.REFUNDS]
    assert drifts(replace(BOOKED, parcels=frozenset({8, 9}))) == [Drift.FULFILLMENTS]


def test_what_shopify_does_not_tell_whole_is_not_compared() -> None:
    many = replace(STATED, refunds=None, parcels=None)
    assert compare([many], {1: replace(BOOKED, refunds=frozenset({5, 6}), parcels=frozenset({8, 9}))}) == []
    assert [each.drift for each in compare([many], {1: replace(BOOKED, refunded=Decimal(0))})] == [Drift.REFUNDS]
    assert stated_tally([many], {1: BOOKED}) == booked_tally([BOOKED])


def test_an_edited_order_may_be_booked_with_either_of_shopifys_totals() -> None:
    edited = replace(BOOKED, total=euros("7.00"))
    assert drifts(edited) == []
    assert stated_tally([STATED], {1: edited}) == booked_tally([edited])


def test_a_document_that_shopify_does_not_list_is_gone_unless_that_is_known() -> None:
    (difference,) = gone([], [BOOKED, replace(BOOKED, shopify_order_id=2, deleted=True)])
    assert (difference.order_id, difference.drift, difference.day) == (1, Drift.GONE, day_of(NOON))
    assert gone([STATED], [BOOKED]) == []


def test_a_document_is_summed_up_by_what_stands() -> None:
    parcels = tuple(ShopifyParcel(number, NOON, status) for number, status in ((1, "success"), (2, "cancelled")))
    document = replace(a_sales_order(), refunds=(a_refund(5), a_refund(6, "pending")), parcels=parcels)
    booked = summed_up(document)
    assert booked.refunds == {5, 6}
    assert booked.parcels == {1}
    assert booked.refunded == a_refund(5).repaid()


amounts = st.decimals(min_value=0, max_value=999, places=2)
orders = st.builds(
    StatedOrder,
    st.integers(1, 6),
    st.just("#1"),
    st.just(NOON),
    st.just(NOON),
    amounts.map(lambda amount: Money(amount, "EUR")),
    amounts.map(lambda amount: Money(amount, "EUR")),
    st.frozensets(st.integers(1, 3), max_size=2),
    amounts,
    st.frozensets(st.integers(1, 3), max_size=2),
)


@given(
    st.lists(orders, unique_by=lambda order: order.id),
    st.lists(
        st.builds(
            BookedOrder,
            st.integers(1, 6),
            st.just("#1"),
            st.just(NOON),
            amounts.map(lambda amount: Money(amount, "EUR")),
            st.frozensets(st.integers(1, 3), max_size=2),
            amounts,
            st.frozensets(st.integers(1, 3), max_size=2),
            st.booleans(),
        ),
        unique_by=lambda order: order.shopify_order_id,
    ),
)
def test_where_the_sums_differ_some_order_is_named(stated: list[StatedOrder], booked: list[BookedOrder]) -> None:
    by_id = {each.shopify_order_id: each for each in booked}
    if not compare(stated, by_id) and not gone(stated, booked):
        assert stated_tally(stated, by_id) == booked_tally(booked)

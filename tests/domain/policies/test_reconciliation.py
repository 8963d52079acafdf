"""Both sides are compared order by order, and every difference is named."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.order_return import ReturnSummary
from novex_shopify.domain.model.reconciliation import BookedOrder, DifferenceKind, OrderSummary
from novex_shopify.domain.policies.reconciliation import (
    compare_orders,
    count_erp,
    count_shopify,
    find_deleted,
    summarize,
    to_day,
)
from tests.builders import NOON, a_refund, a_sales_order, euros

SUMMARY = OrderSummary(
    1, "#1", NOON, NOON, euros("10.00"), euros("7.00"), frozenset({5}), Decimal("3.00"), frozenset({8})
)
DOCUMENT = BookedOrder(1, "#1", NOON, euros("10.00"), frozenset({5}), Decimal("3.00"), frozenset({8}))


def find_drifts(booked: BookedOrder | None) -> list[DifferenceKind]:
    """The differences from the stated order."""
    return [each.kind for each in compare_orders([SUMMARY], {1: booked} if booked else {})]


def test_two_equal_sides_have_no_differences() -> None:
    assert find_drifts(DOCUMENT) == []
    assert count_shopify([SUMMARY], {1: DOCUMENT}) == count_erp([DOCUMENT])


def test_each_kind_of_difference_is_named() -> None:
    assert find_drifts(None) == [DifferenceKind.MISSING]
    assert find_drifts(replace(DOCUMENT, deleted=True)) == [DifferenceKind.MISSING]
    assert find_drifts(replace(DOCUMENT, total=euros("10.01"))) == [DifferenceKind.TOTAL]
    assert find_drifts(replace(DOCUMENT, refund_ids=frozenset())) == [DifferenceKind.REFUNDS]
    assert find_drifts(replace(DOCUMENT, refunded=Decimal(0))) == [DifferenceKind.REFUNDS]
    assert find_drifts(replace(DOCUMENT, fulfillment_ids=frozenset({8, 9}))) == [DifferenceKind.FULFILLMENTS]


def test_incomplete_lists_are_not_compared() -> None:
    many = replace(SUMMARY, refund_ids=None, fulfillment_ids=None)
    assert (
        compare_orders([many], {1: replace(DOCUMENT, refund_ids=frozenset({5, 6}), fulfillment_ids=frozenset({8, 9}))})
        == []
    )
    assert [each.kind for each in compare_orders([many], {1: replace(DOCUMENT, refunded=Decimal(0))})] == [
        DifferenceKind.REFUNDS
    ]
    assert count_shopify([many], {1: DOCUMENT}) == count_erp([DOCUMENT])


def test_an_edited_order_may_be_booked_with_either_of_shopifys_totals() -> None:
    edited = replace(DOCUMENT, total=euros("7.00"))
    assert find_drifts(edited) == []
    assert count_shopify([SUMMARY], {1: edited}) == count_erp([edited])


def test_a_document_that_shopify_does_not_list_is_deleted_unless_already_marked() -> None:
    (difference,) = find_deleted([], [DOCUMENT, replace(DOCUMENT, shopify_order_id=2, deleted=True)])
    assert (difference.order_id, difference.kind, difference.day) == (1, DifferenceKind.DELETED, to_day(NOON))
    assert find_deleted([SUMMARY], [DOCUMENT]) == []


def test_a_document_is_summarized_by_what_is_in_effect() -> None:
    fulfillments = tuple(
        OrderFulfillment(number, NOON, status) for number, status in ((1, "success"), (2, "cancelled"))
    )
    document = replace(a_sales_order(), refunds=(a_refund(5), a_refund(6, "pending")), fulfillments=fulfillments)
    booked = summarize(document)
    assert booked.refund_ids == {5, 6}
    assert booked.fulfillment_ids == {1}
    assert booked.refunded == a_refund(5).refunded_amount()


def test_a_missing_and_a_changed_return_are_differences() -> None:
    opened, closed = ReturnSummary(5, "open", 1), ReturnSummary(5, "closed", 1)
    stated = replace(SUMMARY, returns=frozenset({closed}))
    for known in (frozenset[ReturnSummary](), frozenset({opened})):
        (difference,) = compare_orders([stated], {1: replace(DOCUMENT, returns=known)})
        assert (difference.kind, difference.shopify) == (DifferenceKind.RETURNS, "5 closed, quantity 1")
    booked = replace(DOCUMENT, returns=frozenset({closed}))
    assert compare_orders([stated], {1: booked}) == []
    assert (count_shopify([stated], {1: booked}).returns, count_erp([booked]).returns) == (1, 1)


def test_returns_are_not_compared_if_shopify_does_not_list_them() -> None:
    booked = replace(DOCUMENT, returns=frozenset({ReturnSummary(5, "open", 1)}))
    assert compare_orders([replace(SUMMARY, returns=None)], {1: booked}) == []


def test_an_exchange_is_confirmed_by_the_current_total_and_what_was_credited() -> None:
    exchanged = replace(SUMMARY, total=euros("100.00"), current_total=euros("250.00"))
    booked = replace(DOCUMENT, total=euros("350.00"), returned_value=Decimal("100.00"))
    assert compare_orders([exchanged], {1: booked}) == []
    (difference,) = compare_orders([exchanged], {1: replace(booked, returned_value=Decimal("99.00"))})
    assert difference.kind is DifferenceKind.TOTAL


amounts = st.decimals(min_value=0, max_value=999, places=2)
returns = st.frozensets(
    st.builds(ReturnSummary, st.integers(1, 3), st.sampled_from(["open", "closed"]), st.just(1)), max_size=2
)
order_summaries = st.builds(
    OrderSummary,
    st.integers(1, 6),
    st.just("#1"),
    st.just(NOON),
    st.just(NOON),
    amounts.map(lambda amount: Money(amount, "EUR")),
    amounts.map(lambda amount: Money(amount, "EUR")),
    st.frozensets(st.integers(1, 3), max_size=2),
    amounts,
    st.frozensets(st.integers(1, 3), max_size=2),
    st.none() | returns,
)


@given(
    st.lists(order_summaries, unique_by=lambda order: order.id),
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
            returns,
            amounts,
            st.booleans(),
        ),
        unique_by=lambda order: order.shopify_order_id,
    ),
)
def test_where_the_sums_differ_some_order_is_named(stated: list[OrderSummary], booked: list[BookedOrder]) -> None:
    by_id = {each.shopify_order_id: each for each in booked}
    if not compare_orders(stated, by_id) and not find_deleted(stated, booked):
        assert count_shopify(stated, by_id) == count_erp(booked)

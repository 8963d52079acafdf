"""The shares of a refund are all of it, to the cent and to the unit."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund, RefundLine
from novex_shopify.domain.policies.refund_shares import count_units, share_refund, take_share
from tests.builders import NOON, euros

CENTS = st.integers(0, 10_000).map(lambda cents: Money(Decimal(cents) / 100, "EUR"))
LINES = st.builds(RefundLine, st.integers(1, 3), st.integers(0, 5), CENTS, CENTS, presentment_subtotal=CENTS)
REFUNDS = st.lists(LINES, min_size=1, max_size=5).map(lambda lines: Refund(1, 1, NOON, tuple(lines)))
LEFT = st.lists(st.dictionaries(st.integers(1, 3), st.integers(-1, 4)), min_size=1, max_size=3)


@given(REFUNDS, LEFT)
def test_shares_add_up_to_the_refund(refund: Refund, left: list[dict[int, int]]) -> None:
    parts = [take_share(refund, share) for share in share_refund(refund, left)]
    lines = [line for part in parts for line in part.lines]
    for name in ("subtotal", "tax", "presentment_subtotal"):
        whole = sum(getattr(line, name).amount for line in refund.lines)
        assert sum(getattr(line, name).amount for line in lines) == whole
    assert sum(line.quantity for line in lines) == sum(line.quantity for line in refund.lines)


@given(REFUNDS, LEFT)
def test_no_invoice_but_the_last_with_an_item_gets_more_units_than_it_has(
    refund: Refund, left: list[dict[int, int]]
) -> None:
    for item in count_units(refund):
        holders = [place for place, units in enumerate(left) if item in units]
        for place, share in enumerate(share_refund(refund, left)):
            start, end = share.units.get(item, (0, 0))
            assert place in holders[-1:] or not holders or end - start <= max(left[place].get(item, 0), 0)


def test_a_line_in_two_parts_is_cut_where_the_first_invoice_ends() -> None:
    line = RefundLine(1, 2, euros("1.01"), euros("0.19"))
    first, second = (
        take_share(Refund(1, 1, NOON, (line, line)), share)
        for share in share_refund(Refund(1, 1, NOON, (line, line)), [{1: 3}, {1: 1}])
    )
    assert [(each.quantity, each.subtotal) for each in first.lines] == [(2, euros("1.01")), (1, euros("0.51"))]
    assert [(each.quantity, each.subtotal) for each in second.lines] == [(1, euros("0.50"))]


def test_an_amount_without_units_after_units_of_two_invoices_is_of_the_first() -> None:
    refund = Refund(1, 1, NOON, (RefundLine(1, 2, euros("2"), euros("0")), RefundLine(1, 0, euros("0.01"), euros("0"))))
    first, second = (take_share(refund, share) for share in share_refund(refund, [{1: 1}, {1: 1}]))
    assert [(each.quantity, each.subtotal) for each in first.lines] == [(1, euros("1")), (0, euros("0.01"))]
    assert [(each.quantity, each.subtotal) for each in second.lines] == [(1, euros("1"))]

"""Several statements of one refund are joined, whatever their order."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.refund import Refund, RefundTransaction
from novex_shopify.domain.policies.refund_merge import merge_refund, merge_refunds
from tests.builders import a_refund, euros

FULL = a_refund()
ZERO = euros("0.00")
(LINE,) = FULL.lines
(TRANSACTION,) = FULL.transactions
POORER = [
    replace(FULL, lines=(replace(LINE, subtotal=ZERO, tax=ZERO),)),
    replace(FULL, lines=(replace(LINE, tax=ZERO, restock_type=None, location_id=None),)),
    replace(FULL, lines=()),
    replace(FULL, adjustments=()),
    replace(FULL, transactions=()),
    replace(FULL, transactions=(replace(TRANSACTION, status="pending"),)),
    replace(FULL, transactions=(replace(TRANSACTION, gateway=None, amount=None),)),
]


@pytest.mark.parametrize("poorer", POORER)
def test_a_poorer_statement_does_not_replace_a_fuller_one_in_any_order(poorer: Refund) -> None:
    assert merge_refund(FULL, poorer) == merge_refund(poorer, FULL) == FULL


@given(st.lists(st.sampled_from(POORER), min_size=2, max_size=4))
def test_the_order_of_the_statements_does_not_matter(statements: list[Refund]) -> None:
    merged = set()
    for arrivals in permutations(statements):
        known: Refund | None = None
        for refund in arrivals:
            known = merge_refund(known, refund)
        merged.add(known)
    assert len(merged) == 1


@pytest.mark.parametrize("final", ["success", "failure", "error"])
def test_a_settled_transaction_does_not_become_pending_again(final: str) -> None:
    settled = replace(FULL, transactions=(replace(TRANSACTION, status=final),))
    pending = replace(FULL, transactions=(replace(TRANSACTION, status="pending"),))
    assert merge_refund(settled, pending) == merge_refund(pending, settled) == settled


def test_transactions_and_repeated_lines_are_joined() -> None:
    second = RefundTransaction(10, "bogus", euros("1.00"), "success")
    known = replace(FULL, lines=(LINE, LINE))
    stated = replace(FULL, transactions=(second,))
    merged = merge_refund(known, stated)
    assert (merged.lines, merged.transactions) == ((LINE, LINE), (TRANSACTION, second))


def test_each_stated_refund_is_joined_with_the_known_one_of_its_id() -> None:
    poorer = replace(FULL, lines=(), note=None)
    assert merge_refunds([a_refund(2), FULL], [poorer]) == (replace(FULL, note=None),)

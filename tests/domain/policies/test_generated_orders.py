"""Orders as Shopify computes them become documents that are right, by webhook and by GraphQL (tests/shopify_orders).

`GENERATED_ORDERS=2000 pytest ...` tries more of them; `python -m tests.shopify_orders 20000` also says what they are.
"""

import os

import pytest

from tests.shopify_orders.check import FaultKind
from tests.shopify_orders.summary import Summary, run_seeds

COUNT = int(os.environ.get("GENERATED_ORDERS", "200"))


@pytest.fixture(scope="module")
def summary() -> Summary:
    """What came out of all of them."""
    return run_seeds(range(COUNT))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", FaultKind)
def test_no_generated_order_comes_out_wrong(kind: FaultKind, summary: Summary) -> None:
    assert summary.orders == COUNT
    assert summary.of_kind(kind) == []

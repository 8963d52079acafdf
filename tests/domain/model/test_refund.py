"""What a refund says of its money."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund, RefundTransaction
from tests.builders import euros

DOLLARS = Money(Decimal("11.00"), "USD")
IN_DOLLARS = RefundTransaction(1, "bogus", None, "success", presentment=DOLLARS)
IN_EUROS = RefundTransaction(2, "bogus", euros("4.00"), "success")


@pytest.mark.parametrize(
    ("transactions", "returned"),
    [
        ((), (euros("0.00"),)),
        ((IN_EUROS,), (euros("4.00"),)),
        ((IN_DOLLARS,), (DOLLARS,)),
        ((IN_DOLLARS, IN_EUROS), (euros("4.00"), DOLLARS)),
    ],
)
def test_money_that_is_known_in_the_customers_currency_only_is_listed_in_it(
    transactions: tuple[RefundTransaction, ...], returned: tuple[Money, ...]
) -> None:
    refund = Refund(5, 1, datetime(2026, 11, 23, tzinfo=UTC), transactions=transactions)
    assert refund.list_refunded("EUR") == returned

"""When an order has to be paid."""

import pytest

from novex_shopify.domain.model.order_details import PaymentSchedule, PaymentTerms
from tests.builders import HOUR, NOON

FIRST, SECOND = NOON, NOON + HOUR


@pytest.mark.parametrize(
    ("schedules", "due_at"),
    [
        ((), None),
        ((PaymentSchedule(),), None),
        ((PaymentSchedule(SECOND), PaymentSchedule(FIRST)), FIRST),
        ((PaymentSchedule(FIRST, completed_at=FIRST), PaymentSchedule(SECOND)), SECOND),
        ((PaymentSchedule(FIRST, completed_at=FIRST), PaymentSchedule(SECOND, completed_at=FIRST)), SECOND),
    ],
    ids=["no schedule", "no date", "the earliest", "the next open one", "all paid"],
)
def test_the_due_date_is_that_of_the_next_open_payment(schedules: tuple[PaymentSchedule, ...], due_at: object) -> None:
    assert PaymentTerms("Net 30", schedules=schedules).due_at == due_at

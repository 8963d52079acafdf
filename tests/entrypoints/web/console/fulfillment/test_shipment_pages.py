"""Which shipments a filter shows."""

import pytest

from novex_shopify.domain.model.fulfillment import STUCK_PUSH_STATUSES, WAITING_PUSH_STATUSES, PushStatus
from novex_shopify.entrypoints.web.console.fulfillment.shipment_records import parse_statuses


@pytest.mark.parametrize(
    ("value", "statuses"),
    [
        ("waiting", WAITING_PUSH_STATUSES),
        ("failed", STUCK_PUSH_STATUSES),
        ("parked", [PushStatus.PARKED]),
        ("", []),
        ("lost", []),
    ],
)
def test_a_group_or_one_status_is_shown_and_otherwise_all(value: str, statuses: object) -> None:
    assert parse_statuses(value) == statuses

"""What keeps a lot from leaving, and what a person may override."""

from datetime import date

import pytest

from novex_shopify.domain.errors import LotExpired, LotQuarantined, LotRecalled, StockRefused, TooShortALife
from novex_shopify.domain.model.lot import Lot, LotSource, LotStatus
from novex_shopify.domain.policies.lot_checks import require_usable
from tests.builders import NOON

LAST_DAY = date(2026, 12, 24)
NEXT_DAY = date(2026, 12, 25)


def a_lot(status: LotStatus = LotStatus.RELEASED) -> Lot:
    return Lot(1, "KIMCHI", "L1", LotSource.PURCHASE, NOON, expires_on=LAST_DAY, status=status, status_reason="odd")


@pytest.mark.parametrize(
    ("status", "error"), [(LotStatus.RECALLED, LotRecalled), (LotStatus.QUARANTINED, LotQuarantined)]
)
def test_no_reason_lets_a_stopped_lot_leave(status: LotStatus, error: type[StockRefused]) -> None:
    with pytest.raises(error):
        require_usable(a_lot(status), LAST_DAY, override_reason="the customer insists")


def test_the_last_day_is_good_and_the_next_one_needs_a_reason() -> None:
    require_usable(a_lot(), LAST_DAY)
    with pytest.raises(LotExpired, match="good until 2026-12-24, and the order ships on 2026-12-25"):
        require_usable(a_lot(), NEXT_DAY)
    require_usable(a_lot(), NEXT_DAY, override_reason="agreed with the customer")


def test_no_reason_helps_after_a_use_by_date() -> None:
    with pytest.raises(LotExpired, match="may not be eaten"):
        require_usable(a_lot(), NEXT_DAY, use_by=True, override_reason="agreed with the customer")


def test_a_life_that_is_too_short_is_refused_with_both_numbers() -> None:
    require_usable(a_lot(), date(2026, 12, 14), 10)
    with pytest.raises(TooShortALife) as refused:
        require_usable(a_lot(), date(2026, 12, 15), 10)
    assert refused.value.numbers == {"available": 9, "asked": 10}
    require_usable(a_lot(), date(2026, 12, 15), 10, override_reason="agreed with the customer")

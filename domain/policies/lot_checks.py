"""Whether a lot may leave, as an error that says why not. Assigning and shipping ask the same question."""

from datetime import date

from novex_shopify.domain.errors import LotExpired, LotQuarantined, LotRecalled, TooShortALife
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_choice import Obstacle
from novex_shopify.domain.policies.lot_choice import find_obstacle


def require_usable(
    lot: Lot, ship_on: date, min_remaining_days: int = 0, *, use_by: bool = False, override_reason: str | None = None
) -> None:
    """Raise what keeps a lot from leaving on a day.

    A person may override, with a reason, a life that is too short and a best-before date; never a use-by date, a
    quarantine or a recall. Raises `LotRecalled`, `LotQuarantined`, `LotExpired` or `TooShortALife`.
    """
    obstacle = find_obstacle(lot, ship_on, min_remaining_days)
    if obstacle is Obstacle.RECALLED:
        raise LotRecalled(lot.code)
    if obstacle is Obstacle.QUARANTINED:
        raise LotQuarantined(lot.code, lot.status_reason)
    if obstacle is None or lot.expires_on is None:
        return
    if obstacle is Obstacle.EXPIRED and (use_by or not override_reason):
        raise LotExpired(lot.code, lot.expires_on, ship_on, final=use_by)
    if obstacle is Obstacle.TOO_SHORT_LIFE and not override_reason:
        days_left = (lot.expires_on - ship_on).days
        raise TooShortALife(lot.code, ship_on, days_left=days_left, days_needed=min_remaining_days)

"""How far a store's stock is with Shopify: which call is open, and whether a person has paused it."""

from dataclasses import dataclass
from datetime import date, datetime

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class StockSync:
    """One per store. One worker at a time claims it, so one call of a store is in flight at a time.

    - `open_key`: the idempotency key of the call that was stored before it was sent, and whose answer is not stored.
    - `row_limit`: how many levels the next call has; fewer after a refusal that names no row.
    - `failures`: how often in a row a step has failed, for `last_error`.
    - `paused_at`, `paused_by`, `pause_reason`: a person has paused it.
    - `day`: the day, at the store, for which the dates of lots were looked at.
    """

    id: int
    shop: ShopDomain
    open_key: str | None = None
    row_limit: int = 250
    attempts: int = 0
    failures: int = 0
    next_attempt_at: datetime | None = None
    claimed_by: str | None = None
    last_error: str | None = None
    paused_at: datetime | None = None
    paused_by: str | None = None
    pause_reason: str | None = None
    day: date | None = None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

"""The history of what was sent to Shopify's stock, and what it answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_call import StockRow
from novex_shopify.domain.model.stock_terms import StockTerm


class PushOutcome(StrEnum):
    """What became of a number that was sent.

    - `unknown`: Shopify's answer is not known yet; the call is sent again with the same key.
    - `set`: Shopify has the number.
    - `stale`: Shopify's number changed in between, so nothing was set, and it is read again.
    - `refused`: Shopify does not take it; `message` says why.
    - `not_set`: nothing was set because of another row of the same call, or because its key could not be used.
    """

    UNKNOWN = auto()
    SET = auto()
    STALE = auto()
    REFUSED = auto()
    NOT_SET = auto()


@dataclass(frozen=True, slots=True)
class StockPush:
    """One number of one call, which `call_key` identifies."""

    id: int
    shop: ShopDomain
    call_key: str
    level: LevelKey
    item_id: str
    from_quantity: int
    to_quantity: int
    terms: tuple[StockTerm, ...]
    sent_at: datetime
    accounted: int
    answered_at: datetime | None = None
    outcome: PushOutcome = PushOutcome.UNKNOWN
    message: str | None = None

    @property
    def row(self) -> StockRow:
        return StockRow(self.level, self.from_quantity, self.to_quantity)

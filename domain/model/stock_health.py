"""What of a store's stock at Shopify waits for a person."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class StockHealth:
    """Of a store whose stock is compared.

    - `drifted`, `refused`: how many levels others changed, or Shopify refused.
    - `unmapped_locations`: names of active locations that are never written; all if `is_unmapped`.
    - `missing_scopes`: without which nothing can be read or sent.
    - `error`: why the last steps failed, if several did; `due_since`: since when the oldest level waits.
    """

    shop: ShopDomain
    drifted: int = 0
    refused: int = 0
    unmapped_locations: tuple[str, ...] = ()
    is_unmapped: bool = False
    missing_scopes: frozenset[str] = frozenset()
    error: str | None = None
    due_since: datetime | None = None

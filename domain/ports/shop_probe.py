"""One small call to a shop, for what its response says beside the data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.shop import ShopAccess


@dataclass(frozen=True, slots=True)
class ShopProbeResult:
    """The HTTP status, the time on Shopify's clock, and the API version that was served; None where not stated.

    `error` is what any other call would raise for this status.
    """

    status: int
    date: datetime | None
    api_version: str | None
    error: NovexError | None = None


class ShopProbe(Protocol):
    """Calls a shop without retries or rate limiting, to find out what is wrong."""

    def __call__(self, access: ShopAccess) -> ShopProbeResult:
        """Call once. Raises `ShopifyUnavailable` if no response comes back."""
        ...

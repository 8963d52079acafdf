"""Refreshes all tokens after a change of the client secret."""

from dataclasses import dataclass
from enum import StrEnum

from novex_shopify.domain.errors import NovexError, describe
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken


class TokenRefreshOutcome(StrEnum):
    REFRESHED = "refreshed"
    PERMANENT = "permanent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TokenRefreshResult:
    """How the refresh of one store's token ended; `error` says why it failed."""

    shop: ShopDomain
    outcome: TokenRefreshOutcome
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RefreshAllTokens:
    """Refreshes the token of every connected store now. A store that fails does not stop the others.

    A token is valid only as long as the client secret that it was issued under (docs/shopify.md, Access tokens).
    """

    unit_of_work: UnitOfWork
    access: RefreshAccessToken

    def __call__(self) -> tuple[TokenRefreshResult, ...]:
        """Return the result of each connected store, sorted by name."""
        with self.unit_of_work.read() as tx:
            domains = [shop.domain for shop in tx.shops.list_all() if shop.connected]
        return tuple(map(self._refresh, domains))

    def _refresh(self, shop: ShopDomain) -> TokenRefreshResult:
        try:
            refreshed = self.access.refresh_now(shop)
        except NovexError as error:
            return TokenRefreshResult(shop, TokenRefreshOutcome.FAILED, describe(error))
        return TokenRefreshResult(shop, TokenRefreshOutcome.REFRESHED if refreshed else TokenRefreshOutcome.PERMANENT)

"""The client secret is changed."""

from dataclasses import dataclass
from enum import StrEnum

from novex_shopify.domain.errors import NovexError, describe
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken


class TokenRefreshOutcome(StrEnum):
    """What became of a store's token."""

    REFRESHED = "refreshed"
    PERMANENT = "permanent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TokenRefreshResult:
    """One store's line of the report; `error` says why it failed."""

    shop: ShopDomain
    outcome: TokenRefreshOutcome
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RefreshAllTokens:
    """Renews the token of every connected store now, since a token belongs to the secret that it was made with.

    (Shopify: rotate client credentials.) A store that fails does not hold up the others.
    """

    unit_of_work: UnitOfWork
    access: RefreshAccessToken

    def __call__(self) -> tuple[TokenRefreshResult, ...]:
        """A line for each connected store, by name."""
        with self.unit_of_work() as tx:
            domains = [shop.domain for shop in tx.shops.list_all() if shop.connected]
        return tuple(map(self._renew, domains))

    def _renew(self, shop: ShopDomain) -> TokenRefreshResult:
        try:
            renewed = self.access.refresh_now(shop)
        except NovexError as error:
            return TokenRefreshResult(shop, TokenRefreshOutcome.FAILED, describe(error))
        return TokenRefreshResult(shop, TokenRefreshOutcome.REFRESHED if renewed else TokenRefreshOutcome.PERMANENT)

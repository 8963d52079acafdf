"""The client secret is changed."""

from dataclasses import dataclass
from enum import StrEnum

from novex_shopify.domain.errors import NovexError, describe
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.refresh_access_token import RefreshAccessToken


class Renewal(StrEnum):
    """What became of a store's token."""

    RENEWED = "renewed"
    PERMANENT = "permanent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RenewedToken:
    """One store's line of the report; `error` says why it failed."""

    shop: ShopDomain
    renewal: Renewal
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RenewEveryToken:
    """Renews the token of every connected store now, since a token belongs to the secret that it was made with.

    (Shopify: rotate client credentials.) A store that fails does not hold up the others.
    """

    unit_of_work: UnitOfWork
    access: RefreshAccessToken

    def __call__(self) -> tuple[RenewedToken, ...]:
        """A line for each connected store, by name."""
        with self.unit_of_work() as tx:
            domains = [shop.domain for shop in tx.shops.all() if shop.connected]
        return tuple(map(self._renew, domains))

    def _renew(self, shop: ShopDomain) -> RenewedToken:
        try:
            renewed = self.access.renew(shop)
        except NovexError as error:
            return RenewedToken(shop, Renewal.FAILED, describe(error))
        return RenewedToken(shop, Renewal.RENEWED if renewed else Renewal.PERMANENT)

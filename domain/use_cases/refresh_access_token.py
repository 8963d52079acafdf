"""A token that is good now."""

from dataclasses import dataclass
from datetime import timedelta

from novex_shopify.domain.errors import (
    ShopifyUnavailable,
    ShopNotConnected,
    TokenRefreshInProgress,
    TokenRequestRefused,
)
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, ShopAccess, ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_auth import ShopifyAuth
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

REFRESH_BEFORE_EXPIRY = timedelta(minutes=5)
REFRESH_TAKES_AT_MOST = timedelta(seconds=90)
"""Two requests, each as long as the HTTP client waits for one."""


@dataclass(frozen=True, slots=True)
class RefreshAccessToken:
    """Gives access to a store, renewing the token shortly before it expires.

    A refresh token is good once, so one worker at a time refreshes, and the new pair is stored before it is used
    (Shopify: offline access tokens).
    """

    unit_of_work: UnitOfWork
    auth: ShopifyAuth
    clock: Clock

    def __call__(self, shop: ShopDomain) -> ShopAccess:
        """A token with time left.

        Raises `ShopNotConnected` where there is no token, or a dead one; and `TokenRefreshInProgress` while another
        worker renews a token that is over.
        """
        credentials = self._stored(shop)
        if credentials.expires_within(REFRESH_BEFORE_EXPIRY, self.clock.now()):
            credentials = self._refresh(shop, credentials)
        return _access(shop, credentials)

    def instead_of(self, refused: ShopAccess) -> ShopAccess:
        """A token in place of one that Shopify refused before its time: the stored one, renewed if it is the same.

        Raises as a call does, and `TokenRefreshInProgress` also while another worker renews the refused token.
        """
        credentials = self._stored(refused.shop)
        if credentials.access_token == refused.access_token and not credentials.permanent:
            if not self._claim(refused.shop):
                raise _in_progress(refused.shop)
            latest = self._stored(refused.shop)
            credentials = latest if latest != credentials else self._ask(refused.shop, latest)
        return _access(refused.shop, credentials)

    def renew(self, shop: ShopDomain) -> bool:
        """Renew the token now, whatever time it has left; False for a permanent one, which is left alone.

        Raises as a call does, and `TokenRefreshInProgress` also while the token has time left.
        """
        if self._stored(shop).permanent:
            return False
        if not self._claim(shop):
            raise _in_progress(shop)
        self._ask(shop, self._stored(shop))
        return True

    def exchange(self, shop: ShopDomain) -> bool:
        """Trade a permanent token for an expiring pair; False where there is a pair already.

        From 2027 Shopify takes no permanent tokens from public apps (Shopify: offline access tokens). Raises
        `TokenRequestRefused`, and the permanent token stays, where Shopify declines, as it does for custom apps.
        """
        used = self._stored(shop)
        if not used.permanent:
            return False
        if not self._claim(shop):
            raise _in_progress(shop)
        self._keep(shop, used, self.auth.exchange_permanent(shop, used.access_token).credentials)
        return True

    def _refresh(self, shop: ShopDomain, current: Credentials) -> Credentials:
        if not self._claim(shop):
            if current.expires_within(timedelta(), self.clock.now()):
                raise _in_progress(shop)
            return current
        latest = self._stored(shop)
        return latest if latest != current else self._ask(shop, latest)

    def _stored(self, shop: ShopDomain) -> Credentials:
        with self.unit_of_work() as tx:
            credentials = tx.shops.credentials(shop)
        if credentials is None:
            raise ShopNotConnected(shop)
        return credentials

    def _ask(self, shop: ShopDomain, used: Credentials) -> Credentials:
        try:
            renewed = self._renewed(shop, used)
        except TokenRequestRefused as error:
            raise ShopNotConnected(shop) from error
        return self._keep(shop, used, renewed)

    def _keep(self, shop: ShopDomain, used: Credentials, renewed: Credentials) -> Credentials:
        """Stored before it is used. A store that left, or came back, while Shopify was asked is not overwritten."""
        with self.unit_of_work() as tx:
            kept = tx.shops.renew_credentials(shop, used, renewed)
            credentials = tx.shops.credentials(shop)
            tx.commit()
        if credentials is None:
            raise ShopNotConnected(shop)
        return renewed if kept else credentials

    def _renewed(self, shop: ShopDomain, credentials: Credentials) -> Credentials:
        """A token from client credentials comes without a refresh token: it is simply asked for again."""
        if credentials.refresh_token:
            return self._refreshed(shop, credentials.refresh_token)
        return self.auth.client_credentials(shop).credentials

    def _refreshed(self, shop: ShopDomain, refresh_token: Secret) -> Credentials:
        """Ask at most twice, at once, with the same token.

        When the answer to the first request is lost, Shopify gives the same pair again, but only for a short while;
        and a refusal counts only when it is repeated (Shopify: offline access tokens).
        """
        try:
            return self.auth.refresh(shop, refresh_token).credentials
        except (ShopifyUnavailable, TokenRequestRefused):
            return self.auth.refresh(shop, refresh_token).credentials

    def _claim(self, shop: ShopDomain) -> bool:
        now = self.clock.now()
        with self.unit_of_work() as tx:
            claimed = tx.shops.claim_refresh(shop, now, now + REFRESH_TAKES_AT_MOST)
            tx.commit()
        return claimed


def _access(shop: ShopDomain, credentials: Credentials) -> ShopAccess:
    return ShopAccess(shop, credentials.access_token, renewable=not credentials.permanent)


def _in_progress(shop: ShopDomain) -> TokenRefreshInProgress:
    return TokenRefreshInProgress(f"The token of {shop} is being renewed by another worker.")

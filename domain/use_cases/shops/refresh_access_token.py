"""A token that is good now."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

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
REFRESH_LEASE = timedelta(seconds=90)
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
        credentials = self._load_credentials(shop)
        if credentials.expires_within(REFRESH_BEFORE_EXPIRY, self.clock.now()):
            credentials = self._refresh_if_claimed(shop, credentials)
        return self._to_access(shop, credentials)

    def replace_rejected_token(self, rejected: ShopAccess) -> ShopAccess:
        """A token in place of one that Shopify refused before its time: the stored one, renewed if it is the same.

        Raises as a call does, and `TokenRefreshInProgress` also while another worker renews the refused token.
        """
        credentials = self._load_credentials(rejected.shop)
        if credentials.access_token == rejected.access_token and not credentials.permanent:
            if not self._claim(rejected.shop):
                raise _refresh_in_progress(rejected.shop)
            latest = self._load_credentials(rejected.shop)
            credentials = latest if latest != credentials else self._request_new(rejected.shop, latest)
        return self._to_access(rejected.shop, credentials)

    def refresh_now(self, shop: ShopDomain) -> bool:
        """Renew the token now, whatever time it has left; False for a permanent one, which is left alone.

        Raises as a call does, and `TokenRefreshInProgress` also while the token has time left.
        """
        if self._load_credentials(shop).permanent:
            return False
        if not self._claim(shop):
            raise _refresh_in_progress(shop)
        self._request_new(shop, self._load_credentials(shop))
        return True

    def exchange_permanent_token(self, shop: ShopDomain) -> bool:
        """Trade a permanent token for an expiring pair; False where there is a pair already.

        From 2027 Shopify takes no permanent tokens from public apps (Shopify: offline access tokens). Raises
        `TokenRequestRefused`, and the permanent token stays, where Shopify declines, as it does for custom apps.
        """
        used = self._load_credentials(shop)
        if not used.permanent:
            return False
        if not self._claim(shop):
            raise _refresh_in_progress(shop)
        self._save(shop, used, self.auth.exchange_permanent_token(shop, used.access_token).credentials)
        return True

    def _refresh_if_claimed(self, shop: ShopDomain, current: Credentials) -> Credentials:
        if not self._claim(shop):
            if current.expires_within(timedelta(), self.clock.now()):
                raise _refresh_in_progress(shop)
            return current
        latest = self._load_credentials(shop)
        return latest if latest != current else self._request_new(shop, latest)

    def _load_credentials(self, shop: ShopDomain) -> Credentials:
        with self.unit_of_work() as tx:
            credentials = tx.shops.get_credentials(shop)
        if credentials is None:
            raise ShopNotConnected(shop)
        return credentials

    def _request_new(self, shop: ShopDomain, used: Credentials) -> Credentials:
        try:
            renewed = self._request_by_grant(shop, used)
        except TokenRequestRefused as error:
            raise ShopNotConnected(shop) from error
        return self._save(shop, used, renewed)

    def _save(self, shop: ShopDomain, used: Credentials, renewed: Credentials) -> Credentials:
        """Stored before it is used. A store that left, or came back, while Shopify was asked is not overwritten."""
        with self.unit_of_work() as tx:
            kept = tx.shops.renew_credentials(shop, used, renewed)
            credentials = tx.shops.get_credentials(shop)
            tx.commit()
        if credentials is None:
            raise ShopNotConnected(shop)
        return renewed if kept else credentials

    def _request_by_grant(self, shop: ShopDomain, credentials: Credentials) -> Credentials:
        """A token from client credentials comes without a refresh token: it is simply asked for again."""
        if credentials.refresh_token:
            return self._refresh_twice(shop, credentials.refresh_token)
        return self.auth.request_client_credentials_token(shop).credentials

    def _refresh_twice(self, shop: ShopDomain, refresh_token: Secret) -> Credentials:
        """Ask at most twice, at once, with the same token.

        When the answer to the first request is lost, Shopify gives the same pair again, but only for a short while;
        and a refusal counts only when it is repeated (Shopify: offline access tokens).
        """
        try:
            return self.auth.refresh_access_token(shop, refresh_token).credentials
        except (ShopifyUnavailable, TokenRequestRefused):
            return self.auth.refresh_access_token(shop, refresh_token).credentials

    def _to_access(self, shop: ShopDomain, credentials: Credentials) -> ShopAccess:
        access = ShopAccess(shop, credentials.access_token)
        if credentials.permanent:
            return access
        return replace(access, renew=partial(self.replace_rejected_token, access))

    def _claim(self, shop: ShopDomain) -> bool:
        now = self.clock.now()
        with self.unit_of_work() as tx:
            claimed = tx.shops.claim_refresh(shop, now, now + REFRESH_LEASE)
            tx.commit()
        return claimed


def _refresh_in_progress(shop: ShopDomain) -> TokenRefreshInProgress:
    return TokenRefreshInProgress(f"The token of {shop} is being renewed by another worker.")

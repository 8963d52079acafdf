"""Provides a valid access token."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from novex_shopify.domain.errors import (
    ShopifyUnavailable,
    ShopNotConnected,
    TokenRefreshInProgress,
    TokenRequestRefused,
)
from novex_shopify.domain.model.audit import AuditAction, AuditSubject
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, Scopes, ShopAccess, ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_auth import ShopifyAuth
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import REFRESH_BEFORE_EXPIRY, REFRESH_LEASE
from novex_shopify.domain.use_cases.shops.check_address import CheckAddress


@dataclass(frozen=True, slots=True)
class RefreshAccessToken:
    """Provides access to a store and refreshes its token shortly before it expires.

    A refresh token works once, so one worker at a time refreshes, and the new pair is stored before it is used
    (docs/shopify.md, Access tokens).
    """

    unit_of_work: UnitOfWork
    auth: ShopifyAuth
    clock: Clock
    address: CheckAddress

    def __call__(self, shop: ShopDomain) -> ShopAccess:
        """Return a token that has not expired.

        Raises `ShopNotConnected` if there is no token or it cannot be refreshed, `TokenRefreshInProgress` while
        another worker refreshes an expired token, and `AddressChanged`.
        """
        credentials = self._load_credentials(shop)
        if credentials.expires_within(REFRESH_BEFORE_EXPIRY, self.clock.now()):
            credentials = self._refresh_if_claimed(shop, credentials)
        return self._to_access(shop, credentials)

    def replace_rejected_token(self, rejected: ShopAccess) -> ShopAccess:
        """Return another token than the one that Shopify rejected: the stored one, or a new one if they are equal.

        Raises like `__call__`, and `TokenRefreshInProgress` also while another worker refreshes the rejected token.
        """
        credentials = self._load_credentials(rejected.shop)
        if credentials.access_token == rejected.access_token and not credentials.permanent:
            if not self._claim_refresh(rejected.shop):
                raise _refresh_in_progress(rejected.shop)
            latest = self._load_credentials(rejected.shop)
            credentials = latest if latest != credentials else self._request_credentials(rejected.shop, latest)
        return self._to_access(rejected.shop, credentials)

    def refresh_now(self, shop: ShopDomain) -> bool:
        """Refresh the token even if it has not expired; False for a permanent token, which stays.

        Raises like `__call__`, and `TokenRefreshInProgress` also for a token that has not expired.
        """
        if self._load_credentials(shop).permanent:
            return False
        if not self._claim_refresh(shop):
            raise _refresh_in_progress(shop)
        self._request_credentials(shop, self._load_credentials(shop), at_request=True)
        return True

    def exchange_permanent_token(self, shop: ShopDomain) -> bool:
        """Exchange a permanent token for an expiring pair; False if the token is not permanent.

        From 2027 Shopify accepts no permanent tokens of public apps (docs/shopify.md, Access tokens). For custom apps
        it declines: raises `TokenRequestRefused`, and the permanent token stays.
        """
        used = self._load_credentials(shop)
        if not used.permanent:
            return False
        if not self._claim_refresh(shop):
            raise _refresh_in_progress(shop)
        new = self.auth.exchange_permanent_token(shop, used.access_token).credentials
        self._save_credentials(shop, used, new, at_request=True)
        return True

    def _refresh_if_claimed(self, shop: ShopDomain, current: Credentials) -> Credentials:
        if not self._claim_refresh(shop):
            if current.expires_within(timedelta(), self.clock.now()):
                raise _refresh_in_progress(shop)
            return current
        latest = self._load_credentials(shop)
        return latest if latest != current else self._request_credentials(shop, latest)

    def _load_credentials(self, shop: ShopDomain) -> Credentials:
        with self.unit_of_work.read() as tx:
            self.address.require_confirmed(tx)
            credentials = tx.shops.get_credentials(shop)
        if credentials is None:
            raise ShopNotConnected(shop)
        return credentials

    def _request_credentials(self, shop: ShopDomain, used: Credentials, *, at_request: bool = False) -> Credentials:
        try:
            new = self._request_by_grant(shop, used)
        except TokenRequestRefused as error:
            raise ShopNotConnected(shop) from error
        return self._save_credentials(shop, used, new, at_request=at_request)

    def _save_credentials(
        self, shop: ShopDomain, used: Credentials, new: Credentials, *, at_request: bool
    ) -> Credentials:
        """Store the pair, unless the store was disconnected or reconnected during the request."""
        with self.unit_of_work() as tx:
            saved = tx.shops.renew_credentials(shop, used, new)
            credentials = tx.shops.get_credentials(shop)
            if at_request:  # a worker renews tokens all the time
                tx.audit_log.record(AuditAction.TOKEN_RENEWED, AuditSubject.of_store(shop))
            tx.commit()
        if credentials is None:
            raise ShopNotConnected(shop)
        return new if saved else credentials

    def _request_by_grant(self, shop: ShopDomain, credentials: Credentials) -> Credentials:
        if credentials.refresh_token:
            return self._refresh_with_one_retry(shop, credentials.refresh_token)
        # A token from client credentials has no refresh token.
        return self.auth.request_client_credentials_token(shop).credentials

    def _refresh_with_one_retry(self, shop: ShopDomain, refresh_token: Secret) -> Credentials:
        """Ask at most twice, without a pause, with the same token.

        If the first answer is lost, Shopify returns the same pair again, but only for a short time. A refusal counts
        only if it is repeated (docs/shopify.md, Access tokens).
        """
        try:
            return self.auth.refresh_access_token(shop, refresh_token).credentials
        except (ShopifyUnavailable, TokenRequestRefused):
            return self.auth.refresh_access_token(shop, refresh_token).credentials

    def _to_access(self, shop: ShopDomain, credentials: Credentials) -> ShopAccess:
        access = ShopAccess(shop, credentials.access_token, self._load_scopes(shop))
        if credentials.permanent:
            return access
        return replace(access, renew=partial(self.replace_rejected_token, access))

    def _load_scopes(self, shop: ShopDomain) -> Scopes:
        with self.unit_of_work.read() as tx:
            known = tx.shops.get(shop)
        return known.scopes if known else Scopes(frozenset())

    def _claim_refresh(self, shop: ShopDomain) -> bool:
        now = self.clock.now()
        with self.unit_of_work() as tx:
            claimed = tx.shops.claim_refresh(shop, now, now + REFRESH_LEASE)
            tx.commit()
        return claimed


def _refresh_in_progress(shop: ShopDomain) -> TokenRefreshInProgress:
    return TokenRefreshInProgress(f"Another worker is refreshing the access token of {shop}.")

"""Connects a store."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from novex_shopify.domain.errors import (
    ExpiredState,
    InvalidCallbackSignature,
    ScopesNotGranted,
    StaleCallback,
    StateShopMismatch,
    UnknownState,
    shop_key,
)
from novex_shopify.domain.model.import_run import COMPLETE_LIST_KINDS
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import (
    Credentials,
    OAuthState,
    Scopes,
    Shop,
    ShopAccess,
    ShopDomain,
    TokenGrant,
    parse_shop_domain,
)
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.signatures import verify_query
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.shopify_auth import ShopifyAuth
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import CALLBACK_MAX_AGE, OAUTH_STATE_LIFETIME
from novex_shopify.domain.use_cases.shops.record_connection_state import restore_connection
from novex_shopify.domain.use_cases.shops.refresh_country import fetch_country_code

QueryParameters = Sequence[tuple[str, str]]
"""Decoded query parameters, in the order received."""


@dataclass(frozen=True, slots=True)
class ConnectShop:
    """Implements Shopify's authorization code grant, and two ways without a browser.

    Connecting stores the tokens and queues the subscription check and the first imports. Anything invalid raises a
    `ConnectionRefused` and stores nothing. So does a missing scope, unless the product works without it.
    """

    unit_of_work: UnitOfWork
    auth: ShopifyAuth
    admin: ShopifyAdmin
    notifier: WorkNotifier
    clock: Clock
    nonces: Nonces
    client_secrets: tuple[Secret, ...]
    scopes: Scopes
    api_version: str

    def begin(self, query: QueryParameters) -> str:
        """Start an attempt for the store in the parameter `shop`; returns the URL of its consent page."""
        parameters = dict(query)
        if "hmac" in parameters:  # Shopify signs the link when it opens the app itself
            self._check_signature(query)
        shop = parse_shop_domain(parameters.get("shop", ""))
        now = self.clock.now()
        state = OAuthState(self.nonces.generate(), shop, now + OAUTH_STATE_LIFETIME)
        with self.unit_of_work() as tx:
            tx.oauth_states.delete_expired(now - OAUTH_STATE_LIFETIME)
            tx.oauth_states.add(state)
            tx.commit()
        return self.auth.build_authorize_url(shop, self.scopes, state.nonce)

    def complete(self, query: QueryParameters) -> Shop:
        """Finish an attempt with the query string of Shopify's callback."""
        self._check_signature(query)
        parameters = dict(query)
        shop = parse_shop_domain(parameters.get("shop", ""))
        self._check_age(parameters.get("timestamp", ""))
        self._consume_state(parameters.get("state", ""), shop)
        return self._connect(shop, self.auth.exchange_code(shop, parameters.get("code", "")))

    def connect_with_token(self, shop_domain: str, access_token: Secret) -> Shop:
        """Connect a store by the permanent token of a custom app."""
        shop = parse_shop_domain(shop_domain)
        granted = self.admin.fetch_granted_scopes(ShopAccess(shop, access_token))
        return self._connect(shop, TokenGrant(Credentials(access_token), granted))

    def connect_with_client_credentials(self, shop_domain: str) -> Shop:
        """Connect a store of the organization that owns the app (Dev Dashboard apps)."""
        shop = parse_shop_domain(shop_domain)
        return self._connect(shop, self.auth.request_client_credentials_token(shop))

    def _check_signature(self, query: QueryParameters) -> None:
        if not verify_query(self.client_secrets, query):
            raise InvalidCallbackSignature

    def _check_age(self, timestamp: str) -> None:
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 10):
            raise StaleCallback
        if abs(self.clock.now() - datetime.fromtimestamp(int(timestamp), UTC)) > CALLBACK_MAX_AGE:
            raise StaleCallback

    def _consume_state(self, nonce: str, shop: ShopDomain) -> None:
        with self.unit_of_work() as tx:
            # Deleted before it is checked, so that no attempt can be answered twice.
            state = tx.oauth_states.pop(nonce)
            tx.commit()
        if state is None:
            raise UnknownState
        if state.expires_at <= self.clock.now():
            raise ExpiredState
        if state.shop != shop:
            raise StateShopMismatch

    def _connect(self, domain: ShopDomain, grant: TokenGrant) -> Shop:
        missing = self.scopes.required.missing_in(grant.scopes)
        if missing:
            raise ScopesNotGranted(missing)
        country_code = fetch_country_code(self.admin, ShopAccess(domain, grant.credentials.access_token))
        now = self.clock.now()
        shop = Shop(domain, grant.scopes, self.api_version, installed_at=now, country_code=country_code)
        with self.unit_of_work() as tx:
            if before := tx.shops.get(domain):
                restore_connection(tx, before, now)
                shop = replace(shop, country_code=country_code or before.country_code)
            tx.shops.save(shop)
            tx.shops.save_credentials(domain, grant.credentials)
            _schedule_setup(tx, domain, now)
            tx.commit()
        for work in Work:
            self.notifier.notify(work)
        return shop


def _schedule_setup(tx: Transaction, shop: ShopDomain, now: datetime) -> None:
    tx.subscriptions.schedule_check(shop, now)
    for kind in COMPLETE_LIST_KINDS:
        tx.imports.start(shop, kind, now)
    tx.events.release(shop, (shop_key(shop),), now)
    tx.pushes.release(shop, now)

"""Connects a store."""

import hmac
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from novex_shopify.domain.errors import (
    ExpiredState,
    InvalidCallbackSignature,
    NovexError,
    PermanentTokenRefused,
    ScopesNotGranted,
    StaleCallback,
    StateShopMismatch,
    UnknownState,
    to_log_fields,
)
from novex_shopify.domain.model.audit import AuditAction, AuditSubject
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
from novex_shopify.domain.policies.oauth_state_text import read_state, write_state
from novex_shopify.domain.policies.signatures import verify_query
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.shopify_auth import ShopifyAuth
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import CALLBACK_MAX_AGE, OAUTH_STATE_LIFETIME
from novex_shopify.domain.use_cases.shops.check_address import CheckAddress
from novex_shopify.domain.use_cases.shops.record_connection_state import (
    record_connection_failure,
    restore_connection,
)
from novex_shopify.domain.use_cases.shops.refresh_profile import fetch_profile
from novex_shopify.domain.use_cases.shops.schedule_setup import schedule_imports

_log = logging.getLogger(__name__)

QueryParameters = Sequence[tuple[str, str]]
"""Decoded query parameters, in the order received."""

ANY_SHOP = "*"
"""In place of a shop's domain: every shop is expected."""


@dataclass(frozen=True, slots=True)
class StartedConnection:
    """The URL of Shopify's consent page, and what the browser must keep until Shopify sends it back."""

    url: str
    nonce: str


@dataclass(frozen=True, slots=True)
class ConnectShop:
    """Implements Shopify's authorization code grant, and two ways without a browser.

    Connecting stores the tokens and queues the subscription check and the first imports. Anything invalid raises a
    `ConnectionRefused` and stores nothing; so does `AddressChanged`, because new tokens end those of the original. So
    does a missing scope, unless the product works without it. The exception are tokens that Shopify issued to a known
    store: they are stored before they are judged, because Shopify retired the ones before.

    A store that is neither one of `expected_shops` nor expected by a person (`ApproveShop`) is connected, but awaits
    approval: its events are stored, and nothing else happens. Anybody who can install the app can connect a store.
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
    address: CheckAddress
    expected_shops: frozenset[str] = frozenset()

    def begin(self, query: QueryParameters) -> StartedConnection:
        """Start an attempt for the store in the parameter `shop`. Stores nothing: anybody can open the install link."""
        parameters = dict(query)
        if "hmac" in parameters:  # Shopify signs the link when it opens the app itself
            self._check_signature(query)
        shop = parse_shop_domain(parameters.get("shop", ""))
        now = self.clock.now()
        state = OAuthState(self.nonces.generate(), shop, now + OAUTH_STATE_LIFETIME)
        with self.unit_of_work.read() as tx:
            self.address.require_confirmed(tx)
        text = write_state(self.client_secrets[0], state)
        return StartedConnection(self.auth.build_authorize_url(shop, self.scopes, text), state.nonce)

    def complete(self, query: QueryParameters, nonce: str) -> Shop:
        """Finish an attempt with the query string of Shopify's callback, and the nonce that the browser kept."""
        self._check_signature(query)
        parameters = dict(query)
        shop = parse_shop_domain(parameters.get("shop", ""))
        self._check_age(parameters.get("timestamp", ""))
        self._use_state(parameters.get("state", ""), shop, nonce)
        return self._connect_issued(shop, self.auth.exchange_code(shop, parameters.get("code", "")))

    def connect_with_token(self, shop_domain: str, access_token: Secret) -> Shop:
        """Connect a store by the permanent token of a custom app."""
        shop = parse_shop_domain(shop_domain)
        self._check_address()
        granted = self.admin.fetch_granted_scopes(ShopAccess(shop, access_token))
        if missing := self.scopes.required.missing_in(granted):
            raise ScopesNotGranted(missing)
        return self._connect(shop, TokenGrant(Credentials(access_token), granted), by_person=True)

    def connect_with_client_credentials(self, shop_domain: str) -> Shop:
        """Connect a store of the organization that owns the app (Dev Dashboard apps)."""
        shop = parse_shop_domain(shop_domain)
        self._check_address()
        return self._connect_issued(shop, self.auth.request_client_credentials_token(shop), by_person=True)

    def _check_address(self) -> None:
        with self.unit_of_work.read() as tx:
            self.address.require_confirmed(tx)

    def _check_signature(self, query: QueryParameters) -> None:
        if not verify_query(self.client_secrets, query):
            raise InvalidCallbackSignature

    def _check_age(self, timestamp: str) -> None:
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 10):
            raise StaleCallback
        if abs(self.clock.now() - datetime.fromtimestamp(int(timestamp), UTC)) > CALLBACK_MAX_AGE:
            raise StaleCallback

    def _use_state(self, text: str, shop: ShopDomain, nonce: str) -> None:
        state, now = read_state(self.client_secrets, text), self.clock.now()
        # Otherwise an attacker could begin a connection, and have somebody else's browser finish it.
        if state is None or not hmac.compare_digest(state.nonce.encode(), nonce.encode()):
            raise UnknownState
        if state.expires_at <= now:
            raise ExpiredState
        with self.unit_of_work() as tx:
            self.address.require_confirmed(tx)
            # Recorded before all else, so that no attempt can be answered twice.
            is_first_use = tx.oauth_states.use(state.nonce, state.expires_at)
            tx.oauth_states.delete_expired(now)
            tx.commit()
        if not is_first_use:
            raise UnknownState
        if state.shop != shop:
            raise StateShopMismatch

    def _connect_issued(self, domain: ShopDomain, grant: TokenGrant, *, by_person: bool = False) -> Shop:
        known = self._save_tokens_of_known_shop(domain, grant)
        grant = self._complete_scopes(domain, grant)
        missing = self.scopes.required.missing_in(grant.scopes)
        if missing and not known:
            raise ScopesNotGranted(missing)
        shop = self._connect(domain, grant, by_person=by_person)
        if grant.credentials.permanent:
            self._try_permanent_token(domain, grant.credentials.access_token)
        if missing:
            raise ScopesNotGranted(missing, stored=True)
        return shop

    def _save_tokens_of_known_shop(self, domain: ShopDomain, grant: TokenGrant) -> bool:
        """Before any other call: Shopify retired the pair before, and a crash must not lose this one."""
        with self.unit_of_work() as tx:
            known = tx.shops.get(domain) is not None
            if known:
                tx.shops.save_credentials(domain, grant.credentials)
            tx.commit()
        return known

    def _complete_scopes(self, domain: ShopDomain, grant: TokenGrant) -> TokenGrant:
        """Ask for the scopes that the response with the token did not state."""
        if grant.scopes.handles:
            return grant
        access = ShopAccess(domain, grant.credentials.access_token)
        return replace(grant, scopes=self.admin.fetch_granted_scopes(access))

    def _try_permanent_token(self, domain: ShopDomain, access_token: Secret) -> None:
        """Raises `PermanentTokenRefused` if this app cannot use it."""
        try:
            self.admin.fetch_granted_scopes(ShopAccess(domain, access_token))
        except PermanentTokenRefused as error:
            with self.unit_of_work() as tx:
                record_connection_failure(tx, domain, error, self.clock.now())
                tx.commit()
            raise
        except NovexError as error:  # the subscription check, which is due, calls again
            _log.warning("shop.token_not_tried", extra={"shop": domain, **to_log_fields(error)})

    def _connect(self, domain: ShopDomain, grant: TokenGrant, *, by_person: bool) -> Shop:
        profile = fetch_profile(self.admin, ShopAccess(domain, grant.credentials.access_token))
        now = self.clock.now()
        shop = Shop(domain, grant.scopes, self.api_version, installed_at=now, profile=profile)
        with self.unit_of_work() as tx:
            before = tx.shops.get(domain)
            expected = self._is_expected(tx, domain) or by_person
            shop = replace(shop, awaits_approval=not expected and (before is None or before.awaits_approval))
            if before:
                restore_connection(tx, before, now)
                shop = replace(shop, profile=profile.complete(before.profile))
            tx.shops.save(shop)
            tx.shops.save_credentials(domain, grant.credentials)
            tx.subscriptions.schedule_check(domain, now)
            if shop.active:
                schedule_imports(tx, domain, now)
            tx.audit_log.record(
                AuditAction.STORE_CONNECTED,
                AuditSubject.of_store(domain),
                after={"scopes": sorted(grant.scopes.handles), "awaits_approval": shop.awaits_approval},
            )
            tx.commit()
        for work in Work:
            self.notifier.notify(work)
        return shop

    def _is_expected(self, tx: Transaction, domain: ShopDomain) -> bool:
        expected_by_person = tx.shops.pop_expected(domain)
        return expected_by_person or ANY_SHOP in self.expected_shops or domain in self.expected_shops

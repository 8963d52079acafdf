"""Shopify's OAuth endpoints."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import msgspec

from novex_shopify.adapters.shopify.stores import StoreAddresses, check_the_store_is_served
from novex_shopify.domain.errors import ShopifyUnavailable, TokenRequestRefused
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, Grant, Scopes, ShopDomain
from novex_shopify.domain.ports.clock import Clock

_TOKEN_PATH = "/admin/oauth/access_token"  # noqa: S105 - a path, not a token
_OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"


class TokenAnswer(msgspec.Struct):
    """Shopify's answer to a token request; lifetimes in seconds."""

    access_token: str
    scope: str = ""
    expires_in: int | None = None
    refresh_token: str | None = None
    refresh_token_expires_in: int | None = None


class ErrorAnswer(msgspec.Struct):
    """Shopify's refusal of a token request."""

    error: str = "no reason given"


@dataclass(frozen=True, slots=True)
class HttpShopifyAuth:
    """The port `ShopifyAuth`. The client secret goes nowhere but to the store's own address."""

    http: httpx.Client
    stores: StoreAddresses
    clock: Clock
    client_id: str
    client_secret: Secret
    redirect_uri: str

    def authorize_url(self, shop: ShopDomain, scopes: Scopes, state: str) -> str:
        """The consent page."""
        query = {
            "client_id": self.client_id,
            "scope": str(scopes),
            "redirect_uri": self.redirect_uri,
            "state": state,
        }
        return self.stores.page(shop, "/admin/oauth/authorize", query)

    def exchange_code(self, shop: ShopDomain, code: str) -> Grant:
        """Turn a code into an expiring offline token."""
        return self._request(shop, {"code": code, "expiring": "1"})

    def refresh(self, shop: ShopDomain, refresh_token: Secret) -> Grant:
        """Get the next pair of tokens."""
        return self._request(shop, {"grant_type": "refresh_token", "refresh_token": refresh_token.value})

    def exchange_permanent(self, shop: ShopDomain, access_token: Secret) -> Grant:
        """Trade a permanent token for an expiring pair (Shopify: migrate to expiring offline tokens)."""
        form = {
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token": access_token.value,
            "subject_token_type": _OFFLINE,
            "requested_token_type": _OFFLINE,
            "expiring": "1",
        }
        return self._request(shop, form)

    def client_credentials(self, shop: ShopDomain) -> Grant:
        """Get a token for a store of the app's own organisation."""
        return self._request(shop, {"grant_type": "client_credentials"})

    def _request(self, shop: ShopDomain, form: dict[str, str]) -> Grant:
        asked_at = self.clock.now()
        try:
            response = self.http.post(
                self.stores.api(shop, _TOKEN_PATH),
                data={"client_id": self.client_id, "client_secret": self.client_secret.value, **form},
                headers={"Accept": "application/json", **self.stores.headers(shop)},
            )
        except httpx.TransportError as error:
            raise ShopifyUnavailable(f"{shop} did not answer a token request ({type(error).__name__}).") from error
        if response.status_code >= 500 or response.status_code == 429:
            raise ShopifyUnavailable(f"{shop} answered a token request with {response.status_code}.")
        check_the_store_is_served(shop, response.status_code, "a token request")
        if response.status_code != 200:
            raise TokenRequestRefused(_reason(response))
        return _grant(response, asked_at)


def _reason(response: httpx.Response) -> str:
    try:
        error = msgspec.json.decode(response.content, type=ErrorAnswer).error
    except msgspec.MsgspecError:
        error = "no reason given"
    return f"{response.status_code} {error[:80]}"


def _grant(response: httpx.Response, asked_at: datetime) -> Grant:
    try:
        answer = msgspec.json.decode(response.content, type=TokenAnswer)
    except msgspec.MsgspecError as error:
        raise ShopifyUnavailable("The answer to a token request is not what Shopify promises.") from error
    if answer.refresh_token and answer.expires_in is None:
        raise ShopifyUnavailable("Shopify sent an expiring token without its lifetime.")
    credentials = Credentials(
        Secret(answer.access_token),
        _after(asked_at, answer.expires_in),
        Secret(answer.refresh_token) if answer.refresh_token else None,
        _after(asked_at, answer.refresh_token_expires_in),
    )
    return Grant(credentials, Scopes.parse(answer.scope))


def _after(start: datetime, seconds: int | None) -> datetime | None:
    return start + timedelta(seconds=seconds) if seconds is not None else None

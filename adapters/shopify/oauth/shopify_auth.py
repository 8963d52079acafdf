"""The port `ShopifyAuth` over HTTP (docs/shopify.md, OAuth and Access tokens)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import msgspec

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.http_status import check_shop_is_available
from novex_shopify.domain.errors import ShopifyUnavailable, TokenRequestRefused, describe_kind
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, Scopes, ShopDomain, TokenGrant
from novex_shopify.domain.ports.clock import Clock

_TOKEN_PATH = "/admin/oauth/access_token"  # noqa: S105 - a path, not a token
_OFFLINE_TOKEN_TYPE = "urn:shopify:params:oauth:token-type:offline-access-token"  # noqa: S105 - a type, not a token


class TokenResponse(msgspec.Struct):
    """The response to a token request; lifetimes in seconds."""

    access_token: str
    scope: str = ""
    expires_in: int | None = None
    refresh_token: str | None = None
    refresh_token_expires_in: int | None = None


class TokenErrorResponse(msgspec.Struct):
    error: str = "no reason given"


@dataclass(frozen=True, slots=True)
class HttpShopifyAuth:
    http: httpx.Client
    endpoints: ShopEndpoints
    clock: Clock
    client_id: str
    client_secret: Secret
    redirect_uri: str

    def build_authorize_url(self, shop: ShopDomain, scopes: Scopes, state: str) -> str:
        query = {
            "client_id": self.client_id,
            "scope": str(scopes),
            "redirect_uri": self.redirect_uri,
            "state": state,
        }
        return self.endpoints.build_page_url(shop, "/admin/oauth/authorize", query)

    def exchange_code(self, shop: ShopDomain, code: str) -> TokenGrant:
        return self._request_grant(shop, {"code": code, "expiring": "1"})

    def refresh_access_token(self, shop: ShopDomain, refresh_token: Secret) -> TokenGrant:
        return self._request_grant(shop, {"grant_type": "refresh_token", "refresh_token": refresh_token.value})

    def exchange_permanent_token(self, shop: ShopDomain, access_token: Secret) -> TokenGrant:
        form = {
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token": access_token.value,
            "subject_token_type": _OFFLINE_TOKEN_TYPE,
            "requested_token_type": _OFFLINE_TOKEN_TYPE,
            "expiring": "1",
        }
        return self._request_grant(shop, form)

    def request_client_credentials_token(self, shop: ShopDomain) -> TokenGrant:
        return self._request_grant(shop, {"grant_type": "client_credentials"})

    def _request_grant(self, shop: ShopDomain, form: dict[str, str]) -> TokenGrant:
        requested_at = self.clock.now()  # before the request: a lifetime must not be counted from too late
        try:
            response = self.http.post(
                self.endpoints.build_api_url(shop, _TOKEN_PATH),
                data={"client_id": self.client_id, "client_secret": self.client_secret.value, **form},
                headers={"Accept": "application/json", **self.endpoints.build_headers(shop)},
            )
        except httpx.TransportError as error:
            raise ShopifyUnavailable(f"{shop} did not answer a token request ({describe_kind(error)}).") from error
        if response.status_code >= 500 or response.status_code == 429:
            raise ShopifyUnavailable(f"{shop} answered a token request with {response.status_code}.")
        check_shop_is_available(shop, response.status_code, "a token request")
        if response.status_code != 200:
            raise TokenRequestRefused(_describe_error(response))
        return _parse_grant(response, requested_at)


def _describe_error(response: httpx.Response) -> str:
    try:
        error = msgspec.json.decode(response.content, type=TokenErrorResponse).error
    except msgspec.MsgspecError:
        error = "no reason given"
    return f"{response.status_code} {error[:80]}"


def _parse_grant(response: httpx.Response, requested_at: datetime) -> TokenGrant:
    try:
        token = msgspec.json.decode(response.content, type=TokenResponse)
    except msgspec.MsgspecError as error:
        raise ShopifyUnavailable("Shopify's response to a token request cannot be read.") from error
    if token.refresh_token and token.expires_in is None:
        raise ShopifyUnavailable("Shopify sent an expiring token without its lifetime.")
    credentials = Credentials(
        Secret(token.access_token),
        _add_seconds(requested_at, token.expires_in),
        Secret(token.refresh_token) if token.refresh_token else None,
        _add_seconds(requested_at, token.refresh_token_expires_in),
    )
    return TokenGrant(credentials, Scopes.parse(token.scope))


def _add_seconds(start: datetime, seconds: int | None) -> datetime | None:
    return start + timedelta(seconds=seconds) if seconds is not None else None

"""The port `ShopifyAuth` over HTTP (docs/shopify.md, OAuth and Access tokens)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

import httpx
import msgspec

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.http_status import check_shop_is_available
from novex_shopify.domain.errors import ShopifyUnavailable, TokenRequestRefused, describe_kind
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, Scopes, ShopDomain, TokenGrant
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.timing import ASSUMED_TOKEN_LIFETIME

_TOKEN_PATH = "/admin/oauth/access_token"  # noqa: S105 - a path, not a token
_OFFLINE_TOKEN_TYPE = "urn:shopify:params:oauth:token-type:offline-access-token"  # noqa: S105 - a type, not a token

_LONGEST_LIFETIME = timedelta(days=366)


class TokenResponse(msgspec.Struct):
    """The response to a token request; lifetimes in seconds.

    Only the access token must be readable: the request has used up the tokens before it, so no pair is thrown away.
    """

    access_token: Annotated[str, msgspec.Meta(min_length=1)]
    scope: Any = None
    expires_in: Any = None
    refresh_token: Any = None
    refresh_token_expires_in: Any = None


class TokenErrorResponse(msgspec.Struct):
    error: str | None = None


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
        return self._request_grant(shop, {"code": code, "expiring": "1"}, allow_permanent=True)

    def refresh_access_token(self, shop: ShopDomain, refresh_token: Secret) -> TokenGrant:
        grant = self._request_grant(shop, {"grant_type": "refresh_token", "refresh_token": refresh_token.value})
        if grant.credentials.refresh_token:
            return grant
        # Without a new refresh token, the one that was sent stays valid (RFC 6749, section 6).
        return replace(grant, credentials=replace(grant.credentials, refresh_token=refresh_token))

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

    def _request_grant(self, shop: ShopDomain, form: dict[str, str], *, allow_permanent: bool = False) -> TokenGrant:
        requested_at = self.clock.now()  # before the request: a lifetime must not be counted from too late
        try:
            response = self.http.post(
                self.endpoints.build_api_url(shop, _TOKEN_PATH),
                data={"client_id": self.client_id, "client_secret": self.client_secret.value, **form},
                headers={"Accept": "application/json", **self.endpoints.build_headers(shop)},
            )
        except httpx.TransportError as error:
            raise ShopifyUnavailable(f"{shop} did not answer a token request ({describe_kind(error)}).") from error
        _check_token_status(shop, response)
        return _parse_grant(response, requested_at, allow_permanent=allow_permanent)


def _check_token_status(shop: ShopDomain, response: httpx.Response) -> None:
    """Raise the error of any status but 200. Only what is known to be a refusal makes the store reconnect."""
    status = response.status_code
    if status == 200:
        return
    check_shop_is_available(shop, status, response.headers, response.content, "a token request")
    if status in (400, 401) or (status == 403 and _read_error(response)):
        raise TokenRequestRefused(_describe_error(response))
    raise ShopifyUnavailable(f"{shop} answered a token request with {status}.")


def _describe_error(response: httpx.Response) -> str:
    return f"{response.status_code} {(_read_error(response) or 'no reason given')[:80]}"


def _read_error(response: httpx.Response) -> str | None:
    try:
        return msgspec.json.decode(response.content, type=TokenErrorResponse).error
    except msgspec.MsgspecError:
        return None


def _parse_grant(response: httpx.Response, requested_at: datetime, *, allow_permanent: bool) -> TokenGrant:
    try:
        token = msgspec.json.decode(response.content, type=TokenResponse)
    except msgspec.MsgspecError as error:
        raise ShopifyUnavailable("Shopify's response to a token request cannot be read.") from error
    refresh_token = token.refresh_token if isinstance(token.refresh_token, str) and token.refresh_token else None
    lifetime = _read_seconds(token.expires_in)
    # Shopify's permanent token comes with neither. Any other token without a readable lifetime counts as short-lived.
    if lifetime is None and (refresh_token or token.expires_in is not None or not allow_permanent):
        lifetime = ASSUMED_TOKEN_LIFETIME
    credentials = Credentials(
        Secret(token.access_token),
        _add(requested_at, lifetime),
        Secret(refresh_token) if refresh_token else None,
        _add(requested_at, _read_seconds(token.refresh_token_expires_in)),
    )
    return TokenGrant(credentials, Scopes.parse(token.scope if isinstance(token.scope, str) else ""))


def _read_seconds(value: Any) -> timedelta | None:
    """A lifetime of up to a year; None if it is missing or cannot be meant."""
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        return None
    return timedelta(seconds=seconds) if 0 < seconds <= _LONGEST_LIFETIME.total_seconds() else None


def _add(start: datetime, lifetime: timedelta | None) -> datetime | None:
    return start + lifetime if lifetime else None

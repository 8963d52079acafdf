"""Token requests and what Shopify may answer to them."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.oauth.shopify_auth import HttpShopifyAuth
from novex_shopify.domain.errors import (
    NovexError,
    ShopClosed,
    ShopifyUnavailable,
    ShopPaused,
    ShopRenamed,
    TokenRequestRefused,
)
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Scopes, TokenGrant
from novex_shopify.domain.timing import ASSUMED_TOKEN_LIFETIME
from tests.builders import SHOP

CLOCK = ManualClock()
PAIR = {
    "access_token": "shpat_planted",
    "scope": "read_orders,write_products",
    "expires_in": 3600,
    "refresh_token": "shprt_planted",
    "refresh_token_expires_in": 7776000,
}


@contextmanager
def connect(handler: Callable[[httpx.Request], httpx.Response]) -> Generator[HttpShopifyAuth]:
    with httpx.Client(transport=httpx.MockTransport(handler)) as http:
        secret = Secret("secret_planted")
        yield HttpShopifyAuth(http, ShopEndpoints(), CLOCK, "client-id", secret, "https://erp.example.com/callback")


def exchange_code(handler: Callable[[httpx.Request], httpx.Response]) -> TokenGrant:
    with connect(handler) as auth:
        return auth.exchange_code(SHOP, "code-1")


def test_a_code_is_posted_to_the_shops_own_domain_and_asks_for_an_expiring_token() -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json=PAIR)

    grant = exchange_code(answer)
    (request,) = requests
    assert str(request.url) == f"https://{SHOP}/admin/oauth/access_token"
    assert dict(parse_qsl(request.content.decode())) == {
        "client_id": "client-id",
        "client_secret": "secret_planted",
        "code": "code-1",
        "expiring": "1",
    }
    assert grant.credentials.access_token == Secret("shpat_planted")
    assert grant.credentials.access_token_expires_at == CLOCK.now() + timedelta(hours=1)
    assert grant.credentials.refresh_token == Secret("shprt_planted")
    assert grant.credentials.refresh_token_expires_at == CLOCK.now() + timedelta(days=90)
    assert grant.scopes == Scopes.parse("read_orders,write_products")


def test_a_permanent_token_has_no_lifetime_and_no_refresh_token() -> None:
    credentials = exchange_code(lambda _: httpx.Response(200, json={"access_token": "shpat_planted"})).credentials
    assert (credentials.access_token_expires_at, credentials.refresh_token) == (None, None)


@pytest.mark.parametrize("lifetime", [None, "", "soon", 0, -1, 1e300, [], {}])
def test_a_pair_without_a_readable_lifetime_is_kept_and_counts_as_short_lived(lifetime: Any) -> None:
    credentials = exchange_code(lambda _: httpx.Response(200, json={**PAIR, "expires_in": lifetime})).credentials
    assert credentials.access_token_expires_at == CLOCK.now() + ASSUMED_TOKEN_LIFETIME
    assert credentials.refresh_token == Secret("shprt_planted")


@pytest.mark.parametrize("lifetime", ["3600", 3600.0])
def test_a_lifetime_is_read_in_any_notation(lifetime: Any) -> None:
    credentials = exchange_code(lambda _: httpx.Response(200, json={**PAIR, "expires_in": lifetime})).credentials
    assert credentials.access_token_expires_at == CLOCK.now() + timedelta(hours=1)


@pytest.mark.parametrize("other", [{"scope": None}, {"scope": ["read_orders"]}, {"refresh_token_expires_in": "later"}])
def test_no_other_field_costs_the_pair(other: dict[str, Any]) -> None:
    credentials = exchange_code(lambda _: httpx.Response(200, json=PAIR | other)).credentials
    assert credentials.refresh_token == Secret("shprt_planted")


def test_a_refreshed_or_requested_token_without_a_lifetime_is_not_permanent() -> None:
    with connect(lambda _: httpx.Response(200, json={"access_token": "shpat_planted"})) as auth:
        refreshed = auth.refresh_access_token(SHOP, Secret("shprt_used")).credentials
        requested = auth.request_client_credentials_token(SHOP).credentials
    assert not requested.permanent
    assert refreshed.access_token_expires_at == CLOCK.now() + ASSUMED_TOKEN_LIFETIME
    assert refreshed.refresh_token == Secret("shprt_used")


def test_a_token_request_that_is_redirected_names_the_new_address() -> None:
    location = {"Location": "https://new-tea.myshopify.com/admin/oauth/access_token"}
    with pytest.raises(ShopRenamed, match=r"new-tea\.myshopify\.com"):
        exchange_code(lambda _: httpx.Response(308, headers=location))


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"error": "invalid_grant"}, TokenRequestRefused),
        (401, {"error": "invalid_request"}, TokenRequestRefused),
        (402, {}, ShopPaused),
        (423, {}, ShopPaused),
        (404, {}, ShopClosed),
        (429, {}, ShopifyUnavailable),
        (500, {}, ShopifyUnavailable),
        (200, {"scope": ""}, ShopifyUnavailable),
        (200, {**PAIR, "access_token": ""}, ShopifyUnavailable),
        (403, {"error": "shop_not_permitted"}, TokenRequestRefused),
        (403, {"errors": "Unavailable Shop"}, ShopPaused),
        (403, {}, ShopifyUnavailable),
        (301, {}, ShopifyUnavailable),
        (406, {}, ShopifyUnavailable),
        (408, {}, ShopifyUnavailable),
        (409, {}, ShopifyUnavailable),
        (425, {}, ShopifyUnavailable),
    ],
)
def test_each_refusal_is_an_error_of_the_domain_without_secrets(
    status: int, body: dict[str, Any], error: type[NovexError]
) -> None:
    with pytest.raises(error) as raised:
        exchange_code(lambda _: httpx.Response(status, json=body))
    assert "planted" not in str(raised.value)


@pytest.mark.parametrize(
    ("body", "reason"), [(b'{"error": "invalid_grant"}', "400 invalid_grant"), (b"<html>", "400 no reason given")]
)
def test_a_refusal_has_shopifys_reason(body: bytes, reason: str) -> None:
    with pytest.raises(TokenRequestRefused, match=reason):
        exchange_code(lambda _: httpx.Response(400, content=body))


def test_without_a_response_shopify_is_unavailable() -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(ShopifyUnavailable, match="connect error"):
        exchange_code(refuse)

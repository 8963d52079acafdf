"""Token requests and what Shopify may answer to them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.oauth.shopify_auth import HttpShopifyAuth
from novex_shopify.domain.errors import NovexError, ShopClosed, ShopifyUnavailable, ShopPaused, TokenRequestRefused
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Scopes, TokenGrant
from tests.builders import SHOP

CLOCK = ManualClock()
PAIR = {
    "access_token": "shpat_planted",
    "scope": "read_orders,write_products",
    "expires_in": 3600,
    "refresh_token": "shprt_planted",
    "refresh_token_expires_in": 7776000,
}


def exchange_code(handler: Callable[[httpx.Request], httpx.Response]) -> TokenGrant:
    with httpx.Client(transport=httpx.MockTransport(handler)) as http:
        secret = Secret("secret_planted")
        auth = HttpShopifyAuth(http, ShopEndpoints(), CLOCK, "client-id", secret, "https://erp.example.com/callback")
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
        (200, {**PAIR, "expires_in": None}, ShopifyUnavailable),
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

"""The probe of a shop."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql.shop_probe import HttpShopProbe
from novex_shopify.domain.errors import ShopifyUnavailable, ShopRenamed
from novex_shopify.domain.ports.shop_probe import ShopProbeResult
from tests.adapters.shopify.graphql.graphql_calls import ACCESS, API_VERSION
from tests.builders import SHOP


def probe(handler: Callable[[httpx.Request], httpx.Response]) -> ShopProbeResult:
    with httpx.Client(transport=httpx.MockTransport(handler)) as http:
        return HttpShopProbe(http, ShopEndpoints(), API_VERSION)(ACCESS)


def test_the_status_the_date_and_the_served_version_are_returned() -> None:
    headers = {"Date": "Wed, 25 Nov 2026 20:00:00 GMT", "X-Shopify-API-Version": "2026-07"}
    result = probe(lambda _: httpx.Response(200, json={}, headers=headers))
    assert result == ShopProbeResult(200, datetime(2026, 11, 25, 20, tzinfo=UTC), "2026-07")


@pytest.mark.parametrize("status", [401, 402, 404, 500])
def test_an_error_status_is_a_result_and_is_not_retried(status: int) -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(status)

    result = probe(answer)
    assert (result.status, str(status) in str(result.error)) == (status, True)
    (request,) = requests
    assert str(request.url) == f"https://{SHOP}/admin/api/{API_VERSION}/graphql.json"
    assert request.headers["X-Shopify-Access-Token"] == ACCESS.access_token.value


def test_a_redirect_to_another_address_of_the_store_is_named() -> None:
    result = probe(lambda _: httpx.Response(301, headers={"Location": "https://new-tea.myshopify.com/"}))
    assert isinstance(result.error, ShopRenamed)


@pytest.mark.parametrize(
    "headers",
    [
        {"Date": "Wed, 25 Nov 2026 20:00:00 -0000"},
        [("Date", "Wed, 25 Nov 2026 20:00:00 GMT"), ("Date", "Wed, 25 Nov 2026 20:00:01 GMT")],
    ],
)
def test_a_date_without_a_zone_or_one_that_comes_twice_is_in_utc(headers: Any) -> None:
    assert probe(lambda _: httpx.Response(200, headers=headers)).date == datetime(2026, 11, 25, 20, tzinfo=UTC)


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}])
def test_a_missing_or_unreadable_date_is_none(headers: dict[str, str]) -> None:
    assert probe(lambda _: httpx.Response(200, headers=headers)).date is None


def test_without_a_response_shopify_is_unavailable() -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(ShopifyUnavailable, match="connect error"):
        probe(refuse)

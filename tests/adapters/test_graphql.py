"""The three places where Shopify may say no, each as the domain's own error."""

from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from novex_shopify.adapters.shopify.graphql import GraphQLClient
from novex_shopify.adapters.shopify.stores import StoreAddresses
from novex_shopify.domain.errors import (
    NovexError,
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopifyThrottled,
    ShopifyUnavailable,
)
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopAccess
from tests.builders import SHOP

ACCESS = ShopAccess(SHOP, Secret("shpat_planted"))


class Shop(msgspec.Struct):
    """What the test asks for."""

    name: str


def ask(*answers: httpx.Response | Exception) -> tuple[Shop, list[httpx.Request]]:
    """Ask once; gives the data and the requests that were sent."""
    requests: list[httpx.Request] = []
    waiting = list(answers)

    def shopify(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        answer = waiting.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with httpx.Client(transport=httpx.MockTransport(shopify)) as http:
        data = GraphQLClient(http, StoreAddresses(), "2026-10").execute(ACCESS, "grantedScopes", Shop, id="gid://1")
    return data, requests


def json(status: int, body: Any, **headers: str) -> httpx.Response:
    """An answer."""
    return httpx.Response(status, json=body, headers=headers)


def test_a_call_goes_to_the_stores_own_address_with_its_token() -> None:
    data, (request,) = ask(json(200, {"data": {"name": "Tea"}}))
    assert data == Shop("Tea")
    assert str(request.url) == f"https://{SHOP}/admin/api/2026-10/graphql.json"
    assert request.headers["X-Shopify-Access-Token"] == "shpat_planted"
    body = msgspec.json.decode(request.content)
    assert body["variables"] == {"id": "gid://1"}
    assert body["query"].startswith("query grantedScopes")


def test_throttling_tells_how_long_to_wait() -> None:
    cost = {
        "requestedQueryCost": 300,
        "throttleStatus": {"maximumAvailable": 1000, "currentlyAvailable": 100, "restoreRate": 50},
    }
    throttled = {
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
        "extensions": {"cost": cost},
    }
    with pytest.raises(ShopifyThrottled) as refusal:
        ask(json(200, throttled))
    assert refusal.value.retry_after == timedelta(seconds=4)


@pytest.mark.parametrize(("header", "seconds"), [({"Retry-After": "7.0"}, 7), ({}, 2), ({"Retry-After": "soon"}, 2)])
def test_too_many_requests_are_told_how_long_to_wait(header: dict[str, str], seconds: int) -> None:
    with pytest.raises(ShopifyThrottled) as refusal:
        ask(json(429, {}, **header))
    assert refusal.value.retry_after == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (json(401, {"errors": "[API] Invalid API key or access token"}), ShopifyAccessDenied),
        (json(403, {"errors": "Forbidden"}), ShopifyAccessDenied),
        (json(402, {"errors": "Unavailable Shop"}), ShopifyRefused),
        (json(404, {"errors": "Not Found"}), ShopifyRefused),
        (json(500, {}), ShopifyUnavailable),
        (json(503, {}), ShopifyUnavailable),
        (json(200, {"errors": "a text instead of a list"}), ShopifyRefused),
        (json(200, {"errors": [{"message": "no", "extensions": {"code": "ACCESS_DENIED"}}]}), ShopifyAccessDenied),
        (
            json(200, {"errors": [{"message": "oops", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}),
            ShopifyUnavailable,
        ),
        (json(200, {"errors": [{"message": "Field 'x' doesn't exist"}], "data": {"name": "Tea"}}), ShopifyRefused),
        (json(200, {"data": {"name": 7}}), ShopifyUnavailable),
        (httpx.Response(200, text="<html>"), ShopifyUnavailable),
        (httpx.ReadTimeout("slow"), ShopifyUnavailable),
        (httpx.ConnectError("refused"), ShopifyUnavailable),
    ],
)
def test_every_no_is_an_error_of_ours(answer: httpx.Response | Exception, error: type[NovexError]) -> None:
    with pytest.raises(error) as refusal:
        ask(answer)
    assert "shpat_planted" not in str(refusal.value)


def test_nothing_is_ever_sent_twice() -> None:
    answers = [json(503, {}), json(200, {"data": {"name": "Tea"}})]
    transport = httpx.MockTransport(lambda _request: answers.pop(0))
    with httpx.Client(transport=transport) as http, pytest.raises(ShopifyUnavailable):
        GraphQLClient(http, StoreAddresses(), "2026-10").execute(ACCESS, "grantedScopes", Shop)
    assert len(answers) == 1

"""Each way in which Shopify can refuse a call is an error of the domain; points, log events and deprecations."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.in_memory_rate_limiter import InMemoryRateLimiter
from novex_shopify.domain.errors import (
    NovexError,
    ShopClosed,
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopifyThrottled,
    ShopifyUnavailable,
    ShopPaused,
    ShopRenamed,
    TokenRefused,
    UnknownShopifyError,
)
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from tests.adapters.shopify.graphql.graphql_calls import ACCESS, API_VERSION, ShopResponse, connect
from tests.builders import SHOP


def execute_once(*answers: httpx.Response | Exception) -> tuple[ShopResponse, list[httpx.Request]]:
    """Execute one document; returns its data and the requests that were sent."""
    requests: list[httpx.Request] = []
    waiting = list(answers)

    def shopify(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        answer = waiting.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with connect(shopify) as client:
        data = client.execute(ACCESS, "grantedScopes", ShopResponse, id="gid://1")
    return data, requests


def build_response(status: int, body: Any, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=body, headers=headers)


def test_a_call_goes_to_the_shops_own_address_with_its_token() -> None:
    data, (request,) = execute_once(build_response(200, {"data": {"name": "Tea"}}))
    assert data == ShopResponse("Tea")
    assert str(request.url) == f"https://{SHOP}/admin/api/2026-10/graphql.json"
    assert request.headers["X-Shopify-Access-Token"] == "shpat_planted"
    body = msgspec.json.decode(request.content)
    assert body["variables"] == {"id": "gid://1"}
    assert body["query"].startswith("query grantedScopes")


def test_a_throttled_error_states_the_wait() -> None:
    cost = {
        "requestedQueryCost": 300,
        "throttleStatus": {"maximumAvailable": 1000, "currentlyAvailable": 100, "restoreRate": 50},
    }
    throttled = {
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
        "extensions": {"cost": cost},
    }
    with pytest.raises(ShopifyThrottled) as refusal:
        execute_once(build_response(200, throttled))
    assert refusal.value.retry_after == timedelta(seconds=4)


@pytest.mark.parametrize(("header", "seconds"), [({"Retry-After": "7.0"}, 7), ({}, 2), ({"Retry-After": "soon"}, 2)])
def test_a_429_error_states_the_wait(header: dict[str, str], seconds: int) -> None:
    with pytest.raises(ShopifyThrottled) as refusal:
        execute_once(build_response(429, {}, **header))
    assert refusal.value.retry_after == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (build_response(401, {"errors": "[API] Invalid API key or access token"}), TokenRefused),
        (build_response(403, {"errors": "Forbidden"}), ShopifyAccessDenied),
        (build_response(402, {"errors": "Unavailable Shop"}), ShopPaused),
        (build_response(423, {"errors": "Locked"}), ShopPaused),
        (build_response(430, {"errors": "Security"}), ShopifyThrottled),
        (build_response(408, {"errors": "Timeout"}), ShopifyUnavailable),
        (build_response(404, {"errors": "Not Found"}), ShopClosed),
        (build_response(500, {}), ShopifyUnavailable),
        (build_response(503, {}), ShopifyUnavailable),
        (build_response(403, {"errors": "Unavailable Shop"}), ShopPaused),
        (build_response(301, {}, location="https://new-tea.myshopify.com/"), ShopRenamed),
        (build_response(409, {"errors": "Conflict"}), UnknownShopifyError),
        (build_response(200, {"errors": "a text instead of a list"}), UnknownShopifyError),
        (build_response(200, {"errors": [{"message": "Timeout"}]}), UnknownShopifyError),
        (
            build_response(200, {"errors": [{"message": "closing", "extensions": {"code": "SHOP_INACTIVE"}}]}),
            ShopPaused,
        ),
        (
            build_response(200, {"errors": [{"message": "no", "extensions": {"code": "ACCESS_DENIED"}}]}),
            ShopifyAccessDenied,
        ),
        (
            build_response(200, {"errors": [{"message": "oops", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}),
            ShopifyUnavailable,
        ),
        (
            build_response(200, {"errors": [{"message": "no", "extensions": {"code": "undefinedField"}}]}),
            ShopifyRefused,
        ),
        (
            build_response(200, {"errors": [{"message": "Something went wrong"}], "data": {"name": "Tea"}}),
            UnknownShopifyError,
        ),
        (build_response(200, {"data": {"name": 7}}), ShopifyUnavailable),
        (httpx.Response(200, text="<html>"), ShopifyUnavailable),
        (httpx.ReadTimeout("slow"), ShopifyUnavailable),
        (httpx.ConnectError("refused"), ShopifyUnavailable),
    ],
)
def test_every_refusal_is_an_error_of_the_domain(answer: httpx.Response | Exception, error: type[NovexError]) -> None:
    with pytest.raises(error) as refusal:
        execute_once(answer)
    assert "shpat_planted" not in str(refusal.value)


def test_no_request_is_sent_twice() -> None:
    answers = [build_response(503, {}), build_response(200, {"data": {"name": "Tea"}})]
    with connect(lambda _request: answers.pop(0)) as client, pytest.raises(ShopifyUnavailable):
        client.execute(ACCESS, "grantedScopes", ShopResponse)
    assert len(answers) == 1


SHOP_RESPONSE = {"data": {"name": "Tea"}}


def build_cost_extension(requested: float, actual: float | None, left: float) -> dict[str, Any]:
    """The cost that a response states."""
    status = {"maximumAvailable": 2000, "currentlyAvailable": left, "restoreRate": 100}
    return {"cost": {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}}


@dataclass
class TimedShopify:
    """A client and the Shopify that answers it. Time passes only while the client sleeps."""

    answer: Callable[[], httpx.Response]
    deadline: float = 30
    now: float = 0
    sent_at: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rate_limiter = InMemoryRateLimiter(lambda: self.now)
        self.client = GraphQLClient(
            httpx.Client(transport=httpx.MockTransport(self._receive)),
            ShopEndpoints(),
            API_VERSION,
            self.rate_limiter,
            self.deadline,
            self.sleep,
            lambda: self.now,
        )

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def execute(self, document: str = "grantedScopes", access: ShopAccess = ACCESS) -> ShopResponse:
        return self.client.execute(access, document, ShopResponse)

    def _receive(self, _request: httpx.Request) -> httpx.Response:
        self.sent_at.append(self.now)
        return self.answer()


def test_a_call_waits_until_the_shop_has_points_for_it() -> None:
    shopify = TimedShopify(lambda: build_response(200, SHOP_RESPONSE))
    shopify.rate_limiter.reserve(SHOP, 2000)
    shopify.execute()
    assert shopify.sent_at == pytest.approx([1])


def test_a_call_that_would_wait_too_long_is_not_sent() -> None:
    shopify = TimedShopify(lambda: build_response(200, SHOP_RESPONSE))
    shopify.rate_limiter.reserve(SHOP, 2000)
    shopify.rate_limiter.reserve(SHOP, 1000)
    with pytest.raises(ShopifyThrottled) as refusal:
        shopify.execute()
    assert refusal.value.retry_after == timedelta(seconds=11)
    assert (shopify.sent_at, shopify.now) == ([], 0)


def test_a_document_reserves_the_cost_of_its_last_response() -> None:
    shopify = TimedShopify(
        lambda: build_response(200, SHOP_RESPONSE | {"extensions": build_cost_extension(700, 10, left=0)})
    )
    shopify.execute()
    shopify.execute("bulkOperation")
    shopify.execute()
    assert shopify.sent_at == pytest.approx([0, 1, 1 + 7])


def test_without_a_cost_all_reserved_points_count_as_used() -> None:
    shopify = TimedShopify(lambda: build_response(200, SHOP_RESPONSE))
    for _ in range(21):
        shopify.execute()
    assert shopify.sent_at == pytest.approx([0] * 20 + [1])


def test_a_throttled_call_delays_the_next_one() -> None:
    throttled = {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}
    shopify = TimedShopify(
        lambda: build_response(200, throttled | {"extensions": build_cost_extension(60, None, left=10)})
    )
    for _ in range(2):
        with pytest.raises(ShopifyThrottled):
            shopify.execute()
    assert shopify.sent_at == pytest.approx([0, 0.5])


def test_a_response_that_trickles_is_given_up() -> None:
    def trickle() -> Iterator[bytes]:
        for _ in range(1000):
            shopify.now += 1
            yield b" "

    shopify = TimedShopify(lambda: httpx.Response(200, content=trickle(), headers={"X-Request-Id": "7c5f"}), deadline=5)
    with pytest.raises(ShopifyUnavailable, match="7c5f"):
        shopify.execute()
    assert shopify.now == 6


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"data": {"name": 7}}),
        (200, {"errors": "a text"}),
        (200, {"errors": [{"message": "no"}]}),
        (200, {"errors": [{"message": "no", "extensions": {"code": "THROTTLED"}}]}),
        (200, {"errors": [{"message": "no", "extensions": {"code": "ACCESS_DENIED"}}]}),
        (200, {"errors": [{"message": "no", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}),
        (401, {}),
        (404, {}),
        (429, {}),
        (503, {}),
    ],
)
def test_every_error_names_the_request_id_for_shopifys_support(status: int, body: Any) -> None:
    with pytest.raises(NovexError, match=r"grantedScopes \(request 7c5f\)"):
        execute_once(build_response(status, body, **{"X-Request-Id": "7c5f"}))


def list_log_records(caplog: pytest.LogCaptureFixture, *names: str) -> list[tuple[object, ...]]:
    """The logged events with some of their facts."""
    return [(record.getMessage(), *(getattr(record, name) for name in names)) for record in caplog.records]


def test_every_call_can_be_found_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "novex_shopify")
    execute_once(
        build_response(
            200, SHOP_RESPONSE | {"extensions": build_cost_extension(60, 12, left=900)}, **{"X-Request-Id": "7c5f"}
        )
    )
    facts = ("shop", "document", "cost", "request_id")
    assert list_log_records(caplog, *facts) == [("shopify.call_completed", SHOP, "grantedScopes", 12, "7c5f")]


def test_a_response_in_another_api_version_is_logged_once_per_shop(caplog: pytest.LogCaptureFixture) -> None:
    shopify = TimedShopify(lambda: build_response(200, SHOP_RESPONSE, **{"X-Shopify-API-Version": "2027-01"}))
    shopify.execute()
    shopify.execute("bulkOperation")
    shopify.execute(access=ShopAccess(ShopDomain("another.myshopify.com"), Secret("shpat_planted")))
    assert list_log_records(caplog, "shop") == [
        ("shopify.api_version_mismatch", SHOP),
        ("shopify.api_version_mismatch", "another.myshopify.com"),
    ]


def test_a_deprecated_document_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    reason = {"X-Shopify-API-Version": "2026-10", "X-Shopify-API-Deprecated-Reason": "https://shopify.dev/changelog"}
    shopify = TimedShopify(lambda: build_response(200, SHOP_RESPONSE, **reason))
    for document in ("grantedScopes", "bulkOperation", "grantedScopes"):
        shopify.execute(document)
    assert list_log_records(caplog, "document") == [
        ("shopify.api_deprecated", "grantedScopes"),
        ("shopify.api_deprecated", "bulkOperation"),
    ]


def test_withheld_fields_are_null_and_the_rest_is_read() -> None:
    withheld = [{"message": "not approved", "path": ["order", "email"], "extensions": {"code": "ACCESS_DENIED"}}]
    shop, _ = execute_once(httpx.Response(200, json={"data": {"name": "Tea"}, "errors": withheld}))
    assert shop.name == "Tea"


@pytest.mark.parametrize(
    "body",
    [
        {"data": None, "errors": [{"message": "no", "path": ["order"], "extensions": {"code": "ACCESS_DENIED"}}]},
        {"data": {"name": "Tea"}, "errors": [{"message": "no", "extensions": {"code": "ACCESS_DENIED"}}]},
    ],
    ids=["no data", "not about a field"],
)
def test_a_denied_document_is_an_error(body: dict[str, Any]) -> None:
    with pytest.raises(ShopifyAccessDenied):
        execute_once(httpx.Response(200, json=body))

"""A shop in the sandbox: the merchant's actions, the app's calls, and a receiver of webhooks."""

import asyncio
import base64
import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from starlette.applications import Starlette
from starlette.testclient import TestClient

from novex_shopify.entrypoints.sandbox.state import SandboxState

SHOP = "tea-house.myshopify.com"
CLIENT_ID = "novex-test"
SECRET = "a planted secret"
CALLBACK_URL = "https://erp.example/shopify/callback"
WEBHOOK_URL = "https://erp.example/webhooks/shopify"
ALL_SCOPES = (
    "read_products",
    "read_customers",
    "read_orders",
    "read_payment_terms",
    "read_locations",
    "read_fulfillments",
    "write_merchant_managed_fulfillment_orders",
)


@dataclass
class ManualTime:
    """A clock that stands still until a test advances it."""

    now: datetime = datetime(2026, 11, 23, 9, 30, 0, 123456, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class WebhookReceiver:
    """The app's webhook URL: records requests, and answers with the given statuses or with 200."""

    requests: list[httpx.Request] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    default_status: int = 200
    hang: bool = False

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.hang:
            await asyncio.Event().wait()
        status = self.statuses.pop(0) if self.statuses else self.default_status
        return httpx.Response(status, headers={"Location": "https://elsewhere.example/"} if status == 302 else {})

    def list_topics(self) -> list[str]:
        return [request.headers["X-Shopify-Topic"] for request in self.requests]

    def find_request(self, topic: str) -> httpx.Request:
        return next(request for request in self.requests if request.headers["X-Shopify-Topic"] == topic)


@dataclass
class SandboxShop:
    client: TestClient
    domain: str = SHOP
    token: str = ""

    @property
    def state(self) -> SandboxState:
        app = self.client.app
        assert isinstance(app, Starlette)
        state = app.state.sandbox
        assert isinstance(state, SandboxState)
        return state

    def call_control_api(self, method: str, path: str = "", json: Any = None, *, status: int = 200) -> Any:
        response = self.client.request(method, f"/sandbox/shops/{self.domain}{path}", json=json)
        assert response.status_code == status, response.text
        return response.json()

    def connect(self, *scopes: str) -> None:
        self.token = self.call_control_api("POST", "/tokens", {"scopes": scopes or ALL_SCOPES}, status=201)[
            "access_token"
        ]

    def place_order(self, **options: Any) -> Any:
        return self.call_control_api("POST", "/orders", options, status=201)

    def execute(self, query: str, **variables: Any) -> httpx.Response:
        """Execute a document and return the whole response."""
        response = self.client.post(
            "/admin/api/2026-10/graphql.json",
            json={"query": query, "variables": variables},
            headers={"X-Sandbox-Shop": self.domain, "X-Shopify-Access-Token": self.token},
        )
        return httpx.Response(response.status_code, headers=dict(response.headers), content=response.content)

    def query(self, query: str, **variables: Any) -> Any:
        """Execute a document that must succeed, and return its data."""
        body = self.execute(query, **variables).json()
        assert "errors" not in body, body
        return body["data"]

    def subscribe(self, *topics: str, uri: str = WEBHOOK_URL) -> None:
        for topic in topics:
            answer = self.query(SUBSCRIBE, topic=topic, uri=uri)["webhookSubscriptionCreate"]
            assert answer["userErrors"] == []

    def wait_for_deliveries(self) -> None:
        """Wait until every webhook is delivered or has failed."""
        portal = self.client.portal
        assert portal is not None
        settle: Callable[[], Awaitable[None]] = self.state.task_runner.wait_until_idle
        portal.call(settle)

    def grant_consent(
        self, *granted: str, requested: tuple[str, ...] = ALL_SCOPES, state: str = "n0nce"
    ) -> dict[str, str]:
        """Submit the consent page, and return the parameters of the redirect to the app."""
        query = {"client_id": CLIENT_ID, "scope": ",".join(requested), "redirect_uri": CALLBACK_URL, "state": state}
        page = self.client.get("/admin/oauth/authorize", params={**query, "sandbox_shop": self.domain})
        assert page.status_code == 200, page.text
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
        form = {**fields, "decision": "install", "granted": list(granted or requested)}
        answer = self.client.post("/admin/oauth/authorize", data=form, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        location = urlsplit(answer.headers["location"])
        assert f"{location.scheme}://{location.netloc}{location.path}" == CALLBACK_URL
        return {name: values[0] for name, values in parse_qs(location.query, strict_parsing=True).items()}

    def request_token(self, **fields: str) -> httpx.Response:
        form = {"client_id": CLIENT_ID, "client_secret": SECRET, **fields}
        headers = {"X-Sandbox-Shop": self.domain}
        response = self.client.post("/admin/oauth/access_token", data=form, headers=headers)
        return httpx.Response(response.status_code, content=response.content)


SUBSCRIBE = """
mutation ($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: {uri: $uri}) {
    webhookSubscription { id topic uri apiVersion { handle } }
    userErrors { field message }
  }
}
"""


def sign_body(body: bytes, secret: str = SECRET) -> str:
    """Sign as Shopify's documentation describes, with other code than the sandbox's."""
    return base64.standard_b64encode(hmac.new(secret.encode("utf-8"), body, hashlib.sha256).digest()).decode("ascii")

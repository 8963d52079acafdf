"""The candidates for `ShopifyAuth` and `ShopifyAdmin`: in memory, and over HTTP against the sandbox."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from novex_shopify.adapters.clock import SystemClock
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import ALL_SCOPES, FakeShop
from novex_shopify.adapters.memory.shopify.shopify_admin import MemoryShopifyAdmin
from novex_shopify.adapters.memory.shopify.shopify_auth import MemoryShopifyAuth
from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.shopify_admin import GraphQLShopifyAdmin
from novex_shopify.adapters.shopify.oauth.shopify_auth import HttpShopifyAuth
from novex_shopify.domain.model.delivery_method import DeliveryMethod
from novex_shopify.domain.model.fulfillment import FulfillmentRequest, Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Scopes, ShopAccess, ShopDomain
from novex_shopify.domain.policies.allocation import allocate
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.shopify_auth import ShopifyAuth
from novex_shopify.entrypoints.sandbox.client import ShopClient
from novex_shopify.entrypoints.sandbox.consent_form import install_app
from tests.builders import ORDER_ID, SHOP, a_complete_order, a_customer, a_delivery_group, a_fulfillment_order, a_return
from tests.sandbox import build_shop_domain, run_sandbox

CLIENT_ID = "contract-tests"
CLIENT_SECRET = Secret("secret-of-the-contract-tests")
REDIRECT_URI = "http://127.0.0.1:9/shopify/callback"


class ShopifyCandidate(Protocol):
    """The two adapters, and what a merchant can do in the shop behind them."""

    auth: ShopifyAuth
    admin: ShopifyAdmin

    def create_code(self) -> str:
        """Give consent; returns the authorization code."""
        ...

    def create_access(self, scopes: Scopes = ALL_SCOPES) -> ShopAccess:
        """A permanent token."""
        ...

    def get_customer(self) -> int:
        """A customer with a name."""
        ...

    def place_order(self) -> int:
        """An unfulfilled order of two units of one item."""
        ...

    def place_split_order(self) -> int:
        """An unfulfilled order of three units of one item: one to ship, one to pick up, one for local delivery."""
        ...

    def place_returned_order(self) -> tuple[int, int]:
        """An order of two units, one of which is returned for a fee; returns the ids of the order and the return."""
        ...

    def get_other_location(self) -> int:
        """A location that the order is not assigned to."""
        ...


@dataclass
class InMemoryCandidate:
    """The adapters in memory."""

    shop: FakeShop
    auth: ShopifyAuth
    admin: ShopifyAdmin

    def create_code(self) -> str:
        self.shop.authorization_codes.add("code-1")
        return "code-1"

    def create_access(self, scopes: Scopes = ALL_SCOPES) -> ShopAccess:
        return ShopAccess(SHOP, self.shop.access_token, scopes)

    def get_customer(self) -> int:
        self.shop.customers.append(a_customer())
        return a_customer().id

    def place_order(self) -> int:
        self.shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
        return ORDER_ID

    def place_split_order(self) -> int:
        methods = (DeliveryMethod.PICK_UP, DeliveryMethod.LOCAL, DeliveryMethod.SHIPPING)
        orders = [a_delivery_group(method, 1, "gid://shopify/Location/1") for method in methods]
        self.shop.add_unfulfilled_order(ORDER_ID, *orders)
        return ORDER_ID

    def place_returned_order(self) -> tuple[int, int]:
        returned = a_return(status="open", closed_at=None)
        self.shop.orders[ORDER_ID] = replace(a_complete_order(), returns=(returned,))
        return ORDER_ID, returned.id

    def get_other_location(self) -> int:
        return 5


@dataclass
class HttpCandidate:
    """The adapters over HTTP, connected to the sandbox."""

    sandbox: httpx.Client
    shop: ShopDomain
    auth: ShopifyAuth
    admin: ShopifyAdmin

    def create_code(self) -> str:
        link = self.auth.build_authorize_url(self.shop, ALL_SCOPES, "state-1")
        # No server listens at the redirect URI; the code is in the URL of the failed request.
        with pytest.raises(httpx.ConnectError) as redirect:
            install_app(self.sandbox, link)
        return dict(parse_qsl(urlsplit(str(redirect.value.request.url)).query))["code"]

    def create_access(self, scopes: Scopes = ALL_SCOPES) -> ShopAccess:
        answer = self.sandbox.post(f"/sandbox/shops/{self.shop}/tokens", json={"scopes": sorted(scopes.handles)})
        return ShopAccess(self.shop, Secret(answer.json()["access_token"]), scopes)

    def get_customer(self) -> int:
        answer = self.sandbox.get(f"/sandbox/shops/{self.shop}/customers")
        number: int = answer.json()["customers"][0]["id"]
        return number

    def place_order(self) -> int:
        shop = ShopClient(self.sandbox, self.shop)
        number: int = shop.place_order(shop.list_unique_skus()[0])["id"]
        return number

    def place_split_order(self) -> int:
        shop = ShopClient(self.sandbox, self.shop)
        line = {"sku": shop.list_unique_skus()[0], "quantity": 3, "delivery_methods": {"PICK_UP": 1, "LOCAL": 1}}
        number: int = shop.place_custom_order({"lines": [line]})["id"]
        return number

    def place_returned_order(self) -> tuple[int, int]:
        shop, access, order_id = ShopClient(self.sandbox, self.shop), self.create_access(), self.place_order()
        (waiting,) = self.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders
        shipment = Shipment("SHIP-1", "1", (ShipmentLine(waiting.lines[0].line_item_id, 2),))
        self.admin.create_fulfillment(access, allocate(shipment, [waiting]).requests[0])
        line = {"line_item_id": waiting.lines[0].line_item_id, "quantity": 1, "restocking_fee": "1.00"}
        return order_id, shop.create_return(order_id, {"lines": [line], "shipping_fee": "2.00"})

    def get_other_location(self) -> int:
        locations: list[int] = [
            location["id"] for location in ShopClient(self.sandbox, self.shop).fetch_shop()["locations"]
        ]
        return locations[-1]


@pytest.fixture(scope="module")
def sandbox_url() -> Generator[str]:
    """A sandbox for all tests of a module."""
    with run_sandbox(CLIENT_ID, CLIENT_SECRET.value) as sandbox:
        yield sandbox.url


@pytest.fixture(params=["memory", "http"])
def shopify(request: pytest.FixtureRequest) -> Generator[ShopifyCandidate]:
    """Each candidate, with a shop of its own for each test."""
    if request.param == "memory":
        fake_shop = FakeShop()
        yield InMemoryCandidate(fake_shop, MemoryShopifyAuth(fake_shop, ManualClock()), MemoryShopifyAdmin(fake_shop))
        return
    url = request.getfixturevalue("sandbox_url")
    shop = build_shop_domain(request.node.name)
    endpoints = ShopEndpoints(sandbox_url=url)
    with httpx.Client(timeout=10) as http, httpx.Client(base_url=url, timeout=10) as sandbox:
        auth = HttpShopifyAuth(http, endpoints, SystemClock(), CLIENT_ID, CLIENT_SECRET, REDIRECT_URI)
        yield HttpCandidate(sandbox, shop, auth, GraphQLShopifyAdmin(GraphQLClient(http, endpoints, "2026-10")))


def build_fulfillment_request(
    shopify: ShopifyCandidate, access: ShopAccess, order_id: int, quantity: int = 2
) -> FulfillmentRequest:
    """A request for some units of the order's first line."""
    (order,) = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders
    line = ShipmentLine(order.lines[0].line_item_id, quantity)
    (request,) = allocate(Shipment("SHIP-1", "1", (line,), Tracking("JD01", "DHL Express")), [order]).requests
    return request

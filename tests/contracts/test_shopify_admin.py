"""The exam for `ShopifyAuth` and `ShopifyAdmin`: in memory, and the real HTTP adapters against the sandbox."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
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
from novex_shopify.domain.errors import NotFound, ShopifyAccessDenied, ShopifyRefused, TokenRequestRefused
from novex_shopify.domain.model.fulfillment import (
    FulfillmentOrder,
    FulfillmentOrderMove,
    FulfillmentRequest,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Scopes, ShopAccess, ShopDomain
from novex_shopify.domain.policies.allocation import allocate
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.shopify_auth import ShopifyAuth
from novex_shopify.entrypoints.sandbox.client import ShopClient
from novex_shopify.entrypoints.sandbox.consent_form import install_app
from tests.builders import ORDER_ID, SHOP, a_fulfillment_order
from tests.sandbox import run_sandbox

CLIENT_SECRET = Secret("secret-of-the-exam")
REDIRECT = "http://127.0.0.1:9/shopify/callback"


class ShopifyCandidate(Protocol):
    """A candidate: the two adapters, and what a merchant can do in the store behind them."""

    auth: ShopifyAuth
    admin: ShopifyAdmin

    def create_code(self) -> str:
        """Consent, and the code that comes of it."""
        ...

    def create_access(self) -> ShopAccess:
        """A permanent token."""
        ...

    def place_order(self) -> int:
        """An order of two pieces that waits to be shipped."""
        ...

    def get_other_location(self) -> int:
        """A place of the store that the order is not assigned to."""
        ...


@dataclass
class InMemoryCandidate:
    """The adapters in memory."""

    store: FakeShop
    auth: ShopifyAuth
    admin: ShopifyAdmin

    def create_code(self) -> str:
        self.store.authorization_codes.add("code-1")
        return "code-1"

    def create_access(self) -> ShopAccess:
        return ShopAccess(SHOP, self.store.access_token)

    def place_order(self) -> int:
        self.store.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
        return ORDER_ID

    def get_other_location(self) -> int:
        return 5


@dataclass
class HttpCandidate:
    """The real adapters, and the sandbox on the other side of the wire."""

    sandbox: httpx.Client
    shop: ShopDomain
    auth: ShopifyAuth
    admin: ShopifyAdmin

    def create_code(self) -> str:
        link = self.auth.build_authorize_url(self.shop, ALL_SCOPES, "state-1")
        with pytest.raises(httpx.ConnectError) as nobody_listens:
            install_app(self.sandbox, link)
        return dict(parse_qsl(urlsplit(str(nobody_listens.value.request.url)).query))["code"]

    def create_access(self) -> ShopAccess:
        scopes = sorted(ALL_SCOPES.handles)
        answer = self.sandbox.post(f"/sandbox/shops/{self.shop}/tokens", json={"scopes": scopes})
        return ShopAccess(self.shop, Secret(answer.json()["access_token"]))

    def place_order(self) -> int:
        shop = ShopClient(self.sandbox, self.shop)
        number: int = shop.place_order(shop.list_unique_skus()[0])["id"]
        return number

    def get_other_location(self) -> int:
        locations: list[int] = [
            location["id"] for location in ShopClient(self.sandbox, self.shop).fetch_shop()["locations"]
        ]
        return locations[-1]


@pytest.fixture(scope="module")
def sandbox_address() -> Generator[str]:
    """The sandbox."""
    with run_sandbox("exam", CLIENT_SECRET.value) as sandbox:
        yield sandbox.url


@pytest.fixture(params=["memory", "http"])
def shopify(request: pytest.FixtureRequest) -> Generator[ShopifyCandidate]:
    """Every candidate, each time with a store of its own."""
    if request.param == "memory":
        fake_shop = FakeShop()
        yield InMemoryCandidate(fake_shop, MemoryShopifyAuth(fake_shop, ManualClock()), MemoryShopifyAdmin(fake_shop))
        return
    address = request.getfixturevalue("sandbox_address")
    shop = ShopDomain(f"exam-{abs(hash(request.node.name))}.myshopify.com")
    stores = ShopEndpoints(sandbox_url=address)
    with httpx.Client(timeout=10) as http, httpx.Client(base_url=address, timeout=10) as sandbox:
        auth = HttpShopifyAuth(http, stores, SystemClock(), "exam", CLIENT_SECRET, REDIRECT)
        yield HttpCandidate(sandbox, shop, auth, GraphQLShopifyAdmin(GraphQLClient(http, stores, "2026-10")))


def build_fulfillment_request(
    shopify: ShopifyCandidate, access: ShopAccess, order_id: int, quantity: int = 2
) -> FulfillmentRequest:
    """A request for so many pieces of the order's first line."""
    (order,) = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders
    line = ShipmentLine(order.lines[0].line_item_id, quantity)
    (request,) = allocate(Shipment("SHIP-1", "1", (line,), Tracking("JD01", "DHL Express")), [order]).requests
    return request


def count_remaining(orders: Sequence[FulfillmentOrder]) -> int:
    """How many pieces may still be shipped."""
    return sum(line.remaining_quantity for order in orders if order.can_be_fulfilled for line in order.lines)


def test_a_code_is_good_for_one_expiring_token(shopify: ShopifyCandidate) -> None:
    code, shop = shopify.create_code(), shopify.create_access().shop
    grant = shopify.auth.exchange_code(shop, code)
    assert ALL_SCOPES.missing_in(grant.scopes) == set()
    assert grant.credentials.access_token_expires_at is not None
    assert grant.credentials.refresh_token is not None
    assert grant.credentials.refresh_token_expires_at is not None
    with pytest.raises(TokenRequestRefused):
        shopify.auth.exchange_code(shop, code)


def test_a_refreshed_token_works(shopify: ShopifyCandidate) -> None:
    code, shop = shopify.create_code(), shopify.create_access().shop
    first = shopify.auth.exchange_code(shop, code).credentials
    assert first.refresh_token is not None
    second = shopify.auth.refresh_access_token(shop, first.refresh_token).credentials
    assert second.access_token != first.access_token
    assert second.refresh_token != first.refresh_token
    granted = shopify.admin.fetch_granted_scopes(ShopAccess(shop, second.access_token))
    assert ALL_SCOPES.missing_in(granted) == set()


def test_a_refresh_repeated_at_once_with_the_same_token_gives_the_same_pair(shopify: ShopifyCandidate) -> None:
    code, shop = shopify.create_code(), shopify.create_access().shop
    first = shopify.auth.exchange_code(shop, code).credentials
    assert first.refresh_token is not None
    second, again = (shopify.auth.refresh_access_token(shop, first.refresh_token).credentials for _ in range(2))
    assert (again.access_token, again.refresh_token) == (second.access_token, second.refresh_token)


def test_a_made_up_refresh_token_is_refused(shopify: ShopifyCandidate) -> None:
    with pytest.raises(TokenRequestRefused):
        shopify.auth.refresh_access_token(shopify.create_access().shop, Secret("shprt_made_up"))


def test_a_permanent_token_is_traded_once_for_an_expiring_pair(shopify: ShopifyCandidate) -> None:
    permanent = shopify.create_access()
    pair = shopify.auth.exchange_permanent_token(permanent.shop, permanent.access_token).credentials
    assert pair.access_token != permanent.access_token
    assert pair.access_token_expires_at is not None
    assert pair.refresh_token is not None
    granted = shopify.admin.fetch_granted_scopes(ShopAccess(permanent.shop, pair.access_token))
    assert not ALL_SCOPES.missing_in(granted)
    with pytest.raises(ShopifyAccessDenied):
        shopify.admin.fetch_granted_scopes(permanent)
    for spent in (permanent.access_token, pair.access_token):
        with pytest.raises(TokenRequestRefused):
            shopify.auth.exchange_permanent_token(permanent.shop, spent)


def test_the_consent_page_is_the_shops_own(shopify: ShopifyCandidate) -> None:
    link = shopify.auth.build_authorize_url(SHOP, Scopes.parse("read_orders"), "state-1")
    query = dict(parse_qsl(urlsplit(link).query))
    assert (query["state"], query["scope"]) == ("state-1", "read_orders")
    assert SHOP in link


def test_the_granted_scopes_of_a_token_are_returned(shopify: ShopifyCandidate) -> None:
    assert ALL_SCOPES.missing_in(shopify.admin.fetch_granted_scopes(shopify.create_access())) == set()


def test_a_bad_token_is_refused(shopify: ShopifyCandidate) -> None:
    with pytest.raises(ShopifyAccessDenied):
        shopify.admin.fetch_granted_scopes(ShopAccess(shopify.create_access().shop, Secret("shpat_made_up")))


def test_subscriptions_are_made_listed_and_ended(shopify: ShopifyCandidate) -> None:
    access = shopify.create_access()
    created = shopify.admin.create_webhook_subscription(access, "ORDERS_CREATE", "https://erp.example.com/w")
    assert (created.topic, created.uri) == ("ORDERS_CREATE", "https://erp.example.com/w")
    assert list(shopify.admin.fetch_webhook_subscriptions(access)) == [created]
    shopify.admin.delete_webhook_subscription(access, created.id)
    assert list(shopify.admin.fetch_webhook_subscriptions(access)) == []


def test_the_same_subscription_twice_is_declined_in_shopifys_words(shopify: ShopifyCandidate) -> None:
    access = shopify.create_access()
    shopify.admin.create_webhook_subscription(access, "ORDERS_CREATE", "https://erp.example.com/w")
    with pytest.raises(ShopifyRefused, match="taken"):
        shopify.admin.create_webhook_subscription(access, "ORDERS_CREATE", "https://erp.example.com/w")


def test_what_was_shipped_is_known_and_no_longer_expected(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    request = build_fulfillment_request(shopify, access, order_id)
    made = shopify.admin.create_fulfillment(access, request)
    state = shopify.admin.fetch_order_fulfillments(access, order_id)
    assert [(known.id, known.tracking_numbers, known.cancelled) for known in state.fulfillments] == [
        (made.id, ("JD01",), False)
    ]
    assert shopify.admin.fetch_fulfillment_quantities(access, made.id) == {request.lines[0].line_item_id: 2}
    assert count_remaining(state.fulfillment_orders) == 0


def test_a_part_can_be_shipped_and_the_rest_later(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    for left in (1, 0):
        shopify.admin.create_fulfillment(access, build_fulfillment_request(shopify, access, order_id, quantity=1))
        state = shopify.admin.fetch_order_fulfillments(access, order_id)
        assert count_remaining(state.fulfillment_orders) == left
    assert len(state.fulfillments) == 2


def test_more_than_remains_is_declined_in_shopifys_words(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    request = build_fulfillment_request(shopify, access, order_id)
    shopify.admin.create_fulfillment(access, request)
    with pytest.raises(ShopifyRefused, match="fulfillmentCreate"):
        shopify.admin.create_fulfillment(access, request)
    assert len(shopify.admin.fetch_order_fulfillments(access, order_id).fulfillments) == 1


def test_tracking_is_replaced_however_often(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    made = shopify.admin.create_fulfillment(access, build_fulfillment_request(shopify, access, order_id))
    corrected = Tracking("JD02", "DHL Express", additional_numbers=("JD03",))
    for _ in range(2):
        shopify.admin.update_tracking(access, made.id, corrected, notify_customer=False)
    (known,) = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillments
    assert known.tracking_numbers == ("JD02", "JD03")


def test_items_of_a_cancelled_fulfillment_are_unfulfilled_again(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    made = shopify.admin.create_fulfillment(access, build_fulfillment_request(shopify, access, order_id))
    shopify.admin.cancel_fulfillment(access, made.id)
    state = shopify.admin.fetch_order_fulfillments(access, order_id)
    assert [known.cancelled for known in state.fulfillments] == [True]
    assert count_remaining(state.fulfillment_orders) == 2


def test_what_does_not_exist_cannot_be_changed(shopify: ShopifyCandidate) -> None:
    access, gid = shopify.create_access(), "gid://shopify/Fulfillment/404"
    with pytest.raises(ShopifyRefused):
        shopify.admin.cancel_fulfillment(access, gid)
    with pytest.raises(ShopifyRefused):
        shopify.admin.update_tracking(access, gid, Tracking("JD01"), notify_customer=False)


def test_items_are_moved_to_another_location_and_shipped_from_there(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    (order,) = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders
    line, there = order.lines[0], shopify.get_other_location()
    shopify.admin.move_fulfillment_order(access, [FulfillmentOrderMove(order.id, line.id, 1, there)])
    orders = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders
    parcel = Shipment("SHIP-1", "1", (ShipmentLine(line.line_item_id, 1),), location_id=there)
    (request,) = allocate(parcel, orders).requests
    shopify.admin.create_fulfillment(access, request)
    assert count_remaining(shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders) == 1


def test_an_order_that_does_not_exist_is_not_found(shopify: ShopifyCandidate) -> None:
    with pytest.raises(NotFound):
        shopify.admin.fetch_order_fulfillments(shopify.create_access(), 404)

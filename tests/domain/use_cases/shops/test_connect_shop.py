"""A merchant connects a store. The web pages are tested in tests/entrypoints/web/test_connect.py."""

from copy import deepcopy
from dataclasses import dataclass, replace

import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import ALL_SCOPES
from novex_shopify.adapters.memory.shopify.shopify_auth import MemoryShopifyAuth
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import (
    ExpiredState,
    NovexError,
    PermanentTokenRefused,
    ScopesNotGranted,
    ShopifyAccessDenied,
    ShopifyUnavailable,
    UnknownState,
)
from novex_shopify.domain.model.connection import ConnectionProblem, ConnectionState
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import COMPLETE_LIST_KINDS
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, Scopes, ShopDomain, ShopProfile, TokenGrant
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.policies.signatures import sign_query
from novex_shopify.domain.resource_keys import shop_key
from novex_shopify.domain.timing import OAUTH_STATE_LIFETIME
from novex_shopify.domain.use_cases.shops import ConnectShop
from tests.builders import HOUR, NOON, ORDER_ID, SECRET, SHOP, a_new_event, a_shipment
from tests.domain.use_cases.shops.shop_fakes import ShopFakes


@pytest.fixture
def connect_shop(fakes: ShopFakes) -> ConnectShop:
    fakes.shop.authorization_codes.add("code-1")
    return ConnectShop(
        unit_of_work=fakes.unit_of_work,
        auth=fakes.auth,
        admin=fakes.admin,
        notifier=fakes.notifier,
        clock=fakes.clock,
        nonces=fakes.nonces,
        client_secrets=(SECRET,),
        scopes=ALL_SCOPES,
        api_version="2026-10",
        address=fakes.address,
        expected_shops=frozenset({SHOP}),
    )


def build_callback(fakes: ShopFakes, url: str) -> list[tuple[str, str]]:
    """The query string with which Shopify sends the merchant back from its consent page."""
    timestamp = str(int(fakes.clock.now().timestamp()))
    state = url.rpartition("state=")[2]
    query = [("code", "code-1"), ("shop", SHOP), ("state", state), ("timestamp", timestamp)]
    return [*query, ("hmac", sign_query(SECRET, query))]


def test_a_connected_shop_has_its_first_work_queued(fakes: ShopFakes, connect_shop: ConnectShop) -> None:
    started = connect_shop.begin([("shop", SHOP)])
    assert connect_shop.complete(build_callback(fakes, started.url), started.nonce) == fakes.get_shop()
    assert fakes.get_credentials().refresh_token == fakes.shop.refresh_token
    with fakes.unit_of_work() as tx:
        assert tx.subscriptions.find_due_shop(fakes.clock.now()) == SHOP
        assert {run.kind for run in tx.imports.list_latest(9)} == set(COMPLETE_LIST_KINDS)
    assert set(fakes.notifier.notifications) == set(Work)


def test_an_expired_state_is_refused(fakes: ShopFakes, connect_shop: ConnectShop) -> None:
    started = connect_shop.begin([("shop", SHOP)])
    fakes.clock.advance(OAUTH_STATE_LIFETIME)
    with pytest.raises(ExpiredState):
        connect_shop.complete(build_callback(fakes, started.url), started.nonce)
    assert fakes.shop.call_counts["exchange_code"] == 0


def test_opening_the_install_link_stores_nothing(connect_shop: ConnectShop) -> None:
    unit_of_work = MemoryUnitOfWork()
    before = deepcopy(unit_of_work.state)
    replace(connect_shop, unit_of_work=unit_of_work).begin([("shop", SHOP)])
    assert unit_of_work.state == before


@pytest.mark.parametrize("nonce", ["", "nonce-2"])
def test_only_the_browser_that_began_a_connection_can_finish_it(
    fakes: ShopFakes, connect_shop: ConnectShop, nonce: str
) -> None:
    started = connect_shop.begin([("shop", SHOP)])
    connect_shop.begin([("shop", SHOP)])
    with pytest.raises(UnknownState):
        connect_shop.complete(build_callback(fakes, started.url), nonce)
    assert connect_shop.complete(build_callback(fakes, started.url), started.nonce).connected


def test_a_token_of_a_custom_app_is_tried_before_it_is_stored(fakes: ShopFakes, connect_shop: ConnectShop) -> None:
    with pytest.raises(ShopifyAccessDenied):
        connect_shop.connect_with_token(SHOP, Secret("shpat_made_up"))
    with fakes.unit_of_work() as tx:
        assert tx.shops.list_all() == []


def test_a_store_without_an_optional_scope_is_connected(fakes: ShopFakes, connect_shop: ConnectShop) -> None:
    optional = ("read_returns", "read_inventory", "write_inventory")
    fakes.shop.scopes = Scopes(ALL_SCOPES.handles.difference(optional))
    assert connect_shop.connect_with_token(SHOP, fakes.shop.access_token).scopes == fakes.shop.scopes


def test_a_token_without_a_required_scope_is_not_stored(fakes: ShopFakes, connect_shop: ConnectShop) -> None:
    fakes.shop.scopes = Scopes.parse("read_orders")
    with pytest.raises(ScopesNotGranted, match="write_merchant_managed_fulfillment_orders"):
        connect_shop.connect_with_token(SHOP, fakes.shop.access_token)
    with fakes.unit_of_work() as tx:
        assert tx.shops.list_all() == []


def test_a_known_shop_keeps_the_new_tokens_if_it_granted_less(connected: ShopFakes, connect_shop: ConnectShop) -> None:
    """Shopify retired the tokens before."""
    connected.shop.authorization_codes.add("code-1")
    connected.shop.scopes = Scopes.parse("read_orders")
    started = connect_shop.begin([("shop", SHOP)])
    with pytest.raises(ScopesNotGranted, match="The store stays connected"):
        connect_shop.complete(build_callback(connected, started.url), started.nonce)
    assert connected.get_credentials().refresh_token == connected.shop.refresh_token
    assert (connected.get_shop().scopes, connected.get_shop().reachable) == (Scopes.parse("read_orders"), True)


def test_the_new_tokens_of_a_known_shop_are_stored_before_any_other_call(
    connected: ShopFakes, connect_shop: ConnectShop
) -> None:
    """A crash during that call must not lose them."""
    connected.shop.authorization_codes.add("code-1")
    stored: list[Secret | None] = []
    connected.shop.run_on_call("fetch_profile", 1, lambda: stored.append(connected.get_credentials().refresh_token))
    started = connect_shop.begin([("shop", SHOP)])
    connect_shop.complete(build_callback(connected, started.url), started.nonce)
    assert stored == [connected.shop.refresh_token]


def test_a_new_shop_that_grants_less_is_not_stored(fakes: ShopFakes, connect_shop: ConnectShop) -> None:
    fakes.shop.scopes = Scopes.parse("read_orders")
    started = connect_shop.begin([("shop", SHOP)])
    with pytest.raises(ScopesNotGranted):
        connect_shop.complete(build_callback(fakes, started.url), started.nonce)
    with fakes.unit_of_work() as tx:
        assert tx.shops.list_all() == []


def test_a_token_that_a_person_enters_replaces_no_better_one(connected: ShopFakes, connect_shop: ConnectShop) -> None:
    connected.shop.scopes = Scopes.parse("read_orders")
    before = connected.get_credentials()
    with pytest.raises(ScopesNotGranted):
        connect_shop.connect_with_token(SHOP, connected.shop.access_token)
    assert connected.get_credentials() == before


@dataclass(frozen=True)
class ScopelessAuth(MemoryShopifyAuth):
    """Shopify states no scopes with the token."""

    def exchange_code(self, shop: ShopDomain, code: str) -> TokenGrant:
        return replace(MemoryShopifyAuth.exchange_code(self, shop, code), scopes=Scopes.parse(""))


def test_scopes_that_came_without_the_token_are_asked_for(fakes: ShopFakes, connect_shop: ConnectShop) -> None:
    connect_shop = replace(connect_shop, auth=ScopelessAuth(fakes.shop, fakes.clock))
    started = connect_shop.begin([("shop", SHOP)])
    assert connect_shop.complete(build_callback(fakes, started.url), started.nonce).scopes == ALL_SCOPES


@dataclass(frozen=True)
class PermanentTokenAuth(MemoryShopifyAuth):
    """Shopify answers a code with a permanent token."""

    def exchange_code(self, shop: ShopDomain, code: str) -> TokenGrant:
        return TokenGrant(Credentials(self.fake_shop.access_token), self.fake_shop.scopes)


@pytest.fixture
def connect_with_permanent_token(fakes: ShopFakes, connect_shop: ConnectShop) -> ConnectShop:
    return replace(connect_shop, auth=PermanentTokenAuth(fakes.shop, fakes.clock))


def test_a_permanent_token_that_the_app_cannot_use_is_reported_at_once(
    fakes: ShopFakes, connect_with_permanent_token: ConnectShop
) -> None:
    fakes.shop.fail_next_call("fetch_granted_scopes", PermanentTokenRefused(SHOP, "grantedScopes"))
    started = connect_with_permanent_token.begin([("shop", SHOP)])
    with pytest.raises(PermanentTokenRefused):
        connect_with_permanent_token.complete(build_callback(fakes, started.url), started.nonce)
    assert fakes.get_credentials().permanent  # it can still be exchanged
    assert fakes.get_shop().connection_state is ConnectionState.RECONNECT


@pytest.mark.parametrize("error", [None, ShopifyUnavailable("no answer")])
def test_a_permanent_token_that_may_work_connects_the_shop(
    fakes: ShopFakes, connect_with_permanent_token: ConnectShop, error: NovexError | None
) -> None:
    if error:
        fakes.shop.fail_next_call("fetch_granted_scopes", error)
    started = connect_with_permanent_token.begin([("shop", SHOP)])
    connect_with_permanent_token.complete(build_callback(fakes, started.url), started.nonce)
    assert fakes.get_shop().reachable


def test_a_shop_of_the_same_organization_needs_no_browser(fakes: ShopFakes, connect_shop: ConnectShop) -> None:
    connect_shop.connect_with_client_credentials(SHOP)
    credentials = fakes.get_credentials()
    assert (credentials.access_token, credentials.refresh_token) == (fakes.shop.access_token, None)


def test_a_returning_shop_is_connected_again_and_what_it_missed_is_read(
    fakes: ShopFakes, connect_shop: ConnectShop
) -> None:
    fakes.connect_shop(uninstalled_at=NOON - 3 * HOUR)
    fakes.save_credentials(None)
    connect_shop.connect_with_token(SHOP, fakes.shop.access_token)
    assert fakes.get_credentials() == Credentials(fakes.shop.access_token)
    assert (fakes.get_shop().connected, fakes.get_shop().installed_at) == (True, NOON)
    assert fakes.list_missed_windows() == [(3 * HOUR, "was disconnected")]


def test_a_reconnect_ends_a_connection_problem_at_once(connected: ShopFakes, connect_shop: ConnectShop) -> None:
    problem = ConnectionProblem(ConnectionState.RECONNECT, NOON - HOUR, "the token was refused")
    shop = connected.get_shop()
    with connected.unit_of_work() as tx:
        tx.shops.set_connection_problem(shop, problem)
        tx.commit()
    connect_shop.connect_with_token(SHOP, connected.shop.access_token)
    assert connected.get_shop().reachable
    assert connected.list_missed_windows() == [(HOUR, "was reconnect needed")]


def test_a_reconnect_releases_the_work_that_waited_for_it(connected: ShopFakes, connect_shop: ConnectShop) -> None:
    with connected.unit_of_work() as tx:
        tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PARKED, NOON)
        tx.events.add([a_new_event()])
        (event,) = tx.events.claim(WorkerId("ann", 1), NOON, 1)
        tx.events.settle([(event, Settlement(EventStatus.PARKED, waiting_for=(shop_key(SHOP),)))], NOON)
        tx.commit()
    connect_shop.connect_with_token(SHOP, connected.shop.access_token)
    with connected.unit_of_work() as tx:
        assert [event.status for event in tx.events.list_latest(9)] == [EventStatus.PENDING]
        assert tx.pushes.count_by_status() == {PushStatus.PENDING: 1}


def connect_by_token(connect_shop: ConnectShop, fakes: ShopFakes) -> str | None:
    """Connect the store; returns its country."""
    return connect_shop.connect_with_token(SHOP, fakes.shop.access_token).profile.country_code


def test_the_country_is_read_when_a_store_connects(connect_shop: ConnectShop, fakes: ShopFakes) -> None:
    fakes.shop.profile = ShopProfile(1, "CH")
    assert connect_by_token(connect_shop, fakes) == "CH"


def test_a_store_connects_without_its_country(connect_shop: ConnectShop, fakes: ShopFakes) -> None:
    fakes.shop.fail_next_call("fetch_profile", ShopifyUnavailable("Shopify did not answer."))
    assert connect_by_token(connect_shop, fakes) is None
    assert connect_by_token(connect_shop, fakes) == "DE"
    fakes.shop.profile = ShopProfile(1)
    assert connect_by_token(connect_shop, fakes) == "DE"

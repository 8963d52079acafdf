"""A merchant connects a store; the web's side of it is in tests/entrypoints/web/test_connect.py."""

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ExpiredState, ScopesNotGranted, ShopifyAccessDenied
from novex_shopify.domain.model.import_run import WHOLE_LISTS
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, Scopes
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.signatures import query_signature
from novex_shopify.domain.use_cases.connect_shop import STATE_LIFETIME
from tests.builders import SECRET, SHOP


def callback(container: Container, state: str, code: str = "code-1") -> list[tuple[str, str]]:
    """What Shopify sends the merchant back with."""
    timestamp = str(int(container.clock().now().timestamp()))
    query = [("code", code), ("shop", SHOP), ("state", state), ("timestamp", timestamp)]
    return [*query, ("hmac", query_signature(SECRET, query))]


def test_a_connected_store_has_its_first_work_queued(container: Container, store: MemoryStore) -> None:
    store.codes.add("code-1")
    container.connect_shop().begin([("shop", SHOP)])
    shop = container.connect_shop().complete(callback(container, "nonce-1"))
    with container.unit_of_work()() as tx:
        assert tx.shops.get(SHOP) == shop
        assert tx.subscriptions.due(container.clock().now()) == SHOP
        assert {run.kind for run in tx.imports.latest(9)} == set(WHOLE_LISTS)
        credentials = tx.shops.credentials(SHOP)
    assert credentials is not None
    assert credentials.refresh_token == store.refresh_token
    assert set(container.wakeups().woken) == set(Work)


def test_a_state_that_was_begun_too_long_ago_is_refused_and_burned(
    container: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.codes.add("code-1")
    container.connect_shop().begin([("shop", SHOP)])
    clock.advance(STATE_LIFETIME)
    with pytest.raises(ExpiredState):
        container.connect_shop().complete(callback(container, "nonce-1"))
    with container.unit_of_work()() as tx:
        assert tx.oauth_states.take("nonce-1") is None
        assert tx.shops.all() == []
    assert store.calls["exchange_code"] == 0


def test_a_token_of_a_custom_app_is_tried_before_it_is_kept(container: Container) -> None:
    with pytest.raises(ShopifyAccessDenied):
        container.connect_shop().with_token(SHOP, Secret("shpat_made_up"))
    with container.unit_of_work()() as tx:
        assert tx.shops.all() == []


def test_a_token_that_allows_too_little_is_not_kept(container: Container, store: MemoryStore) -> None:
    store.scopes = Scopes.parse("read_orders")
    with pytest.raises(ScopesNotGranted, match="write_merchant_managed_fulfillment_orders"):
        container.connect_shop().with_token(SHOP, store.access_token)
    with container.unit_of_work()() as tx:
        assert tx.shops.all() == []


def test_a_store_of_the_own_organisation_needs_no_browser(container: Container, store: MemoryStore) -> None:
    container.connect_shop().with_client_credentials(SHOP)
    with container.unit_of_work()() as tx:
        credentials = tx.shops.credentials(SHOP)
    assert credentials is not None
    assert (credentials.access_token, credentials.refresh_token) == (store.access_token, None)


def test_a_store_that_comes_back_is_connected_again(connected: Container, store: MemoryStore) -> None:
    connected.disconnect_shop()(SHOP)
    connected.connect_shop().with_token(SHOP, store.access_token)
    with connected.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
        assert tx.shops.credentials(SHOP) == Credentials(store.access_token)
    assert shop is not None
    assert shop.connected

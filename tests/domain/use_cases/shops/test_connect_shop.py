"""A merchant connects a store. The web pages are tested in tests/entrypoints/web/test_connect.py."""

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ExpiredState, ScopesNotGranted, ShopifyAccessDenied
from novex_shopify.domain.model.import_run import COMPLETE_LIST_KINDS
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, Scopes
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.signatures import sign_query
from novex_shopify.domain.timing import OAUTH_STATE_LIFETIME
from tests.builders import SECRET, SHOP


def build_callback(container: Container, state: str, code: str = "code-1") -> list[tuple[str, str]]:
    """The query string with which Shopify sends the merchant back."""
    timestamp = str(int(container.clock().now().timestamp()))
    query = [("code", code), ("shop", SHOP), ("state", state), ("timestamp", timestamp)]
    return [*query, ("hmac", sign_query(SECRET, query))]


def test_a_connected_shop_has_its_first_work_queued(container: Container, fake_shop: FakeShop) -> None:
    fake_shop.authorization_codes.add("code-1")
    container.connect_shop().begin([("shop", SHOP)])
    shop = container.connect_shop().complete(build_callback(container, "nonce-1"))
    with container.unit_of_work()() as tx:
        assert tx.shops.get(SHOP) == shop
        assert tx.subscriptions.find_due_shop(container.clock().now()) == SHOP
        assert {run.kind for run in tx.imports.list_latest(9)} == set(COMPLETE_LIST_KINDS)
        credentials = tx.shops.get_credentials(SHOP)
    assert credentials is not None
    assert credentials.refresh_token == fake_shop.refresh_token
    assert set(container.notifier().notifications) == set(Work)


def test_an_expired_state_is_refused_and_deleted(container: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    fake_shop.authorization_codes.add("code-1")
    container.connect_shop().begin([("shop", SHOP)])
    clock.advance(OAUTH_STATE_LIFETIME)
    with pytest.raises(ExpiredState):
        container.connect_shop().complete(build_callback(container, "nonce-1"))
    with container.unit_of_work()() as tx:
        assert tx.oauth_states.pop("nonce-1") is None
        assert tx.shops.list_all() == []
    assert fake_shop.call_counts["exchange_code"] == 0


def test_a_token_of_a_custom_app_is_tried_before_it_is_stored(container: Container) -> None:
    with pytest.raises(ShopifyAccessDenied):
        container.connect_shop().connect_with_token(SHOP, Secret("shpat_made_up"))
    with container.unit_of_work()() as tx:
        assert tx.shops.list_all() == []


def test_a_token_without_a_required_scope_is_not_stored(container: Container, fake_shop: FakeShop) -> None:
    fake_shop.scopes = Scopes.parse("read_orders")
    with pytest.raises(ScopesNotGranted, match="write_merchant_managed_fulfillment_orders"):
        container.connect_shop().connect_with_token(SHOP, fake_shop.access_token)
    with container.unit_of_work()() as tx:
        assert tx.shops.list_all() == []


def test_a_shop_of_the_same_organization_needs_no_browser(container: Container, fake_shop: FakeShop) -> None:
    container.connect_shop().connect_with_client_credentials(SHOP)
    with container.unit_of_work()() as tx:
        credentials = tx.shops.get_credentials(SHOP)
    assert credentials is not None
    assert (credentials.access_token, credentials.refresh_token) == (fake_shop.access_token, None)


def test_a_returning_shop_is_connected_again(connected: Container, fake_shop: FakeShop) -> None:
    connected.disconnect_shop()(SHOP)
    connected.connect_shop().connect_with_token(SHOP, fake_shop.access_token)
    with connected.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
        assert tx.shops.get_credentials(SHOP) == Credentials(fake_shop.access_token)
    assert shop is not None
    assert shop.connected

"""A token that is good now."""

from datetime import timedelta

import httpx
import pytest
from dependency_injector import providers

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import (
    ShopifyUnavailable,
    ShopNotConnected,
    TokenRefreshInProgress,
    TokenRequestRefused,
)
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopDomain, TokenGrant
from novex_shopify.domain.use_cases.shops.refresh_access_token import REFRESH_BEFORE_EXPIRY, REFRESH_LEASE
from novex_shopify.domain.use_cases.webhooks.register_webhooks import SUBSCRIPTION_CHECK_INTERVAL
from tests.builders import HOUR, NOON, SECOND, SHOP, a_shop

MONTHS = timedelta(days=200)


@pytest.fixture
def expiring(container: Container, store: FakeShop) -> Container:
    """A store with an expiring pair, as OAuth gives it."""
    store.authorization_codes.add("code-1")
    grant = container.shopify_auth().exchange_code(SHOP, "code-1")
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, grant.credentials)
        tx.commit()
    return container


def test_a_token_with_time_left_is_used_as_it_is(expiring: Container, store: FakeShop) -> None:
    assert expiring.refresh_access_token()(SHOP).access_token == store.access_token
    assert store.call_counts["refresh"] == 0


def test_a_token_that_soon_expires_is_renewed_once(expiring: Container, store: FakeShop, clock: ManualClock) -> None:
    old = store.access_token
    clock.advance(HOUR - REFRESH_BEFORE_EXPIRY)
    first, second = expiring.refresh_access_token()(SHOP), expiring.refresh_access_token()(SHOP)
    assert first.access_token == second.access_token == store.access_token != old
    assert store.call_counts["refresh"] == 1
    with expiring.unit_of_work()() as tx:
        credentials = tx.shops.get_credentials(SHOP)
    assert credentials is not None
    assert credentials.refresh_token == store.refresh_token


def test_while_another_worker_renews_it_the_old_token_serves(
    expiring: Container, store: FakeShop, clock: ManualClock
) -> None:
    clock.advance(HOUR - SECOND)
    claim_refresh(expiring)
    assert expiring.refresh_access_token()(SHOP).access_token == store.access_token
    assert store.call_counts["refresh"] == 0


def test_a_token_that_is_over_while_another_worker_renews_it_has_to_wait(
    expiring: Container, store: FakeShop, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    claim_refresh(expiring)
    with pytest.raises(TokenRefreshInProgress):
        expiring.refresh_access_token()(SHOP)
    clock.advance(REFRESH_LEASE)
    assert expiring.refresh_access_token()(SHOP).access_token == store.access_token
    assert store.call_counts["refresh"] == 1


def test_a_refresh_token_that_shopify_no_longer_knows_asks_for_a_new_connection(
    expiring: Container, store: FakeShop, clock: ManualClock
) -> None:
    store.refresh_token = None
    clock.advance(HOUR)
    with pytest.raises(ShopNotConnected, match="Connect it at"):
        expiring.refresh_access_token()(SHOP)


def test_a_lost_answer_to_a_refresh_is_asked_for_again_at_once(
    expiring: Container, store: FakeShop, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    store.fail_next_call("refresh", ShopifyUnavailable("no answer"), after_completion=True)
    assert expiring.refresh_access_token()(SHOP).access_token == store.access_token
    assert store.call_counts["refresh"] == 2
    with expiring.unit_of_work()() as tx:
        credentials = tx.shops.get_credentials(SHOP)
    assert credentials is not None
    assert credentials.refresh_token == store.refresh_token


def test_one_refusal_of_a_refresh_is_not_believed(expiring: Container, store: FakeShop, clock: ManualClock) -> None:
    clock.advance(HOUR)
    store.fail_next_call("refresh", TokenRequestRefused("400 invalid_grant"))
    assert expiring.refresh_access_token()(SHOP).access_token == store.access_token
    assert store.call_counts["refresh"] == 2


def test_a_worker_that_dies_with_the_answer_is_followed_by_one_that_gets_the_same_pair(
    expiring: Container, store: FakeShop, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    claim_refresh(expiring)
    with expiring.unit_of_work()() as tx:
        credentials = tx.shops.get_credentials(SHOP)
    assert credentials is not None
    assert credentials.refresh_token is not None
    lost = expiring.shopify_auth().refresh_access_token(SHOP, credentials.refresh_token)
    clock.advance(REFRESH_LEASE)
    assert expiring.refresh_access_token()(SHOP).access_token == lost.credentials.access_token


def test_a_permanent_token_is_never_renewed(connected: Container, store: FakeShop, clock: ManualClock) -> None:
    clock.advance(10_000 * HOUR)
    assert connected.refresh_access_token()(SHOP).access_token == store.access_token
    assert store.call_counts["refresh"] == 0


def test_a_token_refused_before_its_time_is_renewed_once_for_all_who_hold_it(
    expiring: Container, store: FakeShop
) -> None:
    refused = expiring.refresh_access_token()(SHOP)
    first, second = (
        expiring.refresh_access_token().replace_rejected_token(refused),
        expiring.refresh_access_token().replace_rejected_token(refused),
    )
    assert first == second
    assert first.access_token == store.access_token != refused.access_token
    assert store.call_counts["refresh"] == 1


def test_a_refused_token_that_another_worker_renews_has_to_wait(expiring: Container, store: FakeShop) -> None:
    refused = expiring.refresh_access_token()(SHOP)
    claim_refresh(expiring)
    with pytest.raises(TokenRefreshInProgress):
        expiring.refresh_access_token().replace_rejected_token(refused)
    assert store.call_counts["refresh"] == 0


def test_a_refused_token_that_cannot_be_renewed_asks_for_a_new_connection(expiring: Container, store: FakeShop) -> None:
    refused = expiring.refresh_access_token()(SHOP)
    store.refresh_token = None
    with pytest.raises(ShopNotConnected, match="Connect it at"):
        expiring.refresh_access_token().replace_rejected_token(refused)


def test_a_permanent_token_is_not_renewable(connected: Container) -> None:
    assert connected.refresh_access_token()(SHOP).renew is None


def test_a_call_with_a_token_refused_before_its_time_goes_through(expiring: Container, store: FakeShop) -> None:
    access = expiring.refresh_access_token()(SHOP)

    def shopify(request: httpx.Request) -> httpx.Response:
        good = request.headers["X-Shopify-Access-Token"] != access.access_token.value
        return httpx.Response(200 if good else 401, json={"data": {}})

    with httpx.Client(transport=httpx.MockTransport(shopify)) as http:
        expiring.http.override(providers.Object(http))
        expiring.graphql_client().execute(access, "grantedScopes", dict[str, str])
    assert store.call_counts["refresh"] == 1


def test_a_shop_without_a_token_is_not_connected(container: Container) -> None:
    with pytest.raises(ShopNotConnected, match=f"/shopify/install\\?shop={SHOP}"):
        container.refresh_access_token()(SHOP)


def claim_refresh(container: Container) -> None:
    """Another worker begins to renew the token."""
    now = container.clock().now()
    with container.unit_of_work()() as tx:
        assert tx.shops.claim_refresh(SHOP, now, now + REFRESH_LEASE)
        tx.commit()


def test_a_token_from_client_credentials_is_asked_for_again_when_its_day_is_over(
    container: Container, store: FakeShop, clock: ManualClock
) -> None:
    container.connect_shop().connect_with_client_credentials(SHOP)
    clock.advance(25 * HOUR)
    assert container.refresh_access_token()(SHOP).access_token == store.access_token
    assert store.call_counts["client_credentials"] == 2


def test_a_shop_that_leaves_while_its_token_is_renewed_stays_away(
    expiring: Container, store: FakeShop, clock: ManualClock
) -> None:
    clock.advance(timedelta(minutes=56))
    refresh = expiring.shopify_auth().refresh_access_token

    class Leaving(type(expiring.shopify_auth())):  # type: ignore[misc]
        def refresh(self, shop: ShopDomain, refresh_token: Secret) -> TokenGrant:
            grant: TokenGrant = refresh(shop, refresh_token)
            expiring.disconnect_shop()(shop)
            return grant

    expiring.shopify_auth.override(providers.Object(Leaving(store, clock)))
    with pytest.raises(ShopNotConnected):
        expiring.refresh_access_token()(SHOP)
    with expiring.unit_of_work()() as tx:
        assert tx.shops.get_credentials(SHOP) is None


def test_a_permanent_token_is_exchanged_for_an_expiring_one(connected: Container, store: FakeShop) -> None:
    assert connected.refresh_access_token().exchange_permanent_token(SHOP)
    assert not connected.refresh_access_token().exchange_permanent_token(SHOP)
    with connected.unit_of_work()() as tx:
        credentials = tx.shops.get_credentials(SHOP)
    assert credentials is not None
    assert (credentials.access_token, credentials.refresh_token) == (store.access_token, store.refresh_token)


def test_a_permanent_token_that_shopify_will_not_trade_stays(connected: Container, store: FakeShop) -> None:
    store.fail_next_call("exchange_permanent_token", TokenRequestRefused("400 invalid_subject_token"))
    with pytest.raises(TokenRequestRefused, match="invalid_subject_token"):
        connected.refresh_access_token().exchange_permanent_token(SHOP)
    assert connected.refresh_access_token()(SHOP).access_token == store.access_token


def test_the_subscription_check_keeps_a_quiet_shops_token_alive(
    connected: Container, store: FakeShop, clock: ManualClock
) -> None:
    connected.refresh_access_token().exchange_permanent_token(SHOP)
    while clock.now() < NOON + MONTHS:
        connected.register_webhooks().run_next()
        clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    assert connected.register_webhooks().run_next()
    with connected.unit_of_work()() as tx:
        shop, credentials = tx.shops.get(SHOP), tx.shops.get_credentials(SHOP)
    assert shop is not None
    assert shop.reachable
    assert credentials is not None
    assert credentials.refresh_token == store.refresh_token

"""A token that is good now."""

from datetime import timedelta

import httpx
import pytest
from dependency_injector import providers

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import (
    ShopifyUnavailable,
    ShopNotConnected,
    TokenRefreshInProgress,
    TokenRequestRefused,
)
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Grant, ShopDomain
from novex_shopify.domain.use_cases.refresh_access_token import REFRESH_BEFORE_EXPIRY, REFRESH_TAKES_AT_MOST
from novex_shopify.domain.use_cases.register_webhooks import LOOK_EVERY
from tests.builders import HOUR, NOON, SECOND, SHOP, a_shop

MONTHS = timedelta(days=200)


@pytest.fixture
def expiring(container: Container, store: MemoryStore) -> Container:
    """A store with an expiring pair, as OAuth gives it."""
    store.codes.add("code-1")
    grant = container.auth().exchange_code(SHOP, "code-1")
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, grant.credentials)
        tx.commit()
    return container


def test_a_token_with_time_left_is_used_as_it_is(expiring: Container, store: MemoryStore) -> None:
    assert expiring.access()(SHOP).access_token == store.access_token
    assert store.calls["refresh"] == 0


def test_a_token_that_soon_expires_is_renewed_once(expiring: Container, store: MemoryStore, clock: ManualClock) -> None:
    old = store.access_token
    clock.advance(HOUR - REFRESH_BEFORE_EXPIRY)
    first, second = expiring.access()(SHOP), expiring.access()(SHOP)
    assert first.access_token == second.access_token == store.access_token != old
    assert store.calls["refresh"] == 1
    with expiring.unit_of_work()() as tx:
        credentials = tx.shops.credentials(SHOP)
    assert credentials is not None
    assert credentials.refresh_token == store.refresh_token


def test_while_another_worker_renews_it_the_old_token_serves(
    expiring: Container, store: MemoryStore, clock: ManualClock
) -> None:
    clock.advance(HOUR - SECOND)
    claim(expiring)
    assert expiring.access()(SHOP).access_token == store.access_token
    assert store.calls["refresh"] == 0


def test_a_token_that_is_over_while_another_worker_renews_it_has_to_wait(
    expiring: Container, store: MemoryStore, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    claim(expiring)
    with pytest.raises(TokenRefreshInProgress):
        expiring.access()(SHOP)
    clock.advance(REFRESH_TAKES_AT_MOST)
    assert expiring.access()(SHOP).access_token == store.access_token
    assert store.calls["refresh"] == 1


def test_a_refresh_token_that_shopify_no_longer_knows_asks_for_a_new_connection(
    expiring: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.refresh_token = None
    clock.advance(HOUR)
    with pytest.raises(ShopNotConnected, match="Connect it at"):
        expiring.access()(SHOP)


def test_a_lost_answer_to_a_refresh_is_asked_for_again_at_once(
    expiring: Container, store: MemoryStore, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    store.fail_next("refresh", ShopifyUnavailable("no answer"), after_the_work=True)
    assert expiring.access()(SHOP).access_token == store.access_token
    assert store.calls["refresh"] == 2
    with expiring.unit_of_work()() as tx:
        credentials = tx.shops.credentials(SHOP)
    assert credentials is not None
    assert credentials.refresh_token == store.refresh_token


def test_one_refusal_of_a_refresh_is_not_believed(expiring: Container, store: MemoryStore, clock: ManualClock) -> None:
    clock.advance(HOUR)
    store.fail_next("refresh", TokenRequestRefused("400 invalid_grant"))
    assert expiring.access()(SHOP).access_token == store.access_token
    assert store.calls["refresh"] == 2


def test_a_worker_that_dies_with_the_answer_is_followed_by_one_that_gets_the_same_pair(
    expiring: Container, store: MemoryStore, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    claim(expiring)
    with expiring.unit_of_work()() as tx:
        credentials = tx.shops.credentials(SHOP)
    assert credentials is not None
    assert credentials.refresh_token is not None
    lost = expiring.auth().refresh(SHOP, credentials.refresh_token)
    clock.advance(REFRESH_TAKES_AT_MOST)
    assert expiring.access()(SHOP).access_token == lost.credentials.access_token


def test_a_permanent_token_is_never_renewed(connected: Container, store: MemoryStore, clock: ManualClock) -> None:
    clock.advance(10_000 * HOUR)
    assert connected.access()(SHOP).access_token == store.access_token
    assert store.calls["refresh"] == 0


def test_a_token_refused_before_its_time_is_renewed_once_for_all_who_hold_it(
    expiring: Container, store: MemoryStore
) -> None:
    refused = expiring.access()(SHOP)
    first, second = expiring.access().instead_of(refused), expiring.access().instead_of(refused)
    assert first == second
    assert first.access_token == store.access_token != refused.access_token
    assert store.calls["refresh"] == 1


def test_a_refused_token_that_another_worker_renews_has_to_wait(expiring: Container, store: MemoryStore) -> None:
    refused = expiring.access()(SHOP)
    claim(expiring)
    with pytest.raises(TokenRefreshInProgress):
        expiring.access().instead_of(refused)
    assert store.calls["refresh"] == 0


def test_a_refused_token_that_cannot_be_renewed_asks_for_a_new_connection(
    expiring: Container, store: MemoryStore
) -> None:
    refused = expiring.access()(SHOP)
    store.refresh_token = None
    with pytest.raises(ShopNotConnected, match="Connect it at"):
        expiring.access().instead_of(refused)


def test_a_permanent_token_is_not_renewable(connected: Container) -> None:
    assert not connected.access()(SHOP).renewable


def test_a_call_with_a_token_refused_before_its_time_goes_through(expiring: Container, store: MemoryStore) -> None:
    access = expiring.access()(SHOP)

    def shopify(request: httpx.Request) -> httpx.Response:
        good = request.headers["X-Shopify-Access-Token"] != access.access_token.value
        return httpx.Response(200 if good else 401, json={"data": {}})

    with httpx.Client(transport=httpx.MockTransport(shopify)) as http:
        expiring.http.override(providers.Object(http))
        expiring.graphql().execute(access, "grantedScopes", dict[str, str])
    assert store.calls["refresh"] == 1


def test_a_store_without_a_token_is_not_connected(container: Container) -> None:
    with pytest.raises(ShopNotConnected, match=f"/shopify/install\\?shop={SHOP}"):
        container.access()(SHOP)


def claim(container: Container) -> None:
    """Another worker begins to renew the token."""
    now = container.clock().now()
    with container.unit_of_work()() as tx:
        assert tx.shops.claim_refresh(SHOP, now, now + REFRESH_TAKES_AT_MOST)
        tx.commit()


def test_a_token_from_client_credentials_is_asked_for_again_when_its_day_is_over(
    container: Container, store: MemoryStore, clock: ManualClock
) -> None:
    container.connect_shop().with_client_credentials(SHOP)
    clock.advance(25 * HOUR)
    assert container.access()(SHOP).access_token == store.access_token
    assert store.calls["client_credentials"] == 2


def test_a_store_that_leaves_while_its_token_is_renewed_stays_away(
    expiring: Container, store: MemoryStore, clock: ManualClock
) -> None:
    clock.advance(timedelta(minutes=56))
    refresh = expiring.auth().refresh

    class Leaving(type(expiring.auth())):  # type: ignore[misc]
        def refresh(self, shop: ShopDomain, refresh_token: Secret) -> Grant:
            grant: Grant = refresh(shop, refresh_token)
            expiring.disconnect_shop()(shop)
            return grant

    expiring.auth.override(providers.Object(Leaving(store, clock)))
    with pytest.raises(ShopNotConnected):
        expiring.access()(SHOP)
    with expiring.unit_of_work()() as tx:
        assert tx.shops.credentials(SHOP) is None


def test_a_permanent_token_is_traded_for_one_that_is_renewed(connected: Container, store: MemoryStore) -> None:
    assert connected.access().exchange(SHOP)
    assert not connected.access().exchange(SHOP)
    with connected.unit_of_work()() as tx:
        credentials = tx.shops.credentials(SHOP)
    assert credentials is not None
    assert (credentials.access_token, credentials.refresh_token) == (store.access_token, store.refresh_token)


def test_a_permanent_token_that_shopify_will_not_trade_stays(connected: Container, store: MemoryStore) -> None:
    store.fail_next("exchange_permanent", TokenRequestRefused("400 invalid_subject_token"))
    with pytest.raises(TokenRequestRefused, match="invalid_subject_token"):
        connected.access().exchange(SHOP)
    assert connected.access()(SHOP).access_token == store.access_token


def test_the_look_at_the_subscriptions_keeps_a_quiet_stores_token_alive(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    connected.access().exchange(SHOP)
    while clock.now() < NOON + MONTHS:
        connected.register_webhooks().run_next()
        clock.advance(LOOK_EVERY)
    assert connected.register_webhooks().run_next()
    with connected.unit_of_work()() as tx:
        shop, credentials = tx.shops.get(SHOP), tx.shops.credentials(SHOP)
    assert shop is not None
    assert shop.reachable
    assert credentials is not None
    assert credentials.refresh_token == store.refresh_token

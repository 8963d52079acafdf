"""An access token is valid whenever it is used, and refreshed by one worker at a time."""

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
from novex_shopify.domain.timing import REFRESH_BEFORE_EXPIRY, REFRESH_LEASE, SUBSCRIPTION_CHECK_INTERVAL
from tests.builders import HOUR, NOON, SECOND, SHOP, a_shop

MONTHS = timedelta(days=200)


@pytest.fixture
def expiring(container: Container, fake_shop: FakeShop) -> Container:
    """A store with an expiring pair of tokens, as OAuth gives it."""
    fake_shop.authorization_codes.add("code-1")
    grant = container.shopify_auth().exchange_code(SHOP, "code-1")
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, grant.credentials)
        tx.commit()
    return container


def test_a_token_that_has_not_expired_is_used_unchanged(expiring: Container, fake_shop: FakeShop) -> None:
    assert expiring.refresh_access_token()(SHOP).access_token == fake_shop.access_token
    assert fake_shop.call_counts["refresh"] == 0


def test_a_token_that_soon_expires_is_refreshed_once(
    expiring: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    old = fake_shop.access_token
    clock.advance(HOUR - REFRESH_BEFORE_EXPIRY)
    first, second = expiring.refresh_access_token()(SHOP), expiring.refresh_access_token()(SHOP)
    assert first.access_token == second.access_token == fake_shop.access_token != old
    assert fake_shop.call_counts["refresh"] == 1
    with expiring.unit_of_work()() as tx:
        credentials = tx.shops.get_credentials(SHOP)
    assert credentials is not None
    assert credentials.refresh_token == fake_shop.refresh_token


def test_while_another_worker_refreshes_a_valid_token_the_old_one_is_used(
    expiring: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    clock.advance(HOUR - SECOND)
    claim_refresh(expiring)
    assert expiring.refresh_access_token()(SHOP).access_token == fake_shop.access_token
    assert fake_shop.call_counts["refresh"] == 0


def test_while_another_worker_refreshes_an_expired_token_the_work_waits(
    expiring: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    claim_refresh(expiring)
    with pytest.raises(TokenRefreshInProgress):
        expiring.refresh_access_token()(SHOP)
    clock.advance(REFRESH_LEASE)
    assert expiring.refresh_access_token()(SHOP).access_token == fake_shop.access_token
    assert fake_shop.call_counts["refresh"] == 1


def test_a_refresh_token_that_shopify_rejects_requires_a_reconnect(
    expiring: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    fake_shop.refresh_token = None
    clock.advance(HOUR)
    with pytest.raises(ShopNotConnected, match="Connect it at"):
        expiring.refresh_access_token()(SHOP)


def test_a_refresh_whose_answer_is_lost_is_repeated_at_once(
    expiring: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    fake_shop.fail_next_call("refresh", ShopifyUnavailable("no answer"), after_completion=True)
    assert expiring.refresh_access_token()(SHOP).access_token == fake_shop.access_token
    assert fake_shop.call_counts["refresh"] == 2
    with expiring.unit_of_work()() as tx:
        credentials = tx.shops.get_credentials(SHOP)
    assert credentials is not None
    assert credentials.refresh_token == fake_shop.refresh_token


def test_a_refusal_of_a_refresh_counts_only_if_it_is_repeated(
    expiring: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    fake_shop.fail_next_call("refresh", TokenRequestRefused("400 invalid_grant"))
    assert expiring.refresh_access_token()(SHOP).access_token == fake_shop.access_token
    assert fake_shop.call_counts["refresh"] == 2


def test_after_a_crash_with_the_answer_the_next_worker_gets_the_same_pair(
    expiring: Container, fake_shop: FakeShop, clock: ManualClock
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


def test_a_permanent_token_is_never_refreshed(connected: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    clock.advance(10_000 * HOUR)
    assert connected.refresh_access_token()(SHOP).access_token == fake_shop.access_token
    assert fake_shop.call_counts["refresh"] == 0


def test_a_token_rejected_before_it_expires_is_refreshed_once_for_all_callers(
    expiring: Container, fake_shop: FakeShop
) -> None:
    rejected = expiring.refresh_access_token()(SHOP)
    first, second = (
        expiring.refresh_access_token().replace_rejected_token(rejected),
        expiring.refresh_access_token().replace_rejected_token(rejected),
    )
    assert first == second
    assert first.access_token == fake_shop.access_token != rejected.access_token
    assert fake_shop.call_counts["refresh"] == 1


def test_while_another_worker_refreshes_a_rejected_token_the_work_waits(
    expiring: Container, fake_shop: FakeShop
) -> None:
    rejected = expiring.refresh_access_token()(SHOP)
    claim_refresh(expiring)
    with pytest.raises(TokenRefreshInProgress):
        expiring.refresh_access_token().replace_rejected_token(rejected)
    assert fake_shop.call_counts["refresh"] == 0


def test_a_rejected_token_that_cannot_be_refreshed_requires_a_reconnect(
    expiring: Container, fake_shop: FakeShop
) -> None:
    rejected = expiring.refresh_access_token()(SHOP)
    fake_shop.refresh_token = None
    with pytest.raises(ShopNotConnected, match="Connect it at"):
        expiring.refresh_access_token().replace_rejected_token(rejected)


def test_access_by_a_permanent_token_has_no_refresh(connected: Container) -> None:
    assert connected.refresh_access_token()(SHOP).renew is None


def test_a_call_with_a_token_rejected_before_it_expires_succeeds(expiring: Container, fake_shop: FakeShop) -> None:
    access = expiring.refresh_access_token()(SHOP)

    def shopify(request: httpx.Request) -> httpx.Response:
        good = request.headers["X-Shopify-Access-Token"] != access.access_token.value
        return httpx.Response(200 if good else 401, json={"data": {}})

    with httpx.Client(transport=httpx.MockTransport(shopify)) as http:
        expiring.http.override(providers.Object(http))
        expiring.graphql_client().execute(access, "grantedScopes", dict[str, str])
    assert fake_shop.call_counts["refresh"] == 1


def test_a_shop_without_a_token_is_not_connected(container: Container) -> None:
    with pytest.raises(ShopNotConnected, match=f"/shopify/install\\?shop={SHOP}"):
        container.refresh_access_token()(SHOP)


def claim_refresh(container: Container) -> None:
    """Another worker starts to refresh the token."""
    now = container.clock().now()
    with container.unit_of_work()() as tx:
        assert tx.shops.claim_refresh(SHOP, now, now + REFRESH_LEASE)
        tx.commit()


def test_a_token_from_client_credentials_is_requested_again_after_a_day(
    container: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    container.connect_shop().connect_with_client_credentials(SHOP)
    clock.advance(25 * HOUR)
    assert container.refresh_access_token()(SHOP).access_token == fake_shop.access_token
    assert fake_shop.call_counts["client_credentials"] == 2


def test_a_shop_that_is_disconnected_during_the_refresh_stays_disconnected(
    expiring: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    clock.advance(timedelta(minutes=56))
    fake_shop.run_on_call("refresh", 1, lambda: expiring.disconnect_shop()(SHOP))
    with pytest.raises(ShopNotConnected):
        expiring.refresh_access_token()(SHOP)
    assert fake_shop.call_counts["refresh"] == 1
    with expiring.unit_of_work()() as tx:
        assert tx.shops.get_credentials(SHOP) is None


def test_a_permanent_token_is_exchanged_for_an_expiring_one(connected: Container, fake_shop: FakeShop) -> None:
    assert connected.refresh_access_token().exchange_permanent_token(SHOP)
    assert not connected.refresh_access_token().exchange_permanent_token(SHOP)
    with connected.unit_of_work()() as tx:
        credentials = tx.shops.get_credentials(SHOP)
    assert credentials is not None
    assert (credentials.access_token, credentials.refresh_token) == (fake_shop.access_token, fake_shop.refresh_token)


def test_a_permanent_token_that_shopify_does_not_exchange_stays(connected: Container, fake_shop: FakeShop) -> None:
    fake_shop.fail_next_call("exchange_permanent_token", TokenRequestRefused("400 invalid_subject_token"))
    with pytest.raises(TokenRequestRefused, match="invalid_subject_token"):
        connected.refresh_access_token().exchange_permanent_token(SHOP)
    assert connected.refresh_access_token()(SHOP).access_token == fake_shop.access_token


def test_the_subscription_check_keeps_a_quiet_shops_token_alive(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
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
    assert credentials.refresh_token == fake_shop.refresh_token

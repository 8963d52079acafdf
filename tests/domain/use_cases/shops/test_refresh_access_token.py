"""An access token is valid whenever it is used, and refreshed by one worker at a time."""

from datetime import timedelta

import pytest

from novex_shopify.domain.errors import (
    ShopifyUnavailable,
    ShopNotConnected,
    TokenRefreshInProgress,
    TokenRequestRefused,
)
from novex_shopify.domain.timing import REFRESH_BEFORE_EXPIRY, REFRESH_LEASE
from tests.builders import HOUR, SECOND, SHOP
from tests.domain.use_cases.shops.shop_fakes import ShopFakes


@pytest.fixture
def expiring(connected: ShopFakes) -> ShopFakes:
    """A store with an expiring pair of tokens, as OAuth gives it."""
    connected.shop.authorization_codes.add("code-1")
    connected.save_credentials(connected.auth.exchange_code(SHOP, "code-1").credentials)
    return connected


def test_a_token_that_has_not_expired_is_used_unchanged(expiring: ShopFakes) -> None:
    assert expiring.access(SHOP).access_token == expiring.shop.access_token
    assert expiring.shop.call_counts["refresh"] == 0


def test_a_token_that_soon_expires_is_refreshed_once(expiring: ShopFakes) -> None:
    old = expiring.shop.access_token
    expiring.clock.advance(HOUR - REFRESH_BEFORE_EXPIRY)
    first, second = expiring.access(SHOP), expiring.access(SHOP)
    assert first.access_token == second.access_token == expiring.shop.access_token != old
    assert expiring.shop.call_counts["refresh"] == 1
    assert expiring.get_credentials().refresh_token == expiring.shop.refresh_token


def test_while_another_worker_refreshes_a_valid_token_the_old_one_is_used(expiring: ShopFakes) -> None:
    expiring.clock.advance(HOUR - SECOND)
    expiring.claim_refresh(REFRESH_LEASE)
    assert expiring.access(SHOP).access_token == expiring.shop.access_token
    assert expiring.shop.call_counts["refresh"] == 0


def test_while_another_worker_refreshes_an_expired_token_the_work_waits(expiring: ShopFakes) -> None:
    expiring.clock.advance(HOUR)
    expiring.claim_refresh(REFRESH_LEASE)
    with pytest.raises(TokenRefreshInProgress):
        expiring.access(SHOP)
    expiring.clock.advance(REFRESH_LEASE)
    assert expiring.access(SHOP).access_token == expiring.shop.access_token
    assert expiring.shop.call_counts["refresh"] == 1


def test_a_refresh_token_that_shopify_rejects_requires_a_reconnect(expiring: ShopFakes) -> None:
    expiring.shop.refresh_token = None
    expiring.clock.advance(HOUR)
    with pytest.raises(ShopNotConnected, match="Connect it at"):
        expiring.access(SHOP)


def test_a_refresh_whose_answer_is_lost_is_repeated_at_once(expiring: ShopFakes) -> None:
    expiring.clock.advance(HOUR)
    expiring.shop.fail_next_call("refresh", ShopifyUnavailable("no answer"), after_completion=True)
    assert expiring.access(SHOP).access_token == expiring.shop.access_token
    assert expiring.shop.call_counts["refresh"] == 2
    assert expiring.get_credentials().refresh_token == expiring.shop.refresh_token


def test_a_refusal_of_a_refresh_counts_only_if_it_is_repeated(expiring: ShopFakes) -> None:
    expiring.clock.advance(HOUR)
    expiring.shop.fail_next_call("refresh", TokenRequestRefused("400 invalid_grant"))
    assert expiring.access(SHOP).access_token == expiring.shop.access_token
    assert expiring.shop.call_counts["refresh"] == 2


def test_after_a_crash_with_the_answer_the_next_worker_gets_the_same_pair(expiring: ShopFakes) -> None:
    expiring.clock.advance(HOUR)
    expiring.claim_refresh(REFRESH_LEASE)
    stored = expiring.get_credentials().refresh_token
    assert stored is not None
    lost = expiring.auth.refresh_access_token(SHOP, stored)
    expiring.clock.advance(REFRESH_LEASE)
    assert expiring.access(SHOP).access_token == lost.credentials.access_token


def test_a_permanent_token_is_never_refreshed(connected: ShopFakes) -> None:
    connected.clock.advance(10_000 * HOUR)
    assert connected.access(SHOP).access_token == connected.shop.access_token
    assert connected.shop.call_counts["refresh"] == 0


def test_a_token_rejected_before_it_expires_is_refreshed_once_for_all_callers(expiring: ShopFakes) -> None:
    rejected = expiring.access(SHOP)
    assert rejected.renew is not None
    first, second = expiring.access.replace_rejected_token(rejected), rejected.renew()
    assert first == second
    assert first.access_token == expiring.shop.access_token != rejected.access_token
    assert expiring.shop.call_counts["refresh"] == 1


def test_while_another_worker_refreshes_a_rejected_token_the_work_waits(expiring: ShopFakes) -> None:
    rejected = expiring.access(SHOP)
    expiring.claim_refresh(REFRESH_LEASE)
    with pytest.raises(TokenRefreshInProgress):
        expiring.access.replace_rejected_token(rejected)
    assert expiring.shop.call_counts["refresh"] == 0


def test_a_rejected_token_that_cannot_be_refreshed_requires_a_reconnect(expiring: ShopFakes) -> None:
    rejected = expiring.access(SHOP)
    expiring.shop.refresh_token = None
    with pytest.raises(ShopNotConnected, match="Connect it at"):
        expiring.access.replace_rejected_token(rejected)


def test_access_by_a_permanent_token_has_no_refresh(connected: ShopFakes) -> None:
    assert connected.access(SHOP).renew is None


def test_a_shop_without_a_token_is_not_connected(fakes: ShopFakes) -> None:
    with pytest.raises(ShopNotConnected, match=f"/shopify/install\\?shop={SHOP}"):
        fakes.access(SHOP)


def test_a_token_from_client_credentials_is_requested_again_after_a_day(connected: ShopFakes) -> None:
    connected.save_credentials(connected.auth.request_client_credentials_token(SHOP).credentials)
    connected.clock.advance(25 * HOUR)
    assert connected.access(SHOP).access_token == connected.shop.access_token
    assert connected.shop.call_counts["client_credentials"] == 2


def test_a_shop_that_is_disconnected_during_the_refresh_stays_disconnected(expiring: ShopFakes) -> None:
    expiring.clock.advance(timedelta(minutes=56))
    expiring.shop.run_on_call("refresh", 1, lambda: expiring.save_credentials(None))
    with pytest.raises(ShopNotConnected):
        expiring.access(SHOP)
    assert expiring.shop.call_counts["refresh"] == 1
    assert expiring.find_credentials() is None


def test_a_permanent_token_is_exchanged_for_an_expiring_one(connected: ShopFakes) -> None:
    assert connected.access.exchange_permanent_token(SHOP)
    assert not connected.access.exchange_permanent_token(SHOP)
    credentials = connected.get_credentials()
    assert credentials.access_token == connected.shop.access_token
    assert credentials.refresh_token == connected.shop.refresh_token


def test_a_permanent_token_that_shopify_does_not_exchange_stays(connected: ShopFakes) -> None:
    connected.shop.fail_next_call("exchange_permanent_token", TokenRequestRefused("400 invalid_subject_token"))
    with pytest.raises(TokenRequestRefused, match="invalid_subject_token"):
        connected.access.exchange_permanent_token(SHOP)
    assert connected.access(SHOP).access_token == connected.shop.access_token

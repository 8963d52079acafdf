"""The token of every store is refreshed after a change of the client secret."""

import pytest

from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials
from novex_shopify.domain.timing import REFRESH_LEASE
from novex_shopify.domain.use_cases.shops import RefreshAllTokens
from novex_shopify.domain.use_cases.shops.refresh_all_tokens import TokenRefreshOutcome, TokenRefreshResult
from tests.builders import OTHER_SHOP, SECOND, SHOP, a_shop
from tests.domain.use_cases.shops.shop_fakes import ShopFakes


@pytest.fixture
def refresh_all_tokens(connected: ShopFakes) -> RefreshAllTokens:
    return RefreshAllTokens(connected.unit_of_work, connected.access)


@pytest.fixture
def two_shops(connected: ShopFakes) -> ShopFakes:
    """One store has an expiring token, another has a permanent one."""
    connected.shop.authorization_codes.add("code-1")
    connected.save_credentials(connected.auth.exchange_code(SHOP, "code-1").credentials)
    with connected.unit_of_work() as tx:
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        tx.shops.save_credentials(OTHER_SHOP, Credentials(Secret("shpat_permanent")))
        tx.commit()
    return connected


def test_tokens_that_have_not_expired_are_refreshed_and_permanent_ones_stay(
    two_shops: ShopFakes, refresh_all_tokens: RefreshAllTokens
) -> None:
    old = two_shops.shop.refresh_token
    assert refresh_all_tokens() == (
        TokenRefreshResult(OTHER_SHOP, TokenRefreshOutcome.PERMANENT),
        TokenRefreshResult(SHOP, TokenRefreshOutcome.REFRESHED),
    )
    assert two_shops.get_credentials().refresh_token == two_shops.shop.refresh_token != old
    assert two_shops.shop.call_counts["refresh"] == 1


def test_a_shop_whose_token_another_worker_is_refreshing_is_reported(
    two_shops: ShopFakes, refresh_all_tokens: RefreshAllTokens
) -> None:
    two_shops.claim_refresh(SECOND)
    result = refresh_all_tokens()[1]
    assert result.outcome is TokenRefreshOutcome.FAILED
    assert "Another worker" in (result.error or "")


def test_a_dead_refresh_token_is_reported_as_not_connected(
    two_shops: ShopFakes, refresh_all_tokens: RefreshAllTokens
) -> None:
    two_shops.shop.refresh_token = None
    result = refresh_all_tokens()[1]
    assert result.outcome is TokenRefreshOutcome.FAILED
    assert "Connect it at" in (result.error or "")


def test_a_shop_that_did_not_answer_is_refreshed_by_a_later_run(
    connected: ShopFakes, refresh_all_tokens: RefreshAllTokens
) -> None:
    connected.save_credentials(connected.auth.request_client_credentials_token(SHOP).credentials)
    connected.shop.fail_next_call("client_credentials", ShopifyUnavailable("no answer"))
    assert refresh_all_tokens()[0].outcome is TokenRefreshOutcome.FAILED
    connected.clock.advance(REFRESH_LEASE)
    assert refresh_all_tokens() == (TokenRefreshResult(SHOP, TokenRefreshOutcome.REFRESHED),)

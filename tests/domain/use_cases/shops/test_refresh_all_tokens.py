"""The token of every store is refreshed after a change of the client secret."""

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials
from novex_shopify.domain.timing import REFRESH_LEASE
from novex_shopify.domain.use_cases.shops.refresh_all_tokens import TokenRefreshOutcome, TokenRefreshResult
from tests.builders import OTHER_SHOP, SECOND, SHOP, a_shop


def connect_shops(container: Container, fake_shop: FakeShop) -> Credentials:
    """Connect a store with an expiring token and another with a permanent one; returns the former's credentials."""
    fake_shop.authorization_codes.add("code-1")
    credentials: Credentials = container.shopify_auth().exchange_code(SHOP, "code-1").credentials
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, credentials)
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        tx.shops.save_credentials(OTHER_SHOP, Credentials(Secret("shpat_permanent")))
        tx.commit()
    return credentials


def test_tokens_that_have_not_expired_are_refreshed_and_permanent_ones_stay(
    container: Container, fake_shop: FakeShop
) -> None:
    old = connect_shops(container, fake_shop)
    assert container.refresh_all_tokens()() == (
        TokenRefreshResult(OTHER_SHOP, TokenRefreshOutcome.PERMANENT),
        TokenRefreshResult(SHOP, TokenRefreshOutcome.REFRESHED),
    )
    with container.unit_of_work()() as tx:
        refreshed = tx.shops.get_credentials(SHOP)
    assert refreshed is not None
    assert refreshed.refresh_token == fake_shop.refresh_token != old.refresh_token
    assert fake_shop.call_counts["refresh"] == 1


def test_a_shop_whose_token_another_worker_is_refreshing_is_reported(container: Container, fake_shop: FakeShop) -> None:
    connect_shops(container, fake_shop)
    now = container.clock().now()
    with container.unit_of_work()() as tx:
        tx.shops.claim_refresh(SHOP, now, now + SECOND)
        tx.commit()
    line = container.refresh_all_tokens()()[1]
    assert line.outcome is TokenRefreshOutcome.FAILED
    assert "Another worker" in (line.error or "")


def test_a_dead_refresh_token_is_reported_as_not_connected(container: Container, fake_shop: FakeShop) -> None:
    connect_shops(container, fake_shop)
    fake_shop.refresh_token = None
    line = container.refresh_all_tokens()()[1]
    assert line.outcome is TokenRefreshOutcome.FAILED
    assert "Connect it at" in (line.error or "")


def test_a_shop_that_did_not_answer_is_refreshed_by_a_later_run(
    container: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    container.connect_shop().connect_with_client_credentials(SHOP)
    fake_shop.fail_next_call("client_credentials", ShopifyUnavailable("no answer"))
    assert container.refresh_all_tokens()()[0].outcome is TokenRefreshOutcome.FAILED
    clock.advance(REFRESH_LEASE)
    assert container.refresh_all_tokens()() == (TokenRefreshResult(SHOP, TokenRefreshOutcome.REFRESHED),)

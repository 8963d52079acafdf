"""Every store's token is made with the new client secret."""

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials
from novex_shopify.domain.use_cases.refresh_access_token import REFRESH_TAKES_AT_MOST
from novex_shopify.domain.use_cases.renew_every_token import Renewal, RenewedToken
from tests.builders import OTHER_SHOP, SECOND, SHOP, a_shop


def connect(container: Container, store: MemoryStore) -> Credentials:
    """A store with an expiring pair, and another one with a permanent token."""
    store.codes.add("code-1")
    credentials: Credentials = container.auth().exchange_code(SHOP, "code-1").credentials
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, credentials)
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        tx.shops.save_credentials(OTHER_SHOP, Credentials(Secret("shpat_permanent")))
        tx.commit()
    return credentials


def test_tokens_with_time_left_are_renewed_and_permanent_ones_left_alone(
    container: Container, store: MemoryStore
) -> None:
    old = connect(container, store)
    assert container.renew_every_token()() == (
        RenewedToken(OTHER_SHOP, Renewal.PERMANENT),
        RenewedToken(SHOP, Renewal.RENEWED),
    )
    with container.unit_of_work()() as tx:
        renewed = tx.shops.credentials(SHOP)
    assert renewed is not None
    assert renewed.refresh_token == store.refresh_token != old.refresh_token
    assert store.calls["refresh"] == 1


def test_a_store_that_another_worker_renews_just_now_is_reported_since_it_may_use_the_old_secret(
    container: Container, store: MemoryStore
) -> None:
    connect(container, store)
    now = container.clock().now()
    with container.unit_of_work()() as tx:
        tx.shops.claim_refresh(SHOP, now, now + SECOND)
        tx.commit()
    line = container.renew_every_token()()[1]
    assert line.renewal is Renewal.FAILED
    assert "another worker" in (line.error or "")


def test_a_dead_refresh_token_is_reported_as_not_connected(container: Container, store: MemoryStore) -> None:
    connect(container, store)
    store.refresh_token = None
    line = container.renew_every_token()()[1]
    assert line.renewal is Renewal.FAILED
    assert "Connect it at" in (line.error or "")


def test_a_store_that_did_not_answer_is_renewed_by_a_later_run(
    container: Container, store: MemoryStore, clock: ManualClock
) -> None:
    container.connect_shop().with_client_credentials(SHOP)
    store.fail_next("client_credentials", ShopifyUnavailable("no answer"))
    assert container.renew_every_token()()[0].renewal is Renewal.FAILED
    clock.advance(REFRESH_TAKES_AT_MOST)
    assert container.renew_every_token()() == (RenewedToken(SHOP, Renewal.RENEWED),)

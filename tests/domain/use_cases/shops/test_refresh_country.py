"""The store's country is read when it connects, and from then on at each subscription check."""

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from tests.builders import NOON, SHOP


def get_country_code(container: Container) -> str | None:
    with container.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
    assert shop is not None
    return shop.country_code


def connect(container: Container, fake_shop: FakeShop) -> None:
    container.connect_shop().connect_with_token(SHOP, fake_shop.access_token)


def test_the_country_is_read_when_a_store_connects(container: Container, fake_shop: FakeShop) -> None:
    fake_shop.country_code = "CH"
    connect(container, fake_shop)
    assert get_country_code(container) == "CH"


def test_a_store_connects_without_a_country_and_gets_it_later(container: Container, fake_shop: FakeShop) -> None:
    fake_shop.fail_next_call("fetch_country_code", ShopifyUnavailable("Shopify did not answer."))
    connect(container, fake_shop)
    assert get_country_code(container) is None
    assert container.register_webhooks().run_next()
    assert get_country_code(container) == "DE"


def test_a_known_country_stays_while_shopify_does_not_say_it(container: Container, fake_shop: FakeShop) -> None:
    connect(container, fake_shop)
    fake_shop.fail_next_call("fetch_country_code", ShopifyUnavailable("Shopify did not answer."))
    connect(container, fake_shop)
    fake_shop.country_code = None
    assert container.register_webhooks().run_next()
    assert get_country_code(container) == "DE"


def test_after_a_move_all_customers_are_read_again(container: Container, fake_shop: FakeShop) -> None:
    connect(container, fake_shop)
    with container.unit_of_work()() as tx:
        tx.customer_links.save([ResourceLink(SHOP, 7, "1", StateVersion(NOON), digest=4)])
        tx.commit()
    container.register_webhooks()(SHOP)
    fake_shop.country_code = "AT"
    for digests in ({7: 4}, {}):
        with container.unit_of_work()() as tx:
            assert tx.customer_links.get_digests(SHOP, [7]) == digests
        container.register_webhooks()(SHOP)
    assert get_country_code(container) == "AT"

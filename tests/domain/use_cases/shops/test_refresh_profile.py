"""The store's profile is read when it connects (`test_connect_shop.py`) and at each subscription check."""

import pytest

from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopProfile
from novex_shopify.domain.use_cases.shops.refresh_profile import refresh_profile
from tests.builders import NOON, SHOP
from tests.domain.use_cases.fakes import Fakes


@pytest.fixture
def fakes() -> Fakes:
    """A connected store of unknown country, with a customer that was imported."""
    fakes = Fakes()
    fakes.connect_shop()
    with fakes.unit_of_work() as tx:
        tx.customer_links.save([ResourceLink(SHOP, 7, "1", StateVersion(NOON), digest=4)])
        tx.commit()
    return fakes


def refresh(fakes: Fakes) -> tuple[str | None, bool]:
    """Refresh the country; returns it, and whether all customers are read again by the next import."""
    refresh_profile(fakes.unit_of_work, fakes.admin, fakes.access(SHOP))
    with fakes.unit_of_work() as tx:
        shop = tx.shops.get(SHOP)
        assert shop is not None
        return shop.profile.country_code, not tx.customer_links.get_digests(SHOP, [7])


def test_once_the_country_is_known_the_numbers_of_all_customers_are_read_again(fakes: Fakes) -> None:
    assert refresh(fakes) == ("DE", True)


def test_while_the_country_stays_the_same_nothing_is_read_again(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.shops.set_profile(SHOP, ShopProfile(1, "DE"))
        tx.commit()
    assert refresh(fakes) == ("DE", False)


def test_a_known_country_stays_while_shopify_does_not_say_it(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.shops.set_profile(SHOP, ShopProfile(1, "CH"))
        tx.commit()
    fakes.shop.fail_next_call("fetch_profile", ShopifyUnavailable("Shopify did not answer."))
    assert refresh(fakes) == ("CH", False)
    fakes.shop.profile = ShopProfile(1)
    assert refresh(fakes) == ("CH", False)

"""Customers inside other records are matched to the ERP's customers, or created."""

from dataclasses import replace

import pytest

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.use_cases.customers.match_customers import get_or_create_customer_ids
from tests.builders import NOON, OTHER_SHOP, SHOP, a_customer, a_shop
from tests.domain.use_cases.fakes import Fakes


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


def get_or_create(fakes: Fakes, *customers: Customer) -> dict[int, str]:
    """Get or create customers; returns their ERP ids by Shopify id."""
    with fakes.unit_of_work() as tx:
        ids = get_or_create_customer_ids(tx, SHOP, customers)
        tx.commit()
    return dict(ids)


def test_an_unknown_customer_is_created_once(fakes: Fakes) -> None:
    customer = a_customer(id=7)
    first = get_or_create(fakes, customer, customer)
    assert get_or_create(fakes, customer) == first
    with fakes.unit_of_work() as tx:
        assert [found.id for found in tx.erp.customers.find_similar([customer.keys], [SHOP])] == [first[7]]
        (link,) = tx.customer_links.list_for_shop(SHOP)
    assert (link.shopify_id, link.erp_id) == (7, first[7])
    assert link.version.updated_at < NOON.replace(year=1971)


def test_a_known_customer_is_never_changed(fakes: Fakes) -> None:
    customer = a_customer(id=7)
    (erp_id,) = get_or_create(fakes, customer).values()
    get_or_create(fakes, replace(customer, first_name="Augusta"))
    with fakes.unit_of_work() as tx:
        found = tx.erp.customers.get(erp_id)
    assert found is not None
    assert found.first_name == customer.first_name


@pytest.mark.parametrize("groups", [("", ""), ("group", ""), ("", "group"), ("group", "other"), ("group", "group")])
def test_a_customer_of_another_store_is_the_same_only_if_the_stores_are_of_one_group(
    fakes: Fakes, groups: tuple[str, str]
) -> None:
    customer = a_customer(id=7)
    with fakes.unit_of_work() as tx:
        for shop, group in zip((SHOP, OTHER_SHOP), groups, strict=True):
            tx.shops.save(a_shop(domain=shop))
            tx.shops.save_settings(shop, ShopSettings(customer_group=group))
        ids = get_or_create_customer_ids(tx, OTHER_SHOP, [replace(customer, id=8)])
        tx.commit()
    assert (get_or_create(fakes, customer)[7] == ids[8]) is (groups == ("group", "group"))


@pytest.mark.parametrize("linked_to_other_shop", [False, True])
def test_a_customer_of_the_erp_is_matched_unless_it_belongs_to_another_store(
    fakes: Fakes, linked_to_other_shop: bool
) -> None:
    """An ERP has customers of its own, which were created for no store."""
    customer = a_customer(id=7)
    with fakes.unit_of_work() as tx:
        (erp_id,) = tx.erp.customers.add(SHOP, [replace(customer, id=9)])
        if linked_to_other_shop:
            tx.customer_links.save([ResourceLink(OTHER_SHOP, 8, erp_id, StateVersion(NOON))])
        tx.commit()
    assert (get_or_create(fakes, customer)[7] == erp_id) is not linked_to_other_shop


def test_without_customers_nothing_happens(fakes: Fakes) -> None:
    assert get_or_create(fakes) == {}

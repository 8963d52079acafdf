"""Customers inside other records are matched to the ERP's customers, or created."""

from dataclasses import replace

import pytest

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.use_cases.customers.match_customers import get_or_create_customer_ids
from tests.builders import NOON, OTHER_SHOP, SHOP, a_customer
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
        assert [found.id for found in tx.erp.customers.find_similar([customer.keys])] == [first[7]]
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


def test_a_customer_of_the_erp_is_matched_and_not_created_again(fakes: Fakes) -> None:
    customer = a_customer(id=7)
    with fakes.unit_of_work() as tx:
        (erp_id,) = tx.erp.customers.add(OTHER_SHOP, [replace(customer, id=8)])
        tx.commit()
    assert get_or_create(fakes, customer) == {7: erp_id}


def test_without_customers_nothing_happens(fakes: Fakes) -> None:
    assert get_or_create(fakes) == {}

"""Customer changes that webhooks missed are found and applied."""

from datetime import timedelta

import pytest

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.use_cases.reconciliation.reconcile_customers import ReconcileCustomers
from tests.builders import HOUR, NOON, SHOP, a_customer
from tests.domain.use_cases.customer_steps import add_customer, get_first_names
from tests.domain.use_cases.fakes import Fakes

MINUTE = timedelta(minutes=1)


@pytest.fixture
def reconcile_customers(fakes: Fakes) -> ReconcileCustomers:
    return ReconcileCustomers(fakes.unit_of_work, fakes.admin, fakes.access, fakes.clock)


def make_customer(number: int, first_name: str, changed_ago: timedelta) -> Customer:
    return a_customer(
        id=number, first_name=first_name, email=f"{number}@example.com", phone=None, updated_at=NOON - changed_ago
    )


def test_changed_and_new_customers_are_applied_once(fakes: Fakes, reconcile_customers: ReconcileCustomers) -> None:
    unchanged = make_customer(2, "Ada", 2 * HOUR)
    add_customer(fakes, make_customer(1, "Ada", 2 * HOUR))
    add_customer(fakes, unchanged)
    fakes.shop.customers = [make_customer(1, "Augusta", MINUTE), unchanged, make_customer(3, "Grace", MINUTE)]
    assert reconcile_customers(SHOP, NOON - 3 * HOUR, NOON) == 2
    assert get_first_names(fakes) == {1: "Augusta", 2: "Ada", 3: "Grace"}
    assert reconcile_customers(SHOP, NOON - 3 * HOUR, NOON) == 0


def test_what_was_read_never_overwrites_a_newer_state(fakes: Fakes, reconcile_customers: ReconcileCustomers) -> None:
    add_customer(fakes, make_customer(1, "by webhook", timedelta()))
    fakes.shop.customers = [make_customer(1, "read", MINUTE)]
    assert reconcile_customers(SHOP, NOON - HOUR, NOON) == 0
    assert get_first_names(fakes) == {1: "by webhook"}

"""Customers are imported, unless a webhook has a newer state."""

from dataclasses import replace
from functools import partial

import pytest

from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine
from novex_shopify.domain.model.customer import Address, CompanyContact, Customer
from novex_shopify.domain.model.privacy import PrivacyRequest
from novex_shopify.domain.use_cases.customers.erase_personal_data import erase_customer, erase_shop
from novex_shopify.domain.use_cases.customers.import_customers import ImportCustomers
from novex_shopify.domain.use_cases.imports.importer import BatchResult
from tests.builders import HOUR, NOON, SECOND, SHOP, a_customer
from tests.domain.use_cases.customer_steps import add_customer, get_first_names, list_customers
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


def import_customers(fakes: Fakes, *customers: Customer, complete: bool = True) -> BatchResult:
    """Import a file with these customers."""
    records = [
        BulkRecord(line, customer.id, hash(customer), partial(replace, customer), complete)
        for line, customer in enumerate(customers, 1)
    ]
    with fakes.unit_of_work() as tx:
        result = ImportCustomers().store(tx, SHOP, records)
        tx.commit()
    return result


def test_customers_are_written_unless_a_webhook_has_a_newer_state(fakes: Fakes) -> None:
    add_customer(fakes, a_customer(id=7, first_name="Augusta", updated_at=NOON))
    result = import_customers(fakes, *(a_customer(id=n, updated_at=NOON - SECOND) for n in range(1, 8)))
    assert result == BatchResult(written=6)
    assert get_first_names(fakes) == dict.fromkeys(range(1, 7), "Ada") | {7: "Augusta"}


def test_a_customer_whose_line_did_not_change_is_not_written_again(fakes: Fakes) -> None:
    import_customers(fakes, a_customer(id=1), a_customer(id=2, email=None, phone=None))
    changed = a_customer(id=1, first_name="Augusta")
    assert import_customers(fakes, changed, a_customer(id=2, email=None, phone=None)) == BatchResult(written=1)
    assert get_first_names(fakes) == {1: "Augusta", 2: "Ada"}


def test_an_incomplete_record_keeps_the_addresses_and_is_read_again(fakes: Fakes) -> None:
    add_customer(fakes, a_customer(updated_at=NOON - HOUR))
    incomplete = a_customer(first_name="Augusta", addresses=(Address(city="Ockham"),))
    for _ in range(2):
        assert import_customers(fakes, incomplete, complete=False) == BatchResult(written=1)
    (customer,) = list_customers(fakes)
    assert (customer.first_name, customer.addresses) == ("Augusta", a_customer().addresses)


def test_a_customer_without_a_version_is_refused_alone(fakes: Fakes) -> None:
    result = import_customers(fakes, a_customer(id=1, updated_at=None), a_customer(id=2))
    reason = "Customer 1 has no updated_at, so it cannot be compared with the ERP."
    assert result == BatchResult(written=1, refused_lines=(RefusedLine(1, reason),))
    assert get_first_names(fakes) == {2: "Ada"}


def test_companies_are_imported_for_a_customer_created_by_a_webhook(fakes: Fakes) -> None:
    add_customer(fakes, a_customer(updated_at=NOON - HOUR, companies=None))
    for_tea = CompanyContact(5, "Tea Ltd", None, "buyer", is_main=True)
    import_customers(fakes, a_customer(companies=(for_tea,)))
    (customer,) = list_customers(fakes)
    assert customer.companies == (for_tea,)


def test_customers_are_imported_again_after_the_shop_was_erased(fakes: Fakes) -> None:
    import_customers(fakes, a_customer())
    with fakes.unit_of_work() as tx:
        erase_shop(tx, SHOP, PrivacyRequest(SHOP), PAYLOADS, NOON)
        tx.commit()
    assert get_first_names(fakes) == {7: None}
    import_customers(fakes, a_customer())
    assert get_first_names(fakes) == {7: "Ada"}


def test_an_erased_customer_is_not_restored_by_an_older_file(fakes: Fakes) -> None:
    add_customer(fakes, a_customer(updated_at=NOON))
    with fakes.unit_of_work() as tx:
        erase_customer(tx, SHOP, PrivacyRequest(SHOP, customer_id=7), PAYLOADS, NOON + 5 * SECOND)
        tx.commit()
    assert import_customers(fakes, a_customer(updated_at=NOON + SECOND)) == BatchResult(written=0)
    assert get_first_names(fakes) == {7: None}

"""A person decides that a possible duplicate is another person."""

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.shop import ShopProfile
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.use_cases.customers import KeepSeparate
from novex_shopify.domain.use_cases.customers.apply_customer import ApplyCustomer
from tests.audited_world import read_audit_log
from tests.builders import OTHER_SHOP, SHOP, a_customer, a_customer_body
from tests.domain.use_cases.event_steps import DONE, apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS


def list_reasons(fakes: Fakes) -> list[str | None]:
    with fakes.unit_of_work() as tx:
        return [link.review_reason for link in tx.customer_links.list_to_review(SHOP)]


def receive_ada(fakes: Fakes, second: int, **changes: object) -> None:
    body = a_customer_body(phone="020 7946 0000", updated_at=f"2026-11-23T12:00:0{second}+01:00", **changes)
    assert apply_event(fakes, ApplyCustomer(PAYLOADS), body) == DONE


@pytest.fixture
def fakes() -> Fakes:
    """Ada's number is that of a customer without an e-mail address, and with another name."""
    fakes = Fakes()
    fakes.connect_shop(profile=ShopProfile(country_code="GB"))
    with fakes.unit_of_work() as tx:
        for shop in (SHOP, OTHER_SHOP):
            tx.shops.save_settings(shop, ShopSettings(customer_group="all"))
        tx.erp.customers.add(OTHER_SHOP, [a_customer(first_name="Bob", email=None, addresses=())])
        tx.commit()
    receive_ada(fakes, 1)
    assert len(list_reasons(fakes)) == 1
    return fakes


def test_a_settled_doubt_does_not_return_with_the_next_state(fakes: Fakes) -> None:
    KeepSeparate(fakes.unit_of_work)(SHOP, 7)
    receive_ada(fakes, 2, last_name="Lovelace")
    assert list_reasons(fakes) == []
    entry = read_audit_log(fakes.unit_of_work)[0]
    assert (entry.action, entry.subject.id) == (AuditAction.CUSTOMER_KEPT_SEPARATE, "7")


def test_new_data_of_the_customer_can_raise_another_doubt(fakes: Fakes) -> None:
    KeepSeparate(fakes.unit_of_work)(SHOP, 7)
    with fakes.unit_of_work() as tx:
        (bob,) = tx.erp.customers.add(OTHER_SHOP, [a_customer(id=9, email="bob@example.com", phone=None)])
        tx.commit()
    receive_ada(fakes, 2, email="Bob@Example.com")
    assert list_reasons(fakes) == [f"customer {bob} of the ERP has the same e-mail address"]


def test_a_customer_without_a_doubt_is_named_in_the_error(fakes: Fakes) -> None:
    with pytest.raises(NotFound, match=f"Customer 8 of {SHOP} is not a possible duplicate"):
        KeepSeparate(fakes.unit_of_work)(SHOP, 8)

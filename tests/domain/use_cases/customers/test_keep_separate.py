"""A person decides that a possible duplicate is another person."""

import pytest

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from tests.builders import OTHER_SHOP, SHOP, a_customer, a_customer_body
from tests.domain.use_cases.webhook_steps import process_events, receive_webhook


def list_reasons(container: Container) -> list[str | None]:
    with container.unit_of_work()() as tx:
        return [link.review_reason for link in tx.customer_links.list_to_review(SHOP)]


def receive_namesake(container: Container, second: int, **changes: object) -> None:
    """Receive a customer with the telephone number of one whom the ERP knows."""
    body = a_customer_body(phone="020 7946 0000", updated_at=f"2026-11-23T12:00:0{second}+01:00", **changes)
    receive_webhook(container, "customers/update", body, f"webhook-{second}")
    process_events(container)


@pytest.fixture
def doubtful(connected: Container) -> Container:
    """Ada's number is that of a customer without an e-mail address, and with another name."""
    with connected.unit_of_work()() as tx:
        tx.shops.set_country_code(SHOP, "GB")
        tx.erp.customers.add(OTHER_SHOP, [a_customer(first_name="Bob", email=None, addresses=())])
        tx.commit()
    receive_namesake(connected, 1)
    assert len(list_reasons(connected)) == 1
    return connected


def test_a_settled_doubt_does_not_return_with_the_next_state(doubtful: Container) -> None:
    doubtful.keep_separate()(SHOP, 7)
    receive_namesake(doubtful, 2, last_name="Lovelace")
    assert list_reasons(doubtful) == []


def test_new_data_of_the_customer_can_raise_another_doubt(doubtful: Container) -> None:
    doubtful.keep_separate()(SHOP, 7)
    with doubtful.unit_of_work()() as tx:
        (bob,) = tx.erp.customers.add(OTHER_SHOP, [a_customer(id=9, email="bob@example.com", phone=None)])
        tx.commit()
    receive_namesake(doubtful, 2, email="Bob@Example.com")
    assert list_reasons(doubtful) == [f"customer {bob} of the ERP has the same e-mail address"]


def test_a_customer_without_a_doubt_is_named_in_the_error(connected: Container) -> None:
    with pytest.raises(NotFound, match=f"Customer 7 of {SHOP} is not a possible duplicate"):
        connected.keep_separate()(SHOP, 7)

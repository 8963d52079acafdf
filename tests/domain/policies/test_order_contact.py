"""People see of a customer what distinguishes one caller from another, and all of it only on request."""

from dataclasses import replace

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.order_contact import OrderContact, find_contact
from tests.builders import a_customer, a_sales_order

HOME = Address("Ada King Lovelace", None, "St James's Square 12", None, "SW1Y", "London", country_code="GB")
ORDER = a_sales_order(email="ada@example.com", phone="+44 20 7946 0123", shipping_address=HOME)


def test_a_contact_is_masked_but_stays_distinguishable() -> None:
    assert find_contact(ORDER, masked=True) == OrderContact("Ada L.", "a•••@example.com", "•••123", ("GB",))
    assert find_contact(a_sales_order(billing_address=Address("Ada")), masked=True) == OrderContact("A•••")
    assert not find_contact(a_sales_order(), masked=True)


def test_a_contact_is_shown_in_full_on_request() -> None:
    place = ("St James's Square 12", "SW1Y London", "GB")
    assert find_contact(ORDER, masked=False) == OrderContact(
        "Ada King Lovelace", "ada@example.com", "+44 20 7946 0123", place
    )


def test_what_the_order_does_not_state_is_the_customers() -> None:
    customer = replace(a_customer(), first_name="Grace", last_name="Hopper", email="grace@example.com", phone=None)
    contact = find_contact(a_sales_order(email="ship@example.com"), customer, masked=False)
    assert contact == OrderContact("Grace Hopper", "ship@example.com")

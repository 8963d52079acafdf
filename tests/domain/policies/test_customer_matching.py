"""A Shopify customer is matched to one ERP customer, and only without doubt."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.customer import Customer, ErpCustomer
from novex_shopify.domain.policies.customer_matching import (
    CustomerMatch,
    match_customers,
    normalize_email,
    normalize_phone,
)

ADA = Customer(7, email="ada@example.com", phone="+44 20 7946 0000")


def match_one(customer: Customer, *known: ErpCustomer, taken: tuple[str, ...] = ()) -> CustomerMatch:
    """Match one customer."""
    return match_customers([customer], known, taken)[customer.id]


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        (" Ada@Example.COM ", "ada@example.com"),
        ("a.d.a+x@example.com", "a.d.a+x@example.com"),
        ("  ", None),
        (None, None),
    ],
)
def test_an_address_is_compared_without_blanks_and_in_lower_case(written: str | None, normalised: str | None) -> None:
    assert normalize_email(written) == normalised


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("+44 (0)20-7946", "+440207946"),
        ("0049 30 1234", "+49301234"),
        ("030 1234", None),
        ("+", None),
        ("", None),
        (None, None),
    ],
)
def test_a_phone_number_is_compared_by_its_digits_if_it_has_a_country_code(
    written: str | None, normalised: str | None
) -> None:
    assert normalize_phone(written) == normalised


def test_the_same_address_is_the_same_person_whatever_the_number() -> None:
    assert match_one(ADA, ErpCustomer("1", "ADA@example.com", "+1")) == CustomerMatch("1")


def test_without_an_address_the_same_number_is_the_same_person() -> None:
    assert match_one(Customer(7, phone="+1 2"), ErpCustomer("1", "ada@example.com", "+12")) == CustomerMatch("1")
    assert match_one(ADA, ErpCustomer("1", None, "0044 20 7946 0000")) == CustomerMatch("1")


def test_two_customers_with_the_same_number_but_other_addresses_are_two_people() -> None:
    found = match_one(ADA, ErpCustomer("1", "charles@example.com", "+442079460000"))
    assert found == CustomerMatch(
        review_reason="customer 1 of the ERP has the same phone number, but another e-mail address"
    )


def test_an_address_of_two_customers_matches_none() -> None:
    found = match_one(ADA, ErpCustomer("2", "ada@example.com"), ErpCustomer("1", "ada@example.com"))
    assert found == CustomerMatch(review_reason="customer 1, 2 of the ERP have the same e-mail address")


def test_a_record_linked_to_another_customer_of_the_shop_is_not_reassigned() -> None:
    found = match_one(ADA, ErpCustomer("1", "ada@example.com"), taken=("1",))
    assert found.erp_id is None
    assert found.review_reason == (
        "customer 1 of the ERP has the same e-mail address, and stands for another customer of this store"
    )


def test_of_two_new_customers_only_one_is_the_same_person() -> None:
    twin = Customer(8, email="ada@example.com")
    found = match_customers([ADA, twin], [ErpCustomer("1", "ada@example.com")], ())
    assert found[7] == CustomerMatch("1")
    assert found[8].review_reason is not None


def test_a_customer_without_data_matches_no_one() -> None:
    assert match_one(Customer(7), ErpCustomer("1")) == CustomerMatch()


known_customers = st.builds(
    ErpCustomer,
    st.sampled_from("12345"),
    st.sampled_from([None, "a@x", "A@x ", "b@x"]),
    st.sampled_from([None, "+1", "001", "+2", "7"]),
)
customers = st.lists(
    st.builds(
        Customer,
        st.integers(1, 9),
        email=st.sampled_from([None, "a@x", "b@x"]),
        phone=st.sampled_from([None, "+1", "+2"]),
    ),
    unique_by=lambda customer: customer.id,
)


@given(customers, st.lists(known_customers, unique_by=lambda person: person.id), st.sets(st.sampled_from("12345")))
def test_no_customers_are_merged_by_accident(
    customers: list[Customer], known: list[ErpCustomer], taken: set[str]
) -> None:
    found = match_customers(customers, known, taken)
    matched = [match.erp_id for match in found.values() if match.erp_id]
    assert len(matched) == len(set(matched)), "one record stands for two customers"
    assert not taken & set(matched), "a record was taken from another customer"
    by_id = {person.id: person for person in known}
    for customer in customers:
        match = found[customer.id]
        assert match.erp_id is None or match.review_reason is None
        if match.erp_id:
            person = by_id[match.erp_id]
            emails = {normalize_email(customer.email), normalize_email(person.email)} - {None}
            assert len(emails) < 2, "people with different addresses"


def test_another_mailbox_is_another_person() -> None:
    assert match_one(Customer(7, email="straße@example.de"), ErpCustomer("1", "strasse@example.de")) == CustomerMatch()


def test_the_same_phone_and_another_name_are_doubtful() -> None:
    bob = Customer(7, first_name="Bob", last_name="Miller", phone="+442079460000")
    ada = ErpCustomer("1", None, "+442079460000", "Ada", "Lovelace")
    assert match_one(bob, ada).erp_id is None
    assert "the same phone number, but another name" in (match_one(bob, ada).review_reason or "")
    assert match_one(bob, replace(ada, first_name="bob", last_name="MILLER")).erp_id == "1"

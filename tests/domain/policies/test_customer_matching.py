"""A Shopify customer is matched to one ERP customer, and only without doubt."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.customer import Address, Customer, ErpCustomer
from novex_shopify.domain.policies.customer_keys import add_customer_keys
from novex_shopify.domain.policies.customer_matching import CustomerMatch, match_customers

NUMBER = "+442079460000"
HOME = Address(address1="12 St James's Square", zip="SW1Y 4JH", country_code="GB")
ADA = Customer(7, first_name="Ada", last_name="Lovelace", email="ada@example.com", phone="+44 20 7946 0000")


def known(erp_id: str, customer: Customer) -> ErpCustomer:
    return ErpCustomer(erp_id, add_customer_keys(customer, "DE").keys)


def match_all(
    customers: list[Customer],
    others: list[ErpCustomer],
    taken: set[str] | None = None,
    own: dict[int, str] | None = None,
) -> dict[int, CustomerMatch]:
    keyed = [add_customer_keys(customer, "DE") for customer in customers]
    return dict(match_customers(keyed, others, taken or set(), own))


def match_one(customer: Customer, *others: ErpCustomer, taken: set[str] | None = None) -> CustomerMatch:
    return match_all([customer], list(others), taken)[customer.id]


def doubt(customer: Customer, *others: ErpCustomer) -> str:
    """Return the reason for a review; the customer must not be matched."""
    found = match_one(customer, *others)
    assert found.erp_id is None
    return found.review_reason or "no doubt"


def test_the_same_email_address_is_the_same_person_whatever_the_number_and_name() -> None:
    assert match_one(ADA, known("1", Customer(1, email="ADA@example.com", phone="+1"))) == CustomerMatch("1")
    assert match_one(ADA, known("1", Customer(1, first_name="Bob", email="ADA@example.com"))) == CustomerMatch("1")


@pytest.mark.parametrize("written", ["0044 20 7946 0000", "tel:+44-20-7946-0000;ext=9", "+44 (0)20 79460000"])
def test_the_same_number_and_name_are_the_same_person_unless_both_have_an_email_address(written: str) -> None:
    person = Customer(1, first_name="LOVELACE,", last_name="Áda", phone=written)
    assert match_one(ADA, known("1", person)) == CustomerMatch("1")
    assert match_one(replace(ADA, email=None), known("1", replace(person, email="a@b.example"))) == CustomerMatch("1")


def test_a_number_of_an_address_counts_like_the_customers_own() -> None:
    guest = replace(ADA, phone=None, email=None, addresses=(replace(HOME, phone="020 7946 0000"),))
    assert match_one(guest, known("1", ADA)) == CustomerMatch("1")
    assert match_one(ADA, known("1", guest)) == CustomerMatch("1")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"email": "charles@example.com"}, "phone number, but another e-mail address"),
        ({"email": None, "first_name": "Bob"}, "phone number, but another name"),
        ({"email": None, "first_name": None, "last_name": None}, "phone number, but no name to compare"),
    ],
)
def test_a_shared_number_alone_is_doubtful(changes: dict[str, str | None], reason: str) -> None:
    assert doubt(ADA, known("1", replace(ADA, **changes))) == f"customer 1 of the ERP has the same {reason}"  # type: ignore[arg-type]


def test_a_number_that_is_not_real_is_doubtful() -> None:
    person = replace(ADA, email=None, phone="+1 123 456 7890")
    assert doubt(person, known("1", person)).endswith("phone number, which is not a real number")


def test_the_same_name_and_address_are_doubtful() -> None:
    person = Customer(7, first_name="Ada", last_name="Lovelace", addresses=(HOME,))
    other = replace(person, addresses=(replace(HOME, address1="St. James Sq. 12", zip="sw1y4jh"),))
    assert doubt(person, known("1", other)) == "customer 1 of the ERP has the same name and address"
    conflict = doubt(replace(person, email="a@x.example"), known("1", replace(other, email="b@x.example")))
    assert conflict.endswith("name and address, but another e-mail address")
    assert doubt(person, known("1", replace(other, first_name="Bob"))) == "no doubt"


def test_an_email_address_of_two_customers_matches_none() -> None:
    assert doubt(ADA, known("2", ADA), known("1", ADA)) == (
        "customer 1 of the ERP, customer 2 of the ERP have the same e-mail address"
    )


def test_a_record_linked_to_another_customer_of_the_shop_is_not_reassigned() -> None:
    found = match_one(ADA, known("1", ADA), taken={"1"})
    assert found.erp_id is None
    assert found.review_reason == (
        "customer 1 of the ERP has the same e-mail address, and stands for another customer of this store"
    )


def test_of_two_new_customers_only_one_is_the_same_person() -> None:
    twin = Customer(8, email="ada@example.com")
    found = match_all([ADA, twin], [known("1", ADA)])
    assert found[7] == CustomerMatch("1")
    assert found[8].review_reason is not None


def test_two_new_customers_who_resemble_each_other_are_doubtful() -> None:
    found = match_all([ADA, replace(ADA, id=8)], [])
    assert found[7] == CustomerMatch()
    assert found[8] == CustomerMatch(review_reason="customer 7 of this store has the same e-mail address")


def test_a_linked_customer_is_compared_by_what_is_new_of_it() -> None:
    renamed = replace(ADA, phone=None, email="new@example.com")
    other = known("2", Customer(1, email="new@example.com"))
    doubtful = CustomerMatch(review_reason="customer 2 of the ERP has the same e-mail address")
    assert match_all([renamed], [known("1", ADA), other], own={7: "1"})[7] == doubtful
    assert match_all([renamed], [known("1", renamed), other], own={7: "1"})[7] == CustomerMatch()


def test_a_customer_without_data_matches_no_one() -> None:
    assert match_one(Customer(7), ErpCustomer("1")) == CustomerMatch()


def test_another_mailbox_is_another_person() -> None:
    other = known("1", Customer(1, email="strasse@example.de"))
    assert match_one(Customer(7, email="straße@example.de"), other) == CustomerMatch()


emails = st.sampled_from([None, "a@x", "A@x ", "b@x"])
phones = st.sampled_from([None, NUMBER, "0044 20 79460000", "+12025550143", "7"])
names = st.sampled_from([None, "Ada", "ADA", "Bob"])
addresses = st.sampled_from([(), (HOME,), (replace(HOME, phone=NUMBER),)])
people = st.builds(Customer, st.integers(1, 9), st.none(), names, st.none(), emails, phones, addresses)
unique_people = st.lists(people, unique_by=lambda person: person.id)


@given(unique_people, unique_people, st.sets(st.sampled_from("12345")))
def test_no_customers_are_merged_by_accident(
    customers: list[Customer], others: list[Customer], taken: set[str]
) -> None:
    found = match_all(customers, [known(str(person.id), person) for person in others], taken)
    matched = [match.erp_id for match in found.values() if match.erp_id]
    assert len(matched) == len(set(matched)), "one record stands for two customers"
    assert not taken & set(matched), "a record was taken from another customer"
    by_id = {str(person.id): add_customer_keys(person, "DE").keys for person in others}
    for customer in customers:
        match, keys = found[customer.id], add_customer_keys(customer, "DE").keys
        assert match.erp_id is None or match.review_reason is None
        if match.erp_id and keys.email != by_id[match.erp_id].email:
            person = by_id[match.erp_id]
            assert None in {keys.email, person.email}, "people with different e-mail addresses"
            assert keys.phones & person.phones
            assert keys.name == person.name is not None


@given(unique_people, unique_people)
def test_of_people_who_share_a_key_all_but_one_are_matched_or_doubtful(
    customers: list[Customer], others: list[Customer]
) -> None:
    found = match_all(customers, [known(str(person.id), person) for person in others])
    seen = {key for person in others for key in add_customer_keys(person, "DE").keys.all}
    for customer in customers:
        keys = add_customer_keys(customer, "DE").keys.all
        assert (found[customer.id] == CustomerMatch()) == (not keys & seen)
        seen |= keys


def test_two_people_with_extensions_of_one_number_are_doubtful() -> None:
    five = replace(ADA, email=None, phone="+44 20 7946 0000 ext. 5")
    seven, none = replace(five, id=8, phone="020 7946 0000 x7"), replace(five, id=8, phone=NUMBER)
    (erp,) = [ErpCustomer("1", add_customer_keys(five, "GB").keys)]
    reasons = [match_customers([add_customer_keys(each, "GB")], [erp], set())[each.id] for each in (seven, five, none)]
    assert [match.erp_id for match in reasons] == [None, "1", "1"]
    assert reasons[0].review_reason == "customer 1 of the ERP has the same phone number, but another extension"

"""A person has the same keys, however the data is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.policies.customer_keys import build_customer_keys, normalize_email, normalize_name


@pytest.mark.parametrize(
    ("written", "normalized"),
    [
        (" Ada@Example.COM\t", "ada@example.com"),
        ("ada\u200b@example.com", "ada@example.com"),
        ("\uff21\uff44\uff41\uff20example\u3002com.", "ada@example.com"),
        ("ada@xn--mller-kva.de", "ada@müller.de"),
        ("ada@mu\u0308ller.de", "ada@müller.de"),
        ("ada@xn--\u00e4.de", "ada@xn--ä.de"),
        ("a.d.a+x@example.com", "a.d.a+x@example.com"),
        ("ada@straße.de", "ada@straße.de"),
        *[(none, None) for none in ("  ", "n/a", "@example.com", "ada@", "a" * 320 + "@b", None)],
    ],
)
def test_an_email_address_is_compared_without_case_width_and_spaces(
    written: str | None, normalized: str | None
) -> None:
    assert normalize_email(written) == normalized


@given(st.text())
def test_an_email_address_stays_what_it_is(text: str) -> None:
    assert normalize_email(normalize_email(text)) == normalize_email(text)


@pytest.mark.parametrize(
    "names",
    [
        [
            ("Jürgen", "Müller"),
            ("juergen", "MUELLER"),
            ("Jurgen", "Muller"),
            ("Müller,", "Jürgen"),
            ("Jürgen Müller", None),
        ],
        [("Søren", "Kjær"), ("Soeren", "Kjaer"), ("SØREN", "KJÆR")],
        [("Seán", "O\u2019Neil"), ("Sean", "O'Neil"), ("sean", "ONeil")],
        [("Anna-Lena", "Groß"), ("Anna Lena", "GROSS")],
    ],
)
def test_a_name_is_the_same_in_any_order_and_without_accents(names: list[tuple[str | None, str | None]]) -> None:
    assert len({normalize_name(*name) for name in names}) == 1


@pytest.mark.parametrize(("one", "another"), [("राम", "रीम"), ("かき", "がき"), ("Ada", "Ida")])
def test_letters_that_make_another_word_make_another_name(one: str, another: str) -> None:
    assert normalize_name(one) != normalize_name(another)


def test_signs_are_no_name() -> None:
    assert normalize_name("-", ".") is normalize_name(None, None) is None


def keys_of(address: Address, **name: str) -> frozenset[str]:
    customer = Customer(7, **(name or {"first_name": "Ada", "last_name": "Lovelace"}), addresses=(address,))  # type: ignore[arg-type]
    return build_customer_keys(customer, "DE").addresses


@pytest.mark.parametrize(
    ("one", "another"),
    [
        (Address(address1="Hauptstraße 12", zip="01067"), Address(address1="12, Haupt-Str.", zip="D-1067")),
        (
            Address(address1="Main Street 12", address2="Apt 4", zip="02134"),
            Address(address1="4/12 Main St.", zip="02134-1234"),
        ),
        (Address(address1="1 High St", zip="SW1A 1AA"), Address(address1="HIGH STREET \uff11", zip="sw1a1aa")),
        (Address(address1="Rose Cottage", zip="SW1A 1AA"), Address(address1="rose, cottage", zip="SW1A1AA")),
        (Address(address1="ul. Długa 3", city="Kraków"), Address(address1="Dluga 3", city="KRAKOW")),
        (Address(address1="Weg 1", zip="10115", country_code="DE"), Address(address1="Weg 1", zip="10115")),
    ],
)
def test_an_address_is_recognized_in_every_spelling(one: Address, another: Address) -> None:
    assert keys_of(one) & keys_of(another)


@pytest.mark.parametrize(
    "other",
    [
        Address(address1="Hauptstraße 13", zip="10115"),
        Address(address1="Hauptstraße 12", zip="10117"),
        Address(address1="Hauptstraße 12", zip="10115", country_code="FR"),
    ],
)
def test_another_house_or_place_is_another_address(other: Address) -> None:
    assert not keys_of(Address(address1="Hauptstraße 12", zip="10115")) & keys_of(other)


def test_an_address_is_of_one_person() -> None:
    home = Address(name="Bob Miller", address1="Hauptstraße 12", zip="10115")
    assert not keys_of(home, first_name="Ada") & keys_of(home, first_name="Ida")
    assert build_customer_keys(Customer(7, addresses=(home,))).addresses == {"bob miller||10115|12"}
    assert build_customer_keys(Customer(7, addresses=(Address(address1="Hauptstraße 12", zip="10115"),))).all == set()


def test_numbers_without_a_country_code_are_of_the_addresss_or_the_stores_country() -> None:
    vienna = Address(phone="0664 1234567", country_code="AT")
    keys = build_customer_keys(Customer(7, phone="030 1234567", addresses=(vienna,)), "DE")
    assert keys.phones == {"+49301234567", "+436641234567"}
    assert build_customer_keys(Customer(7, phone="030 1234567")).phones == set()


@given(st.builds(Address, *[st.one_of(st.none(), st.text()) for _ in range(9)]), st.text())
def test_no_address_is_an_error(address: Address, name: str) -> None:
    assert all(len(key) <= 320 for key in keys_of(address, first_name=name))

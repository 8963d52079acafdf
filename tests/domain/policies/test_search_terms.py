"""Whatever way a person writes it, the terms are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.search_terms import (
    build_customer_entry,
    build_order_entry,
    normalize_code,
    parse_search,
    split_terms,
)
from tests.builders import SHOP, a_customer, a_sales_order

texts = st.text(max_size=40)
words = st.text(st.characters(categories=["L", "N", "M"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("#1001", "1001"),
        ("  1001 ", "1001"),
        ("PO-1234/B", "po1234b"),
        ("1Z 999 AA1 01-2345", "1z999aa1012345"),
        ("LOT.2026_05-A", "lot202605a"),
        ("SW1A 1AA", "sw1a1aa"),
        ("01067", "01067"),
        ("DÉ-26", "de26"),
        ("Anna.Dvořák@Example.COM", "annadvorakexamplecom"),
        ("№ 5 / 日本-1", "no5日本1"),
        ("- / -", ""),
        (None, ""),
    ],
)
def test_codes_lose_case_accents_and_separators(written: str | None, code: str) -> None:
    assert normalize_code(written) == code


@pytest.mark.parametrize(
    ("written", "terms"),
    [
        ("Müller & Söhne GmbH", {"muller", "sohne", "gmbh"}),
        ("Mueller", {"muller"}),
        ("O'Brien-Núñez", {"obrien", "nunez"}),
        ("Łukasz Straße", {"lukasz", "strasse"}),
        ("", set()),
    ],
)
def test_words_lose_case_and_accents(written: str, terms: set[str]) -> None:
    assert split_terms(written) == terms


@pytest.mark.parametrize(
    "written",
    [
        *("+49 30 1234567", "004930 1234567", "030/123 45 67", "(030) 1234567", "49301234567", "0049 (0)30 1234567"),
        *(
            "030\u20131234567",
            "\u202a030\u00a01234567\u202c",
            "\uff10\uff13\uff10\u30fc1234567",
            "\u0660\u0663\u0660 1234567",
        ),
    ],
)
def test_a_phone_number_is_found_however_it_is_written(written: str) -> None:
    order = a_sales_order(phone="+49301234567", shipping_address=Address(country_code="DE"))
    assert build_order_entry(order).personal.intersection(parse_search(written).keys)


@pytest.mark.parametrize(
    ("phone", "written"), [("+74951234567", "8 (495) 123-45-67"), ("+3611234567", "06 1 123 4567")]
)
def test_a_phone_number_is_found_with_the_trunk_prefix_of_its_country(phone: str, written: str) -> None:
    assert build_order_entry(a_sales_order(phone=phone)).personal.intersection(parse_search(written).keys)


def test_a_local_number_of_an_order_is_of_the_country_that_it_goes_to() -> None:
    order = a_sales_order(phone="030 1234567", shipping_address=Address(country_code="DE"))
    assert {"49301234567", "301234567"} <= build_order_entry(order).personal


@given(first=words, second=words)
def test_the_beginning_of_a_name_finds_it(first: str, second: str) -> None:
    terms = split_terms(f"{first} {second}")
    for length in range(1, len(first) + 1):
        assert all(any(term.startswith(word) for term in terms) for word in split_terms(first[:length]))


@given(text=texts)
def test_normalized_once_is_normalized_for_good(text: str) -> None:
    code = normalize_code(text)
    assert normalize_code(code) == normalize_code(f" {text}-") == code
    assert all(character.isalnum() for character in code if character.isascii())


@given(text=st.text(max_size=400))
def test_any_text_can_be_searched_for(text: str) -> None:
    query = parse_search(text)
    assert all(term and " " not in term for term in (*query.keys, *query.words))
    assert len(query.words) <= 8


def test_an_order_is_found_by_all_that_its_customer_may_say() -> None:
    address = Address("Anna Dvořák", "Tea & Co", zip="10 115", country_code="DE", phone="0301234567")
    order = a_sales_order(name="#1001", po_number="PO-7", email="Anna@Example.com", shipping_address=address)
    entry = build_order_entry(order)
    assert entry.codes == {"1001", "po7"}
    assert entry.personal == {"annaexamplecom", "anna", "dvorak", "tea", "co", "10115", "49301234567", "301234567"}


def test_what_a_new_state_leaves_out_stays_findable() -> None:
    known = a_sales_order(email="anna@example.com", phone="+49301234567", billing_address=Address("Anna"))
    assert build_order_entry(a_sales_order(), known).personal == build_order_entry(known).personal


def test_a_customer_has_only_personal_terms() -> None:
    entry = build_customer_entry(SHOP, "5", a_customer(email="ada@example.com", phone="+442079460000"))
    assert not entry.codes | entry.words
    assert entry.personal == {"ada", "lovelace", "adaexamplecom", "442079460000", "2079460000"}

"""Stored bodies that are about a person are found, and those about others are not."""

import json

import pytest

from novex_shopify.domain.policies.person_search import Person, names_any

ADA = Person(7, frozenset({1001}), frozenset({'ädä"1@example.com', "+49301234"}))


@pytest.mark.parametrize(
    "body",
    [
        b'{"customer": {"id": 7}}',
        b'{"customer_id":"7"}',
        b'{"customerId": 7}',
        b'{"id": "gid://shopify/Customer/7"}',
        b'{"order_id": 1001, "cut off',
        b'{"id": "gid://shopify/Order/1001?x=1"}',
        json.dumps({"email": 'Ädä"1@EXAMPLE.com'.replace("Ä", "ä")}).encode(),
        json.dumps({"email": 'ädä"1@example.com'}, ensure_ascii=False).encode(),
        b'{"phone": "+49301234"}',
    ],
)
def test_a_body_that_names_the_person_is_found(body: bytes) -> None:
    assert ADA.is_named_in(body)


@pytest.mark.parametrize(
    "body",
    [b"", b'{"customer": {"id": 77}}', b'{"quantity": 7}', b'{"id": "gid://shopify/Product/7"}', b'{"id": 10017}'],
)
def test_a_body_that_names_another_is_not(body: bytes) -> None:
    assert not ADA.is_named_in(body)
    assert not Person(None, frozenset(), frozenset()).is_named_in(body)


def test_a_text_names_a_person_by_whole_words() -> None:
    assert names_any("Customer Ada Lovelace is blocked", {"Lovelace"})
    assert not names_any("Already shipped", {"Al", "ready", ""})

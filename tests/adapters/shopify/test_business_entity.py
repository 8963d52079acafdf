"""Ids of the merchant's legal entities."""

import pytest

from novex_shopify.adapters.shopify.business_entity import parse_business_entity_id


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("MTU0ODM4MDAwOQ", "1548380009"),
        ("gid://shopify/BusinessEntity/MTU0ODM4MDAwOQ", "1548380009"),
        ("gid://shopify/BusinessEntity/1548380009", "1548380009"),
        ("acme", "acme"),
        ("not base64!", "not base64!"),
        ("Löwe", "Löwe"),
        ("/w==", "w=="),
        ("", None),
        (None, None),
    ],
)
def test_every_notation_gives_the_same_number(text: str | None, number: str | None) -> None:
    assert parse_business_entity_id(text) == number

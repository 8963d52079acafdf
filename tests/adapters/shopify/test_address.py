"""Addresses with empty fields."""

from novex_shopify.adapters.shopify.address import normalize_address
from novex_shopify.domain.model.customer import Address


def test_empty_texts_become_none() -> None:
    assert normalize_address(Address(name="Ada", city="", zip="1010")) == Address(name="Ada", zip="1010")


def test_an_address_without_any_text_is_none() -> None:
    assert normalize_address(Address()) is None
    assert normalize_address(Address(name="", phone="")) is None

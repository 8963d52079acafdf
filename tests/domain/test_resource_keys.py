"""Keys name a resource by its kind and id."""

import pytest

from novex_shopify.domain.resource_keys import (
    MissingProduct,
    order_key,
    parse_order_key,
    parse_variant_key,
    shop_key,
    variant_key,
)


def test_keys_name_the_kind_and_the_id() -> None:
    assert (variant_key(7), order_key(8), shop_key("tea.myshopify.com")) == (
        "variant:7",
        "order:8",
        "shop:tea.myshopify.com",
    )


def test_a_key_is_parsed_as_its_own_kind_only() -> None:
    assert (parse_variant_key(variant_key(7)), parse_variant_key(order_key(7))) == (7, None)
    assert (parse_order_key(order_key(8)), parse_order_key(variant_key(8))) == (8, None)


@pytest.mark.parametrize("key", ["", "product:7", "variants:7", "orders:7"])
def test_a_key_of_an_unknown_kind_has_no_id(key: str) -> None:
    assert (parse_variant_key(key), parse_order_key(key)) == (None, None)


def test_a_missing_product_has_the_key_of_its_variant() -> None:
    assert MissingProduct(7, "TEA", "Earl Grey").key == variant_key(7)

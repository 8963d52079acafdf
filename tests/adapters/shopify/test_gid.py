"""Global ids."""

import pytest

from novex_shopify.adapters.shopify.gid import build_gid, parse_gid


@pytest.mark.parametrize(
    ("gid", "number"),
    [
        ("gid://shopify/Order/450789469", 450789469),
        ("gid://shopify/InventoryLevel/7?inventory_item_id=8", 7),
        ("450789469", 450789469),
        (f"gid://shopify/Order/{2**63 - 1}", 2**63 - 1),
    ],
)
def test_the_number_is_parsed(gid: str, number: int) -> None:
    assert parse_gid(gid) == number


def test_a_gid_is_parsed_to_the_number_it_is_built_from() -> None:
    assert build_gid("Order", 7) == "gid://shopify/Order/7"
    assert parse_gid(build_gid("Order", 7)) == 7


@pytest.mark.parametrize(
    "gid", ["", "gid://shopify/Order/", "gid://shopify/Order/x", f"gid://shopify/Order/{2**63}", "0", "-1", "1?/x"]
)
def test_anything_but_a_positive_63_bit_number_is_rejected(gid: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_gid(gid)

"""Titles of variants."""

import pytest

from novex_shopify.adapters.shopify.variant_title import build_variant_title


@pytest.mark.parametrize(
    ("variant_title", "title"),
    [("100 g", "Tea - 100 g"), ("Default Title", "Tea"), ("", "Tea"), (None, "Tea")],
)
def test_a_variant_has_the_title_of_its_product_and_its_own(variant_title: str | None, title: str) -> None:
    assert build_variant_title("Tea", variant_title) == title

"""Which items a variant may be, best first, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.product import Item, Variant
from novex_shopify.domain.policies.item_suggestions import suggest_items
from novex_shopify.domain.policies.normalized_keys import normalize_key, split_search_words

VARIANT = Variant(1, 11, "Earl Grey - 100 g", "TEA-01", "012345678905")


def test_the_better_reason_comes_first() -> None:
    items = [
        Item("name", "Grey, Earl, 100 g"),
        Item("near-sku", "x", sku="tea 01"),
        Item("near-barcode", "x", barcode="12345678905"),
        Item("sku", "x", sku="TEA-01"),
        Item("barcode", "x", barcode="012345678905"),
        Item("other", "Cup"),
    ]
    assert [(each.item.id, each.reason) for each in suggest_items(VARIANT, items)] == [
        ("barcode", "Same barcode"),
        ("sku", "Same SKU"),
        ("near-barcode", "Same barcode (ignoring case, spaces, dashes, leading zeros)"),
        ("near-sku", "Same SKU (ignoring case, spaces, dashes, leading zeros)"),
        ("name", "Similar name (100%)"),
    ]


def test_of_equals_the_one_with_the_more_similar_name_comes_first() -> None:
    items = [Item("A", "Cup", sku="TEA-01"), Item("B", "Earl Grey", sku="TEA-01"), Item("B", "Earl Grey", sku="TEA-01")]
    assert [each.item.id for each in suggest_items(VARIANT, items)] == ["B", "A"]


@pytest.mark.parametrize(
    ("key", "near"), [("00-Tea_1.0/b", "tea10b"), ("000", None), (" - ", None), ("", None), (None, None)]
)
def test_near_keys_have_no_case_separators_and_leading_zeros(key: str | None, near: str | None) -> None:
    assert normalize_key(key) == near


@given(st.text(max_size=30))
def test_a_near_key_is_near_to_itself(key: str) -> None:
    assert normalize_key(normalize_key(key)) == normalize_key(key)


def test_the_words_to_look_for_are_bounded_and_the_longest_come_first() -> None:
    assert split_search_words("A cup of Earl-Grey, grey") == ["earl", "grey", "cup", "of"]
    assert len(split_search_words(" ".join(f"word{n}" for n in range(99)))) == 8

"""A variant is matched to an item by barcode, then by SKU, and only without doubt."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.product import Item, MatchedBy, ProductMapping, Variant
from novex_shopify.domain.policies.product_matching import Match, apply_match, build_item, match_products
from tests.builders import SHOP


def build_variant(number: int, sku: str | None = None, barcode: str | None = None) -> Variant:
    return Variant(product_id=number, variant_id=number, title=f"Variant {number}", sku=sku, barcode=barcode)


def catalog_item(name: str, sku: str | None = None, barcode: str | None = None) -> Item:
    return Item(id=name, name=name, sku=sku, barcode=barcode)


def match_one(variants: list[Variant], items: list[Item]) -> Match:
    (match,) = match_products(variants, [], items)
    return match


def test_a_sku_that_both_sides_have_once_matches() -> None:
    match = match_one([build_variant(1, sku="TEA")], [catalog_item("I-1", sku="TEA"), catalog_item("I-2", sku="CUP")])
    assert (match.item_id, match.matched_by, match.reason) == ("I-1", MatchedBy.SKU, None)


def test_the_barcode_comes_before_the_sku() -> None:
    match = match_one(
        [build_variant(1, "TEA", "401")], [catalog_item("by-sku", sku="TEA"), catalog_item("by-barcode", barcode="401")]
    )
    assert (match.item_id, match.matched_by) == ("by-barcode", MatchedBy.BARCODE)


def test_an_ambiguous_barcode_leaves_the_sku_to_decide() -> None:
    items = [catalog_item("I-1", "TEA", "401"), catalog_item("I-2", barcode="401")]
    assert match_one([build_variant(1, "TEA", "401")], items).item_id == "I-1"


def test_a_sku_that_the_erp_has_twice_is_left_for_a_person() -> None:
    match = match_one([build_variant(1, "TEA")], [catalog_item("I-1", "TEA"), catalog_item("I-2", "TEA")])
    assert (match.item_id, match.reason) == (None, "SKU TEA is used more than once")


def test_a_sku_that_the_shop_has_twice_is_left_for_a_person() -> None:
    matches = match_products([build_variant(1, "TEA"), build_variant(2, "TEA")], [], [catalog_item("I-1", "TEA")])
    assert [match.item_id for match in matches] == [None, None]


def test_every_reason_says_what_is_missing() -> None:
    assert match_one([build_variant(1)], []).reason == "the variant has neither SKU nor barcode"
    assert match_one([build_variant(1, "TEA")], []).reason == "no ERP item has exactly the SKU TEA"
    assert match_one([build_variant(1, barcode="401")], []).reason == "no ERP item has exactly the barcode 401"


KEYS = st.none() | st.sampled_from(["A", "B", "C"])


def test_a_sku_shared_with_an_archived_variant_is_left_to_a_person_with_the_reason() -> None:
    archived = replace(build_variant(2, "TEA"), status="archived")
    (match,) = match_products([build_variant(1, "TEA")], [archived], [catalog_item("I-1", "TEA")])
    assert (match.item_id, match.reason) == (None, "SKU TEA is used more than once, by an archived product as well")


@pytest.mark.parametrize(
    ("ours", "items", "missing"),
    [
        (build_variant(1, "TEA", "401"), [], True),
        (build_variant(1, "TEA", "401"), [catalog_item("I-1", "TEA"), catalog_item("I-2", "TEA")], False),
        (
            build_variant(1, "TEA", "401"),
            [catalog_item("I-1", barcode="401"), catalog_item("I-2", barcode="401")],
            False,
        ),
        (build_variant(1, "CUP"), [], False),
        (build_variant(1), [], False),
        (build_variant(1, barcode="401"), [], False),
    ],
)
def test_an_item_is_missing_if_the_erp_knows_no_key_and_no_other_variant_has_its_sku(
    ours: Variant, items: list[Item], *, missing: bool
) -> None:
    (match,) = match_products([ours], [build_variant(2, "CUP")], items)
    assert match.missing is missing


def test_an_item_that_is_created_is_the_same_every_time() -> None:
    variant = replace(build_variant(7, "TEA", "401"), grams=250)
    assert build_item(variant) == Item("SHOPIFY-7", "Variant 7", "TEA", "401", 250)


def test_a_mapping_follows_the_rule_to_another_item_and_stays_where_there_is_none() -> None:
    mapped = ProductMapping(SHOP, build_variant(1, "CUP"), "I-1", MatchedBy.SKU)
    (found,) = match_products([mapped.variant], [], [catalog_item("I-2", "CUP")])
    assert apply_match(mapped, found) == replace(mapped, item_id="I-2")
    (lost,) = match_products([mapped.variant], [], [])
    reason = "SKU or barcode changed; still mapped as before, since no ERP item has exactly the SKU CUP"
    assert apply_match(mapped, lost) == replace(mapped, reason=reason)


@given(
    variants=st.lists(st.tuples(KEYS, KEYS, st.booleans()), max_size=8),
    items=st.lists(st.tuples(KEYS, KEYS), max_size=8),
)
def test_a_match_is_never_in_doubt(
    variants: list[tuple[str | None, str | None, bool]], items: list[tuple[str | None, str | None]]
) -> None:
    shop = [build_variant(number, *keys) for number, (*keys, _) in enumerate(variants)]
    ours = [each for each, (*_, asked) in zip(shop, variants, strict=True) if asked]
    others = [each for each in shop if each not in ours]
    theirs = [catalog_item(f"I-{number}", *keys) for number, keys in enumerate(items)]
    for match in match_products(ours, others, theirs):
        assert (match.item_id is None) == (match.reason is not None)
        if match.matched_by is not None:
            key = match.matched_by.value
            value = getattr(match.variant, key)
            assert [i.id for i in theirs if getattr(i, key) == value] == [match.item_id]
            assert [v.variant_id for v in shop if getattr(v, key) == value] == [match.variant.variant_id]
        if match.missing:
            assert match.variant.sku
            assert not any(i.sku and i.sku == match.variant.sku for i in theirs)
            assert not any(i.barcode and i.barcode == match.variant.barcode for i in theirs)


@given(
    variants=st.lists(st.tuples(KEYS, KEYS), max_size=8),
    items=st.lists(st.tuples(KEYS, KEYS), max_size=8),
    cut=st.integers(0, 8),
)
def test_the_outcome_is_the_same_for_any_batches(
    variants: list[tuple[str | None, str | None]], items: list[tuple[str | None, str | None]], cut: int
) -> None:
    shop = [build_variant(number, *keys) for number, keys in enumerate(variants)]
    theirs = [catalog_item(f"I-{number}", *keys) for number, keys in enumerate(items)]
    first, second = shop[:cut], shop[cut:]
    in_parts = [*match_products(first, second, theirs), *match_products(second, first, theirs)]
    assert in_parts == match_products(shop, [], theirs)

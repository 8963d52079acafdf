"""Which item a variant is: by barcode, then by SKU, only without doubt."""

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.product import Item, MatchedBy, Variant
from novex_shopify.domain.policies.product_matching import Match, match_products


def variant(number: int, sku: str | None = None, barcode: str | None = None) -> Variant:
    return Variant(product_id=number, variant_id=number, title=f"Variant {number}", sku=sku, barcode=barcode)


def item(name: str, sku: str | None = None, barcode: str | None = None) -> Item:
    return Item(id=name, name=name, sku=sku, barcode=barcode)


def only(variants: list[Variant], items: list[Item]) -> Match:
    (match,) = match_products(variants, items)
    return match


def test_a_sku_that_both_sides_have_once_matches() -> None:
    match = only([variant(1, sku="TEA")], [item("I-1", sku="TEA"), item("I-2", sku="CUP")])
    assert (match.item_id, match.matched_by, match.reason) == ("I-1", MatchedBy.SKU, None)


def test_the_barcode_comes_before_the_sku() -> None:
    match = only([variant(1, "TEA", "401")], [item("by-sku", sku="TEA"), item("by-barcode", barcode="401")])
    assert (match.item_id, match.matched_by) == ("by-barcode", MatchedBy.BARCODE)


def test_an_ambiguous_barcode_leaves_the_sku_to_decide() -> None:
    items = [item("I-1", "TEA", "401"), item("I-2", barcode="401")]
    assert only([variant(1, "TEA", "401")], items).item_id == "I-1"


def test_a_sku_that_the_erp_has_twice_is_left_for_a_person() -> None:
    match = only([variant(1, "TEA")], [item("I-1", "TEA"), item("I-2", "TEA")])
    assert (match.item_id, match.reason) == (None, "SKU TEA is used more than once")


def test_a_sku_that_the_store_has_twice_is_left_for_a_person() -> None:
    matches = match_products([variant(1, "TEA"), variant(2, "TEA")], [item("I-1", "TEA")])
    assert [match.item_id for match in matches] == [None, None]


def test_every_reason_says_what_is_missing() -> None:
    assert only([variant(1)], []).reason == "the variant has neither SKU nor barcode"
    assert only([variant(1, "TEA")], []).reason == "no ERP item has SKU TEA"
    assert only([variant(1, barcode="401")], []).reason == "no ERP item has barcode 401"


KEYS = st.none() | st.sampled_from(["A", "B", "C"])


@given(
    variants=st.lists(st.tuples(KEYS, KEYS), max_size=8),
    items=st.lists(st.tuples(KEYS, KEYS), max_size=8),
)
def test_a_match_is_never_in_doubt(
    variants: list[tuple[str | None, str | None]], items: list[tuple[str | None, str | None]]
) -> None:
    ours = [variant(number, *keys) for number, keys in enumerate(variants)]
    theirs = [item(f"I-{number}", *keys) for number, keys in enumerate(items)]
    for match in match_products(ours, theirs):
        assert (match.item_id is None) == (match.reason is not None)
        if match.matched_by is not None:
            key = match.matched_by.value
            value = getattr(match.variant, key)
            assert [i.id for i in theirs if getattr(i, key) == value] == [match.item_id]
            assert [v.variant_id for v in ours if getattr(v, key) == value] == [match.variant.variant_id]

"""SKUs and barcodes that look the same to people are the same key."""

import pytest

from novex_shopify.domain.policies.normalized_keys import MAX_WORDS, SEPARATORS, normalize_key, split_search_words


@pytest.mark.parametrize(
    ("key", "normalized"),
    [("00-TEA.1", "tea1"), ("0401 2345", "4012345"), ("tea_1/b", "tea1b"), ("TEA-10", "tea10"), ("Tee-Ä", "teeä")],
)
def test_case_separators_and_leading_zeros_make_no_difference(key: str, normalized: str) -> None:
    assert normalize_key(key) == normalized


@pytest.mark.parametrize("key", [None, "", "000", SEPARATORS, "0-0"])
def test_a_key_without_content_is_none(key: str | None) -> None:
    assert normalize_key(key) is None


def test_a_upc_equals_the_ean_with_a_leading_zero() -> None:
    assert normalize_key("0012345678905") == normalize_key("012345678905")


def test_search_words_are_distinct_in_lower_case_and_longest_first() -> None:
    assert split_search_words("Earl GREY, 100 g: grey darjeeling") == ["darjeeling", "earl", "grey", "100"]


def test_only_the_longest_words_are_searched() -> None:
    words = ["a" * length for length in range(2, MAX_WORDS + 4)]
    assert split_search_words(" ".join(words)) == sorted(words, key=len, reverse=True)[:MAX_WORDS]


@pytest.mark.parametrize("text", ["", "%", "- -", "a b"])
def test_a_text_without_words_has_none(text: str) -> None:
    assert split_search_words(text) == []

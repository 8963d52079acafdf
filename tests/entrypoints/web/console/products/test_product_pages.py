"""The cursor of the product list, and what a decision says."""

import pytest

from novex_shopify.domain.model.product import MappingCursor
from novex_shopify.domain.model.release import Release
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.web.console.products.product_pages import (
    build_list_url,
    describe_released,
    parse_cursor,
)


@pytest.mark.parametrize(
    ("text", "cursor"),
    [
        ("3-11", MappingCursor(3, 11)),
        ("0-0", MappingCursor(0, 0)),
        ("", None),
        ("3", None),
        ("3-x", None),
        ("-3-1", None),
    ],
)
def test_only_a_complete_cursor_is_parsed(text: str, cursor: MappingCursor | None) -> None:
    assert parse_cursor(text) == cursor


@pytest.mark.parametrize(
    ("complete", "incomplete", "text"),
    [
        (0, 0, ""),
        (1, 0, " 1 waiting order continues."),
        (12, 1, " 12 waiting orders continue. 1 order still waits for other products."),
        (0, 2, " 2 orders still wait for other products."),
    ],
)
def test_released_orders_are_counted_apart_from_those_that_lack_more(complete: int, incomplete: int, text: str) -> None:
    lacking = [frozenset[str]()] * complete + [frozenset({"variant:7"})] * incomplete
    release = Release(9, lacking={f"order:{number}": keys for number, keys in enumerate(lacking)})
    assert describe_released(release) == text


def test_the_list_is_that_of_the_store() -> None:
    assert build_list_url(ShopDomain("tea.myshopify.com")) == "/console/products?shop=tea.myshopify.com"

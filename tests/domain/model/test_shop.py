"""Store addresses and scopes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import InvalidShopDomain
from novex_shopify.domain.model.shop import Scopes, ShopProfile, parse_shop_address, parse_shop_domain


def test_an_address_is_kept_in_lower_case() -> None:
    assert parse_shop_domain("Tea-And-Paper.MyShopify.com") == "tea-and-paper.myshopify.com"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "myshopify.com",
        ".myshopify.com",
        "-tea.myshopify.com",
        "tea.myshopify.com\n",
        "tea.myshopify.com.evil.example",
        "evil.example#tea.myshopify.com",
        "tea.myshopify.com:8080",
        "tea@evil.myshopify.com",
        "a.b.myshopify.com",
        "tee\u0131.myshopify.com",
        "K\u212a.myshopify.com",
    ],
)
def test_a_text_that_is_not_a_shops_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidShopDomain):
        parse_shop_domain(text)


@pytest.mark.parametrize(
    "text",
    [
        "tea-shop",
        " Tea-Shop.MyShopify.com ",
        "https://tea-shop.myshopify.com/admin/products?a=b",
        "https://admin.shopify.com/store/tea-shop/orders",
        "admin.shopify.com/store/tea-shop",
    ],
)
def test_a_person_may_name_a_store_by_what_is_in_the_address_bar(text: str) -> None:
    assert parse_shop_address(text) == "tea-shop.myshopify.com"


@pytest.mark.parametrize("text", ["", "tea shop", "tea-shop.com", "https://evil.example/tea-shop", "admin.shopify.com"])
def test_what_names_no_store_is_refused(text: str) -> None:
    with pytest.raises(InvalidShopDomain):
        parse_shop_address(text)


@given(st.text(max_size=40))
def test_whatever_is_accepted_is_one_label_below_myshopify(text: str) -> None:
    try:
        domain = parse_shop_domain(f"{text}.myshopify.com")
    except InvalidShopDomain:
        return
    assert domain.count(".") == 2
    assert domain.isascii()


@pytest.mark.parametrize(("name", "zone"), [("Asia/Tokyo", "Asia/Tokyo"), (None, "UTC"), ("Mars/Olympus", "UTC")])
def test_days_are_in_utc_until_the_stores_zone_is_known(name: str | None, zone: str) -> None:
    assert ShopProfile(time_zone=name).zone.key == zone


def test_writing_includes_reading() -> None:
    needed = Scopes.parse("read_orders,write_orders,read_products")
    assert needed.missing_in(Scopes.parse("write_orders")) == {"read_products"}
    assert needed.missing_in(needed) == set()


def test_reading_does_not_include_writing() -> None:
    assert Scopes.parse("write_orders").missing_in(Scopes.parse("read_orders")) == {"write_orders"}

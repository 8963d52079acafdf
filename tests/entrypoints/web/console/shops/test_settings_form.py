"""The form of a store's settings."""

import pytest
from starlette.datastructures import FormData

from novex_shopify.domain.errors import InvalidShopSetting
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from novex_shopify.entrypoints.web.console.shops.settings_form import (
    build_fields,
    fill_fields,
    fill_form,
    parse_settings,
)

SETTINGS = ShopSettings(carriers={"Post": "Deutsche Post"}, ship_test_orders=True)


def fill(**changes: str) -> FormData:
    """The form of `SETTINGS` as a browser submits it: an unchecked box is left out."""
    return FormData({**fill_form(SETTINGS), **changes})


def test_an_unchanged_form_keeps_every_setting() -> None:
    assert ShopSettings(**parse_settings(SETTINGS, fill())) == SETTINGS


def test_every_setting_has_a_field_of_its_type() -> None:
    fields = {field.name: field for field in build_fields(SETTINGS)}
    assert {name: field.input_type for name, field in fields.items()} == {
        "keep_events_days": "number",
        "unmapped_products": "select",
        "ship_test_orders": "checkbox",
        "move_to_shipping_location": "checkbox",
        "carriers": "textarea",
        "create_missing_items": "checkbox",
        "customer_group": "text",
        "read_orders": "checkbox",
    }
    assert fields["carriers"].value == "Post = Deutsche Post"
    assert [value for value, _ in fields["unmapped_products"].choices] == list(UnmappedProducts)


def test_submitted_values_are_parsed() -> None:
    changes = {"keep_events_days": " 30 ", "unmapped_products": "placeholder", "carriers": "GLS=GLS\nPost = DHL"}
    parsed = parse_settings(SETTINGS, fill(**changes))
    assert parsed["keep_events_days"] == 30
    assert parsed["unmapped_products"] is UnmappedProducts.PLACEHOLDER
    assert parsed["carriers"] == {"GLS": "GLS", "Post": "DHL"}


def test_an_unchecked_box_turns_a_setting_off() -> None:
    form = FormData({name: value for name, value in fill().items() if name != "ship_test_orders"})
    assert parse_settings(SETTINGS, form)["ship_test_orders"] is False


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("keep_events_days", "abc", "Keep processed events for (days): Enter a whole number from 7 to 3650."),
        ("keep_events_days", "", "Keep processed events for (days): Enter a whole number from 7 to 3650."),
        ("unmapped_products", "sell", "Choose one of: Hold until mapped, Book without an item, Reject."),
        ("carriers", "Post", "Enter one carrier per line, such as Post = Deutsche Post."),
    ],
)
def test_an_invalid_value_is_refused_with_what_to_enter(name: str, value: str, message: str) -> None:
    with pytest.raises(InvalidShopSetting) as refusal:
        parse_settings(SETTINGS, fill(**{name: value}))
    assert message in str(refusal.value)
    filled = {field.name: field for field in fill_fields(SETTINGS, fill(**{name: value}), refusal.value)}
    assert (filled[name].value, filled[name].error) == (value, str(refusal.value))
    assert [field.name for field in filled.values() if field.error] == [name]

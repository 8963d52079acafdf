"""The form of a store's settings."""

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.datastructures import FormData

from novex_shopify.domain.errors import InvalidShopSetting
from novex_shopify.domain.model.shop_settings import INVOICE_SETTINGS, STOCK_SETTINGS, ShopSettings, UnmappedProducts
from novex_shopify.entrypoints.web.console.shops.settings_form import (
    build_fields,
    fill_fields,
    fill_form,
    list_settings,
    parse_settings,
)
from tests.builders import NOON

SETTINGS = ShopSettings(carriers={"Post": "Deutsche Post"}, ship_test_orders=True, stock_since=NOON)
NAMES = list_settings(with_stock=True, with_invoices=True)


def fill(**changes: str) -> FormData:
    """The form of `SETTINGS` as a browser submits it: an unchecked box is left out."""
    return FormData({**fill_form(SETTINGS, NAMES), **changes})


def test_an_unchanged_form_keeps_every_setting() -> None:
    assert ShopSettings(**parse_settings(SETTINGS, NAMES, fill())) == SETTINGS


def test_every_setting_has_a_field_of_its_type() -> None:
    fields = {field.name: field for field in build_fields(SETTINGS, NAMES)}
    assert {name: field.input_type for name, field in fields.items()} == {
        "keep_events_days": "number",
        "unmapped_products": "select",
        "ship_test_orders": "checkbox",
        "move_to_shipping_location": "checkbox",
        "carriers": "textarea",
        "create_missing_items": "checkbox",
        "customer_group": "text",
        "read_orders": "checkbox",
        "stock_since": "text",
        "auto_assign": "select",
        "min_remaining_days": "number",
        "handling_days": "number",
        "prefer_whole_lots": "checkbox",
        "invoices": "select",
        "invoices_since": "text",
        "invoice_seller": "text",
        "invoice_prefix": "text",
        "invoice_numbers": "select",
        "shipping_phone": "text",
        "customs_signer": "text",
        "rate_rule": "select",
        "transit_days": "number",
        "chilled_hours": "number",
        "no_movement_days": "number",
        "track_shipments": "checkbox",
        "hold_hours": "number",
        "push_stock": "select",
        "correct_drift": "checkbox",
        "safety_stock": "number",
    }
    assert fields["carriers"].value == "Post = Deutsche Post"
    assert [value for value, _ in fields["unmapped_products"].choices] == list(UnmappedProducts)


def test_submitted_values_are_parsed() -> None:
    changes = {"keep_events_days": " 30 ", "unmapped_products": "placeholder", "carriers": "GLS=GLS\nPost = DHL"}
    parsed = parse_settings(SETTINGS, NAMES, fill(**changes))
    assert parsed["keep_events_days"] == 30
    assert parsed["unmapped_products"] is UnmappedProducts.PLACEHOLDER
    assert parsed["carriers"] == {"GLS": "GLS", "Post": "DHL"}


def test_an_unchecked_box_turns_a_setting_off() -> None:
    form = FormData({name: value for name, value in fill().items() if name != "ship_test_orders"})
    assert parse_settings(SETTINGS, NAMES, form)["ship_test_orders"] is False


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("keep_events_days", "abc", "Keep processed events for (days): Enter a whole number from 7 to 3650."),
        ("keep_events_days", "", "Keep processed events for (days): Enter a whole number from 7 to 3650."),
        ("unmapped_products", "sell", "Choose one of: Hold until mapped, Book without an item, Reject."),
        ("handling_days", "soon", "Handling time (working days): Enter a whole number from 0 to 3650."),
        ("stock_since", "2026-11-25T08:00", "Enter a moment with its offset from UTC"),
        ("stock_since", "yesterday", "Enter a moment with its offset from UTC"),
        ("carriers", "Post", "Enter one carrier per line, such as Post = Deutsche Post."),
    ],
)
def test_an_invalid_value_is_refused_with_what_to_enter(name: str, value: str, message: str) -> None:
    with pytest.raises(InvalidShopSetting) as refusal:
        parse_settings(SETTINGS, NAMES, fill(**{name: value}))
    assert message in str(refusal.value)
    filled = {field.name: field for field in fill_fields(SETTINGS, NAMES, fill(**{name: value}), refusal.value)}
    assert (filled[name].value, filled[name].error) == (value, str(refusal.value))
    assert [field.name for field in filled.values() if field.error] == [name]


def test_an_empty_moment_means_that_orders_move_no_stock() -> None:
    assert parse_settings(SETTINGS, NAMES, fill(stock_since=""))["stock_since"] is None
    moment = parse_settings(SETTINGS, NAMES, fill(stock_since="2026-11-23T13:00+01:00"))["stock_since"]
    assert moment == NOON
    assert moment.utcoffset() == timedelta()


def test_the_settings_of_stock_and_invoices_are_left_out_where_the_erp_has_none() -> None:
    names = list_settings(with_stock=False, with_invoices=False)
    assert set(NAMES) - set(names) == STOCK_SETTINGS | INVOICE_SETTINGS
    changes = parse_settings(SETTINGS, names, FormData({**fill_form(SETTINGS, names), "stock_since": ""}))
    assert replace(SETTINGS, **changes) == SETTINGS


def test_a_setting_that_the_form_does_not_have_stays() -> None:
    changes = parse_settings(SETTINGS, NAMES, FormData({"keep_events_days": "30", "ship_test_orders": "yes"}))
    assert replace(SETTINGS, **changes) == replace(SETTINGS, keep_events_days=30)

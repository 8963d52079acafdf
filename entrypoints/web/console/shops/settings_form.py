"""A form for a store's settings, made from the settings themselves, so that a new one has its field at once."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from starlette.datastructures import FormData

from novex_shopify.domain.errors import InvalidShopSetting
from novex_shopify.domain.model.shop_settings import ShopSettings

_LABELS = {
    "keep_events_days": "Days that finished events are kept",
    "unmapped_products": "An order with a product that is not mapped",
    "ship_test_orders": "Tell Shopify of shipments of test orders",
    "move_to_shipping_location": "Assign goods to the location that the ERP shipped them from",
    "carriers": "Carriers, one a line: ours=Shopify's",
    "create_missing_items": "Make an ERP item for a product that has none",
}
_CHOICE_LABELS = {"park": "waits for the mapping", "placeholder": "is booked without an item", "refuse": "is refused"}


@dataclass(frozen=True, slots=True)
class SettingField:
    """One field: `kind` is tick, choice, number or lines; `choices` are values and words."""

    name: str
    label: str
    input_type: str
    value: Any
    choices: tuple[tuple[str, str], ...] = ()


def build_fields(settings: ShopSettings) -> list[SettingField]:
    """The fields, as they are filled now."""
    return [_build_field(field.name, getattr(settings, field.name)) for field in fields(settings)]


def parse_settings(settings: ShopSettings, form: FormData) -> ShopSettings:
    """The settings with what the form says. Raises `InvalidShopSetting`."""
    changes = {
        field.name: _parse_value(field.name, getattr(settings, field.name), form.get(field.name))
        for field in fields(settings)
    }
    return replace(settings, **changes)


def _build_field(name: str, value: Any) -> SettingField:
    label = _LABELS.get(name, name.replace("_", " ").capitalize())
    if isinstance(value, bool):
        return SettingField(name, label, "tick", value)
    if isinstance(value, StrEnum):
        choices = tuple((str(each), _CHOICE_LABELS.get(each, each)) for each in type(value))
        return SettingField(name, label, "choice", str(value), choices)
    if isinstance(value, Mapping):
        return SettingField(
            name, label, "lines", "\n".join(f"{erp_name}={shopify_name}" for erp_name, shopify_name in value.items())
        )
    return SettingField(name, label, "number", value)


def _parse_value(name: str, current: Any, submitted: object) -> Any:
    text = submitted.strip() if isinstance(submitted, str) else ""
    if isinstance(current, bool):
        return bool(text)
    try:
        if isinstance(current, Mapping):
            return dict(map(_parse_carrier, text.splitlines()))
        return type(current)(text)
    except ValueError:
        raise InvalidShopSetting(f"{_build_field(name, current).label}: this cannot be {text!r}.") from None


def _parse_carrier(line: str) -> tuple[str, str]:
    erp_name, _, shopify_name = (part.strip() for part in line.partition("="))
    if not (erp_name and shopify_name):
        raise ValueError(line)
    return erp_name, shopify_name

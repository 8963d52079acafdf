"""A form for a store's settings, made from the settings themselves, so that a new one has its field at once."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from starlette.datastructures import FormData

from novex_shopify.domain.errors import InvalidShopSetting
from novex_shopify.domain.model.shop_settings import ShopSettings

_WORDS = {
    "keep_events_days": "Days that finished events are kept",
    "unmapped_products": "An order with a product that is not mapped",
    "ship_test_orders": "Tell Shopify of shipments of test orders",
    "move_to_shipping_location": "Assign goods to the location that the ERP shipped them from",
    "carriers": "Carriers, one a line: ours=Shopify's",
    "create_missing_items": "Make an ERP item for a product that has none",
}
_CHOICES = {"park": "waits for the mapping", "placeholder": "is booked without an item", "refuse": "is refused"}


@dataclass(frozen=True, slots=True)
class SettingField:
    """One field: `kind` is tick, choice, number or lines; `choices` are values and words."""

    name: str
    words: str
    kind: str
    value: Any
    choices: tuple[tuple[str, str], ...] = ()


def fields_of(settings: ShopSettings) -> list[SettingField]:
    """The fields, as they are filled now."""
    return [_field(field.name, getattr(settings, field.name)) for field in fields(settings)]


def settings_from(settings: ShopSettings, form: FormData) -> ShopSettings:
    """The settings with what the form says. Raises `InvalidShopSetting`."""
    changes = {
        field.name: _read(field.name, getattr(settings, field.name), form.get(field.name)) for field in fields(settings)
    }
    return replace(settings, **changes)


def _field(name: str, value: Any) -> SettingField:
    words = _WORDS.get(name, name.replace("_", " ").capitalize())
    if isinstance(value, bool):
        return SettingField(name, words, "tick", value)
    if isinstance(value, StrEnum):
        choices = tuple((str(each), _CHOICES.get(each, each)) for each in type(value))
        return SettingField(name, words, "choice", str(value), choices)
    if isinstance(value, Mapping):
        return SettingField(name, words, "lines", "\n".join(f"{ours}={theirs}" for ours, theirs in value.items()))
    return SettingField(name, words, "number", value)


def _read(name: str, before: Any, given: object) -> Any:
    text = given.strip() if isinstance(given, str) else ""
    if isinstance(before, bool):
        return bool(text)
    try:
        if isinstance(before, Mapping):
            return dict(map(_pair, text.splitlines()))
        return type(before)(text)
    except ValueError:
        raise InvalidShopSetting(f"{_field(name, before).words}: this cannot be {text!r}.") from None


def _pair(line: str) -> tuple[str, str]:
    ours, _, theirs = (part.strip() for part in line.partition("="))
    if not (ours and theirs):
        raise ValueError(line)
    return ours, theirs

"""The form of a store's settings. It is built from `ShopSettings`, so a new setting has a field at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from starlette.datastructures import FormData

from novex_shopify.domain.errors import InvalidShopSetting
from novex_shopify.domain.model.shop_settings import MAX_KEEP_EVENTS_DAYS, MIN_KEEP_EVENTS_DAYS, ShopSettings

_LABELS = {
    "keep_events_days": "Keep processed events for (days)",
    "unmapped_products": "Orders with unmapped products",
    "ship_test_orders": "Send shipments of test orders to Shopify",
    "move_to_shipping_location": "Move fulfillment orders to the shipping location",
    "carriers": "Carrier names (ERP name = Shopify name, one per line)",
    "create_missing_items": "Create ERP items for unmatched products",
    "read_orders": "Read each new order by GraphQL too (selling plans, delivery categories, tax numbers)",
    "invoices": "Invoices",
    "invoices_since": "Invoice orders since (day, such as 2026-11-26)",
    "invoice_seller": "Seller on invoices",
    "invoice_prefix": "Prefix of this store's invoice numbers",
    "invoice_numbers": "Invoice numbers",
    "customer_group": "Customer group (stores with the same group share customers)",
}
_HINTS = {
    "keep_events_days": "Processed events are deleted after this time. Orders, mappings and the data check stay.",
    "unmapped_products": "What happens to an order with a product that has no ERP item yet.",
    "ship_test_orders": "Off: shipments of test orders stay in the ERP, and no customer is notified.",
    "move_to_shipping_location": (
        "If the ERP ships from another location than Shopify assigned, the items are moved there first. Off: such a"
        " shipment is blocked."
    ),
    "carriers": "Shopify makes a tracking link only for carriers whose name it knows.",
    "create_missing_items": "A variant that matches no item by barcode or SKU becomes an item. Off: a person maps it.",
    "read_orders": "Webhooks do not state these. Costs one call to Shopify for each new order.",
    "invoices": "When an order gets its invoice, and a refund after it a credit note.",
    "invoices_since": "Older orders, as an import brings them, get no invoice when they are fulfilled.",
    "invoice_seller": "The name of a seller (`sellers list`). Empty: the only one.",
    "invoice_prefix": "Gives this store a series of its own. Empty: the seller's.",
    "invoice_numbers": "Counted without a gap, as most tax laws ask for, or with the day and random digits.",
    "customer_group": "A customer who buys in several of them is one customer in the ERP. Empty: only this store.",
}
_CHOICE_LABELS = {
    "park": "Hold until mapped",
    "placeholder": "Book without an item",
    "refuse": "Reject",
    "by_hand": "By hand",
    "when_fulfilled": "When an order is fulfilled",
    "never": "Never",
    "sequential": "Counted: DE26-000123",
    "dated": "Dated: INV-20261125-3f9ac21e",
}


@dataclass(frozen=True, slots=True)
class SettingField:
    """`input_type` is checkbox, select, textarea, number or text; `choices` are values and their labels."""

    name: str
    label: str
    input_type: str
    value: Any
    choices: tuple[tuple[str, str], ...] = ()
    error: str = ""

    @property
    def hint(self) -> str:
        """What the setting does; empty for one that is new."""
        return _HINTS.get(self.name, "")


def build_fields(settings: ShopSettings) -> list[SettingField]:
    return [_build_field(field.name, getattr(settings, field.name)) for field in fields(settings)]


def fill_fields(settings: ShopSettings, form: FormData, error: InvalidShopSetting) -> list[SettingField]:
    """The fields as a person filled them in, with the error at its field."""
    return [
        replace(
            field,
            value=field.name in form if field.input_type == "checkbox" else str(form.get(field.name, "")),
            error=str(error) if field.name == error.setting else "",
        )
        for field in build_fields(settings)
    ]


def fill_form(settings: ShopSettings) -> dict[str, str]:
    """The form that saves these settings."""
    return {
        field.name: "yes" if field.input_type == "checkbox" else str(field.value)
        for field in build_fields(settings)
        if field.value or field.input_type != "checkbox"
    }


def parse_settings(current: ShopSettings, form: FormData) -> dict[str, Any]:
    """All settings as the form has them. Raises `InvalidShopSetting`."""
    return {
        field.name: _parse_value(field.name, getattr(current, field.name), form.get(field.name))
        for field in fields(current)
    }


def _build_field(name: str, value: Any) -> SettingField:
    label = _LABELS.get(name, name.replace("_", " ").capitalize())
    if isinstance(value, bool):
        return SettingField(name, label, "checkbox", value)
    if isinstance(value, StrEnum):
        choices = tuple((str(each), _CHOICE_LABELS.get(each, each)) for each in type(value))
        return SettingField(name, label, "select", str(value), choices)
    if isinstance(value, Mapping):
        lines = "\n".join(f"{erp_name} = {shopify_name}" for erp_name, shopify_name in value.items())
        return SettingField(name, label, "textarea", lines)
    return SettingField(name, label, "text" if isinstance(value, str) else "number", value)


def _parse_value(name: str, current: Any, submitted: object) -> Any:
    text = submitted.strip() if isinstance(submitted, str) else ""
    if isinstance(current, bool):
        return bool(text)
    parse: Callable[[str], Any] = _parse_carriers if isinstance(current, Mapping) else type(current)
    try:
        return parse(text)
    except ValueError:
        field = _build_field(name, current)
        raise InvalidShopSetting(f"{field.label}: {_describe_valid_input(field)}", name) from None


def _parse_carriers(text: str) -> dict[str, str]:
    return dict(map(_parse_carrier, text.splitlines()))


def _parse_carrier(line: str) -> tuple[str, str]:
    erp_name, _, shopify_name = (part.strip() for part in line.partition("="))
    if not (erp_name and shopify_name):
        raise ValueError(line)
    return erp_name, shopify_name


def _describe_valid_input(field: SettingField) -> str:
    if field.input_type == "select":
        return f"Choose one of: {', '.join(label for _, label in field.choices)}."
    if field.input_type == "textarea":
        return "Enter one carrier per line, such as Post = Deutsche Post."
    limits = f" from {MIN_KEEP_EVENTS_DAYS} to {MAX_KEEP_EVENTS_DAYS}" if field.name == "keep_events_days" else ""
    return f"Enter a whole number{limits}."

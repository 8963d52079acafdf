"""The form of a store's settings. It is built from `ShopSettings`, so a new setting has a field at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from starlette.datastructures import FormData

from novex_shopify.domain.errors import InvalidShopSetting
from novex_shopify.domain.model.shop_settings import (
    INVOICE_SETTINGS,
    MAX_DAYS,
    MAX_KEEP_EVENTS_DAYS,
    MAX_SAFETY_STOCK,
    MIN_KEEP_EVENTS_DAYS,
    SETTINGS_WITH_A_PAGE,
    STOCK_SETTINGS,
    ShopSettings,
    parse_stock_since,
)

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
    "track_shipments": "Follow parcels whose labels were bought elsewhere",
    "hold_hours": "Orders on hold need attention after (hours)",
    "no_movement_days": "Parcels need attention without a scan for (days)",
    "customer_group": "Customer group (stores with the same group share customers)",
    "stock_since": "Orders move stock since",
    "auto_assign": "Assign lots to new orders",
    "min_remaining_days": "Minimum remaining life of a lot (days)",
    "handling_days": "Handling time (working days)",
    "prefer_whole_lots": "Prefer one lot that is enough to several older ones",
    "push_stock": "Stock to Shopify",
    "correct_drift": "Correct stock that was changed at Shopify",
    "safety_stock": "Safety stock of each item and location (base units)",
    "shipping_phone": "Phone number for carriers",
    "customs_signer": "Signer of customs declarations",
    "rate_rule": "Proposed rate of a parcel",
    "transit_days": "Transit time (working days)",
    "chilled_hours": "Chilled items on their way (hours)",
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
    "track_shipments": "Registers their tracking numbers with the label provider, which may charge for each.",
    "hold_hours": "Rules that put orders on hold are under Settings, Holds.",
    "no_movement_days": "Counted from the last scan of a carrier; the order then has an exception.",
    "customer_group": "A customer who buys in several of them is one customer in the ERP. Empty: only this store.",
    "stock_since": (
        "Set it with the opening count, as a moment with its offset, such as 2026-11-25T08:00+01:00. What Shopify says"
        " of orders after it moves stock. Empty: orders of this store move no stock."
    ),
    "auto_assign": "Test orders never get lots.",
    "min_remaining_days": (
        "How long a lot must still be good after it ships. A customer who needs more has a minimum of their own."
    ),
    "handling_days": "If Shopify states no day, an order is promised this many working days after it was placed.",
    "prefer_whole_lots": "Off: strictly the next lots, even if a line is split between several.",
    "push_stock": (
        "Begin with the report: a page compares Shopify's numbers with the ERP's. On: mapped locations are set to the"
        " ERP's numbers."
    ),
    "correct_drift": "Off: what others change at Shopify is shown, and a person decides.",
    "safety_stock": "Kept back from what Shopify may sell. Items and locations can have their own.",
    "shipping_phone": "Used where the order or the sender's address has no number that can be called.",
    "customs_signer": "The person who answers for what the declaration says. Needed for other countries.",
    "rate_rule": "A person may always choose another rate.",
    "transit_days": "An order should arrive this many working days after the day on which it should leave.",
    "chilled_hours": "Their parcels are proposed only rates that arrive in time and before a weekend. 0: no limit.",
}
_CHOICE_LABELS = {
    "park": "Hold until mapped",
    "placeholder": "Book without an item",
    "refuse": "Reject",
    "on_order": "When the order arrives",
    "on_payment": "When the order is paid",
    "by_hand": "By hand",
    "when_fulfilled": "When an order is fulfilled",
    "never": "Never",
    "cheapest": "The cheapest",
    "in_time": "The cheapest that arrives in time",
    "off": "Off",
    "report": "Report only",
    "on": "On",
    "sequential": "Counted: DE26-000123",
    "dated": "Dated: INV-20261125-3f9ac21e",
}

_RANGES = {
    "keep_events_days": (MIN_KEEP_EVENTS_DAYS, MAX_KEEP_EVENTS_DAYS),
    "safety_stock": (0, MAX_SAFETY_STOCK),
}
"""The numbers that are no number of days."""


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


def list_settings(*, with_stock: bool, with_invoices: bool) -> Sequence[str]:
    """The names of the settings that have a field: those of stock and of invoices only if the ERP has these."""
    hidden = SETTINGS_WITH_A_PAGE | (frozenset() if with_stock else STOCK_SETTINGS)
    hidden |= frozenset() if with_invoices else INVOICE_SETTINGS
    return [field.name for field in fields(ShopSettings) if field.name not in hidden]


def build_fields(settings: ShopSettings, names: Sequence[str]) -> list[SettingField]:
    return [_build_field(name, getattr(settings, name)) for name in names]


def fill_fields(
    settings: ShopSettings, names: Sequence[str], form: FormData, error: InvalidShopSetting
) -> list[SettingField]:
    """The fields as a person filled them in, with the error at its field."""
    return [
        replace(
            field,
            value=field.name in form if field.input_type == "checkbox" else str(form.get(field.name, "")),
            error=str(error) if field.name == error.setting else "",
        )
        for field in build_fields(settings, names)
    ]


def fill_form(settings: ShopSettings, names: Sequence[str]) -> dict[str, str]:
    """The form that saves these settings."""
    return {
        field.name: "yes" if field.input_type == "checkbox" else str(field.value)
        for field in build_fields(settings, names)
        if field.value or field.input_type != "checkbox"
    }


def parse_settings(current: ShopSettings, names: Sequence[str], form: FormData) -> dict[str, Any]:
    """The settings with these names, as the form has them. Raises `InvalidShopSetting`."""
    return {name: _parse_value(name, getattr(current, name), form.get(name)) for name in names}


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
    if _is_moment(value):
        return SettingField(name, label, "text", value.isoformat() if value else "")
    return SettingField(name, label, "text" if isinstance(value, str) else "number", value)


def _parse_value(name: str, current: Any, submitted: object) -> Any:
    text = submitted.strip() if isinstance(submitted, str) else ""
    if isinstance(current, bool):
        return bool(text)
    if submitted is None:
        return current  # a form that was opened before the setting existed
    try:
        return _get_parser(current)(text)
    except ValueError:
        field = _build_field(name, current)
        raise InvalidShopSetting(f"{field.label}: {_describe_valid_input(field)}", name) from None


def _get_parser(current: Any) -> Callable[[str], Any]:
    if _is_moment(current):
        return parse_stock_since
    return _parse_carriers if isinstance(current, Mapping) else type(current)


def _is_moment(value: Any) -> bool:
    return value is None or isinstance(value, datetime)  # only a moment may be None


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
    lowest, highest = _RANGES.get(field.name, (0, MAX_DAYS))
    return f"Enter a whole number from {lowest} to {highest}."

"""The form of an item: how it is kept in stock and shipped."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from novex_shopify.domain.errors import InvalidItem
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.model.product import DateKind, Item
from novex_shopify.entrypoints.web.console.formatting import format_plural

Choices = Sequence[tuple[str, str]]

DATE_KIND_LABELS = {DateKind.BEST_BEFORE: "Best before", DateKind.USE_BY: "Use by"}
STRATEGY_LABELS = {LotStrategy.FEFO: "First to expire", LotStrategy.FIFO: "First received"}


@dataclass(frozen=True, slots=True)
class ItemField:
    """One field of `EDITED_FIELDS`, as `ui.field` shows it."""

    name: str
    label: str
    hint: str = ""
    type: str = "text"
    choices: Choices = ()

    @property
    def attributes(self) -> Mapping[str, str]:
        return {"inputmode": "numeric", "autocomplete": "off"} if self.name in _NUMBERS else {"autocomplete": "off"}


_NUMBERS = frozenset({"shelf_life_days", "nominal_grams", "volume_ml"})
_CHECKBOXES = frozenset({"lot_tracked", "chilled"})
_PARSERS: Mapping[str, Callable[[str], object]] = {
    "date_kind": DateKind,
    "strategy": lambda text: LotStrategy(text) if text else None,
    "origin_country": lambda text: text.upper() or None,
}


def list_fields(boxes: Sequence[Box]) -> Sequence[ItemField]:
    return (
        ItemField("unit", "Base unit", "What stock is counted in, such as can"),
        ItemField("lot_tracked", "Each unit belongs to a lot", type="checkbox"),
        ItemField(
            "shelf_life_days", "Shelf life in days", "How long a new lot is good. Lots that are stored keep theirs"
        ),
        ItemField(
            "date_kind",
            "Date of its lots",
            "After a use-by date, none may be shipped",
            "select",
            [(str(kind), label) for kind, label in DATE_KIND_LABELS.items()],
        ),
        ItemField(
            "strategy",
            "Which lot goes first",
            "",
            "select",
            [("", "As the server is set"), *((str(each), label) for each, label in STRATEGY_LABELS.items())],
        ),
        ItemField("nominal_grams", "Grams per unit", "Only if each unit is weighed: what it should weigh"),
        ItemField("hs_code", "HS code", "For customs: 6 to 13 digits"),
        ItemField("origin_country", "Country of origin", "For customs: two letters, such as KR"),
        ItemField("chilled", "Perishes unless it arrives soon", type="checkbox"),
        ItemField("volume_ml", "Millilitres", "The space that one takes in a box"),
        ItemField(
            "box_code",
            "Box",
            "The kind that it must be packed in",
            "select",
            [("", "Any"), *((box.code, box.name) for box in boxes)],
        ),
    )


def read_values(item: Item) -> Mapping[str, Any]:
    """What the fields show of an item."""
    return {field.name: "" if (value := getattr(item, field.name)) is None else value for field in list_fields(())}


def parse_changes(read: Callable[[str], str]) -> Mapping[str, Any]:
    """The values of a form; `read` returns the text of a field. Raises `InvalidItem`."""
    return {field.name: _parse(field.name, read(field.name)) for field in list_fields(())}


def _parse(name: str, text: str) -> object:
    if name in _CHECKBOXES:
        return bool(text)
    if name in _NUMBERS:
        if text and not text.isdecimal():
            raise InvalidItem(name, "must be a whole number.")
        return int(text) if text else None
    try:
        return _PARSERS.get(name, _read_text)(text)
    except ValueError:
        raise InvalidItem(name, "is none of the choices.") from None


def _read_text(text: str) -> str | None:
    return text or None


def describe_keeping(item: Item) -> str:
    """Such as `In lots, by can, use by after 90 days`."""
    days, kind = item.shelf_life_days, DATE_KIND_LABELS[item.date_kind].lower()
    life = f"{kind} after {format_plural(days, 'day')}" if days else ""
    parts = ("In lots" if item.lot_tracked else "Without lots", f"by {item.unit}" if item.unit else "", life)
    return ", ".join(filter(None, parts))


def describe_shipping(item: Item) -> str:
    """Such as `chilled, box S, HS 200599, from KR`; empty if nothing is stated."""
    named = {"box": item.box_code, "HS": item.hs_code, "from": item.origin_country}
    parts = [f"{name} {value}" for name, value in named.items() if value]
    return ", ".join(["chilled", *parts] if item.chilled else parts)

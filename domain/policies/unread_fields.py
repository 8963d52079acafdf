"""What of a state could not be read: it is set aside with its reason, and removes nothing that is known.

As with fields that a state leaves out (`stated_fields`), each is from the newest state of which it could be read. Only
of an address, a part is not taken from an older state that arrives late: it may have been another address.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.order import LineItem, Order, ShippingLine
from novex_shopify.domain.model.order_details import UnreadField
from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.resource_link import FieldVersion, ResourceLink, StateVersion
from novex_shopify.domain.model.sales_order import SalesOrder, SalesOrderLine

READABLE_FIELDS = frozenset(
    {
        "cancel_reason",
        "company",
        "customer_locale",
        "discount_codes",
        "financial_status",
        "fulfillment_status",
        "name",
        "note",
        "note_attributes",
        "payment_gateways",
        "po_number",
        "presentment_total",
        "source",
        "tags",
        "tax_terms",
    }
)
"""The fields of an order that every state states, and that its document has under the same name."""

_KEPT_FIELDS = READABLE_FIELDS | {
    "cash_rounding",
    "created_at",
    "ordered_at",
    "outstanding",
    "refund_cash_rounding",
}
_OTHER_NAMES = {"processed_at": "ordered_at"}
_ADDRESSES = frozenset({"shipping_address", "billing_address"})
_LINE_NAMES = {"method": "shipping_method"}
_LINE_FIELDS = frozenset(
    {
        "grams",
        "group",
        "is_third_party",
        "presentment_unit_price",
        "properties",
        "requires_shipping",
        "selling_plan",
        "shipping_method",
        "sku",
        "taxable",
        "title",
        "vendor",
    }
)
_LATE_LINE_FIELDS = _LINE_FIELDS - {"group", "selling_plan", "shipping_method"}
"""The fields of a line of which an older state that arrives late is used too. The others are partly GraphQL's alone."""

_NEVER = FieldVersion(StateVersion(datetime(1970, 1, 1, tzinfo=UTC)))


def describe_unread(unread: Sequence[UnreadField]) -> str | None:
    """Return what of a record was set aside, and why; None if all of it was read."""
    return f"Set aside: {'; '.join(each.reason for each in unread)}." if unread else None


def keep_unread_variant_fields(variant: Variant, known: Variant | None) -> Variant:
    """Return the variant with the known one's values of what could not be read."""
    if known is None:
        return variant
    kept: dict[str, Any] = {name: getattr(known, name) for name in variant.unread}
    return replace(variant, **kept, unread=frozenset())


def find_readable_fields(
    order: Order, version: StateVersion, known: Mapping[str, FieldVersion]
) -> Mapping[str, FieldVersion]:
    """Return those of `READABLE_FIELDS` that this state states while it, or the one that is known, lacks some.

    And the fields of lines that it states while the one that is known lacks them, such as `466157049.sku`.
    """
    unread = {each.name for each in order.unread}
    names = set() if not unread and known.keys().isdisjoint(READABLE_FIELDS) else READABLE_FIELDS - unread
    if line_fields := set(filter(_is_line_field, known)):
        line_ids = {str(line.id) for line in _list_lines(order)}
        names |= {name for name in line_fields - _list_unread_line_fields(order) if name.split(".")[0] in line_ids}
    return dict.fromkeys(names, FieldVersion(version))


def get_readable_versions(link: ResourceLink | None, order: Order) -> Mapping[str, FieldVersion]:
    """Return from which states the document of this order has what could not be read."""
    known = FieldVersion(link.version) if link else _NEVER
    stored = link.field_versions if link else {}
    names = READABLE_FIELDS.intersection(each.name for each in order.unread) | _list_unread_line_fields(order)
    return {name: stored.get(name, known) for name in names}


def drop_current_versions(versions: Mapping[str, FieldVersion], current: StateVersion) -> Mapping[str, FieldVersion]:
    """Return the versions without the readable fields' that are from the record's own state, as nearly all are."""
    return {name: field for name, field in versions.items() if not _is_readable(name) or field.state != current}


def keep_unread_fields(document: SalesOrder, known: SalesOrder, order: Order) -> SalesOrder:
    """Return the document of an order with the known one's values of what could not be read."""
    names = {_OTHER_NAMES.get(each.name, each.name) for each in order.unread}
    kept: dict[str, Any] = {name: getattr(known, name) for name in names & _KEPT_FIELDS}
    kept |= {name: getattr(known, name) for name in _ADDRESSES & names if _is_part(document, known, name)}
    unread_lines = {each.id: each for each in _list_lines(order) if each.unread}
    if not unread_lines:
        return replace(document, **kept)
    known_lines = {(line.kind, line.line_item_id): line for line in known.lines if line.line_item_id}
    lines = [
        _keep_line(line, known_lines.get((line.kind, line.line_item_id)), unread_lines.get(line.line_item_id))
        for line in document.lines
    ]
    return replace(document, **kept, lines=tuple(lines))


def add_line_fields(document: SalesOrder, order: Order, fields: Mapping[str, FieldVersion]) -> SalesOrder:
    """Return the document with those fields of lines that newer states have in a form that could not be read."""
    values: dict[int, dict[str, Any]] = defaultdict(dict)
    lines = {str(line.id): line for line in _list_lines(order)}
    for line_id, _, name in (field.partition(".") for field in fields if _is_line_field(field)):
        values[lines[line_id].id][name] = getattr(lines[line_id], name)
    if not values:
        return document
    return replace(document, lines=tuple(replace(line, **values.get(line.line_item_id, {})) for line in document.lines))


def _list_lines(order: Order) -> list[LineItem | ShippingLine]:
    return [*order.line_items, *order.shipping_lines]


def _list_unread_line_fields(order: Order) -> set[str]:
    return {
        f"{line.id}.{each.name}"
        for line in _list_lines(order)
        for each in line.unread
        if each.name in _LATE_LINE_FIELDS
    }


def _is_line_field(name: str) -> bool:
    return "." in name


def _is_readable(name: str) -> bool:
    return name in READABLE_FIELDS or _is_line_field(name)


def _is_part(document: SalesOrder, known: SalesOrder, name: str) -> bool:
    """Return whether an address is the known one without what could not be read, and not another one."""
    read, complete = getattr(document, name), getattr(known, name)
    if read is None or complete is None:
        return False
    return all(getattr(read, each.name) in (None, getattr(complete, each.name)) for each in fields(Address))


def _keep_line(
    line: SalesOrderLine, known: SalesOrderLine | None, read: LineItem | ShippingLine | None
) -> SalesOrderLine:
    if known is None or read is None:
        return line
    names = {_LINE_NAMES.get(each.name, each.name) for each in read.unread} & _LINE_FIELDS
    kept: dict[str, Any] = {name: getattr(known, name) for name in names}
    return replace(line, **kept)

"""Rows for authorities: a lot in a shipment to somebody."""

from dataclasses import replace

from novex_shopify.domain.model.sheet import Cell
from novex_shopify.domain.use_cases.recall.customer_sheet import ADDRESS_COLUMNS, list_address_cells
from novex_shopify.domain.use_cases.recall.lot_facts import LotFacts
from novex_shopify.domain.use_cases.trace.traced_orders import TracedOrder, TracedUnits

_RECIPIENT = ("recipient_name", "recipient_phone", *(f"recipient_{name}" for name in ADDRESS_COLUMNS))
FSMA_COLUMNS = (
    "traceability_lot_code",
    "quantity",
    "unit_of_measure",
    "product_description",
    *_RECIPIENT,
    "ship_from_location",
    "date_shipped",
    "traceability_lot_code_source",
    "reference_document_type",
    "reference_document_number",
    "recipient_is",
    "lot_is",
)
"""The key data elements of 21 CFR 1.1340(a)(1) to (8), in this order; then what helps to read them."""

EU_COLUMNS = (
    "date_shipped",
    "lot",
    "product",
    "item_id",
    "quantity",
    "unit_of_measure",
    "customer",
    *_RECIPIENT,
    "order",
    "shipment",
    "tracking",
    "lot_is",
)
"""Which business got which lot, and when (Regulation 178/2002, art. 18; 931/2011 for food of animal origin)."""


def build_fsma_row(facts: LotFacts, order: TracedOrder, units: TracedUnits) -> list[Cell]:
    assignment = units.assignment
    shipment_id = assignment.shipment_id
    return [
        facts.get_lot(assignment.lot_id).code,
        assignment.quantity,
        facts.describe_unit(assignment.lot_id),
        facts.describe_item(assignment.lot_id),
        *_list_recipient_cells(order),
        facts.describe_location(assignment.location_id),
        units.left_at.date() if units.left_at else None,
        facts.describe_source(assignment.lot_id),
        "shipment" if shipment_id else "order",
        f"{shipment_id} (order {order.head.name})" if shipment_id else order.head.name,
        "business" if order.head.company else "consumer",
        _describe_certainty(units),
    ]


def build_eu_row(facts: LotFacts, order: TracedOrder, units: TracedUnits) -> list[Cell]:
    assignment = units.assignment
    lot = facts.get_lot(assignment.lot_id)
    return [
        units.left_at.date() if units.left_at else None,
        lot.code,
        facts.describe_item(lot.id),
        lot.item_id,
        assignment.quantity,
        facts.describe_unit(lot.id),
        order.head.company,
        *_list_recipient_cells(order),
        order.head.name,
        assignment.shipment_id,
        ", ".join(units.tracking_numbers) or None,
        _describe_certainty(units),
    ]


def _list_recipient_cells(order: TracedOrder) -> list[Cell]:
    if order.erased_at:
        return [f"erased on {order.erased_at:%Y-%m-%d}", None, *list_address_cells(None)]
    address = order.head.shipping_address or order.head.billing_address
    if address and not address.company:  # a business is named by the company that bought, if its address does not
        address = replace(address, company=order.head.company)
    return [order.contact.name, order.contact.phone, *list_address_cells(address)]


def _describe_certainty(units: TracedUnits) -> str:
    return "assumed" if units.assignment.inferred else "recorded"

"""Rows of orders that have units of lots, on the pages of recalls and traces."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.assignment import parse_shopify_shipment_id
from novex_shopify.domain.model.recall import RecallNotice
from novex_shopify.domain.policies.order_contact import OrderContact
from novex_shopify.domain.use_cases.trace.certainty import Certainty
from novex_shopify.domain.use_cases.trace.traced_orders import OrderInTrace

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AffectedRow:
    """What a row shows. The contact is masked unless a person asked for it."""

    order: OrderInTrace
    contact: OrderContact
    quantities: Sequence[str]
    shipment_ids: Sequence[str] = ()
    tracking_numbers: Sequence[str] = ()
    notices: Sequence[RecallNotice] = ()

    @property
    def url(self) -> str:
        """The page of the order."""
        return f"/console/orders/{self.order.head.shop}/{self.order.head.shopify_order_id}"


def build_row(order: OrderInTrace, notices: Sequence[RecallNotice] = (), *, show_personal_data: bool) -> AffectedRow:
    address = order.head.shipping_address or order.head.billing_address
    country = address.country_code if address and not order.erased_at else None
    contact = order.contact if show_personal_data else order.contact.mask(country)
    if order.certainty is Certainty.NOT_KNOWN:
        return AffectedRow(order, contact, [f"{order.shipped} units left"], notices=notices)
    parts = (
        (order.assigned, "assigned"),
        (order.shipped, "shipped"),
        (order.returned, "returned"),
        (order.scrapped, "scrapped"),
    )
    quantities = [f"{units} {name}" for units, name in parts if units]
    shipment_ids = [each for each in order.shipment_ids if parse_shopify_shipment_id(each) is None]
    return AffectedRow(order, contact, quantities, shipment_ids, order.tracking_numbers, notices)

"""Whom to notify of a recall: a row for each order."""

from collections.abc import Sequence

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.recall import RecallNotice
from novex_shopify.domain.model.sheet import Cell
from novex_shopify.domain.use_cases.recall.affected_orders import AffectedOrder
from novex_shopify.domain.use_cases.recall.lot_facts import LotFacts
from novex_shopify.domain.use_cases.trace.traced_orders import LEFT, OrderInTrace, TracedOrder

ADDRESS_COLUMNS = ("address_company", "address1", "address2", "zip", "city", "province", "country")
CUSTOMER_COLUMNS = (
    "order",
    "order_id",
    "store",
    "ordered_at",
    "customer",
    "email",
    "phone",
    "company",
    *ADDRESS_COLUMNS,
    "lot_is",
    "lots",
    "units",
    "units_returned",
    "tracking",
    "notified_at",
    "channel",
    "answered_at",
    "answer",
    "returned_upon_notice",
)


def build_customer_row(facts: LotFacts, affected_order: AffectedOrder) -> list[Cell]:
    order, notices = affected_order.order, affected_order.notices
    head = order.head
    address = None if order.erased_at else head.shipping_address or head.billing_address
    answers = [each for each in notices if each.answered_at]
    last = notices[-1] if notices else None
    return [
        head.name,
        head.id,
        head.shop,
        head.ordered_at,
        order.customer,
        order.contact.email,
        order.contact.phone,
        head.company,
        *list_address_cells(address),
        order.certainty.words,
        *_list_quantities(facts, order),
        last.notified_at if last else None,
        last.channel if last else None,
        answers[-1].answered_at if answers else None,
        _join_answers(answers),
        sum(each.returned for each in notices) if notices else None,
    ]


def list_address_cells(address: Address | None) -> list[Cell]:
    """One cell for each of `ADDRESS_COLUMNS`."""
    if address is None:
        return [None] * len(ADDRESS_COLUMNS)
    return [
        address.company,
        address.address1,
        address.address2,
        address.zip,
        address.city,
        address.province or address.province_code,
        address.country_code,
    ]


def _list_quantities(facts: LotFacts, order: OrderInTrace) -> list[Cell]:
    """Lots, units, units that came back, and tracking numbers."""
    if not isinstance(order, TracedOrder):
        return [None, order.shipped, None, None]
    left = [each.assignment for each in order.units if each.assignment.state in LEFT]
    lots = (f"{facts.get_lot(each.lot_id).code}: {each.quantity}" for each in left)
    return ["; ".join(lots), order.shipped, order.returned, ", ".join(order.tracking_numbers) or None]


def _join_answers(answers: Sequence[RecallNotice]) -> str | None:
    return "; ".join(each.note for each in answers if each.note) or None

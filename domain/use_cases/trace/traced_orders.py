"""Reads who has units of lots, a page of orders at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from novex_shopify.domain.model.assignment import Assignment, AssignmentState, parse_shopify_shipment_id
from novex_shopify.domain.model.lot_trace import OrderHead
from novex_shopify.domain.model.stock import LedgerEntry
from novex_shopify.domain.model.warehouse_return import WarehouseReturn, WarehouseReturnState
from novex_shopify.domain.policies.order_contact import OrderContact, find_contact
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.trace.certainty import Certainty
from novex_shopify.domain.use_cases.trace.erasures import find_erasures

PAGE_SIZE = 500
LEFT = (AssignmentState.SHIPPED, AssignmentState.RETURNED)
"""Units in these states have left the warehouse at least once."""


@dataclass(frozen=True, slots=True)
class TracedUnits:
    """Units of a lot that an order has or had; `left_at` and the tracking numbers are those of their shipment."""

    assignment: Assignment
    left_at: datetime | None = None
    tracking_numbers: tuple[str, ...] = ()

    @property
    def certainty(self) -> Certainty:
        return Certainty.ASSUMED if self.assignment.inferred else Certainty.RECORDED


@dataclass(frozen=True, slots=True)
class OrderInTrace:
    """An order that has or may have units of the lots that are traced, in base units of the item.

    `erased_at` says when the person was erased; the contact is empty then. `position` is what a page after it begins
    with. Where the lot is not known, nothing is known of parcels and returns.
    """

    head: OrderHead
    contact: OrderContact
    erased_at: datetime | None = field(default=None, kw_only=True)

    @property
    def customer(self) -> str | None:
        return f"erased on {self.erased_at:%Y-%m-%d}" if self.erased_at else self.contact.name

    @property
    def certainty(self) -> Certainty:
        return Certainty.NOT_KNOWN

    @property
    def position(self) -> str:
        return self.head.id

    @property
    def assigned(self) -> int:
        return 0

    @property
    def shipped(self) -> int:
        """All that left, also what came back."""
        return 0

    @property
    def returned(self) -> int:
        return 0

    @property
    def scrapped(self) -> int:
        """Those of the returned units that were scrapped when they had come back."""
        return 0

    @property
    def tracking_numbers(self) -> Sequence[str]:
        return ()

    @property
    def shipment_ids(self) -> Sequence[str]:
        return ()


@dataclass(frozen=True, slots=True)
class TracedOrder(OrderInTrace):
    """An order with units of the lots that are traced."""

    units: tuple[TracedUnits, ...]
    scrapped_units: int = 0

    @property
    def certainty(self) -> Certainty:
        is_assumed = any(each.assignment.inferred for each in self.units)
        return Certainty.ASSUMED if is_assumed else Certainty.RECORDED

    @property
    def assigned(self) -> int:
        return self._sum(AssignmentState.ASSIGNED)

    @property
    def shipped(self) -> int:
        return self._sum(*LEFT)

    @property
    def returned(self) -> int:
        return self._sum(AssignmentState.RETURNED)

    @property
    def scrapped(self) -> int:
        return self.scrapped_units

    @property
    def tracking_numbers(self) -> Sequence[str]:
        return tuple(dict.fromkeys(number for each in self.units for number in each.tracking_numbers))

    @property
    def shipment_ids(self) -> Sequence[str]:
        ids = (each.assignment.shipment_id for each in self.units)
        return tuple(dict.fromkeys(each for each in ids if each))

    def _sum(self, *states: AssignmentState) -> int:
        return sum(each.assignment.quantity for each in self.units if each.assignment.state in states)


def read_orders(
    tx: Transaction, lot_ids: Collection[int], order_ids: Sequence[str], *, inferred: bool | None = None
) -> Sequence[TracedOrder]:
    """Read what these orders have of these lots. An order that is not in the ERP any more is left out."""
    stock = get_stock(tx)
    units: dict[str, list[Assignment]] = defaultdict(list)
    for assignment in stock.traces.list_assignments(lot_ids, order_ids):
        if inferred in (None, assignment.inferred):
            units[assignment.order_id].append(assignment)
    heads = stock.traces.get_heads(order_ids)
    left_at = _read_shipping(stock, order_ids)
    numbers = _read_tracking(tx, units, heads)
    scrapped = _sum_scrapped(stock.warehouse_returns.list_by_orders(order_ids), lot_ids)
    erased = find_erasures(tx, heads.values())
    return [
        TracedOrder(
            heads[order_id],
            find_head_contact(heads[order_id], erased.get(order_id)),
            tuple(
                TracedUnits(each, left_at.get(_get_shipping_key(each)), numbers.get(each.shipment_id or "", ()))
                for each in units[order_id]
            ),
            scrapped[order_id],
            erased_at=erased.get(order_id),
        )
        for order_id in order_ids
        if order_id in heads
    ]


def find_head_contact(head: OrderHead, erased_at: datetime | None) -> OrderContact:
    """Nothing of a person who was erased, whatever another record still has."""
    return OrderContact() if erased_at else find_contact(head, head.customer, masked=False)


def iterate_orders(
    unit_of_work: UnitOfWork,
    lot_ids: Collection[int],
    states: Collection[AssignmentState],
    *,
    inferred: bool | None = None,
) -> Iterator[TracedOrder]:
    """Read all, in parts with a transaction each: a long one would keep the database from cleaning up."""
    after: str | None = None
    while True:
        with unit_of_work.read() as tx:
            traces = get_stock(tx).traces
            order_ids = traces.list_order_ids(lot_ids, PAGE_SIZE, after, states=states, inferred=inferred)
            orders = read_orders(tx, lot_ids, order_ids, inferred=inferred)
        yield from orders
        if len(order_ids) < PAGE_SIZE:
            return
        after = order_ids[-1]


_ShippingKey = tuple[str, int, int, str | None]


def _read_shipping(stock: ErpStock, order_ids: Collection[str]) -> Mapping[_ShippingKey, datetime]:
    entries: Iterable[LedgerEntry] = stock.traces.list_shipping(order_ids)
    moved = ((entry.movement, entry.at) for entry in entries)
    return {(each.order_id or "", each.line_item_id or 0, each.lot_id, each.shipment_id): at for each, at in moved}


def _get_shipping_key(assignment: Assignment) -> _ShippingKey:
    return (assignment.order_id, assignment.line_item_id, assignment.lot_id, assignment.shipment_id)


def _read_tracking(
    tx: Transaction, units: Mapping[str, Iterable[Assignment]], heads: Mapping[str, OrderHead]
) -> Mapping[str, tuple[str, ...]]:
    """The tracking numbers by shipment: those of the push, which follows corrections, or Shopify's own."""
    numbers: dict[str, tuple[str, ...]] = {}
    own: set[str] = set()
    for order_id, assignments in units.items():
        fulfillments = heads[order_id].fulfillments if order_id in heads else ()
        made_in_shopify = {each.id: each.tracking_numbers for each in fulfillments}
        for shipment_id in {each.shipment_id for each in assignments if each.shipment_id}:
            fulfillment_id = parse_shopify_shipment_id(shipment_id)
            if fulfillment_id is None:
                own.add(shipment_id)
            else:
                numbers[shipment_id] = made_in_shopify.get(fulfillment_id, ())
    for push in tx.pushes.get_many(own):
        tracking = push.shipment.tracking
        numbers[push.shipment.id] = tracking.all_numbers if tracking else ()
    return numbers


def _sum_scrapped(returns: Iterable[WarehouseReturn], lot_ids: Collection[int]) -> Mapping[str, int]:
    scrapped: dict[str, int] = defaultdict(int)
    for each in returns:
        if each.state is WarehouseReturnState.SCRAPPED:
            scrapped[each.order_id] += sum(lot.quantity for lot in each.lots if lot.lot_id in lot_ids)
    return scrapped

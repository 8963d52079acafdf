"""Traces of lots in the fake ERP."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.lot_trace import (
    AssignmentTotal,
    OrderHead,
    ShippingWindow,
    UntracedTotal,
    UntracedUnits,
)
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock import LedgerEntry, MovementKind

_LEFT = (AssignmentState.SHIPPED, AssignmentState.RETURNED)


@dataclass(frozen=True, slots=True)
class MemoryLotTraces:
    """The port `LotTraces`."""

    state: State

    def sum_movements(self, lot_ids: Collection[int]) -> Mapping[int, Mapping[MovementKind, int]]:
        sums: dict[int, dict[MovementKind, int]] = defaultdict(dict)
        for movement in (entry.movement for entry in self.list_entries(lot_ids, tuple(MovementKind))):
            change = movement.change
            known = sums[movement.lot_id].get(movement.kind, 0)
            sums[movement.lot_id][movement.kind] = known + change.free + change.assigned + change.held
        return sums

    def sum_assignments(self, lot_ids: Collection[int]) -> Sequence[AssignmentTotal]:
        groups: dict[tuple[int, AssignmentState, bool], list[Assignment]] = defaultdict(list)
        for each in self._list_live(lot_ids):
            groups[each.lot_id, each.state, each.inferred].append(each)
        return [AssignmentTotal(*key, sum(each.quantity for each in found)) for key, found in sorted(groups.items())]

    def count_orders(
        self, lot_ids: Collection[int], *, states: Collection[AssignmentState], inferred: bool | None = None
    ) -> int:
        return len(self._find_orders(lot_ids, states, inferred))

    def count_recipients(self, lot_ids: Collection[int]) -> int:
        orders = {each.order_id for each in self._list_live(lot_ids) if each.state in _LEFT}
        documents = (self.state.orders[order_id] for order_id in orders if order_id in self.state.orders)
        return len({(order.customer_id, None if order.customer_id else order.id) for order in documents})

    def list_entries(self, lot_ids: Collection[int], kinds: Collection[MovementKind]) -> Sequence[LedgerEntry]:
        return [
            entry
            for _, entry in sorted(self.state.ledger_entries.items())
            if entry.movement.lot_id in lot_ids and entry.movement.kind in kinds
        ]

    def list_order_ids(
        self,
        lot_ids: Collection[int],
        limit: int,
        after: str | None = None,
        *,
        states: Collection[AssignmentState],
        inferred: bool | None = None,
    ) -> Sequence[str]:
        found = self._find_orders(lot_ids, states, inferred)
        return [str(order_id) for order_id in sorted(found) if order_id > int(after or 0)][:limit]

    def _find_orders(
        self, lot_ids: Collection[int], states: Collection[AssignmentState], inferred: bool | None
    ) -> set[int]:
        return {
            int(each.order_id)
            for each in self._list_live(lot_ids)
            if each.state in states and inferred in (None, each.inferred)
        }

    def list_assignments(self, lot_ids: Collection[int], order_ids: Collection[str]) -> Sequence[Assignment]:
        return [each for each in self._list_live(lot_ids) if each.order_id in order_ids]

    def list_shipping(self, order_ids: Collection[str]) -> Sequence[LedgerEntry]:
        return [
            entry
            for _, entry in sorted(self.state.ledger_entries.items())
            if entry.movement.order_id in order_ids and entry.movement.kind is MovementKind.SHIP
        ]

    def list_untraced(
        self,
        item_id: str,
        since: datetime,
        ordered_until: datetime | None,
        limit: int,
        after: int | None = None,
    ) -> Sequence[UntracedUnits]:
        found = self._find_untraced(item_id, since, ordered_until)
        return [each for each in found if each.exception.id > (after or 0)][:limit]

    def sum_untraced(self, windows: Collection[ShippingWindow]) -> UntracedTotal:
        untraced = (each for window in windows for each in self._find_untraced(*astuple(window)))
        found = [each.exception for each in untraced]
        return UntracedTotal(sum(each.quantity for each in found), len({each.order_id for each in found}))

    def _find_untraced(self, item_id: str, since: datetime, ordered_until: datetime | None) -> list[UntracedUnits]:
        return [
            UntracedUnits(each, item_id, order.ordered_at)
            for _, each in sorted(self.state.order_exceptions.items())
            if each.kind is OrderExceptionKind.UNTRACED
            and each.closed_at is None
            and (order := self.state.orders.get(each.order_id)) is not None
            and (each.opened_at >= since or _has_fulfillment_since(order, since))
            and _is_of_item(order, each, item_id)
            and (ordered_until is None or order.ordered_at <= ordered_until)
        ]

    def get_heads(self, order_ids: Collection[str]) -> Mapping[str, OrderHead]:
        known = self.state.orders
        return {order_id: self._build_head(known[order_id]) for order_id in order_ids if order_id in known}

    def _build_head(self, order: SalesOrder) -> OrderHead:
        _, customer = self.state.customers.get(order.customer_id or "", ("", None))
        return OrderHead(
            order.id or "",
            ShopDomain(order.shop_domain),
            order.shopify_order_id,
            order.name,
            order.ordered_at,
            order.customer_id,
            _keep_name_and_contact(customer) if customer else None,
            self._name_company(order),
            order.email,
            order.phone,
            order.shipping_address,
            order.billing_address,
            order.fulfillments,
        )

    def _name_company(self, order: SalesOrder) -> str | None:
        if order.company is None:
            return None
        names = (
            contact.company_name
            for shop, customer in self.state.customers.values()
            for contact in customer.companies or ()
            if (shop, contact.company_id) == (order.shop_domain, order.company.id)
        )
        return next(names, f"Company {order.company.id}")

    def _list_live(self, lot_ids: Collection[int]) -> list[Assignment]:
        return [
            each
            for _, each in sorted(self.state.assignments.items())
            if each.lot_id in lot_ids and each.state is not AssignmentState.RELEASED
        ]


def _keep_name_and_contact(customer: Customer) -> Customer:
    return replace(customer.keep_fields(("first_name", "last_name", "email", "phone")), updated_at=None, companies=None)


def _is_of_item(order: SalesOrder, exception: OrderException, item_id: str) -> bool:
    key = (LineKind.ITEM, exception.line_item_id, item_id)
    return any((line.kind, line.line_item_id, line.item_id) == key for line in order.lines)


def _has_fulfillment_since(order: SalesOrder, since: datetime) -> bool:
    return any(each.updated_at is None or each.updated_at >= since for each in order.fulfillments)

"""A Shopify store in memory."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from novex_shopify.adapters.memory.shopify.fake_inventory import FakeInventory
from novex_shopify.domain.errors import NovexError, ShopifyRefused
from novex_shopify.domain.model.bulk_operation import BulkOperation
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.delivery_method import DeliveryMethod
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderLine,
    FulfillmentOrderMove,
    OrderFulfillments,
)
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Scopes, ShopProfile, TokenGrant
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.ports.shopify_admin import UnreadableRecord

ALL_SCOPES = Scopes.parse(
    "read_products,read_customers,read_orders,read_payment_terms,read_fulfillments,read_locations,"
    "write_merchant_managed_fulfillment_orders,read_returns,read_inventory,write_inventory"
)

_ROUTED_AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class FakeShop:
    """Tests set what the store has, and read what was done to it. `call_counts` counts calls by name.

    The first page of customers also has `unreadable_customers`, and that of order summaries `unreadable_summaries`.
    `fulfillment_order_states` are those, by gid, of which more is to be known than `order_fulfillments` says.
    With `delays_bulk_operations`, a bulk operation is still running when it is started, and complete at the next poll.
    """

    access_token: Secret = field(default_factory=lambda: Secret("shpat_memory"))
    scopes: Scopes = ALL_SCOPES
    profile: ShopProfile = field(default_factory=lambda: ShopProfile(1, "DE", "Etc/GMT-1"))
    variants: list[Variant] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    page_size: int = 1
    unreadable_customers: tuple[UnreadableRecord, ...] = ()
    unreadable_summaries: tuple[UnreadableRecord, ...] = ()
    delays_bulk_operations: bool = False
    bulk_files: dict[str, list[Any]] = field(default_factory=dict)
    bulk_operations: dict[str, BulkOperation] = field(default_factory=dict)
    order_fulfillments: dict[int, OrderFulfillments] = field(default_factory=dict)
    fulfillment_order_states: dict[str, FulfillmentOrderState] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    fulfillment_quantities: dict[str, dict[int, int]] = field(default_factory=dict)
    fulfillment_order_ids: dict[str, frozenset[str]] = field(default_factory=dict)
    subscriptions: dict[str, WebhookSubscription] = field(default_factory=dict)
    authorization_codes: set[str] = field(default_factory=set)
    refresh_token: Secret | None = None
    last_refresh: tuple[Secret, TokenGrant] | None = None
    inventory: FakeInventory = field(default_factory=FakeInventory)
    call_counts: Counter[str] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _call_hooks: dict[tuple[str, int], Callable[[], object]] = field(default_factory=dict)
    _planned_failures: dict[str, tuple[NovexError, bool]] = field(default_factory=dict)

    def uninstall_app(self) -> None:
        """End the token, as Shopify does before it says so."""
        self.access_token = Secret("shpat_memory_of_the_next_installation")

    def add_unfulfilled_order(self, order_id: int, *fulfillment_orders: FulfillmentOrder) -> None:
        self.order_fulfillments[order_id] = OrderFulfillments(fulfillment_orders, ())

    def fail_next_call(self, call: str, error: NovexError, *, after_completion: bool = False) -> None:
        """Fail the next call of this name before it does anything, or lose its response after it is done."""
        self._planned_failures[call] = (error, after_completion)

    def run_on_call(self, call: str, number: int, action: Callable[[], object]) -> None:
        """Run `action` at the start of the call of this name with this number, counted from 1."""
        self._call_hooks[call, number] = action

    def begin_call(self, call: str) -> None:
        self.call_counts[call] += 1
        self._call_hooks.pop((call, self.call_counts[call]), lambda: None)()
        self._raise_planned_failure(call, after_completion=False)

    def end_call(self, call: str) -> None:
        self._raise_planned_failure(call, after_completion=True)

    def list_fulfillment_order_states(self) -> Sequence[FulfillmentOrderState]:
        states = {
            each.id: FulfillmentOrderState(each.id, order_id, each.status, _ROUTED_AT, each.location_name)
            for order_id, of_order in self.order_fulfillments.items()
            for each in of_order.fulfillment_orders
        }
        return list({**states, **self.fulfillment_order_states}.values())

    def allocate_number(self) -> int:
        return next(self._numbers)

    def add_fulfillment(
        self,
        order_id: int,
        fulfillment: Fulfillment,
        fulfillment_order_line_quantities: Counter[str],
        line_item_quantities: Mapping[int, int],
    ) -> None:
        state = self.order_fulfillments[order_id]
        remaining = tuple(
            _subtract_quantities(order, fulfillment_order_line_quantities) for order in state.fulfillment_orders
        )
        self.order_fulfillments[order_id] = OrderFulfillments(remaining, (*state.fulfillments, fulfillment))
        self.fulfillment_quantities[fulfillment.id] = dict(line_item_quantities)
        self.fulfillment_order_ids[fulfillment.id] = frozenset(
            order.id
            for order in state.fulfillment_orders
            if any(fulfillment_order_line_quantities[line.id] for line in order.lines)
        )

    def update_fulfillment(self, fulfillment_id: str, **changes: Any) -> None:
        """Raises `ShopifyRefused` if there is no such fulfillment."""
        order_id = self._find_order_id(fulfillment_id)
        state = self.order_fulfillments[order_id]
        changed = (replace(each, **changes) if each.id == fulfillment_id else each for each in state.fulfillments)
        self.order_fulfillments[order_id] = replace(state, fulfillments=tuple(changed))

    def cancel_fulfillment(self, fulfillment_id: str) -> None:
        """As in Shopify, a new fulfillment order of the same place and method gets the cancelled quantities."""
        self.update_fulfillment(fulfillment_id, cancelled=True)
        order_id, source_ids = self._find_order_id(fulfillment_id), self.fulfillment_order_ids[fulfillment_id]
        sources = (each for each in self.order_fulfillments[order_id].fulfillment_orders if each.id in source_ids)
        source = next(sources, None)
        self._add_fulfillment_order(
            order_id,
            self.fulfillment_quantities[fulfillment_id],
            source.location_id if source else "gid://shopify/Location/1",
            source.delivery_method if source else DeliveryMethod.SHIPPING,
        )

    def move_fulfillment_order(self, parts: Sequence[FulfillmentOrderMove]) -> None:
        """As in Shopify, a new fulfillment order at the other location gets the quantities."""
        moved_quantities = Counter({part.fulfillment_order_line_id: part.quantity for part in parts})
        for order_id, state in self.order_fulfillments.items():
            for order in state.fulfillment_orders:
                if order.id == parts[0].fulfillment_order_id:
                    line_item_quantities = {
                        line.line_item_id: moved_quantities[line.id]
                        for line in order.lines
                        if moved_quantities[line.id]
                    }
                    remaining = tuple(_subtract_quantities(each, moved_quantities) for each in state.fulfillment_orders)
                    self.order_fulfillments[order_id] = replace(state, fulfillment_orders=remaining)
                    location_id = f"gid://shopify/Location/{parts[0].location_id}"
                    self._add_fulfillment_order(order_id, line_item_quantities, location_id, order.delivery_method)
                    return
        raise ShopifyRefused("fulfillmentOrderMove", ["Fulfillment order does not exist."])

    def _add_fulfillment_order(
        self,
        order_id: int,
        line_item_quantities: Mapping[int, int],
        location_id: str,
        delivery_method: DeliveryMethod,
    ) -> None:
        lines = tuple(
            FulfillmentOrderLine(
                f"gid://shopify/FulfillmentOrderLineItem/{self.allocate_number() + 1000}", line, quantity
            )
            for line, quantity in line_item_quantities.items()
        )
        gid = f"gid://shopify/FulfillmentOrder/{self.allocate_number() + 1000}"
        state = self.order_fulfillments[order_id]
        fulfillment_order = FulfillmentOrder(gid, location_id, "Another place", lines, delivery_method=delivery_method)
        self.order_fulfillments[order_id] = replace(
            state, fulfillment_orders=(*state.fulfillment_orders, fulfillment_order)
        )

    def _find_order_id(self, fulfillment_id: str) -> int:
        for order_id, state in self.order_fulfillments.items():
            if any(each.id == fulfillment_id for each in state.fulfillments):
                return order_id
        raise ShopifyRefused("fulfillment", ["Fulfillment does not exist."])

    def _raise_planned_failure(self, call: str, *, after_completion: bool) -> None:
        error, planned_after_completion = self._planned_failures.get(call, (None, False))
        if error is not None and planned_after_completion is after_completion:
            del self._planned_failures[call]
            raise error


def _subtract_quantities(order: FulfillmentOrder, quantities: Counter[str]) -> FulfillmentOrder:
    lines = (replace(line, remaining_quantity=line.remaining_quantity - quantities[line.id]) for line in order.lines)
    return replace(order, lines=tuple(lines))

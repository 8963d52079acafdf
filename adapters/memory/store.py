"""A Shopify store in memory, as far as the product sees it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from novex_shopify.domain.errors import NovexError, ShopifyRefused
from novex_shopify.domain.model.bulk_operation import BulkOperation
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderLine,
    Move,
    OrderFulfillments,
)
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Grant, Scopes
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription

ALL_SCOPES = Scopes.parse(
    "read_products,read_customers,read_orders,read_fulfillments,read_locations,"
    "write_merchant_managed_fulfillment_orders"
)


@dataclass(slots=True)
class MemoryStore:
    """Set what the store has, and read what was done to it. `calls` counts the calls by name.

    With `takes_its_time`, bulk operations are not done when they are asked for, but at the next look.
    """

    access_token: Secret = field(default_factory=lambda: Secret("shpat_memory"))
    scopes: Scopes = ALL_SCOPES
    variants: list[Variant] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    takes_its_time: bool = False
    files: dict[str, list[Any]] = field(default_factory=dict)
    operations: dict[str, BulkOperation] = field(default_factory=dict)
    orders: dict[int, OrderFulfillments] = field(default_factory=dict)
    stated_orders: dict[int, Order] = field(default_factory=dict)
    quantities: dict[str, dict[int, int]] = field(default_factory=dict)
    subscriptions: dict[str, WebhookSubscription] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    refresh_token: Secret | None = None
    last_refresh: tuple[Secret, Grant] | None = None
    calls: Counter[str] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _actions: dict[tuple[str, int], Callable[[], object]] = field(default_factory=dict)
    _failures: dict[str, tuple[NovexError, bool]] = field(default_factory=dict)

    def expect(self, order_id: int, *fulfillment_orders: FulfillmentOrder) -> None:
        """Have an order that waits to be shipped."""
        self.orders[order_id] = OrderFulfillments(fulfillment_orders, ())

    def fail_next(self, call: str, error: NovexError, *, after_the_work: bool = False) -> None:
        """Have the next call of this name fail: before anything was done, or with all done and the answer lost."""
        self._failures[call] = (error, after_the_work)

    def at(self, call: str, number: int, action: Callable[[], object]) -> None:
        """Have something happen when the call of this name comes in for the so-manieth time, counted from 1."""
        self._actions[call, number] = action

    def begin(self, call: str) -> None:
        """A call comes in."""
        self.calls[call] += 1
        self._actions.pop((call, self.calls[call]), lambda: None)()
        self._fail(call, after_the_work=False)

    def end(self, call: str) -> None:
        """Its work is done; the answer goes out."""
        self._fail(call, after_the_work=True)

    def next_number(self) -> int:
        """For ids."""
        return next(self._numbers)

    def add_fulfillment(self, order_id: int, made: Fulfillment, taken: Counter[str], pieces: Mapping[int, int]) -> None:
        """Take pieces from the fulfillment orders' lines, and note the parcel."""
        state = self.orders[order_id]
        left = tuple(_without(order, taken) for order in state.fulfillment_orders)
        self.orders[order_id] = OrderFulfillments(left, (*state.fulfillments, made))
        self.quantities[made.id] = dict(pieces)

    def change_fulfillment(self, fulfillment_id: str, **changes: Any) -> None:
        """Change a parcel. Raises `ShopifyRefused` for one that is not there."""
        order_id = self._order_of(fulfillment_id)
        state = self.orders[order_id]
        changed = (replace(each, **changes) if each.id == fulfillment_id else each for each in state.fulfillments)
        self.orders[order_id] = replace(state, fulfillments=tuple(changed))

    def take_back(self, fulfillment_id: str) -> None:
        """Cancel a parcel; a new fulfillment order expects its goods."""
        self.change_fulfillment(fulfillment_id, cancelled=True)
        self._expect_anew(self._order_of(fulfillment_id), self.quantities[fulfillment_id], "gid://shopify/Location/1")

    def move(self, parts: Sequence[Move]) -> None:
        """Take pieces off a fulfillment order; a new one expects them elsewhere."""
        taken = Counter({part.fulfillment_order_line_id: part.quantity for part in parts})
        for order_id, state in self.orders.items():
            for order in state.fulfillment_orders:
                if order.id == parts[0].fulfillment_order_id:
                    pieces = {line.line_item_id: taken[line.id] for line in order.lines if taken[line.id]}
                    left = tuple(_without(each, taken) for each in state.fulfillment_orders)
                    self.orders[order_id] = replace(state, fulfillment_orders=left)
                    self._expect_anew(order_id, pieces, f"gid://shopify/Location/{parts[0].location_id}")
                    return
        raise ShopifyRefused("fulfillmentOrderMove", ["Fulfillment order does not exist."])

    def _expect_anew(self, order_id: int, pieces: Mapping[int, int], location_id: str) -> None:
        lines = tuple(
            FulfillmentOrderLine(f"gid://shopify/FulfillmentOrderLineItem/{self.next_number() + 1000}", line, quantity)
            for line, quantity in pieces.items()
        )
        gid = f"gid://shopify/FulfillmentOrder/{self.next_number() + 1000}"
        state = self.orders[order_id]
        anew = FulfillmentOrder(gid, location_id, "Another place", lines)
        self.orders[order_id] = replace(state, fulfillment_orders=(*state.fulfillment_orders, anew))

    def _order_of(self, fulfillment_id: str) -> int:
        for order_id, state in self.orders.items():
            if any(each.id == fulfillment_id for each in state.fulfillments):
                return order_id
        raise ShopifyRefused("fulfillment", ["Fulfillment does not exist."])

    def _fail(self, call: str, *, after_the_work: bool) -> None:
        error, after = self._failures.get(call, (None, False))
        if error is not None and after is after_the_work:
            del self._failures[call]
            raise error


def _without(order: FulfillmentOrder, taken: Counter[str]) -> FulfillmentOrder:
    lines = (replace(line, remaining_quantity=line.remaining_quantity - taken[line.id]) for line in order.lines)
    return replace(order, lines=tuple(lines))

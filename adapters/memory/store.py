"""A Shopify store in memory, as far as the product sees it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.fulfillment import Fulfillment, FulfillmentOrder, OrderFulfillments
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription

ALL_SCOPES = Scopes.parse(
    "read_products,read_customers,read_orders,read_fulfillments,read_locations,"
    "write_merchant_managed_fulfillment_orders"
)


@dataclass(slots=True)
class MemoryStore:
    """Set what the store has, and read what was done to it. `calls` counts the calls by name."""

    access_token: Secret = field(default_factory=lambda: Secret("shpat_memory"))
    scopes: Scopes = ALL_SCOPES
    variants: list[Variant] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    orders: dict[int, OrderFulfillments] = field(default_factory=dict)
    stated_orders: dict[int, Order] = field(default_factory=dict)
    subscriptions: dict[str, WebhookSubscription] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    refresh_token: Secret | None = None
    page_size: int = 2
    calls: Counter[str] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _failures: dict[str, tuple[NovexError, bool]] = field(default_factory=dict)

    def expect(self, order_id: int, *fulfillment_orders: FulfillmentOrder) -> None:
        """Have an order that waits to be shipped."""
        self.orders[order_id] = OrderFulfillments(fulfillment_orders, ())

    def fail_next(self, call: str, error: NovexError, *, after_the_work: bool = False) -> None:
        """Have the next call of this name fail: before anything was done, or with all done and the answer lost."""
        self._failures[call] = (error, after_the_work)

    def begin(self, call: str) -> None:
        """A call comes in."""
        self.calls[call] += 1
        self._fail(call, after_the_work=False)

    def end(self, call: str) -> None:
        """Its work is done; the answer goes out."""
        self._fail(call, after_the_work=True)

    def next_number(self) -> int:
        """For ids."""
        return next(self._numbers)

    def add_fulfillment(self, order_id: int, made: Fulfillment, taken: Counter[str]) -> None:
        """Take pieces from the fulfillment orders' lines, and note the parcel."""
        state = self.orders[order_id]
        left = tuple(
            replace(
                order,
                lines=tuple(
                    replace(line, remaining_quantity=line.remaining_quantity - taken[line.id]) for line in order.lines
                ),
            )
            for order in state.fulfillment_orders
        )
        self.orders[order_id] = OrderFulfillments(left, (*state.fulfillments, made))

    def _fail(self, call: str, *, after_the_work: bool) -> None:
        error, after = self._failures.get(call, (None, False))
        if error is not None and after is after_the_work:
            del self._failures[call]
            raise error

"""What happens at Shopify, and how its webhooks arrive: late, twice, and in any order."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import (
    rule,
)

from tests.contracts.lifecycle.machine import Lifecycle, choices, lines, orders, picks, quantities
from tests.contracts.lifecycle.world import (
    list_line_ids,
)


class ShopifyRules(Lifecycle):
    """Orders, edits, refunds, fulfillments, and the sync of shipments."""

    @rule(number=orders, quantities=st.tuples(*[st.integers(0, 4)] * 3), is_paid=choices)
    def place_order(self, number: int, quantities: Sequence[int], is_paid: bool) -> None:
        if number not in self.world.orders and any(quantities):
            self.world.place(number, quantities, is_paid=is_paid)

    @rule(number=orders)
    def pay(self, number: int) -> None:
        if order := self.world.orders.get(number):
            order.pay()

    @rule(number=orders, line=lines, difference=st.integers(-3, 3).filter(bool))
    def edit(self, number: int, line: int, difference: int) -> None:
        if order := self.world.orders.get(number):
            order.edit(list_line_ids(number)[line], difference)

    @rule(number=orders)
    def cancel(self, number: int) -> None:
        if order := self.world.orders.get(number):
            order.cancel(self.world.fakes.clock.now())

    @rule(
        number=orders,
        line=lines,
        quantity=quantities,
        how=st.sampled_from(("cancel", "return", "no_restock")),
        gone=choices,
    )
    def refund(self, number: int, line: int, quantity: int, how: str, gone: bool) -> None:
        if order := self.world.orders.get(number):
            of_shipped = {"cancel": False, "return": True}.get(how, gone)
            at = self.world.fakes.clock.now()
            order.refund(list_line_ids(number)[line], quantity, how, of_shipped=of_shipped, at=at)

    @rule(number=orders, quantities=st.tuples(*[st.integers(0, 2)] * 3))
    def fulfill_in_shopify(self, number: int, quantities: Sequence[int]) -> None:
        if order := self.world.orders.get(number):
            order.fulfill(dict(zip(list_line_ids(number), quantities, strict=True)), self.world.fakes.clock.now())

    @rule(number=orders, pick=picks)
    def cancel_fulfillment(self, number: int, pick: int) -> None:
        order = self.world.orders.get(number)
        if order and order.fulfillments:
            order.cancel_fulfillment(sorted(order.fulfillments)[pick % len(order.fulfillments)])

    @rule(number=orders)
    def deliver_webhooks(self, number: int) -> None:
        for webhook in list(self.world.orders[number].webhooks) if number in self.world.orders else ():
            self.world.deliver(webhook)

    @rule(pick=picks)
    def deliver_any_webhook(self, pick: int) -> None:
        """Webhooks overtake each other."""
        if waiting := self.world.list_waiting():
            self.world.deliver(waiting[pick % len(waiting)])

    @rule(pick=picks)
    def deliver_again(self, pick: int) -> None:
        self.world.deliver(self.world.sent[pick % len(self.world.sent)])

    @rule(webhook_first=choices)
    def sync_shipment(self, webhook_first: bool) -> None:
        self.world.sync_next(webhook_first=webhook_first)

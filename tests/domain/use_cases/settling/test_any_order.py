"""Webhooks in any order, any number of times, settled at any moment between them: the same stock in the end."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.domain.model.warehouse_return import WarehouseReturnState
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import NOON
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.settling.settling_steps import ShopifyOrder, Store

Webhook = tuple[str, bytes]

ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["fulfill", "unfulfill", "refund cancel", "refund return", "add", "remove", "cancel"]),
        st.integers(1, 4),
    ),
    max_size=6,
)


@dataclass
class History:
    """What happens to an order at Shopify, as far as Shopify allows it, and the webhooks that it sends."""

    order: ShopifyOrder = field(default_factory=ShopifyOrder)
    webhooks: list[Webhook] = field(default_factory=list)

    def act(self, action: str, quantity: int) -> None:
        number, order = 100 + len(self.webhooks), self.order
        returned = sum(_count(each) for each in order.refunds.values() if _type(each) == "return")
        match action:
            case "fulfill" if order.unfulfilled:
                order.fulfill(min(quantity, order.unfulfilled), number)
                self._emit("fulfillments/create", order.fulfillments[number])
            case "unfulfill" if order.fulfilled:
                newest = max(key for key, each in order.fulfillments.items() if each["status"] == "success")
                order.cancel_fulfillment(newest)
                self._emit("fulfillments/update", order.fulfillments[newest])
            case "refund cancel" if order.unfulfilled:
                order.refund(min(quantity, order.unfulfilled), "cancel", number)
                self._emit("refunds/create", order.refunds[number])
            case "refund return" if order.fulfilled > returned:
                order.refund(min(quantity, order.fulfilled - returned), "return", number)
                self._emit("refunds/create", order.refunds[number])
            case "add":
                order.edit(quantity=order.quantity + quantity)
            case "remove" if order.unfulfilled:
                order.edit(removed=order.removed + min(quantity, order.unfulfilled))
            case "cancel" if not order.fulfilled:
                order.edit(cancelled_at=NOON)
        self.webhooks.append(("orders/updated", order.build_body()))

    def _emit(self, topic: str, record: Mapping[str, Any]) -> None:
        self.webhooks.append((topic, json.dumps(record).encode()))


def _count(refund: Mapping[str, Any]) -> int:
    return int(refund["refund_line_items"][0]["quantity"])


def _type(refund: Mapping[str, Any]) -> str:
    return str(refund["refund_line_items"][0]["restock_type"])


def build_history(actions: Sequence[tuple[str, int]]) -> History:
    history = History()
    history.webhooks.append(("orders/create", history.order.build_body()))
    for action in actions:
        history.act(*action)
    return history


def settle_history(history: History, webhooks: Sequence[Webhook], settles: Sequence[bool], how: AutoAssign) -> Store:
    store = Store(Fakes(), history.order)
    store.set_up(auto_assign=how)
    for (topic, body), settles_now in zip(webhooks, settles, strict=True):
        store.send(topic, body)
        if settles_now and store.has_order():
            store.settle()
            check_invariants(store)
    store.settle()
    check_invariants(store)
    assert not store.list_exceptions().get(OrderExceptionKind.OVER_SHIPPED)
    return store


def check_invariants(store: Store) -> None:
    """No line has more than it needs; each unit that left has one lot, or is untraced; nothing is lost."""
    units, exceptions = store.count_units(), store.list_exceptions()
    assert sum(units.values()) == 20
    with store.unit_of_work.read() as tx:
        order = tx.erp.orders.get(store.order_id)
        rows = get_stock(tx).assignments.list_by_orders([store.order_id])
    assert order
    assigned = sum(row.quantity for row in rows if row.state is AssignmentState.ASSIGNED)
    assert assigned == units.get("assigned", 0)
    state = store.get_state()
    assert assigned <= state.to_ship
    fulfilled = sum(quantity for each in order.fulfillments if each.status == "success" for _, quantity in each.lines)
    recorded = units.get("shipped", 0) + exceptions.get(OrderExceptionKind.UNTRACED, 0)
    # More than was sold: a cancellation is not known yet. These units are shown, and no lot is taken for them.
    shown = exceptions.get(OrderExceptionKind.OVER_SHIPPED, 0)
    assert fulfilled - shown <= recorded <= fulfilled


def summarize(store: Store) -> object:
    """Whether a lot was assumed depends on what was known first, and so does whether a return was ever expected."""
    exceptions = {
        kind: count for kind, count in store.list_exceptions().items() if kind is not OrderExceptionKind.INFERRED
    }
    expected = (each for each in store.list_returns() if each.state is not WarehouseReturnState.NOT_SHIPPED)
    returns = sorted((each.cause, each.quantity, each.state) for each in expected)
    return store.count_units(), exceptions, returns


@given(ACTIONS, st.randoms(use_true_random=False), st.sampled_from([AutoAssign.ON_ORDER, AutoAssign.BY_HAND]))
def test_any_order_of_webhooks_ends_in_the_same_stock(
    actions: list[tuple[str, int]], random: Random, how: AutoAssign
) -> None:
    history = build_history(actions)
    in_order = settle_history(history, history.webhooks, [True] * len(history.webhooks), how)
    repeated = history.webhooks + [random.choice(history.webhooks) for _ in range(random.randrange(4))]
    random.shuffle(repeated)
    shuffled = settle_history(history, repeated, [random.random() < 0.5 for _ in repeated], how)
    assert summarize(shuffled) == summarize(in_order)

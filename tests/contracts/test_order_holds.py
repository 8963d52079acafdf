"""The contract of `OrderHolds`."""

from dataclasses import replace
from decimal import Decimal

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.order_hold import BY_HAND, HoldEnd, OpenHolds, OrderHold
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import HOUR, NOON, ORDER_ID, OTHER_SHOP, SHOP

ANN, WORKER = Actor(ActorKind.USER, "Ann", "7"), Actor(ActorKind.WORKER, "settle_orders")
RISK = OrderHold(0, SHOP, ORDER_ID, "#1001", "High risk", "Shopify's risk is high", NOON, WORKER)
BIG = replace(RISK, rule="Big", reason="1 EUR is above 0", grounds=frozenset({"a", "b"}), figure=Decimal("1.50"))
BY_ANN = replace(RISK, rule=BY_HAND, reason="the customer called", placed_by=ANN)


def end(tx: Transaction, hold: OrderHold) -> OrderHold:
    ended = replace(hold, end=HoldEnd.RELEASED, ended_at=NOON + HOUR, ended_by=ANN, end_reason="paid by phone")
    tx.order_holds.save(ended)
    return ended


def test_a_rule_holds_an_order_once_and_again_after_its_release(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        first = tx.order_holds.add(BIG)
        assert first == replace(BIG, id=first.id)
        assert tx.order_holds.add(replace(BIG, reason="another")) == first
        by_hand = tx.order_holds.add(BY_ANN)
        released = end(tx, first)
        second = tx.order_holds.add(BIG)
        assert second.id not in (first.id, by_hand.id)
        assert list(tx.order_holds.list_by_orders(SHOP, [ORDER_ID])) == [released, by_hand, second]
        assert list(tx.order_holds.list_by_orders(SHOP, [ORDER_ID], only_open=True)) == [by_hand, second]
        assert list(tx.order_holds.list_by_orders(OTHER_SHOP, [ORDER_ID])) == []
        assert list(tx.order_holds.list_by_orders(SHOP, [])) == []


def test_the_orders_on_hold_are_listed_by_their_oldest_open_hold(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        holds = tx.order_holds
        ended = holds.add(replace(RISK, order_id=1))
        first = holds.add(replace(RISK, order_id=2, placed_at=NOON + HOUR))
        holds.add(replace(BIG, order_id=2))
        other = holds.add(replace(RISK, order_id=2, shop=OTHER_SHOP))
        third = holds.add(replace(RISK, order_id=3))
        end(tx, ended)
        assert list(holds.list_page(9)) == [first, other, third]
        assert list(holds.list_page(2)) == [first, other]
        assert list(holds.list_page(9, after=other.id)) == [third]
        assert list(holds.list_page(9, SHOP)) == [first, third]
        assert (holds.count(9), holds.count(2), holds.count(9, OTHER_SHOP)) == (3, 2, 1)
        opened = [OpenHolds(OTHER_SHOP, 1, NOON), OpenHolds(SHOP, 2, NOON)]
        assert list(holds.count_open()) == opened

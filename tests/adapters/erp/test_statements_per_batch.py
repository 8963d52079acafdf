"""A batch of orders costs as many statements as one order."""

import json
from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy import Engine, event

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.model.product import MatchedBy, ProductMapping, Variant
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.webhook_event import NewEvent
from novex_shopify.domain.resource_keys import order_key
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from tests.builders import NOON, ORDER_ID, SHOP, VARIANT_ID, a_delivery, a_shop, an_item, an_order_body
from tests.databases import CIPHER
from tests.domain.use_cases.inbox_steps import MARK_DUE, PAYLOADS
from tests.webhook_bodies import make_refund_body

MOST_STATEMENTS = 29


def build_bodies(count: int, updated_at: str) -> Sequence[bytes]:
    """Orders of different customers, each with two refunds."""
    refunds = [json.loads(make_refund_body(refund_id=number)) for number in (1, 2)]
    return [
        an_order_body(
            id=ORDER_ID + number,
            updated_at=updated_at,
            customer={"id": 7 + number, "email": f"ada{number}@example.com", "updated_at": updated_at},
            refunds=[{**refund, "id": 10 * number + refund["id"]} for refund in refunds],
        )
        for number in range(count)
    ]


def count_statements(engine: Engine, bodies: Sequence[bytes]) -> int:
    """How many statements it costs to apply these orders in one batch."""
    unit_of_work, statements = SqlUnitOfWork(engine, CIPHER, BuiltinErp), list[str]()
    with unit_of_work() as tx:
        for body in bodies:
            delivery = a_delivery("orders/updated", body, f"{body!r}")
            tx.events.add([NewEvent(delivery, order_key(json.loads(body)["id"]), NOON)])
        events = tx.events.list_latest(len(bodies))

        @event.listens_for(engine, "before_cursor_execute")
        def note(_: object, __: object, statement: str, *___: object) -> None:
            statements.append(statement)

        ApplyOrder(PAYLOADS, ManualClock(NOON), MARK_DUE)(tx, SHOP, events)
        event.remove(engine, "before_cursor_execute", note)
        tx.commit()
    return len(statements)


@pytest.mark.parametrize("stock_since", [None, NOON])
def test_a_batch_costs_as_many_statements_as_one_order(engine: Engine, stock_since: datetime | None) -> None:
    """New orders, newer states and older ones: documents are read once for the batch, and only if there are some.

    In a store that keeps stock, one more marks the orders due.
    """
    with SqlUnitOfWork(engine, CIPHER, BuiltinErp)() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_settings(SHOP, ShopSettings(stock_since=stock_since))
        tx.erp.catalog.put([an_item("ART-1")])
        tx.mappings.save(ProductMapping(SHOP, Variant(1, VARIANT_ID, "Earl Grey"), "ART-1", MatchedBy.PERSON))
        tx.commit()
    states = ("2026-11-23T12:00:00Z", "2026-11-23T12:00:05Z", "2026-11-23T12:00:01Z")
    of_one = [count_statements(engine, build_bodies(1, state)) for state in states]
    of_many = [count_statements(engine, build_bodies(9, state)[1:]) for state in states]
    assert of_many == of_one
    assert max(of_one) < MOST_STATEMENTS + bool(stock_since)

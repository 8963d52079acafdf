"""A store whose order changes in Shopify, a warehouse with two lots, and the worker that settles."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    FulfillmentPlan,
    FulfillmentRequest,
    PlannedFulfillment,
    PushAttempt,
    PushStatus,
    Shipment,
    ShipmentLine,
)
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.shop_settings import AutoAssign, ShopSettings
from novex_shopify.domain.model.warehouse_return import WarehouseReturn
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.fulfillment.push_fulfillment import PushFulfillment
from novex_shopify.domain.use_cases.settling.settle_again import SettleAgain
from novex_shopify.domain.use_cases.settling.settle_order import SettleOrder
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from tests.builders import HOUR, LINE_ID, NOON, ORDER_ID, SHOP, VARIANT_ID, a_variant
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import process_events, receive_webhook
from tests.domain.use_cases.stock.stock_steps import open_warehouse, receive

EARLY, LATE = LotKey("ART-1", "L1"), LotKey("ART-1", "L2")
"""Lots of the ordered item: the first expires first."""

IN_EACH = 10
STOCK_SINCE = NOON - HOUR


@dataclass
class ShopifyOrder:
    """An order at Shopify, of one line; each change makes a newer state."""

    quantity: int = 6
    removed: int = 0
    financial_status: str = "paid"
    test: bool = False
    created_at: datetime = NOON
    cancelled_at: datetime | None = None
    third_party: bool = False
    fulfillments: dict[int, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[int, dict[str, Any]] = field(default_factory=dict)
    version: int = 0

    def fulfill(self, quantity: int, fulfillment_id: int = 77, at: datetime = NOON) -> None:
        self._fulfill(quantity, fulfillment_id, at, "success")

    def cancel_fulfillment(self, fulfillment_id: int = 77) -> None:
        known = self.fulfillments[fulfillment_id]
        self.version += 1
        self.fulfillments[fulfillment_id] = {**known, "status": "cancelled", "updated_at": self._now()}

    def refund(self, quantity: int, restock_type: str, refund_id: int = 5, at: datetime = NOON) -> None:
        self.version += 1
        line = {"line_item_id": LINE_ID, "quantity": quantity, "subtotal": "0.00", "restock_type": restock_type}
        self.refunds[refund_id] = {
            "id": refund_id,
            "order_id": ORDER_ID,
            "created_at": at.isoformat(),
            "refund_line_items": [line],
            "transactions": [],
        }

    def edit(self, **changes: Any) -> None:
        self.version += 1
        for name, value in changes.items():
            setattr(self, name, value)

    @property
    def fulfilled(self) -> int:
        return sum(each["line_items"][0]["quantity"] for each in self.fulfillments.values() if _is_active(each))

    @property
    def unfulfilled(self) -> int:
        """Refunds of units that were not shipped take units from what is to be shipped."""
        if self.cancelled_at:
            return 0
        not_wanted = sum(_count_unshipped(each) for each in self.refunds.values())
        return max(0, self.quantity - self.removed - not_wanted - self.fulfilled)

    def build_body(self) -> bytes:
        refunded = sum(each["refund_line_items"][0]["quantity"] for each in self.refunds.values())
        line = {
            "id": LINE_ID,
            "variant_id": VARIANT_ID,
            "title": "Kimchi",
            "quantity": self.quantity,
            "current_quantity": max(0, self.quantity - self.removed - refunded),
            "fulfillable_quantity": self.unfulfilled,
            "price": "0.00",
            "requires_shipping": True,
            "fulfillment_service": "shipwire" if self.third_party else "manual",
        }
        order = {
            "id": ORDER_ID,
            "name": "#1001",
            "created_at": self.created_at.isoformat(),
            "updated_at": self._now(),
            "currency": "EUR",
            "total_price": "0.00",
            "financial_status": self.financial_status,
            "test": self.test,
            "cancelled_at": self.cancelled_at and self.cancelled_at.isoformat(),
            "line_items": [line],
            "fulfillments": list(self.fulfillments.values()),
            "refunds": list(self.refunds.values()),
        }
        return json.dumps(order).encode()

    def _fulfill(self, quantity: int, fulfillment_id: int, at: datetime, status: str) -> None:
        self.version += 1
        self.fulfillments[fulfillment_id] = {
            "id": fulfillment_id,
            "order_id": ORDER_ID,
            "status": status,
            "created_at": at.isoformat(),
            "updated_at": self._now(),
            "line_items": [{"id": LINE_ID, "quantity": quantity}],
        }

    def _now(self) -> str:
        return (NOON + timedelta(seconds=self.version)).isoformat()


def _is_active(fulfillment: Mapping[str, Any]) -> bool:
    return bool(fulfillment["status"] == "success")


def _count_unshipped(refund: Mapping[str, Any]) -> int:
    [line] = refund["refund_line_items"]
    return int(line["quantity"]) if line["restock_type"] == "cancel" else 0


@dataclass
class Store:
    """Webhooks go through the inbox and its handlers; `settle` does what is due."""

    fakes: Fakes
    order: ShopifyOrder = field(default_factory=ShopifyOrder)
    sent: int = 0

    @property
    def unit_of_work(self) -> UnitOfWork:
        return self.fakes.unit_of_work

    def set_up(self, **settings: Any) -> None:
        """Two lots of ten, the first expires first; `settings` are the store's."""
        self.fakes.connect_shop()
        open_warehouse(self.unit_of_work)
        for key, expires_on in ((EARLY, date(2027, 1, 31)), (LATE, date(2027, 6, 30))):
            receive(self.fakes, IN_EACH, key, expires_on=expires_on)
        with self.unit_of_work() as tx:
            tx.mappings.upsert_variants(SHOP, [a_variant()])
            tx.mappings.save(ProductMapping(SHOP, a_variant(), EARLY.item_id, MatchedBy.PERSON))
            tx.commit()
        self.change_settings(**{"stock_since": STOCK_SINCE, "auto_assign": AutoAssign.ON_ORDER, **settings})

    def change_settings(self, **settings: Any) -> None:
        with self.unit_of_work() as tx:
            tx.shops.save_settings(SHOP, replace(ShopSettings(), **settings))
            tx.commit()

    def send(self, topic: str, body: bytes | None = None) -> None:
        """Send a webhook: of the order's state, if no body is given."""
        self.sent += 1
        receive_webhook(self.fakes, topic, body or self.order.build_body(), f"webhook-{self.sent}")
        process_events(self.fakes)

    def send_fulfillment(self, fulfillment_id: int = 77) -> None:
        self.send("fulfillments/update", json.dumps(self.order.fulfillments[fulfillment_id]).encode())

    def send_refund(self, refund_id: int = 5) -> None:
        self.send("refunds/create", json.dumps(self.order.refunds[refund_id]).encode())

    def ship(self, quantity: int, shipment_id: str = "S-1") -> None:
        """The ERP ships without naming lots."""
        shipment = Shipment(shipment_id, self.order_id, (ShipmentLine(LINE_ID, quantity),))
        PushFulfillment(self.unit_of_work, self.fakes.notifier, self.fakes.clock)(shipment)

    def confirm(self, shipment_id: str) -> None:
        """Shopify has the ERP's shipment, and its webhook arrives."""
        with self.unit_of_work() as tx:
            push = tx.pushes.claim(WORKER, self.fakes.clock.now())
            assert push
            assert push.shipment.id == shipment_id
            quantity = push.shipment.lines[0].quantity
            self.order.fulfill(quantity, 501)
            request = FulfillmentRequest((AllocatedLine("fo", "fol", LINE_ID, quantity),), None, notify_customer=True)
            planned = PlannedFulfillment(request, "gid://shopify/Fulfillment/501")
            tx.pushes.save_plan(push, FulfillmentPlan((planned,), frozenset()))
            tx.pushes.settle(push, PushStatus.PUSHED, PushAttempt(1, self.fakes.clock.now(), "ann", ()))
            tx.commit()
        self.send_fulfillment(501)
        self.send("orders/updated")

    def mark_due(self) -> None:
        SettleAgain(self.unit_of_work, self.fakes.notifier, self.fakes.clock)([self.order_id])

    def list_entry_ids(self) -> list[int]:
        """The movements of the order."""
        with self.unit_of_work.read() as tx:
            return [entry.id for entry in get_stock(tx).ledger.list_entries_of_order(self.order_id)]

    def build_settle_order(self) -> SettleOrder:
        retry = RetryPolicy(random=lambda: 0)
        return SettleOrder(self.unit_of_work, retry, self.fakes.clock, self.fakes.metrics, LotStrategy.FEFO)

    def settle(self) -> None:
        settle_order = self.build_settle_order()
        while settle_order.run_next():
            assert self.get_state().error is None, self.get_state().error

    def has_order(self) -> bool:
        with self.unit_of_work.read() as tx:
            return bool(tx.erp.orders.list_latest(1))

    @cached_property
    def order_id(self) -> str:
        with self.unit_of_work.read() as tx:
            [order] = tx.erp.orders.list_latest(9)
        return order.id or ""

    def get_state(self) -> WarehouseState:
        with self.unit_of_work.read() as tx:
            return get_stock(tx).warehouse_states.get_many([self.order_id])[self.order_id]

    def list_assignments(self) -> list[Assignment]:
        with self.unit_of_work.read() as tx:
            return list(get_stock(tx).assignments.list_by_orders([self.order_id]))

    def list_returns(self) -> list[WarehouseReturn]:
        with self.unit_of_work.read() as tx:
            return list(get_stock(tx).warehouse_returns.list_by_orders([self.order_id]))

    def list_exceptions(self) -> Mapping[OrderExceptionKind, int]:
        """The open ones, with their quantities."""
        with self.unit_of_work.read() as tx:
            known = get_stock(tx).order_exceptions.list_by_orders([self.order_id])
        return {each.kind: each.quantity for each in known if each.closed_at is None}

    def count_units(self, key: LotKey | None = None) -> Mapping[str, int]:
        """Units of both lots, or of one, by what became of them; without those of which there are none."""
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            lots = [lot for each in (EARLY, LATE) if key in (None, each) and (lot := stock.lots.find(*_key(each)))]
            balances = stock.ledger.list_balances({lot.id for lot in lots})
            orders = tx.erp.orders.list_latest(9)
            rows = stock.assignments.list_by_orders([order.id or "" for order in orders])
            assert list(stock.ledger.find_discrepancies()) == []
        units = Counter[str]()
        for balance in balances:
            units.update(free=balance.free, assigned=balance.assigned, held=balance.held)
        ids = {lot.id for lot in lots}
        for row in rows:
            if row.lot_id in ids and row.state is AssignmentState.SHIPPED:
                units["shipped"] += row.quantity
        return {name: units[name] for name in ("free", "assigned", "held", "shipped") if units[name]}


def _key(key: LotKey) -> tuple[str, str]:
    return key.item_id, key.code

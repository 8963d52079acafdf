"""Orders as Shopify has them. It allows what Shopify allows, and each change is news: webhooks that may arrive late."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.builders import NOON

Webhook = tuple[str, bytes]


@dataclass
class Line:
    """A line of an order; quantities are sold units."""

    id: int
    variant_id: int
    quantity: int
    removed: int = 0


@dataclass
class Fulfillment:
    id: int
    lines: Mapping[int, int]
    at: datetime
    changed_at: datetime
    is_active: bool = True


@dataclass
class Refund:
    id: int
    line_id: int
    quantity: int
    restock_type: str
    at: datetime
    of_shipped: bool


@dataclass
class ShopifyOrder:
    """An order at Shopify. `webhooks` are those that were not sent yet."""

    id: int
    lines: dict[int, Line]
    test: bool = False
    is_paid: bool = True
    fulfillments: dict[int, Fulfillment] = field(default_factory=dict)
    refunds: list[Refund] = field(default_factory=list)
    cancelled_at: datetime | None = None
    version: int = 0
    webhooks: list[Webhook] = field(default_factory=list)

    def place(self) -> None:
        self._emit_state("orders/create")

    def pay(self) -> None:
        self.is_paid = True
        self._emit_state("orders/paid")

    def edit(self, line_id: int, difference: int) -> None:
        """More of a line, or fewer; what has left cannot be removed."""
        line = self.lines[line_id]
        if difference > 0:
            line.quantity += difference
        else:
            line.removed += min(-difference, self.count_unfulfilled(line_id))
        self._emit_state()

    def cancel(self, at: datetime) -> None:
        """An order of which anything has left cannot be cancelled."""
        if not any(each.is_active for each in self.fulfillments.values()):
            self.cancelled_at = at
            self._emit_state("orders/cancelled")

    def refund(self, line_id: int, quantity: int, restock_type: str, *, of_shipped: bool, at: datetime) -> None:
        """Refund units that have left, or that have not."""
        refunded = sum(each.quantity for each in self.refunds if each.line_id == line_id and each.of_shipped)
        with_customer = self.count_fulfilled(line_id) - refunded
        quantity = min(quantity, with_customer if of_shipped else self.count_unfulfilled(line_id))
        if quantity > 0:
            self.version += 1
            number = self.id * 100 + self.version
            self.refunds.append(Refund(number, line_id, quantity, restock_type, at, of_shipped))
            self._emit("refunds/create", self._build_refund(self.refunds[-1]))
            self._emit_state()

    def fulfill(self, lines: Mapping[int, int], at: datetime) -> int | None:
        """Fulfill sold units by line, if that many are unfulfilled; returns the id of the fulfillment."""
        lines = {line_id: quantity for line_id, quantity in lines.items() if quantity}
        if not lines or any(quantity > self.count_unfulfilled(line_id) for line_id, quantity in lines.items()):
            return None
        self.version += 1
        number = self.id * 100 + self.version
        self.fulfillments[number] = Fulfillment(number, lines, at, self._now)
        self._emit("fulfillments/create", self._build_fulfillment(self.fulfillments[number]))
        self._emit_state()
        return number

    def cancel_fulfillment(self, number: int) -> None:
        """What was refunded after it left cannot become unfulfilled again."""
        known = self.fulfillments[number]
        if known.is_active and not any(each.of_shipped for each in self.refunds):
            self.version += 1
            known.is_active, known.changed_at = False, self._now
            self._emit("fulfillments/update", self._build_fulfillment(known))
            self._emit_state()

    def count_fulfilled(self, line_id: int) -> int:
        return sum(each.lines.get(line_id, 0) for each in self.fulfillments.values() if each.is_active)

    def count_unfulfilled(self, line_id: int) -> int:
        if self.cancelled_at:
            return 0
        line = self.lines[line_id]
        not_wanted = sum(each.quantity for each in self.refunds if each.line_id == line_id and not each.of_shipped)
        return line.quantity - line.removed - not_wanted - self.count_fulfilled(line_id)

    @property
    def _now(self) -> datetime:
        return NOON + timedelta(seconds=self.version)

    def _emit_state(self, topic: str = "orders/updated") -> None:
        self.version += 1
        self._emit(topic, self._build_state())

    def _emit(self, topic: str, body: Mapping[str, Any]) -> None:
        self.webhooks.append((topic, json.dumps(body).encode()))

    def _build_state(self) -> Mapping[str, Any]:
        return {
            "id": self.id,
            "name": f"#{self.id}",
            "created_at": NOON.isoformat(),
            "updated_at": self._now.isoformat(),
            "currency": "EUR",
            "total_price": "0.00",
            "financial_status": "paid" if self.is_paid else "pending",
            "test": self.test,
            "cancelled_at": self.cancelled_at and self.cancelled_at.isoformat(),
            "line_items": [self._build_line(line) for line in self.lines.values()],
            "fulfillments": [self._build_fulfillment(each) for each in self.fulfillments.values()],
            "refunds": [self._build_refund(each) for each in self.refunds],
        }

    def _build_line(self, line: Line) -> Mapping[str, Any]:
        refunded = sum(each.quantity for each in self.refunds if each.line_id == line.id)
        return {
            "id": line.id,
            "variant_id": line.variant_id,
            "title": f"Variant {line.variant_id}",
            "quantity": line.quantity,
            "current_quantity": line.quantity - line.removed - refunded,
            "fulfillable_quantity": self.count_unfulfilled(line.id),
            "price": "0.00",
            "requires_shipping": True,
            "fulfillment_service": "manual",
        }

    def _build_fulfillment(self, fulfillment: Fulfillment) -> Mapping[str, Any]:
        return {
            "id": fulfillment.id,
            "order_id": self.id,
            "status": "success" if fulfillment.is_active else "cancelled",
            "created_at": fulfillment.at.isoformat(),
            "updated_at": fulfillment.changed_at.isoformat(),
            "line_items": [{"id": line_id, "quantity": quantity} for line_id, quantity in fulfillment.lines.items()],
        }

    def _build_refund(self, refund: Refund) -> Mapping[str, Any]:
        line = {
            "line_item_id": refund.line_id,
            "quantity": refund.quantity,
            "subtotal": "0.00",
            "restock_type": refund.restock_type,
        }
        return {
            "id": refund.id,
            "order_id": self.id,
            "created_at": refund.at.isoformat(),
            "refund_line_items": [line],
            "transactions": [],
        }

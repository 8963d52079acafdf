"""Refunds: lines, shipping and money."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from novex_shopify.entrypoints.sandbox.money import ZERO


class RestockType(StrEnum):
    """Whether refunded units return to stock: before they were shipped, after, or not at all."""

    CANCEL = "cancel"
    RETURN = "return"
    NONE = "no_restock"


class AdjustmentKind(StrEnum):
    """Why a refund is more than its lines: shipping, or an amount without a line, such as a tip."""

    SHIPPING = "shipping_refund"
    DISCREPANCY = "refund_discrepancy"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    """Units of one order line with the same restock type."""

    id: int
    line_item_id: int
    quantity: int
    subtotal: Decimal
    tax: Decimal
    restock_type: RestockType
    location_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAdjustment:
    """Money that is refunded beside the lines."""

    id: int
    kind: AdjustmentKind
    amount: Decimal
    tax: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """`amount` is the money of its one transaction; a refund of free lines has none."""

    id: int
    transaction_id: int
    created_at: datetime
    updated_at: datetime
    lines: tuple[RefundLine, ...]
    adjustments: tuple[OrderAdjustment, ...]
    amount: Decimal
    pending: bool = False
    note: str | None = None

    def compute_value(self, *, taxes_included: bool) -> Decimal:
        """What is credited, however much of it is repaid."""
        parts: tuple[RefundLine | OrderAdjustment, ...] = (*self.lines, *self.adjustments)
        amounts = (part.subtotal if isinstance(part, RefundLine) else part.amount for part in parts)
        return sum(amounts, ZERO if taxes_included else sum((part.tax for part in parts), ZERO))

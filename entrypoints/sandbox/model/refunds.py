"""What goes back to a customer: goods, freight, money."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from novex_shopify.entrypoints.sandbox.money import ZERO


class RestockType(StrEnum):
    """Where refunded goods go: back on the shelf before or after they were shipped, or nowhere."""

    CANCEL = "cancel"
    RETURN = "return"
    NONE = "no_restock"


class AdjustmentKind(StrEnum):
    """Why a refund is worth more than its goods: freight, or what has no line of its own, such as a tip."""

    SHIPPING = "shipping_refund"
    DISCREPANCY = "refund_discrepancy"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    """Pieces of one order line that go back in one way."""

    id: int
    line_item_id: int
    quantity: int
    subtotal: Decimal
    tax: Decimal
    restock_type: RestockType
    location_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAdjustment:
    """What the customer gets beside goods."""

    id: int
    kind: AdjustmentKind
    amount: Decimal
    tax: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """`amount` is the money of its one transaction; goods that cost nothing go back without one."""

    id: int
    transaction_id: int
    created_at: datetime
    updated_at: datetime
    lines: tuple[RefundLine, ...]
    adjustments: tuple[OrderAdjustment, ...]
    amount: Decimal
    pending: bool = False
    note: str | None = None

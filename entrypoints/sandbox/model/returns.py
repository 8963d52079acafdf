"""Returns: what comes back, what replaces it, and what the customer pays for it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from novex_shopify.entrypoints.sandbox.money import ZERO


class ReturnStatus(StrEnum):
    REQUESTED = "requested"
    OPEN = "open"
    CLOSED = "closed"
    DECLINED = "declined"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    id: int
    line_item_id: int
    quantity: int
    processed_quantity: int = 0
    reason: str
    note: str
    restocking_fee: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeLine:
    """`line_item_id` is the line that it added to the order when it was processed."""

    id: int
    sku: str
    quantity: int
    line_item_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    id: int
    name: str
    status: ReturnStatus
    created_at: datetime
    closed_at: datetime | None = None
    lines: tuple[ReturnLine, ...]
    exchange_lines: tuple[ExchangeLine, ...] = ()
    shipping_fee: Decimal = ZERO
    refund_id: int | None = None

    @property
    def fees(self) -> Decimal:
        return self.shipping_fee + sum((line.restocking_fee for line in self.lines), ZERO)

    @property
    def is_processed(self) -> bool:
        return self.refund_id is not None

"""Returns: items that a customer sends back, and the items that replace them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.money import Money

INACTIVE_RETURN_STATUSES = frozenset({"canceled", "declined"})
"""A return with one of these statuses has no effect."""

PENDING_RETURN_STATUSES = frozenset({"requested", "open"})
"""A return with one of these statuses will change."""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """Returned units of one line item.

    `line_item_id` is None for an item that Shopify does not find in the order. `note` is the reason in the merchant's
    words, `customer_note` in the customer's. Units are processed once the merchant has confirmed that they came back.
    """

    id: int
    line_item_id: int | None
    quantity: int
    processed_quantity: int = 0
    refunded_quantity: int = 0
    reason: str | None = None
    note: str | None = None
    customer_note: str | None = None
    restocking_fee: Money | None = None


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    """An item that replaces returned ones.

    Its processed units are line items of the order, `line_item_ids`; until then the order does not have them.
    """

    id: int
    quantity: int
    processed_quantity: int = 0
    variant_id: int | None = None
    sku: str | None = None
    title: str | None = None
    line_item_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """The state of a return when it was read from Shopify, at `read_at`. Shopify states no time of the last change.

    The money is not here: refunds credit the returned items, and exchange lines are line items of the order.
    """

    id: int
    order_id: int
    name: str
    status: str
    created_at: datetime
    read_at: datetime
    closed_at: datetime | None = None
    lines: tuple[ReturnLine, ...] = ()
    exchange_lines: tuple[ExchangeLine, ...] = ()
    shipping_fees: tuple[Money, ...] = ()
    refund_ids: tuple[int, ...] = ()
    decline_reason: str | None = None
    decline_note: str | None = None

    @property
    def quantity(self) -> int:
        """How many units come back."""
        return sum(line.quantity for line in self.lines)

    @property
    def active(self) -> bool:
        return self.status not in INACTIVE_RETURN_STATUSES

    def list_fees(self) -> Iterator[tuple[str, Money]]:
        """What the customer pays for the return: each fee with its name."""
        yield from (("Restocking fee", line.restocking_fee) for line in self.lines if line.restocking_fee)
        yield from (("Return shipping fee", fee) for fee in self.shipping_fees)


@dataclass(frozen=True, slots=True)
class ReturnSummary:
    """What is compared of a return between Shopify and the ERP."""

    id: int
    status: str
    quantity: int


def summarize_returns(returns: Iterable[Return]) -> frozenset[ReturnSummary]:
    return frozenset(ReturnSummary(each.id, each.status, each.quantity) for each in returns)

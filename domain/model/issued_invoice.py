"""Issued invoices and credit notes: numbers, series and the chain of hashes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.invoice import InvoiceKind
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.shop import ShopDomain


class IssuePolicy(StrEnum):
    """When the orders of a store get invoices."""

    BY_HAND = auto()
    WHEN_FULFILLED = auto()
    NEVER = auto()


class NumberStyle(StrEnum):
    """`sequential` counts without a gap in each series. `dated` is INV-20261125-3f9ac21e: unique, and in no order."""

    SEQUENTIAL = auto()
    DATED = auto()


@dataclass(frozen=True, slots=True)
class InvoiceSeries:
    """A series: its invoices are chained, and have the positions 1 to `last_position`. It belongs to one seller."""

    name: str
    seller_id: int
    last_position: int = 0
    last_hash: str = ""


@dataclass(frozen=True, slots=True)
class IssuedInvoice:
    """An invoice or a credit note with its number. Nothing of it changes; its content can be erased, as a whole.

    - `issued_on`: the day that it states, which is the seller's.
    - `content`: the JSON of `InvoiceContent`; empty once it is erased, as is its `salt`, a random text.
    - `order_id`: the ERP's id of the order. `refund_id`: the refund of a credit note, 0 for an invoice.
    - `addition`: 0 for an order's first invoice; the next ones are of what was added to it after those before.
      It also counts the credit notes of one refund, if that is of several invoices.
    - `invoice_number`: of a credit note, the invoice that it corrects.
    - `content_hash`: of the salt and the content. `hash`: of what `compute_hash` names.
    - `previous_hash`: the hash of the series' invoice before; empty for the first.
    - `kept_until`: the last day on which it must be kept, if its person was erased. Then it is erased, at `erased_at`.
    """

    kind: InvoiceKind
    number: str
    series: str
    position: int
    shop_domain: str
    order_id: str
    order_name: str
    total: Money
    issued_at: datetime
    issued_on: date
    actor: Actor
    content: str
    salt: str
    content_hash: str
    previous_hash: str
    hash: str
    refund_id: int = 0
    invoice_number: str | None = None
    id: int = 0
    kept_until: date | None = None
    erased_at: datetime | None = None
    addition: int = 0


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """Which invoices; None is any. `since` and `until` are days of issue, and both are included."""

    kind: InvoiceKind | None = None
    shop_domain: str | None = None
    order_ids: Collection[str] | None = None
    series: str | None = None
    since: date | None = None
    until: date | None = None

    def includes(self, invoice: IssuedInvoice) -> bool:
        return (
            self.kind in (None, invoice.kind)
            and self.shop_domain in (None, invoice.shop_domain)
            and (self.order_ids is None or invoice.order_id in self.order_ids)
            and self.series in (None, invoice.series)
            and (self.since is None or self.since <= invoice.issued_on)
            and (self.until is None or invoice.issued_on <= self.until)
        )


@dataclass(frozen=True, slots=True)
class SeriesCount:
    """How many invoices of a series there are, not counting erased ones, and when the last of them was issued."""

    series: str
    count: int
    last_issued_on: date


@dataclass(frozen=True, slots=True)
class WaitingOrders:
    """How many orders of a store wait for an invoice. `reason` is why one of them does."""

    shop: ShopDomain
    orders: int
    reason: str


@dataclass(frozen=True, slots=True)
class InvoiceFile:
    """The file that was drawn of an invoice. `drawn_with` names the template and the programs that drew it."""

    number: str
    data: bytes
    sha256: str
    drawn_with: str
    drawn_at: datetime


@dataclass(frozen=True, slots=True)
class ChainFault:
    """What is wrong with an issued invoice, or with its series."""

    series: str
    number: str
    fault: str

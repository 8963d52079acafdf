"""Requests to report or erase personal data."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from novex_shopify.domain.model.shop import ShopDomain


class PrivacyRequestKind(StrEnum):
    """Shopify's compliance topics."""

    DATA_REQUEST = "customers/data_request"
    CUSTOMER_ERASURE = "customers/redact"
    SHOP_ERASURE = "shop/redact"


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """A request. Without `customer_id` it concerns every customer of the shop.

    `contacts` are the e-mail address and phone number that Shopify has of the customer.
    """

    shop_domain: str
    customer_id: int | None = None
    order_ids: tuple[int, ...] = ()
    data_request_id: int | None = None
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptInvoices:
    """Issued invoices and credit notes that an erasure left, and the last day on which one of them is kept."""

    count: int = 0
    until: date | None = None

    def add(self, count: int, until: date) -> "KeptInvoices":
        return KeptInvoices(self.count + count, max(until, self.until or until))


@dataclass(frozen=True, slots=True)
class PrivacyAnswer:
    """What came of a request: the report that it asked for, or what an erasure left."""

    report: str | None = None
    kept: KeptInvoices = KeptInvoices()


@dataclass(frozen=True, slots=True)
class PrivacyRecord:
    """A request that was met, and when. `report` is the JSON for a data request, `signature` that of the request."""

    shop_domain: ShopDomain
    kind: PrivacyRequestKind
    customer_id: int | None
    requested_at: datetime
    completed_at: datetime
    report: str | None = None
    id: int = 0
    signature: str | None = None
    kept: KeptInvoices = KeptInvoices()

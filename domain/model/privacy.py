"""Requests by which a customer's or a store's personal data is told or erased."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.model.shop import ShopDomain


class PrivacyRequestKind(StrEnum):
    """As Shopify's compliance topics have it."""

    DATA_REQUEST = "customers/data_request"
    CUSTOMER_ERASURE = "customers/redact"
    SHOP_ERASURE = "shop/redact"


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """What is asked. Without `customer_id` it is about everyone who bought in the store."""

    shop_domain: str
    customer_id: int | None = None
    order_ids: tuple[int, ...] = ()
    data_request_id: int | None = None


@dataclass(frozen=True, slots=True)
class PrivacyRecord:
    """A request that was met, and when. `report` is what was found, for a data request, as JSON."""

    shop_domain: ShopDomain
    kind: PrivacyRequestKind
    customer_id: int | None
    requested_at: datetime
    completed_at: datetime
    report: str | None = None
    id: int = 0

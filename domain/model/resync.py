"""What a resync reads of a store, and what it could not read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.model.shop import ShopDomain


class ResyncSubject(StrEnum):
    """What is read on its own, with a watermark of its own: trouble with one never holds up the other."""

    ORDERS = "orders"
    CUSTOMERS = "customers"


ALL_RECORDS = ""
UNIDENTIFIED = "without a readable id"


@dataclass(frozen=True, slots=True)
class ResyncProblem:
    """Something that a resync could not read, and why.

    `record` is Shopify's id, `UNIDENTIFIED`, or `ALL_RECORDS` if the subject could not be read at all. Changes since
    `since` are missing.
    """

    shop: ShopDomain
    subject: ResyncSubject
    record: str
    reason: str
    since: datetime

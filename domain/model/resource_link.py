"""Which ERP record stands for which Shopify record, and how new its state is."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class StateVersion:
    """How new a state is: Shopify's `updated_at` (whole seconds), then when the webhook was triggered."""

    updated_at: datetime
    triggered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ResourceLink:
    """A Shopify order or customer, its ERP counterpart, and the version last applied.

    `deleted` says that Shopify has it no more; then `erp_id` may be empty, if it never came to the ERP. `digest` is of
    the line of a bulk file that was applied last, if nothing else was since. `doubt` says why the ERP may have the same
    person under another id as well.
    """

    shop_domain: ShopDomain
    shopify_id: int
    erp_id: str
    version: StateVersion
    deleted: bool = False
    digest: int | None = None
    review_reason: str | None = None

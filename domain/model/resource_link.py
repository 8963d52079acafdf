"""Which ERP record is which Shopify record, and its version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class StateVersion:
    """The version of a state: Shopify's `updated_at` (whole seconds), then the time the webhook was triggered."""

    updated_at: datetime
    triggered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FieldVersion:
    """The state that a field is from. An incomplete value is an address of which Shopify withheld a part."""

    state: StateVersion
    complete: bool = True


@dataclass(frozen=True, slots=True)
class ResourceLink:
    """A Shopify order or customer, its ERP record, and the version last applied.

    `field_versions` are of the fields that a state may leave out, because Shopify withholds personal data.
    `deleted`: Shopify deleted it; `erp_id` is empty if it never reached the ERP. `erased`: the shop asked to erase it
    and has sent nothing newer, so the ERP's record is not kept for this shop. `digest` is of the bulk line last
    applied, unless something changed the record since. `review_reason` says why the ERP may have the same person twice.
    """

    shop_domain: ShopDomain
    shopify_id: int
    erp_id: str
    version: StateVersion
    deleted: bool = False
    erased: bool = False
    digest: int | None = None
    review_reason: str | None = None
    field_versions: Mapping[str, FieldVersion] = field(default_factory=dict)

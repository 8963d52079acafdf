"""Products on both sides and the mapping between them."""

from dataclasses import dataclass
from enum import StrEnum

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class Variant:
    """What Shopify sells: one variant of one product."""

    product_id: int
    variant_id: int
    title: str
    sku: str | None = None
    barcode: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What the ERP stocks."""

    id: str
    name: str
    sku: str | None = None
    barcode: str | None = None


class MatchedBy(StrEnum):
    """How a mapping came about."""

    BARCODE = "barcode"
    SKU = "sku"
    PERSON = "person"


class MappingStatus(StrEnum):
    """Whether an order line with this variant can be booked."""

    MAPPED = "mapped"
    UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True)
class ProductMapping:
    """A Shopify variant and the ERP item it stands for, if known. `reason` says why it is not."""

    shop_domain: ShopDomain
    variant: Variant
    item_id: str | None = None
    matched_by: MatchedBy | None = None
    reason: str | None = None

    @property
    def status(self) -> MappingStatus:
        """Mapped once an item is named."""
        return MappingStatus.MAPPED if self.item_id else MappingStatus.UNMAPPED

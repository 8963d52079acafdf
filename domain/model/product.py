"""Products on both sides and the mapping between them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.model.shop import ShopDomain

ARCHIVED = "archived"
"""The state of a product that is sold no more, but may be again."""


def is_before(one: datetime | None, other: datetime | None) -> bool:
    """Whether a moment is known to be before another one."""
    return one is not None and other is not None and one < other


@dataclass(frozen=True, slots=True)
class Variant:
    """What Shopify sells: one variant of one product.

    `status` is the product's state in small letters, such as active, draft or archived; others may come. `updated_at`
    is when the product changed last. Both are None where they were not told.
    """

    product_id: int
    variant_id: int
    title: str
    sku: str | None = None
    barcode: str | None = None
    status: str | None = None
    updated_at: datetime | None = None

    @property
    def archived(self) -> bool:
        """Whether it is sold no more."""
        return self.status == ARCHIVED

    def is_older_than(self, moment: datetime | None) -> bool:
        """Whether its product changed after that; what has no time is not known to be older."""
        return is_before(self.updated_at, moment)


@dataclass(frozen=True, slots=True)
class ProductState:
    """A product as Shopify tells it at one moment.

    `untold` are variants of which only the ids are told. `whole` is whether it has no others than these two.
    """

    product_id: int
    status: str | None
    updated_at: datetime | None
    variants: tuple[Variant, ...] = ()
    truncated_variant_ids: frozenset[int] = frozenset()
    complete: bool = True

    @property
    def variant_ids(self) -> frozenset[int]:
        """All that are told or named."""
        return self.truncated_variant_ids.union(variant.variant_id for variant in self.variants)

    def is_older_than(self, moment: datetime | None) -> bool:
        """Whether the product changed after that."""
        return is_before(self.updated_at, moment)


@dataclass(frozen=True, slots=True)
class Item:
    """What the ERP stocks."""

    id: str
    name: str
    sku: str | None = None
    barcode: str | None = None


class MatchedBy(StrEnum):
    """How a mapping came about: by the rule, by making the item, or by a person."""

    BARCODE = "barcode"
    SKU = "sku"
    CREATED = "created"
    PERSON = "person"


class MappingStatus(StrEnum):
    """Whether an order line with this variant can be booked: with its item, not yet, or without an item."""

    MAPPED = "mapped"
    UNMAPPED = "unmapped"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class ProductMapping:
    """A Shopify variant and the ERP item it stands for, if known.

    `reason` says why it is not, or what became doubtful since. `ignored` is a person's decision to book it without an
    item. `deleted_at` is when we learned that Shopify has the variant no more.
    """

    shop_domain: ShopDomain
    variant: Variant
    item_id: str | None = None
    matched_by: MatchedBy | None = None
    reason: str | None = None
    ignored: bool = False
    deleted_at: datetime | None = None

    @property
    def status(self) -> MappingStatus:
        """Mapped once an item is named."""
        if self.ignored:
            return MappingStatus.IGNORED
        return MappingStatus.MAPPED if self.item_id else MappingStatus.UNMAPPED

    @property
    def undecided(self) -> bool:
        """Whether neither the rule nor a person has decided."""
        return self.item_id is None and self.matched_by is None

    @property
    def by_rule(self) -> bool:
        """Whether the rule found the item."""
        return self.matched_by in (MatchedBy.BARCODE, MatchedBy.SKU)


@dataclass(frozen=True, slots=True)
class MappingFilter:
    """Which mappings are asked for; what is None does not matter.

    `text` is part of a title, SKU or barcode in whatever case, or all of a variant's or an item's id. What is unmapped
    is work to do, and so without what is archived or deleted, unless `retired`.
    """

    status: MappingStatus | None = None
    text: str | None = None
    include_archived: bool = False


@dataclass(frozen=True, slots=True)
class MappingWithDemand:
    """A mapping, and how many parked orders wait for it."""

    mapping: ProductMapping
    waiting_orders: int = 0

    @property
    def cursor(self) -> "MappingCursor":
        """Where it stands in the list."""
        return MappingCursor(self.waiting_orders, self.mapping.variant.variant_id)


@dataclass(frozen=True, slots=True)
class MappingCursor:
    """A place in the list of mappings: what most orders wait for comes first, then by variant id."""

    waiting_orders: int
    variant_id: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item that a variant may be, and why."""

    item: Item
    reason: str

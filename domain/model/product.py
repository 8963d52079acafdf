"""Products on both sides and the mapping between them."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.order_details import UnreadField
from novex_shopify.domain.model.shop import ShopDomain

ARCHIVED = "archived"
"""The status of a product that is not sold now but may be again."""


def is_before(one: datetime | None, other: datetime | None) -> bool:
    """Return whether both times are known and the first is earlier."""
    return one is not None and other is not None and one < other


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant of a Shopify product.

    `status` is the product's status in lower case: active, draft, archived, or a new one. `updated_at` is when the
    product last changed. `grams` is the weight of one. `inventory_item_id` is what Shopify counts the variant's stock
    by; `tracked`, whether it counts it at all; `is_bundle`, whether it is made of other variants, which are counted
    instead. All are None if not stated. `unread` names the fields that have a value that could not be read.
    """

    product_id: int
    variant_id: int
    title: str
    sku: str | None = None
    barcode: str | None = None
    status: str | None = None
    updated_at: datetime | None = None
    grams: int | None = None
    inventory_item_id: int | None = None
    tracked: bool | None = None
    is_bundle: bool | None = None
    unread: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def archived(self) -> bool:
        return self.status == ARCHIVED

    def is_older_than(self, moment: datetime | None) -> bool:
        return is_before(self.updated_at, moment)

    def complete(self, known: "Variant") -> "Variant":
        """Return the variant with what is known of it where this state says nothing: webhooks leave some out."""
        unstated = {name: getattr(known, name) for name in UNSTATED_FIELDS if getattr(self, name) is None}
        return replace(self, **unstated)


UNSTATED_FIELDS = ("grams", "inventory_item_id", "tracked", "is_bundle")
"""The fields of a variant that stay as they are if a state does not say."""


@dataclass(frozen=True, slots=True)
class ProductState:
    """A product at one moment.

    `truncated_variant_ids` are variants of which only the id is stated. `complete` is False if there may be others.
    `unread` is what of it, or of its variants, could not be read.
    """

    product_id: int
    status: str | None
    updated_at: datetime | None
    variants: tuple[Variant, ...] = ()
    truncated_variant_ids: frozenset[int] = frozenset()
    complete: bool = True
    unread: tuple[UnreadField, ...] = ()

    @property
    def variant_ids(self) -> frozenset[int]:
        """All variants, including those of which only the id is stated."""
        return self.truncated_variant_ids.union(variant.variant_id for variant in self.variants)

    def is_older_than(self, moment: datetime | None) -> bool:
        return is_before(self.updated_at, moment)


class DateKind(StrEnum):
    """What the date of a lot means: quality is promised until then, or after it the item counts as unsafe.

    No person may ship a lot after its use-by date (Regulation (EU) 1169/2011, art. 24).
    """

    BEST_BEFORE = "best_before"
    USE_BY = "use_by"


@dataclass(frozen=True, slots=True)
class Item:
    """What the ERP sells. `grams` is the weight of one.

    How it is kept in stock (`STOCK_FIELDS`):
    - `unit`: the base unit that stock is counted in, such as can.
    - `lot_tracked`: whether each unit belongs to a lot.
    - `shelf_life_days`: how long a new lot is good, None if it is not known.
    - `date_kind`: what the dates of its lots mean.
    - `strategy`: which lot goes first; None is the installation's `LOT_STRATEGY`.
    - `nominal_grams`: what a unit should weigh that is sold by piece and weighed per piece.

    What carriers and customs ask of it (`SHIPPING_FIELDS`):
    - `hs_code`: its number in the Harmonized System, 6 to 13 digits.
    - `origin_country`: where it was made, by ISO 3166-1 alpha-2.
    - `chilled`: it perishes unless it arrives soon.
    - `volume_ml`: the space that one takes in a box, with its own packaging, in millilitres.
    - `box_code`: the kind of box that it must be packed in, such as an insulated one; None if any will do.
    """

    id: str
    name: str
    sku: str | None = None
    barcode: str | None = None
    grams: int | None = None
    unit: str | None = None
    lot_tracked: bool = True
    shelf_life_days: int | None = None
    date_kind: DateKind = DateKind.BEST_BEFORE
    strategy: LotStrategy | None = None
    nominal_grams: int | None = None
    hs_code: str | None = None
    origin_country: str | None = None
    chilled: bool = False
    volume_ml: int | None = None
    box_code: str | None = None


STOCK_FIELDS = ("unit", "lot_tracked", "shelf_life_days", "date_kind", "strategy", "nominal_grams")
SHIPPING_FIELDS = ("hs_code", "origin_country", "chilled", "volume_ml", "box_code")
EDITED_FIELDS = STOCK_FIELDS + SHIPPING_FIELDS
"""The fields of an item that only a person or a file states: items from products and code leave them as they are."""


MAX_PIECES = 1_000_000
"""No pack holds more; a line's quantity in base units stays far below what a balance can hold."""


@dataclass(frozen=True, slots=True)
class MappedItem:
    """What a line is booked to: an item, or None for a line without one.

    `pieces` is how many base units of the item one sold unit is, such as 12 for a case of 12 cans.
    """

    item_id: str | None
    pieces: int = 1


class MatchedBy(StrEnum):
    """How a mapping was decided: by the rule, by creating the item, or by a person."""

    BARCODE = "barcode"
    SKU = "sku"
    CREATED = "created"
    PERSON = "person"


class MappingStatus(StrEnum):
    """How an order line with this variant is booked: with its item, not yet, or without an item."""

    MAPPED = "mapped"
    UNMAPPED = "unmapped"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class ProductMapping:
    """A Shopify variant and its ERP item, if known.

    `reason` says why there is none, or what has become doubtful. `ignored` is a person's decision to book it without an
    item. `deleted_at` is when Shopify's deletion of the variant was noticed. `pieces` is how many base units of the
    item one sold unit of the variant is; the rule finds single units only, so more are a person's decision.
    """

    shop_domain: ShopDomain
    variant: Variant
    item_id: str | None = None
    matched_by: MatchedBy | None = None
    reason: str | None = None
    ignored: bool = False
    deleted_at: datetime | None = None
    pieces: int = 1

    @property
    def status(self) -> MappingStatus:
        if self.ignored:
            return MappingStatus.IGNORED
        return MappingStatus.MAPPED if self.item_id else MappingStatus.UNMAPPED

    @property
    def undecided(self) -> bool:
        """Whether neither the rule nor a person has decided."""
        return self.item_id is None and self.matched_by is None

    @property
    def may_be_matched(self) -> bool:
        """Whether its reason is about what the rule found, not about what a person decided."""
        return self.undecided or (self.by_rule and self.reason is not None)

    @property
    def by_rule(self) -> bool:
        """Whether the rule found the item."""
        return self.matched_by in (MatchedBy.BARCODE, MatchedBy.SKU)


@dataclass(frozen=True, slots=True)
class MappingFilter:
    """Conditions for mappings; None matches all.

    `text` is a part of a title, SKU or barcode, ignoring case, or a complete variant id or item id. Unmapped variants
    that are archived or deleted are left out unless `include_archived`.
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
        """Its position in the list."""
        return MappingCursor(self.waiting_orders, self.mapping.variant.variant_id)


@dataclass(frozen=True, slots=True)
class MappingCursor:
    """A position in the list of mappings: most waiting orders first, then by variant id."""

    waiting_orders: int
    variant_id: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item that may be the variant's, and the reason. `exact`: they share a SKU or a barcode."""

    item: Item
    reason: str
    exact: bool = False

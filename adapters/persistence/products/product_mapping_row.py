"""`shopify_product_mappings` and `shopify_deleted_products`: rows and domain objects."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint, false
from sqlmodel import Field

from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.product import MappingStatus, MatchedBy, ProductMapping, Variant
from novex_shopify.domain.model.shop import ShopDomain


class ProductMappingRow(Row, table=True):
    """One variant of one store. `keys_changed`: its SKU or barcode changed after it was matched by them.

    No index holds a column that matching changes, and pages have free space (fillfactor), so PostgreSQL writes a match
    without touching an index. Measured: with an index of unmapped variants, an import took twice as long.
    """

    __tablename__ = "shopify_product_mappings"
    __table_args__ = (UniqueConstraint("shop_domain", "variant_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    product_id: int = Field(sa_type=BigInteger, index=True)
    variant_id: int = Field(sa_type=BigInteger)
    title: str
    sku: str | None = Field(default=None, index=True)
    barcode: str | None = Field(default=None, index=True)
    product_status: str | None = None
    product_updated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    grams: int | None = None
    inventory_item_id: int | None = Field(default=None, sa_type=BigInteger)
    tracked: bool | None = None
    is_bundle: bool | None = None
    erp_item_id: str | None = None
    pieces: int = 1
    matched_by: str | None = None
    status: str
    reason: str | None = None
    keys_changed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    digest: int | None = Field(default=None, sa_type=BigInteger)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DeletedProductRow(Row, table=True):
    """Shopify never reuses the id of a deleted product, so any state that still arrives is older."""

    __tablename__ = "shopify_deleted_products"

    shop_domain: str = Field(primary_key=True)
    product_id: int = Field(primary_key=True, sa_type=BigInteger)
    deleted_at: datetime = Field(sa_type=UtcDateTime)


KEY = ("shop_domain", "variant_id")
VARIANT_COLUMNS = (
    "product_id",
    "title",
    "sku",
    "barcode",
    "product_status",
    "product_updated_at",
    "grams",
    "inventory_item_id",
    "tracked",
    "is_bundle",
)
DECISION_COLUMNS = ("erp_item_id", "pieces", "matched_by", "status", "reason")
MAPPING_COLUMNS = (*KEY, *VARIANT_COLUMNS, *DECISION_COLUMNS, "deleted_at")


def build_mapping_row(mapping: ProductMapping) -> dict[str, Any]:
    return build_variant_row(mapping.shop_domain, mapping.variant) | build_decision_row(mapping)


def build_variant_row(shop: ShopDomain, variant: Variant) -> dict[str, Any]:
    """The columns that come from Shopify."""
    return {
        "shop_domain": shop,
        "variant_id": variant.variant_id,
        "product_id": variant.product_id,
        "title": variant.title,
        "sku": variant.sku,
        "barcode": variant.barcode,
        "product_status": variant.status,
        "product_updated_at": variant.updated_at,
        "grams": variant.grams,
        "inventory_item_id": variant.inventory_item_id,
        "tracked": variant.tracked,
        "is_bundle": variant.is_bundle,
    }


def build_decision_row(mapping: ProductMapping) -> dict[str, Any]:
    """The key, and the columns that matching or a person decides."""
    return {
        "shop_domain": mapping.shop_domain,
        "variant_id": mapping.variant.variant_id,
        "erp_item_id": mapping.item_id,
        "pieces": mapping.pieces,
        "matched_by": mapping.matched_by,
        "status": mapping.status,
        "reason": mapping.reason,
    }


def to_product_mapping(row: Any) -> ProductMapping:
    """Takes `MAPPING_COLUMNS` in their order."""
    (
        shop,
        variant_id,
        product_id,
        title,
        sku,
        barcode,
        product_status,
        updated_at,
        grams,
        inventory_item_id,
        tracked,
        is_bundle,
        item_id,
        pieces,
        matched_by,
        status,
        reason,
        deleted_at,
    ) = row
    return ProductMapping(
        ShopDomain(shop),
        Variant(
            product_id,
            variant_id,
            title,
            sku,
            barcode,
            product_status,
            updated_at,
            grams,
            inventory_item_id,
            tracked,
            is_bundle,
        ),
        item_id,
        MatchedBy(matched_by) if matched_by else None,
        reason,
        status == MappingStatus.IGNORED,
        deleted_at,
        pieces,
    )

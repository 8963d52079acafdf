"""`shopify_product_mappings`: which variant is which ERP item."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint, and_, delete, or_
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.bulk import insert_many, one_of, replacing
from novex_shopify.adapters.persistence.row import BigId, Row
from novex_shopify.domain.model.product import MappingStatus, MatchedBy, ProductMapping, Variant
from novex_shopify.domain.model.shop import ShopDomain

_KEY = ("shop_domain", "variant_id")
_VARIANT = ("product_id", "title", "sku", "barcode")
_MAPPING = ("erp_product_id", "matched_by", "status", "reason")


class ProductMappingRow(Row, table=True):
    """One variant of one store."""

    __tablename__ = "shopify_product_mappings"
    __table_args__ = (UniqueConstraint(*_KEY),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    product_id: int = Field(sa_type=BigInteger, index=True)
    variant_id: int = Field(sa_type=BigInteger)
    title: str
    sku: str | None = Field(default=None, index=True)
    barcode: str | None = Field(default=None, index=True)
    erp_product_id: str | None = Field(default=None, index=True)
    matched_by: str | None = None
    status: str
    reason: str | None = None

    def to_domain(self) -> ProductMapping:
        """The mapping."""
        return ProductMapping(
            ShopDomain(self.shop_domain),
            Variant(self.product_id, self.variant_id, self.title, self.sku, self.barcode),
            self.erp_product_id,
            MatchedBy(self.matched_by) if self.matched_by else None,
            self.reason,
        )


@dataclass(frozen=True, slots=True)
class SqlProductMappings:
    """The port `ProductMappings`."""

    session: Session

    def see(self, shop: ShopDomain, variants: Iterable[Variant]) -> None:
        """Note that the store has these variants; known ones keep their mapping."""
        rows = {variant.variant_id: _row(ProductMapping(shop, variant)) for variant in variants}
        insert_many(self.session, ProductMappingRow, list(rows.values()), replacing(_KEY, _VARIANT))

    def save(self, mapping: ProductMapping) -> None:
        """Add a mapping or replace it."""
        insert_many(self.session, ProductMappingRow, [_row(mapping)], replacing(_KEY, (*_VARIANT, *_MAPPING)))

    def match(self, mappings: Sequence[ProductMapping]) -> set[int]:
        """Write what was found for variants that nobody has decided on."""
        rows = [_row(mapping) for mapping in sorted(mappings, key=lambda mapping: mapping.variant.variant_id)]
        return {variant_id for (variant_id,) in insert_many(self.session, ProductMappingRow, rows, _if_undecided)}

    def get(self, shop: ShopDomain, variant_id: int) -> ProductMapping | None:
        """One mapping."""
        statement = select(ProductMappingRow).where(
            ProductMappingRow.shop_domain == shop, ProductMappingRow.variant_id == variant_id
        )
        row = self.session.exec(statement.execution_options(populate_existing=True)).one_or_none()
        return row.to_domain() if row else None

    def of(self, shop: ShopDomain, status: MappingStatus | None = None) -> Sequence[ProductMapping]:
        """A store's mappings, by variant id."""
        statement = select(ProductMappingRow).where(ProductMappingRow.shop_domain == shop)
        if status:
            statement = statement.where(ProductMappingRow.status == status)
        ordered = statement.order_by(col(ProductMappingRow.variant_id)).execution_options(populate_existing=True)
        return [row.to_domain() for row in self.session.exec(ordered)]

    def like(self, shop: ShopDomain, variants: Sequence[Variant]) -> Sequence[ProductMapping]:
        """The store's mappings of these variants, and of all that share a key with one."""
        keys: Mapping[str, list[Any]] = {
            "variant_id": [variant.variant_id for variant in variants],
            "sku": [variant.sku for variant in variants if variant.sku],
            "barcode": [variant.barcode for variant in variants if variant.barcode],
        }
        alike = or_(*(one_of(self.session, ProductMappingRow, name, values) for name, values in keys.items()))
        statement = select(ProductMappingRow).where(ProductMappingRow.shop_domain == shop, alike)
        ordered = statement.order_by(col(ProductMappingRow.variant_id)).execution_options(populate_existing=True)
        return [row.to_domain() for row in self.session.exec(ordered)]

    def forget_unmapped(self, shop: ShopDomain, product_id: int) -> None:
        """Remove a product's variants that are not mapped."""
        unmapped = delete(ProductMappingRow).where(
            col(ProductMappingRow.shop_domain) == shop,
            col(ProductMappingRow.product_id) == product_id,
            col(ProductMappingRow.status) == MappingStatus.UNMAPPED,
        )
        self.session.connection().execute(unmapped)

    def items(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, str]:
        """ERP item ids by variant id, for those that are mapped."""
        statement = select(ProductMappingRow.variant_id, ProductMappingRow.erp_product_id).where(
            ProductMappingRow.shop_domain == shop,
            one_of(self.session, ProductMappingRow, "variant_id", variant_ids),
            col(ProductMappingRow.erp_product_id).is_not(None),
        )
        found = self.session.connection().execute(statement)
        return {variant_id: item_id for variant_id, item_id in found if item_id}


def _if_undecided(insert: Any) -> Any:
    new, known = insert.excluded, insert.table.c
    return insert.on_conflict_do_update(
        index_elements=list(_KEY),
        set_={name: new[name] for name in _MAPPING},
        where=and_(known.erp_product_id.is_(None), known.matched_by.is_(None)),
    ).returning(known.variant_id)


def _row(mapping: ProductMapping) -> dict[str, Any]:
    return {
        "shop_domain": mapping.shop_domain,
        "variant_id": mapping.variant.variant_id,
        "product_id": mapping.variant.product_id,
        "title": mapping.variant.title,
        "sku": mapping.variant.sku,
        "barcode": mapping.variant.barcode,
        "erp_product_id": mapping.item_id,
        "matched_by": mapping.matched_by,
        "status": mapping.status,
        "reason": mapping.reason,
    }

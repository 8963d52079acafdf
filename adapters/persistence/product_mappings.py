"""`shopify_product_mappings`: which variant is which ERP item."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, false, func, literal_column, or_, select, update
from sqlmodel import Session

from novex_shopify.adapters.persistence.bulk import by_index, columns_of, ignoring, insert_many, one_of, update_many
from novex_shopify.adapters.persistence.product_list import page_of
from novex_shopify.adapters.persistence.product_mapping_row import (
    DECISION_COLUMNS,
    KEY,
    MAPPING_COLUMNS,
    VARIANT_COLUMNS,
    DeletedProductRow,
    ProductMappingRow,
    decision_row,
    mapping_row,
    to_mapping,
    variant_row,
)
from novex_shopify.domain.model.product import (
    ListedMapping,
    MappingFilter,
    MappingStatus,
    MatchedBy,
    Place,
    ProductMapping,
    Variant,
)
from novex_shopify.domain.model.shop import ShopDomain

_C = columns_of(ProductMappingRow)
_UNMAPPED = _C["status"] == literal_column(f"'{MappingStatus.UNMAPPED}'")
_TO_MATCH = and_(
    or_(and_(_C["erp_product_id"].is_(None), _C["matched_by"].is_(None)), _C["rekeyed"]),
    _C["deleted_at"].is_(None),
)
_SELECT = select(*(_C[name] for name in MAPPING_COLUMNS)).order_by(_C["variant_id"])

_OTHERS = select(*(_C[name] for name in MAPPING_COLUMNS)).where(_C["deleted_at"].is_(None))


@dataclass(frozen=True, slots=True)
class SqlProductMappings:
    """The port `ProductMappings`."""

    session: Session

    def see(self, shop: ShopDomain, variants: Iterable[Variant], digests: Mapping[int, int] | None = None) -> set[int]:
        """Write that the store has these variants; known ones keep their mapping."""
        latest = {variant.variant_id: variant for variant in variants}
        gone = self.deleted_products(shop, {variant.product_id for variant in latest.values()})
        rows = [
            {
                **variant_row(shop, latest[variant_id]),
                "status": MappingStatus.UNMAPPED,
                "rekeyed": False,
                "digest": digests.get(variant_id) if digests else None,
            }
            for variant_id in sorted(latest)
            if latest[variant_id].product_id not in gone
        ]
        return {variant_id for (variant_id,) in insert_many(self.session, ProductMappingRow, rows, _unless_older)}

    def digests(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, int]:
        """The digests that variants were written with."""
        known = select(_C["variant_id"], _C["digest"]).where(*self._these(shop, variant_ids), _C["digest"].is_not(None))
        return dict(self.session.connection().execute(known).all())

    def save(self, *mappings: ProductMapping) -> None:
        """Add mappings, or replace what was decided."""
        latest = {mapping.variant.variant_id: mapping_row(mapping) for mapping in mappings}
        rows = [latest[variant_id] | {"rekeyed": False} for variant_id in sorted(latest)]
        insert_many(self.session, ProductMappingRow, rows, _decided)

    def to_match(self, shop: ShopDomain, after: int, limit: int) -> Sequence[ProductMapping]:
        """What the rule shall look at."""
        theirs = _SELECT.where(_C["shop_domain"] == shop, _C["variant_id"] > after, _TO_MATCH)
        with by_index(self.session):
            return self._mappings(theirs.limit(limit))

    def match(self, mappings: Sequence[ProductMapping]) -> set[int]:
        """Write what the rule found."""
        rows = [decision_row(mapping) for mapping in sorted(mappings, key=lambda mapping: mapping.variant.variant_id)]
        return {variant_id for (variant_id,) in update_many(self.session, ProductMappingRow, rows, _matched)}

    def get(self, shop: ShopDomain, variant_id: int) -> ProductMapping | None:
        """One mapping."""
        return next(iter(self.some(shop, [variant_id])), None)

    def some(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Sequence[ProductMapping]:
        """The mappings of these variants."""
        return self._mappings(_SELECT.where(*self._these(shop, variant_ids)))

    def of(
        self, shop: ShopDomain, status: MappingStatus | None = None, *, after: int = 0, limit: int | None = None
    ) -> Sequence[ProductMapping]:
        """A store's mappings, by variant id."""
        statement = _SELECT.where(_C["shop_domain"] == shop, _C["variant_id"] > after).limit(limit)
        return self._mappings(statement.where(_C["status"] == status) if status else statement)

    def of_products(self, shop: ShopDomain, product_ids: Collection[int]) -> Sequence[ProductMapping]:
        """The mappings of all variants of these products."""
        theirs = one_of(self.session, ProductMappingRow, "product_id", product_ids)
        return self._mappings(_SELECT.where(_C["shop_domain"] == shop, theirs))

    def page(
        self, shop: ShopDomain, which: MappingFilter, limit: int, after: Place | None = None
    ) -> Sequence[ListedMapping]:
        """The list of mappings, what most orders wait for first."""
        return page_of(self.session, shop, which, limit, after)

    def like(self, shop: ShopDomain, variants: Sequence[Variant]) -> Sequence[ProductMapping]:
        """The other living variants that share a key with one of these."""
        keys: Mapping[str, list[str]] = {
            "sku": [variant.sku for variant in variants if variant.sku],
            "barcode": [variant.barcode for variant in variants if variant.barcode],
        }
        ids = [variant.variant_id for variant in variants]
        # Names are in small letters anyway; no index holds lower(), so the one of the key is taken.
        of_the_shop = func.lower(_C["shop_domain"]) == shop
        others = _OTHERS.where(of_the_shop, ~one_of(self.session, ProductMappingRow, "variant_id", ids))
        with by_index(self.session):
            found = [
                mapping
                for name, values in keys.items()
                for mapping in self._mappings(others.where(one_of(self.session, ProductMappingRow, name, values)))
            ]
        return list({mapping.variant.variant_id: mapping for mapping in found}.values())

    def newest(self, shop: ShopDomain, product_ids: Collection[int]) -> Mapping[int, datetime]:
        """When each of these products last changed."""
        theirs = one_of(self.session, ProductMappingRow, "product_id", product_ids)
        told = (_C["shop_domain"] == shop, theirs, _C["product_updated_at"].is_not(None))
        statement = select(_C["product_id"], func.max(_C["product_updated_at"])).where(*told)
        changed: dict[int, datetime] = dict(
            self.session.connection().execute(statement.group_by(_C["product_id"])).all()
        )
        return changed

    def living(self, shop: ShopDomain, after: int, limit: int, before: datetime) -> Sequence[int]:
        """Ids of living variants that were not told to have changed since."""
        unchanged = or_(_C["product_updated_at"].is_(None), _C["product_updated_at"] < before)
        statement = select(_C["variant_id"]).where(
            _C["shop_domain"] == shop, _C["variant_id"] > after, _C["deleted_at"].is_(None), unchanged
        )
        with by_index(self.session):
            ordered = statement.order_by(_C["variant_id"]).limit(limit)
            return self.session.connection().execute(ordered).scalars().all()

    def delete(self, shop: ShopDomain, variant_ids: Collection[int], at: datetime) -> None:
        """The unmapped are forgotten, the others are marked."""
        self._delete(at, *self._these(shop, variant_ids))

    def delete_products(self, shop: ShopDomain, product_ids: Collection[int], at: datetime) -> None:
        """Their variants are deleted, and nothing of them is written any more."""
        rows = [{"shop_domain": shop, "product_id": product_id, "deleted_at": at} for product_id in sorted(product_ids)]
        insert_many(self.session, DeletedProductRow, rows, ignoring(("shop_domain", "product_id")))
        theirs = one_of(self.session, ProductMappingRow, "product_id", product_ids)
        self._delete(at, _C["shop_domain"] == shop, theirs)

    def deleted_products(self, shop: ShopDomain, product_ids: Collection[int]) -> set[int]:
        """Those of these products that were deleted."""
        deleted = columns_of(DeletedProductRow)
        these = one_of(self.session, DeletedProductRow, "product_id", product_ids)
        statement = select(deleted["product_id"]).where(deleted["shop_domain"] == shop, these)
        return set(self.session.connection().execute(statement).scalars())

    def items(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, str | None]:
        """ERP item ids by variant id, for those that are mapped or ignored."""
        statement = select(_C["variant_id"], _C["erp_product_id"]).where(
            *self._these(shop, variant_ids), _C["status"] != MappingStatus.UNMAPPED
        )
        return dict(self.session.connection().execute(statement).all())

    def _these(self, shop: ShopDomain, variant_ids: Iterable[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return _C["shop_domain"] == shop, one_of(self.session, ProductMappingRow, "variant_id", variant_ids)

    def _mappings(self, statement: Select[Any]) -> list[ProductMapping]:
        return [to_mapping(row) for row in self.session.connection().execute(statement).all()]

    def _delete(self, at: datetime, *which: ColumnElement[bool]) -> None:
        connection = self.session.connection()
        connection.execute(delete(ProductMappingRow).where(*which, _UNMAPPED))
        living = update(ProductMappingRow).where(*which, _C["deleted_at"].is_(None))
        connection.execute(living.values(deleted_at=at, digest=None))


def _unless_older(insert: Any) -> Any:
    new, known = insert.excluded, insert.table.c
    other_keys = or_(known.sku.is_distinct_from(new.sku), known.barcode.is_distinct_from(new.barcode))
    by_rule = known.matched_by.in_([literal_column(f"'{how}'") for how in (MatchedBy.BARCODE, MatchedBy.SKU)])
    return insert.on_conflict_do_update(
        index_elements=list(KEY),
        set_={
            **{name: new[name] for name in (*VARIANT_COLUMNS, "digest")},
            "deleted_at": None,
            "rekeyed": case((and_(by_rule, other_keys), True), else_=known.rekeyed),
        },
        where=func.coalesce(new.product_updated_at >= known.product_updated_at, True),
    ).returning(known.variant_id)


def _decided(insert: Any) -> Any:
    decision = {name: insert.excluded[name] for name in (*DECISION_COLUMNS, "rekeyed")}
    return insert.on_conflict_do_update(index_elements=list(KEY), set_=decision)


def _matched(new: Any) -> Any:
    this = [_C[name] == new[name] for name in KEY]
    decision = {name: new[name] for name in DECISION_COLUMNS}
    found = update(ProductMappingRow).where(*this, _TO_MATCH).values(**decision, rekeyed=false())
    return found.returning(_C["variant_id"])

"""`shopify_product_mappings`: which variant is which item."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, false, func, literal_column, or_, select, update
from sqlmodel import Session

from novex_shopify.adapters.persistence.batch_statements import (
    force_index_scans,
    ignore_on_conflict,
    insert_many,
    is_none_of,
    is_one_of,
    update_many,
)
from novex_shopify.adapters.persistence.products.product_mapping_page import count_mappings, fetch_page
from novex_shopify.adapters.persistence.products.product_mapping_row import (
    DECISION_COLUMNS,
    KEY,
    MAPPING_COLUMNS,
    VARIANT_COLUMNS,
    DeletedProductRow,
    ProductMappingRow,
    build_decision_row,
    build_mapping_row,
    build_variant_row,
    to_product_mapping,
)
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.domain.model.product import (
    UNSTATED_FIELDS,
    MappedItem,
    MappingCursor,
    MappingFilter,
    MappingStatus,
    MappingWithDemand,
    MatchedBy,
    ProductMapping,
    Variant,
)
from novex_shopify.domain.model.shop import ShopDomain

_COLUMNS = get_columns(ProductMappingRow)
_IS_UNMAPPED = _COLUMNS["status"] == literal_column(f"'{MappingStatus.UNMAPPED}'")
_NEEDS_MATCHING = and_(
    or_(and_(_COLUMNS["erp_item_id"].is_(None), _COLUMNS["matched_by"].is_(None)), _COLUMNS["keys_changed"]),
    _COLUMNS["deleted_at"].is_(None),
)
_SELECT_MAPPINGS = select(*(_COLUMNS[name] for name in MAPPING_COLUMNS)).order_by(_COLUMNS["variant_id"])

_SELECT_NOT_DELETED = select(*(_COLUMNS[name] for name in MAPPING_COLUMNS)).where(_COLUMNS["deleted_at"].is_(None))


@dataclass(frozen=True, slots=True)
class SqlProductMappings:
    """The port `ProductMappings`."""

    session: Session

    def upsert_variants(
        self, shop: ShopDomain, variants: Iterable[Variant], digests: Mapping[int, int] | None = None
    ) -> set[int]:
        latest = {variant.variant_id: variant for variant in variants}
        deleted = self.find_deleted_products(shop, {variant.product_id for variant in latest.values()})
        rows = [
            {
                **build_variant_row(shop, latest[variant_id]),
                "status": MappingStatus.UNMAPPED,
                "pieces": 1,
                "keys_changed": False,
                "digest": digests.get(variant_id) if digests else None,
            }
            for variant_id in sorted(latest)
            if latest[variant_id].product_id not in deleted
        ]
        return {
            variant_id for (variant_id,) in insert_many(self.session, ProductMappingRow, rows, _upsert_unless_older)
        }

    def get_digests(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, int]:
        known = select(_COLUMNS["variant_id"], _COLUMNS["digest"]).where(
            *self._build_variant_conditions(shop, variant_ids), _COLUMNS["digest"].is_not(None)
        )
        return dict(self.session.connection().execute(known).all())

    def save(self, *mappings: ProductMapping) -> None:
        latest = {mapping.variant.variant_id: build_mapping_row(mapping) for mapping in mappings}
        rows = [latest[variant_id] | {"keys_changed": False} for variant_id in sorted(latest)]
        insert_many(self.session, ProductMappingRow, rows, _upsert_decision)

    def list_to_match(self, shop: ShopDomain, after: int, limit: int) -> Sequence[ProductMapping]:
        statement = _SELECT_MAPPINGS.where(
            _COLUMNS["shop_domain"] == shop, _COLUMNS["variant_id"] > after, _NEEDS_MATCHING
        )
        with force_index_scans(self.session):
            return self._fetch_mappings(statement.limit(limit))

    def save_matches(self, mappings: Sequence[ProductMapping]) -> set[int]:
        rows = [
            build_decision_row(mapping) for mapping in sorted(mappings, key=lambda mapping: mapping.variant.variant_id)
        ]
        return {variant_id for (variant_id,) in update_many(self.session, ProductMappingRow, rows, _build_match_update)}

    def get(self, shop: ShopDomain, variant_id: int) -> ProductMapping | None:
        return next(iter(self.get_many(shop, [variant_id])), None)

    def get_many(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Sequence[ProductMapping]:
        return self._fetch_mappings(_SELECT_MAPPINGS.where(*self._build_variant_conditions(shop, variant_ids)))

    def list_for_shop(
        self, shop: ShopDomain, status: MappingStatus | None = None, *, after: int = 0, limit: int | None = None
    ) -> Sequence[ProductMapping]:
        statement = _SELECT_MAPPINGS.where(_COLUMNS["shop_domain"] == shop, _COLUMNS["variant_id"] > after).limit(limit)
        return self._fetch_mappings(statement.where(_COLUMNS["status"] == status) if status else statement)

    def list_for_products(self, shop: ShopDomain, product_ids: Collection[int]) -> Sequence[ProductMapping]:
        theirs = is_one_of(self.session, ProductMappingRow, "product_id", product_ids)
        return self._fetch_mappings(_SELECT_MAPPINGS.where(_COLUMNS["shop_domain"] == shop, theirs))

    def list_page(
        self, shop: ShopDomain, which: MappingFilter, limit: int, after: MappingCursor | None = None
    ) -> Sequence[MappingWithDemand]:
        return fetch_page(self.session, shop, which, limit, after)

    def count(self, shop: ShopDomain, which: MappingFilter, limit: int) -> int:
        return count_mappings(self.session, shop, which, limit)

    def find_sharing_keys(self, shop: ShopDomain, variants: Sequence[Variant]) -> Sequence[ProductMapping]:
        keys: Mapping[str, list[str]] = {
            "sku": [variant.sku for variant in variants if variant.sku],
            "barcode": [variant.barcode for variant in variants if variant.barcode],
        }
        ids = [variant.variant_id for variant in variants]
        # No index holds lower(), which changes nothing: so PostgreSQL uses the index of the key, not that of the store.
        of_the_shop = func.lower(_COLUMNS["shop_domain"]) == shop
        others = _SELECT_NOT_DELETED.where(of_the_shop, is_none_of(self.session, ProductMappingRow, "variant_id", ids))
        with force_index_scans(self.session):
            found = [
                mapping
                for name, values in keys.items()
                for mapping in self._fetch_mappings(
                    others.where(is_one_of(self.session, ProductMappingRow, name, values))
                )
            ]
        return list({mapping.variant.variant_id: mapping for mapping in found}.values())

    def find_newest_updates(self, shop: ShopDomain, product_ids: Collection[int]) -> Mapping[int, datetime]:
        theirs = is_one_of(self.session, ProductMappingRow, "product_id", product_ids)
        conditions = (_COLUMNS["shop_domain"] == shop, theirs, _COLUMNS["product_updated_at"].is_not(None))
        statement = select(_COLUMNS["product_id"], func.max(_COLUMNS["product_updated_at"])).where(*conditions)
        changed: dict[int, datetime] = dict(
            self.session.connection().execute(statement.group_by(_COLUMNS["product_id"])).all()
        )
        return changed

    def list_active_ids(self, shop: ShopDomain, after: int, limit: int, before: datetime) -> Sequence[int]:
        unchanged = or_(_COLUMNS["product_updated_at"].is_(None), _COLUMNS["product_updated_at"] < before)
        statement = select(_COLUMNS["variant_id"]).where(
            _COLUMNS["shop_domain"] == shop, _COLUMNS["variant_id"] > after, _COLUMNS["deleted_at"].is_(None), unchanged
        )
        with force_index_scans(self.session):
            ordered = statement.order_by(_COLUMNS["variant_id"]).limit(limit)
            return self.session.connection().execute(ordered).scalars().all()

    def mark_deleted(self, shop: ShopDomain, variant_ids: Collection[int], at: datetime) -> None:
        self._delete_matching(at, *self._build_variant_conditions(shop, variant_ids))

    def mark_products_deleted(self, shop: ShopDomain, product_ids: Collection[int], at: datetime) -> None:
        rows = [{"shop_domain": shop, "product_id": product_id, "deleted_at": at} for product_id in sorted(product_ids)]
        insert_many(self.session, DeletedProductRow, rows, ignore_on_conflict(("shop_domain", "product_id")))
        theirs = is_one_of(self.session, ProductMappingRow, "product_id", product_ids)
        self._delete_matching(at, _COLUMNS["shop_domain"] == shop, theirs)

    def find_deleted_products(self, shop: ShopDomain, product_ids: Collection[int]) -> set[int]:
        deleted = get_columns(DeletedProductRow)
        these = is_one_of(self.session, DeletedProductRow, "product_id", product_ids)
        statement = select(deleted["product_id"]).where(deleted["shop_domain"] == shop, these)
        return set(self.session.connection().execute(statement).scalars())

    def get_items(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, MappedItem]:
        statement = select(_COLUMNS["variant_id"], _COLUMNS["erp_item_id"], _COLUMNS["pieces"]).where(
            *self._build_variant_conditions(shop, variant_ids), _COLUMNS["status"] != MappingStatus.UNMAPPED
        )
        found = self.session.connection().execute(statement).all()
        return {variant_id: MappedItem(item_id, pieces) for variant_id, item_id, pieces in found}

    def _build_variant_conditions(
        self, shop: ShopDomain, variant_ids: Iterable[int]
    ) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return _COLUMNS["shop_domain"] == shop, is_one_of(self.session, ProductMappingRow, "variant_id", variant_ids)

    def _fetch_mappings(self, statement: Select[Any]) -> list[ProductMapping]:
        return [to_product_mapping(row) for row in self.session.connection().execute(statement).all()]

    def _delete_matching(self, at: datetime, *which: ColumnElement[bool]) -> None:
        connection = self.session.connection()
        connection.execute(delete(ProductMappingRow).where(*which, _IS_UNMAPPED))
        not_deleted = update(ProductMappingRow).where(*which, _COLUMNS["deleted_at"].is_(None))
        connection.execute(not_deleted.values(deleted_at=at, digest=None))


def _upsert_unless_older(insert: Any) -> Any:
    new, known = insert.excluded, insert.table.c
    other_keys = or_(known.sku.is_distinct_from(new.sku), known.barcode.is_distinct_from(new.barcode))
    by_rule = known.matched_by.in_([literal_column(f"'{how}'") for how in (MatchedBy.BARCODE, MatchedBy.SKU)])
    return insert.on_conflict_do_update(
        index_elements=list(KEY),
        set_={
            **{name: new[name] for name in (*VARIANT_COLUMNS, "digest")},
            **{name: func.coalesce(new[name], known[name]) for name in UNSTATED_FIELDS},
            "deleted_at": None,
            "keys_changed": case((and_(by_rule, other_keys), True), else_=known.keys_changed),
        },
        where=func.coalesce(new.product_updated_at >= known.product_updated_at, True),
    ).returning(known.variant_id)


def _upsert_decision(insert: Any) -> Any:
    decision = {name: insert.excluded[name] for name in (*DECISION_COLUMNS, "keys_changed")}
    return insert.on_conflict_do_update(index_elements=list(KEY), set_=decision)


def _build_match_update(new: Any) -> Any:
    this = [_COLUMNS[name] == new[name] for name in KEY]
    decision = {name: new[name] for name in DECISION_COLUMNS}
    found = update(ProductMappingRow).where(*this, _NEEDS_MATCHING).values(**decision, keys_changed=false())
    return found.returning(_COLUMNS["variant_id"])

"""`shopify_order_links` and `shopify_customer_links`: which ERP record belongs to which Shopify record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, and_, or_, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict, insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.field_versions_document import decode_field_versions, encode_field_versions
from novex_shopify.adapters.persistence.row import Row, get_columns
from novex_shopify.domain.errors import NewerStateApplied
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopDomain

_KEY = ("shop_domain", "shopify_id")


class ResourceLinkRow(Row):
    """The columns of both tables."""

    shop_domain: str = Field(primary_key=True)
    shopify_id: int = Field(primary_key=True, sa_type=BigInteger)
    erp_id: str = Field(index=True)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    triggered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted: bool = False
    erased: bool = False
    digest: int | None = Field(default=None, sa_type=BigInteger)
    review_reason: str | None = None
    field_versions: str | None = None


class OrderLinkRow(ResourceLinkRow, table=True):
    __tablename__ = "shopify_order_links"


class CustomerLinkRow(ResourceLinkRow, table=True):
    __tablename__ = "shopify_customer_links"


@dataclass(frozen=True, slots=True)
class SqlResourceLinks:
    """The port `ResourceLinks` for one of the two tables."""

    session: Session
    table: type[OrderLinkRow] | type[CustomerLinkRow]

    def get_many(self, shop: ShopDomain, shopify_ids: Iterable[int]) -> Mapping[int, ResourceLink]:
        return self._fetch_links(shop, shopify_ids)

    def get_digests(self, shop: ShopDomain, shopify_ids: Iterable[int]) -> Mapping[int, int]:
        columns = get_columns(self.table)
        statement = select(columns["shopify_id"], columns["digest"]).where(
            columns["shop_domain"] == shop,
            is_one_of(self.session, self.table, "shopify_id", shopify_ids),
            columns["digest"].is_not(None),
        )
        digests: dict[int, int] = dict(self.session.connection().execute(statement).all())
        return digests

    def lock_many(self, shop: ShopDomain, shopify_ids: Iterable[int]) -> Mapping[int, ResourceLink]:
        return self._fetch_links(shop, shopify_ids, lock=True)

    def save(self, links: Sequence[ResourceLink]) -> None:
        saved = insert_many(self.session, self.table, _build_rows(links), _upsert_unless_newer)
        if len(saved) < len(links):
            raise NewerStateApplied("Another worker applied a newer state of the same record meanwhile.")

    def add(self, links: Sequence[ResourceLink]) -> None:
        insert_many(self.session, self.table, _build_rows(links), ignore_on_conflict(_KEY))

    def clear_digests(self, shop: ShopDomain) -> None:
        columns = get_columns(self.table)
        statement = update(self.table).where(columns["shop_domain"] == shop, columns["digest"].is_not(None))
        self.session.connection().execute(statement.values(digest=None))

    def find_owners(self, erp_ids: Iterable[str]) -> Mapping[str, frozenset[ShopDomain]]:
        if not (ids := list(erp_ids)):
            return {}
        columns = get_columns(self.table)
        statement = select(columns["erp_id"], columns["shop_domain"]).where(
            is_one_of(self.session, self.table, "erp_id", ids), columns["erased"].is_(False)
        )
        shops: dict[str, set[ShopDomain]] = defaultdict(set)
        for erp_id, shop in self.session.connection().execute(statement):
            shops[erp_id].add(ShopDomain(shop))
        return {erp_id: frozenset(owners) for erp_id, owners in shops.items()}

    def list_to_review(self, shop: ShopDomain, after: int = 0, limit: int = 100) -> Sequence[ResourceLink]:
        table = self.table
        to_review = select(table).where(
            table.shop_domain == shop, table.shopify_id > after, col(table.review_reason).is_not(None)
        )
        ordered = to_review.order_by(col(table.shopify_id)).limit(limit)
        return [_to_resource_link(row) for row in self.session.exec(ordered)]

    def list_for_erp_id(self, erp_id: str) -> Sequence[ResourceLink]:
        return [
            _to_resource_link(row) for row in self.session.exec(select(self.table).where(self.table.erp_id == erp_id))
        ]

    def mark_all_erased(self, shop: ShopDomain) -> None:
        columns = get_columns(self.table)
        statement = update(self.table).where(columns["shop_domain"] == shop)
        self.session.connection().execute(statement.values(erased=True, digest=None))

    def find_by_erp_id(self, erp_id: str) -> ResourceLink | None:
        row = self.session.exec(select(self.table).where(self.table.erp_id == erp_id)).one_or_none()
        return _to_resource_link(row) if row else None

    def list_for_shop(self, shop: ShopDomain) -> Sequence[ResourceLink]:
        statement = select(self.table).where(self.table.shop_domain == shop).order_by(col(self.table.shopify_id))
        return [_to_resource_link(row) for row in self.session.exec(statement)]

    def _fetch_links(
        self, shop: ShopDomain, shopify_ids: Iterable[int], *, lock: bool = False
    ) -> Mapping[int, ResourceLink]:
        if not (ids := list(shopify_ids)):
            return {}
        columns = get_columns(self.table)
        statement = select(*columns.values()).where(
            columns["shop_domain"] == shop, is_one_of(self.session, self.table, "shopify_id", ids)
        )
        if lock:
            # In one order, so that no two transactions wait for each other.
            statement = statement.order_by(columns["shopify_id"]).with_for_update()
        return {row.shopify_id: _to_resource_link(row) for row in self.session.connection().execute(statement).all()}


def _upsert_unless_newer(insert: Any) -> Any:
    # As `is_stale` decides: by `updated_at` (whole seconds), then by the time of the webhook; a tie replaces.
    new, known = insert.excluded, insert.table.c
    not_older = or_(
        new.updated_at > known.updated_at,
        and_(
            new.updated_at == known.updated_at,
            or_(known.triggered_at.is_(None), new.triggered_at >= known.triggered_at),
        ),
    )
    values = {
        name: new[name]
        for name in (
            "erp_id",
            "updated_at",
            "triggered_at",
            "deleted",
            "erased",
            "digest",
            "review_reason",
            "field_versions",
        )
    }
    return insert.on_conflict_do_update(index_elements=list(_KEY), set_=values, where=not_older).returning(
        known.shopify_id
    )


def _build_rows(links: Sequence[ResourceLink]) -> list[dict[str, Any]]:
    # In one order, so that no two transactions wait for each other.
    return [
        {
            "shop_domain": link.shop_domain,
            "shopify_id": link.shopify_id,
            "erp_id": link.erp_id,
            "updated_at": link.version.updated_at,
            "triggered_at": link.version.triggered_at,
            "deleted": link.deleted,
            "erased": link.erased,
            "digest": link.digest,
            "review_reason": link.review_reason,
            "field_versions": encode_field_versions(link.field_versions, link.version),
        }
        for link in sorted(links, key=lambda link: link.shopify_id)
    ]


def _to_resource_link(row: Any) -> ResourceLink:
    version = StateVersion(row.updated_at, row.triggered_at)
    return ResourceLink(
        ShopDomain(row.shop_domain),
        row.shopify_id,
        row.erp_id,
        version,
        row.deleted,
        row.erased,
        row.digest,
        row.review_reason,
        decode_field_versions(row.field_versions, version),
    )

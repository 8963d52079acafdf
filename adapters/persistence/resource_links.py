"""`shopify_order_links` and `shopify_customer_links`: which ERP record is which Shopify record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.row import Row, UtcDateTime
from novex_shopify.adapters.persistence.upsert import upsert
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopDomain

_KEY = ("shop_domain", "shopify_id")


class LinkRow(Row):
    """The columns of both tables."""

    shop_domain: str = Field(primary_key=True)
    shopify_id: int = Field(primary_key=True, sa_type=BigInteger)
    erp_id: str = Field(index=True)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    triggered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def to_domain(self) -> ResourceLink:
        """The link."""
        version = StateVersion(self.updated_at, self.triggered_at)
        return ResourceLink(ShopDomain(self.shop_domain), self.shopify_id, self.erp_id, version)


class OrderLinkRow(LinkRow, table=True):
    """A Shopify order and its ERP document."""

    __tablename__ = "shopify_order_links"


class CustomerLinkRow(LinkRow, table=True):
    """A Shopify customer and the ERP's."""

    __tablename__ = "shopify_customer_links"


@dataclass(frozen=True, slots=True)
class SqlResourceLinks:
    """The port `ResourceLinks` over one of the two tables."""

    session: Session
    table: type[OrderLinkRow] | type[CustomerLinkRow]

    def get(self, shop: ShopDomain, shopify_id: int) -> ResourceLink | None:
        """The link of a Shopify record, locked until the end of the transaction."""
        key = (self.table.shop_domain == shop, self.table.shopify_id == shopify_id)
        return self._one(*key, lock=True)

    def save(self, link: ResourceLink) -> None:
        """Add a link or replace it."""
        row = {
            "shop_domain": link.shop_domain,
            "shopify_id": link.shopify_id,
            "erp_id": link.erp_id,
            "updated_at": link.version.updated_at,
            "triggered_at": link.version.triggered_at,
        }
        upsert(self.session, self.table, [row], key=_KEY)

    def by_erp_id(self, erp_id: str) -> ResourceLink | None:
        """The link of an ERP record."""
        return self._one(self.table.erp_id == erp_id)

    def of(self, shop: ShopDomain) -> Sequence[ResourceLink]:
        """All links of a store, by Shopify id."""
        statement = select(self.table).where(self.table.shop_domain == shop).order_by(col(self.table.shopify_id))
        return [row.to_domain() for row in self.session.exec(statement.execution_options(populate_existing=True))]

    def _one(self, *conditions: bool, lock: bool = False) -> ResourceLink | None:
        statement = select(self.table).where(*conditions).execution_options(populate_existing=True)
        row = self.session.exec(statement.with_for_update() if lock else statement).one_or_none()
        return row.to_domain() if row else None

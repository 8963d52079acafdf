"""`erp_fulfillment_orders`: by when, and from where, Shopify expects what the built-in ERP ships."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Index, case, or_
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.json_document import to_json
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.shop import ShopDomain

_REPLACED = ("status", "updated_at", "location", "fulfill_by", "fulfill_at", "holds", "is_third_party")


class FulfillmentOrderRow(Row, table=True):
    """A fulfillment order; `order_id` is Shopify's, and `holds` is JSON."""

    __tablename__ = "erp_fulfillment_orders"
    __table_args__ = (Index("ix_erp_fulfillment_orders_shop_domain_order_id", "shop_domain", "order_id"),)

    shop_domain: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    order_id: int = Field(sa_type=BigInteger)
    status: str
    updated_at: datetime = Field(sa_type=UtcDateTime)
    location: str
    fulfill_by: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fulfill_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    holds: str
    moved: bool
    is_third_party: bool

    def to_domain(self) -> FulfillmentOrderState:
        return FulfillmentOrderState(
            self.id,
            self.order_id,
            self.status,
            self.updated_at,
            self.location,
            self.fulfill_by,
            self.fulfill_at,
            msgspec.json.decode(self.holds, type=tuple[str, ...]),
            self.moved,
            self.is_third_party,
        )


@dataclass(frozen=True, slots=True)
class SqlFulfillmentOrders:
    """The port `FulfillmentOrders`."""

    session: Session

    def save(self, shop: ShopDomain, states: Sequence[FulfillmentOrderState]) -> None:
        rows = [asdict(state) | {"shop_domain": str(shop), "holds": to_json(state.holds)} for state in states]
        rows.sort(key=lambda row: str(row["id"]))  # two transactions wait for each other's rows in the same order
        insert_many(self.session, FulfillmentOrderRow, rows, _replace_older)

    def list_by_orders(
        self, orders: Collection[tuple[ShopDomain, int]]
    ) -> Mapping[tuple[ShopDomain, int], Sequence[FulfillmentOrderState]]:
        these = is_one_of(self.session, FulfillmentOrderRow, "order_id", {number for _, number in orders})
        of_shops = is_one_of(self.session, FulfillmentOrderRow, "shop_domain", {str(shop) for shop, _ in orders})
        found: dict[tuple[ShopDomain, int], list[FulfillmentOrderState]] = {}
        statement = select(FulfillmentOrderRow).where(these, of_shops).order_by(col(FulfillmentOrderRow.id))
        for row in self.session.exec(statement):
            found.setdefault((ShopDomain(row.shop_domain), row.order_id), []).append(row.to_domain())
        return {key: found[key] for key in orders if key in found}


def _replace_older(insert: Any) -> Any:
    known, new = insert.table.c, insert.excluded
    is_newer = new.updated_at >= known.updated_at
    values = {name: case((is_newer, new[name]), else_=known[name]) for name in _REPLACED}
    return insert.on_conflict_do_update(
        index_elements=["shop_domain", "id"], set_=values | {"moved": or_(known.moved, new.moved)}
    )

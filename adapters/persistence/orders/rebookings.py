"""`shopify_rebookings`: lines that people booked to another item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.rebooking import Rebooking
from novex_shopify.domain.model.shop import ShopDomain


class RebookingRow(Row, table=True):
    __tablename__ = "shopify_rebookings"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    shopify_order_id: int = Field(sa_type=BigInteger, index=True)
    line_item_id: int = Field(sa_type=BigInteger)
    previous_item_id: str | None = None
    item_id: str | None = None
    reason: str
    rebooked_by: str
    rebooked_at: datetime = Field(sa_type=UtcDateTime)

    def to_domain(self) -> Rebooking:
        return Rebooking(
            ShopDomain(self.shop_domain),
            self.shopify_order_id,
            self.line_item_id,
            self.previous_item_id,
            self.item_id,
            self.reason,
            self.rebooked_by,
            self.rebooked_at,
        )


@dataclass(frozen=True, slots=True)
class SqlRebookings:
    """The port `Rebookings`."""

    session: Session

    def add(self, rebooking: Rebooking) -> None:
        self.session.add(
            RebookingRow(
                shop_domain=rebooking.shop_domain,
                shopify_order_id=rebooking.shopify_order_id,
                line_item_id=rebooking.line_item_id,
                previous_item_id=rebooking.previous_item_id,
                item_id=rebooking.item_id,
                reason=rebooking.reason,
                rebooked_by=rebooking.rebooked_by,
                rebooked_at=rebooking.rebooked_at,
            )
        )
        self.session.flush()

    def list_for_order(self, shop: ShopDomain, shopify_order_id: int) -> Sequence[Rebooking]:
        order = (RebookingRow.shop_domain == shop, RebookingRow.shopify_order_id == shopify_order_id)
        rows = self.session.exec(select(RebookingRow).where(*order).order_by(col(RebookingRow.id)))
        return [row.to_domain() for row in rows]

"""`shopify_order_comments`: what people wrote about orders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import BigInteger, Index, delete
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.actor_columns import build_actor_columns, to_actor
from novex_shopify.adapters.persistence.batch_statements import build_insert, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.order_comment import OrderComment
from novex_shopify.domain.model.shop import ShopDomain


class OrderCommentRow(Row, table=True):
    """A comment of a person."""

    __tablename__ = "shopify_order_comments"
    __table_args__ = (
        Index("ix_shopify_order_comments_shop_domain_shopify_order_id", "shop_domain", "shopify_order_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    shopify_order_id: int = Field(sa_type=BigInteger)
    text: str
    written_at: datetime = Field(sa_type=UtcDateTime)
    written_by_kind: str
    written_by_name: str
    written_by_id: str

    def to_domain(self) -> OrderComment:
        return OrderComment(
            self.id or 0,
            ShopDomain(self.shop_domain),
            self.shopify_order_id,
            self.text,
            self.written_at,
            to_actor(self.written_by_kind, self.written_by_name, self.written_by_id),
        )


@dataclass(frozen=True, slots=True)
class SqlOrderComments:
    """The port `OrderComments`."""

    session: Session

    def add(self, comment: OrderComment) -> OrderComment:
        values = {
            "shop_domain": comment.shop,
            "shopify_order_id": comment.order_id,
            "text": comment.text,
            "written_at": comment.written_at,
            **build_actor_columns(comment.written_by, "written_by"),
        }
        statement = build_insert(self.session, OrderCommentRow).values(values).returning(col(OrderCommentRow.id))
        return replace(comment, id=self.session.connection().execute(statement).scalar_one())

    def get(self, comment_id: int) -> OrderComment | None:
        row = self.session.exec(select(OrderCommentRow).where(OrderCommentRow.id == comment_id)).first()
        return row.to_domain() if row else None

    def delete(self, comment_id: int) -> None:
        self.session.connection().execute(delete(OrderCommentRow).where(col(OrderCommentRow.id) == comment_id))

    def list_by_orders(self, shop: ShopDomain, order_ids: Collection[int]) -> Sequence[OrderComment]:
        if not order_ids:
            return []
        these = is_one_of(self.session, OrderCommentRow, "shopify_order_id", order_ids)
        statement = select(OrderCommentRow).where(OrderCommentRow.shop_domain == shop, these)
        return [row.to_domain() for row in self.session.exec(statement.order_by(col(OrderCommentRow.id)))]

    def erase(self, shop: ShopDomain, order_ids: Collection[int] | None) -> None:
        statement = delete(OrderCommentRow).where(col(OrderCommentRow.shop_domain) == shop)
        if order_ids is not None:
            statement = statement.where(is_one_of(self.session, OrderCommentRow, "shopify_order_id", order_ids))
        self.session.connection().execute(statement)

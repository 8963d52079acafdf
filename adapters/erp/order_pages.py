"""The statement that reads a page of orders."""

from sqlalchemy import literal, tuple_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from novex_shopify.adapters.erp.order_rows import OrderRow
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.shop import ShopDomain


def build_page_statement(
    limit: int, shop: ShopDomain | None, after: OrderPosition | None, *, oldest_first: bool
) -> SelectOfScalar[OrderRow]:
    """Select a page by its ids first: a database that sorts all orders of a shop then does not read them."""
    position = (col(OrderRow.ordered_at), col(OrderRow.shopify_order_id))
    order = [column.asc() if oldest_first else column.desc() for column in position]
    conditions = [col(OrderRow.shop_domain) == shop] if shop is not None else []
    if after is not None:
        shown, last = tuple_(*position), tuple_(literal(after.at, UtcDateTime), literal(after.order_id))
        conditions.append(shown > last if oldest_first else shown < last)
    ids = select(OrderRow.id).where(*conditions).order_by(*order).limit(limit)
    return select(OrderRow).where(col(OrderRow.id).in_(ids)).order_by(*order)

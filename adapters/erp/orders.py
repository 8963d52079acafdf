"""`erp_orders` and the tables of their lines, refunds, returns and fulfillments: sales orders."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import bindparam, delete, exists, func, or_, update
from sqlmodel import Session, col, select

from novex_shopify.adapters.erp.fulfillment_document import decode_fulfillment
from novex_shopify.adapters.erp.order_pages import build_page_statement
from novex_shopify.adapters.erp.order_part_rows import (
    FulfillmentRow,
    OrderLineRow,
    RefundRow,
    ReturnRow,
    build_fulfillment_row,
    build_line_row,
    build_refund_row,
    build_return_row,
)
from novex_shopify.adapters.erp.order_rows import ORDER_KEY, OrderRow, build_order_row, to_sales_order
from novex_shopify.adapters.erp.recall_rows import RecallNoticeRow
from novex_shopify.adapters.erp.report_facts import write_order_taxes, write_refund_parts
from novex_shopify.adapters.persistence.batch_statements import fetch_rows, insert_many, is_one_of
from novex_shopify.adapters.persistence.json_document import to_json
from novex_shopify.adapters.persistence.personal_columns import build_erased_values
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.order_return import PENDING_RETURN_STATUSES, Return
from novex_shopify.domain.model.product import MappedItem
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.customer_keys import normalize_email
from novex_shopify.domain.policies.stated_fields import DOCUMENT_FIELDS

_SET_BY_OTHER_EVENTS = frozenset({"deleted_at", "risk"})
_KEPT_COLUMNS = frozenset({*DOCUMENT_FIELDS, "normalized_email", "country_code"})

OrderPartRow = TypeVar("OrderPartRow", OrderLineRow, RefundRow, ReturnRow, FulfillmentRow)


_ORDERS = get_columns(OrderRow)


def _has(table: type[OrderPartRow], name: str) -> Any:
    return exists().where(get_columns(table)["order_id"] == _ORDERS["id"]).label(name)


_SELECT_ORDER = sqlalchemy.select(
    *_ORDERS.values(),
    _has(RefundRow, "has_refunds"),
    _has(ReturnRow, "has_returns"),
    _has(FulfillmentRow, "has_fulfillments"),
).where(_ORDERS["id"] == bindparam("wanted_id"))


@dataclass(frozen=True, slots=True)
class SqlOrders:
    """The port `ErpOrders`."""

    session: Session

    def apply(self, orders: Sequence[SalesOrder]) -> Sequence[str]:
        written = insert_many(
            self.session, OrderRow, _sort_by_key(map(build_order_row, orders)), _overwrite_on_conflict
        )
        ids = {(shop, shopify_order_id): order_id for shop, shopify_order_id, order_id in written}
        orders_with_ids = [(ids[order.shop_domain, order.shopify_order_id], order) for order in orders]
        if orders_with_ids:
            old_lines = delete(OrderLineRow).where(is_one_of(self.session, OrderLineRow, "order_id", ids.values()))
            self.session.connection().execute(old_lines)
        lines = [
            build_line_row(order_id, position, line)
            for order_id, order in orders_with_ids
            for position, line in enumerate(order.lines, start=1)
        ]
        insert_many(self.session, OrderLineRow, lines)
        write_order_taxes(self.session, orders_with_ids)
        self._write_refunds([(order_id, refund) for order_id, order in orders_with_ids for refund in order.refunds])
        self._write_returns([(order_id, each) for order_id, order in orders_with_ids for each in order.returns])
        self._write_fulfillments(
            [(order_id, fulfillment) for order_id, order in orders_with_ids for fulfillment in order.fulfillments]
        )
        return [str(order_id) for order_id, _ in orders_with_ids]

    def add_refunds(self, refunds: Sequence[tuple[str, Refund]]) -> None:
        self._write_refunds([(int(order_id), refund) for order_id, refund in refunds])

    def add_returns(self, returns: Sequence[tuple[str, Return]]) -> None:
        self._write_returns([(int(order_id), each) for order_id, each in returns])

    def add_fulfillments(self, fulfillments: Sequence[tuple[str, OrderFulfillment]]) -> None:
        self._write_fulfillments([(int(order_id), fulfillment) for order_id, fulfillment in fulfillments])

    def set_item(self, order_id: str, line_item_id: int, item: MappedItem) -> None:
        line = update(OrderLineRow).where(
            col(OrderLineRow.order_id) == int(order_id),
            col(OrderLineRow.line_item_id) == line_item_id,
            col(OrderLineRow.kind) == LineKind.ITEM,
        )
        self.session.connection().execute(line.values(item_id=item.item_id, pieces=item.pieces))

    def set_risk(self, order_id: str, risk: str) -> None:
        self._update_orders([order_id], risk=risk)

    def delete(self, order_ids: Sequence[str], at: datetime) -> None:
        self._update_orders(order_ids, deleted_at=at)

    def erase(self, shop: ShopDomain, shopify_ids: Sequence[int] | None) -> None:
        conditions = [col(OrderRow.shop_domain) == shop]
        if shopify_ids is not None:
            conditions.append(is_one_of(self.session, OrderRow, "shopify_order_id", shopify_ids))
        self.session.connection().execute(update(OrderRow).where(*conditions).values(build_erased_values(OrderRow)))
        order_ids = select(OrderRow.id).where(*conditions)
        self._erase_parts(OrderLineRow, order_ids)
        self._erase_parts(RefundRow, order_ids)
        self._erase_parts(ReturnRow, order_ids)
        self._erase_parts(FulfillmentRow, order_ids)
        self._erase_parts(RecallNoticeRow, order_ids)

    def _erase_parts(self, table: type[OrderPartRow | RecallNoticeRow], order_ids: Any) -> None:
        if erased := build_erased_values(table):
            theirs = col(table.order_id).in_(order_ids)
            self.session.connection().execute(update(table).where(theirs).values(erased))

    def list_by_customer(self, customer_id: str) -> Sequence[SalesOrder]:
        statement = select(OrderRow).where(OrderRow.customer_id == customer_id).order_by(col(OrderRow.id))
        return self._load_sales_orders(self.session.exec(statement).all())

    def count_by_customer(self, customer_id: str) -> int:
        statement = select(func.count()).select_from(OrderRow).where(OrderRow.customer_id == customer_id)
        return self.session.exec(statement).one()

    def find_first_orders(self, customer_ids: Collection[str]) -> Mapping[str, datetime]:
        customer, conditions = (
            col(OrderRow.customer_id),
            (
                is_one_of(self.session, OrderRow, "customer_id", customer_ids),
                col(OrderRow.cancelled_at).is_(None),
                col(OrderRow.deleted_at).is_(None),
                col(OrderRow.test).is_(False),
            ),
        )
        statement = select(customer, func.min(col(OrderRow.ordered_at))).where(*conditions).group_by(customer)
        return {customer_id: first for customer_id, first in self.session.exec(statement) if customer_id and first}

    def get(self, order_id: str) -> SalesOrder | None:
        number = parse_id(order_id)
        if number is None:
            return None
        row: Any = self.session.connection().execute(_SELECT_ORDER, {"wanted_id": number}).first()
        if row is None:
            return None
        lines = self._fetch_parts(OrderLineRow, [number], "position")
        # Most orders have none of these.
        refunds = self._fetch_parts(RefundRow, [number] if row.has_refunds else (), "shopify_refund_id")
        returns = self._fetch_parts(ReturnRow, [number] if row.has_returns else (), "shopify_return_id")
        fulfilled = [number] if row.has_fulfillments else ()
        fulfillments = self._fetch_parts(FulfillmentRow, fulfilled, "shopify_fulfillment_id")
        return to_sales_order(row, lines[number], refunds[number], returns[number], fulfillments[number])

    def find_by_name(self, shop: ShopDomain, name: str) -> SalesOrder | None:
        statement = select(OrderRow).where(OrderRow.shop_domain == shop, OrderRow.name == name)
        newest = statement.order_by(col(OrderRow.id).desc()).limit(1)
        row = self.session.exec(newest).one_or_none()
        return self._load_sales_orders([row])[0] if row else None

    def get_many(
        self, shop: ShopDomain, shopify_ids: Collection[int], *, with_fulfillments: bool = True
    ) -> Sequence[SalesOrder]:
        these = is_one_of(self.session, OrderRow, "shopify_order_id", shopify_ids)
        statement = select(OrderRow).where(OrderRow.shop_domain == shop, these)
        return self._load_sales_orders(self.session.exec(statement).all(), with_fulfillments=with_fulfillments)

    def get_by_ids(self, order_ids: Collection[str]) -> Mapping[str, SalesOrder]:
        statement = select(OrderRow).where(is_one_of(self.session, OrderRow, "id", map(int, order_ids)))
        return {str(each.id): each for each in self._load_sales_orders(self.session.exec(statement).all())}

    def list_created(self, shop: ShopDomain, since: datetime, until: datetime) -> Sequence[SalesOrder]:
        when = (col(OrderRow.created_at) >= since, col(OrderRow.created_at) < until)
        statement = select(OrderRow).where(OrderRow.shop_domain == shop, *when)
        return self._load_sales_orders(self.session.exec(statement).all())

    def list_with_pending_returns(self, shop: ShopDomain, since: datetime) -> Sequence[int]:
        pending = select(ReturnRow.order_id).where(col(ReturnRow.status).in_(PENDING_RETURN_STATUSES))
        statement = select(OrderRow.shopify_order_id).where(
            OrderRow.shop_domain == shop,
            col(OrderRow.created_at) >= since,
            col(OrderRow.deleted_at).is_(None),
            col(OrderRow.id).in_(pending),
        )
        return self.session.exec(statement).all()

    def list_latest(self, limit: int) -> Sequence[SalesOrder]:
        statement = select(OrderRow).order_by(col(OrderRow.id).desc()).limit(limit)
        return self._load_sales_orders(self.session.exec(statement).all())

    def list_page(
        self,
        limit: int,
        shop: ShopDomain | None = None,
        after: OrderPosition | None = None,
        *,
        oldest_first: bool = False,
    ) -> Sequence[SalesOrder]:
        rows = self.session.exec(build_page_statement(limit, shop, after, oldest_first=oldest_first)).all()
        return self._load_sales_orders(rows)

    def count(self, limit: int, shop: ShopDomain | None = None) -> int:
        of_shop = [col(OrderRow.shop_domain) == shop] if shop is not None else []
        found = select(OrderRow.id).where(*of_shop).limit(limit)
        return self.session.exec(select(func.count()).select_from(found.subquery())).one()

    def search(self, text: str, limit: int) -> Sequence[SalesOrder]:
        fulfillments = select(FulfillmentRow.order_id, FulfillmentRow.details).where(
            col(FulfillmentRow.details).contains(to_json(text), autoescape=True)
        )
        tracked_order_ids = [
            order_id
            for order_id, details in self.session.exec(fulfillments)
            if text in decode_fulfillment(details).tracking_numbers
        ]
        conditions = [
            col(OrderRow.name).in_((text, f"#{text}")),
            col(OrderRow.normalized_email) == (normalize_email(text) or text),
            is_one_of(self.session, OrderRow, "id", tracked_order_ids),
        ]
        if (order_id := parse_id(text)) is not None:
            conditions.append(col(OrderRow.id) == order_id)
        statement = select(OrderRow).where(or_(*conditions)).order_by(col(OrderRow.id).desc()).limit(limit)
        return self._load_sales_orders(self.session.exec(statement).all())

    def _update_orders(self, order_ids: Sequence[str], **values: object) -> None:
        if order_ids:
            these = is_one_of(self.session, OrderRow, "id", map(int, order_ids))
            self.session.connection().execute(update(OrderRow).where(these).values(**values))

    def _write_refunds(self, refunds: Iterable[tuple[int, Refund]]) -> None:
        last = {(order_id, refund.id): (order_id, refund) for order_id, refund in refunds}
        written = [last[key] for key in sorted(last)]
        insert_many(self.session, RefundRow, [build_refund_row(*each) for each in written], _upsert_refund)
        write_refund_parts(self.session, written)

    def _write_returns(self, returns: Iterable[tuple[int, Return]]) -> None:
        rows = {(order_id, each.id): build_return_row(order_id, each) for order_id, each in _sort_by_reading(returns)}
        insert_many(self.session, ReturnRow, [rows[key] for key in sorted(rows)], _upsert_unless_read_earlier)

    def _write_fulfillments(self, fulfillments: Iterable[tuple[int, OrderFulfillment]]) -> None:
        rows = {
            (order_id, fulfillment.id): build_fulfillment_row(order_id, fulfillment)
            for order_id, fulfillment in fulfillments
        }
        insert_many(self.session, FulfillmentRow, [rows[key] for key in sorted(rows)], _upsert_unless_older)

    def _load_sales_orders(self, rows: Sequence[OrderRow], *, with_fulfillments: bool = True) -> list[SalesOrder]:
        if not rows:
            return []
        ids = [row.id for row in rows if row.id is not None]
        lines = self._fetch_parts(OrderLineRow, ids, "position")
        refunds = self._fetch_parts(RefundRow, ids, "shopify_refund_id")
        returns = self._fetch_parts(ReturnRow, ids, "shopify_return_id")
        fulfillments = self._fetch_parts(FulfillmentRow, ids if with_fulfillments else (), "shopify_fulfillment_id")
        return [
            to_sales_order(row, lines[row.id], refunds[row.id], returns[row.id], fulfillments[row.id]) for row in rows
        ]

    def _fetch_parts(
        self, table: type[OrderPartRow], order_ids: Sequence[int], order_by: str
    ) -> Mapping[int | None, list[OrderPartRow]]:
        parts: dict[int | None, list[OrderPartRow]] = defaultdict(list)
        if not order_ids:
            return parts
        for part in fetch_rows(self.session, table, "order_id", order_ids, order_by=("order_id", order_by)):
            parts[part.order_id].append(part)
        return parts


def _overwrite_on_conflict(insert: Any) -> Any:
    # Shopify may withhold personal data: what is missing now stays unchanged. So do columns that other events set.
    new, columns = insert.excluded, insert.table.c
    values = {
        column.name: func.coalesce(new[column.name], column) if column.name in _KEPT_COLUMNS else new[column.name]
        for column in columns
        if column.name not in {"id", *ORDER_KEY, *_SET_BY_OTHER_EVENTS}
    }
    return insert.on_conflict_do_update(index_elements=list(ORDER_KEY), set_=values).returning(
        columns.shop_domain, columns.shopify_order_id, columns.id
    )


def _upsert_refund(insert: Any) -> Any:
    columns = ("refunded_at", "refunded_amount", "pending", "details", "note")
    return insert.on_conflict_do_update(
        index_elements=["order_id", "shopify_refund_id"], set_={name: insert.excluded[name] for name in columns}
    )


def _upsert_unless_older(insert: Any) -> Any:
    new, known = insert.excluded, insert.table.c
    values = {name: new[name] for name in ("status", "updated_at", "details")}
    return insert.on_conflict_do_update(
        index_elements=["order_id", "shopify_fulfillment_id"],
        set_=values,
        where=or_(known.updated_at.is_(None), new.updated_at >= known.updated_at),
    )


def _upsert_unless_read_earlier(insert: Any) -> Any:
    new, known = insert.excluded, insert.table.c
    return insert.on_conflict_do_update(
        index_elements=["order_id", "shopify_return_id"],
        set_={name: new[name] for name in ("status", "read_at", "notes", "details")},
        where=new.read_at >= known.read_at,
    )


def _sort_by_reading(returns: Iterable[tuple[int, Return]]) -> list[tuple[int, Return]]:
    # The last one of the same return is kept.
    return sorted(returns, key=lambda each: each[1].read_at)


def _sort_by_key(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    # In one order, so that no two transactions wait for each other.
    return sorted(rows, key=lambda row: tuple(row[name] for name in ORDER_KEY))

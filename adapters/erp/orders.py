"""`erp_orders` and what belongs to them: sales orders, one per Shopify order."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import and_, case, delete, func, or_, update
from sqlmodel import Session, col, select

from novex_shopify.adapters.erp.order_rows import (
    ORDER_KEY,
    PERSONAL,
    OrderLineRow,
    OrderRow,
    ParcelRow,
    RefundRow,
    document,
    json_text,
    line_row,
    order_row,
    parcel_row,
    refund_row,
    tracking_numbers,
)
from novex_shopify.adapters.persistence.bulk import insert_many, one_of
from novex_shopify.domain.model.order import ShopifyParcel
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain

_KEPT_IF_NOT_TOLD = frozenset({*PERSONAL, "customer_id"})
_ADDRESSES = ("shipping_address", "billing_address")
"""Of one that tells neither name nor street, these are withheld; city and country alone are none to send to."""

_TOLD_BY_OTHER_EVENTS = frozenset({"deleted_at", "risk"})
_LARGEST_ID = 2**63

Part = TypeVar("Part", OrderLineRow, RefundRow, ParcelRow)


@dataclass(frozen=True, slots=True)
class SqlOrders:
    """The port `ErpOrders`."""

    session: Session

    def apply(self, orders: Sequence[SalesOrder]) -> Sequence[str]:
        """Create the documents or bring them to these states."""
        written = insert_many(self.session, OrderRow, _in_one_order(map(order_row, orders)), _or_replace)
        ids = {(shop, shopify_order_id): order_id for shop, shopify_order_id, order_id in written}
        numbered = [(ids[order.shop_domain, order.shopify_order_id], order) for order in orders]
        if numbered:
            old_lines = delete(OrderLineRow).where(one_of(self.session, OrderLineRow, "order_id", ids.values()))
            self.session.connection().execute(old_lines)
        lines = [
            line_row(order_id, position, line)
            for order_id, order in numbered
            for position, line in enumerate(order.lines, start=1)
        ]
        insert_many(self.session, OrderLineRow, lines)
        self._write_refunds([(order_id, refund) for order_id, order in numbered for refund in order.refunds])
        self._write_parcels([(order_id, parcel) for order_id, order in numbered for parcel in order.parcels])
        return [str(order_id) for order_id, _ in numbered]

    def add_refunds(self, refunds: Sequence[tuple[str, Refund]]) -> None:
        """Book refunds beside their documents."""
        self._write_refunds([(int(order_id), refund) for order_id, refund in refunds])

    def add_parcels(self, parcels: Sequence[tuple[str, ShopifyParcel]]) -> None:
        """Note parcels with their documents."""
        self._write_parcels([(int(order_id), parcel) for order_id, parcel in parcels])

    def note_risk(self, order_id: str, risk: str) -> None:
        """Note how a document was judged."""
        self._change([order_id], risk=risk)

    def delete(self, order_ids: Sequence[str], at: datetime) -> None:
        """Mark documents as deleted."""
        self._change(order_ids, deleted_at=at)

    def erase(self, shop: ShopDomain, shopify_ids: Sequence[int] | None) -> None:
        """Take everything personal out."""
        whose = [col(OrderRow.shop_domain) == shop]
        if shopify_ids is not None:
            whose.append(one_of(self.session, OrderRow, "shopify_order_id", shopify_ids))
        connection = self.session.connection()
        connection.execute(update(OrderRow).where(*whose).values(dict.fromkeys(PERSONAL)))
        theirs = col(RefundRow.order_id).in_(select(OrderRow.id).where(*whose))
        connection.execute(update(RefundRow).where(theirs).values(note=None))

    def of_customer(self, customer_id: str) -> Sequence[SalesOrder]:
        """A customer's documents, oldest first."""
        statement = select(OrderRow).where(OrderRow.customer_id == customer_id).order_by(col(OrderRow.id))
        return self._documents(self.session.exec(statement.execution_options(populate_existing=True)).all())

    def get(self, order_id: str) -> SalesOrder | None:
        """One document."""
        row = self.session.get(OrderRow, int(order_id), populate_existing=True) if order_id.isdecimal() else None
        return self._documents([row])[0] if row else None

    def find(self, shop: ShopDomain, name: str) -> SalesOrder | None:
        """The newest document of this name."""
        statement = select(OrderRow).where(OrderRow.shop_domain == shop, OrderRow.name == name)
        newest = statement.order_by(col(OrderRow.id).desc()).limit(1).execution_options(populate_existing=True)
        row = self.session.exec(newest).one_or_none()
        return self._documents([row])[0] if row else None

    def some(self, shop: ShopDomain, shopify_ids: Collection[int]) -> Sequence[SalesOrder]:
        """The documents of these Shopify orders."""
        these = one_of(self.session, OrderRow, "shopify_order_id", shopify_ids)
        statement = select(OrderRow).where(OrderRow.shop_domain == shop, these)
        return self._documents(self.session.exec(statement.execution_options(populate_existing=True)).all())

    def placed(self, shop: ShopDomain, since: datetime, until: datetime) -> Sequence[SalesOrder]:
        """The documents of orders that were placed in this time."""
        when = (col(OrderRow.ordered_at) >= since, col(OrderRow.ordered_at) < until)
        statement = select(OrderRow).where(OrderRow.shop_domain == shop, *when)
        return self._documents(self.session.exec(statement.execution_options(populate_existing=True)).all())

    def latest(self, limit: int) -> Sequence[SalesOrder]:
        """The newest documents, newest first."""
        statement = select(OrderRow).order_by(col(OrderRow.id).desc()).limit(limit)
        return self._documents(self.session.exec(statement.execution_options(populate_existing=True)).all())

    def search(self, text: str, limit: int) -> Sequence[SalesOrder]:
        """The newest documents that are meant by a whole word."""
        sent = select(ParcelRow.order_id, ParcelRow.details).where(
            col(ParcelRow.details).contains(json_text(text), autoescape=True)
        )
        by_parcel = [order_id for order_id, details in self.session.exec(sent) if text in tracking_numbers(details)]
        meant = [
            col(OrderRow.name).in_((text, f"#{text}")),
            col(OrderRow.email).in_((text, text.lower())),
            one_of(self.session, OrderRow, "id", by_parcel),
        ]
        if text.isdecimal() and int(text) < _LARGEST_ID:
            meant.append(col(OrderRow.id) == int(text))
        statement = select(OrderRow).where(or_(*meant)).order_by(col(OrderRow.id).desc()).limit(limit)
        return self._documents(self.session.exec(statement.execution_options(populate_existing=True)).all())

    def _change(self, order_ids: Sequence[str], **columns: object) -> None:
        if order_ids:
            these = one_of(self.session, OrderRow, "id", map(int, order_ids))
            self.session.connection().execute(update(OrderRow).where(these).values(**columns))

    def _write_refunds(self, refunds: Iterable[tuple[int, Refund]]) -> None:
        rows = {(order_id, refund.id): refund_row(order_id, refund) for order_id, refund in refunds}
        insert_many(self.session, RefundRow, [rows[key] for key in sorted(rows)], _unless_it_arrived)

    def _write_parcels(self, parcels: Iterable[tuple[int, ShopifyParcel]]) -> None:
        rows = {(order_id, parcel.id): parcel_row(order_id, parcel) for order_id, parcel in parcels}
        insert_many(self.session, ParcelRow, [rows[key] for key in sorted(rows)], _unless_older)

    def _documents(self, rows: Sequence[OrderRow]) -> list[SalesOrder]:
        ids = [row.id for row in rows if row.id is not None]
        lines = self._parts(OrderLineRow, ids, "position")
        refunds = self._parts(RefundRow, ids, "shopify_refund_id")
        parcels = self._parts(ParcelRow, ids, "shopify_fulfillment_id")
        return [document(row, lines[row.id], refunds[row.id], parcels[row.id]) for row in rows]

    def _parts(self, table: type[Part], order_ids: Sequence[int], order_by: str) -> Mapping[int | None, list[Part]]:
        parts: dict[int | None, list[Part]] = defaultdict(list)
        statement = select(table).where(one_of(self.session, table, "order_id", order_ids))
        ordered = statement.order_by(table.order_id, getattr(table, order_by))  # type: ignore[arg-type]
        for part in self.session.exec(ordered.execution_options(populate_existing=True)):
            parts[part.order_id].append(part)
        return parts


def _or_replace(insert: Any) -> Any:
    """What is not told of a person stays as it is, and so does what other events tell of the order."""
    new, columns = insert.excluded, insert.table.c
    values = {
        column.name: func.coalesce(new[column.name], column) if column.name in _KEPT_IF_NOT_TOLD else new[column.name]
        for column in columns
        if column.name not in {"id", *ORDER_KEY, *_TOLD_BY_OTHER_EVENTS}
    }
    for name in _ADDRESSES:
        withheld = and_(new[name].contains('"name":null'), new[name].contains('"address1":null'))
        values[name] = case((and_(withheld, columns[name].is_not(None)), columns[name]), else_=values[name])
    return insert.on_conflict_do_update(index_elements=list(ORDER_KEY), set_=values).returning(
        columns.shop_domain, columns.shopify_order_id, columns.id
    )


def _unless_it_arrived(insert: Any) -> Any:
    """Money that has arrived is not on its way again."""
    new, known = insert.excluded, insert.table.c
    values = {name: new[name] for name in ("refunded_at", "repaid", "pending", "details")}
    values["note"] = func.coalesce(new.note, known.note)
    return insert.on_conflict_do_update(
        index_elements=["order_id", "shopify_refund_id"], set_=values, where=or_(known.pending, ~new.pending)
    )


def _unless_older(insert: Any) -> Any:
    """An older state of a parcel changes nothing."""
    new, known = insert.excluded, insert.table.c
    values = {name: new[name] for name in ("status", "updated_at", "details")}
    return insert.on_conflict_do_update(
        index_elements=["order_id", "shopify_fulfillment_id"],
        set_=values,
        where=or_(known.updated_at.is_(None), new.updated_at >= known.updated_at),
    )


def _in_one_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """So that no two transactions wait for each other."""
    return sorted(rows, key=lambda row: tuple(row[name] for name in ORDER_KEY))

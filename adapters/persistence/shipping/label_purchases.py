"""`shipping_label_purchases`, `shipping_labels` and `shipping_customs_forms`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, func, text, update
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict, insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId
from novex_shopify.adapters.persistence.due_rows import claim_due, update_claimed
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.persistence.shipping.label_costs import store_costs
from novex_shopify.adapters.persistence.shipping.purchase_document import encode_purchase
from novex_shopify.adapters.persistence.shipping.purchase_row import LabelPurchaseRow, build_purchase_row
from novex_shopify.domain.errors import LabelIsOpen
from novex_shopify.domain.model.label import USUAL_OPTIONS, LabelFormat, LabelOptions
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId


class LabelRow(Row, table=True):
    """The file of a bought label, in each format that was asked for."""

    __tablename__ = "shipping_labels"

    purchase_id: int = Field(primary_key=True, foreign_key="shipping_label_purchases.id", sa_type=BigId)
    format: str = Field(primary_key=True)
    content: bytes


class CustomsFormRow(Row, table=True):
    """A customs form of a bought label, in the order in which the provider named them."""

    __tablename__ = "shipping_customs_forms"

    purchase_id: int = Field(primary_key=True, foreign_key="shipping_label_purchases.id", sa_type=BigId)
    number: int = Field(primary_key=True)
    content: bytes


@dataclass(frozen=True, slots=True)
class SqlLabelPurchases:
    """The port `LabelPurchases`."""

    session: Session

    def add(
        self,
        shop: ShopDomain,
        parcel: Parcel,
        now: datetime,
        options: LabelOptions = USUAL_OPTIONS,
        *,
        reverse: bool = False,
    ) -> LabelPurchase:
        purchase = LabelPurchase.begin(shop, parcel, str(uuid4()), now, options, reverse=reverse)
        row = {
            "shop_domain": shop,
            "order_id": parcel.order_id,
            "parcel_id": parcel.id,
            "reference": purchase.reference,
            "attempts": 0,
            "created_at": now,
            **build_purchase_row(purchase),
        }
        if not insert_many(self.session, LabelPurchaseRow, [row], _skip_if_open):
            raise LabelIsOpen(parcel.id)
        [added] = self._fetch(_this(LabelPurchaseRow.reference == purchase.reference))
        return added

    def claim(self, worker: WorkerId, now: datetime) -> LabelPurchase | None:
        row = claim_due(self.session, LabelPurchaseRow, worker, now)
        return row.to_domain() if row else None

    def save(self, purchase: LabelPurchase) -> bool:
        return self._update(purchase)

    def settle(self, purchase: LabelPurchase) -> bool:
        return self._update(purchase, claimed_by=None, claimed_at=None)

    def get(self, purchase_id: int) -> LabelPurchase | None:
        return next(iter(self._fetch(_this(LabelPurchaseRow.id == purchase_id))), None)

    def get_many(self, purchase_ids: Sequence[int]) -> Sequence[LabelPurchase]:
        these = is_one_of(self.session, LabelPurchaseRow, "id", purchase_ids)
        found = {each.id: each for each in self._fetch(_this(these))}
        return [found[each] for each in purchase_ids if each in found]

    def get_locked(self, purchase_id: int) -> LabelPurchase | None:
        return next(iter(self._fetch(_this(LabelPurchaseRow.id == purchase_id).with_for_update())), None)

    def lock_many(self, purchase_ids: Collection[int]) -> Sequence[LabelPurchase]:
        these = is_one_of(self.session, LabelPurchaseRow, "id", purchase_ids)
        return self._fetch(_this(these).order_by(col(LabelPurchaseRow.id)).with_for_update())

    def find_by_shipment(self, shipment_id: str) -> LabelPurchase | None:
        return next(iter(self._fetch(_this(LabelPurchaseRow.shipment_id == shipment_id))), None)

    def find_open(self, parcel_id: str) -> LabelPurchase | None:
        conditions = (LabelPurchaseRow.parcel_id == parcel_id, col(LabelPurchaseRow.is_open))
        return next(iter(self._fetch(_this(*conditions))), None)

    def find_shops(self, shipment_ids: Collection[str]) -> Mapping[str, ShopDomain]:
        these = is_one_of(self.session, LabelPurchaseRow, "shipment_id", shipment_ids)
        columns = select(LabelPurchaseRow.shipment_id, LabelPurchaseRow.shop_domain).where(these)
        return {shipment_id: ShopDomain(shop) for shipment_id, shop in self.session.exec(columns) if shipment_id}

    def list_for_orders(self, order_ids: Collection[str]) -> Sequence[LabelPurchase]:
        these = is_one_of(self.session, LabelPurchaseRow, "order_id", order_ids)
        return self._fetch(_this(these).order_by(col(LabelPurchaseRow.id)))

    def list_by_label_date(self, start: datetime, end: datetime) -> Sequence[LabelPurchase]:
        label_date = col(LabelPurchaseRow.label_date)
        return self._fetch(_this(label_date >= start, label_date < end).order_by(col(LabelPurchaseRow.id)))

    def list_latest(
        self,
        limit: int,
        states: Collection[PurchaseState] = (),
        shop: ShopDomain | None = None,
        before: int | None = None,
        *,
        needs_decision: bool = False,
    ) -> Sequence[LabelPurchase]:
        conditions = _build_conditions(states, shop, needs_decision=needs_decision)
        if before is not None:
            conditions.append(col(LabelPurchaseRow.id) < before)
        return self._fetch(_this(*conditions).order_by(col(LabelPurchaseRow.id).desc()).limit(limit))

    def count(
        self,
        limit: int,
        states: Collection[PurchaseState] = (),
        shop: ShopDomain | None = None,
        *,
        needs_decision: bool = False,
    ) -> int:
        conditions = _build_conditions(states, shop, needs_decision=needs_decision)
        found = select(LabelPurchaseRow.id).where(*conditions).limit(limit)
        return self.session.exec(select(func.count()).select_from(found.subquery())).one()

    def count_undecided(self) -> Mapping[ShopDomain, int]:
        shop = col(LabelPurchaseRow.shop_domain)
        counted = select(shop, func.count()).where(col(LabelPurchaseRow.needs_decision)).group_by(shop)
        return {ShopDomain(domain): count for domain, count in self.session.exec(counted)}

    def save_file(self, purchase_id: int, label_format: LabelFormat, content: bytes) -> None:
        row = {"purchase_id": purchase_id, "format": label_format, "content": content}
        insert_many(self.session, LabelRow, [row], ignore_on_conflict(("purchase_id", "format")))

    def save_form(self, purchase_id: int, number: int, content: bytes) -> None:
        row = {"purchase_id": purchase_id, "number": number, "content": content}
        insert_many(self.session, CustomsFormRow, [row], ignore_on_conflict(("purchase_id", "number")))

    def get_form(self, purchase_id: int, number: int) -> bytes | None:
        this = select(CustomsFormRow.content).where(
            CustomsFormRow.purchase_id == purchase_id, CustomsFormRow.number == number
        )
        return self.session.exec(this).one_or_none()

    def erase(self, shop: ShopDomain, order_ids: Collection[str] | None) -> None:
        conditions: list[Any] = [LabelPurchaseRow.shop_domain == shop]
        if order_ids is not None:
            conditions.append(is_one_of(self.session, LabelPurchaseRow, "order_id", order_ids))
        ids = select(LabelPurchaseRow.id).where(*conditions)
        connection = self.session.connection()
        purchases = self._fetch(_this(*conditions).with_for_update())
        for files in (LabelRow, CustomsFormRow):
            connection.execute(delete(files).where(col(files.purchase_id).in_(ids)))
        for purchase in purchases:
            this = update(LabelPurchaseRow).where(col(LabelPurchaseRow.id) == purchase.id)
            details = encode_purchase(purchase.without_personal_data())
            connection.execute(this.values(details=details, claimed_by=None, claimed_at=None))

    def get_file(self, purchase_id: int, label_format: LabelFormat) -> bytes | None:
        statement = select(LabelRow.content).where(LabelRow.purchase_id == purchase_id, LabelRow.format == label_format)
        return self.session.exec(statement).one_or_none()

    def _update(self, purchase: LabelPurchase, **claim: Any) -> bool:
        if not update_claimed(self.session, LabelPurchaseRow, purchase, **build_purchase_row(purchase), **claim):
            return False
        store_costs(self.session, purchase)
        return True

    def _fetch(self, statement: SelectOfScalar[LabelPurchaseRow]) -> Sequence[LabelPurchase]:
        return [row.to_domain() for row in self.session.exec(statement)]


def _this(*conditions: Any) -> SelectOfScalar[LabelPurchaseRow]:
    return select(LabelPurchaseRow).where(*conditions)


def _build_conditions(states: Collection[PurchaseState], shop: ShopDomain | None, *, needs_decision: bool) -> list[Any]:
    conditions: list[Any] = [col(LabelPurchaseRow.state).in_(states)] if states else []
    if shop is not None:
        conditions.append(LabelPurchaseRow.shop_domain == shop)
    if needs_decision:
        conditions.append(col(LabelPurchaseRow.needs_decision))
    return conditions


def _skip_if_open(insert: Any) -> Any:
    statement = insert.on_conflict_do_nothing(index_elements=["parcel_id"], index_where=text("is_open"))
    return statement.returning(insert.table.c.id)

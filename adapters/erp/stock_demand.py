"""`erp_stock_news` and `erp_demand`: what stores have to know of the built-in ERP's stock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, and_, case, delete, func, or_, select, true
from sqlmodel import Field, Session

from novex_shopify.adapters.erp.assignments import AssignmentRow
from novex_shopify.adapters.erp.lot_row import LotRow
from novex_shopify.adapters.erp.shipments import ShipmentRow
from novex_shopify.adapters.erp.stock_ledger import StockRow
from novex_shopify.adapters.erp.stock_news import SqlStockNews
from novex_shopify.adapters.erp.storage_locations import StorageLocationRow
from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of
from novex_shopify.adapters.persistence.row import Row, get_columns
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.model.order_demand import FreeUnits, LineDemand, LineUnits
from novex_shopify.domain.model.shop import ShopDomain


class DemandRow(Row, table=True):
    """What an order line still needs."""

    __tablename__ = "erp_demand"

    order_id: int = Field(primary_key=True, sa_type=BigInteger)
    line_item_id: int = Field(primary_key=True, sa_type=BigInteger)
    item_id: str = Field(index=True)
    committed: int = Field(sa_type=BigInteger)
    shop_domain: str | None = None
    variant_id: int | None = Field(default=None, sa_type=BigInteger)

    def to_domain(self) -> LineDemand:
        shop = ShopDomain(self.shop_domain) if self.shop_domain else None
        return LineDemand(str(self.order_id), self.line_item_id, self.item_id, self.committed, shop, self.variant_id)


_DEMAND, _STOCK, _LOTS = get_columns(DemandRow), get_columns(StockRow), get_columns(LotRow)
_PLACES, _ASSIGNMENTS, _SHIPMENTS = (
    get_columns(StorageLocationRow),
    get_columns(AssignmentRow),
    get_columns(ShipmentRow),
)
_BY_LINE = select(DemandRow).order_by(_DEMAND["order_id"], _DEMAND["line_item_id"])
_IS_IN_TRANSIT = _ASSIGNMENTS["state"] == AssignmentState.SHIPPED


@dataclass(frozen=True, slots=True)
class SqlOrderDemands:
    """The port `OrderDemands`."""

    session: Session

    def save(self, order_id: str, lines: Collection[LineDemand]) -> None:
        mine = _DEMAND["order_id"] == int(order_id)
        known, wanted = set(self._fetch(_BY_LINE.where(mine))), {line for line in lines if line.committed}
        if known == wanted:
            return
        if known:
            self.session.connection().execute(delete(DemandRow).where(mine))
        rows = [_build_row(line) for line in sorted(wanted, key=lambda each: each.line_item_id)]
        insert_many(self.session, DemandRow, rows)
        SqlStockNews(self.session).add({line.item_id for line in known ^ wanted})

    def list_by_items(self, item_ids: Collection[str]) -> Sequence[LineDemand]:
        return self._fetch(_BY_LINE.where(is_one_of(self.session, DemandRow, "item_id", item_ids)))

    def _fetch(self, statement: Any) -> list[LineDemand]:
        return [row.to_domain() for row in self.session.scalars(statement)]


@dataclass(frozen=True, slots=True)
class SqlStockUnits:
    """The port `StockUnits`."""

    session: Session

    def list_free(self, item_ids: Collection[str], good_until: date) -> Sequence[FreeUnits]:
        is_good = or_(_LOTS["expires_on"].is_(None), _LOTS["expires_on"] >= good_until)
        is_usable = and_(_LOTS["status"] == LotStatus.RELEASED, is_good)
        key = (_LOTS["item_id"], _STOCK["location_id"])
        sums = (
            select(
                *key,
                func.sum(case((is_usable, _STOCK["free"]), else_=0)),
                func.sum(case((is_usable, 0), else_=_STOCK["free"])),
            )
            .join_from(LotRow, StockRow, _STOCK["lot_id"] == _LOTS["id"])
            .join(StorageLocationRow, _PLACES["id"] == _STOCK["location_id"])
            .where(is_one_of(self.session, LotRow, "item_id", item_ids), _STOCK["free"] > 0)
            .where(_PLACES["sells"] == true(), _PLACES["counted"] == true())
            .group_by(*key)
            .order_by(*key)
        )
        rows = self.session.connection().execute(sums)
        return [FreeUnits(item_id, place, int(usable), int(unusable)) for item_id, place, usable, unusable in rows]

    def list_of_lines(self, item_ids: Collection[str]) -> Sequence[LineUnits]:
        # Only lines that need anything: an item has many assignments of orders that are done.
        unconfirmed = and_(_IS_IN_TRANSIT, _SHIPMENTS["id"].is_not(None), _SHIPMENTS["confirmed_at"].is_(None))
        units = (
            select(
                *(_DEMAND[name] for name in ("order_id", "line_item_id", "item_id")),
                *(_ASSIGNMENTS[name] for name in ("location_id", "quantity", "state")),
            )
            .join_from(
                DemandRow,
                AssignmentRow,
                and_(*(_ASSIGNMENTS[name] == _DEMAND[name] for name in ("order_id", "line_item_id", "item_id"))),
            )
            .outerjoin(ShipmentRow, _SHIPMENTS["id"] == _ASSIGNMENTS["shipment_id"])
            .where(is_one_of(self.session, DemandRow, "item_id", item_ids))
            .where(or_(_ASSIGNMENTS["state"] == AssignmentState.ASSIGNED, unconfirmed))
            .order_by(_ASSIGNMENTS["id"])
        )
        return [
            LineUnits(str(order), line, item_id, place, quantity, state == AssignmentState.SHIPPED)
            for order, line, item_id, place, quantity, state in self.session.connection().execute(units)
        ]

    def list_items_crossing(self, first: date, last: date) -> frozenset[str]:
        items = (
            select(_LOTS["item_id"])
            .join_from(LotRow, StockRow, _STOCK["lot_id"] == _LOTS["id"])
            .where(_LOTS["expires_on"].between(first, last), _STOCK["free"] > 0)
            .distinct()
        )
        return frozenset(self.session.connection().execute(items).scalars())


def _build_row(line: LineDemand) -> dict[str, Any]:
    return {
        "order_id": int(line.order_id),
        "line_item_id": line.line_item_id,
        "item_id": line.item_id,
        "committed": line.committed,
        "shop_domain": line.shop,
        "variant_id": line.variant_id,
    }

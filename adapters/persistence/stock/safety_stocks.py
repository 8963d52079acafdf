"""`shopify_safety_stock`: units that no store is to sell. An empty text and 0 stand for all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, delete, or_, select
from sqlmodel import Field, Session

from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of, overwrite_on_conflict
from novex_shopify.adapters.persistence.row import Row, get_columns
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.shop import ShopDomain


class SafetyStockRow(Row, table=True):
    """A rule; the key is its scope."""

    __tablename__ = "shopify_safety_stock"

    shop_domain: str = Field(primary_key=True)
    location_id: int = Field(primary_key=True, sa_type=BigInteger)
    item_id: str = Field(primary_key=True)
    units: int = Field(sa_type=BigInteger)

    def to_domain(self) -> SafetyStock:
        shop = ShopDomain(self.shop_domain) if self.shop_domain else None
        return SafetyStock(self.units, shop, self.location_id or None, self.item_id or None)


_KEY = ("shop_domain", "location_id", "item_id")
_COLUMNS = get_columns(SafetyStockRow)
_ALL = select(SafetyStockRow).order_by(*(_COLUMNS[name] for name in _KEY))


@dataclass(frozen=True, slots=True)
class SqlSafetyStocks:
    """The port `SafetyStocks`."""

    session: Session

    def save(self, rule: SafetyStock) -> None:
        row = {**_build_key(*rule.scope), "units": rule.units}
        insert_many(self.session, SafetyStockRow, [row], overwrite_on_conflict(_KEY, ("units",)))

    def remove(self, shop: ShopDomain | None, location_id: int | None, item_id: str | None) -> bool:
        this = (_COLUMNS[name] == value for name, value in _build_key(shop, location_id, item_id).items())
        return self.session.connection().execute(delete(SafetyStockRow).where(*this)).rowcount > 0

    def list_for(self, shop: ShopDomain, item_ids: Collection[str]) -> Sequence[SafetyStock]:
        of_items = or_(_COLUMNS["item_id"] == "", is_one_of(self.session, SafetyStockRow, "item_id", item_ids))
        return self._fetch(_ALL.where(_COLUMNS["shop_domain"].in_(["", shop]), of_items))

    def list_all(self) -> Sequence[SafetyStock]:
        return self._fetch(_ALL)

    def _fetch(self, statement: Any) -> list[SafetyStock]:
        return [row.to_domain() for row in self.session.scalars(statement)]


def _build_key(shop: ShopDomain | None, location_id: int | None, item_id: str | None) -> dict[str, Any]:
    return {"shop_domain": shop or "", "location_id": location_id or 0, "item_id": item_id or ""}

"""`erp_items`: what the ERP stocks."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.bulk import insert_many, replacing
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.product import Item


class ItemRow(Row, table=True):
    """One item."""

    __tablename__ = "erp_items"

    id: str = Field(primary_key=True)
    name: str
    sku: str | None = Field(default=None, index=True)
    barcode: str | None = Field(default=None, index=True)

    def to_domain(self) -> Item:
        """The item."""
        return Item(self.id, self.name, self.sku, self.barcode)


_OR_CHANGE = replacing(("id",), ("name", "sku", "barcode"))


@dataclass(frozen=True, slots=True)
class SqlCatalog:
    """The port `ErpCatalog`."""

    session: Session

    def put(self, items: Iterable[Item]) -> None:
        """Add items, or change those that exist."""
        latest = {item.id: asdict(item) for item in items}
        insert_many(self.session, ItemRow, list(latest.values()), _OR_CHANGE)

    def get(self, item_id: str) -> Item | None:
        """One item."""
        row = self.session.get(ItemRow, item_id, populate_existing=True)
        return row.to_domain() if row else None

    def all(self) -> Sequence[Item]:
        """Every item, by id."""
        statement = select(ItemRow).order_by(col(ItemRow.id)).execution_options(populate_existing=True)
        return [row.to_domain() for row in self.session.exec(statement)]

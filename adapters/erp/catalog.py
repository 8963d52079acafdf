"""`erp_items`: what the ERP stocks."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import or_
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from novex_shopify.adapters.persistence.bulk import insert_many, one_of, replacing
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.product import Item, Variant


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

    def like(self, variants: Sequence[Variant]) -> Sequence[Item]:
        """The items that share a key with one of these variants, by id."""
        skus = [variant.sku for variant in variants if variant.sku]
        barcodes = [variant.barcode for variant in variants if variant.barcode]
        alike = or_(one_of(self.session, ItemRow, "sku", skus), one_of(self.session, ItemRow, "barcode", barcodes))
        return self._items(select(ItemRow).where(alike))

    def all(self) -> Sequence[Item]:
        """Every item, by id."""
        return self._items(select(ItemRow))

    def _items(self, statement: SelectOfScalar[ItemRow]) -> Sequence[Item]:
        ordered = statement.order_by(col(ItemRow.id)).execution_options(populate_existing=True)
        return [row.to_domain() for row in self.session.exec(ordered)]

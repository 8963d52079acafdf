"""`erp_items`: what the ERP stocks."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, or_, select
from sqlmodel import Field, Session

from novex_shopify.adapters.persistence.bulk import by_index, columns_of, ignoring, insert_many, one_of, replacing
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.product import Item, Variant
from novex_shopify.domain.policies.near_keys import near_key, search_words


class ItemRow(Row, table=True):
    """One item. `near_sku` and `near_barcode` are its keys as `near_keys` compares them."""

    __tablename__ = "erp_items"

    id: str = Field(primary_key=True)
    name: str
    sku: str | None = Field(default=None, index=True)
    barcode: str | None = Field(default=None, index=True)
    near_sku: str | None = Field(default=None, index=True)
    near_barcode: str | None = Field(default=None, index=True)


_C = columns_of(ItemRow)
_SELECT = select(_C["id"], _C["name"], _C["sku"], _C["barcode"])
_OR_CHANGE = replacing(("id",), ("name", "sku", "barcode", "near_sku", "near_barcode"))


@dataclass(frozen=True, slots=True)
class SqlCatalog:
    """The port `ErpCatalog`."""

    session: Session

    def put(self, items: Iterable[Item]) -> None:
        """Add items, or change those that exist."""
        latest = {item.id: _row(item) for item in items}
        insert_many(self.session, ItemRow, list(latest.values()), _OR_CHANGE)

    def add(self, items: Sequence[Item]) -> None:
        """Create those that the ERP does not have."""
        insert_many(self.session, ItemRow, list(map(_row, items)), ignoring(("id",)))

    def get(self, item_id: str) -> Item | None:
        """One item."""
        return next(iter(self._items(_SELECT.where(_C["id"] == item_id))), None)

    def known(self, item_ids: Collection[str]) -> set[str]:
        """Those of these ids that are an item's."""
        these = select(_C["id"]).where(one_of(self.session, ItemRow, "id", item_ids))
        return set(self.session.connection().execute(these).scalars())

    def search(self, text: str, limit: int) -> Sequence[Item]:
        """The items that fit a text best; by key from the indexes, by name from one look through the table."""
        key = near_key(text)
        near = [_C[name] == key for name in ("near_sku", "near_barcode")] if key else []
        found = self._items(_SELECT.where(or_(_C["id"] == text, *near)).order_by(_C["id"]).limit(limit))
        words = [_C["name"].icontains(word, autoescape=True) for word in search_words(text)]
        if words and len(found) < limit:
            others = ~one_of(self.session, ItemRow, "id", [item.id for item in found])
            fitting = _SELECT.where(or_(*words), others).order_by(_hits(words).desc(), _C["id"])
            found += self._items(fitting.limit(limit - len(found)))
        return found

    def like(self, variants: Sequence[Variant]) -> Sequence[Item]:
        """The items that share a key with one of these variants, by id."""
        keys = {
            "sku": [variant.sku for variant in variants if variant.sku],
            "barcode": [variant.barcode for variant in variants if variant.barcode],
        }
        with by_index(self.session):
            found = [
                item
                for name, values in keys.items()
                for item in self._items(_SELECT.where(one_of(self.session, ItemRow, name, values)))
            ]
        return sorted({item.id: item for item in found}.values(), key=attrgetter("id"))

    def all(self) -> Sequence[Item]:
        """Every item, by id."""
        return self._items(_SELECT.order_by(_C["id"]))

    def _items(self, statement: Select[Any]) -> list[Item]:
        return [Item(*row) for row in self.session.connection().execute(statement).all()]


def _row(item: Item) -> dict[str, Any]:
    return asdict(item) | {"near_sku": near_key(item.sku), "near_barcode": near_key(item.barcode)}


def _hits(words: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    first, *others = (cast(word, Integer) for word in words)
    return sum(others, start=first)

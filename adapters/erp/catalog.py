"""`erp_items`: the items of the built-in ERP."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, func, or_, select, update
from sqlmodel import Field, Session

from novex_shopify.adapters.persistence.batch_statements import (
    fetch_rows,
    force_index_scans,
    ignore_on_conflict,
    insert_many,
    is_none_of,
    is_one_of,
    overwrite_on_conflict,
    update_many,
)
from novex_shopify.adapters.persistence.row import Row, get_columns
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.product import EDITED_FIELDS, DateKind, Item, Variant
from novex_shopify.domain.policies.normalized_keys import normalize_key, split_search_words


class ItemRow(Row, table=True):
    """`normalized_sku` and `normalized_barcode` are the keys by which items are suggested (`normalize_key`)."""

    __tablename__ = "erp_items"

    id: str = Field(primary_key=True)
    name: str
    sku: str | None = Field(default=None, index=True)
    barcode: str | None = Field(default=None, index=True)
    grams: int | None = None
    normalized_sku: str | None = Field(default=None, index=True)
    normalized_barcode: str | None = Field(default=None, index=True)
    unit: str | None = None
    lot_tracked: bool = True
    shelf_life_days: int | None = None
    date_kind: str = DateKind.BEST_BEFORE
    strategy: str | None = None
    nominal_grams: int | None = None
    hs_code: str | None = None
    origin_country: str | None = None
    chilled: bool = False
    volume_ml: int | None = None
    box_code: str | None = None


_COLUMNS = get_columns(ItemRow)
_ITEM_FIELDS = [field.name for field in fields(Item)]
_SELECT_ITEMS = select(*(_COLUMNS[name] for name in _ITEM_FIELDS))
_OVERWRITE = overwrite_on_conflict(("id",), ("name", "sku", "barcode", "grams", "normalized_sku", "normalized_barcode"))


@dataclass(frozen=True, slots=True)
class SqlCatalog:
    """The port `ErpCatalog`."""

    session: Session

    def put(self, items: Iterable[Item]) -> None:
        latest = {item.id: _build_row(item) for item in items}
        insert_many(self.session, ItemRow, list(latest.values()), _OVERWRITE)

    def set_edited_fields(self, items: Sequence[Item]) -> None:
        rows = [{name: getattr(item, name) for name in ("id", *EDITED_FIELDS)} for item in items]
        update_many(self.session, ItemRow, rows, _build_edit)

    def add(self, items: Sequence[Item]) -> None:
        insert_many(self.session, ItemRow, list(map(_build_row, items)), ignore_on_conflict(("id",)))

    def get(self, item_id: str) -> Item | None:
        return next(iter(self._fetch_items(_SELECT_ITEMS.where(_COLUMNS["id"] == item_id))), None)

    def get_many(self, item_ids: Collection[str]) -> Mapping[str, Item]:
        return {row.id: _to_item(row) for row in fetch_rows(self.session, ItemRow, "id", item_ids)}

    def search(self, text: str, limit: int) -> Sequence[Item]:
        key = normalize_key(text)
        key_matches = [_COLUMNS[name] == key for name in ("normalized_sku", "normalized_barcode")] if key else []
        found = self._fetch_items(
            _SELECT_ITEMS.where(or_(_COLUMNS["id"] == text, *key_matches)).order_by(_COLUMNS["id"]).limit(limit)
        )
        words = [_COLUMNS["name"].icontains(word, autoescape=True) for word in split_search_words(text)]
        if words and len(found) < limit:
            others = is_none_of(self.session, ItemRow, "id", [item.id for item in found])
            name_matches = _SELECT_ITEMS.where(or_(*words), others).order_by(
                _count_matching_words(words).desc(), _COLUMNS["id"]
            )
            found += self._fetch_items(name_matches.limit(limit - len(found)))
        return found

    def list_page(self, limit: int, after: str | None = None) -> Sequence[Item]:
        statement = _SELECT_ITEMS.order_by(_COLUMNS["id"]).limit(limit)
        return self._fetch_items(statement.where(_COLUMNS["id"] > after) if after is not None else statement)

    def count(self, limit: int) -> int:
        some = select(_COLUMNS["id"]).limit(limit).subquery()
        return self.session.connection().execute(select(func.count()).select_from(some)).scalar_one()

    def find_similar(self, variants: Sequence[Variant]) -> Sequence[Item]:
        keys: dict[str, list[str]] = defaultdict(list)
        for variant in variants:
            for name, key in (("sku", variant.sku), ("barcode", variant.barcode)):
                if normalized := normalize_key(key):
                    keys[f"normalized_{name}"].append(normalized)
                elif key:  # of which nothing is left, such as 0
                    keys[name].append(key)
        with force_index_scans(self.session):
            found = [
                item
                for name, values in keys.items()
                for item in self._fetch_items(_SELECT_ITEMS.where(is_one_of(self.session, ItemRow, name, values)))
            ]
        return sorted({item.id: item for item in found}.values(), key=attrgetter("id"))

    def _fetch_items(self, statement: Select[Any]) -> list[Item]:
        return [_to_item(row) for row in self.session.connection().execute(statement).all()]


def _to_item(row: Any) -> Item:
    values = {name: getattr(row, name) for name in _ITEM_FIELDS}
    values |= {"date_kind": DateKind(values["date_kind"]), "strategy": _to_strategy(values["strategy"])}
    return Item(**values)


def _to_strategy(text: str | None) -> LotStrategy | None:
    return LotStrategy(text) if text else None


def _build_edit(new: Any) -> Any:
    values = {name: new[name] for name in EDITED_FIELDS}
    return update(ItemRow).where(_COLUMNS["id"] == new["id"]).values(**values).returning(_COLUMNS["id"])


def _build_row(item: Item) -> dict[str, Any]:
    return asdict(item) | {"normalized_sku": normalize_key(item.sku), "normalized_barcode": normalize_key(item.barcode)}


def _count_matching_words(words: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    first, *others = (cast(word, Integer) for word in words)
    return sum(others, start=first)

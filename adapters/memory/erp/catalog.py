"""Items of the fake ERP."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.product import EDITED_FIELDS, Item, Variant
from novex_shopify.domain.policies.normalized_keys import normalize_key, split_search_words


@dataclass(frozen=True, slots=True)
class MemoryCatalog:
    """The port `ErpCatalog`."""

    state: State

    def put(self, items: Iterable[Item]) -> None:
        self.state.items.update({item.id: _keep_stock_fields(item, self.state.items.get(item.id)) for item in items})

    def set_edited_fields(self, items: Sequence[Item]) -> None:
        self.state.items.update(
            {
                item.id: _keep_stock_fields(self.state.items[item.id], item)
                for item in items
                if item.id in self.state.items
            }
        )

    def add(self, items: Sequence[Item]) -> None:
        self.state.items.update({item.id: item for item in items if item.id not in self.state.items})

    def get(self, item_id: str) -> Item | None:
        return self.state.items.get(item_id)

    def get_many(self, item_ids: Collection[str]) -> Mapping[str, Item]:
        return {item_id: self.state.items[item_id] for item_id in item_ids if item_id in self.state.items}

    def search(self, text: str, limit: int) -> Sequence[Item]:
        ranks = {item.id: _compute_rank(item, text) for item in self._list_items()}
        matching = [item for item in self._list_items() if ranks[item.id]]
        return sorted(matching, key=lambda item: (-ranks[item.id], item.id))[:limit]

    def list_page(self, limit: int, after: str | None = None) -> Sequence[Item]:
        return [item for item in self._list_items() if after is None or item.id > after][:limit]

    def count(self, limit: int) -> int:
        return min(len(self.state.items), limit)

    def find_similar(self, variants: Sequence[Variant]) -> Sequence[Item]:
        skus = {_normalize(variant.sku) for variant in variants} - {None}
        barcodes = {_normalize(variant.barcode) for variant in variants} - {None}
        return [
            item for item in self._list_items() if _normalize(item.sku) in skus or _normalize(item.barcode) in barcodes
        ]

    def _list_items(self) -> Sequence[Item]:
        return [self.state.items[item_id] for item_id in sorted(self.state.items)]


def _keep_stock_fields(item: Item, known: Item | None) -> Item:
    return replace(item, **{name: getattr(known, name) for name in EDITED_FIELDS}) if known else item


def _compute_rank(item: Item, text: str) -> int:
    words = split_search_words(text)
    normalized_key = normalize_key(text)
    if item.id == text or (normalized_key and normalized_key in (normalize_key(item.sku), normalize_key(item.barcode))):
        return len(words) + 1
    return sum(word in item.name.lower() for word in words)


def _normalize(key: str | None) -> str | None:
    """A key of which nothing is left, such as 0, is compared as it is."""
    return normalize_key(key) or key or None

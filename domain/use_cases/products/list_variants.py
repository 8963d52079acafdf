"""Lists the variants of a store for people, with their items and the current reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.audit import AuditedKind
from novex_shopify.domain.model.product import (
    Item,
    MappingCursor,
    MappingFilter,
    MappingWithDemand,
    MatchedBy,
    ProductMapping,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.product_matching import explain_mapping, match_products
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.products.map_product import get_mapping


@dataclass(frozen=True, slots=True)
class ListedVariant:
    """A variant, the orders that wait for its mapping, and the item it is mapped to.

    `decided_by` is the name of who decided on it, if it was a person and the audit log knows.
    """

    mapping: ProductMapping
    waiting_orders: int
    item: Item | None
    cursor: MappingCursor
    decided_by: str | None = None


@dataclass(frozen=True, slots=True)
class ListVariants:
    """Lists the variants of a store; what most orders wait for comes first."""

    unit_of_work: UnitOfWork

    def __call__(
        self, shop: ShopDomain, which: MappingFilter, limit: int, after: MappingCursor | None = None
    ) -> Sequence[ListedVariant]:
        """List at most `limit` variants after a cursor."""
        with self.unit_of_work.read() as tx:
            return _build_rows(tx, shop, tx.mappings.list_page(shop, which, limit, after))

    def count(self, shop: ShopDomain, which: MappingFilter, limit: int) -> int:
        """Count variants, up to `limit`."""
        with self.unit_of_work.read() as tx:
            return tx.mappings.count(shop, which, limit)

    def get(self, shop: ShopDomain, variant_id: int) -> ListedVariant:
        """Get one variant. Raises `NotFound`."""
        with self.unit_of_work.read() as tx:
            mapping = get_mapping(tx, shop, variant_id)
            # A search, because only the list counts the orders that wait for a mapping.
            found = tx.mappings.list_page(shop, MappingFilter(text=str(variant_id), include_archived=True), 50)
            row = next((each for each in found if each.mapping == mapping), MappingWithDemand(mapping))
            return _build_rows(tx, shop, [row])[0]


def explain_mappings(tx: Transaction, shop: ShopDomain, mappings: Sequence[ProductMapping]) -> list[ProductMapping]:
    """Return the mappings with the current reasons: since the last match, items may have come and gone."""
    variants = [mapping.variant for mapping in mappings if mapping.may_be_matched]
    if not variants:
        return list(mappings)
    others = [other.variant for other in tx.mappings.find_sharing_keys(shop, variants)]
    matches = match_products(variants, others, tx.erp.catalog.find_similar(variants))
    by_id = {match.variant.variant_id: match for match in matches}
    return [
        explain_mapping(mapping, match) if (match := by_id.get(mapping.variant.variant_id)) else mapping
        for mapping in mappings
    ]


def _build_rows(tx: Transaction, shop: ShopDomain, rows: Sequence[MappingWithDemand]) -> list[ListedVariant]:
    mappings = explain_mappings(tx, shop, [row.mapping for row in rows])
    items = tx.erp.catalog.get_many({mapping.item_id for mapping in mappings if mapping.item_id})
    by_person = [str(each.variant.variant_id) for each in mappings if each.matched_by is MatchedBy.PERSON]
    entries = tx.audit_log.find_last(AuditedKind.VARIANT, by_person, shop) if by_person else {}
    names = {int(variant_id): entry.actor.name for variant_id, entry in entries.items()}
    return [
        ListedVariant(
            mapping,
            row.waiting_orders,
            items.get(mapping.item_id or ""),
            row.cursor,
            names.get(mapping.variant.variant_id),
        )
        for row, mapping in zip(rows, mappings, strict=True)
    ]

"""Exports mappings to a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.mapping_file import to_csv_row
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.products.list_variants import explain_mappings

PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True)
class ExportMappings:
    """Lists a store's mappings as rows of the file that `ImportMappings` reads."""

    unit_of_work: UnitOfWork

    def __call__(self, shop: ShopDomain) -> Iterator[Sequence[str]]:
        """Generate the rows by variant id, without the header."""
        after: int | None = 0
        while after is not None:
            with self.unit_of_work.read() as tx:
                stored = tx.mappings.list_for_shop(shop, after=after, limit=PAGE_SIZE)
                page = explain_mappings(tx, shop, stored)
            yield from map(to_csv_row, page)
            after = page[-1].variant.variant_id if len(page) == PAGE_SIZE else None

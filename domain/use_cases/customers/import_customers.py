"""Imports a store's customers."""

from collections.abc import Sequence, Set
from dataclasses import replace

from novex_shopify.domain.errors import PermanentError, describe
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.import_run import ImportRun
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.customers.apply_customer import (
    CustomerState,
    apply_customers,
    build_customer_state,
)
from novex_shopify.domain.use_cases.imports.importer import BatchResult, ImportStep, Lines, Listing


class ImportCustomers:
    """Writes each customer of the file to the ERP, unless a webhook has brought a newer state."""

    batch_size = 1000

    def fetch(self, shop: ShopDomain, records: Sequence[BulkRecord[Customer]]) -> Lines:
        return records  # the file holds whole customers

    def store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[Customer]]) -> BatchResult:
        """Write the customers whose lines changed since the last import."""
        digests = tx.customer_links.get_digests(shop, [record.id for record in records])
        known_ids = _find_known(tx, shop, [record.id for record in records if not record.complete])
        states: list[CustomerState] = []
        refused: list[RefusedLine] = []
        for record in records:
            if digests.get(record.id) == record.digest:
                continue
            try:
                customer = record.read()
                if record.id in known_ids:  # addresses may be missing from an incomplete file: keep the ERP's
                    customer = replace(customer, addresses=())
                states.append(build_customer_state(customer, digest=record.digest if record.complete else None))
            except PermanentError as error:
                refused.append(RefusedLine(record.line, describe(error)))
        return BatchResult(len(apply_customers(tx, shop, states)), tuple(refused))

    def run_step(self, tx: Transaction, run: ImportRun, listing: Listing, step: ImportStep | None) -> ImportStep | None:
        return None  # customers that were deleted in Shopify stay in the ERP, like their orders


def _find_known(tx: Transaction, shop: ShopDomain, customer_ids: Sequence[int]) -> Set[int]:
    return tx.customer_links.get_many(shop, customer_ids).keys() if customer_ids else frozenset()

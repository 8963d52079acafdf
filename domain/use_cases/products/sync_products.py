"""Imports a store's products and matches them with ERP items."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from novex_shopify.domain.errors import PermanentError, describe
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine
from novex_shopify.domain.model.import_run import ImportRun
from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.unread_fields import keep_unread_variant_fields
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.imports.importer import BatchResult, ImportStep, Lines, Listing, StepName
from novex_shopify.domain.use_cases.products.match_variants import match_variants, upsert_changed_variants
from novex_shopify.domain.use_cases.wake_shop_stock import note_mapping_changes

MATCH_BATCH_SIZE = 1000
SCAN_BATCH_SIZE = 10_000
_RECENT_CHANGE_TOLERANCE = timedelta(minutes=5)
"""The maximum assumed. A variant that changed this shortly before the export may be missing in it, and is checked by
the next import."""


@dataclass(frozen=True, slots=True)
class SyncProducts:
    """Imports every variant, maps the certain ones and leaves the others to a person, with the reason.

    After the last line, steps mark deleted variants and then match variants with items. Each step reads one page and
    writes only what changed.
    """

    clock: Clock
    batch_size: ClassVar[int] = 1000

    def fetch(self, shop: ShopDomain, records: Sequence[BulkRecord[Variant]]) -> Lines:
        return records

    def store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[Variant]]) -> BatchResult:
        known = tx.mappings.get_digests(shop, [record.id for record in records])
        variants: list[Variant] = []
        refused: list[RefusedLine] = []
        for record in records:
            if known.get(record.id) == record.digest:
                continue
            try:
                variants.append(record.read())
            except PermanentError as error:
                refused.append(RefusedLine(record.line, describe(error)))
        digests = {record.id: record.digest for record in records}
        fresh = _keep_unread_fields(tx, shop, _drop_outdated(tx, shop, variants))
        written = upsert_changed_variants(tx, shop, fresh, digests) if fresh else set()
        return BatchResult(len(written), tuple(refused))

    def run_step(self, tx: Transaction, run: ImportRun, listing: Listing, step: ImportStep | None) -> ImportStep | None:
        step = step or ImportStep(StepName.DELETE)
        if step.name is StepName.MATCH:
            return self._match_page(tx, run.shop_domain, step.after)
        following = self._mark_deleted(tx, run, listing.ids, step.after) if listing.complete else None
        return following or ImportStep(StepName.MATCH)

    def _mark_deleted(self, tx: Transaction, run: ImportRun, ids: Sequence[int], after: int) -> ImportStep | None:
        """Mark as deleted what a complete listing did not contain; returns the next step of this name."""
        shop = run.shop_domain
        known = tx.mappings.list_active_ids(shop, after, SCAN_BATCH_SIZE, run.created_at - _RECENT_CHANGE_TOLERANCE)
        if not known:
            return None
        present = set(ids[bisect_right(ids, after) : bisect_right(ids, known[-1])])
        if missing := [variant_id for variant_id in known if variant_id not in present]:
            tx.mappings.mark_deleted(shop, missing, self.clock.now())
            note_mapping_changes(tx, shop, missing, ())
        return ImportStep(StepName.DELETE, known[-1]) if len(known) == SCAN_BATCH_SIZE else None

    def _match_page(self, tx: Transaction, shop: ShopDomain, after: int) -> ImportStep | None:
        page = tx.mappings.list_to_match(shop, after, MATCH_BATCH_SIZE)
        match_variants(tx, shop, page, self.clock.now())
        return ImportStep(StepName.MATCH, page[-1].variant.variant_id) if len(page) == MATCH_BATCH_SIZE else None


def _keep_unread_fields(tx: Transaction, shop: ShopDomain, variants: Sequence[Variant]) -> list[Variant]:
    unread = [variant.variant_id for variant in variants if variant.unread]
    known = {each.variant.variant_id: each.variant for each in tx.mappings.get_many(shop, unread)} if unread else {}
    return [keep_unread_variant_fields(each, known.get(each.variant_id)) for each in variants]


def _drop_outdated(tx: Transaction, shop: ShopDomain, variants: Sequence[Variant]) -> list[Variant]:
    """Drop variants that are older than the last webhook of their product, which may have removed them."""
    known = tx.mappings.find_newest_updates(shop, {variant.product_id for variant in variants}) if variants else {}
    return [variant for variant in variants if not variant.is_older_than(known.get(variant.product_id))]

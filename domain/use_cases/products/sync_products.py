"""A store's products are brought over and matched with the ERP's items."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from novex_shopify.domain.errors import PermanentError, describe
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine
from novex_shopify.domain.model.import_run import ImportRun
from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.imports.import_records import Lines, StoreResult
from novex_shopify.domain.use_cases.products.match_variants import match_variants, upsert_changed_variants

MATCH_BATCH_SIZE = 1000
SCAN_BATCH_SIZE = 10_000
_GONE, _MATCH = "gone", "match"

_CLOCK_SKEW = timedelta(minutes=5)
"""At most. What changed so shortly before the list began may not be in it, and is looked at the next time."""


@dataclass(frozen=True, slots=True)
class SyncProducts:
    """An importer: notes every variant, then maps what is certain and leaves the rest for a person, with the reason.

    After the last line come two kinds of steps: what the store has no more is noted, then the rule looks for items.
    Each step reads a page, and writes only what changed.
    """

    clock: Clock
    batch_size: ClassVar[int] = 1000

    def fetch(self, shop: ShopDomain, records: Sequence[BulkRecord[Variant]]) -> Lines:
        """The file says all."""
        return records

    def store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[Variant]]) -> StoreResult:
        """Note the variants whose lines are not the same as last time; those mapped already stay mapped."""
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
        fresh = _drop_outdated(tx, shop, variants)
        written = upsert_changed_variants(tx, shop, fresh, digests) if fresh else set()
        return StoreResult(len(written), tuple(refused))

    def finish(self, tx: Transaction, run: ImportRun, ids: Sequence[int] | None, step: str | None) -> str | None:
        """Note what is gone, if the list is whole; then match what is to be matched, and release what waited for it."""
        shop = run.shop_domain
        stage, _, place = (step or f"{_GONE}:0").partition(":")
        if stage == _MATCH:
            after = self._match_next(tx, shop, int(place))
            return None if after is None else f"{_MATCH}:{after}"
        after = None if ids is None else self._mark_deleted(tx, shop, ids, run.created_at, int(place))
        return f"{_MATCH}:0" if after is None else f"{_GONE}:{after}"

    def _mark_deleted(
        self, tx: Transaction, shop: ShopDomain, ids: Sequence[int], began: datetime, after: int
    ) -> int | None:
        """Note that Shopify has no more what a whole list did not hold; returns where to go on, None at the end.

        What changed since the list began may be too new to be in it, and stays.
        """
        known = tx.mappings.list_active_ids(shop, after, SCAN_BATCH_SIZE, began - _CLOCK_SKEW)
        if not known:
            return None
        present = set(ids[bisect_right(ids, after) : bisect_right(ids, known[-1])])
        if missing := [variant_id for variant_id in known if variant_id not in present]:
            tx.mappings.mark_deleted(shop, missing, self.clock.now())
        return known[-1] if len(known) == SCAN_BATCH_SIZE else None

    def _match_next(self, tx: Transaction, shop: ShopDomain, after: int) -> int | None:
        """Match a page of what the rule shall look at; returns where the next begins, None after the last."""
        page = tx.mappings.list_to_match(shop, after, MATCH_BATCH_SIZE)
        match_variants(tx, shop, page, self.clock.now())
        return page[-1].variant.variant_id if len(page) == MATCH_BATCH_SIZE else None


def _drop_outdated(tx: Transaction, shop: ShopDomain, variants: Sequence[Variant]) -> list[Variant]:
    """Without lines that are older than what a webhook told of their product: it may have removed that very variant."""
    known = tx.mappings.find_newest_updates(shop, {variant.product_id for variant in variants}) if variants else {}
    return [variant for variant in variants if not variant.is_older_than(known.get(variant.product_id))]

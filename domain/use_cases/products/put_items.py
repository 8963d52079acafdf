"""Puts items into the ERP's catalog."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.product import Item, Variant
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.item_checks import check_item
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.products.match_variants import MatchOutcome, rematch_sharing_keys


@dataclass(frozen=True, slots=True)
class PutItems:
    """Creates or overwrites items, and maps the undecided variants that they are the items of."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, items: Iterable[Item]) -> MatchOutcome:
        """Put the items in one transaction. Orders that waited for them continue.

        The `EDITED_FIELDS` of existing items stay: `ChangeItem` changes them. Raises `InvalidItem`.
        """
        items = list(items)
        for item in items:
            check_item(item)
        with self.unit_of_work() as tx:
            outcome = put_and_match(tx, items, self.clock.now())
            tx.commit()
        if outcome.released:
            self.notifier.notify(Work.EVENTS)
        return outcome


def put_and_match(tx: Transaction, items: Sequence[Item], now: datetime) -> MatchOutcome:
    """Put the items, then match the undecided variants of every store that share a SKU or barcode with one.

    Also those that share what an item had before: it may have been the second item with that key.
    """
    replaced = tx.erp.catalog.get_many({item.id for item in items}).values()
    tx.erp.catalog.put(items)
    if items:
        subject = AuditSubject(AuditedKind.ITEM, items[0].id if len(items) == 1 else "")
        tx.audit_log.record(AuditAction.ITEMS_CHANGED, subject, after={"items": len(items)})
    keys = [build_key_carrier(item) for item in (*items, *replaced)]
    outcome = MatchOutcome()
    for shop in tx.shops.list_all():
        outcome += rematch_sharing_keys(tx, shop.domain, keys, now)
    return outcome


def build_key_carrier(item: Item) -> Variant:
    """A variant with the SKU and barcode of an item, to find what shares them; no real variant has the id 0."""
    return Variant(product_id=0, variant_id=0, title=item.name, sku=item.sku, barcode=item.barcode)

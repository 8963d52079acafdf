"""Decisions of a person on which ERP item a variant is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.product import MappedItem, MappingStatus, MatchedBy, ProductMapping
from novex_shopify.domain.model.release import Release
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.audit_changes import describe_mapping, keep_differences
from novex_shopify.domain.policies.booked_pieces import book_to_item
from novex_shopify.domain.ports.audit_log import AuditChange
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.resource_keys import variant_key
from novex_shopify.domain.use_cases.wake_shop_stock import note_mapping_changes

_ACTIONS = {
    MappingStatus.MAPPED: AuditAction.VARIANT_MAPPED,
    MappingStatus.IGNORED: AuditAction.VARIANT_IGNORED,
    MappingStatus.UNMAPPED: AuditAction.VARIANT_UNMAPPED,
}


@dataclass(frozen=True, slots=True)
class MapProduct:
    """Maps, ignores and unmaps variants. Mapping and ignoring release the orders that waited for the variant."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, shop: ShopDomain, variant_id: int, item_id: str, pieces: int | None = None) -> Release:
        """Map a variant; returns which orders this released.

        `pieces` are the base units of the item in one sold unit; None keeps them for the same item, and is one for
        another. Lines that are booked keep theirs. Raises `NotFound` for an unknown variant or item, and
        `InvalidPieces`.
        """
        with self.unit_of_work() as tx:
            mapping = get_mapping(tx, shop, variant_id)
            if tx.erp.catalog.get(item_id) is None:
                raise NotFound(f"The ERP has no item {item_id}.")
            return self._decide(tx, mapping, map_to_item(mapping, item_id, pieces))

    def ignore(self, shop: ShopDomain, variant_id: int) -> Release:
        """Book the variant without an item, like a custom line; returns which orders this released.

        Raises `NotFound` for an unknown variant.
        """
        with self.unit_of_work() as tx:
            mapping = get_mapping(tx, shop, variant_id)
            return self._decide(tx, mapping, ignore_mapping(mapping))

    def unmap(self, shop: ShopDomain, variant_id: int) -> None:
        """Remove a mapping, and do not map the variant automatically. Orders that are booked with it stay unchanged."""
        with self.unit_of_work() as tx:
            mapping = get_mapping(tx, shop, variant_id)
            save_decisions(tx, [mapping], [clear_mapping(mapping)])
            tx.commit()

    def _decide(self, tx: Transaction, mapping: ProductMapping, decision: ProductMapping) -> Release:
        save_decisions(tx, [mapping], [decision])
        released = release_orders(tx, [decision], self.clock)
        tx.commit()
        if released:
            self.notifier.notify(Work.EVENTS)
        return released


def map_to_item(mapping: ProductMapping, item_id: str, pieces: int | None = None) -> ProductMapping:
    """Return the mapping to an item. Raises `InvalidPieces`."""
    booked = book_to_item(MappedItem(mapping.item_id, mapping.pieces), item_id, pieces)
    return replace(
        mapping, item_id=item_id, pieces=booked.pieces, matched_by=MatchedBy.PERSON, reason=None, ignored=False
    )


def ignore_mapping(mapping: ProductMapping) -> ProductMapping:
    reason = "ignored by a person"
    return replace(mapping, item_id=None, pieces=1, matched_by=MatchedBy.PERSON, reason=reason, ignored=True)


def clear_mapping(mapping: ProductMapping) -> ProductMapping:
    reason = "unmapped by a person"
    return replace(mapping, item_id=None, pieces=1, matched_by=MatchedBy.PERSON, reason=reason, ignored=False)


def save_decisions(tx: Transaction, before: Iterable[ProductMapping], decisions: Sequence[ProductMapping]) -> None:
    """Save what a person decided, and who it was. `before` has the mapping of each variant as it was."""
    known = {each.variant.variant_id: each for each in before}
    changes = defaultdict[AuditAction, list[AuditChange]](list)
    for decision in decisions:
        variant_id, shop = decision.variant.variant_id, decision.shop_domain
        subject = AuditSubject(AuditedKind.VARIANT, str(variant_id), shop)
        values = keep_differences(describe_mapping(known[variant_id]), describe_mapping(decision))
        changes[_ACTIONS[decision.status]].append((subject, *values))
    for action, of_action in changes.items():
        tx.audit_log.record_many(action, of_action)
    tx.mappings.save(*decisions)
    for shop in {decision.shop_domain for decision in decisions}:
        items = {each.item_id for each in (*known.values(), *decisions) if each.item_id}
        note_mapping_changes(tx, shop, [decision.variant.variant_id for decision in decisions], items)


def release_orders(tx: Transaction, decisions: Sequence[ProductMapping], clock: Clock) -> Release:
    """Release the orders of one store that waited for these variants."""
    keys = [variant_key(decision.variant.variant_id) for decision in decisions]
    return tx.events.release(decisions[0].shop_domain, keys, clock.now()) if decisions else Release()


def get_mapping(tx: Transaction, shop: ShopDomain, variant_id: int) -> ProductMapping:
    """Get the mapping of a variant. Raises `NotFound`."""
    mapping = tx.mappings.get(shop, variant_id)
    if mapping is None:
        fix = "Import its products at /console/imports, or by `products sync`."
        raise NotFound(f"{shop} has no variant {variant_id}. {fix}")
    return mapping

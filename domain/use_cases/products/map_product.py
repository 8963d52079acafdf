"""A person says which ERP item a variant is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound, variant_key
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier


@dataclass(frozen=True, slots=True)
class MapProduct:
    """Maps, ignores and unmaps variants. The first two release every order that waited for it."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, shop: ShopDomain, variant_id: int, item_id: str) -> int:
        """Map; returns how many waiting orders this released. Raises `NotFound` for an unknown variant or item."""
        with self.unit_of_work() as tx:
            mapping = get_mapping(tx, shop, variant_id)
            if tx.erp.catalog.get(item_id) is None:
                raise NotFound(f"The ERP has no item {item_id}.")
            return self._decide(tx, map_to_item(mapping, item_id))

    def ignore(self, shop: ShopDomain, variant_id: int) -> int:
        """Have the variant booked without an item, as a custom line is; returns how many waiting orders this released.

        Raises `NotFound` for an unknown variant.
        """
        with self.unit_of_work() as tx:
            return self._decide(tx, ignore_mapping(get_mapping(tx, shop, variant_id)))

    def unmap(self, shop: ShopDomain, variant_id: int) -> None:
        """Forget a decision, and have none found by itself; orders booked by it stay as they are."""
        with self.unit_of_work() as tx:
            tx.mappings.save(unmap_mapping(get_mapping(tx, shop, variant_id)))
            tx.commit()

    def _decide(self, tx: Transaction, decision: ProductMapping) -> int:
        tx.mappings.save(decision)
        released = release_orders(tx, [decision], self.clock)
        tx.commit()
        if released:
            self.notifier.notify(Work.EVENTS)
        return released


def map_to_item(mapping: ProductMapping, item_id: str) -> ProductMapping:
    """A person's decision for an item."""
    return replace(mapping, item_id=item_id, matched_by=MatchedBy.PERSON, reason=None, ignored=False)


def ignore_mapping(mapping: ProductMapping) -> ProductMapping:
    """A person's decision for no item."""
    reason = "ignored by a person"
    return replace(mapping, item_id=None, matched_by=MatchedBy.PERSON, reason=reason, ignored=True)


def unmap_mapping(mapping: ProductMapping) -> ProductMapping:
    """A person's decision to decide later."""
    reason = "unmapped by a person"
    return replace(mapping, item_id=None, matched_by=MatchedBy.PERSON, reason=reason, ignored=False)


def release_orders(tx: Transaction, decisions: Sequence[ProductMapping], clock: Clock) -> int:
    """Make due the orders of one store that waited for these; returns how many."""
    keys = [variant_key(decision.variant.variant_id) for decision in decisions]
    return tx.events.release(decisions[0].shop_domain, keys, clock.now()) if decisions else 0


def get_mapping(tx: Transaction, shop: ShopDomain, variant_id: int) -> ProductMapping:
    """The mapping of a variant, or `NotFound`."""
    mapping = tx.mappings.get(shop, variant_id)
    if mapping is None:
        raise NotFound(
            f"{shop} has no variant {variant_id}. Bring its products over with `novex-shopify products sync`."
        )
    return mapping

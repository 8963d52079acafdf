"""A person says which ERP item a variant is."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound, variant_key
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.wakeups import Wakeups


@dataclass(frozen=True, slots=True)
class MapProduct:
    """Maps and unmaps variants. Mapping releases every order that waited for it."""

    unit_of_work: UnitOfWork
    wakeups: Wakeups
    clock: Clock

    def __call__(self, shop: ShopDomain, variant_id: int, item_id: str) -> int:
        """Map; returns how many waiting orders this released. Raises `NotFound` for an unknown variant or item."""
        with self.unit_of_work() as tx:
            mapping = _known(tx, shop, variant_id)
            if tx.erp.catalog.get(item_id) is None:
                raise NotFound(f"The ERP has no item {item_id}.")
            tx.mappings.save(replace(mapping, item_id=item_id, matched_by=MatchedBy.PERSON, reason=None))
            released = tx.events.release(shop, (variant_key(variant_id),), self.clock.now())
            tx.commit()
        if released:
            self.wakeups.wake(Work.EVENTS)
        return released

    def unmap(self, shop: ShopDomain, variant_id: int) -> None:
        """Forget a mapping, and have none found by itself; orders booked by it stay as they are."""
        with self.unit_of_work() as tx:
            mapping = _known(tx, shop, variant_id)
            tx.mappings.save(replace(mapping, item_id=None, matched_by=MatchedBy.PERSON, reason="unmapped by a person"))
            tx.commit()


def _known(tx: Transaction, shop: ShopDomain, variant_id: int) -> ProductMapping:
    mapping = tx.mappings.get(shop, variant_id)
    if mapping is None:
        raise NotFound(
            f"{shop} has no variant {variant_id}. Bring its products over with `novex-shopify products sync`."
        )
    return mapping

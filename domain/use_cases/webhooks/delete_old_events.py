"""Events that are long finished make room."""

from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

BATCH_SIZE = 500


@dataclass(frozen=True, slots=True)
class DeleteOldEvents:
    """Deletes finished events that are older than their store keeps them. What is parked or dead stays for a person.

    Small transactions, so that nobody who stores or applies events waits for it.
    """

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self) -> int:
        """Look through all stores once; returns how many events were deleted."""
        with self.unit_of_work() as tx:
            shops = [shop.domain for shop in tx.shops.list_all()]
        return sum(map(self._delete, shops))

    def _delete(self, shop: ShopDomain) -> int:
        deleted = 0
        while batch := self._delete_batch(shop):
            deleted += batch
        return deleted

    def _delete_batch(self, shop: ShopDomain) -> int:
        with self.unit_of_work() as tx:
            oldest = self.clock.now() - tx.shops.get_settings(shop).keep_events_for
            deleted = tx.events.delete_finished(shop, oldest, BATCH_SIZE)
            tx.commit()
        return deleted

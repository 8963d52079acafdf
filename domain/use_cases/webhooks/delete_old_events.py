"""Deletes events that finished long ago, and the reports of old data requests."""

import logging
from dataclasses import dataclass

from novex_shopify.domain.errors import DatabaseUnavailable, to_log_fields, unexpected
from novex_shopify.domain.model.shop import NO_SHOP, ShopDomain
from novex_shopify.domain.model.webhook_topic import TOPICS, Subject
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import REPORTS_RETENTION, UNCONFIRMED_DELETION_RETENTION, UNRESOLVED_EVENTS_RETENTION
from novex_shopify.domain.use_cases.indexing.remove_deleted_orders import remove_deleted_orders

BATCH_SIZE = 500
_DELETION_TOPICS = frozenset(
    topic.name for topic in TOPICS if topic.subject in (Subject.ORDER_DELETION, Subject.PRODUCT_DELETION)
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeleteOldEvents:
    """Deletes what finished longer ago than the store keeps events, and reports that were made long ago.

    Events of no known store, such as news of a parcel that was sent elsewhere, are kept for the usual time of a store.
    Parked and dead events wait for a person, but not for ever, because they hold personal data.
    """

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self) -> int:
        """Go through all stores once; returns how many events were deleted."""
        with self.unit_of_work.read() as tx:
            shops = [NO_SHOP, *(shop.domain for shop in tx.shops.list_all())]
        self._erase_old_reports()
        deleted = sum(map(self._try_delete_all, shops))
        remove_deleted_orders(self.unit_of_work)
        return deleted

    def _erase_old_reports(self) -> None:
        with self.unit_of_work() as tx:
            tx.privacy.erase_old_reports(self.clock.now() - REPORTS_RETENTION)
            tx.commit()

    def _try_delete_all(self, shop: ShopDomain) -> int:
        try:
            return self._delete_all(shop)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # one store must not keep the events of the others
            _log.warning("events.not_deleted", extra={"shop": shop, **to_log_fields(error)}, exc_info=unexpected(error))
            return 0

    def _delete_all(self, shop: ShopDomain) -> int:
        deleted = 0
        while batch := self._delete_batch(shop):
            deleted += batch
        return deleted

    def _delete_batch(self, shop: ShopDomain) -> int:
        # A transaction for each batch, so that storing and processing events do not wait for long.
        with self.unit_of_work() as tx:
            now = self.clock.now()
            deleted = tx.events.delete_finished(shop, now - tx.shops.get_settings(shop).keep_events_for, BATCH_SIZE)
            deleted += tx.events.delete_unresolved(shop, now - UNRESOLVED_EVENTS_RETENTION, BATCH_SIZE)
            deleted += tx.events.delete_unresolved(
                shop, now - UNCONFIRMED_DELETION_RETENTION, BATCH_SIZE, _DELETION_TOPICS
            )
            deleted += tx.shop_stock.pushes.delete_answered(
                shop, now - tx.shops.get_settings(shop).keep_events_for, BATCH_SIZE
            )
            tx.commit()
        return deleted

"""Detects stores whose webhooks stopped."""

import logging
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.policies.delivery_outage import MOST_WEEKS, is_outage
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import (
    COMMITTED_AFTER,
    DELIVERY_COUNT_INTERVAL,
    DELIVERY_HOURS_RETENTION,
    OUTAGE_DETECTION_INTERVAL,
    REPEAT_RESYNC_AFTER,
    WEEK,
)
from novex_shopify.domain.use_cases.periodic_jobs import try_start_job
from novex_shopify.domain.use_cases.shops.record_missed_window import record_missed_window

_log = logging.getLogger(__name__)

COUNT_DELIVERIES_JOB, DETECT_OUTAGES_JOB = "count deliveries", "detect outages"
COUNT_BATCH_SIZE = 10_000


@dataclass(frozen=True, slots=True)
class WatchDeliveries:
    """Counts deliveries, and detects a store without webhooks for an unusually long time.

    An outage triggers a subscription check and a resync since the last delivery, and again once a day while it lasts.
    """

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId

    def __call__(self) -> None:
        """Run the jobs that are due; any number of workers may call this."""
        now = self.clock.now()
        if try_start_job(self.unit_of_work, COUNT_DELIVERIES_JOB, self.worker, now, DELIVERY_COUNT_INTERVAL):
            while self._count_deliveries(now) == COUNT_BATCH_SIZE:
                pass
        if try_start_job(self.unit_of_work, DETECT_OUTAGES_JOB, self.worker, now, OUTAGE_DETECTION_INTERVAL):
            self._detect_outages(now)

    def _count_deliveries(self, now: datetime) -> int:
        with self.unit_of_work() as tx:
            counted = tx.deliveries.count_received(now - COMMITTED_AFTER, COUNT_BATCH_SIZE)
            tx.commit()
        return counted

    def _detect_outages(self, now: datetime) -> None:
        with self.unit_of_work() as tx:
            shops = tx.shops.list_all()
            tx.deliveries.delete_hours(now - DELIVERY_HOURS_RETENTION)
            tx.commit()
        for shop in shops:
            with self.unit_of_work() as tx:
                requested = _detect_outage(tx, shop, now)
                tx.commit()
            if requested:
                self.notifier.notify(Work.SUBSCRIPTIONS)


def _detect_outage(tx: Transaction, shop: Shop, now: datetime) -> bool:
    if not shop.reachable:
        tx.deliveries.end_outage(shop.domain)
        return False
    last = max(tx.deliveries.find_last_received_at(shop.domain).values(), default=None)
    outage = tx.deliveries.get_outage(shop.domain)
    if last is None:
        return False
    if outage and last > outage.last_delivery_at:
        tx.deliveries.end_outage(shop.domain)
        _log.info(
            "delivery_outage.ended",
            extra={"shop": shop.domain, "last_delivery_at": outage.last_delivery_at.isoformat()},
        )
        outage = None
    if outage and now - outage.resync_requested_at < REPEAT_RESYNC_AFTER:
        return False
    active_hours = tx.deliveries.list_hours(shop.domain, last - (MOST_WEEKS + 1) * WEEK)
    if not (outage or is_outage(active_hours, last, shop.installed_at, now)):
        return False
    tx.deliveries.save_outage(DeliveryOutage(shop.domain, last, now))
    record_missed_window(tx, MissedWindow(shop.domain, last, "no webhooks for an unusually long time", now))
    tx.subscriptions.schedule_check(shop.domain, now)
    _log.warning("delivery_outage.detected", extra={"shop": shop.domain, "last_delivery_at": last.isoformat()})
    return True

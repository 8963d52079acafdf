"""Reads once a day what lost webhooks may have said of parcels, and watches that they are sent."""

import logging
from dataclasses import dataclass

from novex_shopify.domain.errors import CarriersThrottled, NovexError, to_log_fields
from novex_shopify.domain.model.tracker import Tracker
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.carriers import Carriers
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import TRACKER_COMPARE_INTERVAL
from novex_shopify.domain.use_cases.periodic_jobs import try_start_job
from novex_shopify.domain.use_cases.tracking.apply_tracker import ApplyTracker
from novex_shopify.domain.use_cases.tracking.watch_carrier_webhooks import WatchCarrierWebhooks

_log = logging.getLogger(__name__)

COMPARE_TRACKERS_JOB = "compare trackers"
MAX_COMPARED = 2_000
"""Of those without news for longest. A day's calls stay far below what the provider allows."""


@dataclass(frozen=True, slots=True)
class CompareTrackers:
    """Once a day, whatever the number of workers."""

    unit_of_work: UnitOfWork
    clock: Clock
    worker: WorkerId
    carriers: Carriers
    apply: ApplyTracker
    watch_webhooks: WatchCarrierWebhooks

    def __call__(self) -> None:
        """Run the job if it is due."""
        now = self.clock.now()
        if not try_start_job(self.unit_of_work, COMPARE_TRACKERS_JOB, self.worker, now, TRACKER_COMPARE_INTERVAL):
            return
        self.watch_webhooks()
        self.compare_all()

    def compare_all(self) -> None:
        """Fetch every open tracker without recent news; one that fails does not stop the others."""
        with self.unit_of_work.read() as tx:
            trackers = tx.trackers.list_open(self.clock.now(), MAX_COMPARED)
        for tracker in trackers:
            try:
                self._compare(tracker)
            except CarriersThrottled as error:
                _log.warning("trackers.not_compared", extra=to_log_fields(error))
                return
            except NovexError as error:
                _log.warning("tracker.not_compared", extra={"tracker": tracker.id, **to_log_fields(error)})

    def _compare(self, tracker: Tracker) -> None:
        with self.unit_of_work.read() as tx:
            shipment_id = tx.trackers.find_shipment(tracker.id)
            push = tx.pushes.get(shipment_id) if shipment_id else None
            shop = push.shop_domain if push else None
            account = tx.carrier_accounts.find(shop) if shop else None
        if shipment_id is None:
            return
        is_quiet = tracker.updated_at < self.clock.now() - TRACKER_COMPARE_INTERVAL / 2
        report = self.carriers.fetch_tracker(account, tracker.id) if account and is_quiet else tracker
        with self.unit_of_work() as tx:
            if not self.apply(tx, shipment_id, report):
                self.apply.judge_order(tx, shipment_id)  # time alone can make it need attention
            tx.commit()

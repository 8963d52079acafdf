"""Reads once a day what lost webhooks may have said of parcels, and watches that they are sent."""

import logging
from dataclasses import dataclass

from novex_shopify.domain.errors import CarriersThrottled, NovexError, describe, to_log_fields
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.tracker import Tracker
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.carriers import Carriers
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import TRACKER_COMPARE_INTERVAL
from novex_shopify.domain.use_cases.periodic_jobs import try_start_job
from novex_shopify.domain.use_cases.tracking.apply_tracker import ApplyTracker

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
    webhook_url: str

    def __call__(self) -> None:
        """Run the job if it is due."""
        now = self.clock.now()
        if not try_start_job(self.unit_of_work, COMPARE_TRACKERS_JOB, self.worker, now, TRACKER_COMPARE_INTERVAL):
            return
        self.check_webhooks()
        self.compare_all()

    def check_webhooks(self) -> None:
        """Have each account send its events, and store why one does not.

        EasyPost stops to send to an address that fails often, and says so only here. It is asked to send again at once.
        What it did not send meanwhile is compared.
        """
        with self.unit_of_work.read() as tx:
            accounts = tx.carrier_accounts.list_all()
        for account in accounts:
            problem = self._check_webhook(account) if account.webhook_secret else None
            with self.unit_of_work() as tx:
                if problem is None:
                    tx.carrier_webhooks.clear_problem(account.shop_domain)
                else:
                    tx.carrier_webhooks.save_problem(account.shop_domain, problem, self.clock.now())
                tx.commit()

    def _check_webhook(self, account: CarrierAccount) -> str | None:
        try:
            disabled_at = self.carriers.find_disabled_webhook(account, self.webhook_url)
            if disabled_at is None:
                return None
            self.carriers.register_webhook(account, self.webhook_url)
        except NovexError as error:
            _log.warning("carrier_webhook.not_checked", extra=to_log_fields(error))
            return describe(error)
        _log.warning("carrier_webhook.enabled_again", extra={"disabled_at": disabled_at.isoformat()})
        return (
            f"EasyPost had stopped to send news of parcels on {disabled_at:%Y-%m-%d %H:%M} UTC, because this address"
            " failed too often. It was asked to send again, and what it did not send was read."
        )

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

"""Reads the state of the whole installation, for probes, metrics and the doctor."""

from collections import Counter
from dataclasses import dataclass

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.installation_status import InstallationStatus
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.webhooks.watch_deliveries import COUNT_DELIVERIES_JOB


@dataclass(frozen=True, slots=True)
class GetInstallationStatus:
    """Reads only open and recent rows, so it is fast at any number of stored events."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self) -> InstallationStatus:
        """Raises `DatabaseUnavailable`."""
        now = self.clock.now()
        open_events, open_pushes = Counter[EventStatus](), Counter[PushStatus]()
        with self.unit_of_work() as tx:
            for each in tx.statistics.count_open_events():
                open_events[each.status] += each.count
            for (_, status), count in tx.statistics.count_open_pushes().items():
                open_pushes[status] += count
            return InstallationStatus(
                read_at=now,
                last_job=tx.job_runs.find_last(COUNT_DELIVERIES_JOB),
                event_due_since=tx.events.find_oldest_due(now),
                shipment_waiting_since=tx.pushes.find_oldest_waiting(),
                open_events=open_events,
                open_pushes=open_pushes,
                shops=tx.shops.list_all(),
                outages=tx.deliveries.list_outages(),
                open_missed_windows=len(tx.missed_windows.list_open()),
            )

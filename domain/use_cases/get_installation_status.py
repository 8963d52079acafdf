"""Reads the state of the whole installation, for probes, metrics and the doctor."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.installation_status import InstallationStatus
from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.model.stock_level import LevelState
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.shops.check_address import CheckAddress
from novex_shopify.domain.use_cases.webhooks.watch_deliveries import COUNT_DELIVERIES_JOB

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class GetInstallationStatus:
    """Reads only open and recent rows, so it is fast at any number of stored events."""

    unit_of_work: UnitOfWork
    clock: Clock
    address: CheckAddress

    def __call__(self) -> InstallationStatus:
        """Raises `DatabaseUnavailable`."""
        with self.unit_of_work.read() as tx:
            return self.read_in(tx)

    def read_in(self, tx: Transaction) -> InstallationStatus:
        """The state as a transaction sees it."""
        now = self.clock.now()
        open_events, open_pushes = Counter[EventStatus](), Counter[PushStatus]()
        for each in tx.statistics.count_open_events():
            open_events[each.status] += each.count
        for (_, status), count in tx.statistics.count_open_pushes().items():
            open_pushes[status] += count
        undecided = Counter[LevelState]()
        for (_, state), count in tx.shop_stock.levels.count_undecided().items():
            undecided[state] += count
        return InstallationStatus(
            read_at=now,
            last_job=tx.job_runs.find_last(COUNT_DELIVERIES_JOB),
            event_due_since=tx.events.find_oldest_due(now),
            shipment_waiting_since=tx.pushes.find_oldest_waiting(),
            open_events=open_events,
            open_pushes=open_pushes,
            shops=(shops := tx.shops.list_all()),
            outages=tx.deliveries.list_outages(),
            refused_deliveries=list_refused_deliveries(tx, shops),
            open_missed_windows=len(tx.missed_windows.list_open()),
            settling_due_since=stock.warehouse_states.find_oldest_due() if (stock := tx.erp.stock) else None,
            unsettled_orders=len(stock.warehouse_states.list_failed(MOST_COUNTED)) if stock else 0,
            app_url=self.address.app_url,
            previous_app_url=self.address.find_previous(tx),
            orders_on_hold=sum(each.orders for each in tx.order_holds.count_open()),
            level_due_since=tx.shop_stock.levels.find_oldest_due(),
            undecided_levels=undecided,
            open_issues=tx.issues.count_open(),
        )


def list_refused_deliveries(tx: Transaction, shops: Iterable[Shop]) -> list[RefusedDeliveries]:
    """List those of connected shops without an accepted delivery since."""
    connected = {shop.domain for shop in shops if shop.connected}
    return [each for each in tx.deliveries.list_refused() if each.shop in connected and not _accepted_since(tx, each)]


def _accepted_since(tx: Transaction, refused: RefusedDeliveries) -> bool:
    last = max(tx.deliveries.find_last_received_at(refused.shop).values(), default=None)
    return last is not None and last >= refused.since

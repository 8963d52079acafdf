"""Follows parcels whose labels were bought elsewhere."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import CarriersThrottled, NovexError, to_log_fields
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.fulfillment import FulfillmentPush, Shipment
from novex_shopify.domain.model.push_filter import PushFilter
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.carriers import Carriers
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.timing import TRACK_SHIPMENTS_FOR, TRACK_SHIPMENTS_INTERVAL
from novex_shopify.domain.use_cases.periodic_jobs import try_start_job
from novex_shopify.domain.use_cases.tracking.apply_tracker import ApplyTracker

_log = logging.getLogger(__name__)

TRACK_SHIPMENTS_JOB = "track shipments"
MAX_REGISTERED = 50
"""Numbers of one store at one time, so that a day's shipments do not throttle the purchase of labels."""

_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class TrackShipments:
    """Registers the tracking numbers of recent shipments without a tracker, where the store's setting asks for it.

    The recorded shipment is the job: what fails is tried again as long as the shipment is recent. The same number again
    is the same tracker, and is charged once.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    worker: WorkerId
    carriers: Carriers
    apply: ApplyTracker

    def __call__(self) -> None:
        """Run the job if it is due; any number of workers may call this."""
        now = self.clock.now()
        if not try_start_job(self.unit_of_work, TRACK_SHIPMENTS_JOB, self.worker, now, TRACK_SHIPMENTS_INTERVAL):
            return
        with self.unit_of_work.read() as tx:
            shops = [shop.domain for shop in tx.shops.list_all() if tx.shops.get_settings(shop.domain).track_shipments]
        for shop in shops:
            self._track_shop(shop)

    def _track_shop(self, shop: ShopDomain) -> None:
        with self.unit_of_work.read() as tx:
            account = tx.carrier_accounts.find(shop)
            if account is None:
                return
            missing = _list_missing(tx, self._list_recent(tx.pushes.list_latest(_LOOKED_AT, PushFilter(shop=shop))))
        for shipment, number in missing[:MAX_REGISTERED]:
            try:
                self._register(account, shipment, number)
            except CarriersThrottled as error:
                _log.warning("shipments.not_tracked", extra={"shop": shop, **to_log_fields(error)})
                return
            except NovexError as error:
                _log.warning("shipment.not_tracked", extra={"shipment": shipment.id, **to_log_fields(error)})

    def _list_recent(self, pushes: Sequence[FulfillmentPush]) -> Sequence[Shipment]:
        since = self.clock.now() - TRACK_SHIPMENTS_FOR
        return [push.shipment for push in pushes if push.created_at and push.created_at >= since]

    def _register(self, account: CarrierAccount, shipment: Shipment, number: str) -> None:
        carrier = shipment.tracking.carrier if shipment.tracking else None
        tracker = self.carriers.track(account, number, carrier)
        with self.unit_of_work() as tx:
            self.apply(tx, shipment.id, tracker)
            tx.commit()


def _list_missing(tx: Transaction, shipments: Sequence[Shipment]) -> Sequence[tuple[Shipment, str]]:
    """The numbers that no tracker has. A label that was bought here brings its own."""
    tracked = tx.trackers.get_for_shipments([shipment.id for shipment in shipments])
    purchases = tx.label_purchases.list_for_orders({shipment.order_id for shipment in shipments})
    labelled = {purchase.parcel.id for purchase in purchases if purchase.postage}
    return [
        (shipment, number)
        for shipment in shipments
        if shipment.tracking and not shipment.cancelled and shipment.id not in labelled
        for number in shipment.tracking.all_numbers
        if number not in {tracker.tracking_number for tracker in tracked.get(shipment.id, ())}
    ]

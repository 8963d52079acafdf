"""Which shipments are listed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.tracker import Tracker, TrackerStatus


@dataclass(frozen=True, slots=True)
class PushFilter:
    """Conditions for pushes; what is empty matches all.

    `carrier` is the name as the shipment has it. `delivery` is the state of one of its parcels, as far as they are
    tracked.
    """

    statuses: Collection[PushStatus] = ()
    shop: ShopDomain | None = None
    carrier: str = ""
    delivery: TrackerStatus | None = None

    def includes(self, push: FulfillmentPush, trackers: Iterable[Tracker]) -> bool:
        """Whether the conditions are true of a push whose parcels have these trackers."""
        tracking = push.shipment.tracking
        return (
            (not self.statuses or push.status in self.statuses)
            and self.shop in (None, push.shop_domain)
            and (not self.carrier or bool(tracking and tracking.carrier == self.carrier))
            and (self.delivery is None or any(each.status is self.delivery for each in trackers))
        )


ALL_PUSHES = PushFilter()

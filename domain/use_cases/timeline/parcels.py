"""What carriers reported of the parcels of an order."""

from collections.abc import Iterator

from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind, TimelineTone
from novex_shopify.domain.model.tracker import TrackerStatus
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory

_TONES = {
    TrackerStatus.DELIVERED: TimelineTone.GOOD,
    TrackerStatus.RETURN_TO_SENDER: TimelineTone.BAD,
    TrackerStatus.FAILURE: TimelineTone.BAD,
}


def list_scans(_: Transaction, history: OrderHistory) -> Iterator[TimelineEntry]:
    for shipment_id, trackers in history.trackers.items():
        for tracker in trackers:
            for place, scan in enumerate(tracker.scans):
                yield TimelineEntry(
                    scan.at,
                    f"scan-{tracker.id}-{place}",
                    TimelineKind.PARCEL,
                    scan.text,
                    tuple(filter(None, (f"{tracker.carrier} {tracker.tracking_number}", scan.place))),
                    _TONES.get(scan.status, TimelineTone.NEUTRAL),
                    about=AuditSubject(AuditedKind.SHIPMENT, shipment_id, history.shop),
                )

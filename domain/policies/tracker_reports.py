"""What is known of a parcel after a report of its tracker, in whatever order reports arrive."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.tracker import ENDED_TRACKER_STATUSES, Tracker, TrackerStatus
from novex_shopify.domain.policies.order_exceptions import WHOLE_ORDER, ExceptionKey

_PROGRESS = (
    TrackerStatus.UNKNOWN,
    TrackerStatus.ERROR,
    TrackerStatus.PRE_TRANSIT,
    TrackerStatus.CANCELLED,
    TrackerStatus.IN_TRANSIT,
    TrackerStatus.OUT_FOR_DELIVERY,
    TrackerStatus.AVAILABLE_FOR_PICKUP,
    TrackerStatus.FAILURE,
    TrackerStatus.DELIVERED,
    TrackerStatus.RETURN_TO_SENDER,
)
"""The states, each further along than those before it. Only a return leaves `delivered`."""


_TROUBLES = {
    TrackerStatus.RETURN_TO_SENDER: OrderExceptionKind.RETURN_TO_SENDER,
    TrackerStatus.FAILURE: OrderExceptionKind.DELIVERY_FAILED,
}


def merge_reports(known: Tracker | None, report: Tracker) -> Tracker:
    """What is known with this report: the scans of the latest one, and a state that never goes back.

    An older report adds nothing but a state that is further along. So the result is the same in whatever order reports
    arrive, and however often.
    """
    if known is None:
        return report
    if known.is_erased:
        report = report.without_personal_data()
    earlier, latest = (report, known) if report.updated_at < known.updated_at else (known, report)
    return replace(latest, status=max(earlier.status, latest.status, key=_PROGRESS.index))


def find_delivered_at(tracker: Tracker) -> datetime | None:
    """When the parcel was delivered; None if it is not, or has gone back to the sender."""
    if tracker.status is not TrackerStatus.DELIVERED:
        return None
    delivered = [scan.at for scan in tracker.scans if scan.status is TrackerStatus.DELIVERED]
    return delivered[0] if delivered else tracker.updated_at


def find_last_movement(tracker: Tracker) -> datetime:
    """When a carrier last saw the parcel; without a scan, when the tracker last changed."""
    return max((scan.at for scan in tracker.scans), default=tracker.updated_at)


def find_parcel_exceptions(
    trackers: Iterable[Tracker], now: datetime, quiet_for: timedelta
) -> Mapping[ExceptionKey, int]:
    """What is wrong with an order's parcels, and with how many; `quiet_for` is how long one may go without a scan."""
    found = Counter[ExceptionKey]()
    for tracker in trackers:
        if (kind := _TROUBLES.get(tracker.status)) is not None:
            found[WHOLE_ORDER, kind] += 1
        elif tracker.status not in ENDED_TRACKER_STATUSES and find_last_movement(tracker) < now - quiet_for:
            found[WHOLE_ORDER, OrderExceptionKind.NO_MOVEMENT] += 1
    return found


def list_parcels(
    pushes: Iterable[FulfillmentPush], trackers: Mapping[str, Sequence[Tracker]]
) -> Sequence[Sequence[Tracker]]:
    """List the trackers of each shipment that is not cancelled; `trackers` are those of each shipment ever.

    A shipment whose label was replaced has those of the numbers that it has now.
    """
    parcels = []
    for push in pushes:
        shipment = push.shipment
        if shipment.cancelled or push.status is PushStatus.CANCELLED:
            continue
        numbers = shipment.tracking.all_numbers if shipment.tracking else ()
        known = trackers.get(shipment.id, ())
        parcels.append([each for each in known if not numbers or each.tracking_number in numbers])
    return parcels


def find_all_delivered_at(parcels: Iterable[Iterable[Tracker]]) -> datetime | None:
    """When the last of an order's parcels was delivered; None if any is not, or is not tracked."""
    found = [[find_delivered_at(tracker) for tracker in trackers] for trackers in parcels]
    if not found or not all(found):
        return None
    moments = [moment for each in found for moment in each]
    return None if None in moments else max(moment for moment in moments if moment)

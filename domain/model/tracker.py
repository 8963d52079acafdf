"""Where a parcel is, as its carrier says."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, auto


class TrackerStatus(StrEnum):
    """The provider's words (EasyPost, Trackers)."""

    UNKNOWN = auto()
    PRE_TRANSIT = auto()
    IN_TRANSIT = auto()
    OUT_FOR_DELIVERY = auto()
    AVAILABLE_FOR_PICKUP = auto()
    DELIVERED = auto()
    RETURN_TO_SENDER = auto()
    FAILURE = auto()
    CANCELLED = auto()
    ERROR = auto()


ENDED_TRACKER_STATUSES = (
    TrackerStatus.DELIVERED,
    TrackerStatus.RETURN_TO_SENDER,
    TrackerStatus.FAILURE,
    TrackerStatus.CANCELLED,
    TrackerStatus.ERROR,
)
"""Nothing more is expected after these."""


@dataclass(frozen=True, slots=True)
class TrackerScan:
    """One entry of a carrier's log. `at` has the offset that the carrier gave."""

    at: datetime
    status: TrackerStatus
    text: str
    detail: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Tracker:
    """A parcel's way. `updated_at` orders two reports of it; `scans` are all of them, oldest first.

    Of an erased one, no later report brings back what was erased.
    """

    id: str
    tracking_number: str
    carrier: str
    status: TrackerStatus
    updated_at: datetime
    detail: str | None = None
    shipment_id: str | None = None
    signed_by: str | None = None
    estimated_delivery: datetime | None = None
    public_url: str | None = None
    scans: tuple[TrackerScan, ...] = ()
    is_erased: bool = False

    def without_personal_data(self) -> "Tracker":
        """Leave out who signed, where the parcel was, and the page that shows both."""
        return replace(self, signed_by=None, public_url=None, scans=(), is_erased=True)

    @property
    def last_scan(self) -> TrackerScan | None:
        return self.scans[-1] if self.scans else None

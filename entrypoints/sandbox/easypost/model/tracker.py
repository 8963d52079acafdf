"""Trackers: what a carrier has scanned of a parcel, and what it will scan."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PlannedUpdate:
    """A moment at which a carrier will have reported this number of scans."""

    at: datetime
    scan_count: int


@dataclass(slots=True, kw_only=True)
class Tracker:
    """`details` are JSON, oldest first; `planned` are the updates to come."""

    id: str
    mode: str
    tracking_code: str
    carrier: str
    created_at: datetime
    updated_at: datetime
    shipment_id: str | None = None
    status: str = "unknown"
    status_detail: str | None = "unknown"
    signed_by: str | None = None
    est_delivery_date: datetime | None = None
    is_return: bool = False
    details: list[dict[str, Any]] = field(default_factory=list)
    planned: deque[PlannedUpdate] = field(default_factory=deque)

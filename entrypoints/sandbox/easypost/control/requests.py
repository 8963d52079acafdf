"""Request bodies of the control API."""

from typing import Annotated, Literal

import msgspec

TrackerStatus = Literal[
    "unknown",
    "pre_transit",
    "in_transit",
    "out_for_delivery",
    "delivered",
    "available_for_pickup",
    "return_to_sender",
    "failure",
    "cancelled",
    "error",
]


class ClockRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """By how many seconds the clock is moved forward."""

    seconds: Annotated[float, msgspec.Meta(ge=0)]


class KeyRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    active: bool


class TrackingRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    status: TrackerStatus
    status_detail: str = "status_update"
    message: str = "Status updated"


class SettlementRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    status: Literal["refunded", "rejected"]


class DeliveryPlanRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How webhooks are delivered from now on: `copies` of each, a share dropped, or held until a release."""

    copies: Annotated[int, msgspec.Meta(ge=1)] = 1
    drop_rate: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0
    hold: bool = False


class ReleaseRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What was held is sent one by one; `reverse` sends the newest first."""

    reverse: bool = False


class RedeliveryRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    forge_signature: bool = False

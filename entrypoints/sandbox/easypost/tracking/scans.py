"""The scans that a parcel gets on its way, as test mode shows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.clock import format_time


@dataclass(frozen=True, slots=True)
class Scan:
    """`minutes` count from the first scan; `place` is city, state and zip."""

    minutes: int
    status: str
    status_detail: str
    message: str
    place: tuple[str, str, str] | None


HOUSTON, NORTH_HOUSTON = ("HOUSTON", "TX", "77063"), ("NORTH HOUSTON", "TX", "77315")
COLUMBIA, CHARLESTON = ("COLUMBIA", "SC", "29201"), ("CHARLESTON", "SC", "29407")

JOURNEY = (
    Scan(0, "pre_transit", "status_update", "Pre-Shipment Info Sent to {carrier}", None),
    Scan(757, "pre_transit", "status_update", "Shipping Label Created", HOUSTON),
    Scan(1362, "in_transit", "arrived_at_facility", "Arrived at {carrier} Origin Facility", NORTH_HOUSTON),
    Scan(2898, "in_transit", "arrived_at_facility", "Arrived at {carrier} Facility", COLUMBIA),
    Scan(3069, "in_transit", "arrived_at_facility", "Arrived at Post Office", CHARLESTON),
    Scan(3409, "in_transit", "status_update", "Sorting Complete", CHARLESTON),
    Scan(3419, "out_for_delivery", "out_for_delivery", "Out for Delivery", CHARLESTON),
    Scan(3711, "delivered", "arrived_at_destination", "Delivered", CHARLESTON),
)

RETURNED = Scan(4200, "return_to_sender", "return", "Return to Sender", CHARLESTON)
FAILED = Scan(4200, "failure", "failure", "Delivery Failed", CHARLESTON)

SCANS_UNTIL_STATUS = {"unknown": 0, "pre_transit": 2, "in_transit": 6, "out_for_delivery": 7, "delivered": 8}

JOURNEYS_OF_TEST_CODES = {
    "EZ1000000001": JOURNEY[:2],
    "EZ2000000002": JOURNEY[:6],
    "EZ3000000003": JOURNEY[:7],
    "EZ4000000004": JOURNEY,
    "EZ5000000005": (*JOURNEY[:7], RETURNED),
    "EZ6000000006": (*JOURNEY[:7], FAILED),
    "EZ7000000007": (),
}


def build_detail(scan: Scan, began_at: datetime, carrier: str, empty: str | None) -> dict[str, Any]:
    """The scan as JSON; `empty` stands for a text that the carrier did not give."""
    city, state, postcode = scan.place or (None, None, None)
    return {
        "object": "TrackingDetail",
        "message": scan.message.format(carrier=carrier),
        "description": empty,
        "status": scan.status,
        "status_detail": scan.status_detail,
        "datetime": format_time(began_at + timedelta(minutes=scan.minutes)),
        "source": carrier,
        "carrier_code": empty,
        "tracking_location": {
            "object": "TrackingLocation", "city": city, "state": state, "country": None, "zip": postcode,
        },
    }  # fmt: skip

"""The carriers' services, and what they ask for them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

BillingType = Literal["easypost", "carrier"]


@dataclass(frozen=True, slots=True)
class Service:
    """A carrier's product. A price is `base` and `per_pound` and `per_zone` of what the parcel has."""

    name: str
    days: int
    base: Decimal
    per_pound: Decimal
    per_zone: Decimal
    list_factor: Decimal = Decimal("1.0824")
    retail_factor: Decimal = Decimal("1.4580")
    international: bool = False
    on_saturday: bool = False
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class Carrier:
    """`box_prefixes` begin the names of its own packages; USPS has all that belong to no other carrier."""

    name: str
    readable: str
    account_type: str
    billing_type: BillingType
    services: tuple[Service, ...]
    box_prefixes: tuple[str, ...] = ()
    ships_dry_ice: bool = True
    serves_post_offices: bool = False
    makes_scan_forms: bool = False


def _service(name: str, days: int, base: str, per_pound: str, per_zone: str, **options: bool | str | None) -> Service:
    return Service(name, days, Decimal(base), Decimal(per_pound), Decimal(per_zone), **options)  # type: ignore[arg-type]


USPS = Carrier(
    "USPS",
    "USPS",
    "UspsAccount",
    "easypost",
    (
        _service("Express", 1, "28.95", "2.00", "0.80", on_saturday=True),
        _service("Priority", 2, "4.62", "1.20", "0.40"),
        _service("GroundAdvantage", 3, "3.97", "0.90", "0.30"),
        _service("FirstClassPackageInternationalService", 14, "11.10", "6.00", "0.50", international=True),
        _service("PriorityMailInternational", 8, "36.20", "4.10", "0.60", international=True),
        _service("ExpressMailInternational", 4, "52.00", "5.30", "0.70", international=True),
    ),
    ships_dry_ice=False,
    serves_post_offices=True,
    makes_scan_forms=True,
)

UPS = Carrier(
    "UPS",
    "UPS",
    "UpsAccount",
    "carrier",
    (
        _service("Ground", 2, "11.08", "1.00", "0.70", deadline="23:00:00"),
        _service("3DaySelect", 3, "18.06", "1.60", "0.70", deadline="23:00:00"),
        _service("2ndDayAir", 2, "24.25", "2.40", "0.70", on_saturday=True, deadline="23:00:00"),
        _service("NextDayAirSaver", 1, "75.30", "4.00", "1.00", deadline="23:00:00"),
        _service("NextDayAir", 1, "80.50", "4.00", "1.00", on_saturday=True, deadline="10:30:00"),
        _service("UPSStandard", 6, "19.40", "2.30", "0.80", international=True, deadline="23:00:00"),
        _service("Expedited", 4, "58.70", "6.10", "1.10", international=True, deadline="23:00:00"),
        _service("UPSSaver", 2, "74.10", "7.20", "1.30", international=True, deadline="23:00:00"),
    ),
    box_prefixes=("UPS",),
)

FEDEX = Carrier(
    "FedExDefault",
    "FedEx (by EasyPost)",
    "FedexDefaultAccount",
    "easypost",
    (
        _service("FEDEX_GROUND", 3, "9.90", "0.95", "0.60", deadline="20:00:00"),
        _service("FEDEX_2_DAY", 2, "21.80", "2.10", "0.70", deadline="16:30:00"),
        _service("STANDARD_OVERNIGHT", 1, "58.20", "3.60", "1.00", deadline="15:00:00"),
        _service("PRIORITY_OVERNIGHT", 1, "66.40", "3.80", "1.00", on_saturday=True, deadline="10:30:00"),
        _service("INTERNATIONAL_ECONOMY", 5, "55.30", "5.80", "1.10", international=True, deadline="18:00:00"),
    ),
    box_prefixes=("FedEx",),
)

ALL_CARRIERS = (USPS, UPS, FEDEX)

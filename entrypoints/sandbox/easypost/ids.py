"""Ids of EasyPost's objects, and tracking codes of carriers."""

import secrets
import uuid


def create_id(prefix: str) -> str:
    """Create an id such as shp_ with 32 hexadecimal digits; those of addresses and events contain the time."""
    time_based = prefix in ("adr", "evt", "es")
    return f"{prefix}_{uuid.uuid1(secrets.randbits(48)).hex if time_based else secrets.token_hex(16)}"


def create_tracking_code(carrier: str) -> str:
    """Create a number in the carrier's format: 22 digits of USPS, 1Z and 16 characters of UPS, else 12 digits."""
    match carrier:
        case "USPS":
            return f"94001002083{_create_digits(11)}"
        case "UPS" | "UPSDAP":
            return f"1ZNOVEX{_create_digits(11)}"
    return _create_digits(12)


def _create_digits(count: int) -> str:
    return str(secrets.randbelow(10**count)).zfill(count)

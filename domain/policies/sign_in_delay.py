"""How long those who sent wrong passwords must wait."""

import ipaddress
from dataclasses import replace
from datetime import datetime, timedelta

from novex_shopify.domain.model.user import SignInFailures
from novex_shopify.domain.timing import (
    FIRST_SIGN_IN_DELAY,
    KNOWN_SOURCE_FOR,
    MAX_SIGN_IN_DELAY,
    SIGN_IN_INTERVAL_OF_STRANGERS,
)

FAILURES_WITHOUT_DELAY = 5
"""From one source."""

STRANGERS_WITHOUT_DELAY = 60
"""From all sources together that are not known: an attacker may have any number of addresses."""

_IPV6_PREFIX_OF_ONE_CUSTOMER = 64


def find_source(address: str) -> str:
    """The source that an address belongs to: of IPv6, one customer has a whole /64."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _IPV6_PREFIX_OF_ONE_CUSTOMER), strict=False))


def is_known(failures: SignInFailures, now: datetime) -> bool:
    """Whether somebody signed in from this source lately: then strangers' guesses do not delay it."""
    return failures.signed_in_at is not None and now - failures.signed_in_at < KNOWN_SOURCE_FOR


def compute_remaining_delay(failures: SignInFailures, now: datetime) -> timedelta:
    """Return the rest of the delay; zero if another password may be tried. It doubles with each further failure."""
    if failures.count < FAILURES_WITHOUT_DELAY:
        return timedelta()
    doublings = min(failures.count - FAILURES_WITHOUT_DELAY, 10)
    delay = min(FIRST_SIGN_IN_DELAY * (1 << doublings), MAX_SIGN_IN_DELAY)
    return max(failures.last_failed_at + delay - now, timedelta())


def compute_delay_of_strangers(failures: SignInFailures, now: datetime) -> timedelta:
    """The same for the failures of all sources that are not known; one is forgotten each interval."""
    if _forget(failures, now).count < STRANGERS_WITHOUT_DELAY:
        return timedelta()
    return SIGN_IN_INTERVAL_OF_STRANGERS - (now - failures.last_failed_at) % SIGN_IN_INTERVAL_OF_STRANGERS


def add_failure_of_stranger(failures: SignInFailures, now: datetime) -> SignInFailures:
    """Count one more."""
    current = _forget(failures, now)
    return replace(current, count=current.count + 1)


def _forget(failures: SignInFailures, now: datetime) -> SignInFailures:
    forgotten = max((now - failures.last_failed_at) // SIGN_IN_INTERVAL_OF_STRANGERS, 0)
    if forgotten >= failures.count:
        return SignInFailures(0, now)
    return SignInFailures(
        failures.count - forgotten, failures.last_failed_at + forgotten * SIGN_IN_INTERVAL_OF_STRANGERS
    )

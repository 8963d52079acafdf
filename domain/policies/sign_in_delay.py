"""How long a source of wrong passwords must wait."""

from datetime import datetime, timedelta

from novex_shopify.domain.model.console_session import SignInFailures
from novex_shopify.domain.timing import FIRST_SIGN_IN_DELAY, MAX_SIGN_IN_DELAY

FAILURES_WITHOUT_DELAY = 5


def compute_remaining_delay(failures: SignInFailures, now: datetime) -> timedelta:
    """Return the rest of the delay; zero if another password may be tried. It doubles with each further failure."""
    if failures.count < FAILURES_WITHOUT_DELAY:
        return timedelta()
    doublings = min(failures.count - FAILURES_WITHOUT_DELAY, 10)
    delay = min(FIRST_SIGN_IN_DELAY * (1 << doublings), MAX_SIGN_IN_DELAY)
    return max(failures.last_failed_at + delay - now, timedelta())

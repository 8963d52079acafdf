"""How long a source of wrong passwords must wait."""

from datetime import datetime, timedelta

from novex_shopify.domain.model.console_session import SignInFailures

FAILURES_WITHOUT_DELAY = 5
FIRST_DELAY = timedelta(seconds=5)
MAX_DELAY = timedelta(minutes=15)


def compute_remaining_delay(failures: SignInFailures, now: datetime) -> timedelta:
    """Return the rest of the delay; zero if another password may be tried. It doubles with each further failure."""
    if failures.count < FAILURES_WITHOUT_DELAY:
        return timedelta()
    doublings = min(failures.count - FAILURES_WITHOUT_DELAY, 10)
    delay = min(FIRST_DELAY * (1 << doublings), MAX_DELAY)
    return max(failures.last_failed_at + delay - now, timedelta())

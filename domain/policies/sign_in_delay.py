"""How long a source of wrong passwords has to wait."""

from datetime import datetime, timedelta

from novex_shopify.domain.model.console_session import SignInFailures

FREE_FAILURES = 5
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=15)


def delay_left(failures: SignInFailures, now: datetime) -> timedelta:
    """What is left of the delay; zero when another password may be tried. It doubles with each further failure."""
    if failures.count < FREE_FAILURES:
        return timedelta()
    doublings = min(failures.count - FREE_FAILURES, 10)
    delay = min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)
    return max(failures.last_at + delay - now, timedelta())

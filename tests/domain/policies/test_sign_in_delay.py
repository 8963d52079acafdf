"""Each further wrong password doubles the delay."""

from datetime import timedelta

import pytest

from novex_shopify.domain.model.user import SignInFailures
from novex_shopify.domain.policies.sign_in_delay import FAILURES_WITHOUT_DELAY, compute_remaining_delay, find_source
from novex_shopify.domain.timing import FIRST_SIGN_IN_DELAY, MAX_SIGN_IN_DELAY
from tests.builders import HOUR, NOON, SECOND

NONE = timedelta()


def test_the_first_failures_cause_no_delay() -> None:
    failures = SignInFailures(FAILURES_WITHOUT_DELAY - 1, NOON)
    assert compute_remaining_delay(failures, NOON) == NONE


@pytest.mark.parametrize("further", [0, 1, 2, 3])
def test_the_delay_doubles_with_each_further_failure(further: int) -> None:
    failures = SignInFailures(FAILURES_WITHOUT_DELAY + further, NOON)
    assert compute_remaining_delay(failures, NOON) == 2**further * FIRST_SIGN_IN_DELAY


@pytest.mark.parametrize("count", [FAILURES_WITHOUT_DELAY + 8, 1_000_000])
def test_the_delay_has_a_maximum(count: int) -> None:
    assert compute_remaining_delay(SignInFailures(count, NOON), NOON) == MAX_SIGN_IN_DELAY


def test_the_time_since_the_last_failure_is_part_of_the_delay() -> None:
    failures = SignInFailures(FAILURES_WITHOUT_DELAY, NOON)
    assert compute_remaining_delay(failures, NOON + SECOND) == FIRST_SIGN_IN_DELAY - SECOND
    assert compute_remaining_delay(failures, NOON + HOUR) == NONE


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_the_addresses_of_one_customer_are_one_source(address: str, source: str) -> None:
    assert find_source(address) == source

"""Older state never overwrites newer state."""

from datetime import UTC, datetime, timedelta
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.resource_link import StateVersion
from novex_shopify.domain.policies.staleness import is_stale

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_nothing_is_stale_at_first() -> None:
    assert not is_stale(StateVersion(NOON), None)


def test_an_older_state_is_stale() -> None:
    assert is_stale(StateVersion(NOON - SECOND), StateVersion(NOON))


def test_within_the_same_second_the_trigger_time_decides() -> None:
    applied = StateVersion(NOON, NOON + SECOND)
    assert is_stale(StateVersion(NOON, NOON), applied)
    assert not is_stale(StateVersion(NOON, NOON + 2 * SECOND), applied)


def test_a_tie_is_applied_again() -> None:
    assert not is_stale(StateVersion(NOON, NOON), StateVersion(NOON, NOON))


MOMENTS = st.integers(0, 3).map(lambda seconds: NOON + seconds * SECOND)
VERSIONS = st.builds(StateVersion, MOMENTS, st.none() | MOMENTS)


@given(st.lists(VERSIONS, min_size=1))
def test_whatever_the_order_of_arrival_the_newest_state_stays(arrivals: list[StateVersion]) -> None:
    def arrive(applied: StateVersion | None, incoming: StateVersion) -> StateVersion | None:
        return applied if is_stale(incoming, applied) else incoming

    last = reduce(arrive, arrivals, None)
    assert last is not None
    assert not any(is_stale(last, arrived) for arrived in arrivals)

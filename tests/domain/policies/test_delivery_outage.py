"""A pause in deliveries is an outage or not, judged by the store's own weeks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.policies.delivery_outage import is_outage
from novex_shopify.domain.timing import HOUR, WEEK

MONDAY = datetime(2026, 9, 7, tzinfo=UTC)
DELIVERY_HOURS = st.frozensets(st.integers(0, 167), min_size=1)
"""Hours of the week in which a store delivers."""


def build_deliveries(delivery_hours: frozenset[int], weeks: int) -> list[datetime]:
    """The deliveries of a store that delivers in the same hours of every week."""
    return [MONDAY + week * WEEK + hour * HOUR for week in range(weeks) for hour in sorted(delivery_hours)]


def test_an_outage_of_a_busy_shop_is_detected_within_hours() -> None:
    received = build_deliveries(frozenset(range(168)), 4)
    last = received[-1]
    assert not is_outage(received, last, MONDAY, last + 3 * HOUR)
    assert is_outage(received, last, MONDAY, last + 8 * HOUR)


def test_an_outage_is_detected_when_deliveries_do_not_resume_after_the_night() -> None:
    received = build_deliveries(frozenset(day * 24 + hour for day in range(7) for hour in range(9, 18)), 4)
    last = received[-1]
    assert not is_outage(received, last, MONDAY, last + 16 * HOUR)
    assert is_outage(received, last, MONDAY, last + 24 * HOUR)


def test_a_pause_as_long_as_an_earlier_one_is_not_an_outage() -> None:
    received = build_deliveries(frozenset(range(168)), 4)
    closed = [hour for hour in received if not MONDAY + 10 * HOUR < hour < MONDAY + 30 * HOUR]
    last = received[-1]
    assert is_outage(received, last, MONDAY, last + 20 * HOUR)
    assert not is_outage(closed, last, MONDAY, last + 20 * HOUR)


@given(DELIVERY_HOURS, st.integers(2, 8), st.data())
def test_regular_deliveries_never_raise_an_alarm(habits: frozenset[int], weeks: int, data: st.DataObject) -> None:
    received = build_deliveries(habits, weeks + 1)
    number = data.draw(st.integers(0, len(received) - 2))
    last, until = received[number], received[number + 1]
    assert not is_outage(received[: number + 1], last + timedelta(minutes=59), MONDAY, until + timedelta(minutes=59))


@given(DELIVERY_HOURS, st.timedeltas(timedelta(0), 2 * WEEK - HOUR), st.timedeltas(timedelta(0), 100 * WEEK))
def test_a_new_shop_never_raises_an_alarm(habits: frozenset[int], age: timedelta, pause: timedelta) -> None:
    last = MONDAY + age - HOUR
    assert not is_outage([hour for hour in build_deliveries(habits, 3) if hour <= last], last, MONDAY, last + pause)


@given(DELIVERY_HOURS, st.timedeltas(timedelta(0), 4 * WEEK), st.timedeltas(timedelta(0), 4 * WEEK))
def test_a_continuing_outage_stays_an_outage(habits: frozenset[int], one: timedelta, more: timedelta) -> None:
    received = build_deliveries(habits, 4)
    last = received[-1]
    assert is_outage(received, last, MONDAY, last + one) <= is_outage(received, last, MONDAY, last + one + more)


@given(DELIVERY_HOURS)
def test_every_outage_is_detected_eventually(habits: frozenset[int]) -> None:
    received = build_deliveries(habits, 4)
    assert is_outage(received, received[-1], MONDAY, received[-1] + 9 * WEEK)

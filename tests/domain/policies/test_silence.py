"""A silence is unusual or not, by the store's own weeks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.policies.silence import HOUR, WEEK, is_unusual

MONDAY = datetime(2026, 9, 7, tzinfo=UTC)
HABITS = st.frozensets(st.integers(0, 167), min_size=1)
"""Hours of the week in which a store delivers."""


def a_life(habits: frozenset[int], weeks: int) -> list[datetime]:
    """A store that keeps to its habits."""
    return [MONDAY + week * WEEK + hour * HOUR for week in range(weeks) for hour in sorted(habits)]


def test_a_shop_that_always_sells_is_noticed_within_hours() -> None:
    heard = a_life(frozenset(range(168)), 4)
    last = heard[-1]
    assert not is_unusual(heard, last, MONDAY, last + 3 * HOUR)
    assert is_unusual(heard, last, MONDAY, last + 8 * HOUR)


def test_a_shop_that_sleeps_is_noticed_when_it_does_not_wake_up() -> None:
    heard = a_life(frozenset(day * 24 + hour for day in range(7) for hour in range(9, 18)), 4)
    last = heard[-1]
    assert not is_unusual(heard, last, MONDAY, last + 16 * HOUR)
    assert is_unusual(heard, last, MONDAY, last + 24 * HOUR)


def test_a_long_silence_that_happened_before_is_nothing_unusual() -> None:
    heard = a_life(frozenset(range(168)), 4)
    closed = [hour for hour in heard if not MONDAY + 10 * HOUR < hour < MONDAY + 30 * HOUR]
    last = heard[-1]
    assert is_unusual(heard, last, MONDAY, last + 20 * HOUR)
    assert not is_unusual(closed, last, MONDAY, last + 20 * HOUR)


@given(HABITS, st.integers(2, 8), st.data())
def test_a_store_that_keeps_to_its_habits_never_raises_an_alarm(
    habits: frozenset[int], weeks: int, data: st.DataObject
) -> None:
    heard = a_life(habits, weeks + 1)
    number = data.draw(st.integers(0, len(heard) - 2))
    last, until = heard[number], heard[number + 1]
    assert not is_unusual(heard[: number + 1], last + timedelta(minutes=59), MONDAY, until + timedelta(minutes=59))


@given(HABITS, st.timedeltas(timedelta(0), 2 * WEEK - HOUR), st.timedeltas(timedelta(0), 100 * WEEK))
def test_a_new_store_never_raises_an_alarm(habits: frozenset[int], age: timedelta, silence: timedelta) -> None:
    last = MONDAY + age - HOUR
    assert not is_unusual([hour for hour in a_life(habits, 3) if hour <= last], last, MONDAY, last + silence)


@given(HABITS, st.timedeltas(timedelta(0), 4 * WEEK), st.timedeltas(timedelta(0), 4 * WEEK))
def test_a_silence_that_goes_on_does_not_become_usual(habits: frozenset[int], one: timedelta, more: timedelta) -> None:
    heard = a_life(habits, 4)
    last = heard[-1]
    assert is_unusual(heard, last, MONDAY, last + one) <= is_unusual(heard, last, MONDAY, last + one + more)


@given(HABITS)
def test_every_store_with_habits_is_noticed_in_the_end(habits: frozenset[int]) -> None:
    heard = a_life(habits, 4)
    assert is_unusual(heard, heard[-1], MONDAY, heard[-1] + 9 * WEEK)

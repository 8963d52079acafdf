"""Signing in to the console, and guessing its password."""

from dataclasses import dataclass

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.nonces import CountedNonces
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import SignInDelayed, WrongPassword
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.sign_in_delay import FIRST_DELAY, FREE_FAILURES, LONGEST_DELAY
from novex_shopify.domain.use_cases.sign_in import SESSION_LIFETIME, SignIn

RIGHT, WRONG = Secret("correct horse battery staple"), Secret("password1")
HERE, ELSEWHERE = "10.0.0.1", "10.0.0.2"


@dataclass(frozen=True)
class OnePassword:
    """The port `Passwords`."""

    right: Secret = RIGHT

    def fits(self, password: Secret) -> bool:
        """Whether it is this one."""
        return password == self.right


@pytest.fixture
def clock() -> ManualClock:
    """Time that passes when it is told to."""
    return ManualClock()


@pytest.fixture
def sign_in(clock: ManualClock) -> SignIn:
    """The use case."""
    return SignIn(MemoryUnitOfWork(), OnePassword(), CountedNonces(), clock)


def guess(sign_in: SignIn, times: int, source: str = HERE) -> None:
    """Try a wrong password so many times."""
    for _ in range(times):
        with pytest.raises(WrongPassword):
            sign_in(WRONG, source)


def test_the_right_password_opens_half_a_day(sign_in: SignIn, clock: ManualClock) -> None:
    token = sign_in(RIGHT, HERE)
    assert sign_in.holds(token)
    clock.advance(SESSION_LIFETIME)
    assert not sign_in.holds(token)


def test_who_signs_out_is_out_wherever_the_secret_may_be(sign_in: SignIn) -> None:
    token, other = sign_in(RIGHT, HERE), sign_in(RIGHT, HERE)
    sign_in.sign_out(token)
    assert [sign_in.holds(each) for each in (token, other, Secret("made up"))] == [False, True, False]


def test_after_some_wrong_passwords_not_even_the_right_one_is_looked_at(sign_in: SignIn, clock: ManualClock) -> None:
    guess(sign_in, FREE_FAILURES)
    with pytest.raises(SignInDelayed, match="Wait 5 seconds"):
        sign_in(RIGHT, HERE)
    clock.advance(FIRST_DELAY)
    assert sign_in.holds(sign_in(RIGHT, HERE))


def test_each_further_failure_doubles_the_delay_up_to_a_limit(sign_in: SignIn, clock: ManualClock) -> None:
    guess(sign_in, FREE_FAILURES)
    delays = []
    for _ in range(9):
        with pytest.raises(SignInDelayed) as refusal:
            sign_in(WRONG, HERE)
        delays.append(refusal.value.delay)
        clock.advance(refusal.value.delay)
        guess(sign_in, 1)
    assert delays[:3] == [FIRST_DELAY, 2 * FIRST_DELAY, 4 * FIRST_DELAY]
    assert delays[-1] == LONGEST_DELAY


def test_who_guesses_elsewhere_delays_nobody_here(sign_in: SignIn) -> None:
    guess(sign_in, FREE_FAILURES, ELSEWHERE)
    assert sign_in.holds(sign_in(RIGHT, HERE))


def test_the_right_password_starts_the_count_anew(sign_in: SignIn) -> None:
    guess(sign_in, FREE_FAILURES - 1)
    sign_in(RIGHT, HERE)
    guess(sign_in, FREE_FAILURES)
